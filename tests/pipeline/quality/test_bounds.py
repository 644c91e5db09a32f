"""Bounds must never be above the truth, and should be near it."""

from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.quality.bounds import apart, as_network, unbalanced
from pipeline.quality.layout import layout
from pipeline.quality.problem import SURE, problem
from tests.pipeline.quality.tables import made_up, small


def most_groups(rests: tuple[int, ...]) -> int:
    """The most disjoint groups that add up to zero, by trying all of them."""
    best = 0
    for size in range(2, len(rests) + 1):
        for chosen in combinations(range(len(rests)), size):
            if sum(rests[n] for n in chosen) == 0:
                left = tuple(r for n, r in enumerate(rests) if n not in chosen)
                best = max(best, 1 + most_groups(left))
    return best


@given(st.lists(st.integers(-6, 6).filter(bool), min_size=1, max_size=7))
def test_groups_that_add_up_to_zero(rests: list[int]) -> None:
    assert unbalanced(rests) == len(rests) - most_groups(tuple(rests))


def test_many_nodes_are_bounded() -> None:
    assert unbalanced([2**n for n in range(14)]) <= 14
    assert unbalanced([5, -5] * 20) == 20


def test_equations_without_a_common_cell() -> None:
    assert apart([0b0011, 0b1100, 0b0110]) == 2
    assert apart([]) == 0


@pytest.mark.parametrize(("edition", "needed"), [("2019", 35), ("2021", 37)])
def test_table_three_is_a_network(edition: str, needed: int) -> None:
    """Two of its equations follow from the others."""
    form = layout(edition, "applications")
    signs = as_network(form, (1 << len(form.equations)) - 1)
    assert signs is not None
    assert len(signs) == needed
    for cell in range(len(form.cells)):
        ends = [s * form.equations[n].get(cell, 0) for n, s in signs.items()]
        assert sorted(e for e in ends if e) in ([-1, 1], [-1], [1])


def test_what_is_no_network() -> None:
    assert as_network(made_up([{0: 2, 1: -1}], 2, 2), 1) is None
    both = made_up([{0: 1, 1: 1}, {0: 1, 1: -1}], 2, 2)
    assert as_network(both, 0b11) is None
    assert as_network(small(2, 2), 0b111111) is not None


@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize("step", [5, 11, 23])
def test_table_three_without_some_cells_is_a_network(edition: str, step: int) -> None:
    form = layout(edition, "applications")
    values = [None if c % step == 0 else Decimal(c) for c in range(len(form.cells))]
    table = problem(form, values, [SURE] * len(values))
    assert table.is_network
    assert table.rows
    for cell in range(len(form.cells)):
        ends = sorted(row.factors[cell] for row in table.rows if cell in row.factors)
        assert ends in ([-1, 1], [-1], [1], [])
        assert not (ends and values[cell] is None)
