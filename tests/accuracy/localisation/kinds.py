"""What goes wrong when a table is typed or pasted: one function a kind of error.

Each takes the true figures as a grid, with the totals in the last column, and gives the
printed ones, or None where that cannot happen to this table. Nothing is judged here.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["KINDS", "Grid", "Kind"]

Grid = NDArray[np.int64]
Change = Callable[[Grid, random.Random], Grid | None]
Place = tuple[int, int]
_TWO, _THREE = ("proactive_disclosure",), ("applications",)
_FOUR = ("reconsideration", "litigation")
#: a changed figure; None where the figure allows no such change
Alter = Callable[[int, random.Random], int | None]


@dataclass(frozen=True)
class Kind:
    """A kind of error.

    Attributes:
        name: in the report.
        change: what plants it.
        cells: how many cells it changes at the most; 0 for what moves rows or columns.
        systematic: the pattern by which it should be named, where it is one mistake
            over many cells.
        tables: in which it can happen.
    """

    name: str
    change: Change
    cells: Literal[0, 1, 2, 3]
    systematic: str | None = None
    tables: tuple[str, ...] = (*_THREE, *_FOUR)


# -- one figure ------------------------------------------------------------------------


def _digit(value: int, chance: random.Random) -> int | None:
    text = str(value)
    at = chance.randrange(len(text))
    first = "123456789" if at == 0 and len(text) > 1 else "0123456789"
    return int(text[:at] + chance.choice(first.replace(text[at], "")) + text[at + 1 :])


def _swapped(value: int, chance: random.Random) -> int | None:
    text = str(value)
    places = [n for n in range(len(text) - 1) if text[n] != text[n + 1]]
    if not places:
        return None
    at = chance.choice(places)
    return int(text[:at] + text[at + 1] + text[at] + text[at + 2 :])


def _ten_up(value: int, chance: random.Random) -> int | None:
    del chance
    return value * 10 or None


def _ten_down(value: int, chance: random.Random) -> int | None:
    del chance
    return value // 10 if value and not value % 10 else None


def _lost(value: int, chance: random.Random) -> int | None:
    text = str(value)
    at = chance.randrange(len(text))
    return int(text[:at] + text[at + 1 :]) if len(text) > 1 else None


def _added(value: int, chance: random.Random) -> int | None:
    text = str(value)
    at = chance.randrange(len(text) + 1)
    return int(text[:at] + chance.choice("0123456789") + text[at:])


def _negative(value: int, chance: random.Random) -> int | None:
    del chance
    return -value or None


def _other_unit(value: int, chance: random.Random) -> int | None:
    """元 where 万元 is meant, or the other way round."""
    down = value // 10_000 if value % 10_000 == 0 else 0
    return chance.choice((value * 10_000, down or value * 10_000)) or None


def _left_out(value: int, chance: random.Random) -> int | None:
    del chance
    return 0 if value else None


def _out_of_nothing(value: int, chance: random.Random) -> int | None:
    return None if value else chance.choice((1, 2, 3, 7, 15, 120))


def _in_one_cell(alter: Alter, *, totals: bool | None = None) -> Change:
    """The change in one cell, whichever allows it; `totals`: only or never those."""

    def change(grid: Grid, chance: random.Random) -> Grid | None:
        for place in _shuffled(grid, chance):
            if totals is None or totals is (place[1] == grid.shape[1] - 1):
                value = alter(int(grid[place]), chance)
                if value is not None and value != grid[place]:
                    return _with(grid, {place: value})
        return None

    return change


def _shuffled(grid: Grid, chance: random.Random) -> Iterator[Place]:
    """All cells in random order; those with a figure as often first as the zeros."""
    full: list[Place] = [(r, c) for r, c in np.argwhere(grid != 0).tolist()]
    empty: list[Place] = [(r, c) for r, c in np.argwhere(grid == 0).tolist()]
    chance.shuffle(full)
    chance.shuffle(empty)
    groups = [full, empty] if chance.random() < 0.5 else [empty, full]
    yield from (*groups[0], *groups[1])


def _with(grid: Grid, values: dict[Place, int]) -> Grid:
    found = grid.copy()
    for place, value in values.items():
        found[place] = value
    return found


def _copied(grid: Grid, chance: random.Random) -> Grid | None:
    """A figure printed again in the next row or column, over what belongs there."""
    for row, column in _shuffled(grid, chance):
        steps = [
            (row + 1, column),
            (row - 1, column),
            (row, column + 1),
            (row, column - 1),
        ]
        chance.shuffle(steps)
        for place in steps:
            inside = 0 <= place[0] < grid.shape[0] and 0 <= place[1] < grid.shape[1]
            if grid[row, column] and inside and grid[place] != grid[row, column]:
                return _with(grid, {place: int(grid[row, column])})
    return None


# -- two cells -------------------------------------------------------------------------


def _neighbours(grid: Grid, chance: random.Random) -> Iterator[tuple[Place, Place]]:
    """Cells beside each other in the columns that are no total, in random order."""
    last = grid.shape[1] - 1
    for row, column in _shuffled(grid, chance):
        steps = [column - 1, column + 1]
        chance.shuffle(steps)
        yield from (
            ((row, column), (row, step))
            for step in steps
            if column < last and 0 <= step < last
        )


def _moved(grid: Grid, chance: random.Random) -> Grid | None:
    """A figure in the neighbouring column, where nothing stood."""
    for here, there in _neighbours(grid, chance):
        if grid[here] and not grid[there]:
            return _with(grid, {here: 0, there: int(grid[here])})
    return None


def _exchanged(grid: Grid, chance: random.Random) -> Grid | None:
    """Two figures beside each other, each in the place of the other."""
    for here, there in _neighbours(grid, chance):
        if grid[here] and grid[there] and grid[here] != grid[there]:
            return _with(grid, {here: int(grid[there]), there: int(grid[here])})
    return None


def _split(grid: Grid, chance: random.Random) -> Grid | None:
    """The digit at the border of two cells on the wrong side of it."""
    for row, column in _shuffled(grid, chance):
        if column + 1 == grid.shape[1]:
            continue
        left, right = str(grid[row, column]), str(grid[row, column + 1])
        options = []
        if len(left) > 1:
            options.append((left[:-1], left[-1] + right))
        if len(right) > 1:
            options.append((left + right[0], right[1:]))
        for one, two in chance.sample(options, len(options)):
            after = _with(grid, {(row, column): int(one), (row, column + 1): int(two)})
            if (after != grid).sum() == 2:
                return after
    return None


def _independent(count: int) -> Change:
    """Errors of one cell each, in so many cells."""
    ways = (_digit, _swapped, _lost, _added, _ten_up)

    def change(grid: Grid, chance: random.Random) -> Grid | None:
        after, changed = grid, 0
        for place in _shuffled(grid, chance):
            value = chance.choice(ways)(int(grid[place]), chance)
            if value is not None and value != grid[place]:
                after, changed = _with(after, {place: value}), changed + 1
            if changed == count:
                return after
        return None

    return change


# -- whole rows and columns ------------------------------------------------------------


def _rows_swapped(grid: Grid, chance: random.Random) -> Grid | None:
    """Two rows, each printed in the place of the other."""
    places = [
        (a, b) for a in range(len(grid)) for b in range(a) if (grid[a] != grid[b]).any()
    ]
    if not places:
        return None
    first, second = chance.choice(places)
    after = grid.copy()
    after[[first, second]] = grid[[second, first]]
    return after


def _columns_swapped(grid: Grid, chance: random.Random) -> Grid | None:
    after = _rows_swapped(grid.T, chance)
    return None if after is None else after.T.copy()


def _row_shifted(grid: Grid, chance: random.Random) -> Grid | None:
    """A row one column too far, nothing in the cell that it left."""
    rows = [row for row in range(len(grid)) if grid[row].any()]
    row = chance.choice(rows)
    after = grid.copy()
    if chance.random() < 0.5:
        after[row] = [0, *grid[row, :-1]]
    else:
        after[row] = [*grid[row, 1:], 0]
    return after


KINDS: tuple[Kind, ...] = (
    Kind("digit_changed", _in_one_cell(_digit), 1),
    Kind("digits_swapped", _in_one_cell(_swapped), 1),
    Kind("factor_ten_up", _in_one_cell(_ten_up), 1),
    Kind("factor_ten_down", _in_one_cell(_ten_down), 1),
    Kind("digit_lost", _in_one_cell(_lost), 1),
    Kind("digit_added", _in_one_cell(_added), 1),
    Kind("figure_left_out", _in_one_cell(_left_out), 1),
    Kind("figure_out_of_nothing", _in_one_cell(_out_of_nothing), 1),
    Kind("copied_neighbour", _copied, 1),
    Kind("sign", _in_one_cell(_negative), 1),
    Kind("wrong_total", _in_one_cell(_digit, totals=True), 1),
    Kind("split_digit", _split, 2),
    Kind("neighbour_column", _moved, 2),
    Kind("two_exchanged", _exchanged, 2),
    Kind("two_errors", _independent(2), 2),
    Kind("three_errors", _independent(3), 3, tables=_THREE),
    Kind("row_shifted", _row_shifted, 0, "row_shifted"),
    Kind("rows_swapped", _rows_swapped, 0, "rows_swapped", tables=_THREE),
    Kind("columns_swapped", _columns_swapped, 0, "columns_swapped", tables=_THREE),
    Kind("unit_error", _in_one_cell(_other_unit), 1, tables=_TWO),
)
