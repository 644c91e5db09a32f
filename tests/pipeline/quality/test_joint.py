"""Two slips in one table."""

from decimal import Decimal

import pytest

from pipeline.quality import Component, localise
from tests.pipeline.quality.tables import KINDS, Place, Table, balanced, with_result

TABLE = "applications"
SECOND = "unavailable.not_held"
COLUMNS = (*KINDS, "total")


def with_figures(right: Table, item: str, figures: tuple[int, ...]) -> Table:
    for kind, figure in zip(KINDS, figures, strict=True):
        right = with_result(right, item, kind, figure)
    return right


def shifted(table: Table, item: str) -> Table:
    """A row one column too far to the right; its total has fallen out."""
    figures = [Decimal(0), *(table[item, column] for column in COLUMNS[:-1])]
    return table | {
        (item, column): figure for column, figure in zip(COLUMNS, figures, strict=True)
    }


def places(component: Component) -> list[set[Place]]:
    return [{(c.item, c.breakdown) for c in s.changes} for s in component.solutions]


def two_rows(edition: str, seed: int) -> Table:
    right = with_figures(balanced(edition, seed), "granted", (11, 23, 5, 8, 31, 2))
    return with_figures(right, SECOND, (7, 0, 1, 45, 3, 19))


@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize("seed", range(3))
def test_two_shifted_rows(edition: str, seed: int) -> None:
    right = two_rows(edition, seed)
    moved = shifted(shifted(right, "granted"), SECOND)
    (component,) = localise(edition, TABLE, moved).components
    assert component.status == "systematic"
    changed = {place for place, figure in right.items() if moved[place] != figure}
    assert changed in places(component)
    assert all(c.implied is None for s in component.solutions for c in s.changes)


@pytest.mark.parametrize(
    "wrong",
    [
        ("denied.state_secret", KINDS[2]),  # elsewhere
        (SECOND, "total"),
    ],
)
def test_a_shifted_row_and_a_wrong_cell(wrong: Place) -> None:
    right = two_rows("2021", 5)
    moved = shifted(right, "granted") | {wrong: Decimal(8_041)}
    components = localise("2021", TABLE, moved).components
    assert not any(c.is_unique and not c.is_systematic for c in components)
    changed = {place for place, figure in right.items() if moved[place] != figure}
    assert changed in [found for c in components for found in places(c)]


def test_a_wrong_cell_in_the_shifted_row() -> None:
    """All seven cells of it differ; the columns and the row say each of them."""
    right = two_rows("2021", 5)
    moved = shifted(right, "granted") | {("granted", KINDS[4]): Decimal(8_041)}
    (component,) = localise("2021", TABLE, moved).components
    assert component.is_unique
    for change in component.solutions[0].changes:
        assert change.implied == right[change.item, change.breakdown]
