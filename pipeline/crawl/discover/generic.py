"""Any listing: all its links, and the links that lead to its other pages.

For pages of unknown make, and for families of which nothing is known but their name. A
pager that is only a script has no address here: then the walk may try the usual places
(`probing`), and the announced total tells what is missing.
"""

import re
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

__all__ = ["read"]

_MARKS = re.compile(r"[\s>›»→<«\[\]()]+")
_NUMBER = re.compile(r"\d{1,3}")


def read(page: Page) -> Reading:
    """Read one listing page."""
    rows = entries_of(page)
    announced = announced_total(page)
    routes = _routes(page)
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


def _routes(page: Page) -> tuple[Route, ...]:
    """By the link to the next page, else by the numbers of the pager.

    A pager may stand above and below the list, so there may be several of the first.
    """
    tree = LexborHTMLParser(page.text)
    base = base_of(tree, page.url)
    following: dict[str, None] = {}
    numbered: dict[str, None] = {}
    for anchor in tree.css("a[href]"):
        words = (anchor.text(), anchor.attributes.get("title") or "")
        said = {_MARKS.sub("", word) for word in words}
        if said & listing_settings().next_page:
            following.update(_address(anchor, base))
        elif _NUMBER.fullmatch(_MARKS.sub("", anchor.text())):
            beside = _address(anchor, base)
            numbered.update({u: None for u in beside if _is_beside(u, page.url)})
    if following:
        return tuple(Route((Call(url),), chained=True) for url in following)
    calls = tuple(Call(url) for url in numbered)
    # Among the numbers is the page itself, and the pages before it.
    return (Route(calls, patience=len(calls), chained=True),) if calls else ()


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
