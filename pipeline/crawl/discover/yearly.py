"""Reports with one address for each year, and no list: only the year differs.

The address that is registered is a report itself. Other years are those that the page
links; where it links none they are asked for by their addresses, and one that is not
there is no fault.
"""

import re
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from pipeline.crawl.call import Call
from pipeline.crawl.discover.page import (
    Page,
    Reading,
    Route,
    Row,
    links_of,
    printed_date,
)
from pipeline.crawl.urls import canonical_url

__all__ = ["read", "recognises"]

_YEAR_NAME = re.compile(r"pv((?:19|20)\d\d)\.s?html?$", re.IGNORECASE)
#: The year that the first reports are about: 政府信息公开条例, in force from May 2008.
_FIRST_YEAR = 2008
#: How many years above the registered one are asked for, and how many may be missing.
_AHEAD, _GAP = 3, 4


def recognises(page: Page) -> bool:
    """Whether the query of the page stands in its file name and ends with a year."""
    return _YEAR_NAME.search(urlsplit(page.url).path) is not None


def read(page: Page) -> Reading:
    """Read the report of one year, and the ways to the others."""
    own = canonical_url(page.url)
    found = _YEAR_NAME.search(urlsplit(own).path)
    if found is None:
        return Reading(links_of(page, lambda _url, date: date is not None))
    head, tail = own[: own.rindex(found[1])], own[own.rindex(found[1]) + 4 :]
    linked = tuple(
        row.url
        for row in links_of(page, lambda _url, _date: True)
        if row.url.startswith(head) and _YEAR_NAME.search(row.url) and row.url != own
    )
    year = int(found[1])
    years = [y for y in range(year + _AHEAD, _FIRST_YEAR - 1, -1) if y != year]
    urls = linked or tuple(f"{head}{y}{tail}" for y in years)
    route = Route(
        tuple(Call(url) for url in urls), patience=_GAP, guess=not linked, chained=False
    )
    return Reading(_report(page, own, found[1]), routes=(route,))


def _report(page: Page, own: str, year: str) -> tuple[Row, ...]:
    """The page as a row; none if it does not name its year (an empty frame)."""
    tree = LexborHTMLParser(page.text)
    meta = tree.css_first('meta[name="ArticleTitle" i]')
    titles = [(meta.attributes.get("content") or "") if meta is not None else ""]
    titles += [node.text() for node in tree.css("h1, title")]
    title = next((" ".join(t.split()) for t in titles if year in t), None)
    if title is None:
        return ()
    date = tree.css_first('meta[name="PubDate" i]')
    published_on = printed_date((date.attributes.get("content") or "") if date else "")
    return (Row(own, title, published_on, in_list=True, itself=True),)
