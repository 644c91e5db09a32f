"""HTML to a document: lexbor's tree, our own span grid.

Layout tables are walked through, tables without a table inside become grids, hidden
text is left out, and a cell that shows a picture instead of text is marked as opaque.
No knowledge of the form.
"""

import re
import sys
from collections.abc import Iterator
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.errors import ExtractionError
from pipeline.extract.document import Cell, Document, Grid, Line
from pipeline.extract.html_rows import rows_of_boxes
from pipeline.extract.html_styles import hide_by_styles
from pipeline.extract.inline_pictures import picture_of
from pipeline.extract.normal import clean, has_letter
from pipeline.extract.plain import (
    by_paragraphs,
    may_hide,
    may_set_apart,
    only_run,
    plain_rows,
    span_of,
    without_pictures,
)
from pipeline.extract.spans import MAX_SPAN, row_places
from pipeline.extract.text import read_text

__all__ = ["read_html"]

_SKIPPED = {"script", "style", "template", "noscript", "head", "select", "textarea"}
_LEFT_OUT = _SKIPPED | {"-comment", "_comment"}
_SPACE = re.compile(r"\s+")
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
#: the characters stand in another order than they are shown
_REVERSED = re.compile(r"bidi-override", re.I)
#: a longer text in a table of one cell is no figure or label
_MAX_FRAMED = 40
#: lines of preformatted text from which on it may hold a table
_MIN_LINES = 3
_META = {
    "articletitle": "title",
    "pubdate": "published",
    "contentsource": "publisher",
    "sitename": "site",
}


def read_html(text: str, markup: bytes | None = None) -> Document:
    """Read the decoded text of an HTML page or fragment.

    Args:
        text: the page.
        markup: the same in UTF-8, where the caller has it.

    Raises:
        ExtractionError: its tags are nested too deep.
    """
    if markup is None:
        markup = text.encode("utf-8", "replace")
    tree = LexborHTMLParser(markup)
    document = Document("html", meta=_meta(tree))
    lower = markup.lower()
    hides = hide_by_styles(tree, lower)
    root = tree.body or tree.root
    if root is not None:
        try:
            _Walker(document, lower, hides=hides).walk(root)
        except RecursionError as error:
            deepest = sys.getrecursionlimit()
            raise ExtractionError(
                f"tags are nested too deep to be followed (about {deepest} at most)"
            ) from error
    return document


def _meta(tree: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    head = tree.head
    for node in head.css("meta[name]") if head is not None else ():
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
    return tag in _LEFT_OUT or _is_hidden(node)


class _Walker:
    """Walks a tree in order and adds lines and grids to a document."""

    def __init__(self, document: Document, markup: bytes, *, hides: bool) -> None:
        self._document = document
        self._markup = markup  # in lower case
        self._may_hide = hides or may_hide(self._markup)
        self._text: list[str] = []
        self._tables = 0
        self._lines = 0
        self._pictures = 0

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
                self._text.append(_SPACE.sub(" ", child.text() or ""))
            elif tag == "br":
                self._text.append("\n")
            elif (
                tag in _LEFT_OUT
                or (self._may_hide and _is_hidden(child))
                or self._apart(child, tag)
            ):
                continue
            elif tag == "p" and not self._may_hide and (run := only_run(child)):
                self._text += ("\n", _SPACE.sub(" ", run), "\n")
            elif tag in _BLOCKS:
                self._text.append("\n")
                if not self._boxes(child):
                    self._visit(child)
                self._text.append("\n")
            else:
                self._visit(child)

    def _apart(self, node: LexborNode, tag: str) -> bool:
        """Take an element that is no running text; false for all others."""
        if tag == "img":
            self._picture(node)
        elif tag == "table":
            self._flush()
            self._table(node)
        else:
            return tag == "pre" and self._preformatted(node)
        return True

    def _picture(self, node: LexborNode) -> None:
        """Note a picture that may be one of a table."""
        self._flush()
        self._pictures += 1
        place = f"picture {self._pictures}"
        blocks = self._document.blocks
        picture = picture_of(dict(node.attributes), place, len(blocks))
        if picture is not None:
            self._document.pictures.append(picture)

    def _preformatted(self, node: LexborNode) -> bool:
        """The blocks of a text whose blanks and lines count; false for a short one."""
        text = node.text()
        if text.count("\n") < _MIN_LINES or node.css_first("table") is not None:
            return False
        self._flush()
        self._document.blocks.extend(read_text(text).blocks)
        return True

    def _boxes(self, node: LexborNode) -> bool:
        """A grid of boxes that stand in rows, where the element holds one."""
        found = rows_of_boxes(node)
        if not found:
            return False
        self._flush()
        self._tables += 1
        rows = []
        for index, boxes in enumerate(found, start=1):
            place = f"t{self._tables}/r{index}"
            rows.append(tuple(_box_cells(boxes, place)))
        self._document.blocks.append(Grid(tuple(rows), measured=False))
        return True

    def _table(self, table: LexborNode) -> None:
        """A grid of the rows that hold no table; what holds one is walked through."""
        self._tables += 1
        number = self._tables
        if not self._may_hide or without_pictures(table):
            grid = plain_rows(table, number, self._several_runs)
            if grid is not None:
                self._grid(grid)
                return
        rows = list(_rows(table))
        # the place that each rowspan still covers: column -> rows left
        covered: dict[int, int] = {}
        pending: list[tuple[Cell, ...]] = []
        for index, row in enumerate(rows):
            cells = [c for c in _children(row) if c.tag in {"td", "th"}]
            if any(map(_is_layout, cells)) or _frames(cells):
                self._grid(pending)
                covered = {}
                for cell in cells:
                    self._visit(cell)
                    self._flush()
                continue
            place = f"t{number}/r{index + 1}"
            pending.append(_row_cells(cells, covered, len(rows) - index, place))
        self._grid(pending)

    @cached_property
    def _may_set_apart(self) -> bool:
        return may_set_apart(self._markup)

    def _several_runs(self, cell: LexborNode) -> str:
        """The text of a cell that hides nothing."""
        text = None if self._may_set_apart else by_paragraphs(cell)
        return _cell_text(cell)[0] if text is None else text

    def _grid(self, rows: list[tuple[Cell, ...]]) -> None:
        if any(rows):
            self._document.blocks.append(Grid(tuple(rows)))
        rows.clear()


def _frames(cells: list[LexborNode]) -> bool:
    """Whether a row is nothing but the frame around a picture."""
    return (
        len(cells) == 1
        and cells[0].css_first("img") is not None
        and not clean(cells[0].text())
    )


def _is_layout(cell: LexborNode) -> bool:
    """Whether a cell holds a table; a frame of one cell around a figure is none."""
    inner = cell.css_first("table")
    if inner is None:
        return False
    framed = {node.mem_id for node in inner.css("td, th")} - {cell.mem_id}
    tables = {node.mem_id for node in cell.css("table")}
    return len(framed) > 1 or len(tables) > 1 or len(clean(cell.text())) > _MAX_FRAMED


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
    shown = [c for c in cells if not _is_hidden(c)]
    spans = tuple(
        (span_of(c, "colspan", MAX_SPAN), span_of(c, "rowspan", rows_left))
        for c in shown
    )
    found: list[Cell] = []
    begin = row_places(spans, covered)
    for number, node in enumerate(shown):
        text, opaque = _cell_text(node)
        locator = f"{place}/c{number + 1}"
        found.append(Cell(text, begin[number], spans[number][0], locator, opaque))
    return tuple(found)


def _box_cells(boxes: list[LexborNode], place: str) -> Iterator[Cell]:
    shown = (box for box in boxes if not _is_hidden(box))
    for number, box in enumerate(shown):
        text, opaque = _cell_text(box)
        yield Cell(text, number, 1, f"{place}/c{number + 1}", opaque)


def _is_apart(node: LexborNode) -> bool:
    style = node.attributes.get("style") or ""
    return node.tag in _APART or bool(_APART_STYLE.search(style))


def _is_reversed(node: LexborNode) -> bool:
    """Whether the digits are shown in another order than they are written."""
    attributes = node.attributes
    if node.tag == "bdo":
        return (attributes.get("dir") or "").strip().lower() == "rtl"
    return bool(_REVERSED.search(attributes.get("style") or ""))


def _cell_text(node: LexborNode) -> tuple[str, bool]:
    """The text of a cell, and whether it shows a picture beside or instead of it.

    A picture beside a label does no harm; beside a figure it may be a digit.
    """
    parts: list[str] = []
    pictures = _collect(node, parts) or _is_reversed(node)
    text = clean("".join(parts))
    return text, pictures and not has_letter(text)


def _collect(node: LexborNode, parts: list[str]) -> bool:
    pictures = False
    for child in _children(node):
        tag = child.tag or ""
        if tag == "-text":
            parts.append(_SPACE.sub(" ", child.text() or ""))
        elif tag == "br":
            parts.append("\n")
        elif tag in _PICTURES and not _is_hidden(child):
            pictures = True
        elif _is_left_out(child):
            continue
        elif tag == "input":
            pictures |= _input(child, parts)
        elif _is_reversed(child):
            pictures = True
            _collect(child, parts)
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
