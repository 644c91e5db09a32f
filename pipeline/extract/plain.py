"""Tables that hold text and nothing else, told before their cells are looked at.

In such a table the text of a cell with a single run of text is that run, whatever tags
stand around it, so it can be had in one call. Everything else (hidden text, pictures,
form controls, scripts) is found by the walk in `html`. The question is asked of the
markup first, which answers for most pages, and of the tree where it does not.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from selectolax.lexbor import LexborNode

from pipeline.extract.document import Cell
from pipeline.extract.normal import clean
from pipeline.extract.spans import MAX_SPAN, ONE, Span, places

__all__ = [
    "by_paragraphs",
    "may_hide",
    "may_set_apart",
    "plain_rows",
    "span_of",
    "without_pictures",
]

_TAGS = (
    "img", "image", "svg", "canvas", "object", "embed", "picture", "select", "textarea",
    "script", "iframe", "input", "style", "template", "noscript", "head",
    r"v\:imagedata",
)  # fmt: skip
#: the same as they begin, which is faster; others begin so as well
_TAG = re.compile(rb"<(?:im|sv|ca|ob|emb|pi|se|te|sc|if|in|sty|no|he|v:)")
#: may spell any word; blanks are harmless
_REFERENCE = re.compile(rb"&#(?!(?:160|8203|12288|xa0);)")
#: what can hide text, unless it plainly does not; each begins with a fixed word, which
#: makes the search fast
_HIDING = (
    re.compile(rb"hidden"),
    re.compile(rb"display(?!\s*:\s*[a-mo-z])"),
    re.compile(rb"font-size(?!\s*:\s*[1-9a-z.])"),
    _REFERENCE,
)
#: what turns or hides text, as plain words
_TURNING = (b"bidi-override", b"<bdo", b"aria-hidden")
#: tags and styles that part it; a button may hold paragraphs
_APART = (
    re.compile(rb"<(?:br|s[\s/>]|su[bp]|del|strike|ins|r[pt]|button)"),
    re.compile(rb"line-through"),
    re.compile(rb"vertical-align"),
    _REFERENCE,
)
#: between runs of text; no text of a page holds it
_CUT = "\x00"
#: texts that are remembered are no longer than this
_SHORT = 80
_BLANKS = re.compile(r"\s+")
_DIGITS = re.compile(r"\s*(\d{1,6})")
_SELECTOR = ",".join(
    (
        *_TAGS,
        "[hidden]",
        '[style*="display" i]',
        '[style*="visibility" i]',
        '[style*="font-size" i]',
        "bdo",
        '[style*="bidi-override" i]',
    )
)


def may_hide(markup: bytes) -> bool:
    """Whether something besides text, or hidden text, may stand in the page.

    Args:
        markup: the page in UTF-8, in lower case.
    """
    if any(word in markup for word in _TURNING):
        return True
    start = max(markup.find(b"<body"), 0)
    return any(word.search(markup, start) for word in (_TAG, *_HIDING))


def may_set_apart(markup: bytes) -> bool:
    """Whether lines or marks may part the text of a paragraph in the page.

    Args:
        markup: the page in UTF-8, in lower case.
    """
    return any(word.search(markup) for word in _APART)


def without_pictures(table: LexborNode) -> bool:
    """Whether a table certainly shows all its text and nothing else."""
    return table.css_first(_SELECTOR) is None


def span_of(node: LexborNode, name: str, most: int) -> int:
    """A span, bounded; `rowspan="0"` reaches to the end; nonsense counts as one."""
    digits = _DIGITS.match(node.attributes.get(name) or "")
    if digits is None:
        return 1
    span = int(digits[1])
    if span == 0:
        return most if name == "rowspan" else 1
    return max(1, min(span, most))


def only_run(node: LexborNode) -> str | None:
    """The text of an element that has one run of text; None where it has several."""
    text: str = node.text(separator=_CUT, skip_empty=True)
    return None if _CUT in text else text


def by_paragraphs(cell: LexborNode) -> str | None:
    """The text of a cell of paragraphs, in a page where nothing parts their text.

    None where something else is in it. A paragraph holds no other block: the parser
    ends it before one.
    """
    parts: list[str] = []
    child = cell.first_child
    while child is not None:
        tag = child.tag
        if tag == "p":
            parts += ("\n", _BLANKS.sub(" ", child.text()), "\n")
        elif tag == "-text":
            parts.append(_BLANKS.sub(" ", child.text()))
        else:
            return None
        child = child.next
    return clean("".join(parts))


def plain_rows(
    table: LexborNode, number: int, cell_text: Callable[[LexborNode], str]
) -> list[tuple[Cell, ...]] | None:
    """The cells of a table that hides nothing; None where another table is inside.

    Args:
        table: it shows all its text and nothing else.
        number: which table of the document it is.
        cell_text: reads a cell with several runs of text.
    """
    rows: list[list[LexborNode]] = []
    for node in table.css("table,tr,td,th"):
        tag = node.tag
        if tag == "tr":
            row: list[LexborNode] = []
            rows.append(row)
        elif tag != "table":
            row.append(node)
        elif node.mem_id != table.mem_id:
            return None
    spanning = {n.mem_id for n in table.css("[colspan],[rowspan]")}
    spans = tuple(
        tuple(
            _span(node, len(rows) - index) if node.mem_id in spanning else ONE
            for node in row
        )
        for index, row in enumerate(rows)
    )
    return [
        tuple(
            Cell(_text(node, cell_text), column, colspan, locator)
            for node, (column, colspan, locator) in zip(row, found, strict=True)
        )
        for row, found in zip(rows, places(spans, number), strict=True)
    ]


def _span(node: LexborNode, rows_left: int) -> Span:
    return span_of(node, "colspan", MAX_SPAN), span_of(node, "rowspan", rows_left)


def _text(node: LexborNode, cell_text: Callable[[LexborNode], str]) -> str:
    """The text of a cell in one call, where it is one run."""
    text: str = node.text(separator=_CUT, skip_empty=True)
    if text.isalnum():
        return text
    if _CUT in text:
        return cell_text(node)
    return _clean_short(text) if len(text) <= _SHORT else _clean(text)


def _clean(text: str) -> str:
    return clean(_BLANKS.sub(" ", text))


_clean_short = lru_cache(maxsize=4_096)(_clean)
