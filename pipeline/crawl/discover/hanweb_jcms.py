"""Hanweb jcms: the list is XML inside the page, and more comes from a data proxy.

The visible `<ul>` is empty. The first group of entries stands in a `<datastore>`; the
call `.jpage({…})` beside it says how many there are and what to send to
`dataproxy.jsp`. Some hosts obey `startrecord` and ignore `page`, others the reverse, so
both are routes, and the walk takes the one that brings new links.
"""

import html
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from pipeline.crawl.call import Call
from pipeline.crawl.discover import generic
from pipeline.crawl.discover.page import (
    Page,
    Reading,
    Route,
    Row,
    links_of,
)
from pipeline.crawl.discover.titles import looks_like_report

__all__ = ["read", "recognises"]

_STORE = re.compile(r"<datastore>(.*?)</datastore>", re.DOTALL)
_RECORD = re.compile(
    r"<record>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</record>", re.DOTALL
)
_NEXT = re.compile(r"<nextgroup>.*?href=[\"']([^\"']+)[\"'].*?</nextgroup>", re.DOTALL)
_TOTAL = re.compile(r"<totalrecord>\s*(\d+)\s*</totalrecord>", re.IGNORECASE)
_CALL = re.compile(r"\.jpage\(\{(.*?ajaxParam\s*:\s*\{([^}]*)\}[^}]*)\}", re.DOTALL)
_PAIR = re.compile(r"""["']?(\w+)["']?\s*:\s*(?:'([^']*)'|"([^"]*)"|([^,'"{}\s]+))""")
_DEFAULT_PROXY = "/module/web/jpage/dataproxy.jsp"


@dataclass(frozen=True, slots=True)
class _Unit:
    """One list of the page: its entries, and the call that goes with them."""

    rows: tuple[Row, ...]
    next_group: str | None
    total: int | None
    call: dict[str, str]
    form: dict[str, str]


def recognises(page: Page) -> bool:
    """Whether the page has the data proxy, or a list as XML inside it."""
    return "dataproxy.jsp" in page.text or _STORE.search(page.text) is not None


def read(page: Page) -> Reading:
    """Read one listing page, or one answer of the data proxy."""
    units = _units(page)
    if not units:  # some column pages hold plain links, or are the report itself
        return generic.read(page)
    unit = max(units, key=_reports)
    routes = [r for r in (_by_record(page, unit), _by_page(page, unit)) if r.requests]
    return Reading(unit.rows, announced=unit.total, routes=tuple(routes))


def _reports(unit: _Unit) -> int:
    return sum(looks_like_report(row.title, row.url) for row in unit.rows)


def _units(page: Page) -> list[_Unit]:
    stores = _STORE.findall(page.text)
    calls: list[tuple[str, str]] = _CALL.findall(page.text)
    units = []
    for index, store in enumerate(stores):
        call, form = calls[index] if index < len(calls) else ("", "")
        following, total = _NEXT.search(store), _TOTAL.search(store)
        settings = _pairs(call.replace("{" + form + "}", "''"))
        units.append(
            _Unit(
                rows=_rows(page, store),
                next_group=html.unescape(following[1]) if following else None,
                total=int(total[1]) if total else _number(settings, "totalRecord"),
                call=settings,
                form=_pairs(form),
            )
        )
    return units


def _rows(page: Page, store: str) -> tuple[Row, ...]:
    """The links of the records. A record is read by itself: its HTML may be broken."""
    rows: list[Row] = []
    for record in _RECORD.findall(store):
        # Bare table rows would be dropped outside a table.
        rowlike = record.lstrip().lower().startswith(("<tr", "<td"))
        markup = f"<table>{record}</table>" if rowlike else record
        rows += links_of(Page(page.url, markup, page.call), lambda _url, _date: True)
    return tuple(rows)


def _pairs(script: str) -> dict[str, str]:
    """`name: value` pairs of a JavaScript object without nesting."""
    return {name: a or b or c for name, a, b, c in _PAIR.findall(script)}


def _number(settings: dict[str, str], name: str) -> int | None:
    value = settings.get(name, "")
    return int(value) if value.isdigit() else None


def _by_record(page: Page, unit: _Unit) -> Route:
    """The groups after the first, by the numbers of their first and last entries."""
    per_page = _number(unit.call, "perPage")
    if not (unit.total and per_page and unit.form and unit.rows):
        return Route(())
    groups = _number(unit.call, "groupSize") or 3
    step = per_page * groups
    proxy = urljoin(page.url, unit.call.get("proxyUrl") or _DEFAULT_PROXY)
    form = tuple(unit.form.items())
    requests = []
    for start in range(len(unit.rows) + 1, unit.total + 1, step):
        window = {
            "startrecord": start,
            "endrecord": min(start + step - 1, unit.total),
            "perpage": per_page,
        }
        requests.append(Call(f"{proxy}?{urlencode(window)}", form))
    return Route(tuple(requests))


def _by_page(page: Page, unit: _Unit) -> Route:
    """The pages after the first, counting up from the one that is named as next."""
    if unit.next_group is None:
        return Route(())
    url = urlsplit(urljoin(page.url, unit.next_group))
    query = dict(parse_qsl(url.query, keep_blank_values=True))
    first = _number(query, "page")
    if first is None:
        return Route((Call(url.geturl()),), chained=True)
    per_page = _number(unit.call, "perPage") or max(len(unit.rows), 1)
    last = -(-unit.total // per_page) if unit.total else first
    requests = [
        Call(url._replace(query=urlencode(query | {"page": number})).geturl())
        for number in range(first, max(first, last) + 1)
    ]
    # On some hosts the first number named is that of the group already in the page.
    return Route(tuple(requests), patience=1, chained=not unit.total)
