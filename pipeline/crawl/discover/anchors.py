"""One link of a page: where it leads, and what is printed in its row.

A link leads where its `href` says, or, where that is only a script, to the address that
the script opens as a plain string. Scripts are never run.
"""

import re

from selectolax.lexbor import LexborNode

from pipeline.crawl.discover.naming import publisher_of

__all__ = [
    "LINKS",
    "ROW_TAGS",
    "address_of",
    "organ_beside",
    "own_date_of",
    "text_around",
    "title_of",
]

#: what may be a link: anchors, and rows that a script makes one
LINKS = ", ".join(
    ["a[href]", *(f"{t}[onclick]" for t in ("a", "li", "tr", "td", "dd", "div", "p"))]
)
ROW_TAGS = frozenset({"li", "tr", "dd", "dl"})
_ROW_HEIGHT = 4  # how far above a link its row may be
_ORGAN = 40  # characters of the longest name of an organ
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_OPENS = re.compile(
    r"""\bopen\s*\(\s*(["'])(?P<open>[^"'+]+)\1\s*[,)]
       |\blocation(?:\s*\.\s*href)?\s*=\s*(["'])(?P<set>[^"'+]+)\3\s*(?=[;}]|$)
       |\blocation\s*\.\s*(?:replace|assign)\s*\(\s*(["'])(?P<call>[^"'+]+)\5\s*\)""",
    re.VERBOSE,
)
_DATE = re.compile(
    r"[\[(（]?\s*(?:19|20)\d\d\s*[-/.年]\s*\d\d?\s*[-/.月]\s*\d\d?日?\s*[\])）]?"
)


def address_of(anchor: LexborNode) -> str | None:
    """The address that a link leads to, as written; None if it leads nowhere."""
    if (
        anchor.tag != "a"
        and anchor.css_first("a[href], [onclick] [onclick]") is not None
    ):
        return None  # the link is inside
    href = (anchor.attributes.get("href") or "").strip()
    scheme = _SCHEME.match(href)
    if scheme is not None and scheme[1].lower() not in {"http", "https", "javascript"}:
        return None  # `mailto:`, `tel:` and so on
    if href and not href.startswith("#") and scheme is None:
        return href
    if scheme is not None and scheme[1].lower() != "javascript":
        return href
    for script in (href, anchor.attributes.get("onclick") or ""):
        found = _OPENS.search(script.strip())
        if found is not None:
            address = found["open"] or found["set"] or found["call"]
            return None if _SCHEME.match(address) and "//" not in address else address
    return None


def own_date_of(anchor: LexborNode) -> str:
    """The date in an element of its own inside a link; empty if there is none."""
    for node in anchor.css("span, em, i, b, p, div, time, font, td"):
        text = node.text().strip()
        if _DATE.fullmatch(text):
            return text
    return ""


def title_of(anchor: LexborNode) -> str:
    """What a link is called: its `title`, which is not cut short, else its text."""
    said = anchor.attributes.get("title")
    cells = anchor.css("td") if anchor.tag == "tr" and not said else []
    if cells:  # a row that is a link: its headline is the longest of its cells
        return max((" ".join(cell.text().split()) for cell in cells), key=len)
    text = said or anchor.text().replace(own_date_of(anchor) or "\0", " ")
    return " ".join(text.split())


def text_around(anchor: LexborNode) -> str:
    """The text of the link's row, without the link's own.

    The row is an element of a list or table, or whatever has this link alone.
    """
    if anchor.tag != "a":
        return ""  # it is the row itself
    node, text = anchor.parent, ""
    for _ in range(_ROW_HEIGHT):
        if node is None or node.tag in {"body", "html", "form"}:
            break
        if _has_more_links(node):
            break
        text = node.text().replace(anchor.text(), " ")
        if node.tag in ROW_TAGS:
            break
        node = node.parent
    return text


def organ_beside(anchor: LexborNode) -> str | None:
    """The organ that another cell of the link's row in a table is, and nothing else.

    A table of organs and years names each organ once, at the head of its row.
    """
    node = anchor.parent
    for _ in range(_ROW_HEIGHT):
        if node is None or node.tag == "tr":
            break
        node = node.parent
    if node is None or node.tag != "tr":
        return None
    for cell in node.iter():
        text = "".join(cell.text().split())
        if cell.tag in {"td", "th"} and 1 < len(text) <= _ORGAN:
            organ = publisher_of(text)
            if organ == text:
                return organ
    return None


def _has_more_links(node: LexborNode) -> bool:
    """Whether there is a second link; long lists are not read to their end for that."""
    links = (inner for inner in node.traverse() if inner.tag == "a")
    return next(links, None) is not None and next(links, None) is not None
