"""Shanghai: static lists `/nw<N>/index.html`, and the front API of the districts.

A static list may print no pager: then the next page is asked for by its usual name
(`index_2.html`). A shell (`new CMS(…)`) asks `…/api/data/affair` by JSON for the
entries of its channels. Totals of that API end at 10 000, so a list that announces as
many is not known to be whole.
"""

import re
from dataclasses import replace
from json import dumps, loads
from typing import Any
from urllib.parse import urljoin, urlsplit

from pipeline.crawl.call import Call
from pipeline.crawl.discover.json_answers import (
    at,
    date_of,
    json_of,
    number_at,
    objects_at,
    plain,
    text_at,
)
from pipeline.crawl.discover.numbered import reading_of
from pipeline.crawl.discover.page import (
    Page,
    Reading,
    Route,
    Row,
    links_of,
    printed_date,
)
from pipeline.crawl.urls import address_or_none

__all__ = ["read", "recognises"]

_MARKERS = re.compile(
    r"new\s+CMS\s*\(|/api/data/affair\b|/nw\d+/\d{8}/[0-9a-f]{32}\.html|id=.ivs_content"
)
_API = re.compile(r"['\"]([^'\"\s]*/api/data/affair)\b")
_DEFAULT_API = "/front/api/data/affair"
_IS_API = re.compile(r"/api/data/affair$")
_LIST = re.compile(r"/nw\d+/(?:index(?:_(\d+))?\.html)?$")
_ARTICLE = re.compile(r"/nw\d+/(?:\d{8}/[0-9a-f]{32}|u\d+aw\d+)\.html$|toGjDetail$")
_DATE = re.compile(r"/((?:19|20)\d\d)(\d\d)(\d\d)/[0-9a-f]{32}\.html$")
_CHANNELS = (
    re.compile(r"\bchannelList['\"]?\s*[:=]\s*\[([^\]]+)\]"),
    re.compile(r"\b(?:channelIds?|columnId|channel)['\"]?\s*[:=]\s*['\"]?([\w,-]+)"),
)
_PAGE_SIZE = re.compile(r"\bpageSize['\"]?\s*[:=]\s*['\"]?(\d{1,3})\b")
_USUAL_PAGE_SIZE = 15
_MOST = 10_000  # the API counts no further
_SHOWN = 40  # characters of an answer that a fault quotes


def recognises(page: Page) -> bool:
    """Whether the page has the marks of this software."""
    return _MARKERS.search(page.text) is not None


def read(page: Page) -> Reading:
    """Read one static list, one shell, or one answer of the API."""
    if _IS_API.search(urlsplit(page.call.url).path) and page.call.json is not None:
        return _read_answer(page)
    rows = tuple(_dated(row) for row in links_of(page, _is_entry))
    channels = _channels(page)
    if channels and not any(_is_article(row.url) for row in rows):
        call = _first_call(page, channels)
        return Reading(rows, routes=(Route((call,), chained=True),))
    return reading_of(page, rows, _probe)


def _is_entry(url: str, published_on: str | None) -> bool:
    return published_on is not None or _is_article(url)


def _is_article(url: str) -> bool:
    return _ARTICLE.search(urlsplit(url).path) is not None


def _dated(row: Row) -> Row:
    """The row with the date of its address where none is printed."""
    found = _DATE.search(row.url)
    if row.published_on is not None or found is None:
        return row
    date = printed_date("-".join(found.groups()))
    return replace(row, published_on=date)


def _probe(page: Page) -> tuple[Route, ...]:
    """The page after this one by its usual name, where no pager is printed."""
    own = _LIST.search(urlsplit(page.url).path)
    if own is None:
        return ()
    call = Call(urljoin(page.url, f"index_{int(own[1] or 1) + 1}.html"))
    return (Route((call,), chained=True, guess=True),)


# --- the front API --------------------------------------------------------------------


def _channels(page: Page) -> list[str]:
    """The channels that the shell shows, as its script names them."""
    for pattern in _CHANNELS:
        found = pattern.search(page.text)
        names = re.findall(r"[\w-]+", found[1]) if found is not None else []
        if names:
            return names
    return []


def _first_call(page: Page, channels: list[str]) -> Call:
    api, size = _API.search(page.text), _PAGE_SIZE.search(page.text)
    asked = {
        "channelList": channels,
        "pageSize": _USUAL_PAGE_SIZE if size is None else int(size[1]),
        "pageNo": 1,
        "orderFields": ["display_date"],
        "orderTypes": ["desc"],
    }
    address = _DEFAULT_API if api is None else api[1]
    return Call(urljoin(page.url, address), json=dumps(asked))


def _read_answer(page: Page) -> Reading:
    """One answer of the API, and the call for the page after it."""
    data = at(json_of(page.text), "data")
    items = objects_at(data, "list")
    pages, total = number_at(data, "totalPage"), number_at(data, "totalCount")
    if pages is None or total is None:
        fault = (
            "expected JSON with data.list, data.totalPage and data.totalCount, found"
        )
        return Reading((), fault=f"{fault} {page.text[:_SHOWN]!r}")
    if not items:  # past the end all numbers are zero
        return Reading(())
    rows = tuple(row for item in items if (row := _row(page, item)) is not None)
    asked: dict[str, Any] = loads(page.call.json or "{}")
    number = asked["pageNo"]
    if number >= pages:
        return Reading(rows, announced=total, fault=_capped(total, pages))
    call = Call(page.call.url, json=dumps(asked | {"pageNo": number + 1}))
    route = Route((call,), chained=True)
    return Reading(rows, announced=total, routes=(route,))


def _capped(total: int, pages: int) -> str | None:
    """Why the last page may not be the end of the list; None if it is."""
    if total < _MOST:
        return None
    return (
        f"a total of {total} is the most that the service counts, so there may be more "
        f"than the {pages} pages hold"
    )


def _row(page: Page, item: dict[str, object]) -> Row | None:
    title, address = plain(text_at(item, "title")), text_at(item, "url")
    if not title or not address:
        return None  # the announced total tells that one is missing
    url = address_or_none(address, urljoin(page.call.url, "/"))
    if url is None:
        return None
    return Row(url, title, date_of(item, "display_date"), in_list=True)
