"""What became of one planted error, and what arithmetic could have told at the most."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.accuracy.localisation import Located
from tests.accuracy.localisation.equations import Equations, Vector
from tests.accuracy.localisation.explaining import Explanation, Smallest, smallest
from tests.accuracy.localisation.moves import Move, repairing_moves

__all__ = ["Finding", "Planted", "judge"]


@dataclass(frozen=True, eq=False)
class Planted:
    """A table with an error.

    Attributes:
        equations: of the table.
        true: its figures.
        printed: its figures with the error.
        known: whether the figure of a cell can be read.
        systematic: the pattern by which the error should be named, if it is one.
    """

    equations: Equations
    true: Vector
    printed: Vector
    known: NDArray[np.bool_]
    systematic: str | None = None

    @property
    def truth(self) -> Explanation:
        """The cells that were changed, with their true figures."""
        changed = np.flatnonzero(self.true != self.printed).tolist()
        return {place: int(self.true[place]) for place in changed}

    @property
    def move(self) -> Move | None:
        """The rows or columns that were moved."""
        if self.systematic is None:
            return None
        return Move(self.systematic, self.places(self.truth, self.systematic))

    def places(self, cells: Iterable[int], pattern: str) -> frozenset[int]:
        """The rows in which cells are; where columns were moved, their columns."""
        columns = self.equations.shape[1]
        if pattern == "columns_swapped":
            return frozenset(cell % columns for cell in cells)
        return frozenset(cell // columns for cell in cells)


@dataclass(frozen=True)
class Finding:
    """What is said about one independent part of what does not add up.

    Attributes:
        solutions: explanations that are equally good, by the numbers of the cells; of
            a systematic error the figures mean nothing.
        is_unique: there is one solution, and it is claimed to be the only one.
        systematic: the pattern of an error that is not repaired cell by cell.
        suspects: the cells that may be wrong, where no solution is given.
    """

    solutions: tuple[Explanation, ...] = ()
    is_unique: bool = False
    systematic: str | None = None
    suspects: frozenset[int] = frozenset()

    @property
    def cells(self) -> frozenset[int]:
        """All cells under suspicion."""
        return self.suspects.union(*self.solutions)


def judge(planted: Planted, findings: Iterable[Finding]) -> Located:
    """The counts of one table."""
    found = list(findings)
    truth = planted.truth
    proposed: Explanation = {}
    for finding in found:
        if finding.is_unique and finding.systematic is None:
            proposed |= finding.solutions[0]
    moves = {
        Move(f.systematic, planted.places(f.cells, f.systematic))
        for f in found
        if f.systematic is not None
    }
    is_settled = all(f.is_unique and f.systematic is None for f in found)
    best = smallest(planted.equations, planted.printed, planted.known)
    return Located(
        tables=1,
        found=bool(found),
        pinned=is_settled and proposed == truth,
        named=moves == {planted.move},
        suspected=truth.keys() <= frozenset().union(*(f.cells for f in found)),
        wrong=_contradicts(proposed, truth),
        misnamed=bool(moves - {planted.move}),
        refuted=any(_contradicts(proposed, one) for one in _others(best, proposed)),
        **_ceiling(planted, best),
    )


def _contradicts(proposed: Explanation, truth: Explanation) -> bool:
    """Whether a cell is proposed that is right, or with another figure."""
    return any(truth.get(cell) != value for cell, value in proposed.items())


def _others(best: Smallest, proposed: Explanation) -> Iterable[Explanation]:
    """The explanations of the smallest size; an unlisted one has nothing in it."""
    return (*best.explanations, {}) if best.is_open and proposed else best.explanations


def _ceiling(planted: Planted, best: Smallest) -> dict[str, bool]:
    """What arithmetic could tell at the most."""
    truth, only = planted.truth, best.only
    broken = best.size != 0
    alone = broken and only == truth
    among = broken and truth.keys() <= set().union(*best.explanations)
    if planted.move is not None and broken and best.size != 1:
        moves = repairing_moves(planted.equations, planted.printed)
        alone |= moves == {planted.move}
        among |= planted.move in moves
    return {
        "broken": broken,
        "among": among,
        "alone": alone,
        "misled": only is not None and _contradicts(only, truth),
    }
