"""ASP.NET lists: plain numbered links, or a form that is posted back for every page.

`javascript:__doPostBack('ctl00$AspNetPager1','2')` sends the page's own form with all
of its hidden fields, the state of the page (`__VIEWSTATE`) among them. That state is
new on every page, so each page can only be asked for from the one before it.
"""

import re
from html import unescape
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.crawl.call import Call
from pipeline.crawl.discover.numbered import pager_of
from pipeline.crawl.discover.page import (
    Page,
    Reading,
    Route,
    announced_total,
    links_of,
)
from pipeline.crawl.settings import listing_settings

__all__ = ["read", "recognises"]

_MARKERS = re.compile(r"__VIEWSTATE|AspNetPager|__doPostBack")
_POST_BACK = re.compile(
    r"(?:__doPostBack|WebForm_PostBackOptions)\(\s*['\"]([^'\"]+)['\"]\s*,\s*['\"]([^'\"]*)['\"]"
)
_NUMBER = re.compile(r"(?:Page\$)?(\d+)")  # `Page$2` is what tables with pagers send
_MARKS = re.compile(r"[\s>›»→<«\[\]()]+")
_TARGET, _ARGUMENT = "__EVENTTARGET", "__EVENTARGUMENT"


def recognises(page: Page) -> bool:
    """Whether the page has the marks of this software."""
    return _MARKERS.search(page.text) is not None


def read(page: Page) -> Reading:
    """Read one list page, asked for by its address or by its form."""
    rows = links_of(page, lambda _url, published_on: published_on is not None)
    announced = announced_total(page)
    pager = pager_of(page)
    if pager.routes:
        return Reading(rows, announced, pages=pager.pages, routes=pager.routes)
    call = _post_back(page)
    routes = () if call is None else (Route((call,), chained=True),)
    return Reading(rows, announced, pages=pager.pages, routes=routes)


def _post_back(page: Page) -> Call | None:
    """The form that brings the page after this one; None on the last page."""
    tree = LexborHTMLParser(page.text)
    for anchor in tree.css("a"):
        event = _event(anchor)
        if event is None or not _leads_on(anchor, event[1], _current(page)):
            continue
        form = anchor.parent
        while form is not None and form.tag != "form":
            form = form.parent
        form = form or tree.css_first("form")
        if form is None:
            return None
        url = urljoin(page.url, form.attributes.get("action") or "")
        return Call(
            url, form=(*_hidden(form), (_TARGET, event[0]), (_ARGUMENT, event[1]))
        )
    return None


def _event(anchor: LexborNode) -> tuple[str, str] | None:
    """Target and argument of a link that posts back."""
    attributes = anchor.attributes
    if "disabled" in attributes:
        return None
    for name in ("href", "onclick"):
        found = _POST_BACK.search(unescape(attributes.get(name) or ""))
        if found is not None:
            return found[1], found[2]
    return None


def _leads_on(anchor: LexborNode, argument: str, current: int) -> bool:
    """Whether a link leads to the page after the current one, by number or by word."""
    number = _NUMBER.fullmatch(argument)
    if number is not None:
        return int(number[1]) == current + 1
    words = (anchor.text(), anchor.attributes.get("title") or "")
    return any(_MARKS.sub("", word) in listing_settings().next_page for word in words)


def _current(page: Page) -> int:
    """The number of the page, by what was asked for it; the first if nothing was."""
    sent = dict(page.call.form or ())
    number = _NUMBER.fullmatch(sent.get(_ARGUMENT, ""))
    return 1 if number is None else int(number[1])


def _hidden(form: LexborNode) -> tuple[tuple[str, str], ...]:
    """The hidden fields, without those that name the event."""
    fields = []
    for node in form.css("input[type=hidden][name]"):
        name = node.attributes["name"] or ""
        if name not in {_TARGET, _ARGUMENT}:
            fields.append((name, node.attributes.get("value") or ""))
    return tuple(fields)
