"""Hebei: `/columns/<guid>/index.html`, put together from fragments of HTML.

A column page names blocks, `/columns/<guid>/templates/<guid>/blocks/<guid>`, and each
gives its list page by page (`?page=2&fix=0`). The first group may stand in the page
already, or not. Fragments past the end are empty.
"""

import re
from dataclasses import replace
from urllib.parse import parse_qsl, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from pipeline.crawl.call import Call
from pipeline.crawl.discover.numbered import pager_of, printed_pages
from pipeline.crawl.discover.page import (
    Page,
    Reading,
    Route,
    Row,
    announced_total,
    links_of,
    printed_date,
)

__all__ = ["read", "recognises"]

_GUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_BLOCK = re.compile(rf"/columns/{_GUID}/templates/{_GUID}/blocks/{_GUID}")
_ARTICLE = re.compile(rf"/columns/{_GUID}/((?:19|20)\d\d)(\d\d)/(\d\d)/{_GUID}\.html$")
_LINK = re.compile(rf"/columns/{_GUID}/\d{{6}}/\d\d/{_GUID}\.html")


def recognises(page: Page) -> bool:
    """Whether the page names a block, or links articles of such columns."""
    return bool(_BLOCK.search(page.text) or _LINK.search(page.text))


def read(page: Page) -> Reading:
    """Read one column page, or one fragment."""
    rows = tuple(_dated(row) for row in links_of(page, _is_entry))
    announced = announced_total(page)
    if _BLOCK.search(urlsplit(page.call.url).path):
        pages = printed_pages(LexborHTMLParser(page.text))
        return Reading(rows, announced, pages, _after(page.call, rows, pages))
    blocks = list(dict.fromkeys(_BLOCK.findall(page.text)))
    if not blocks:
        pager = pager_of(page)
        return Reading(rows, announced, pager.pages, pager.routes)
    firsts = tuple(_fragment(page, block, 1) for block in blocks)
    if len(blocks) > 1:  # each has a total of its own
        return Reading(rows, lists=firsts)
    # Whether the first fragment is in the page already is not said anywhere.
    both = (*firsts, _fragment(page, blocks[0], 2))
    held = any(row.in_list for row in rows)
    route = Route(both if held else firsts, patience=1, chained=True)
    return Reading(rows, announced, routes=(route,))


def _is_entry(url: str, published_on: str | None) -> bool:
    return published_on is not None or _ARTICLE.search(url) is not None


def _dated(row: Row) -> Row:
    """The row with the date of its address where none is printed."""
    found = _ARTICLE.search(row.url)
    if row.published_on is not None or found is None:
        return row
    return replace(row, published_on=printed_date("-".join(found.groups())))


def _fragment(page: Page, block: str, number: int) -> Call:
    return Call(urljoin(page.url, f"{block}?page={number}&fix=0"))


def _after(call: Call, rows: tuple[Row, ...], pages: int | None) -> tuple[Route, ...]:
    """The fragment after this one, until the last or one without entries."""
    parts = urlsplit(call.url)
    number = int(dict(parse_qsl(parts.query)).get("page") or 1)
    if not any(row.in_list for row in rows) or (pages is not None and number >= pages):
        return ()
    url = parts._replace(query=f"page={number + 1}&fix=0").geturl()
    return (Route((Call(url),), chained=True, guess=pages is None),)
