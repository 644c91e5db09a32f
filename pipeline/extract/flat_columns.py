"""Tables of which only the alignment is left, as text browsers print them.

A cell belongs to the column in which it begins. Where a ruler of dashes is printed, it
says where columns are, and blank cells are seen. Where it is not, columns are the
places in which texts begin, and a blank cell is inferred (`Cell.marked` is false): such
a row is only read by the columns of the header above it. No knowledge of the form.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.extract.document import Cell, Grid
from pipeline.extract.flat_boxes import Placed
from pipeline.extract.normal import clean, display_width, has_letter

__all__ = ["find_columns"]

_TOKEN = re.compile(r"\S+")
#: a number that has a blank between it and its label: 1. 属于国家秘密
_NUMBERING = re.compile(
    r"[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})(?:[)）]|[.．、])|[①-⑳]"
)
_RULER = re.compile(r"^\s*-{2,}(?:\s+-{2,}){2,}\s*$")
_SEPARATOR = re.compile(r"[|│┃\t]")
#: a number, perhaps with a unit; 1.属于国家秘密 is a label
_FIGURE = re.compile(r"[+\-−－]?\d[\d,]*(?:\.\d+)?[^\W\d]{0,2}")
#: lines of several texts from which on a block may be a table
_MIN_LINES = 3
_MAX_LINES = 400
_MAX_LENGTH = 2_000
_MAX_COLUMNS = 60
#: blanks between cells where a text browser gives columns just the room that they need
_GAP = 2


@dataclass(frozen=True, slots=True)
class _Token:
    """A run of text and the places that it takes in its line."""

    text: str
    start: int
    end: int

    @property
    def is_figure(self) -> bool:
        return not has_letter(self.text) or bool(_FIGURE.fullmatch(self.text))


def find_columns(lines: Sequence[str]) -> Iterator[Placed]:
    """The tables of a text that alignment or a ruler keeps together."""
    start: int | None = None
    for number, line in enumerate([*lines, ""]):
        if _may_be_row(line):
            start = number if start is None else start
        elif start is not None:
            block = lines[start:number]
            if len(block) <= _MAX_LINES:
                yield from _of_block(block, start)
            start = None


def _may_be_row(line: str) -> bool:
    return 0 < len(line.strip()) <= len(line) <= _MAX_LENGTH and not (
        _SEPARATOR.search(line)
    )


def _of_block(block: Sequence[str], start: int) -> Iterator[Placed]:
    rulers = [n for n, line in enumerate(block) if _RULER.match(line)]
    if rulers:
        grid = _ruled(block, start, rulers)
        first, last = 0, len(block)
    else:
        found = _aligned(block, start)
        if found is None:
            return
        grid, first, last = found
    if grid is not None:
        yield Placed(start + first, start + last, grid)


# -- a ruler -----------------------------------------------------------------------


def _ruled(block: Sequence[str], start: int, rulers: list[int]) -> Grid | None:
    """The cells between the marks of the ruler, all lines having all of them."""
    if len({block[n].rstrip() for n in rulers}) > 1:
        return None
    marks = [m.start() for m in _TOKEN.finditer(block[rulers[0]])]
    rows = []
    for number, line in enumerate(block):
        if number in rulers:
            continue
        texts = _cut(line, marks)
        if texts is None:
            return None
        locator = f"line {start + number + 1}"
        rows.append(tuple(Cell(t, n, 1, locator) for n, t in enumerate(texts)))
    return Grid(tuple(rows), measured=False)


def _cut(line: str, marks: list[int]) -> list[str] | None:
    """The line cut at the marks; None where a text goes over one."""
    texts = [""] * len(marks)
    for token in _tokens(line, by_width=True):
        inside = [n for n, mark in enumerate(marks) if token.start >= mark]
        if not inside:
            return None
        place = inside[-1]
        if place + 1 < len(marks) and token.end >= marks[place + 1]:
            return None
        texts[place] = f"{texts[place]} {token.text}".strip()
    return texts


# -- alignment alone ---------------------------------------------------------------


def _tokens(line: str, *, by_width: bool) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(line):
        if not clean(match.group()):
            continue
        start, end = match.span()
        if by_width:
            start, end = display_width(line[:start]), display_width(line[:end])
        found.append(_Token(match.group(), start, end))
    return found


def _aligned(block: Sequence[str], start: int) -> tuple[Grid, int, int] | None:
    """The grid of a block whose figures stand below each other, and its lines.

    Programs count places in columns of the screen or in characters, and set cells
    apart by one blank or by two; right is that by which all figures fall into columns.
    """
    for by_width in (False, True):
        rows = [_tokens(line, by_width=by_width) for line in block]
        table = [n for n, row in enumerate(rows) if len(row) > 1]
        if len(table) < _MIN_LINES:
            return None
        first = table[0]
        whole = [_rejoined(row, any_text=True) for row in rows[first:]]
        for cells in (whole, [_rejoined(row, any_text=False) for row in rows[first:]]):
            grid = _grid(cells, start + first, tight=_are_tight(cells))
            if grid is not None and (cells is not whole or _are_tight(cells)):
                return grid, first, len(block)
    return None


def _grid(rows: list[list[_Token]], start: int, *, tight: bool) -> Grid | None:
    if not _is_spread(rows) or not _stand_in_columns(rows):
        return None
    starts = sorted({token.start for row in rows for token in row})
    if len(starts) > _MAX_COLUMNS:
        return None
    made = []
    for number, row in enumerate(rows):
        locator = f"line {start + number + 1}"
        cells = _cells(row, starts, locator, marked=tight)
        if cells:
            made.append(cells)
    return Grid(tuple(made), measured=False)


def _rejoined(row: list[_Token], *, any_text: bool) -> list[_Token]:
    """Words of one cell put together: a number and its label, or any with one blank."""
    joined: list[_Token] = []
    for token in row:
        before = joined[-1] if joined else None
        if (
            before is not None
            and token.start - before.end == 1
            and (any_text or _NUMBERING.fullmatch(before.text))
        ):
            text = f"{before.text} {token.text}"
            joined[-1] = _Token(text, before.start, token.end)
        else:
            joined.append(token)
    return joined


def _are_tight(rows: list[list[_Token]]) -> bool:
    """Whether the widest text of each column ends two blanks before the next one.

    Then no column without any text is between them, and blank cells can be counted.
    """
    ends: dict[int, int] = {}
    for row in rows:
        for token in row:
            ends[token.start] = max(token.end, ends.get(token.start, 0))
    starts = sorted(ends)
    return all(after - ends[start] == _GAP for start, after in pairwise(starts))


def _is_spread(rows: list[list[_Token]]) -> bool:
    """Whether cells are set apart by more than one blank somewhere."""
    return any(
        right.start - left.end > 1 for row in rows for left, right in pairwise(row)
    )


def _stand_in_columns(rows: list[list[_Token]]) -> bool:
    """Whether each figure behind a text begins where something else begins too."""
    begins: Counter[int] = Counter(token.start for row in rows for token in row)
    figures = [token for row in rows for token in row[1:] if token.is_figure]
    return bool(figures) and all(begins[token.start] > 1 for token in figures)


def _cells(
    row: list[_Token], starts: list[int], locator: str, *, marked: bool
) -> tuple[Cell, ...]:
    """The cells of a line; blank ones where no text begins or reaches to.

    A line without any figure may be the upper or the lower half of a label, so nothing
    is inferred in it.
    """
    by_start = {token.start: token for token in row}
    infer = any(token.is_figure for token in row)
    cells: list[Cell] = []
    reached = 0
    for column, place in enumerate(starts):
        token = by_start.get(place)
        if token is not None:
            text = clean(token.text)
            cells.append(Cell(text, column, 1, locator, marked=marked))
            reached = token.end
        elif infer and place >= reached:
            cells.append(Cell("", column, 1, locator, marked=marked))
    return tuple(cells)
