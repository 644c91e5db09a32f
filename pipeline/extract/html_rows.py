"""Tables made of other elements: rows of `div`, `li` or `span`, one cell each.

A box is taken for a table where several of its children are rows: elements of one kind
and class inside, some of them holding figures alone. Words cut into spans are no rows.
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from pipeline.extract.normal import clean

__all__ = ["rows_of_boxes"]

_ROW_TAGS = {"div", "ul", "li", "dl", "section"}
_CELL_TAGS = {"div", "li", "dt", "dd", "span"}
_BOX_TAGS = {"div", "section", "ul", "ol", "article"}
_MIN_ROWS = 3
#: so many figures in one row make a table of one row, below its header
_MANY = 5
_MAX_ROWS = 200
_MAX_CELLS = 60
_MAX_LABEL = 80
_FIGURE = re.compile(r"[+\-−－]?[\d０-９][\d０-９,，.．]*(?:件|项|条|元|万元)?")


def rows_of_boxes(node: LexborNode) -> list[list[LexborNode]]:
    """The cells of each row of a table made of boxes; nothing for other elements."""
    if node.tag not in _BOX_TAGS or node.css_first("table") is not None:
        return []
    children = list(_elements(node))
    if not _MIN_ROWS <= len(children) <= _MAX_ROWS:
        return []
    if any(child.tag not in _ROW_TAGS for child in children):
        return []
    rows = [_cells(child) for child in children]
    figures = [sum(map(_is_figure, row)) for row in rows if len(row) > 1]
    if sum(map(bool, figures)) < _MIN_ROWS and max(figures, default=0) < _MANY:
        return []
    return rows if all(rows) else []


def _elements(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        if not (child.tag or "-").startswith(("-", "_")):
            yield child
        child = child.next


def _cells(row: LexborNode) -> list[LexborNode]:
    cells = list(_elements(row))
    if not 1 <= len(cells) <= _MAX_CELLS or _has_own_text(row):
        return []
    tags = {cell.tag for cell in cells}
    if not tags <= _CELL_TAGS or (len(tags) > 1 and tags != {"dt", "dd"}):
        return []
    if tags == {"span"} and not all(cell.attributes.get("class") for cell in cells):
        return []  # words or digits cut into spans
    texts = [clean(cell.text()) for cell in cells]
    return cells if all(len(text) <= _MAX_LABEL for text in texts) else []


def _has_own_text(row: LexborNode) -> bool:
    child = row.child
    while child is not None:
        if child.tag == "-text" and clean(child.text() or ""):
            return True
        child = child.next
    return False


def _is_figure(cell: LexborNode) -> bool:
    return bool(_FIGURE.fullmatch(clean(cell.text())))
