"""TRS WCM: static lists, whose page files stand beside the first page.

The pager is a call or two variables in a script (`page_files`); with one page there is
none. Entries are known by a date beside them or by the form of their address. Hosts
whose lists come from the TRS search are read by `trs_search`.
"""

import re

from pipeline.crawl.discover import trs_search
from pipeline.crawl.discover.page import (
    Page,
    Reading,
    announced_total,
    links_of,
)
from pipeline.crawl.discover.page_files import pager_of, routes_of
from pipeline.crawl.discover.scripts import as_number, literal
from pipeline.crawl.discover.titles import is_article

__all__ = ["read", "recognises"]

_MARKS = re.compile(
    r"\bcreatePage(?:HTML)?\s*\(\s*[\"']?\d|\bcountPage\s*=\s*[\"']?\d"
    r"|TRS_(?:Editor|UEDITOR)|trs_editor_view|Custom_UnionStyle"
    r"|/t(?:19|20)\d{6}_\d+\.s?html?\b"
)


def recognises(page: Page) -> bool:
    """Whether the page was made by TRS WCM."""
    return trs_search.recognises(page) or _MARKS.search(page.text) is not None


def read(page: Page) -> Reading:
    """Read one listing page, or one answer of the search behind it."""
    if trs_search.recognises(page):
        return trs_search.read(page)
    rows = links_of(page, _is_entry)
    if is_article(page.url):
        return Reading(rows)  # a long article has a pager of its own
    pager = pager_of(page)
    total = announced_total(page)
    if total is None:  # of a search that does not say what to ask
        total = as_number(literal(page.text, "recordCount"))
    if pager is None:
        return Reading(rows, announced=total)
    total = total if pager.total is None else pager.total
    return Reading(
        rows, announced=total, pages=pager.pages, routes=routes_of(page, pager)
    )


def _is_entry(url: str, published_on: str | None) -> bool:
    return published_on is not None or is_article(url)
