"""The search and the program, against trying everything."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pipeline.quality.filling import holds
from pipeline.quality.layout import Layout, layout
from pipeline.quality.milp import solve
from pipeline.quality.problem import DOUBTFUL, SURE, Problem, problem
from pipeline.quality.search import search
from tests.pipeline.quality.tables import balanced, made_up, small

Solutions = set[frozenset[tuple[int, int]]]

#: figures are tried up to this: more than all prints of a small table together
_LARGEST = 24
_MOST_CELLS = 3
_MOST_UNKNOWN = 3


def by_trying(table: Problem) -> tuple[Solutions, int | None]:
    """All cheapest changes of at most three cells, and what they cost."""
    form = table.layout
    known = [c for c, v in enumerate(table.values) if v is not None]
    best: int | None = None
    found: Solutions = set()
    supports = [s for n in range(1, _MOST_CELLS + 1) for s in combinations(known, n)]
    supports.sort(key=lambda s: sum(table.weights[c] for c in s))
    for support in supports:
        cost = sum(table.weights[c] for c in support)
        if best is not None and cost > best:
            break
        if set(table.forced) - set(support):
            continue
        for figures in satisfying(table, form, support):
            best = cost
            found.add(frozenset(zip(support, figures, strict=True)))
    return found, best


def satisfying(
    table: Problem, form: Layout, support: tuple[int, ...]
) -> list[tuple[int, ...]]:
    ranges = [
        np.arange(-_LARGEST if form.is_signed[c] else 0, _LARGEST + 1) for c in support
    ]
    tried = np.stack([g.ravel() for g in np.meshgrid(*ranges, indexing="ij")], axis=1)
    printed = np.array([table.values[c] for c in support])
    fits = (tried != printed).all(axis=1)
    for number, rest in table.residuals.items():
        factors = np.array([form.equations[number].get(c, 0) for c in support])
        fits &= rest + (tried - printed) @ factors == 0
    return [
        tuple(int(v) for v in row)
        for row in tried[fits]
        if can_be_filled_by_trying(table, dict(zip(support, row, strict=True)))
    ]


def can_be_filled_by_trying(table: Problem, figures: Mapping[int, int]) -> bool:
    """Whether some figures of the unknown cells make every equation hold."""
    form = table.layout
    unknown = [c for c, v in enumerate(table.values) if v is None]
    ranges = [
        np.arange(-_LARGEST if form.is_signed[c] else 0, _LARGEST + 1) for c in unknown
    ]
    grid = np.meshgrid(*ranges, indexing="ij", sparse=True)
    fits = np.ones([len(r) for r in ranges], dtype=np.bool_)
    for terms in form.equations:
        total = np.array(
            sum(f * figures.get(c, table.values[c] or 0) for c, f in terms.items())
        )
        for cell, values in zip(unknown, grid, strict=True):
            total = total + terms.get(cell, 0) * values
        fits = fits & (total == 0)
    return bool(fits.any())


@st.composite
def small_tables(draw: st.DrawFn) -> Problem:
    forms = (
        small(2, 2),
        small(3, 1, signed=(2,)),
        made_up([{0: 1, 1: 1, 2: -1}, {2: 1, 3: -2, 4: 1}], 5, 5),
        made_up([{0: 1, 1: 1, 2: 1, 3: -1}], 4, 4),
        # received and carried in, as many as results and carried out
        made_up([{0: 1, 1: 1, 4: -1, 5: -1}, {2: 1, 3: 1, 4: -1}], 6, 2),
    )
    form = draw(st.sampled_from(forms))
    cells = len(form.cells)
    value = st.one_of(st.integers(0, 3), st.integers(0, 3), st.none())
    values = draw(st.lists(value, min_size=cells, max_size=cells))
    if draw(st.booleans()):
        wrong = draw(st.integers(0, cells - 1))
        values[wrong] = -1
    assume(values.count(None) <= _MOST_UNKNOWN)
    weight = st.sampled_from((SURE, SURE, SURE, DOUBTFUL))
    weights = draw(st.lists(weight, min_size=cells, max_size=cells))
    return problem(form, [None if v is None else Decimal(v) for v in values], weights)


#: many tables balance, or need more than three cells
_FEW = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@settings(max_examples=120, **_FEW)  # type: ignore[arg-type]
@given(table=small_tables())
def test_search_finds_what_trying_finds(table: Problem) -> None:
    assume(table.forced or not holds(table))
    assume(all(table.is_named(c) for c in table.forced))
    expected, cost = by_trying(table)
    assume(cost is not None)
    assert cost is not None
    found = search(table, _MOST_CELLS * SURE)
    assert found.is_complete
    assert found.least == cost
    assert_same(found.solutions, expected)


@settings(max_examples=60, **_FEW)  # type: ignore[arg-type]
@given(table=small_tables())
def test_the_program_finds_what_trying_finds(table: Problem) -> None:
    assume(table.forced or not holds(table))
    assume(all(table.is_named(c) for c in table.forced))
    expected, cost = by_trying(table)
    assume(cost is not None)
    found = solve(table)
    assert found.is_complete
    assert_same(found.solutions, expected)


def assert_same(found: Sequence[Mapping[int, int | None]], expected: Solutions) -> None:
    """The same sets of cells, each once, and the figures of those that have one."""
    supports = {frozenset(c for c, _ in s) for s in expected}
    assert {frozenset(s) for s in found} == supports
    assert len(found) == len(supports)
    for solution in found:
        same = [dict(e) for e in expected if {c for c, _ in e} == set(solution)]
        for cell, figure in solution.items():
            if figure is not None:
                assert {s[cell] for s in same} == {figure}


def pairs_by_trying(table: Problem) -> Solutions:
    """All changes of two cells: one makes an equation hold, the other does the rest."""
    form = table.layout
    matrix = np.zeros((len(form.equations), len(form.cells)), dtype=np.int64)
    for number, terms in enumerate(form.equations):
        for cell, factor in terms.items():
            matrix[number, cell] = factor
    rests = np.array([table.residuals[n] for n in range(len(form.equations))])
    values = np.array([table.printed(c) for c in range(len(form.cells))])
    found: Solutions = set()
    for one in range(len(values)):
        for number in np.flatnonzero(matrix[:, one] * rests).tolist():
            change = int(-rests[number] // matrix[number, one])
            left = rests + matrix[:, one] * change
            if values[one] + change < 0:
                continue
            for other in range(len(values)):
                column = matrix[:, other]
                places = np.flatnonzero(column)
                second = int(-left[places[0]] // column[places[0]])
                if other == one or not second or values[other] + second < 0:
                    continue
                if not (left + column * second).any():
                    pair = {one: values[one] + change, other: values[other] + second}
                    found.add(frozenset((c, int(v)) for c, v in pair.items()))
    return found


@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize("seed", range(12))
def test_two_cells_of_table_three(edition: str, seed: int) -> None:
    form = layout(edition, "applications")
    right = balanced(edition, seed)
    chance = np.random.default_rng(seed)
    values = [right[place] for place in form.cells]
    if seed % 3:
        wrong = chance.choice(len(values), 2, replace=False)
    else:  # in one row: many other rows may explain it
        row = form.rows[int(chance.integers(len(form.rows)))]
        wrong = chance.choice(row[:-1], 2, replace=False)
    change = int(chance.integers(1, 9))
    signs = (1, -1) if seed % 3 == 0 else (1, 2)
    for cell, sign in zip(wrong, signs, strict=True):
        values[cell] = max(Decimal(0), (values[cell] or Decimal(0)) + sign * change)
    table = problem(form, values, [SURE] * len(values))
    found = search(table, 2 * SURE)
    expected = pairs_by_trying(table)
    if found.least == 2 * SURE:
        assert found.is_complete
        assert {frozenset(s.items()) for s in found.solutions} == expected
    else:
        assert found.least == SURE
