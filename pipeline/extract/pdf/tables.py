"""Lattices and characters to grids: which cell each character stands in.

A character belongs to the cell that its middle lies in. Figures that reach over a
ruling line make the cells on both sides doubtful, since nobody can say where a digit
belongs.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.document import Cell
from pipeline.extract.normal import clean, has_letter
from pipeline.extract.pdf.chars import Chars
from pipeline.extract.pdf.lattice import Lattice
from pipeline.extract.pdf.paths import Area
from pipeline.extract.pdf.typeset import PrintedLine, typeset

__all__ = ["Part", "fill", "within"]

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

#: what figures are made of
_FIGURES = frozenset("0123456789０１２３４５６７８９.,，．+-−－—/／%％")
_SPILL = (
    0.12  # of the em: a figure that reaches further over a line stands on both sides
)
_HEIGHT = 0.7  # of the em: the height of a digit
#: a picture up to this much larger than a cell is what the cell shows
_LARGER = 1.5
_SMALL = 3.0


@dataclass(slots=True)
class Part:
    """A table, or the part of it that stands on one page.

    Attributes:
        rows: its cells, by row.
        xs: its columns' edges.
        box: left, top, right, bottom.
        pages: the numbers of its first and last page.
        breaks: the rows before which a page ends.
    """

    rows: list[tuple[Cell, ...]]
    xs: list[float]
    box: tuple[float, float, float, float]
    pages: tuple[int, int]
    breaks: tuple[int, ...] = ()
    open_top: bool = False
    open_bottom: bool = False


def within(chars: Chars, lattice: Lattice) -> Flags:
    """Which characters stand in a table."""
    x0, y0, x1, y1 = lattice.box
    inside: Flags = (
        (chars.cx > x0) & (chars.cx < x1) & (chars.cy > y0) & (chars.cy < y1)
    )
    return inside


def fill(
    lattice: Lattice, chars: Chars, struck: Flags, areas: list[Area], place: str
) -> list[tuple[Cell, ...]]:
    """The rows of a table.

    Args:
        lattice: its fields.
        chars: the characters that stand in it.
        struck: which of them have a line through them.
        areas: what else is drawn on the page.
        place: where the table stands, for people.
    """
    column = np.searchsorted(lattice.xs, chars.cx) - 1
    row = np.searchsorted(lattice.ys, chars.cy) - 1
    cell = lattice.cell[row, column]
    doubtful = _spilled(lattice, chars, row, column, cell) | lattice.odd
    lines: dict[int, list[PrintedLine]] = {}
    for line in typeset(chars, cell, struck):
        lines.setdefault(line.group, []).append(line)
        if line.doubt:
            doubtful.add(line.group)
    texts = {
        n: clean("\n".join(line.text for line in found)) for n, found in lines.items()
    }
    doubtful |= _pictures(lattice, areas, texts)
    rows: list[list[tuple[int, int, int]]] = [[] for _ in range(len(lattice.ys) - 1)]
    for number, (first, left, _, right) in enumerate(lattice.boxes):
        if number in lattice.bare and number not in texts:
            continue
        rows[first].append((left, right, number))
    return [
        tuple(
            _cell(texts.get(n, ""), left, right, n in doubtful, f"{place}/r{r}/c{c}")
            for c, (left, right, n) in enumerate(sorted(found), start=1)
        )
        for r, found in enumerate(rows, start=1)
    ]


def _cell(text: str, left: int, right: int, doubtful: bool, locator: str) -> Cell:  # noqa: FBT001
    opaque = doubtful and not has_letter(text)
    return Cell(text, left, right - left, locator, opaque)


def _spilled(
    lattice: Lattice, chars: Chars, row: Ints, column: Ints, cell: Ints
) -> set[int]:
    """The cells between which figures reach over a line."""
    figure = np.array([sign in _FIGURES for sign in chars.text], bool)
    figure &= chars.turn == 0
    if not figure.any():
        return set()
    at = np.flatnonzero(figure)
    row, column, cell = row[at], column[at], cell[at]
    slack = _SPILL * chars.em[at]
    last_row, last_column = lattice.cell.shape
    found: set[int] = set()
    for over, rows, columns in (
        (chars.x0[at] + slack < lattice.xs[column], row, column - 1),
        (chars.x1[at] - slack > lattice.xs[column + 1], row, column + 1),
        (
            chars.base[at] - _HEIGHT * chars.em[at] + slack < lattice.ys[row],
            row - 1,
            column,
        ),
        (chars.base[at] - slack > lattice.ys[row + 1], row + 1, column),
    ):
        inside = (
            (rows >= 0) & (rows < last_row) & (columns >= 0) & (columns < last_column)
        )
        for index in np.flatnonzero(over):
            other = lattice.cell[rows[index], columns[index]] if inside[index] else -1
            if other != cell[index]:
                found |= {int(cell[index]), int(other)}
    return found | _touching(chars, at, cell)


def _touching(chars: Chars, at: Ints, cell: Ints) -> set[int]:
    """Cells whose figures stand side by side as if they were one number."""
    order = np.lexsort((chars.x0[at], np.round(chars.base[at])))
    index = at[order]
    cell = cell[order]
    gap = chars.x0[index[1:]] - chars.x1[index[:-1]]
    near = (
        (np.abs(np.diff(chars.base[index])) < _SPILL * chars.em[index[1:]])
        & (cell[1:] != cell[:-1])
        & (np.abs(gap) < _SPILL * chars.em[index[1:]])
    )
    found = np.flatnonzero(near)
    return {int(cell[n]) for n in found} | {int(cell[n + 1]) for n in found}


def _pictures(lattice: Lattice, areas: list[Area], texts: dict[int, str]) -> set[int]:
    """The cells that show a picture, or characters drawn as outlines."""
    found: set[int] = set()
    left, top, right, bottom = lattice.box
    for area in areas:
        if not (area.picture or area.curved):
            continue
        x0, y0, x1, y1 = area.box
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        small = max(x1 - x0, y1 - y0) < _SMALL
        if small or not (left < x < right and top < y < bottom):
            continue
        row = int(np.searchsorted(lattice.ys, y)) - 1
        column = int(np.searchsorted(lattice.xs, x)) - 1
        number = int(lattice.cell[row, column])
        r0, c0, r1, c1 = lattice.boxes[number]
        wide = lattice.xs[c1] - lattice.xs[c0]
        high = lattice.ys[r1] - lattice.ys[r0]
        if x1 - x0 <= _LARGER * wide and y1 - y0 <= _LARGER * high:
            found.add(number)
        elif area.picture:
            found |= _under(lattice, area, texts)
    return found


def _under(lattice: Lattice, area: Area, texts: dict[int, str]) -> set[int]:
    """Cells without text under a picture that covers several."""
    x0, y0, x1, y1 = area.box
    left, top, right, bottom = lattice.box
    if x1 - x0 > right - left and y1 - y0 > bottom - top:
        return set()  # a watermark or the paper
    return {
        n
        for n, (r0, c0, r1, c1) in enumerate(lattice.boxes)
        if n not in texts
        and x0 <= (lattice.xs[c0] + lattice.xs[c1]) / 2 <= x1
        and y0 <= (lattice.ys[r0] + lattice.ys[r1]) / 2 <= y1
    }
