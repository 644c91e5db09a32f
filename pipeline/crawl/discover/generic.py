"""Any listing: all its links, and the links that lead to its other pages.

For pages of unknown make, and for families of which nothing is known but their name. A
pager that is only a script has no address here: then the walk may try the usual places
(`probing`), and the announced total tells what is missing.
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.crawl.call import Call
from pipeline.crawl.discover.page import (
    Page,
    Reading,
    Route,
    Row,
    announced_total,
    base_of,
    entries_of,
)
from pipeline.crawl.discover.probing import has_pager
from pipeline.crawl.settings import listing_settings
from pipeline.crawl.urls import canonical_url
from pipeline.errors import OutOfScopeError

__all__ = ["next_routes", "read"]

_MARKS = re.compile(r"[\s>›»→<«\[\]()]+")
_NUMBER = re.compile(r"\d{1,3}")


def read(page: Page) -> Reading:
    """Read one listing page."""
    rows = entries_of(page)
    announced = announced_total(page)
    routes = next_routes(page) or _numbered_routes(page)
    return Reading(
        rows,
        announced=announced,
        routes=routes,
        guessable=not routes and _may_go_on(page, rows, announced),
    )


def _may_go_on(page: Page, rows: tuple[Row, ...], announced: int | None) -> bool:
    """Whether there may be more pages although no link leads to one."""
    entries = sum(row.in_list for row in rows)
    if announced is not None:
        return entries < announced
    return has_pager(page) or entries >= listing_settings().full_page


def next_routes(page: Page) -> tuple[Route, ...]:
    """By the link that says "next page".

    A pager may stand above and below the list, so there may be several.
    """
    calls = _pager_links(page, lambda said: bool(said & listing_settings().next_page))
    return tuple(Route((call,), chained=True) for call in calls)


def _numbered_routes(page: Page) -> tuple[Route, ...]:
    """By the numbers of the pager, as far as they lead to pages beside this one."""
    calls = _pager_links(page, lambda said: any(map(_NUMBER.fullmatch, said)))
    beside = tuple(call for call in calls if _is_beside(call.url, page.url))
    # Among them is the page itself, and the pages before it.
    return (Route(beside, patience=len(beside), chained=True),) if beside else ()


def _pager_links(page: Page, wanted: Callable[[set[str]], bool]) -> tuple[Call, ...]:
    """Where the links lead whose text or title, without marks, is wanted."""
    tree = LexborHTMLParser(page.text)
    base = base_of(tree, page.url)
    found: dict[str, None] = {}
    for anchor in tree.css("a[href]"):
        words = (anchor.text(), anchor.attributes.get("title") or "")
        if wanted({_MARKS.sub("", word) for word in words}):
            found.update(_address(anchor, base))
    return tuple(map(Call, found))


def _address(anchor: LexborNode, base: str) -> dict[str, None]:
    """Where a link leads; empty if it has no address (`#`, `javascript:`)."""
    href = (anchor.attributes["href"] or "").strip()
    if not href or href.startswith("#") or href.lower().startswith("javascript:"):
        return {}
    try:
        return {canonical_url(href, base): None}
    except OutOfScopeError:
        return {}  # the announced total tells what is missing


def _is_beside(url: str, page_url: str) -> bool:
    """Whether an address lies in the folder of the page, or below it."""
    one, other = urlsplit(url), urlsplit(page_url)
    folder = other.path.rpartition("/")[0] + "/"
    return one.netloc == other.netloc and one.path.startswith(folder)
