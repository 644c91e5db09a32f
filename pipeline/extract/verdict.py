"""Which of two figures the equations of the form bear out, where two forms differ.

The same question as in `sql/intermediate/int_reading_verdicts.sql`, for forms in one
file. The answer is told in the issue about the difference; it never moves a figure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.extract.equations import CellKey, Equation, equations
from pipeline.extract.observation import Observation
from pipeline.forms import FormSet

__all__ = ["Verdict", "verdicts"]

_BY_EQUATIONS = "by_equations"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the equations that name a cell say of two figures for it.

    Attributes:
        equations: those that can tell, `rule/unit`; none where none can.
        holds_with_first: they hold with the figure of the form that counts.
        holds_with_other: they hold with that of the other form.
    """

    equations: tuple[str, ...]
    holds_with_first: bool
    holds_with_other: bool

    def __str__(self) -> str:
        if not self.equations:
            return "no equation can tell"
        words = {
            (True, False): "hold with this figure and fail with the other",
            (False, True): "hold with the other figure and fail with this one",
            (True, True): "hold with either figure",
            (False, False): "fail with either figure",
        }[self.holds_with_first, self.holds_with_other]
        return f"the equations {words} ({', '.join(self.equations)})"


def verdicts(
    first: Sequence[Observation],
    differing: Iterable[tuple[Observation, Observation]],
    forms: FormSet,
) -> dict[CellKey, Verdict]:
    """The verdict on each cell in which another form differs from the first.

    Each figure is tried beside the other cells as the one form has them and as the
    other has them: the other form may be right in one cell and wrong in the next.

    Args:
        first: all cells of the form that counts.
        differing: its cell and that of the other form, where they differ.
        forms: whose equations must hold.
    """
    ours = {_key(o): o for o in first}
    theirs = {**ours, **{_key(one): other for one, other in differing}}
    found = {}
    for key, cell in theirs.items():
        if cell is ours[key]:
            continue
        telling = [
            e
            for e in equations(forms, ours[key].edition, cell.table_id)
            if key in e.cells and _can_tell(e, ours) and _can_tell(e, theirs)
        ]
        found[key] = Verdict(
            tuple(f"{e.rule_id}/{e.unit_code}" for e in telling),
            _hold(telling, ours) or _hold(telling, {**theirs, key: ours[key]}),
            _hold(telling, theirs) or _hold(telling, {**ours, key: cell}),
        )
    return found


def _key(o: Observation) -> CellKey:
    return (o.table_id, o.item, o.breakdown)


def _can_tell(equation: Equation, cells: Mapping[CellKey, Observation]) -> bool:
    """Every cell has a figure, and none was read with the help of the equation."""
    named = [cells.get(key) for key in equation.cells]
    return all(
        o is not None and o.value is not None and o.reading != _BY_EQUATIONS
        for o in named
    )


def _hold(telling: Sequence[Equation], cells: Mapping[CellKey, Observation]) -> bool:
    return all(_difference(e, cells) == 0 for e in telling)


def _difference(equation: Equation, cells: Mapping[CellKey, Observation]) -> Decimal:
    total = Decimal(0)
    for (item, breakdown), coefficient in equation.terms.items():
        value = cells[equation.table_id, item, breakdown].value
        if value is not None:
            total += coefficient * value
    return total
