"""TRS WCM and 开普云 static lists: page files written beside the first page.

The pager is a call in a script, so its numbers are read from there:

    createPageHTML(5, 0, "index", "html")              pages, current, prefix, extension
    createPageHTML(5, 0, "index", "html", 88)          and the number of entries
    createPage(5, 0, "index", "html")
    createPageHTML('page_div', 5, 1, 'list', 'shtml', 88)     开普云: counts from one
    var countPage = 5; var currentPage = 0;            the same names, inline

The current number of the first page tells the base: 0 means that page two is
`index_1`, 1 that it is `index_2`.
"""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from pipeline.crawl.call import Call
from pipeline.crawl.discover.page import (
    Page,
    Reading,
    Route,
    announced_total,
    links_of,
)

__all__ = ["read", "recognises"]

_CALL = re.compile(
    r"""createPage(?:HTML)?\s*\(\s*
        (?:["'][^"']*["']\s*,\s*)?           # the element, in one dialect
        (?P<pages>\d+)\s*,\s*(?P<current>\d+)\s*,\s*
        ["'](?P<prefix>[^"']+)["']\s*,\s*["'](?P<extension>\w+)["']\s*
        (?:,\s*["']?(?P<total>\d+)["']?\s*)?""",
    re.VERBOSE,
)
_COUNT = re.compile(r"\bcountPage\s*=\s*(\d+)")
_CURRENT = re.compile(r"\bcurrentPage\s*=\s*(\d+)")
_ARTICLE = re.compile(r"/(?:t\d+(?:_\d+)*|c?\d*_?content_\d+|[0-9a-f]{32})\.s?html?$")
_EXTENSIONS = ("html", "shtml", "htm")


@dataclass(frozen=True, slots=True)
class _Pager:
    pages: int
    current: int
    prefix: str
    extensions: tuple[str, ...]
    total: int | None


_MARKS = re.compile(
    r"createPage(?:HTML)?\s*\(\s*\d|\bcountPage\s*=\s*\d"
    r"|TRS_(?:Editor|UEDITOR)|trs_editor_view|Custom_UnionStyle"
    r"|/t(?:19|20)\d{6}_\d+\.s?html?\b"
)


def recognises(page: Page) -> bool:
    """Whether the page has the pager, the body classes or the article names of TRS."""
    return _MARKS.search(page.text) is not None


def read(page: Page) -> Reading:
    """Read one listing page."""
    pager = _pager(page)
    rows = links_of(page, _is_entry)
    if pager is None:
        return Reading(rows, announced=announced_total(page))
    total = announced_total(page) if pager.total is None else pager.total
    routes = tuple(_route(page, pager, ext) for ext in pager.extensions)
    return Reading(rows, announced=total, pages=pager.pages, routes=routes)


def _is_entry(url: str, published_on: str | None) -> bool:
    return published_on is not None or _ARTICLE.search(urlsplit(url).path) is not None


def _pager(page: Page) -> _Pager | None:
    # The theme's own `function createPageHTML(_nPageCount, …)` has no digits there.
    call = _CALL.search(page.text)
    if call is not None:
        return _Pager(
            pages=int(call["pages"]),
            current=int(call["current"]),
            prefix=call["prefix"],
            extensions=(call["extension"],),
            total=None if call["total"] is None else int(call["total"]),
        )
    count, current = _COUNT.search(page.text), _CURRENT.search(page.text)
    if count is None:
        return None
    own = urlsplit(page.url).path.rpartition(".")[2].lower()
    return _Pager(
        pages=int(count[1]),
        current=0 if current is None else int(current[1]),
        prefix="index",
        extensions=(own,) if own in _EXTENSIONS else _EXTENSIONS,
        total=None,
    )


def _route(page: Page, pager: _Pager, extension: str) -> Route:
    """The pages after this one, the first, up to the last."""
    from_zero = pager.current == 0
    last = pager.pages - 1 if from_zero else pager.pages
    return Route(
        tuple(
            Call(urljoin(page.url, f"{pager.prefix}_{number}.{extension}"))
            for number in range(pager.current + 1, last + 1)
        )
    )
