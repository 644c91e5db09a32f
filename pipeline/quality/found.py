"""What localisation says of a table. Types only; how it is found is in `localise`."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

__all__ = ["Change", "Component", "Localised", "Method", "Solution", "Status"]

Status = Literal["explained", "systematic", "too_many", "timed_out", "not_explained"]
Method = Literal["signature", "search", "milp"]


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that a solution changes.

    Attributes:
        item: its row.
        breakdown: its column.
        position: its place in the form, from 0.
        printed: its figure, None where none is known.
        implied: what it should be; None where the solution leaves that open, and where
            nothing is to be repaired cell by cell (a systematic shift).
        pattern: how printed and implied differ, a code of data/quality/patterns.yml.
    """

    item: str
    breakdown: str
    position: int
    printed: Decimal | None
    implied: Decimal | None
    pattern: str


@dataclass(frozen=True, slots=True)
class Solution:
    """One way to satisfy the equations.

    Attributes:
        changes: the cells that it changes, as in the form.
        is_systematic: one cause for a whole row or column, not errors of single cells.
    """

    changes: tuple[Change, ...]
    is_systematic: bool = False


@dataclass(frozen=True, slots=True)
class Component:
    """An independent part of what fails in a table.

    Attributes:
        status: whether and how it is explained.
        solutions: the optimal ones; none where there is no explanation.
        is_complete: all optimal solutions are there and each says every figure.
        method: what found them; None where nothing was found.
        equations_failed: failing equations that name a cell of the solutions.
    """

    status: Status
    solutions: tuple[Solution, ...]
    is_complete: bool
    method: Method | None
    equations_failed: int

    @property
    def is_systematic(self) -> bool:
        """Every solution is one cause for a whole row or column."""
        return self.status == "systematic"

    @property
    def is_unique(self) -> bool:
        """The only optimal explanation, proven."""
        return self.is_complete and len(self.solutions) == 1

    @property
    def changes(self) -> int | None:
        """Cells that the first solution changes; None where there is none."""
        return len(self.solutions[0].changes) if self.solutions else None

    @property
    def pattern(self) -> str | None:
        """The pattern of all cells of all solutions if it is one, else none."""
        found = {c.pattern for s in self.solutions for c in s.changes}
        if not found:
            return None
        return found.pop() if len(found) == 1 else "none"


@dataclass(frozen=True, slots=True)
class Localised:
    """What is wrong in a table: nothing, or independent parts."""

    components: tuple[Component, ...]
