"""HTML to a document: lexbor's tree, our own span grid.

Layout tables are walked through, tables without a table inside become grids, hidden
text is left out, and a cell that shows a picture instead of text is marked as opaque.
No knowledge of the form.
"""

import re
import sys
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.errors import ExtractionError
from pipeline.extract.document import Cell, Document, Grid, Line
from pipeline.extract.normal import clean, has_letter

__all__ = ["read_html"]

_SKIPPED = {"script", "style", "template", "noscript", "head", "select", "textarea"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd",
    "details", "div", "dl", "dt", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
# Text in these is not part of the figure beside it: a foot-note mark, a deletion.
_APART = {"sup", "sub", "del", "s", "strike", "ins", "rt", "rp"}
_APART_STYLE = re.compile(r"line-through|vertical-align\s*:\s*(?:super|sub)\b", re.I)
# What shows something in a cell that is not its text.
_PICTURES = {
    "img", "svg", "canvas", "object", "embed", "picture", "v:imagedata", "select",
    "textarea", "script", "iframe",
}  # fmt: skip
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.I
)
_MAX_SPAN = 200
_META = {
    "articletitle": "title",
    "pubdate": "published",
    "contentsource": "publisher",
}


def read_html(text: str) -> Document:
    """Read the decoded text of an HTML page or fragment.

    Raises:
        ExtractionError: its tags are nested too deep.
    """
    tree = LexborHTMLParser(text)
    document = Document("html", meta=_meta(tree))
    root = tree.body or tree.root
    if root is not None:
        try:
            _Walker(document).walk(root)
        except RecursionError as error:
            deepest = sys.getrecursionlimit()
            raise ExtractionError(
                f"tags are nested too deep to be followed (about {deepest} at most)"
            ) from error
    return document


def _meta(tree: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.css("meta[name]"):
        name = _META.get((node.attributes.get("name") or "").strip().lower())
        content = clean(node.attributes.get("content") or "")
        if name and content:
            found.setdefault(name, content)
    title = tree.css_first("title")
    if title is not None and clean(title.text()):
        found["page_title"] = clean(title.text())
    heading = tree.css_first("h1")
    if heading is not None and clean(heading.text()):
        found["heading"] = clean(heading.text())
    return found


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _is_left_out(node: LexborNode) -> bool:
    tag = node.tag or ""
    return tag in _SKIPPED or tag in {"-comment", "_comment"} or _is_hidden(node)


class _Walker:
    """Walks a tree in order and adds lines and grids to a document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text: list[str] = []
        self._tables = 0
        self._lines = 0

    def walk(self, node: LexborNode) -> None:
        """Add what the node holds."""
        self._visit(node)
        self._flush()

    def _flush(self) -> None:
        text = clean("".join(self._text))
        self._text.clear()
        for line in text.split("\n"):
            if line:
                self._lines += 1
                locator = f"p{self._lines}"
                self._document.blocks.append(Line(line, locator=locator))

    def _visit(self, node: LexborNode) -> None:
        for child in _children(node):
            tag = child.tag or ""
            if tag == "-text":
                self._text.append(re.sub(r"\s+", " ", child.text() or ""))
            elif tag == "br":
                self._text.append("\n")
            elif _is_left_out(child):
                continue
            elif tag == "table":
                self._flush()
                self._table(child)
            elif tag in _BLOCKS:
                self._text.append("\n")
                self._visit(child)
                self._text.append("\n")
            else:
                self._visit(child)

    def _table(self, table: LexborNode) -> None:
        """A grid of the rows that hold no table; what holds one is walked through."""
        self._tables += 1
        number = self._tables
        rows = list(_rows(table))
        # the place that each rowspan still covers: column -> rows left
        covered: dict[int, int] = {}
        pending: list[tuple[Cell, ...]] = []
        for index, row in enumerate(rows):
            cells = [c for c in _children(row) if c.tag in {"td", "th"}]
            if any(c.css_first("table") is not None for c in cells):
                self._grid(pending)
                covered = {}
                for cell in cells:
                    self._visit(cell)
                    self._flush()
                continue
            place = f"t{number}/r{index + 1}"
            pending.append(_row_cells(cells, covered, len(rows) - index, place))
        self._grid(pending)

    def _grid(self, rows: list[tuple[Cell, ...]]) -> None:
        if any(rows):
            self._document.blocks.append(Grid(tuple(rows)))
        rows.clear()


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    for child in _children(table):
        if child.tag == "tr" and not _is_hidden(child):
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"} and not _is_hidden(child):
            yield from (
                r for r in _children(child) if r.tag == "tr" and not _is_hidden(r)
            )


def _row_cells(
    cells: list[LexborNode], covered: dict[int, int], rows_left: int, place: str
) -> tuple[Cell, ...]:
    """The cells of one row with their physical columns; `covered` is moved on."""
    found: list[Cell] = []
    spans: dict[int, int] = {}
    column = 0
    for number, node in enumerate((c for c in cells if not _is_hidden(c)), start=1):
        while covered.get(column):
            column += 1
        colspan = _span(node, "colspan", _MAX_SPAN)
        rowspan = _span(node, "rowspan", rows_left)
        text, opaque = _cell_text(node)
        found.append(Cell(text, column, colspan, f"{place}/c{number}", opaque))
        for offset in range(colspan):
            spans[column + offset] = rowspan
        column += colspan
    for place_covered in list(covered):
        covered[place_covered] -= 1
        if covered[place_covered] <= 0:
            del covered[place_covered]
    covered.update({c: rows - 1 for c, rows in spans.items() if rows > 1})
    return tuple(found)


def _span(node: LexborNode, name: str, most: int) -> int:
    """A span, bounded; `rowspan="0"` reaches to the end; nonsense counts as one."""
    digits = re.match(r"\s*(\d{1,6})", node.attributes.get(name) or "")
    if digits is None:
        return 1
    span = int(digits[1])
    if span == 0:
        return most if name == "rowspan" else 1
    return max(1, min(span, most))


def _is_apart(node: LexborNode) -> bool:
    style = node.attributes.get("style") or ""
    return node.tag in _APART or bool(_APART_STYLE.search(style))


def _cell_text(node: LexborNode) -> tuple[str, bool]:
    """The text of a cell, and whether it shows a picture beside or instead of it.

    A picture beside a label does no harm; beside a figure it may be a digit.
    """
    parts: list[str] = []
    pictures = _collect(node, parts)
    text = clean("".join(parts))
    return text, pictures and not has_letter(text)


def _collect(node: LexborNode, parts: list[str]) -> bool:
    pictures = False
    for child in _children(node):
        tag = child.tag or ""
        if tag == "-text":
            parts.append(re.sub(r"\s+", " ", child.text() or ""))
        elif tag == "br":
            parts.append("\n")
        elif tag in _PICTURES and not _is_hidden(child):
            pictures = True
        elif _is_left_out(child):
            continue
        elif tag == "input":
            pictures |= _input(child, parts)
        elif tag in _BLOCKS or _is_apart(child):
            parts.append("\n")
            pictures |= _collect(child, parts)
            parts.append("\n")
        else:
            pictures |= _collect(child, parts)
    return pictures


def _input(node: LexborNode, parts: list[str]) -> bool:
    """The text of a form control; one that shows a mark counts as a picture."""
    kind = (node.attributes.get("type") or "text").strip().lower()
    if kind in {"text", "number"}:
        parts.append(node.attributes.get("value") or "")
        return False
    return kind != "hidden"
