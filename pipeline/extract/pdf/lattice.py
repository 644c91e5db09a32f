"""Tables from ruling lines: which lines belong together, and the cells between them.

A table is a set of lines that touch. Its lines make a fine lattice; neighbouring fields
of it without a line between them are one cell. Text is not known here.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Lattice", "find_lattices", "ruling_lines"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Line = tuple[float, float, float]

#: lines of the same table touch or miss each other by no more
_TOUCH = 3.0
#: pieces of a line lie no further apart
_GAP = 4.0
#: lines side by side are one drawn twice (a double rule) up to this distance
_NEAR = 4.0
_COLLINEAR = 0.8
#: shorter lines divide nothing
_SHORTEST = 4.0
_DOTTED = 10.0
_SIDES = 2
#: a lone side of a table stands no further from its next line
_BESIDE = 150.0
_MAX_LONE = 2000
#: a line divides two fields if it runs along most of their side
_MOST = 0.5
_MAX_CROSSINGS = 4_000_000
#: fields of a lattice; the largest form has about 400
_MAX_FIELDS = 40_000


@dataclass(slots=True)
class Lattice:
    """The fields of a table.

    Attributes:
        xs: the upright lines from left to right.
        ys: the level lines from top to bottom.
        cell: for each field (row, column) the number of its cell.
        boxes: for each cell its first row, first column, and the ones after its last.
        odd: cells that are no rectangles.
        bare: cells at the edge of the table on a side that is not drawn: if nothing is
            printed there, they are no cells.
        open_top: the upright lines go on above the first level line.
        open_bottom: they go on below the last one.
    """

    xs: Floats
    ys: Floats
    cell: Ints
    boxes: list[tuple[int, int, int, int]]
    odd: set[int]
    bare: set[int]
    open_top: bool = False
    open_bottom: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return (
            float(self.xs[0]),
            float(self.ys[0]),
            float(self.xs[-1]),
            float(self.ys[-1]),
        )


def ruling_lines(
    level: list[Line], upright: list[Line], dots: list[Line]
) -> tuple[Floats, Floats]:
    """The horizontal and the vertical lines of a page, whole.

    Args:
        level: pieces of horizontal lines: y, from x, to x.
        upright: pieces of vertical lines: x, from y, to y.
        dots: pieces of either: x, y, half size.
    """
    if dots:
        across = joined([(y, x - r, x + r) for x, y, r in dots]).tolist()
        down = joined([(x, y - r, y + r) for x, y, r in dots]).tolist()
        level = [*level, *(line for line in across if line[2] - line[1] >= _DOTTED)]
        upright = [*upright, *(line for line in down if line[2] - line[1] >= _DOTTED)]
    return tuple(  # type: ignore[return-value]
        found[found[:, 2] - found[:, 1] >= _SHORTEST]
        for found in (joined(level), joined(upright))
    )


def joined(lines: list[Line]) -> Floats:
    """Lines (place, from, to) whose pieces are put together."""
    if not lines:
        return np.zeros((0, 3))
    found = np.array(lines, np.float64)
    found = found[np.argsort(found[:, 0], kind="stable")]
    group = np.cumsum(np.diff(found[:, 0], prepend=found[0, 0]) > _COLLINEAR)
    order = np.lexsort((found[:, 1], group))
    found, group = found[order], group[order]
    # the furthest end so far within each group of lines at one place
    span = float(found[:, 2].max() - found[:, 1].min()) + 2 * _GAP + 1
    shifted = found[:, 2] + group * span
    reach = np.maximum.accumulate(shifted) - group * span
    new = np.ones(len(found), bool)
    new[1:] = (group[1:] != group[:-1]) | (found[1:, 1] > reach[:-1] + _GAP)
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(found)) - 1
    places = np.add.reduceat(found[:, 0], first) / (last - first + 1)
    return np.stack((places, found[first, 1], reach[last]), axis=1)


def find_lattices(level: Floats, upright: Floats) -> list[Lattice] | None:
    """The tables that lines make, the small ones first; None if there are too many.

    Args:
        level: horizontal lines: y, from x, to x.
        upright: vertical lines: x, from y, to y.
    """
    if len(level) * len(upright) > _MAX_CROSSINGS:
        return None
    lattices = []
    for rows, columns in _components(level, upright):
        lattice = _lattice(level[rows], upright[columns])
        if lattice is None:
            return None
        if lattice.boxes:
            lattices.append(lattice)
    return sorted(lattices, key=_size)


def _size(lattice: Lattice) -> float:
    left, top, right, bottom = lattice.box
    return (right - left) * (bottom - top)


def _components(level: Floats, upright: Floats) -> list[tuple[Flags, Flags]]:
    """Sets of lines that touch."""
    if not len(level) or not len(upright):
        return []
    y, x0, x1 = (level[:, n, None] for n in range(3))
    x, y0, y1 = (upright[None, :, n] for n in range(3))
    touch = (
        (x >= x0 - _TOUCH)
        & (x <= x1 + _TOUCH)
        & (y >= y0 - _TOUCH)
        & (y <= y1 + _TOUCH)
    )
    none = len(level) + len(upright)
    row = np.arange(len(level))
    while True:
        column = np.where(touch, row[:, None], none).min(axis=0)
        new = np.minimum(row, np.where(touch, column[None, :], none).min(axis=1))
        if (new == row).all():
            break
        row = new
    names = np.unique(column[column < none])
    column = _with_lone_sides(upright, column, none)
    return [(row == name, column == name) for name in names]


def _with_lone_sides(upright: Floats, component: Ints, none: int) -> Ints:
    """The components of upright lines, lone sides given to the table beside them.

    A label that goes on over the whole page has no rule above or below it there, so
    that nothing touches the line on its other side; but both ends are those of the
    table.
    """
    found = component.copy()
    lines_alone = np.flatnonzero(component == none).tolist()
    if len(lines_alone) * len(np.unique(component)) > _MAX_LONE:
        return found  # a drawing, not a table
    for lone in lines_alone:
        x, begin, end = upright[lone].tolist()
        beside = []
        for name in np.unique(component[component < none]).tolist():
            lines = upright[component == name]
            same_ends = (
                abs(lines[:, 1].min() - begin) <= _NEAR
                and abs(lines[:, 2].max() - end) <= _NEAR
            )
            if same_ends and np.abs(lines[:, 0] - x).min() <= _BESIDE:
                beside.append(name)
        if len(beside) == 1:
            found[lone] = beside[0]
    return found


def _clusters(places: Floats) -> tuple[Floats, Ints]:
    """Places that are one line, as their mean, and which each of them went to."""
    order = np.argsort(places)
    which = np.zeros(len(places), np.int64)
    means: list[float] = []
    begin = -np.inf
    members: list[float] = []
    for index in order:
        place = places[index]
        if place - begin > _NEAR:
            if members:
                means.append(float(np.mean(members)))
            begin, members = place, []
        members.append(place)
        which[index] = len(means)
    if members:
        means.append(float(np.mean(members)))
    return np.array(means), which


def _lattice(level: Floats, upright: Floats) -> Lattice | None:
    ys, row_of = _clusters(level[:, 0])
    xs, column_of = _clusters(upright[:, 0])
    above, below = _beyond(ys, upright)
    before, after = _beyond(xs, level)
    ys_all = np.array([*above, *ys, *below])
    xs_all = np.array([*before, *xs, *after])
    if len(ys_all) * len(xs_all) > _MAX_FIELDS:
        return None
    if min(len(ys_all), len(xs_all)) < _SIDES:
        return Lattice(xs_all, ys_all, np.zeros((0, 0), np.int64), [], set(), set())
    walls = _covered(xs_all, ys_all, column_of + len(before), upright)
    floors = _covered(ys_all, xs_all, row_of + len(above), level)
    cell, boxes, odd = _cells(walls, floors)
    undrawn = [
        cell[:, 0][~walls[0] & (not before)],
        cell[:, -1][~walls[-1] & (not after)],
        cell[0][~floors[0] & (not above)],
        cell[-1][~floors[-1] & (not below)],
    ]
    bare = {int(n) for side in undrawn for n in side}
    return Lattice(xs_all, ys_all, cell, boxes, odd, bare, bool(above), bool(below))


def _beyond(places: Floats, across: Floats) -> tuple[list[float], list[float]]:
    """Where lines across go on beyond the first and the last place: a missing side.

    A table cut by the end of a page may lack its rule there. Lines that stick out
    count where at least half of those that touch the side do.
    """
    found: list[list[float]] = []
    for side, ends, sign in (
        (places[0], across[:, 1], -1.0),
        (places[-1], across[:, 2], 1.0),
    ):
        touching = (across[:, 1] <= side + _TOUCH) & (across[:, 2] >= side - _TOUCH)
        over = touching & ((ends - side) * sign > _NEAR)
        if over.sum() > 1 and over.sum() * 2 >= touching.sum():
            found.append([float(np.median(ends[over]))])
        else:
            found.append([])
    return found[0], found[1]


def _covered(lines: Floats, bands: Floats, which: Ints, pieces: Floats) -> Flags:
    """For each line and each band across it, whether the line is drawn there."""
    width = np.diff(bands)
    cover = np.zeros((len(lines), len(width)))
    low, high = bands[:-1], bands[1:]
    for line, (_, begin, end) in zip(which, pieces, strict=True):
        cover[line] += np.clip(np.minimum(end, high) - np.maximum(begin, low), 0, None)
    return cover >= _MOST * width


def _cells(
    walls: Flags, floors: Flags
) -> tuple[Ints, list[tuple[int, int, int, int]], set[int]]:
    """Fields without a line between them are one cell."""
    rows, columns = walls.shape[1], floors.shape[1]
    parent = list(range(rows * columns))

    def root(field: int) -> int:
        while parent[field] != field:
            parent[field] = parent[parent[field]]
            field = parent[field]
        return field

    for column, row in np.argwhere(~walls[1:-1]).tolist():
        field = row * columns + column
        parent[root(field + 1)] = root(field)
    for row, column in np.argwhere(~floors[1:-1]).tolist():
        field = row * columns + column
        parent[root(field + columns)] = root(field)
    roots = np.array([root(field) for field in parent], np.int64)
    _, cell, count = np.unique(roots, return_inverse=True, return_counts=True)
    at_row, at_column = np.divmod(np.arange(rows * columns), columns)
    boxes = np.empty((len(count), 4), np.int64)
    boxes[:, :2], boxes[:, 2:] = rows * columns, 0
    for side, place in ((0, at_row), (1, at_column)):
        np.minimum.at(boxes[:, side], cell, place)
        np.maximum.at(boxes[:, side + 2], cell, place + 1)
    size = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    odd = set(np.flatnonzero(size != count).tolist())
    places = [(r0, c0, r1, c1) for r0, c0, r1, c1 in boxes.tolist()]
    return cell.reshape(rows, columns), places, odd
