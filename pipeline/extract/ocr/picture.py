"""Pictures to documents: tables become grids, lines around them become lines.

The way in of this package. How long a document may take is bounded here: what is over
the budget is left unread and says so, cell by cell.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from pipeline.extract.document import Block, Cell, Document, Grid, Line
from pipeline.extract.ocr.cells import Reading, read_lines, read_prints, third_reading
from pipeline.extract.ocr.ink import Print, PrintLine, print_in
from pipeline.extract.ocr.lattice import (
    Box,
    Lattice,
    find_tables,
    lattice_of,
    rulings,
)
from pipeline.extract.ocr.libraries import cv, require
from pipeline.extract.ocr.load import Grey, load_pages
from pipeline.extract.ocr.page import Page, prepare, turned

__all__ = ["PictureReader", "read_picture"]

#: lines of print that are recognised in one document: a minute at most
MAX_PRINT_LINES = 3_000
_MAX_LINES_OUTSIDE = 60
#: a line this long is prose, and not looked at below the first lines of a page
_PROSE_SHARE = 0.7
_FIRST_LINES = 8
_PROBES = 8
#: upright print is read with at least this score
_UPRIGHT = 0.75
_LABEL = re.compile(
    r"^[(（]?\d{0,2}[)）.、．,，]?\D*[\u4e00-\u9fff]\D*[\u4e00-\u9fff]\D*$"
)


def read_picture(data: bytes) -> Document:
    """Read a PNG, JPEG, BMP, GIF or TIFF file.

    Raises:
        NeedsOcrError: the extra is not installed.
        ExtractionError: the picture is too large or damaged.
    """
    require("the file is a picture")
    document = Document("picture")
    reader = PictureReader()
    for number, grey in enumerate(load_pages(data), start=1):
        document.blocks += reader.blocks(grey, f"p{number}")
    document.reread = reader.reread
    return document


@dataclass(slots=True)
class PictureReader:
    """Reads the pictures of one document, within one budget."""

    budget: int = MAX_PRINT_LINES
    _places: dict[str, tuple[Page, Print]] = field(default_factory=dict)

    def blocks(self, grey: Grey, place: str) -> list[Block]:
        """The tables and lines of a page, from top to bottom.

        Args:
            grey: the page.
            place: what locators begin with.
        """
        page = _upright(grey)
        boxes: list[Box] = []
        lattices: list[Lattice] = []
        for box in find_tables(page, rulings(page)):
            lattice = lattice_of(page, box)
            if lattice is None or len(lattice.cells) < 2:  # noqa: PLR2004 - a frame
                continue
            boxes.append(box)
            lattices.append(lattice)
        prints = [
            [self._within_budget(print_in(lattice, c)) for c in lattice.cells]
            for lattice in lattices
        ]
        pages = [lattice.page for lattice in lattices]
        readings = read_prints(list(zip(pages, prints, strict=True)))
        found: list[tuple[int, Block]] = [
            (
                boxes[n][1],
                self._grid(lattice, prints[n], readings[n], f"{place}/t{n + 1}"),
            )
            for n, lattice in enumerate(lattices)
        ]
        found += self._lines(page, boxes, place)
        return [block for _, block in sorted(found, key=lambda pair: pair[0])]

    def reread(self, locator: str) -> str | None:
        """The text of the cell at a locator, read in another way."""
        if locator not in self._places:
            return None
        return third_reading(*self._places[locator])

    def _grid(
        self,
        lattice: Lattice,
        prints: list[Print],
        readings: list[Reading],
        place: str,
    ) -> Grid:
        rows: list[list[Cell]] = [[] for _ in range(lattice.rows)]
        for cell, one, reading in zip(lattice.cells, prints, readings, strict=True):
            row = rows[cell.row]
            locator = f"{place}/r{cell.row + 1}/c{len(row) + 1}"
            self._places[locator] = (lattice.page, one)
            row.append(_cell(reading, one, cell.column, cell.colspan, locator))
        return Grid(tuple(map(tuple, rows)))

    def _within_budget(self, one: Print) -> Print:
        if len(one.lines) > self.budget:
            return Print((), doubtful=True)
        self.budget -= len(one.lines)
        return one

    def _lines(
        self, page: Page, boxes: list[Box], place: str
    ) -> Iterator[tuple[int, Block]]:
        lines = _lines_outside(page, boxes)
        chosen = [
            line
            for number, line in enumerate(lines)
            if number < _FIRST_LINES or line.width < _PROSE_SHARE * page.grey.shape[1]
        ][: min(_MAX_LINES_OUTSIDE, self.budget)]
        self.budget -= len(chosen)
        for number, (line, seen) in enumerate(
            zip(chosen, read_lines(page, chosen), strict=True), start=1
        ):
            text = seen.text.strip()
            if text:
                yield line.box[1], Line(text, locator=f"{place}/line {number}")


def _cell(reading: Reading, one: Print, column: int, span: int, locator: str) -> Cell:
    """A cell; where the reading is not certain, only a label is taken as text."""
    if one.blank:
        return Cell("", column, span, locator, score=1.0)
    is_label = bool(_LABEL.match(reading.text.replace("\n", "")))
    opaque = not reading.text or not (reading.certain or is_label)
    score = round(reading.score, 3)
    return Cell(reading.text, column, span, locator, opaque=opaque, score=score)


def _upright(grey: Grey) -> Page:
    """The page the right way up: the way in which its print is read best."""
    best, best_score = prepare(grey), 0.0
    best_score = _legible(best)
    if best_score >= _UPRIGHT:
        return best
    for quarters in (2, 1, 3):
        page = prepare(turned(grey, quarters))
        score = _legible(page)
        if score > best_score + 0.1:
            best, best_score = page, score
        if score >= _UPRIGHT:
            break
    return best


def _legible(page: Page) -> float:
    """How well a few lines of print are read; 1 where there is none."""
    lines: list[PrintLine] = []
    for box in find_tables(page, rulings(page))[:2]:
        lattice = lattice_of(page, box)
        if lattice is None:
            continue
        prints = [print_in(lattice, c) for c in lattice.cells]
        long = [x for one in prints for x in one.lines if x.width > 3 * x.height]
        if long:
            step = max(1, len(long) // _PROBES)
            return _mean_score(lattice.page, long[::step][:_PROBES])
    lines = [x for x in _lines_outside(page, []) if x.width > 3 * x.height]
    return _mean_score(page, lines[:_PROBES])


def _mean_score(page: Page, lines: list[PrintLine]) -> float:
    if not lines:
        return 0.0
    seen = read_lines(page, lines)
    return float(np.mean([s.score if len(s.text) > 1 else 0.0 for s in seen]))


def _lines_outside(page: Page, boxes: list[Box]) -> list[PrintLine]:
    """Lines of print outside the tables, from top to bottom."""
    cv2 = cv()
    ink = page.ink.copy()
    edge = round(page.em * 0.3)
    for left, top, right, bottom in boxes:
        ink[max(0, top - edge) : bottom + edge, max(0, left - edge) : right + edge] = 0
    across = np.ones((1, round(page.em * 1.6)), np.uint8)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, across)
    joined = cv2.morphologyEx(
        joined, cv2.MORPH_CLOSE, np.ones((round(page.em * 0.25), 1))
    )
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    lines = [
        PrintLine((int(x), int(y), int(x + w), int(y + h)), (), (), 0, 0.0)
        for x, y, w, h, _ in stats[1:]
        if 0.5 * page.em <= h <= 3 * page.em and w >= page.em
    ]
    return sorted(lines, key=lambda line: (line.box[1], line.box[0]))
