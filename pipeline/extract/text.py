"""Plain text to a document: what flattening a page leaves of its tables.

Two shapes: *rows*, where most table lines hold a whole row (Markdown, pipes, tabs),
become a grid; *cells*, where a line holds one cell or a label with its figures, become
lines with tokens. Digits that run together are not cut here. No knowledge of the form.
"""

import re

from pipeline.extract.document import Cell, Document, Grid, Line
from pipeline.extract.normal import clean, half_width

__all__ = ["read_text", "tokens_of"]

_SEPARATOR = re.compile(r"[|\t│┃]")
_RULE = re.compile(r"^[\s|:+\-=─━┼┬┴├┤]+$")
_FIGURE = r"[+\-−－]?\d[\d,]*(?:\.\d+)?(?:件|项|条|元|万元)?|[-－—–/]{1,2}"
#: a label (or nothing), then figures with blanks between
_SPACED = re.compile(
    rf"^(?P<label>.*?[^\d\s.,].*?\s+)?(?P<figures>(?:{_FIGURE})(?:\s+(?:{_FIGURE}))*)$"
)
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
    """Read decoded plain text."""
    document = Document("text")
    lines = text.split("\n")
    document.meta = _meta(lines)
    cut = [_cells(line, number) for number, line in enumerate(lines, start=1)]
    several = sum(1 for cells in cut if sum(bool(c.text) for c in cells) > 1)
    if several >= _ROWS_SHAPE:
        _as_rows(document, lines, cut)
    else:
        _as_lines(document, lines, cut)
    return document


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


def _cells(line: str, number: int) -> list[Cell]:
    """The cells of a line with separators, one cell a separator; else none."""
    if not _SEPARATOR.search(line) or _RULE.match(line):
        return []
    parts = _SEPARATOR.split(line)
    if not parts[0].strip():
        parts = parts[1:]
    if parts and not parts[-1].strip():
        parts = parts[:-1]
    return [
        Cell(clean(part.replace("**", "")), column, 1, f"line {number}")
        for column, part in enumerate(parts)
    ]


def _as_rows(document: Document, lines: list[str], cut: list[list[Cell]]) -> None:
    rows: list[tuple[Cell, ...]] = []
    for number, (line, cells) in enumerate(zip(lines, cut, strict=True), start=1):
        if cells:
            rows.append(tuple(cells))
        elif line.strip() and not _RULE.match(line):
            _flush(document, rows)
            document.blocks.append(_line(line, number))
    _flush(document, rows)


def _flush(document: Document, rows: list[tuple[Cell, ...]]) -> None:
    if rows:
        document.blocks.append(Grid(tuple(rows)))
    rows.clear()


def _as_lines(document: Document, lines: list[str], cut: list[list[Cell]]) -> None:
    for number, (line, cells) in enumerate(zip(lines, cut, strict=True), start=1):
        if cells or (_SEPARATOR.search(line) and not _RULE.match(line)):
            # separators at the end stand for spans: one cell a line, blank or not
            tokens = tuple(c for c in cells if c.text)
            blank = Cell("", locator=f"line {number}")
            text = " ".join(c.text for c in tokens)
            document.blocks.append(Line(text, tokens or (blank,), f"line {number}"))
        elif line.strip() and not _RULE.match(line):
            document.blocks.append(_line(line, number))


def _line(line: str, number: int) -> Line:
    text = re.sub(r"^#+\s*", "", clean(line))
    locator = f"line {number}"
    return Line(text, tokens_of(text, locator), locator)


def tokens_of(text: str, locator: str) -> tuple[Cell, ...]:
    """A line cut into its label and its figures; one token where it has no figures."""
    text = clean(text)
    match = _SPACED.match(half_width(text))
    if match is None:
        return (Cell(text, locator=locator),)
    label = text[: match.end("label")] if match["label"] else ""
    figures = half_width(text[len(label) :]).split()
    parts = [clean(label), *figures] if label.strip() else figures
    return tuple(
        Cell(part, column, 1, locator) for column, part in enumerate(parts) if part
    )
