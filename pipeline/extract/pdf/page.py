"""One page: its tables, its lines, and whether it is a picture."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from pipeline.extract.pdf import library as lib
from pipeline.extract.pdf.chars import Chars, read_chars
from pipeline.extract.pdf.lattice import Lattice, find_lattices, ruling_lines
from pipeline.extract.pdf.objects import ObjectList
from pipeline.extract.pdf.paths import Drawing, read_drawing
from pipeline.extract.pdf.sight import is_unreadable, pictured, seen
from pipeline.extract.pdf.tables import Part, fill, within
from pipeline.extract.pdf.typeset import PrintedLine, typeset

__all__ = ["Page", "read_page"]

Flags = NDArray[np.bool_]

MAX_CHARS = 60_000
MAX_OBJECTS = 60_000
_MAX_COMPARED = 20_000_000
# Where a line through a character stands, in parts of the em above its base line.
_STRUCK = (0.12, 0.6)


@dataclass(slots=True)
class Page:
    """What a page holds, in reading space.

    Attributes:
        number: from 1.
        width: in points.
        height: in points.
        lines: the text outside of tables, from top to bottom.
        parts: the tables, from top to bottom.
        levels: the horizontal ruling lines that belong to no table.
        picture: why the page has to be recognised, if it has to be.
        partly: a part of it may be the picture of a table.
        trouble: why something on it was not read, if so.
    """

    number: int
    width: float = 0.0
    height: float = 0.0
    lines: list[PrintedLine] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    levels: list[tuple[float, float, float]] = field(default_factory=list)
    picture: str | None = None
    partly: bool = False
    trouble: str | None = None


def read_page(document: Any, number: int) -> Page:
    """Read a page.

    Args:
        document: the handle of its document.
        number: of the page, from 1.
    """
    found = Page(number)
    with lib.open_page(document, number - 1) as page:
        text_page = pdfium.FPDFText_LoadPage(page) if page else None
        if not text_page:
            found.trouble = "it is damaged"
            return found
        try:
            _read(found, document, page, text_page)
        finally:
            pdfium.FPDFText_ClosePage(text_page)
    return found


def _read(found: Page, document: Any, page: Any, text_page: Any) -> None:
    objects = ObjectList(page, MAX_OBJECTS)
    read = read_chars(page, text_page, objects.orders, MAX_CHARS)
    if read is None or not objects.complete:
        found.trouble = f"it holds more than {MAX_CHARS} characters or lines"
        return
    every, frame = read
    found.width, found.height = frame.width, frame.height
    drawing = read_drawing(objects, frame)
    chars = seen(every, drawing)
    whole, found.partly = pictured(chars, drawing, frame, document, page)
    if whole:
        found.picture = "picture"
        return
    if is_unreadable(chars):
        found.picture = "unreadable text layer"
        return
    level, upright = ruling_lines(drawing.level, drawing.upright, drawing.dots)
    lattices = find_lattices(level, upright)
    if lattices is None or len(level) * len(chars) > _MAX_COMPARED:
        found.trouble = "it holds too many lines"
        return
    _place(found, chars, lattices, drawing, level)


def _place(
    found: Page,
    chars: Chars,
    lattices: list[Lattice],
    drawing: Drawing,
    level: NDArray[np.float64],
) -> None:
    """Give the characters to the tables, the inner ones first; the rest are lines."""
    struck = _struck(chars, level)
    free = np.ones(len(chars), bool)
    tables = []
    for lattice in lattices:
        inside = free & within(chars, lattice)
        if len(lattice.boxes) > 1 and inside.any():
            free &= ~inside
            tables.append((lattice, inside))
    tables.sort(key=lambda t: (t[0].ys[0], t[0].xs[0]))
    for count, (lattice, inside) in enumerate(tables, start=1):
        place = f"p{found.number}/t{count}"
        rows = fill(lattice, chars.take(inside), struck[inside], drawing.areas, place)
        found.parts.append(
            Part(
                rows,
                lattice.xs.tolist(),
                lattice.box,
                (found.number, found.number),
                open_top=lattice.open_top,
                open_bottom=lattice.open_bottom,
            )
        )
    rest = chars.take(free)
    found.lines = typeset(rest, np.zeros(len(rest), np.int64), struck[free])
    found.lines.sort(key=lambda line: line.base)
    found.levels = [
        (y, x0, x1) for y, x0, x1 in level.tolist() if not _in_any(y, x0, x1, tables)
    ]


def _in_any(
    y: float, x0: float, x1: float, tables: list[tuple[Lattice, Flags]]
) -> bool:
    x = (x0 + x1) / 2
    boxes = (lattice.box for lattice, _ in tables)
    return any(b[0] <= x <= b[2] and b[1] - 1 <= y <= b[3] + 1 for b in boxes)


def _struck(chars: Chars, level: NDArray[np.float64]) -> Flags:
    """Which characters have a line through them."""
    struck = np.zeros(len(chars), bool)
    high, low = _STRUCK
    for y, x0, x1 in level.tolist():
        struck |= (
            (chars.cx > x0)
            & (chars.cx < x1)
            & (chars.base - low * chars.em < y)
            & (chars.base - high * chars.em > y)
        )
    return struck
