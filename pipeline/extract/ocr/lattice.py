"""Ruling lines to the cells of a table. What stands in the cells is not asked.

Two neighbours are one cell where no line parts them. A cell that is not a rectangle
(half a line is missing) cannot be told apart and is marked as broken.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pipeline.extract.ocr.libraries import cv
from pipeline.extract.ocr.page import Mask, Page, finished

__all__ = ["Box", "Lattice", "LatticeCell", "find_tables", "lattice_of", "rulings"]

Box = tuple[int, int, int, int]  # left, top, right, bottom

_MAX_TABLES = 40
_MAX_LINES = 400
#: elementary cells of one table
MAX_CELLS = 20_000
#: share of the way between two corners on which a line must be seen
_COVERED = 0.8
#: and below which there is none: between the two it is not certain
_ABSENT = 0.35
_SIDE_COVERED = 0.75
#: corners that are off by less than this, in pixels, are where they should be
_STRAIGHT = 1.5


@dataclass(frozen=True, slots=True)
class LatticeCell:
    """A cell: its place among rows and columns, and its box in pixels.

    Attributes:
        row: from 0.
        column: from 0.
        rowspan: how many rows it covers.
        colspan: how many columns it covers.
        box: left, top, right, bottom, on the middle of its rulings.
        broken: its outline is not certain.
    """

    row: int
    column: int
    rowspan: int
    colspan: int
    box: Box
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Lattice:
    """A table.

    Attributes:
        page: the part of the page that it stands on, made rectangular.
        cells: its cells.
        rows: how many rows it has.
        columns: how many columns it has.
        erased: the pixels of its rulings.
    """

    page: Page
    cells: tuple[LatticeCell, ...]
    rows: int
    columns: int
    erased: Mask


@dataclass(frozen=True, slots=True)
class Rulings:
    """What of the ink is horizontal and vertical lines."""

    across: Mask
    down: Mask


def rulings(page: Page) -> Rulings:
    """Lines that are longer than any stroke of a character."""
    cv2 = cv()
    em = page.em
    found = []
    for horizontal in (True, False):
        # strokes of neighbouring characters join across, never down
        piece, least = (1.5, 2.0) if horizontal else (1.15, 1.3)
        # a line that slopes by a pixel is still one line
        mask = cv2.dilate(page.ink, _bar(1, 3, flat=horizontal))
        mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, _bar(em * piece, flat=horizontal))
        mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, _bar(em * 0.6, flat=horizontal))
        mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, _bar(em * least, flat=horizontal))
        found.append(mask)
    return Rulings(*found)


def _bar(length: float, thick: int = 1, *, flat: bool) -> Mask:
    size = (max(1, round(length)), thick)
    return np.ones(size[::-1] if flat else size, np.uint8)


def find_tables(page: Page, lines: Rulings) -> list[Box]:
    """The boxes of the tables, from top to bottom."""
    cv2 = cv()
    both = cv2.dilate(cv2.bitwise_or(lines.across, lines.down), np.ones((5, 5)))
    _, _, stats, _ = cv2.connectedComponentsWithStats(both, connectivity=8)
    boxes = []
    for left, top, width, height, _area in stats[1:]:
        if width >= 6 * page.em and height >= 2.2 * page.em:
            boxes.append((int(left), int(top), int(left + width), int(top + height)))
    outer = [b for b in boxes if not any(_inside(b, other) for other in boxes)]
    return sorted(outer, key=lambda b: (b[1], b[0]))[:_MAX_TABLES]


def _inside(box: Box, other: tuple[int, int, int, int]) -> bool:
    return (
        box != other
        and other[0] <= box[0]
        and other[1] <= box[1]
        and other[2] >= box[2]
        and other[3] >= box[3]
    )


def lattice_of(page: Page, box: Box) -> Lattice | None:
    """The cells of the table in a box; None where there are no lines to go by."""
    page = _flattened(page, box)
    lines = rulings(page)
    ys = _positions(lines.across, page.em, horizontal=True)
    xs = _positions(lines.down, page.em, horizontal=False)
    if not 1 < len(ys) * len(xs) <= MAX_CELLS or min(len(ys), len(xs)) == 1:
        return None
    above, left_of = _walls(lines, xs, ys, page.em)
    # what parts no two cells for certain was a row of strokes, not a line
    true_ys = [y for y, walls in zip(ys, above, strict=True) if walls.max() >= _COVERED]
    true_xs = [
        x for x, walls in zip(xs, left_of.T, strict=True) if walls.max() >= _COVERED
    ]
    if len(true_ys) < len(ys) or len(true_xs) < len(xs):
        xs, ys = true_xs, true_ys
        above, left_of = _walls(lines, xs, ys, page.em)
    cells = tuple(_cells(above, left_of, xs, ys))
    erased = _erased(lines, cells, page.em)
    return Lattice(page, cells, len(ys) - 1, len(xs) - 1, erased)


def _erased(lines: Rulings, cells: tuple[LatticeCell, ...], em: float) -> Mask:
    """The rulings themselves: long lines, and only where cells end.

    A dash in the middle of a cell is as long, and is print.
    """
    cv2 = cv()
    ends = np.zeros_like(lines.across)
    for cell in cells:
        left, top, right, bottom = cell.box
        cv2.rectangle(ends, (left, top), (right, bottom), 255, round(em * 0.5))
    both = cv2.bitwise_or(lines.across, lines.down)
    return np.asarray(cv2.dilate(cv2.bitwise_and(both, ends), np.ones((3, 3))))


def _flattened(page: Page, box: Box) -> Page:
    """The part of the page in a box, its outline pulled to a rectangle."""
    cv2 = cv()
    margin = round(page.em * 0.5)
    left, top = max(0, box[0] - margin), max(0, box[1] - margin)
    right = min(page.grey.shape[1], box[2] + margin)
    bottom = min(page.grey.shape[0], box[3] + margin)
    part = Page(
        page.grey[top:bottom, left:right],
        page.ink[top:bottom, left:right],
        page.trace[top:bottom, left:right],
        page.em,
    )
    lines = rulings(part)
    both = cv2.bitwise_or(lines.across, lines.down)
    down, across = np.nonzero(both)
    if not len(down):
        return part
    total, apart = across + down, across - down
    picks = [total.argmin(), apart.argmax(), total.argmax(), apart.argmin()]
    corners = np.array([(across[n], down[n]) for n in picks], np.float32)
    if not _is_outline(corners, both):
        return part
    width = round(float(np.hypot(*(corners[1] - corners[0]))))
    height = round(float(np.hypot(*(corners[3] - corners[0]))))
    m = margin
    goal = np.array(
        [(m, m), (m + width, m), (m + width, m + height), (m, m + height)], np.float32
    )
    if float(np.abs(corners - goal).max()) < _STRAIGHT:
        return part
    turn = cv2.getPerspectiveTransform(corners, goal)
    size = (width + 2 * m, height + 2 * m)
    grey = cv2.warpPerspective(
        part.grey, turn, size, flags=cv2.INTER_CUBIC, borderValue=255
    )
    return finished(grey, page.em)


def _is_outline(corners: np.ndarray, lines: Mask) -> bool:
    """Whether lines run along all four sides between the corners."""
    near = cv().dilate(lines, np.ones((7, 7), np.uint8))
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        steps = np.linspace(start, end, 200)
        seen = near[steps[:, 1].astype(int), steps[:, 0].astype(int)]
        if float((seen > 0).mean()) < _SIDE_COVERED:
            return False
    return True


def _positions(lines: Mask, em: float, *, horizontal: bool) -> list[int]:
    """Where lines lie, one place for those that lie within a few pixels."""
    _, _, stats, centres = cv().connectedComponentsWithStats(lines, connectivity=8)
    axis = 1 if horizontal else 0
    length = stats[1:, 2] if horizontal else stats[1:, 3]
    thick = stats[1:, 3] if horizontal else stats[1:, 2]
    places = [
        (float(place), int(size))
        for place, size, depth in zip(centres[1:, axis], length, thick, strict=True)
        if depth <= em
    ]
    groups: list[list[tuple[float, int]]] = []
    for place in sorted(places):
        if groups and place[0] - _mean(groups[-1]) <= em * 0.4:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [round(_mean(g)) for g in groups][:_MAX_LINES]


def _mean(group: list[tuple[float, int]]) -> float:
    return sum(p * size for p, size in group) / sum(size for _, size in group)


def _walls(
    lines: Rulings, xs: list[int], ys: list[int], em: float
) -> tuple[np.ndarray, np.ndarray]:
    """How much of each side above and each side left of an elementary cell is line."""
    rows, columns = len(ys) - 1, len(xs) - 1
    reach = max(3, round(em * 0.22))
    above = np.ones((rows + 1, columns))
    left_of = np.ones((rows, columns + 1))
    for r in range(1, rows):
        band = lines.across[max(0, ys[r] - reach) : ys[r] + reach + 1].any(axis=0)
        for c in range(columns):
            above[r, c] = _seen(np.asarray(band), xs[c], xs[c + 1])
    for c in range(1, columns):
        band = lines.down[:, max(0, xs[c] - reach) : xs[c] + reach + 1].any(axis=1)
        for r in range(rows):
            left_of[r, c] = _seen(np.asarray(band), ys[r], ys[r + 1])
    return above, left_of


def _seen(band: np.ndarray, start: int, end: int) -> float:
    inset = min(4, (end - start) // 4)
    return float(band[start + inset : end - inset].mean()) if end > start else 0.0


def _cells(
    above: np.ndarray, left_of: np.ndarray, xs: list[int], ys: list[int]
) -> Iterator[LatticeCell]:
    rows, columns = len(ys) - 1, len(xs) - 1
    owner = np.arange(rows * columns).reshape(rows, columns)
    doubtful: set[tuple[int, int]] = set()

    def join(one: int, other: int) -> None:
        if one != other:
            owner[owner == max(one, other)] = min(one, other)

    for r in range(rows):
        for c in range(columns):
            for wall, near in (
                (above[r, c], (r - 1, c)),
                (left_of[r, c], (r, c - 1)),
            ):
                if min(near) < 0:
                    continue
                if wall < _ABSENT:
                    join(int(owner[r, c]), int(owner[near]))
                elif wall < _COVERED:
                    doubtful |= {(r, c), near}
    for number in np.unique(owner):
        where = np.argwhere(owner == number)
        (r0, c0), (r1, c1) = where.min(axis=0), where.max(axis=0)
        whole = len(where) == (r1 - r0 + 1) * (c1 - c0 + 1)
        inside = any((int(r), int(c)) in doubtful for r, c in where)
        yield LatticeCell(
            int(r0),
            int(c0),
            int(r1 - r0 + 1),
            int(c1 - c0 + 1),
            (xs[c0], ys[r0], xs[c1 + 1], ys[r1 + 1]),
            broken=not whole or inside,
        )
