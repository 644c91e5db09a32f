"""A listing as a browser showed it: its links, and one step of its pager after another.

The browser (`crawl.fetch.browser`) leaves a mark at the end of the page that says
whether its pager goes on and what went wrong meanwhile: `mark` and `read` are the two
ends of that. Links that are no addresses but only scripts are not found.
"""

from dataclasses import replace
from html import escape

from selectolax.lexbor import LexborHTMLParser

from pipeline.crawl.discover import generic
from pipeline.crawl.discover.page import Page, Reading, Route

__all__ = ["mark", "read"]

_MARK = "ogi-rendered"


def mark(*, goes_on: bool, fault: str) -> str:
    """What is put at the end of a page.

    Args:
        goes_on: whether its pager has a next page.
        fault: what the page lacks, and all pages before it; empty if nothing.
    """
    fields = f'data-goes-on="{int(goes_on)}" data-fault="{escape(fault)}"'
    return f'\n<meta name="{_MARK}" {fields}>\n'


def read(page: Page) -> Reading:
    """Read one page; the next one is asked of the browser, whatever its address.

    A fault is told by the last page, so that those after it are read all the same.
    """
    goes_on, fault = _mark_of(page)
    reading = generic.read(page)
    pager = {call.url for route in reading.routes for call in route.requests}
    routes: tuple[Route, ...] = ()
    if goes_on and page.call.rendered is not None:
        following = replace(page.call, rendered=page.call.rendered + 1)
        routes = (Route((following,), chained=True),)
    return Reading(
        tuple(row for row in reading.rows if row.url not in pager),
        announced=reading.announced,
        pages=reading.pages,
        routes=routes,
        fault=None if goes_on else fault or None,
    )


def _mark_of(page: Page) -> tuple[bool, str]:
    marks = LexborHTMLParser(page.text).css(f'meta[name="{_MARK}"]')
    if not marks:
        return False, ""
    told = marks[-1].attributes
    return told.get("data-goes-on") == "1", told.get("data-fault") or ""
