"""Hanweb jcms: the list is XML inside the page, and more comes from a data proxy.

The visible `<ul>` is empty. The first group of entries stands in a `<datastore>`; the
call `.jpage({…})` beside it says how many there are and what to send to
`dataproxy.jsp`. Some hosts obey `startrecord` and ignore `page`, others the reverse;
some take only POST, some only GET. All are routes, and the walk takes the one that
brings new links. How many entries an answer holds is the host's choice (it may cut the
number asked for), so every answer tells where the next one starts.

`?uid=…&pageNum=2` of the column page is never asked for: it is page one again.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from pipeline.crawl.call import Call
from pipeline.crawl.discover import generic
from pipeline.crawl.discover.datastore import Store, store_of, stores_in
from pipeline.crawl.discover.page import (
    Page,
    Reading,
    Route,
    announced_total,
    joined,
    page_numbers,
)
from pipeline.crawl.discover.scripts import as_number, literal, object_after, pairs_of
from pipeline.crawl.discover.titles import looks_like_report
from pipeline.crawl.urls import query_string

__all__ = ["read", "recognises"]

_MARKS = re.compile(r"dataproxy\.jsp|jquery\.jpage|<datastore\b")
_TRUECMS = "messageController/getMessage.do"  # has stores of the same kind
_CALL = re.compile(r"""\(\s*["']#([^"']+)["']\s*\)\s*\.jpage\s*\(""")
_AJAX = re.compile(r"ajaxParam\s*:\s*\{")
_PROXY = re.compile(r"""["']([^"'?\s]*/module/(?:web/)?jpage/dataproxy\.jsp)""")
_DEFAULT_PROXY = "/module/web/jpage/dataproxy.jsp"
_GROUPS = 3  # the plug-in's own number of pages in a group


@dataclass(frozen=True, slots=True)
class _Unit:
    """One list of the page: its first group, and what to send for the others."""

    store: Store
    total: int | None
    per_page: int
    groups: int
    proxy: str
    form: dict[str, str]

    @property
    def reports(self) -> int:
        return sum(looks_like_report(row.title, row.url) for row in self.store.rows)


def recognises(page: Page) -> bool:
    """Whether the page has lists of this kind."""
    return _MARKS.search(page.text) is not None and _TRUECMS not in page.text


def read(page: Page) -> Reading:
    """Read one listing page, or one answer of the data proxy."""
    if urlsplit(page.call.url).path.endswith("dataproxy.jsp"):
        return _read_answer(page)
    units = _units(page)
    if not units:
        return _read_plain(page)
    lists = _lists_of_reports(units)
    totals = [unit.total for unit in lists if unit.total is not None]
    routes = (
        _joined([_by_record(unit) for unit in lists]),
        _joined([_by_page(unit) for unit in lists]),
        _joined([_by_record(unit, get=True) for unit in lists]),
    )
    return Reading(
        rows=tuple(row for unit in lists for row in unit.store.rows),
        announced=sum(totals) if len(totals) == len(lists) else None,
        routes=tuple(route for route in routes if route.requests),
    )


def _read_plain(page: Page) -> Reading:
    """A column page with plain links, or one that is the report itself."""
    reading = generic.read(page)
    routes = tuple(
        Route(calls, route.patience, route.chained)
        for route in reading.routes
        if (calls := tuple(c for c in route.requests if not _same_again(c)))
    )
    return Reading(reading.rows, announced=reading.announced, routes=routes)


def _same_again(call: Call) -> bool:
    query = dict(parse_qsl(urlsplit(call.url).query, keep_blank_values=True))
    return {"uid", "pageNum"} <= query.keys()


def _units(page: Page) -> list[_Unit]:
    """Every store with its call: found by the name of its unit, else by position."""
    calls = {
        found[1]: (found.start(), object_after(page.text, found.end()))
        for found in _CALL.finditer(page.text)
    }
    stores = [store_of(inside, page) for _, inside in stores_in(page.text)]
    if not stores:  # nothing in the page itself: all of it comes from the proxy
        return [_unit(page, Store((), 0), call) for _, call in calls.values()]
    in_order = [call for _, call in calls.values()]
    units = []
    for index, store in enumerate(stores):
        name = _query(store.next_group or "").get("unitid")
        by_position = in_order[index] if index < len(in_order) else ""
        call = calls[name][1] if name in calls else by_position
        units.append(_unit(page, store, call))
    return units


def _unit(page: Page, store: Store, call: str) -> _Unit:
    ajax = _AJAX.search(call)
    inner = object_after(call, ajax.start()) if ajax is not None else ""
    settings = pairs_of(call.replace("{" + inner + "}", "''"))
    named = _query(store.next_group or "")
    named.pop("page", None)
    proxies = (
        settings.get("proxyUrl"),
        urlsplit(store.next_group or "").path,
        next(iter(_PROXY.findall(page.text)), None),
        _DEFAULT_PROXY,
    )
    said = settings.get("totalRecord")
    if not call and page.text.count("totalRecord") == 1:
        # A call that is put together by a script is not found, but its number is.
        said = literal(page.text, "totalRecord")
    total = as_number(said) if store.total is None else store.total
    return _Unit(
        store=store,
        total=total,
        per_page=as_number(settings.get("perPage")) or max(store.records, 1),
        groups=as_number(settings.get("groupSize")) or _GROUPS,
        proxy=next(filter(None, (joined(p or "", page.url) for p in proxies if p))),
        form=pairs_of(inner) or named,
    )


def _lists_of_reports(units: list[_Unit]) -> list[_Unit]:
    """The units that hold reports, the one with most of them first.

    A unit whose first group stands in another one (the newest five, beside the whole
    list) is left out. If no unit shows a report, the longest list is taken.
    """
    ranked = sorted(units, key=lambda unit: -unit.reports)  # stable: page order
    if not ranked[0].reports:
        return [max(units, key=lambda unit: unit.total or unit.store.records)]
    kept: list[_Unit] = []
    seen: set[str] = set()
    for unit in ranked:
        own = {row.url for row in unit.store.rows}
        if unit.reports and not own <= seen:
            kept.append(unit)
            seen |= own
    return kept


def _joined(routes: list[Route]) -> Route:
    """One route for all lists of a page.

    A single list is followed answer by answer, however many entries each holds. Of
    several lists the calls are all made in advance: what a host cuts off is then
    missed, and told by the announced total.
    """
    asked = [route for route in routes if route.requests]
    if len(routes) == 1 and asked and asked[0].patience == 0:
        return Route(asked[0].requests[:1], chained=True)
    return Route(
        tuple(call for route in asked for call in route.requests),
        patience=max((route.patience for route in asked), default=0),
        chained=len(routes) == 1,
    )


def _by_record(unit: _Unit, *, get: bool = False) -> Route:
    """The groups after the first, by the numbers of their first and last entries."""
    first = unit.store.records + 1
    if not unit.form:
        return Route(())
    last = first if unit.total is None else unit.total
    step = unit.per_page * unit.groups
    windows = page_numbers(0, (last - first) // step)
    starts = [first + number * step for number in windows]
    return Route(tuple(_window(unit, start, get=get) for start in starts))


def _window(unit: _Unit, start: int, *, get: bool = False) -> Call:
    end = start + unit.per_page * unit.groups - 1
    numbers = {
        "startrecord": start,
        "endrecord": end if unit.total is None else min(end, unit.total),
        "perpage": unit.per_page,
    }
    if get:
        return Call(f"{unit.proxy}?{query_string(unit.form | numbers)}")
    return Call(f"{unit.proxy}?{query_string(numbers)}", tuple(unit.form.items()))


def _by_page(unit: _Unit) -> Route:
    """The pages after the first, counting up from the one that is named as next."""
    following, held = unit.store.next_group, unit.store.records
    if following is None or (unit.total is not None and held >= unit.total):
        return Route(())
    first = as_number(_query(following).get("page"))
    if first is None:
        return Route((Call(following),))
    last = -(-unit.total // unit.per_page) if unit.total else first
    numbers = page_numbers(first, max(first, last))
    # The first number named may be that of a page, or of the group, that we have.
    return Route(
        tuple(Call(_with(following, page=number)) for number in numbers),
        patience=max(1, -(-held // unit.per_page)),
    )


def _read_answer(page: Page) -> Reading:
    """An answer of the proxy; the call says which entries were asked for."""
    stores = stores_in(page.text)
    if not stores:
        return Reading((), announced=announced_total(page))
    store = store_of(stores[0][1], page)
    following = _after(page.call, store) if store.records else None
    if following is None:
        return Reading(store.rows, announced=store.total)
    by_record = store.total is not None and "startrecord=" in following.url
    # Otherwise the end is where nothing comes any more.
    sure = by_record or store.pages is not None
    route = Route((following,), chained=True, guess=not sure)
    return Reading(store.rows, announced=store.total, routes=(route,))


def _after(call: Call, store: Store) -> Call | None:
    """The call after this one; None if its answer was the last."""
    query = _query(call.url)
    start, number = as_number(query.get("startrecord")), as_number(query.get("page"))
    if start is not None:
        end = as_number(query.get("endrecord")) or start
        following = start + store.records
        if store.total is not None and following > store.total:
            return None
        stop = following + max(end - start + 1, store.records) - 1
        stop = stop if store.total is None else min(stop, store.total)
        url = _with(call.url, startrecord=following, endrecord=stop)
        return Call(url, call.form)
    if number is None:
        return None if store.next_group is None else Call(store.next_group)
    pages = store.pages
    if pages is None:  # the last page may be short: then one more is asked for
        pages = -(-store.total // store.records) if store.total else number + 1
    return Call(_with(call.url, page=number + 1), call.form) if number < pages else None


def _query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def _with(url: str, **numbers: int) -> str:
    query = query_string(_query(url) | numbers)
    return urlsplit(url)._replace(query=query).geturl()
