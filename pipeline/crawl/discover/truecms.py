"""TrueCMS: entries come as JSONP from `getMessage.do`, which wants a Referer.

How many entries a host gives at once differs (one gives 50 and nothing for 100, others
20 or 10), so the number is negotiated downwards. Some hosts keep the first entries in
the page (`#initData`), and then the endpoint may be dead: the announced total tells.
"""

import re
from urllib.parse import parse_qsl, urlsplit

from selectolax.lexbor import LexborHTMLParser

from pipeline.crawl.call import Call
from pipeline.crawl.discover.datastore import Store, store_of, stores_in
from pipeline.crawl.discover.json_answers import at, json_of
from pipeline.crawl.discover.page import (
    Page,
    Reading,
    Route,
    announced_total,
    joined,
    links_of,
)
from pipeline.crawl.discover.scripts import as_number, literal
from pipeline.crawl.urls import query_string

__all__ = ["read", "recognises"]

_ENDPOINT = "messageController/getMessage.do"
_ADDRESS = re.compile(r"""["']([^"'\s<>]*messageController/getMessage\.do)""")
_SIZES = (50, 20, 10)
_SHOWN = 60  # characters of an answer that cannot be read


def recognises(page: Page) -> bool:
    """Whether the page's list comes from TrueCMS."""
    return _ENDPOINT in page.text


def read(page: Page) -> Reading:
    """Read the list page, or one answer of its endpoint."""
    if _ENDPOINT in page.call.url:
        return _read_answer(page)
    held = _held(page)
    total = as_number(literal(page.text, "totalRecord"))
    total = announced_total(page) if total is None else total
    plain = links_of(page, lambda _url, published_on: published_on is not None)
    rows = held.rows or plain
    address, column = _ADDRESS.search(page.text), literal(page.text, "columnId")
    endpoint = joined(address[1], page.url) if address is not None else None
    whole = total is not None and held.records >= total
    if endpoint is None or column is None or whole:
        return Reading(rows, announced=total)
    routes = tuple(
        Route(
            (_call(page.url, endpoint, column, held.records + 1, size),), chained=True
        )
        for size in _SIZES
    )
    return Reading(rows, announced=total, routes=routes)


def _call(referer: str, endpoint: str, column: str, start: int, size: int) -> Call:
    query = {
        "startrecord": start,
        "endrecord": start + size - 1,
        "perpage": size,
        "columnId": column,
        "callback": "cb",
    }
    headers = (("Referer", referer),)
    return Call(f"{endpoint}?{query_string(query)}", headers=headers)


def _held(page: Page) -> Store:
    """The entries that stand in the page itself."""
    stores = [store_of(inside, page) for _, inside in stores_in(page.text)]
    if stores:
        return max(stores, key=lambda store: store.records)
    node = LexborHTMLParser(page.text).css_first("#initData")
    if node is None:
        return Store((), 0)
    # In a script or a text area the markup is text; elsewhere it is markup.
    hidden = node.tag in {"script", "textarea", "template"}
    inside = node.text() if hidden else (node.html or "")
    within = stores_in(inside)
    if within:
        return store_of(within[0][1], page)
    rows = links_of(Page(page.url, inside, page.call), _every)
    return Store(rows, len(rows))


def _every(_url: str, _published_on: str | None) -> bool:
    return True


def _read_answer(page: Page) -> Reading:
    """An answer; the next call starts after what it brought."""
    result = at(json_of(page.text), "result")
    if not isinstance(result, str):
        found = page.text[:_SHOWN]
        return Reading(
            (), fault=f"expected JSONP with a text `result`, found {found!r}"
        )
    stores = stores_in(result)
    if not stores:  # asked for too many, or past the end
        return Reading(())
    base = dict(page.call.headers).get("Referer", page.url)
    store = store_of(stores[0][1], page, base)
    return Reading(store.rows, announced=store.total, routes=_following(page, store))


def _following(page: Page, store: Store) -> tuple[Route, ...]:
    parts = urlsplit(page.call.url)
    query = dict(parse_qsl(parts.query))
    start = (as_number(query["startrecord"]) or 1) + store.records
    size = as_number(query["perpage"]) or _SIZES[0]
    if not store.records or (store.total is not None and start > store.total):
        return ()
    endpoint = parts._replace(query="").geturl()
    referer = dict(page.call.headers).get("Referer", page.url)
    call = _call(referer, endpoint, query["columnId"], start, size)
    # Without a total the end is where nothing comes any more.
    return (Route((call,), chained=True, guess=store.total is None),)
