"""开普云 (UCAP): static lists with numbered page files, or an interface behind them.

    <script>createPageHTML('page_div', 3, 1, 'xxgknb_list', 'shtml', 52);</script>

names an element first and counts from one: page two is `xxgknb_list_2.shtml`, and
`xxgknb_list_1.shtml` does not exist (`page_files`). A list of one page prints no pager.
Where the list is empty in the page, or only its newest pages are files, the entries
come from an interface (`ucap_json`).
"""

import re
from urllib.parse import urlsplit

from pipeline.crawl.discover import ucap_json
from pipeline.crawl.discover.json_answers import number_in, numbered
from pipeline.crawl.discover.page import (
    Page,
    Reading,
    Route,
    announced_total,
    links_of,
)
from pipeline.crawl.discover.page_files import pager_of, routes_of

__all__ = ["read", "recognises"]

# …/c103251/202501/<32 hex>.shtml, …/c103251/202501/c01_123.shtml, …/content.shtml
_ARTICLE = re.compile(
    r"/(?:[0-9a-f]{32}|c\d{2}_\d+|content|t\d{8}_\d+)\.s?html?$", re.IGNORECASE
)
_OWN_LINK = re.compile(
    r"/c\d{6}/(?:\d{6}/(?:[0-9a-f]{32}|c\d{2}_\d+)|[\w/]*list)\.s?html", re.IGNORECASE
)


def recognises(page: Page) -> bool:
    """Whether the page is of this product."""
    pager = pager_of(page)
    if pager is not None and pager.element:
        return True
    return ucap_json.recognises(page) or _OWN_LINK.search(page.text) is not None


def read(page: Page) -> Reading:
    """Read one listing page, or one answer of an interface."""
    answer = ucap_json.read_answer(page)
    if answer is not None:
        return answer
    rows = links_of(page, _is_entry)
    pager = pager_of(page)
    announced = announced_total(page)
    if not any(row.in_list for row in rows):
        routes = ucap_json.routes_of(page, guess=True)
        if pager is not None:
            routes += routes_of(page, pager)
        return Reading(rows, announced=announced, routes=routes)
    number = number_in(page.call, "page")
    if number is not None and "_isJson" in page.call.url:
        # A search that gives its entries as a page, whatever it was asked for.
        following = Route((numbered(page.call, "page", number + 1),), chained=True)
        return Reading(rows, announced=announced, routes=(following,))
    # Other interfaces of the page may belong to a column beside the list.
    own = ucap_json.routes_of(page, guess=False, own_channel=True)
    if pager is None:
        return Reading(rows, announced=announced, routes=own)
    return Reading(
        rows,
        announced=announced if pager.total is None else pager.total,
        pages=None if own else pager.pages,
        routes=routes_of(page, pager),
        rest=own,
    )


def _is_entry(url: str, published_on: str | None) -> bool:
    return published_on is not None or _ARTICLE.search(urlsplit(url).path) is not None
