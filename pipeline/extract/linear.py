"""The equations that one table must satisfy, as coefficients over its cells.

Taken from the rules of the project, so that what decodes a figure is exactly what the
panel would have checked it by. Only equations inside one report that must hold: soft
rules and those across years are no keys.
"""

from dataclasses import dataclass

from pipeline.forms import FormSet
from pipeline.rules import load_rules

__all__ = ["Equation", "equations"]


@dataclass(frozen=True, slots=True)
class Equation:
    """A sum of cells that must be zero.

    Attributes:
        rule_id: the rule.
        unit_code: the row or column that it is about.
        terms: coefficient by `(item, breakdown)`.
    """

    rule_id: str
    unit_code: str
    terms: dict[tuple[str, str], int]


#: form sets and their equations; the set is held so that its id stays its own
_CACHE: dict[int, tuple[FormSet, dict[tuple[str, str], list[Equation]]]] = {}


def equations(forms: FormSet, edition: str, table_id: str) -> list[Equation]:
    """The equations of a table of an edition; none where the form implies none."""
    cached = _CACHE.get(id(forms))
    if cached is None or cached[0] is not forms:
        cached = (forms, _compile(forms))
        _CACHE[id(forms)] = cached
    return cached[1].get((edition, table_id), [])


def _compile(forms: FormSet) -> dict[tuple[str, str], list[Equation]]:
    found: dict[tuple[str, str], list[Equation]] = {}
    for rule in load_rules(forms):
        if (
            rule.kind != "equation"
            or rule.severity != "hard"
            or rule.operator != "=="
            or rule.tolerance
            or rule.needs_prior
        ):
            continue
        terms: dict[tuple[str, str], int] = {}
        for term in rule.terms:
            sign = 1 if term.side == "left" else -1
            place = (term.item, term.breakdown)
            terms[place] = terms.get(place, 0) + sign * term.coefficient
        found.setdefault((rule.edition, rule.table_id), []).append(
            Equation(rule.rule_id, rule.unit_code, terms)
        )
    return found
