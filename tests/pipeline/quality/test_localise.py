"""Which cell is wrong: what must be found, and what must not be claimed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.quality import Component, Localised, localise
from pipeline.quality.problem import DOUBTFUL
from tests.pipeline.quality.tables import (
    KINDS,
    Place,
    Table,
    balanced,
    figures,
    with_result,
)

EDITIONS = ("2019", "2021")
TABLE = "applications"


def pinned(found: Localised) -> dict[Place, Decimal | None]:
    """The cells of unique explanations, with what they should be."""
    return {
        (change.item, change.breakdown): change.implied
        for component in found.components
        if component.is_unique
        for change in component.solutions[0].changes
    }


def changed(component: Component) -> set[frozenset[Place]]:
    return {
        frozenset((c.item, c.breakdown) for c in s.changes) for s in component.solutions
    }


def with_changes(right: Table, wrong: Mapping[Place, int]) -> Table:
    return right | {place: Decimal(value) for place, value in wrong.items()}


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("seed", range(3))
def test_a_table_that_balances_has_nothing_wrong(edition: str, seed: int) -> None:
    assert localise(edition, TABLE, balanced(edition, seed)).components == ()


@settings(max_examples=200, deadline=None)
@given(
    edition=st.sampled_from(EDITIONS),
    seed=st.integers(0, 40),
    place=st.integers(0, 160),
    figure=st.integers(0, 10**6),
)
def test_one_wrong_cell_is_always_pinned(
    edition: str, seed: int, place: int, figure: int
) -> None:
    right = balanced(edition, seed)
    cell = list(right)[place]
    if figure == right[cell]:
        figure += 1
    found = localise(edition, TABLE, with_changes(right, {cell: figure}))
    assert pinned(found) == {cell: right[cell]}
    (component,) = found.components
    assert component.method == "signature"


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_cell_can_be_pinned(edition: str) -> None:
    right = balanced(edition, 7)
    for cell, value in right.items():
        assert value is not None
        found = localise(edition, TABLE, right | {cell: value * 2 + 3})
        assert pinned(found) == {cell: value}


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("count", [2, 3, 4, 5])
@pytest.mark.parametrize("seed", range(4))
def test_independent_errors_are_all_pinned(edition: str, count: int, seed: int) -> None:
    """In different rows and columns, each by another amount: none explains another."""
    right = balanced(edition, seed)
    items = list(dict.fromkeys(item for item, _ in right))
    wrong = {
        (items[2 + 4 * n], KINDS[n]): int(right[items[2 + 4 * n], KINDS[n]] or 0)
        + 3**n * 7
        for n in range(count)
    }
    found = localise(edition, TABLE, with_changes(right, wrong))
    assert pinned(found) == {place: right[place] for place in wrong}
    assert len(found.components) == count


def test_two_errors_in_one_row_are_one_component() -> None:
    right = balanced("2021", 1)
    wrong = {("granted", KINDS[0]): 900, ("granted", KINDS[3]): 1700}
    found = localise("2021", TABLE, with_changes(right, wrong))
    assert pinned(found) == {place: right[place] for place in wrong}
    (component,) = found.components
    assert component.changes == 2


def test_what_crosses_is_not_claimed() -> None:
    """Two errors of one size could as well be at the other corners of the rectangle."""
    one, other = ("granted", KINDS[0]), ("other.other", KINDS[2])
    crossed = {("granted", KINDS[2]), ("other.other", KINDS[0])}
    right = balanced("2021", 2)
    for item, kind in crossed:  # large enough to be wrong by as much
        right = with_result(right, item, kind, 50)
    assert localise("2021", TABLE, right).components == ()
    wrong = {p: int(right[p] or 0) + 40 for p in (one, other)}
    found = localise("2021", TABLE, with_changes(right, wrong))
    assert pinned(found) == {}
    (component,) = found.components
    assert changed(component) == {frozenset((one, other)), frozenset(crossed)}
    assert component.is_complete


def test_pingtan_2020_has_no_unique_cell() -> None:
    """The parts add up to 26 and 27 where 20 and 21 are printed."""
    found = localise("2019", TABLE, figures("pingtan_2020", TABLE))
    (component,) = found.components
    assert component.equations_failed == 2
    assert component.is_complete
    assert not component.is_unique
    assert changed(component) == {
        frozenset(((row, "natural_person"), (row, "total")))
        for row in ("granted", "partially_granted")
    }


@pytest.mark.parametrize("edition", EDITIONS)
def test_table_four_names_the_block_and_no_cell(edition: str) -> None:
    table: Table = {
        ("reconsideration", code): Decimal(value)
        for code, value in {
            "upheld": 48,
            "corrected": 40,
            "other": 16,
            "pending": 9,
            "total": 116,
        }.items()
    }
    found = localise(edition, "reconsideration", table)
    (component,) = found.components
    assert len(component.solutions) == 5
    assert component.is_complete
    assert pinned(found) == {}


def test_a_figure_below_zero_is_no_explanation() -> None:
    """Only the two that are large enough can be too large; or the total is wrong."""
    names = ("upheld", "corrected", "other", "pending", "total")
    table: Table = {
        ("reconsideration", code): Decimal(value)
        for code, value in zip(names, (9, 12, 2, 0, 18), strict=True)
    }
    (component,) = localise("2021", "reconsideration", table).components
    assert {place for s in changed(component) for _, place in s} == {
        "upheld",
        "corrected",
        "total",
    }


def test_blocks_of_one_table_are_told_apart() -> None:
    names = ("upheld", "corrected", "other", "pending", "total")
    table: Table = {
        (block, code): Decimal(value)
        for block in ("direct", "after_reconsideration")
        for code, value in zip(names, (5, 5, 5, 5, 21), strict=True)
    }
    components = localise("2021", "litigation", table).components
    assert [len(c.solutions) for c in components] == [5, 5]
    assert all(c.is_complete for c in components)


def test_a_negative_count_is_wrong_whatever_adds_up() -> None:
    right = balanced("2021", 3)
    place = ("granted", KINDS[0])
    value = right[place]
    assert value is not None
    found = localise("2021", TABLE, right | {place: -value - 1})
    assert pinned(found) == {place: value}


def test_a_count_that_no_equation_names_is_open() -> None:
    place = ("normative_documents", "issued")
    found = localise("2021", "proactive_disclosure", {place: Decimal(-3)})
    (component,) = found.components
    assert changed(component) == {frozenset((place,))}
    assert component.solutions[0].changes[0].implied is None
    assert not component.is_unique


def test_an_unknown_cell_hides_nothing() -> None:
    """In the sum of its row and column it cancels."""
    right = balanced("2021", 4)
    hole, wrong = ("granted", KINDS[0]), ("denied.state_secret", KINDS[0])
    found = localise("2021", TABLE, with_changes(right, {wrong: 777}) | {hole: None})
    (component,) = found.components
    # only the row of the cell fails by itself, for its column is not decidable
    assert component.equations_failed == 1
    assert pinned(found) == {wrong: right[wrong]}


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 20),
    place=st.integers(0, 160),
    holes=st.sets(st.integers(0, 160), max_size=6),
)
def test_among_unknown_cells_the_wrong_one_is_a_suspect(
    seed: int, place: int, holes: set[int]
) -> None:
    right = balanced("2021", seed)
    places = list(right)
    cell = places[place]
    unknown = {places[h]: None for h in holes - {place}}
    found = localise("2021", TABLE, right | {cell: Decimal(1_000_003)} | unknown)
    if not found.components:
        # nothing says what it should be: with it unknown too, the table has less to say
        assert localise("2021", TABLE, right | unknown).components == ()
        return
    suspects = {p for c in found.components for s in changed(c) for p in s}
    assert cell in suspects
    assert not suspects & unknown.keys()
    assert pinned(found).items() <= {(cell, right[cell])}


def test_an_unknown_cell_that_would_be_negative() -> None:
    """The parts that can be read are more than the total."""
    names = ("upheld", "corrected", "other", "total")
    table: Table = {
        ("reconsideration", code): Decimal(value)
        for code, value in zip(names, (5, 4, 3, 9), strict=True)
    }
    (component,) = localise("2021", "reconsideration", table).components
    assert {p for s in changed(component) for _, p in s} == {*names}
    # a pending case more or less: there is no one figure
    assert {c.implied for s in component.solutions for c in s.changes} == {None}
    assert not component.is_complete


def test_unknown_cells_that_can_be_shared_out() -> None:
    names = ("upheld", "corrected", "total")
    table: Table = {
        ("reconsideration", code): Decimal(value)
        for code, value in zip(names, (5, 4, 30), strict=True)
    }
    assert localise("2021", "reconsideration", table).components == ()


def test_of_equals_the_cell_that_was_read_in_doubt() -> None:
    names = ("upheld", "corrected", "other", "pending", "total")
    table: Table = {
        ("reconsideration", code): Decimal(value)
        for code, value in zip(names, (5, 5, 5, 5, 21), strict=True)
    }
    doubted = ("reconsideration", "other")
    found = localise("2021", "reconsideration", table, {doubted: DOUBTFUL})
    assert pinned(found) == {doubted: Decimal(6)}


def test_a_figure_in_the_column_beside() -> None:
    """Two column sums break, and every row that is large enough could explain it."""
    one, other = ("granted", KINDS[1]), ("granted", KINDS[2])
    right = with_result(balanced("2021", 5), *one, 17)
    right = with_result(right, *other, 0)
    moved = with_changes(right, {other: 17, one: 0})
    (component,) = localise("2021", TABLE, moved).components
    assert component.is_complete
    rows = {item for item, _ in right} - {"disposed_total"}
    rows -= {"received_new", "carried_in", "carried_out"}
    possible = {r for r in rows if (moved[r, KINDS[2]] or 0) >= 17}
    assert changed(component) == {
        frozenset(((r, KINDS[1]), (r, KINDS[2]))) for r in possible
    }
    first = component.solutions[0]
    assert {c.pattern for c in first.changes} == {"neighbour_column"}
    assert {(c.item, c.breakdown) for c in first.changes} == {one, other}


def with_row(right: Table, item: str, values: Sequence[int]) -> Table:
    for kind, value in zip(KINDS, values, strict=True):
        right = with_result(right, item, kind, value)
    return right


@pytest.mark.parametrize(
    "moved",
    [
        (0, 11, 23, 5, 8, 31, 2),  # the total fell out
        (80, 11, 23, 5, 8, 31, 2),  # or came in at the other end
        (23, 5, 8, 31, 2, 80, 0),  # the first fell out
        (23, 5, 8, 31, 2, 80, 11),
    ],
)
def test_a_shifted_row_is_named_and_not_repaired(moved: tuple[int, ...]) -> None:
    right = with_row(balanced("2021", 6), "granted", (11, 23, 5, 8, 31, 2))
    places = [("granted", kind) for kind in (*KINDS, "total")]
    wrong = dict(zip(places, moved, strict=True))
    (component,) = localise("2021", TABLE, with_changes(right, wrong)).components
    assert component.status == "systematic"
    assert component.pattern == "row_shifted"
    assert changed(component) == {frozenset(places)}
    assert {c.implied for s in component.solutions for c in s.changes} == {None}


def test_a_shifted_row_with_a_blank_at_its_end() -> None:
    """The blank leaves its equations undecided; shifted back, all of them hold."""
    right = with_row(balanced("2021", 6), "granted", (11, 23, 5, 8, 31, 2))
    places = [("granted", kind) for kind in (*KINDS, "total")]
    moved = with_changes(
        right, dict(zip(places[1:], (11, 23, 5, 8, 31, 2), strict=True))
    )
    (component,) = localise("2021", TABLE, moved | {places[0]: None}).components
    assert component.status == "systematic"
    assert component.pattern == "row_shifted"


def test_rows_that_changed_places() -> None:
    right = balanced("2021", 8)
    swapped = dict(right)
    for kind in (*KINDS, "total"):
        swapped["disposed_total", kind] = right["granted", kind]
        swapped["granted", kind] = right["disposed_total", kind]
    (component,) = localise("2021", TABLE, swapped).components
    assert component.status == "systematic"
    assert component.pattern == "rows_swapped"


def test_two_cells_or_two_rows_that_changed_places() -> None:
    """Both explain all of it; neither is said to be the one."""
    one, other = "other.supplement_overdue", "carried_out"
    right = with_row(balanced("2021", 8), one, (0,) * 6)
    for kind in KINDS:  # one application is carried out, of a natural person
        more = Decimal(kind == KINDS[0]) - (right[other, kind] or Decimal(0))
        for row in (other, "received_new"):
            for column in (kind, "total"):
                right[row, column] = (right[row, column] or Decimal(0)) + more
    assert localise("2021", TABLE, right).components == ()
    swapped = dict(right)
    for kind in (*KINDS, "total"):
        swapped[one, kind], swapped[other, kind] = right[other, kind], right[one, kind]
    found = localise("2021", TABLE, swapped)
    assert pinned(found) == {}
    (component,) = found.components
    assert component.is_complete
    assert not component.is_systematic
    moves = [s for s in component.solutions if s.is_systematic]
    assert {c.item for s in moves for c in s.changes} >= {one, other}
    cells = [s for s in component.solutions if not s.is_systematic]
    assert cells
    assert component.solutions[: len(cells)] == tuple(cells)
    assert {len(s.changes) for s in cells} == {2}


def test_columns_that_changed_places() -> None:
    right = balanced("2021", 9)
    items = dict.fromkeys(item for item, _ in right)
    swapped = dict(right)
    for item in items:
        swapped[item, "total"] = right[item, KINDS[0]]
        swapped[item, KINDS[0]] = right[item, "total"]
    (component,) = localise("2021", TABLE, swapped).components
    assert component.status == "systematic"
    assert component.pattern == "columns_swapped"


def test_rows_of_results_that_changed_places_break_nothing() -> None:
    """A ceiling, stated: no equation sees it."""
    right = balanced("2021", 10)
    swapped = dict(right)
    for kind in (*KINDS, "total"):
        swapped["granted", kind] = right["other.other", kind]
        swapped["other.other", kind] = right["granted", kind]
    assert localise("2021", TABLE, swapped).components == ()


def test_too_many() -> None:
    right = balanced("2021", 11)
    table = {
        place: (value or Decimal(0)) + Decimal(n * n * 13 + 1)
        for n, (place, value) in enumerate(right.items())
    }
    (component,) = localise("2021", TABLE, table).components
    assert component.status == "too_many"
    assert component.solutions == ()


def test_a_cell_that_is_not_of_the_form() -> None:
    with pytest.raises(ValueError, match="no cells"):
        localise("2021", TABLE, {("granted", "nobody"): Decimal(1)})
