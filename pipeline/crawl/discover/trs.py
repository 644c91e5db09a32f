"""TRS WCM: static lists, whose page files stand beside the first page.

The pager is a call in a script (`page_files`); entries are known by a date beside them
or by the form of their address.
"""

import re
from urllib.parse import urlsplit

from pipeline.crawl.discover.page import (
    Page,
    Reading,
    announced_total,
    links_of,
)
from pipeline.crawl.discover.page_files import pager_of, routes_of

__all__ = ["read", "recognises"]

_ARTICLE = re.compile(r"/(?:t\d+(?:_\d+)*|c?\d*_?content_\d+|[0-9a-f]{32})\.s?html?$")


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
    pager = pager_of(page)
    rows = links_of(page, _is_entry)
    if pager is None:
        return Reading(rows, announced=announced_total(page))
    total = announced_total(page) if pager.total is None else pager.total
    return Reading(
        rows, announced=total, pages=pager.pages, routes=routes_of(page, pager)
    )


def _is_entry(url: str, published_on: str | None) -> bool:
    return published_on is not None or _ARTICLE.search(urlsplit(url).path) is not None
