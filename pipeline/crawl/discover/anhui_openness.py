"""Anhui openness pages: `/XxgkContent/showList/<organ>/<category>/page_<n>.html`.

The rows are a list or a table. Annual reports are numbered by one counter for all
organs of a city (`/XxgkAnnualReport/show/<id>.html`), so their address does not say
whose they are: the column of the table that names the organ does, where there is one.
"""

import re
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from pipeline.crawl.call import Call
from pipeline.crawl.discover.numbered import reading_of
from pipeline.crawl.discover.page import (
    Page,
    Reading,
    Route,
    Row,
    base_of,
    links_of,
    printed_date,
)
from pipeline.crawl.settings import listing_settings
from pipeline.crawl.urls import address_or_none

__all__ = ["read", "recognises"]

_LIST = re.compile(r"/\w*Content/showList/\d+/\w+", re.IGNORECASE)
_ARTICLE = re.compile(r"/\w*(?:Content|AnnualReport)/show/\d+\.html$", re.IGNORECASE)
_REPORT_LINK = re.compile(r"/\w*(?:AnnualReport|XxgkContent)/show(?:List)?/\d+")
_NUMBERED = re.compile(r"/page_(\d+)\.html$", re.IGNORECASE)


def recognises(page: Page) -> bool:
    """Whether the page is a list of this software, or links its articles."""
    path = urlsplit(page.url).path
    return bool(_LIST.search(path) or _REPORT_LINK.search(page.text))


def read(page: Page) -> Reading:
    """Read one listing page."""
    rows = _with_publishers(page, links_of(page, _is_entry))
    return reading_of(page, rows, _probe)


def _is_entry(url: str, _published_on: str | None) -> bool:
    return _ARTICLE.search(urlsplit(url).path) is not None


def _probe(page: Page) -> tuple[Route, ...]:
    """The page after this one by its name, where no pager is printed."""
    path = urlsplit(page.url).path
    own = _NUMBERED.search(path)
    if own is not None:
        name = f"page_{int(own[1]) + 1}.html"
    elif _LIST.search(path):
        name = path.rpartition("/")[2].removesuffix(".html")
        name = f"{name}/page_2.html" if name else "page_2.html"
    else:
        return ()
    call = Call(urljoin(page.url, name))
    return (Route((call,), chained=True, guess=True),)


def _with_publishers(page: Page, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows with the organ, and the date, that stand in other cells of theirs."""
    cells = _cells(page)
    found = []
    for row in rows:
        publisher, published_on = cells.get(row.url, (row.publisher, row.published_on))
        found.append(replace(row, publisher=publisher, published_on=published_on))
    return tuple(found)


def _cells(page: Page) -> dict[str, tuple[str | None, str | None]]:
    """Organ and date by address, of all tables with a column of organs."""
    tree = LexborHTMLParser(page.text)
    base = base_of(tree, page.url)
    found: dict[str, tuple[str | None, str | None]] = {}
    for table in tree.css("table"):
        heads = ["".join(cell.text().split()) for cell in table.css("th")]
        columns = [i for i, h in enumerate(heads) if h in listing_settings().publisher]
        if not columns:
            continue
        for line in table.css("tr"):
            cells = line.css("td")
            if len(cells) != len(heads):
                continue  # a row of another shape: its cells have no known heads
            organ = " ".join(cells[columns[0]].text().split()) or None
            date = printed_date(" ".join(cell.text() for cell in cells))
            for anchor in line.css("a[href]"):
                url = address_or_none(anchor.attributes["href"] or "", base)
                if url is not None:
                    found[url] = (organ, date)
    return found
