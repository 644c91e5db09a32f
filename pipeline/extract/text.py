"""Plain text to a document: what flattening a page leaves of its tables.

Two shapes: *rows*, where most table lines hold a whole row (Markdown, pipes, tabs),
become a grid; *cells*, where a line holds one cell or a label with its figures, become
lines with tokens. Digits that run together are not cut here. No knowledge of the form.
"""

import re

from pipeline.extract.document import Cell, Document, Grid, Line
from pipeline.extract.normal import clean, half_width

__all__ = ["read_text", "tokens_of"]

_BAR = re.compile(r"[|│┃]")
_TAB = re.compile(r"\t")
#: a drawn line; a single dash is a value
_RULE = re.compile(r"^(?=.*(?:-{3}|={3}|─{2}|━{2}))[\s|:+\-=─━┼┬┴├┤]+$")
_PAGE_NUMBER = re.compile(
    r"^(?:[-—–－]\s*\d{1,3}\s*[-—–－]|第\s*\d{1,3}\s*页(?:.{0,3}共\s*\d{1,3}\s*页)?)$"
)
_BARE_NUMBER = re.compile(r"^\d{1,3}$")
_BREAK = re.compile(r"<br\s*/?>", re.I)
_FIGURE = r"[+\-−－]?\d[\d,]*(?:\.\d+)?(?:件|项|条|元|万元)?|[-－—–/]{1,2}"
#: a label (or nothing), then figures with blanks between
_SPACED = re.compile(
    rf"^(?P<label>.*?[^\d\s.,].*?\s+)?(?P<figures>(?:{_FIGURE})(?:\s+(?:{_FIGURE}))*)$"
)
#: lines with a bar from which on every cell of the text has one
_BARRED = 10
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
#: a longer line is prose: cutting it would take time with the square of its length
_MAX_LINE = 300


def read_text(text: str) -> Document:
    """Read decoded plain text."""
    document = Document("text")
    lines = text.split("\n")
    document.meta = _meta(lines)
    lines = ["" if _PAGE_NUMBER.match(clean(line)) else line for line in lines]
    several = sum(1 for line in lines if sum(map(bool, _parts(line))) > 1)
    if several >= _ROWS_SHAPE:
        _as_rows(document, lines)
    else:
        _as_lines(document, lines)
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


def _parts(line: str) -> list[str]:
    """The texts between the separators of a line; none where it has no separator."""
    if _RULE.match(line):
        return []
    separator = _BAR if _BAR.search(line) else _TAB
    if not separator.search(line):
        return []
    texts = (_BREAK.sub("\n", part.replace("**", "")) for part in separator.split(line))
    return [clean(text) for text in texts]


def _as_rows(document: Document, lines: list[str]) -> None:
    pending: list[tuple[int, str]] = []
    for number, line in enumerate(lines, start=1):
        if _parts(line):
            pending.append((number, line))
        elif line.strip() and not _RULE.match(line):
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


def _as_lines(document: Document, lines: list[str]) -> None:
    barred = sum(1 for line in lines if _parts(line)) >= _BARRED
    for number, line in enumerate(lines, start=1):
        parts = _parts(line)
        locator = f"line {number}"
        if parts:
            # bars at the end stand for spans: one cell a line, blank or not
            tokens = tuple(Cell(text, locator=locator) for text in parts if text)
            blank = Cell("", locator=locator)
            text = " ".join(token.text for token in tokens)
            document.blocks.append(Line(text, tokens or (blank,), locator))
        elif barred and _BARE_NUMBER.match(clean(line)):
            continue  # no cell, since cells have bars here: a page number
        elif line.strip() and not _RULE.match(line):
            document.blocks.append(_line(line, number))


def _line(line: str, number: int) -> Line:
    text = re.sub(r"^#+\s*", "", clean(line))
    locator = f"line {number}"
    return Line(text, tokens_of(text, locator), locator)


def tokens_of(text: str, locator: str) -> tuple[Cell, ...]:
    """A line cut into its label and its figures; one token where it has no figures."""
    text = clean(text)
    match = _SPACED.match(half_width(text)) if len(text) <= _MAX_LINE else None
    if match is None:
        return (Cell(text, locator=locator, marked=False),)
    label = text[: match.end("label")] if match["label"] else ""
    figures = half_width(text[len(label) :]).split()
    parts = [clean(label), *figures] if label.strip() else figures
    return tuple(
        Cell(part, column, 1, locator, marked=False)
        for column, part in enumerate(parts)
        if part
    )
