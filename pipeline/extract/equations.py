"""The equations inside one report that must hold, and which of them its cells break.

Taken from the rules of the project: sums that are hard, exact and need no other year,
so that what serves as a key or as a check is what the panel checks by. Where they are a
key (`run_together`) they are no witness, and where they witness (`confirm`) they never
decide what a cell says. Reading cells is not done here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipeline.extract.observation import Observation
from pipeline.forms import FormSet
from pipeline.rules import Rule, load_rules

__all__ = ["CellKey", "Equation", "Outcome", "equations", "outcomes"]

#: table, row and column of a cell
CellKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Equation:
    """A sum of cells that must be zero.

    Attributes:
        rule_id: the rule.
        unit_code: the row or column that it is about.
        table_id: the table of its cells.
        terms: coefficient by `(item, breakdown)`.
    """

    rule_id: str
    unit_code: str
    table_id: str
    terms: dict[tuple[str, str], int]

    @property
    def cells(self) -> tuple[CellKey, ...]:
        """The cells that it is about."""
        return tuple((self.table_id, *place) for place in self.terms)


@dataclass(frozen=True, slots=True)
class Outcome:
    """An equation all of whose cells have a figure, and whether it holds."""

    equation: Equation
    holds: bool


#: form sets and their equations; the set is held so that its id stays its own
_CACHE: dict[int, tuple[FormSet, dict[tuple[str, str], list[Equation]]]] = {}


def equations(forms: FormSet, edition: str, table_id: str) -> list[Equation]:
    """The equations of a table of an edition; none where the form implies none."""
    cached = _CACHE.get(id(forms))
    if cached is None or cached[0] is not forms:
        cached = (forms, _compiled(forms))
        _CACHE[id(forms)] = cached
    return cached[1].get((edition, table_id), [])


def _compiled(forms: FormSet) -> dict[tuple[str, str], list[Equation]]:
    found: dict[tuple[str, str], list[Equation]] = {}
    for rule in load_rules(forms):
        if _must_hold(rule):
            terms: dict[tuple[str, str], int] = {}
            for term in rule.terms:
                sign = 1 if term.side == "left" else -1
                place = (term.item, term.breakdown)
                terms[place] = terms.get(place, 0) + sign * term.coefficient
            found.setdefault((rule.edition, rule.table_id), []).append(
                Equation(rule.rule_id, rule.unit_code, rule.table_id, terms)
            )
    return found


def _must_hold(rule: Rule) -> bool:
    return (
        rule.kind == "equation"
        and rule.severity == "hard"
        and rule.operator == "=="
        and not rule.tolerance
        and not rule.needs_prior
    )


def outcomes(observations: Iterable[Observation], forms: FormSet) -> Iterator[Outcome]:
    """The equations whose cells all have a figure; the others say nothing."""
    found = {(o.table_id, o.item, o.breakdown): o for o in observations}
    tables = {(o.edition, o.table_id) for o in found.values()}
    for edition, table_id in sorted(tables):
        for equation in equations(forms, edition, table_id):
            total = Decimal(0)
            for (item, breakdown), coefficient in equation.terms.items():
                cell = found.get((table_id, item, breakdown))
                if cell is None or cell.value is None or cell.edition != edition:
                    break
                total += coefficient * cell.value
            else:
                yield Outcome(equation, total == 0)
