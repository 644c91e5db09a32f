"""Any listing: all its links, and the link that says "next page".

For families without a reader of their own. Nothing is guessed: a list whose pager is
a script is read as far as its links go, and the announced total tells what is missing.
"""

import re

from selectolax.lexbor import LexborHTMLParser

from pipeline.crawl.call import Call
from pipeline.crawl.discover.page import (
    Page,
    Reading,
    Route,
    announced_total,
    base_of,
    links_of,
)
from pipeline.crawl.settings import listing_settings
from pipeline.crawl.urls import canonical_url
from pipeline.errors import OutOfScopeError

__all__ = ["read"]

_MARKS = re.compile(r"[\s>›»→<«\[\]()]+")


def read(page: Page) -> Reading:
    """Read one listing page."""
    rows = links_of(page, lambda _url, published_on: published_on is not None)
    routes = tuple(Route((Call(url),), chained=True) for url in _next_pages(page))
    return Reading(rows, announced=announced_total(page), routes=routes)


def _next_pages(page: Page) -> list[str]:
    """Where the links to the next page lead (a pager may stand above and below)."""
    tree = LexborHTMLParser(page.text)
    base = base_of(tree, page.url)
    found: list[str] = []
    for anchor in tree.css("a[href]"):
        href = (anchor.attributes["href"] or "").strip()
        words = (anchor.text(), anchor.attributes.get("title") or "")
        if not any(_MARKS.sub("", w) in listing_settings().next_page for w in words):
            continue
        if href.startswith("#") or href.lower().startswith("javascript:"):
            continue
        try:
            found.append(canonical_url(href, base))
        except OutOfScopeError:
            continue  # no address: the announced total tells what is missing
    return list(dict.fromkeys(found))
