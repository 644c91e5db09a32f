"""Any listing: all its links, and the links that lead to its other pages.

For pages of unknown make, and for families of which nothing is known but their name. A
pager that is only a script has no address here: then the walk may try the usual places
(`probing`), and the announced total tells what is missing.
"""

from pipeline.crawl.discover import yearly
from pipeline.crawl.discover.numbered import pager_of
from pipeline.crawl.discover.page import (
    Page,
    Reading,
    Row,
    announced_total,
    entries_of,
)
from pipeline.crawl.discover.probing import has_pager
from pipeline.crawl.settings import listing_settings

__all__ = ["read"]


def read(page: Page) -> Reading:
    """Read one listing page."""
    if yearly.recognises(page):
        return yearly.read(page)
    rows = entries_of(page)
    announced = announced_total(page)
    pager = pager_of(page)
    return Reading(
        rows,
        announced=announced,
        pages=pager.pages,
        routes=pager.routes,
        guessable=not pager.routes and _may_go_on(page, rows, announced, pager.pages),
    )


def _may_go_on(
    page: Page, rows: tuple[Row, ...], announced: int | None, pages: int | None
) -> bool:
    """Whether there may be more pages although no link leads to one."""
    entries = sum(row.in_list for row in rows)
    if announced is not None:
        return entries < announced
    if pages is not None:
        return pages > 1
    return has_pager(page) or entries >= listing_settings().full_page
