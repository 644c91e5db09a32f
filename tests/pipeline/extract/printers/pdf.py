"""A sheet printed as PDF, drawn line by line with reportlab.

Independent of the reader: it knows neither its limits nor its ideas of a table. What an
office's word processor may do to a table on paper is an option of `to_pdf`.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.pipeline.extract.sheets import Cell, Sheet, Table, occupied

__all__ = ["FONT", "RADICALS", "Style", "canvas_with_font", "to_pdf"]

_FONT_FILE = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
FONT = "printed"
_WIDTH, _HEIGHT = 595.0, 842.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 50.0, 545.0, 780.0, 60.0
_PAD = 3.0

#: characters that some converters print as radicals
RADICALS = dict(
    zip(
        map(ord, "一行人比工生立文大用力民见长齐"),
        "⼀⾏⼈⽐⼯⽣⽴⽂⼤⽤⼒⺠⻅⻓⻬",
        strict=True,
    )
)

Rules = Literal["lines", "rectangles", "strokes", "pieces", "dashes", "double"]


@dataclass(frozen=True)
class Style:
    """How a sheet is printed.

    Attributes:
        rules: what the ruling lines are made of.
        sides: which are drawn: all, horizontal ones, only those of three-line tables,
            none, or all but the outer vertical ones.
        size: of the font.
        bottom: where pages end; a high one makes many pages.
        closed: tables cut by a page are closed with a rule on both sides.
        repeat: header rows are printed again on each page.
        numbers: page numbers and a running title.
        vertical: labels over many rows are printed one character a line.
        cut_rows: a row may be cut by the end of the page.
        narrow: columns of figures are too narrow, so that figures take several lines.
        shade: labels have a background.
        align: of values in their cells.
        split: figures are drawn as several text objects.
        radicals: the text layer names radicals instead of some characters.
        turned: the page lies on its side in the file.
    """

    rules: Rules = "lines"
    sides: Literal["all", "horizontal", "three", "none", "open"] = "all"
    size: float = 9.0
    bottom: float = _BOTTOM
    closed: bool = True
    repeat: bool = False
    numbers: bool = True
    vertical: bool = True
    cut_rows: bool = False
    narrow: bool = False
    shade: bool = False
    align: Literal["center", "right", "left"] = "center"
    split: bool = False
    radicals: bool = False
    turned: bool = False


@cache
def _font() -> str:
    if not _FONT_FILE.exists():
        raise RuntimeError(
            f"{_FONT_FILE} is missing: install the package fonts-wqy-microhei"
        )
    pdfmetrics.registerFont(TTFont(FONT, str(_FONT_FILE), subfontIndex=0))
    return FONT


def with_radicals(pdf: bytes) -> bytes:
    """The same page whose text layer names radicals, as some converters write it."""
    for character, radical in RADICALS.items():
        pdf = pdf.replace(b"<%04X>" % character, b"<%04X>" % ord(radical))
    return pdf


def canvas_with_font(stream: io.BytesIO, **options: Any) -> Canvas:
    """A canvas on which `FONT` can be used."""
    _font()
    return Canvas(stream, pagesize=(_WIDTH, _HEIGHT), **options)


def to_pdf(made: Sheet, **style: Any) -> bytes:
    """The sheet as a PDF with a text layer."""
    stream = io.BytesIO()
    chosen = Style(**style)
    canvas = canvas_with_font(stream, pageCompression=0)
    _Printer(made, canvas, chosen).print()
    printed = stream.getvalue()
    return with_radicals(printed) if chosen.radicals else printed


@dataclass
class _Box:
    """A cell on paper: its rows and columns, and the lines that are still to print."""

    cell: Cell
    row: int
    column: int
    lines: list[str]
    whole: tuple[str, ...] = ()

    @property
    def end(self) -> int:
        return self.row + self.cell.rowspan


class _Printer:
    def __init__(self, made: Sheet, canvas: Canvas, style: Style) -> None:
        self.made = made
        self.canvas = canvas
        self.style = style
        self.leading = style.size * 1.3
        self.page = 0
        self.y = _TOP
        self._begin_page()

    def print(self) -> None:
        for block in self.made.blocks():
            if isinstance(block, str):
                self._line(block)
            else:
                self._table(block)
                self.y -= 12
        self._end_page()
        self.canvas.save()

    # -- pages -----------------------------------------------------------------

    def _begin_page(self) -> None:
        self.page += 1
        self.y = _TOP
        if self.style.turned:
            # the page lies on its side in the file and is shown upright
            self.canvas.setPageRotation(90)
            self.canvas.translate(_HEIGHT, 0)
            self.canvas.rotate(90)
        self.canvas.setFont(FONT, self.style.size)
        self.canvas.setLineWidth(0.5)

    def _end_page(self) -> None:
        if self.style.numbers:
            self.canvas.setFont(FONT, 8)
            self.canvas.drawCentredString(_WIDTH / 2, 30, f"— {self.page} —")
            self.canvas.drawString(_LEFT, 805, "某市人民政府办公室")
        self.canvas.showPage()

    def _turn(self) -> None:
        self._end_page()
        self._begin_page()

    def _line(self, text: str) -> None:
        if self.y - 24 < self.style.bottom:
            self._turn()
        self.y -= 18
        self.canvas.drawString(_LEFT + 20, self.y, text)
        self.y -= 6

    # -- tables ----------------------------------------------------------------

    def _table(self, table: Table) -> None:
        if not any(table):
            return
        boxes, edges = self._boxes(table)
        heights = self._heights(boxes, len(table))
        header = next(
            (n for n, row in enumerate(table) if any(c.key for c in row)), len(table)
        )
        row = 0
        while row < len(table):
            first, top = row, self.y
            if self.style.repeat and row and header < row:
                self._part(_again(boxes, header), edges, heights, 0, header)
            room = self.y - self.style.bottom
            used = 0.0
            while row < len(table) and used + heights[row] <= room:
                used += heights[row]
                row += 1
            cut = self._cut(boxes, heights, row, room - used) if used else 0.0
            if cut:
                rest = heights[row] - cut + 2 * _PAD
                heights[row] = cut
                self._part(boxes, edges, heights, first, row + 1, cut=True)
                heights[row] = rest
            elif row > first:
                self._part(boxes, edges, heights, first, row)
            elif top == _TOP:
                raise AssertionError("a row is higher than the page")
            if row < len(table):
                self._turn()

    def _cut(
        self, boxes: list[_Box], heights: list[float], row: int, room: float
    ) -> float:
        """The height of the upper part of a row that is cut; 0 for a row kept whole."""
        if not self.style.cut_rows or row >= len(heights):
            return 0.0
        lines = int((room - 2 * _PAD) / self.leading)
        most = max(
            (len(b.lines) for b in boxes if b.row == row and b.cell.rowspan == 1),
            default=0,
        )
        return lines * self.leading + 2 * _PAD if 0 < lines < most else 0.0

    def _boxes(self, table: Table) -> tuple[list[_Box], list[float]]:
        placed, width = occupied(table)
        least, wanted = [18.0] * width, [20.0] * width
        for line in placed:
            for column, cell in line:
                if cell.colspan > 1:
                    continue
                if cell.key:
                    shown = cell.text[:2] if self.style.narrow else cell.text
                    need = self._width(shown) + 2 * _PAD + 2
                    least[column] = max(least[column], need)
                elif not (self.style.vertical and cell.rowspan > 6):
                    need = min(12 + 5 * len(cell.text), 110.0)
                    wanted[column] = max(wanted[column], need)
        if self.style.narrow:
            wanted = [
                w if w > n + 20 else n for w, n in zip(wanted, least, strict=True)
            ]
        more = [max(w - n, 0.1) for w, n in zip(wanted, least, strict=True)]
        room = _RIGHT - _LEFT - sum(least)
        assert room > 0, "the columns do not fit on the page"
        edges = [_LEFT]
        for need, extra in zip(least, more, strict=True):
            edges.append(edges[-1] + need + room * extra / sum(more))
        boxes = []
        for number, line in enumerate(placed):
            for column, cell in line:
                rows = min(cell.rowspan, len(table) - number)
                room = edges[column + cell.colspan] - edges[column] - 2 * _PAD
                lines = self._wrap(cell, room)
                whole = replace(cell, rowspan=rows)
                boxes.append(_Box(whole, number, column, lines, tuple(lines)))
        return boxes, edges

    def _wrap(self, cell: Cell, room: float) -> list[str]:
        text = cell.text
        lines: list[str] = []
        for part in text.split("\n") if text else []:
            line = ""
            for character in part:
                wide = self._width(line + character) > room
                if line and (wide or (room < 2 * self.style.size and not cell.key)):
                    lines.append(line)
                    line = ""
                line += character
            lines.append(line)
        return lines

    def _width(self, text: str) -> float:
        return float(pdfmetrics.stringWidth(text, FONT, self.style.size))

    def _heights(self, boxes: list[_Box], rows: int) -> list[float]:
        heights = [self.leading + 2 * _PAD] * rows
        for box in sorted(boxes, key=lambda b: b.cell.rowspan):
            need = len(box.lines) * self.leading + 2 * _PAD
            have = sum(heights[box.row : box.end])
            if need > have:
                heights[box.end - 1] += need - have
        return heights

    def _part(
        self,
        boxes: list[_Box],
        edges: list[float],
        heights: list[float],
        first: int,
        last: int,
        *,
        cut: bool = False,
    ) -> None:
        """The rows of a table that stand on one page."""
        tops = [self.y]
        for height in heights[first:last]:
            tops.append(tops[-1] - height)
        rules = _Rules(self.style)
        for box in boxes:
            if box.end <= first or box.row >= last:
                continue
            top = tops[max(box.row, first) - first]
            bottom = tops[min(box.end, last) - first]
            left, right = edges[box.column], edges[box.column + box.cell.colspan]
            goes_on = box.end > last or (cut and box.end == last)
            rules.cell(left, right, top, bottom, edges)
            rules.open_at(top if box.row < first else None, bottom if goes_on else None)
            if self.style.shade and not box.cell.key:
                self.canvas.setFillGray(0.88)
                self.canvas.rect(left, bottom, right - left, top - bottom, 0, 1)
                self.canvas.setFillGray(0)
            self._text(box, left, right, top, bottom, goes_on=goes_on)
        rules.three(tops, len([b for b in boxes if b.row == 0]) and edges)
        rules.draw(self.canvas)
        self.y = tops[-1]

    def _text(
        self,
        box: _Box,
        left: float,
        right: float,
        top: float,
        bottom: float,
        *,
        goes_on: bool,
    ) -> None:
        fit = max(0, int((top - bottom - _PAD) / self.leading))
        lines, box.lines = (
            (box.lines[:fit], box.lines[fit:]) if goes_on else (box.lines, [])
        )
        used = len(lines) * self.leading
        y = top - _PAD if goes_on else (top + bottom + used) / 2
        for line in lines:
            y -= self.leading
            self._string(line, left, right, y + 0.3 * self.style.size, box.cell)

    def _string(
        self, line: str, left: float, right: float, y: float, cell: Cell
    ) -> None:
        width = self._width(line)
        x = (left + right - width) / 2
        if cell.key and self.style.align == "right":
            x = right - _PAD - width
        elif cell.key and self.style.align == "left":
            x = left + _PAD
        if not (self.style.split and cell.key):
            self.canvas.drawString(x, y, line)
            return
        for character in line:
            self.canvas.drawString(x, y, character)
            x += self._width(character)


def _again(boxes: list[_Box], header: int) -> list[_Box]:
    """The boxes of a header, to be printed once more."""
    return [replace(b, lines=list(b.whole)) for b in boxes if b.row < header]


class _Rules:
    """The ruling lines of the part of a table on one page, each drawn once."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.lines: set[tuple[float, float, float, float]] = set()
        self.open: set[float] = set()

    def cell(
        self, left: float, right: float, top: float, bottom: float, edges: list[float]
    ) -> None:
        sides = self.style.sides
        if sides in ("all", "horizontal", "open"):
            self.lines |= {(left, top, right, top), (left, bottom, right, bottom)}
        if sides in ("all", "open"):
            for x in (left, right):
                if sides == "all" or x not in (edges[0], edges[-1]):
                    self.lines.add((x, bottom, x, top))

    def open_at(self, top: float | None, bottom: float | None) -> None:
        if not self.style.closed:
            self.open |= {y for y in (top, bottom) if y is not None}

    def three(self, tops: list[float], edges: Any) -> None:
        if self.style.sides == "three" and edges:
            for y in {tops[0], tops[-1]}:
                self.lines.add((edges[0], y, edges[-1], y))

    def draw(self, canvas: Canvas) -> None:
        for x0, y0, x1, y1 in sorted(self.lines):
            if y0 == y1 and y0 in self.open:
                continue
            _DRAWN[self.style.rules](canvas, x0, y0, x1, y1)


def _drawn_line(c: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    c.line(x0, y0, x1, y1)


def _drawn_rectangle(c: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    c.rect(x0 - 0.24, y0 - 0.24, x1 - x0 + 0.48, y1 - y0 + 0.48, 0, 1)


def _drawn_stroke(c: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    c.saveState()
    c.translate(x0, y0)
    c.scale(2, 2)
    c.line(0, 0, (x1 - x0) / 2, (y1 - y0) / 2)
    c.restoreState()


def _drawn_pieces(c: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    length = max(x1 - x0, y1 - y0)
    count = max(1, int(length / 2.4))
    dx, dy = (x1 - x0) / count, (y1 - y0) / count
    for n in range(count):
        x, y = x0 + n * dx, y0 + n * dy
        c.rect(x - 0.2, y - 0.2, max(dx - 1, 0.4), max(dy - 1, 0.4), 0, 1)


def _drawn_dashes(c: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    c.setDash(3, 2)
    c.line(x0, y0, x1, y1)
    c.setDash()


def _drawn_twice(c: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    across = 0.9 if y0 == y1 else 0.0
    along = 0.9 - across
    c.line(x0 - along, y0 - across, x1 - along, y1 - across)
    c.line(x0 + along, y0 + across, x1 + along, y1 + across)


_DRAWN: dict[str, Callable[[Canvas, float, float, float, float], None]] = {
    "lines": _drawn_line,
    "rectangles": _drawn_rectangle,
    "strokes": _drawn_stroke,
    "pieces": _drawn_pieces,
    "dashes": _drawn_dashes,
    "double": _drawn_twice,
}
