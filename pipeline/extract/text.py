"""Plain text to a document: what flattening a page leaves of its tables.

Drawn, ruled, aligned and comma-separated tables have modules of their own (`flat_*`).
Of the rest there are two shapes: *rows*, where most table lines hold a whole row
(Markdown, pipes, tabs), become a grid; *cells*, where a line holds one cell or a label
with its figures, become lines with tokens. Digits that run together are not cut here.
No knowledge of the form.
"""

import re
from html import unescape
from itertools import pairwise

from pipeline.errors import ExtractionError
from pipeline.extract.document import Cell, Document, Grid, Line
from pipeline.extract.flat_boxes import Placed, find_boxes
from pipeline.extract.flat_columns import find_columns
from pipeline.extract.flat_csv import find_csv
from pipeline.extract.normal import clean, half_width

__all__ = ["read_text", "tokens_of"]

#: no report has as many lines, so that time stays bounded
_MAX_LINES = 30_000
_BAR = re.compile(r"(?<!\\)[|│┃]")
_TAB = re.compile(r"\t")
#: a drawn line; a single dash is a value
_RULE = re.compile(r"^(?=.*(?:-{3}|={3}|─{2}|━{2}))[\s|:+\-=─━┼┬┴├┤]+$")
_PAGE_NUMBER = re.compile(
    r"^(?:[-—–－]\s*\d{1,3}\s*[-—–－]|第\s*\d{1,3}\s*页(?:.{0,3}共\s*\d{1,3}\s*页)?)$"
)
_BARE_NUMBER = re.compile(r"^\d{1,3}$")
#: the rule below the header of a Markdown table, with marks of alignment
_MARKDOWN_RULE = re.compile(r"^\s*\|?(?:\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?\s*$")
_BREAK = re.compile(r"<br\s*/?>", re.I)
#: a mark that Markdown would read, written with a stroke before it
_ESCAPED = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
#: a whole cell in italics; 12* is a figure with a foot-note mark
_EMPHASIS = re.compile(r"^([*_])(?=\S)([^*_]+)(?<=\S)\1$")
_FIGURE = re.compile(r"[+\-−－]?\d[\d,]*(?:\.\d+)?(?:件|项|条|元|万元)?|[-－—–/]{1,2}")
#: what a label has besides digits and marks of numbers
_IN_LABEL = re.compile(r"[^\d\s.,]")
#: lines with a bar from which on every cell of the text has one
_BARRED = 10
#: a heading or the first label of a row, never a cell behind another one
_NUMBERED = re.compile(r"^[一二三四五六七八九十]{1,2}[、.．]")
#: lines from a paragraph to the next one
_PARAGRAPH = 2
#: lines with several cells from which on the text is one of rows
_ROWS_SHAPE = 3
_META = re.compile(
    r"^(?P<name>标题|发布时间|发布日期|成文日期|发布机构|信息来源|来源)\s*[:：]\s*(?P<value>.*)$"
)
_META_NAMES = {
    "标题": "title",
    "发布时间": "published",
    "发布日期": "published",
    "成文日期": "published",
    "发布机构": "publisher",
    "信息来源": "publisher",
    "来源": "publisher",
}
_HEADER_LINES = 15


def read_text(text: str) -> Document:
    """Read decoded plain text.

    Raises:
        ExtractionError: it has more lines than any report.
    """
    document = Document("text")
    lines = text.split("\n")
    if len(lines) > _MAX_LINES:
        raise ExtractionError(
            f"the text has {len(lines)} lines; reports of up to {_MAX_LINES} are read"
        )
    document.meta = _meta(lines)
    lines = ["" if _PAGE_NUMBER.match(clean(line)) else line for line in lines]
    lines = _tabs_in_line(lines)
    grids: dict[int, Grid] = {}
    for find in (find_boxes, find_columns, find_csv):
        for placed in find(lines):
            _take_out(lines, placed)
            grids[placed.start] = placed.grid
    several = sum(1 for line in lines if sum(map(bool, _parts(line))) > 1)
    if several >= _ROWS_SHAPE:
        _as_rows(document, lines, grids)
    else:
        _as_lines(document, lines, grids)
    return document


def _take_out(lines: list[str], placed: Placed) -> None:
    lines[placed.start : placed.end] = [""] * (placed.end - placed.start)


def _tabs_in_line(lines: list[str]) -> list[str]:
    """Cells of paragraphs, as browsers put them out, with each row put into one line.

    A paragraph ends with an empty line, and then comes the tab that ends its cell. So
    what stands on two sides of one empty line is one row where a tab is beside it; two
    rows have more empty lines between them.
    """
    parts = [n for n, line in enumerate(lines) if line.strip(" ")]
    joined = {
        here
        for before, here in pairwise(parts)
        if here - before == _PARAGRAPH
        and (lines[before].endswith("\t") or lines[here].startswith("\t"))
        and not _NUMBERED.match(lines[here])
    }
    whole = sum(1 for line in lines if "\t" in line.strip())
    if len(joined) < _ROWS_SHAPE or len(joined) < whole:
        return lines
    made = list(lines)
    row = 0
    for number in parts:
        if number in joined:
            made[row] += lines[number]
            made[number] = ""
        else:
            row = number
    return made


def _meta(lines: list[str]) -> dict[str, str]:
    """`name: value` lines at the top; the value may stand on the next line."""
    found: dict[str, str] = {}
    top = [clean(line) for line in lines[:_HEADER_LINES]]
    for index, line in enumerate(top):
        match = _META.match(line)
        if match:
            following = top[index + 1] if index + 1 < len(top) else ""
            value = match["value"] or following
            if value:
                found.setdefault(_META_NAMES[match["name"]], value)
    return found


def _parts(line: str) -> list[str]:
    """The texts between the separators of a line; none where it has no separator."""
    if _is_rule(line):
        return []
    separator = _BAR if _BAR.search(line) else _TAB
    if not separator.search(line):
        return []
    return [_plain(part) for part in separator.split(line)]


def _plain(part: str) -> str:
    """The text of a cell without what Markdown adds to it."""
    text = _BREAK.sub("\n", _ESCAPED.sub("", part.replace("**", "")))
    text = clean(unescape(text) if "&" in text else text)
    return _EMPHASIS.sub(r"\2", text)


def _is_rule(line: str) -> bool:
    if _RULE.match(line):
        return True
    # a single dash is a value, but not with a colon beside it
    return ":" in line and bool(_MARKDOWN_RULE.match(line))


def _as_rows(document: Document, lines: list[str], grids: dict[int, Grid]) -> None:
    pending: list[tuple[int, str]] = []
    for number, line in enumerate(lines, start=1):
        if number - 1 in grids:
            _flush(document, pending)
            document.blocks.append(grids[number - 1])
        elif _parts(line):
            pending.append((number, line))
        elif line.strip() and not _is_rule(line):
            _flush(document, pending)
            document.blocks.append(_line(line, number))
    _flush(document, pending)


def _flush(document: Document, lines: list[tuple[int, str]]) -> None:
    """A grid of lines that follow each other.

    A bar at the end of a line closes it, and is no blank cell, only where it stands at
    the end of all of them; the same in front.
    """
    bars = [line.strip() for _, line in lines]
    first = 1 if all(_BAR.match(line) for line in bars) else 0
    last = 1 if all(_BAR.match(line[-1:]) for line in bars) else 0
    rows = []
    for number, line in lines:
        parts = _parts(line)
        texts = parts[first : len(parts) - last]
        cells = (
            Cell(text, column, 1, f"line {number}") for column, text in enumerate(texts)
        )
        rows.append(tuple(cells))
    if rows:
        document.blocks.append(Grid(tuple(rows), measured=False))
    lines.clear()


def _as_lines(document: Document, lines: list[str], grids: dict[int, Grid]) -> None:
    barred = sum(1 for line in lines if _parts(line)) >= _BARRED
    for number, line in enumerate(lines, start=1):
        parts = _parts(line)
        locator = f"line {number}"
        if number - 1 in grids:
            document.blocks.append(grids[number - 1])
        elif parts:
            # bars at the end stand for spans: one cell a line, blank or not
            tokens = tuple(Cell(text, locator=locator) for text in parts if text)
            blank = Cell("", locator=locator)
            text = " ".join(token.text for token in tokens)
            document.blocks.append(Line(text, tokens or (blank,), locator))
        elif barred and _BARE_NUMBER.match(clean(line)):
            continue  # no cell, since cells have bars here: a page number
        elif line.strip() and not _is_rule(line):
            document.blocks.append(_line(line, number))


def _line(line: str, number: int) -> Line:
    text = re.sub(r"^#+\s*", "", clean(line))
    locator = f"line {number}"
    return Line(text, tokens_of(text, locator), locator)


def tokens_of(text: str, locator: str) -> tuple[Cell, ...]:
    """A line cut into its label and its figures; one token where it has no figures."""
    text = clean(text)
    words = list(re.finditer(r"\S+", half_width(text)))
    # from the end, one word after another: a line may be a whole page
    first = len(words)
    while first and _FIGURE.fullmatch(words[first - 1][0]):
        first -= 1
    label = text[: words[first - 1].end()] if first else ""
    if first == len(words) or (label and not _IN_LABEL.search(label)):
        return (Cell(text, locator=locator, marked=False),)
    figures = [word[0] for word in words[first:]]
    parts = [clean(label), *figures] if label else figures
    return tuple(
        Cell(part, column, 1, locator, marked=False)
        for column, part in enumerate(parts)
        if part
    )
