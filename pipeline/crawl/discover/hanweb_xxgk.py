"""Hanweb xxgk: the catalogue of open information, asked for page by page.

    POST /module/xxgk/search.jsp            an HTML fragment with a table, `共 7 页`
    GET  /module/xxgk/subjectinfo.jsp       the same table, by subject

What to send stands in the page's script; what a host reads from the query and what from
the form differs, so both carry it. The annual reports of an organ may also be pages of
their own, one a year; those are read by `hanweb_annual`.
"""

import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from selectolax.lexbor import LexborHTMLParser

from pipeline.crawl.call import Call
from pipeline.crawl.discover import generic, hanweb_annual
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
from pipeline.crawl.urls import query_string

__all__ = ["read", "recognises"]

_MODULE = "/module/xxgk/"
_SEARCH = "search.jsp"
_SUBJECT = "subjectinfo.jsp"
_ADDRESS = re.compile(
    r"""["']([^"'\s<>]*/module/xxgk/(?:search|subjectinfo)\.jsp[^"'\s<>]*)"""
)
_OTHER_ADDRESS = re.compile(r"""\b(?!search|subjectinfo)\w+\.jsp\?[^"'\s<>]*""")
_AREA = re.compile(r"""tree\.jsp\?[^"'\s<>]*\barea=(\w+)""")
_COLUMN = re.compile(r"/col/col(\d+)/")
_PAGES = re.compile(r"共\s*(\d{1,9})\s*页")
#: A string of parameters in a script: `infotypeId=A0212&jdid=3096&…`
_PARAMETERS = re.compile(r"""["'?&]((?:\w+=[^"'&\s]*&)+\w+=[^"'&\s]*)["']""")
#: The form that the module sends, with its usual values; a value in the page's script
#: replaces it. Those without a value are sent empty.
_FIELDS = {
    "infotypeId": "",
    "jdid": "",
    "area": "",
    "divid": "",
    "vc_title": "",
    "vc_number": "",
    "sortfield": ",createdatetime:0,orderid:0",
    "currpage": "1",
    "vc_filenumber": "",
    "vc_all": "",
    "texttype": "0",
    "fbtime": "-1",
    "standardXxgk": "0",
    "isAllList": "1",
}
#: What the newer edition (standardXxgk=1) sends besides, or instead.
_NEWER = {"unit": "", "keyWord": "", "sortfield": "compaltedate:0"}
#: Fields that a visitor fills in: what the page's script says of them is no value.
_OF_A_VISITOR = {"currpage", "vc_title", "vc_number", "vc_all", "keyWord", "unit"}


def recognises(page: Page) -> bool:
    """Whether the page belongs to the module, and is no list of jcms."""
    own = _MODULE in page.text or _MODULE in urlsplit(page.url).path
    return own and "dataproxy.jsp" not in page.text


def read(page: Page) -> Reading:
    """Read the catalogue page, one answer, or an annual report that is a page."""
    if hanweb_annual.recognises(page):
        return hanweb_annual.read(page)
    asked = urlsplit(page.call.url).path
    if asked.endswith((_SEARCH, _SUBJECT)):
        return _read_answer(page)
    call = _first_call(page)
    if call is None:
        return generic.read(page)
    rows = _rows(page, page.url)
    return Reading(rows, routes=(Route((call,), chained=True),))


def _rows(page: Page, base: str) -> tuple[Row, ...]:
    markup = page.text.strip()
    # Bare table rows would be dropped outside a table.
    if re.match(r"<t[rd]\b", markup, re.IGNORECASE):
        markup = f"<table>{markup}</table>"
    shown = Page(base, markup, page.call)
    return links_of(shown, lambda _url, published_on: published_on is not None)


def _first_call(page: Page) -> Call | None:
    """What to ask for the first page of the catalogue; None if nothing says."""
    address = _ADDRESS.search(page.text)
    if address is None:
        return None
    url = joined(address[1].replace("&amp;", "&"), page.url)
    if url is None:
        return None
    parts = urlsplit(url)
    own = dict(parse_qsl(parts.query, keep_blank_values=True))
    bare = parts._replace(query="").geturl()
    headers = (("Referer", page.url),)
    if parts.path.endswith(_SUBJECT):
        query = {name: value for name, value in own.items() if value} | {
            "currpage": "1"
        }
        return Call(f"{bare}?{query_string(query)}", headers=headers)
    values = _values(page, own)
    return Call(
        f"{bare}?{query_string(values)}", tuple(values.items()), headers=headers
    )


def _values(page: Page, own: dict[str, str]) -> dict[str, str]:
    """The fields of the search, from wherever the page says them."""
    text = _OTHER_ADDRESS.sub("", page.text)  # the tree has fields of the same names
    strings = {
        name: value
        for found in _PARAMETERS.findall(text)
        for name, value in parse_qsl(found.replace("&amp;", "&"))
    }
    newer = "1" in (own.get("standardXxgk"), literal(text, "standardXxgk"))
    values = _FIELDS | (_NEWER if newer else {})
    for name in sorted(values.keys() - _OF_A_VISITOR):
        said = own.get(name), strings.get(name), literal(text, name)
        values[name] = next(filter(None, said), values[name])
    area, column = _AREA.search(page.text), _COLUMN.search(urlsplit(page.url).path)
    if not values["area"] and area is not None:
        values["area"] = area[1]
    if not values["divid"] and column is not None:
        values["divid"] = f"div{column[1]}"
    return values | ({"requestUrl": page.url} if newer else {})


def _read_answer(page: Page) -> Reading:
    """A fragment; `共 N 页` says how many there are."""
    query = dict(parse_qsl(urlsplit(page.call.url).query, keep_blank_values=True))
    base = dict(page.call.headers).get("Referer", page.url)
    rows = tuple(_placed(row, query) for row in _rows(page, base))
    pages, number = _PAGES.search(_shown(page)), as_number(query.get("currpage")) or 1
    count = int(pages[1]) if pages is not None else None
    # The entries of other columns are left: the total is then not that of the column.
    total = None if _whole_area(query) else announced_total(page)
    more = bool(rows) and number < (count or 0)
    routes = (Route((_next(page.call, number + 1),), chained=True),) if more else ()
    return Reading(rows, announced=total, pages=count, routes=routes)


def _shown(page: Page) -> str:
    body = LexborHTMLParser(page.text).body
    return body.text() if body is not None else ""


def _whole_area(query: dict[str, str]) -> bool:
    """Without a type the search brings everything of the organ's area."""
    return "infotypeId" in query and not query["infotypeId"]


def _placed(row: Row, query: dict[str, str]) -> Row:
    """An entry; one of another column is named as such."""
    column = query.get("divid", "").removeprefix("div")
    if not _whole_area(query) or not column or f"/art_{column}_" in row.url:
        return row
    return replace(row, in_list=False, left=f"an entry of another column than {column}")


def _next(call: Call, number: int) -> Call:
    parts = urlsplit(call.url)
    values = dict(parse_qsl(parts.query, keep_blank_values=True))
    values["currpage"] = str(number)
    url = parts._replace(query=query_string(values)).geturl()
    form = None if call.form is None else tuple(values.items())
    return Call(url, form, headers=call.headers)
