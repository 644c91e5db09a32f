"""A sheet drawn as a picture or as a PDF of page images, clean or degraded.

Rulings, spans, wrapped labels and headings as a printed report has them. Nothing of
`pipeline` draws here, so that a fault of the reader cannot hide itself.
"""

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from tests.pipeline.extract.sheets import Cell, Sheet, Table, occupied

FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
_PAGE_INCHES = (8.27, 11.69)
_MARGIN = 0.6
_POINTS = 9.0


@dataclass(frozen=True)
class Style:
    """How a sheet is drawn and spoilt; lengths in points of the printed page."""

    dpi: int = 200
    points: float = _POINTS
    rule: float = 0.7
    skew: float = 0.0
    turn: int = 0  # quarter turns against the clock
    noise: int = 0
    blur: float = 0.0
    jpeg: int | None = None
    tilt: float = 0.0  # perspective, as a share of the width
    ink: int = 0  # 0 black, 255 white
    font: Path = FONT
    seed: int = 1

    def pixels(self, points: float) -> int:
        return max(1, round(points * self.dpi / 72))


def _font(style: Style, scale: float = 1.0) -> ImageFont.FreeTypeFont:
    if not style.font.exists():
        raise RuntimeError(
            f"{style.font} is missing: apt-get install fonts-wqy-microhei"
        )
    return ImageFont.truetype(str(style.font), style.pixels(style.points * scale))


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for character in paragraph:
            if line and font.getlength(line + character) > width:
                lines.append(line)
                line = ""
            line += character
        lines.append(line)
    return lines


def _weights(placed: list[list[tuple[int, Cell]]], width: int) -> list[float]:
    """Columns of values are narrow, the spine is narrower, labels are wide."""
    valued = {c for line in placed for c, cell in line if cell.key}
    spine = {
        c
        for line in placed
        for c, cell in line
        if cell.colspan == 1 and cell.rowspan > 9
    }
    return [
        1.0 if c in valued else 0.5 if c in spine else 2.0 if len(valued) > 4 else 1.6
        for c in range(width)
    ]


class _Pen:
    """Draws tables on an endless page."""

    def __init__(self, style: Style, height: int) -> None:
        self.style = style
        width = round(_PAGE_INCHES[0] * style.dpi)
        self.page = Image.new("L", (width, height), 255)
        self.draw = ImageDraw.Draw(self.page)
        self.left = round(_MARGIN * style.dpi)
        self.width = width - 2 * self.left
        self.y = self.left
        self.font = _font(style)
        self.line = round(self.style.pixels(style.points) * 1.3)

    def height_of(self, block: str | Table) -> int:
        if isinstance(block, str):
            return self.line * 3
        return self._edges(block)[1][-1] + self.line

    def put(self, block: str | Table) -> None:
        if isinstance(block, str):
            font = _font(self.style, 1.3)
            for line in _wrapped(block, font, self.width):
                self.draw.text((self.left, self.y), line, self.style.ink, font)
                self.y += self.line * 2
            return
        columns, rows = self._edges(block)
        for number, line_of in enumerate(occupied(block)[0]):
            for column, cell in line_of:
                bottom = min(number + cell.rowspan, len(rows) - 1)
                right = min(column + cell.colspan, len(columns) - 1)
                box = (columns[column], rows[number], columns[right], rows[bottom])
                self._cell(cell, box)
        self.y += rows[-1] + self.line

    def _edges(self, table: Table) -> tuple[list[int], list[int]]:
        placed, width = occupied(table)
        weights = _weights(placed, width)
        columns = [0.0]
        for weight in weights:
            columns.append(columns[-1] + weight / sum(weights) * self.width)
        edges = [round(c) for c in columns]
        rows = [0]
        for number, line in enumerate(placed):
            lines = 1
            for column, cell in line:
                if cell.rowspan == 1:
                    inner = self._inner(edges, column, cell)
                    lines = max(lines, len(_wrapped(cell.text, self.font, inner)))
            needed = rows[-1] + lines * self.line + self.line // 2
            for above, line_above in enumerate(placed[: number + 1]):
                for column, cell in line_above:
                    if cell.rowspan > 1 and above + cell.rowspan == number + 1:
                        inner = self._inner(edges, column, cell)
                        own = len(_wrapped(cell.text, self.font, inner)) * self.line
                        needed = max(needed, rows[above] + own + self.line // 2)
            rows.append(needed)
        return edges, rows

    def _inner(self, edges: list[int], column: int, cell: Cell) -> int:
        right = min(column + cell.colspan, len(edges) - 1)
        return edges[right] - edges[column] - self.style.pixels(4)

    def _cell(self, cell: Cell, box: tuple[int, int, int, int]) -> None:
        left, top, right, bottom = box
        x, y = self.left, self.y
        rule = self.style.pixels(self.style.rule)
        self.draw.rectangle(
            (x + left, y + top, x + right, y + bottom),
            outline=self.style.ink,
            width=rule,
        )
        lines = _wrapped(cell.text, self.font, right - left - self.style.pixels(4))
        start = y + top + (bottom - top - len(lines) * self.line) / 2
        for number, line in enumerate(lines):
            length = self.font.getlength(line)
            at = (x + left + (right - left - length) / 2, start + number * self.line)
            self.draw.text(at, line, self.style.ink, self.font)


def _spoilt(page: Image.Image, style: Style) -> Image.Image:
    chance = random.Random(style.seed)
    if style.tilt:
        page = _tilted(page, style.tilt)
    if style.skew:
        page = page.rotate(
            style.skew, Image.Resampling.BICUBIC, expand=True, fillcolor=255
        )
    if style.turn:
        page = page.rotate(90 * style.turn, expand=True)
    if style.blur:
        page = page.filter(ImageFilter.GaussianBlur(style.blur))
    if style.noise:
        grain = Image.frombytes(
            "L", page.size, chance.randbytes(page.width * page.height)
        )
        lift = style.noise / 128
        page = Image.merge("L", [_added(page, grain, lift)])
    return page


def _added(page: Image.Image, grain: Image.Image, lift: float) -> Image.Image:
    up = grain.point(lambda v: max(0, round((v - 128) * lift)))
    down = grain.point(lambda v: max(0, round((128 - v) * lift)))
    return ImageChops.subtract(ImageChops.add(page, up), down)


def _tilted(page: Image.Image, tilt: float) -> Image.Image:
    width, height = page.size
    inset = tilt * width
    corners = [(-inset, 0), (width + inset, 0), (width, height), (0, height)]
    flat = [(0, 0), (width, 0), (width, height), (0, height)]
    return page.transform(
        page.size,
        Image.Transform.PERSPECTIVE,
        _perspective(flat, corners),
        Image.Resampling.BICUBIC,
        fillcolor=255,
    )


def _perspective(
    to: Sequence[tuple[float, float]], source: Sequence[tuple[float, float]]
) -> list[float]:
    rows = []
    for (x, y), (u, v) in zip(to, source, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    answer = [value for pair in source for value in pair]
    return [float(v) for v in np.linalg.solve(np.array(rows), np.array(answer))]


def _pages(sheet: Sheet, style: Style, *, tall: bool) -> list[Image.Image]:
    blocks = list(sheet.blocks())
    probe = _Pen(style, 1)
    full = round(_PAGE_INCHES[1] * style.dpi)
    if tall:
        full = sum(probe.height_of(b) for b in blocks) + 2 * probe.left
    pens = [_Pen(style, full)]
    for block, after in pairwise([*blocks, None]):
        assert block is not None
        needed = pens[-1].height_of(block)
        if isinstance(block, str) and after is not None:
            needed += pens[-1].height_of(after)
        if not tall and pens[-1].y + needed > full and pens[-1].y > pens[-1].left:
            pens.append(_Pen(style, full))
        pens[-1].put(block)
    return [_spoilt(pen.page, style) for pen in pens]


def _encoded(page: Image.Image, style: Style, kind: str) -> bytes:
    stream = io.BytesIO()
    if style.jpeg is not None:
        page.save(stream, "JPEG", quality=style.jpeg)
    else:
        page.save(stream, kind)
    return stream.getvalue()


def to_png(sheet: Sheet, kind: str = "PNG", **style: object) -> bytes:
    """The whole sheet as one tall picture; `jpeg=` makes it a JPEG of that quality."""
    drawn = Style(**style)  # type: ignore[arg-type]
    page = _pages(sheet, drawn, tall=True)[0]
    return _encoded(page, drawn, kind)


def to_page_pngs(sheet: Sheet, **style: object) -> list[bytes]:
    """The pages of the sheet, one picture each."""
    drawn = Style(**style)  # type: ignore[arg-type]
    return [_encoded(p, drawn, "PNG") for p in _pages(sheet, drawn, tall=False)]


def to_scanned_pdf(sheet: Sheet, **style: object) -> bytes:
    """A PDF of page images without any text, as a scanner makes it."""
    drawn = Style(**style)  # type: ignore[arg-type]
    pages = _pages(sheet, drawn, tall=False)
    stream = io.BytesIO()
    pages[0].save(
        stream,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=drawn.dpi,
        quality=drawn.jpeg or 90,
    )
    return stream.getvalue()
