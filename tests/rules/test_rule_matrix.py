"""The compiled rules against what is stated by hand: no coefficient can be wrong.

Also what the equations of several years can and cannot tell, as a matrix.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from pipeline.forms import load_forms
from pipeline.rules import Rule, Term, load_rules
from tests.rules.consistent import Cells, consistent_series
from tests.rules.statement import Equation, Place, stated

EDITIONS = load_forms().editions
Values = Callable[[Place], int]
Key = tuple[str, str]


@cache
def compiled(edition: str) -> dict[Key, Rule]:
    rules = [r for r in load_rules(load_forms()) if r.edition == edition and r.terms]
    return {(r.rule_id, r.unit_code): r for r in rules}


@cache
def by_hand(edition: str) -> dict[Key, Equation]:
    return {(e.rule_id, e.unit): e for e in stated(edition)}


def coefficients(rule: Rule) -> dict[Place, int]:
    """Of the difference of the sides, the one that may not be negative."""
    found: dict[Place, int] = {}
    for term in rule.terms:
        sign = 1 if (term.side == "left") == (rule.operator != "<=") else -1
        place = (-term.year_offset, term.item, term.breakdown)
        found[place] = found.get(place, 0) + sign * term.coefficient
    return found


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_rule_is_compiled_as_stated(edition: str) -> None:
    rules, statement = compiled(edition), by_hand(edition)
    assert rules.keys() == statement.keys()
    for key, rule in rules.items():
        one = statement[key]
        assert rule.table_id == one.table
        assert rule.prior_editions == one.prior
        assert (rule.operator == "==") == one.is_equality
        assert rule.tolerance == 0
        terms = {place: coefficient for coefficient, place in one.terms}
        assert len(terms) == len(one.terms) == len(rule.terms)
        negated = {place: -coefficient for place, coefficient in terms.items()}
        found = coefficients(rule)
        assert found == terms or (one.is_equality and found == negated), key


# -- would a mistake be seen by what reports make of a rule? ---------------------------


@dataclass(frozen=True)
class Mutant:
    """A rule with one mistake in it."""

    key: Key
    mistake: str
    rule: Rule


def mutants(edition: str) -> Iterator[Mutant]:
    for key, rule in compiled(edition).items():
        for number, term in enumerate(rule.terms):
            other = "right" if term.side == "left" else "left"
            for mistake, wrong in (
                ("sign", replace(term, coefficient=-term.coefficient)),
                ("factor", replace(term, coefficient=2 * term.coefficient)),
                ("side", replace(term, side=other)),
                ("left out", None),
            ):
                terms = [*rule.terms]
                terms[number : number + 1] = [wrong] if wrong else []
                named = f"{mistake} of {term.item}/{term.breakdown}"
                yield Mutant(key, named, replace(rule, terms=tuple(terms)))
        for operator in {"==", "<=", ">="} - {rule.operator}:
            yield Mutant(key, operator, replace(rule, operator=operator))


def rule_holds(rule: Rule, values: Values) -> bool:
    def side(name: str) -> int:
        return sum(map(worth, (t for t in rule.terms if t.side == name)))

    def worth(term: Term) -> int:
        place = (-term.year_offset, term.item, term.breakdown)
        return term.coefficient * values(place)

    left, right = side("left"), side("right")
    return {"==": left == right, "<=": left <= right, ">=": left >= right}[
        rule.operator
    ]


def statement_holds(one: Equation, values: Values) -> bool:
    total = sum(coefficient * values(place) for coefficient, place in one.terms)
    return total == 0 if one.is_equality else total >= 0


@cache
def years(edition: str) -> list[tuple[Cells, Cells]]:
    """Pairs of a year and the year before, all consistent."""
    plan = [(2000 + n, edition) for n in range(12)]
    series = consistent_series(plan, seed=5)
    return [(series[b], series[a]) for a, b in pairwise(sorted(series))]


def situations(one: Equation, edition: str) -> Iterator[Values]:
    """Consistent years, and each with one of the equation's cells changed.

    Also so that the equation holds just so, and that it just fails: coefficients are
    1 or -1, so that one cell can be changed by what is left, or by one more.
    """
    for pair in years(edition):

        def printed(place: Place, pair: tuple[Cells, Cells] = pair) -> int:
            back, item, column = place
            return pair[back][one.table, item, column]

        yield printed
        left = sum(coefficient * printed(place) for coefficient, place in one.terms)
        for coefficient, changed in one.terms:
            just, too_far = -coefficient * left, -coefficient * (left + 1)
            for by in (-7, -1, 1, 7, just, too_far):

                def spoiled(
                    place: Place,
                    changed: Place = changed,
                    by: int = by,
                    printed: Values = printed,
                ) -> int:
                    return printed(place) + (by if place == changed else 0)

                yield spoiled


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_rule_tells_what_the_statement_tells(edition: str) -> None:
    for key, one in by_hand(edition).items():
        outcomes = set()
        for values in situations(one, edition):
            holds = statement_holds(one, values)
            assert rule_holds(compiled(edition)[key], values) == holds
            outcomes.add(holds)
        assert outcomes == {True, False}, key  # and both are seen


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_mistake_in_a_rule_changes_an_outcome(edition: str) -> None:
    survivors, number = [], 0
    for mutant in mutants(edition):
        one = by_hand(edition)[mutant.key]
        number += 1
        if all(
            rule_holds(mutant.rule, values) == statement_holds(one, values)
            for values in situations(one, edition)
        ):
            survivors.append((mutant.key, mutant.mistake))
    assert survivors == []
    assert number > 100


# -- what the equations can tell -------------------------------------------------------


def matrix_of(editions: tuple[str, ...]) -> tuple[np.ndarray, list[tuple[int, Place]]]:
    """Equalities of table three over consecutive years, one row each."""
    forms = load_forms()
    columns = [
        (year, (0, *cell.key[1:]))
        for year, edition in enumerate(editions)
        for cell in forms.form(edition, "applications").cells()
    ]
    number = {column: n for n, column in enumerate(columns)}
    rows = []
    for year, edition in enumerate(editions):
        for rule in compiled(edition).values():
            asked = coefficients(rule)
            if rule.table_id != "applications" or (year == 0 and rule.needs_prior):
                continue
            row = np.zeros(len(columns))
            for (back, item, column), coefficient in asked.items():
                row[number[year - back, (0, item, column)]] = coefficient
            rows.append(row)
    return np.array(rows), columns


@pytest.mark.parametrize(
    ("editions", "equations", "cells", "rank"),
    [
        (("2019",), 37, 161, 35),
        (("2021",), 39, 175, 37),
        # seven carried over; that of the totals follows from the others
        (("2019", "2021"), 37 + 39 + 7, 161 + 175, 35 + 37 + 6),
        (("2021", "2021", "2021"), 3 * 39 + 2 * 7, 3 * 175, 3 * 37 + 2 * 6),
    ],
)
def test_rank_over_years(
    editions: tuple[str, ...], equations: int, cells: int, rank: int
) -> None:
    matrix, columns = matrix_of(editions)
    assert matrix.shape == (equations, cells)
    assert np.linalg.matrix_rank(matrix) == rank
    # every cell is named by a set of equations of its own
    named = {tuple(np.flatnonzero(matrix[:, n])) for n in range(len(columns))}
    assert len(named) == cells
    assert () not in named
