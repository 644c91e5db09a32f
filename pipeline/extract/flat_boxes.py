"""Tables drawn with box characters or as `+---+`: the lines say where each cell ends.

A cell is a field that borders enclose, so spans and blank cells are certain. What is
not drawn whole is left to the reader of rows. No knowledge of the form.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.extract.document import Cell, Grid
from pipeline.extract.normal import clean, display_width

__all__ = ["Placed", "find_boxes"]

#: larger drawings are not read as boxes, so that time stays bounded
_MAX_FIELDS = 400_000
#: a drawing with fewer rules for its lines has several rows between two rules
_LINES_A_RULE = 4
_MIN_RULES = 3

_DRAWN = re.compile(r"[\u2500-\u257f]")
#: a horizontal rule from one junction to another
_UNICODE_RULE = re.compile(
    r"[├┌└┼┬┴┏┗┣┳┻╋╔╚╠╦╩╬╭╰][─━═┬┴┼┳┻╋╦╩╬]+[┤┐┘┼┬┴┓┛┫┳┻╋╗╝╣╦╩╬╮╯]"
)
_ASCII_RULE = re.compile(r"\+(?:[-=:]+\+)+")
_VERTICAL = frozenset("│┃║|┤├┼┬┴┌┐└┘┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬╭╮╰╯")
_BORDER = "#"
_COVERED = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A grid and the lines of the text that it stands for (from 0, `end` excluded)."""

    start: int
    end: int
    grid: Grid


def find_boxes(lines: Sequence[str]) -> Iterator[Placed]:
    """The drawn tables of a text."""
    start: int | None = None
    for number, line in enumerate([*lines, ""]):
        if _is_drawn(line):
            start = number if start is None else start
        elif start is not None:
            grid = _read(lines[start:number], start)
            if grid is not None:
                yield Placed(start, number, grid)
            start = None


def _is_drawn(line: str) -> bool:
    text = line.strip()
    if text[:1] in ("+", "|"):
        return text[-1:] in ("+", "|")
    return bool(text) and bool(_DRAWN.match(text)) and bool(_DRAWN.match(text[-1]))


def _read(lines: Sequence[str], start: int) -> Grid | None:
    rules = [bool(_UNICODE_RULE.search(t) or _ASCII_RULE.search(t)) for t in lines]
    if sum(rules) < _MIN_RULES or len(lines) > sum(rules) * (_LINES_A_RULE + 1):
        return None
    if not (rules[0] and rules[-1]):
        return None
    for wide in (False, True):  # East Asian terminals draw lines two columns wide
        fields = _fields(lines, wide=wide)
        if fields is not None:
            cells = _regions(fields)
            return None if cells is None else _grid(cells, start)
    return None


def _fields(lines: Sequence[str], *, wide: bool) -> list[list[str]] | None:
    """What stands in each place: a border, a character or the rest of a wide one."""
    rows = [_spread(line.rstrip(), wide=wide) for line in lines]
    width = len(rows[0])
    if width * len(rows) > _MAX_FIELDS or any(len(row) != width for row in rows):
        return None
    corners = _corners(rows)
    return [_with_borders(row, corners) for row in rows]


def _spread(line: str, *, wide: bool) -> list[str]:
    row: list[str] = []
    for character in line:
        twice = display_width(character) > 1 or (wide and _DRAWN.match(character))
        row.append(character)
        if twice:
            row.append(character if wide and _DRAWN.match(character) else _COVERED)
    return row


def _joined(row: list[str]) -> str:
    """The row with one character a place."""
    return "".join(character or " " for character in row)


def _corners(rows: list[list[str]]) -> frozenset[int]:
    """The places in which rules of `+---+` meet bars."""
    return frozenset(
        found.start() + offset
        for row in rows
        for found in _ASCII_RULE.finditer(_joined(row))
        for offset, character in enumerate(found.group())
        if character == "+"
    )


def _with_borders(row: list[str], corners: frozenset[int]) -> list[str]:
    text = _joined(row)
    made = list(row)
    for pattern in (_UNICODE_RULE, _ASCII_RULE):
        for found in pattern.finditer(text):
            made[found.start() : found.end()] = [_BORDER] * len(found.group())
    for place, character in enumerate(text):
        if character == "|" and place not in corners:
            continue
        if character in _VERTICAL:
            made[place] = _BORDER
    return made


@dataclass(frozen=True, slots=True)
class _Region:
    """A field with borders all around."""

    top: int
    left: int
    right: int
    text: str


def _regions(fields: list[list[str]]) -> list[_Region] | None:
    """The enclosed fields; None where one of them is no rectangle."""
    height, width = len(fields), len(fields[0])
    seen = [[character == _BORDER for character in row] for row in fields]
    found: list[_Region] = []
    for top in range(height):
        for left in range(width):
            if seen[top][left]:
                continue
            right = left
            while right + 1 < width and not seen[top][right + 1]:
                right += 1
            bottom = top
            while bottom + 1 < height and not any(seen[bottom + 1][left : right + 1]):
                bottom += 1
            if not _is_closed(fields, top, bottom, left, right):
                return None
            texts = []
            for y in range(top, bottom + 1):
                seen[y][left : right + 1] = [True] * (right + 1 - left)
                texts.append("".join(fields[y][left : right + 1]))
            found.append(_Region(top, left, right, clean("\n".join(texts))))
    return found


def _is_closed(
    fields: list[list[str]], top: int, bottom: int, left: int, right: int
) -> bool:
    if top == 0 or left == 0 or bottom + 1 == len(fields):
        return False
    if right + 1 == len(fields[0]):
        return False
    across = [fields[y][x] for y in (top - 1, bottom + 1) for x in range(left, right)]
    down = [fields[y][x] for x in (left - 1, right + 1) for y in range(top, bottom + 1)]
    return all(character == _BORDER for character in (*across, *down))


def _grid(regions: list[_Region], start: int) -> Grid:
    lefts = sorted({region.left for region in regions})
    rows: dict[int, list[Cell]] = {}
    for region in sorted(regions, key=lambda r: (r.top, r.left)):
        span = sum(region.left <= left <= region.right for left in lefts)
        column = lefts.index(region.left)
        locator = f"line {start + region.top + 1}"
        rows.setdefault(region.top, []).append(Cell(region.text, column, span, locator))
    return Grid(tuple(tuple(row) for row in rows.values()))
