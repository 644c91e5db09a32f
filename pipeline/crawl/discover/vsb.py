"""博达 VSB (Visual SiteBuilder): page files that count down, or `list.jsp`.

Of T pages of `/zfxxgknb.htm`, page two is `/zfxxgknb/<T-1>.htm` and the last is
`/zfxxgknb/1.htm`, so that all files but the first can stay when an entry is added; when
a page fills up the names move on, and older files with other entries may be left lying
about. Names are therefore never computed while the pager says where the next page is:
its link 下页 is followed, from each page by that page's own address. The numbers are
used where that link is a script, and where entries are missing in the end: a page was
gone, or the names moved on while the list was read.

    <span class="p_t">共52条</span> … <span class="p_t">1/11</span>
    <span class="p_next p_fun"><a href="zbgg/10.htm">下页</a></span>
    <a href="list.jsp?totalpage=11&PAGENUM=2&urltype=tree.TreeTempUrl&wbtreeid=1154">
    <a href="?urltype=tree.TreeTempUrl&wbtreeid=1154&a1154t=11&a1154p=2&a1154c=15">
"""

import re
from urllib.parse import parse_qsl, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from pipeline.crawl.call import Call
from pipeline.crawl.discover.json_answers import number_in, numbered
from pipeline.crawl.discover.numbered import next_routes
from pipeline.crawl.discover.page import (
    Page,
    Reading,
    Route,
    announced_total,
    joined,
    links_of,
    page_numbers,
)

__all__ = ["read", "recognises"]

_MARKS = re.compile(
    r"Announced by Visual SiteBuilder|\b_sitegray\b|vsbscreen|\.vsb\.css"
    r"|_showDynClicks\(|/system/resource/js/(?:counter|vsb)"
    r"|urltype=tree\.TreeTempUrl|class=[\"']p_pages\b"
)
_ARTICLE = re.compile(r"/info/\d+/\d+\.htm$")
_CONTENT = re.compile(r"\bwbnewsid=\d+")
_OF = re.compile(r"^\s*(\d{1,9})\s*/\s*(\d{1,9})\s*$")
_TOTAL_PAGES = re.compile(r"\btotalpage=(\d{1,9})", re.IGNORECASE)
_PAGE_FIELD = re.compile(r"^(?:PAGENUM|a\d+p)$", re.IGNORECASE)
_PAGES_FIELD = re.compile(r"^(?:totalpage|a\d+t)$", re.IGNORECASE)


def recognises(page: Page) -> bool:
    """Whether the page is of this product."""
    return _MARKS.search(page.text) is not None


def read(page: Page) -> Reading:
    """Read one listing page."""
    tree = LexborHTMLParser(page.text)
    rows = links_of(page, _is_entry)
    routes = next_routes(page)
    current, pages = _position(page, tree)
    named = _by_name(page, current, pages)
    if not routes:
        routes = _by_field(page, tree) or named[:1]
    return Reading(
        rows,
        announced=announced_total(page),
        pages=pages,
        routes=routes,
        rest=named,
    )


def _is_entry(url: str, published_on: str | None) -> bool:
    parts = urlsplit(url)
    known = _ARTICLE.search(parts.path) or _CONTENT.search(parts.query)
    return published_on is not None or known is not None


def _position(page: Page, tree: LexborHTMLParser) -> tuple[int | None, int | None]:
    """Which page of how many this is, as the pager prints it (`1/11`)."""
    for node in tree.css(".p_t, .p_pages span, [id^=fanye]"):
        found = _OF.match(node.text())
        if found is not None:
            return int(found[1]), int(found[2])
    pages = _TOTAL_PAGES.search(page.text)
    return None, None if pages is None else int(pages[1])


def _by_field(page: Page, tree: LexborHTMLParser) -> tuple[Route, ...]:
    """The next page of a `list.jsp`, whose pager names other pages by a number."""
    for anchor in tree.css("a[href*='=']"):
        url = joined(anchor.attributes["href"] or "", page.url)
        if url is None:
            continue
        parts = urlsplit(url)
        query = parse_qsl(parts.query, keep_blank_values=True)
        field = next((n for n, _ in query if _PAGE_FIELD.match(n)), None)
        if field is None or parts.scheme not in {"http", "https"}:
            continue
        last = max((int(v) for n, v in query if _is_last(n, v)), default=None)
        following = (number_in(page.call, field) or 1) + 1
        if last is not None and following > last:
            return ()
        return (Route((numbered(Call(url), field, following),), chained=True),)
    return ()


def _is_last(name: str, value: str) -> bool:
    return (
        _PAGES_FIELD.match(name) is not None
        and re.fullmatch(r"\d{1,9}", value) is not None
    )


def _by_name(page: Page, current: int | None, pages: int | None) -> tuple[Route, ...]:
    """The files of all other pages, by the count that the first page prints.

    The second route is the file that page two has when the list has grown by a page
    since the first one was written.
    """
    path = urlsplit(page.url).path
    if current != 1 or pages is None or not path.endswith(".htm"):
        return ()
    folder = path.rpartition("/")[2].removesuffix(".htm")

    def call(number: int) -> Call:
        return Call(urljoin(page.url, f"{folder}/{number}.htm"))

    counted = tuple(call(pages - n) for n in page_numbers(1, pages - 1))
    return (Route(counted, patience=len(counted)), Route((call(pages),)))
