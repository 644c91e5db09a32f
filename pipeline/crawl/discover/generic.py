"""Any listing: all its links, and the pages that its pager prints.

For families without a reader of their own. Nothing is guessed: a list whose pager is
a script is read as far as its links go, and the announced total tells what is missing.
"""

from pipeline.crawl.discover import yearly
from pipeline.crawl.discover.numbered import pager_of
from pipeline.crawl.discover.page import Page, Reading, announced_total, links_of

__all__ = ["read"]


def read(page: Page) -> Reading:
    """Read one listing page."""
    if yearly.recognises(page):
        return yearly.read(page)
    rows = links_of(page, lambda _url, published_on: published_on is not None)
    pager = pager_of(page)
    return Reading(rows, announced_total(page), pager.pages, pager.routes)
