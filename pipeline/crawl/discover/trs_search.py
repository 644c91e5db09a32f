"""TRS search behind a list: the pages come as JSON from a search on the same host.

The first page may be static; later ones (or all) are asked by POST with the library
(`channelid`) and the channel (`chnlid`), which stand in the page's script, or by GET
with `templet=docs.jsp`. Part of the family `trs`, whose reader hands over to this one.
"""

import re
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

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
    links_of,
)
from pipeline.crawl.discover.scripts import as_number, literal
from pipeline.crawl.urls import canonical_url
from pipeline.errors import OutOfScopeError

__all__ = ["read", "recognises"]

_MARKS = re.compile(
    r"fjdzapp/search|trsapi|templet=docs\.jsp|\brecordCount['\"]?\s*[:=]\s*['\"]?\d"
)
_ADDRESS = re.compile(
    r"""["']([^"'\s<>]*(?:fjdzapp/search|trsapi|templet=docs\.jsp)[^"'\s<>]*)["']"""
)
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
    if address is None:
        return None
    url = urljoin(page.url, address[1].replace("&amp;", "&"))
    library = literal(page.text, "channelid")
    channel = literal(page.text, "chnlid")
    per_page = as_number(literal(page.text, *_PREPAGE_NAMES))
    total = as_number(literal(page.text, "recordCount"))
    if "templet=docs.jsp" in url:
        query = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
        own = next((as_number(query[n]) for n in _PREPAGE_NAMES if n in query), None)
        per_page = own or per_page or _PREPAGE
        if own is None:
            query["prepage"] = str(per_page)
        url = urlsplit(url)._replace(query=urlencode(query)).geturl()
        return _Search(url, get=True, form=(), prepage=per_page, total=total)
    if library is None:
        return None
    known = {n: a or b or c for n, a, b, c in _LITERAL_FIELD.findall(page.text)}
    values = {name: known.get(name) or usual for name, usual in _FIELDS}
    sql = values["classsql"]
    if channel is not None and (sql is None or "=" not in sql or sql.endswith("=")):
        values["classsql"] = f"chnlid={channel}"
    form = (("channelid", library), *((n, v) for n, v in values.items() if v))
    size = per_page or _PREPAGE
    form = (*form, ("page", "1"), ("prepage", str(size)))
    return _Search(url, get=False, form=form, prepage=size, total=total)


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
    try:
        url = canonical_url(address, page.url)
    except OutOfScopeError:
        return ()
    return (Row(url, title, date_of(item, *_DATES), in_list=True),)
