"""TRS search behind a list: the pages come as JSON from a search on the same host.

The first page may be static; later ones (or all) are asked by POST with the library
(`channelid`) and the channel (`chnlid`), which stand in the page's script, or by GET
with `templet=docs.jsp`. Part of the family `trs`, whose reader hands over to this one.
"""

import re
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlsplit

from pipeline.crawl.call import Call
from pipeline.crawl.discover.json_answers import (
    at,
    date_of,
    json_of,
    number_at,
    number_in,
    numbered,
    objects_at,
    plain,
    text_at,
)
from pipeline.crawl.discover.page import (
    Page,
    Reading,
    Route,
    Row,
    announced_total,
    joined,
    links_of,
)
from pipeline.crawl.discover.scripts import as_number, literal
from pipeline.crawl.urls import address_or_none, query_string

__all__ = ["read", "recognises"]

_MARKS = re.compile(
    r"fjdzapp/search|trsapi|templet=docs\.jsp|\brecordCount['\"]?\s*[:=]\s*['\"]?\d"
)
_ADDRESS = re.compile(
    r"""["']([^"'\s<>]*(?:fjdzapp/search|trsapi|templet=docs\.jsp)[^"'\s<>]*)["']"""
)
_USUAL_ADDRESS = "/fjdzapp/search"
_LITERAL_FIELD = re.compile(r"""\b(\w+)["']?\s*[:=]\s*(?:'([^']*)'|"([^"]*)"|(\w+))""")
#: Fields of the search form and what the vendor's pages send for them; a value in the
#: page's script replaces it.
_FIELDS = (
    ("sortfield", "-docorderpri,-docreltime"),
    ("classsql", None),
    ("classcol", "publishyear"),
    ("classnum", "100"),
    ("classsort", "0"),
    ("cache", "true"),
)
_PREPAGE_NAMES = ("prepage", "perpage", "pagesize")
_PREPAGE = 75
_TITLES = ("doctitle", "title")
_LINKS = ("docpuburl", "chnldocurl", "docurl", "url")
_DATES = ("docreltime", "pubdate", "docpubtime")
_TOTALS = ("recordCount", "recordcount", "total", "count", "docCount")
_PAGES = ("pageCount", "pagecount", "totalPage", "pages")
_LISTS = ("data", "docs", "list", "rows")
_SHOWN = 60  # characters of an answer that cannot be read


@dataclass(frozen=True, slots=True)
class _Search:
    """What the page's script says of its search.

    Attributes:
        get: whether the address takes everything in its query.
        total: entries of the list, as the script says.
    """

    url: str
    get: bool
    form: tuple[tuple[str, str], ...]
    prepage: int
    total: int | None


def recognises(page: Page) -> bool:
    """Whether the page's list comes from such a search, or the page is its answer."""
    return _is_answer(page) or (
        _MARKS.search(page.text) is not None and _search_of(page) is not None
    )


def read(page: Page) -> Reading:
    """Read the list page, or one answer of its search."""
    if _is_answer(page):
        return _read_answer(page)
    rows = links_of(page, lambda _url, published_on: published_on is not None)
    search = _search_of(page)
    if search is None:
        return Reading(rows, announced=announced_total(page))
    total = announced_total(page) if search.total is None else search.total
    shown = sum(row.in_list for row in rows)
    if total is not None and shown >= total:
        return Reading(rows, announced=total)
    # What the page shows stands on the first pages of the search too; how many of them
    # it covers is not sure, since dated links of a side column count as shown.
    covered = shown // search.prepage
    call = Call(search.url, None if search.get else search.form)
    calls = tuple(_asked_for(call, number) for number in range(1, covered + 2))
    route = Route(calls, patience=covered, chained=True)
    return Reading(rows, announced=total, routes=(route,))


def _is_answer(page: Page) -> bool:
    """By what was asked: an error page in place of JSON is no list."""
    if page.call.form is None:
        return "templet=docs.jsp" in page.call.url
    return {"channelid", "prepage"} <= dict(page.call.form).keys()


def _search_of(page: Page) -> _Search | None:
    """What to ask, from the scripts of the page; None if they do not say."""
    address = _ADDRESS.search(page.text)
    library, channel = literal(page.text, "channelid"), literal(page.text, "chnlid")
    total = as_number(literal(page.text, "recordCount"))
    if address is not None:
        url = joined(address[1].replace("&amp;", "&"), page.url)
    elif None in (library, channel, total):
        return None
    else:  # all but the address stands in the page: that is in an external script
        url = joined(_USUAL_ADDRESS, page.url)
    size = as_number(literal(page.text, *_PREPAGE_NAMES)) or _PREPAGE
    if url is None:
        return None
    if "templet=docs.jsp" in url:
        return _by_get(url, size, total)
    if library is None:
        return None
    values = _fields(page, channel)
    form = (("channelid", library), *values, ("page", "1"), ("prepage", str(size)))
    return _Search(url, get=False, form=form, prepage=size, total=total)


def _by_get(url: str, size: int, total: int | None) -> _Search:
    """A search whose address holds everything but the number of the page."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    said = (as_number(query[name]) for name in _PREPAGE_NAMES if name in query)
    own = next(said, None)
    if own is None:
        query["prepage"] = str(size)
    url = parts._replace(query=query_string(query)).geturl()
    return _Search(url, get=True, form=(), prepage=own or size, total=total)


def _fields(page: Page, channel: str | None) -> tuple[tuple[str, str], ...]:
    """The fields between library and page, as the script says or as is usual."""
    known = {n: a or b or c for n, a, b, c in _LITERAL_FIELD.findall(page.text)}
    values = {name: known.get(name) or usual for name, usual in _FIELDS}
    condition = values["classsql"]
    whole = condition and "=" in condition and not condition.endswith("=")
    if channel is not None and not whole:
        values["classsql"] = f"chnlid={channel}"
    return tuple((name, value) for name, value in values.items() if value)


def _asked_for(call: Call, number: int) -> Call:
    """The call for one page."""
    if call.form is not None:
        call = replace(call, headers=(("X-Requested-With", "XMLHttpRequest"),))
    return numbered(call, "page", number)


def _read_answer(page: Page) -> Reading:
    answer = json_of(page.text)
    places: tuple[tuple[str, ...], ...] = (*((n,) for n in _LISTS), ("data", "data"))
    place = next((p for p in places if isinstance(at(answer, *p), list)), None)
    if place is None:
        found = page.text[:_SHOWN]
        return Reading((), fault=f"expected JSON with one of {_LISTS}, found {found!r}")
    items = objects_at(answer, *place)
    rows = tuple(row for item in items for row in _row(page, item))
    outer = at(answer, *place[:-1])
    pages, total = _number(outer, _PAGES), _number(outer, _TOTALS)
    number = number_in(page.call, "page") or 1
    more = bool(items) and (pages is None or number < pages)
    # Without a count the end is where nothing comes any more.
    call, open_end = _asked_for(page.call, number + 1), pages is None
    following = Route((call,), chained=True, guess=open_end)
    return Reading(rows, announced=total, routes=(following,) if more else ())


def _number(answer: object, names: tuple[str, ...]) -> int | None:
    return next(
        (n for name in names if (n := number_at(answer, name)) is not None), None
    )


def _row(page: Page, item: dict[str, object]) -> tuple[Row, ...]:
    """One entry; nothing if it has no address or no title."""
    title, address = plain(text_at(item, *_TITLES)), text_at(item, *_LINKS)
    if not title or not address:
        return ()
    url = address_or_none(address, page.url)
    if url is None:
        return ()
    return (Row(url, title, date_of(item, *_DATES), in_list=True),)
