"""龙讯 (Lonsun) label pages: a list that a label interface fills in.

`/public/column/<organ>?type=3` lists the annual reports of an organ (the types are
1 制度, 2 指南, 3 年报, 4 目录 with `catId`, 5 依申请公开), an entry is
`/public/<organ>/<id>.html`. More pages come as pieces of HTML from

    [/<prefix>]/site/label/8888?labelName=publicInfoList&siteId=…&pageSize=15&pageIndex=2
        &action=list&length=80&organId=…&type=3&catId=…&file=/xxgk/publicInfoList_newest

whose fields stand in a script of the page, as an address or as an object, together with
`pageCount`. Some hosts take them only as a form. `length` cuts the titles that are
shown; whole ones are in the `title` attribute, which `links_of` prefers.
"""

import html
import re
from urllib.parse import parse_qsl, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from pipeline.crawl.call import Call
from pipeline.crawl.discover.json_answers import number_in, numbered
from pipeline.crawl.discover.page import (
    Page,
    Reading,
    Route,
    announced_total,
    links_of,
    page_numbers,
)
from pipeline.crawl.urls import query_string

__all__ = ["read", "recognises"]

_LABEL = "publicInfoList"
_ADDRESS = re.compile(
    r"""((?:(?:https?:)?//[\w.:-]{1,200})?(?:/[\w.-]{1,80}){0,8}/site/label/8888)(\?[^"'\s<>]*)?""",
    re.ASCII,
)
_PAIR = re.compile(
    r"""["']?\b(\w+)["']?\s*:\s*(?:"([^"]*)"|'([^']*)'|(\d+|true|false))"""
)
_PAGE_COUNT = re.compile(r"""\bpageCount["']?\s*[:=]\s*["']?(\d{1,9})""")
_COLUMN = re.compile(r"^(.*?)/(?:openness/)?public/column/(\d+)")
_ENTRY = re.compile(r"/public/\d+/\d+\.html$")
_ANNUAL_REPORTS = "3"
_PAGE = "pageIndex"
# What the label needs, and where the page's script may leave it out.
_USUAL = {
    "IsAjax": "1",
    "dataType": "html",
    "labelName": _LABEL,
    "pageSize": "15",
    "action": "list",
    "isDate": "true",
    "dateFormat": "yyyy-MM-dd",
    "length": "80",
}
_FIELDS = frozenset(
    {*_USUAL, "siteId", "organId", "type", "catId", "catIds", "cId", "file", "result"}
    | {"fuzzySearch", "fromCode", "keyWords", "sortType", "isInvalid", "publicDivId"}
)


def recognises(page: Page) -> bool:
    """Whether the page is of this product."""
    path = urlsplit(page.url).path
    if _COLUMN.match(path) or "/site/label/8888" in path:
        return True
    return _LABEL in page.text and "site/label/" in page.text


def read(page: Page) -> Reading:
    """Read a column page, or a piece of its list."""
    rows = links_of(page, _is_entry)
    if _PAGE in dict(parse_qsl(urlsplit(page.call.url).query)) or page.call.form:
        return Reading(rows, routes=_after_piece(page) if rows else ())
    column = _COLUMN.match(urlsplit(page.url).path)
    query = dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))
    if column is not None and not {"type", "catId"} & set(query):
        # The front page of an organ: its annual reports have a page of their own.
        own = query_string(query | {"type": _ANNUAL_REPORTS, "action": "list"})
        url = urlsplit(page.url)._replace(query=own, fragment="").geturl()
        return Reading(rows, routes=(Route((Call(url),), chained=True),))
    call = _call(page, query | ({"organId": column[2]} if column else {}))
    count = _PAGE_COUNT.search(page.text)
    pages = int(count[1]) if count is not None and int(count[1]) else None
    # Links of a side column are no first piece: without an entry of this list in the
    # page, the pieces are asked for from the first on, which makes one page more.
    first = 2 if any(_ENTRY.search(urlsplit(row.url).path) for row in rows) else 1
    return Reading(
        rows,
        announced=announced_total(page),
        pages=None if pages is None else pages + 2 - first,
        routes=() if call is None else _routes(call, pages, first),
    )


def _is_entry(url: str, published_on: str | None) -> bool:
    return published_on is not None or _ENTRY.search(urlsplit(url).path) is not None


def _routes(call: Call, pages: int | None, first: int) -> tuple[Route, ...]:
    """The pieces of the list, asked for by address, else by form."""
    numbers = page_numbers(first, first if pages is None else pages)
    ways = (call, _as_form(call))
    return tuple(
        Route(tuple(numbered(way, _PAGE, n) for n in numbers), chained=pages is None)
        for way in ways
        if numbers
    )


def _after_piece(page: Page) -> tuple[Route, ...]:
    """The next piece: only used where the page did not say how many there are."""
    number = number_in(page.call, _PAGE)
    if number is None:
        return ()
    return (Route((numbered(page.call, _PAGE, number + 1),), chained=True),)


def _call(page: Page, known: dict[str, str]) -> Call | None:
    """The request for the list's first piece; None if the page does not say enough.

    The script's fields come before those of the page's address: it knows the list.
    """
    address, fields = _script(page)
    site = _site_of(page)
    usual = _USUAL | known | ({"siteId": site} if site else {})
    whole = {k: v for k, v in (usual | fields).items() if k in _FIELDS}
    if not address and not fields:
        return None
    if "siteId" not in whole or "organId" not in whole:
        return None
    url = urljoin(page.url, address or "/site/label/8888")
    whole[_PAGE] = "1"
    headers = (("Referer", page.url), ("X-Requested-With", "XMLHttpRequest"))
    return Call(f"{url}?{query_string(whole)}", headers=headers)


def _script(page: Page) -> tuple[str, dict[str, str]]:
    """The address of the label, and the fields of this list, as the page has them."""
    address = ""
    text = html.unescape(page.text)
    for found in _ADDRESS.finditer(text):
        address = address or found[1]
        fields = dict(parse_qsl((found[2] or "").lstrip("?"), keep_blank_values=True))
        if "labelName" in fields and fields["labelName"] == _LABEL:
            return found[1], fields
    start = _object_start(text)
    if start is None:
        return address, {}
    inside = text[start : text.find("}", start)]
    pairs = {name: a or b or c for name, a, b, c in _PAIR.findall(inside)}
    return address, pairs


def _object_start(text: str) -> int | None:
    """Where the object begins that has the name of the label among its values."""
    named = re.search(rf"""["']?labelName["']?\s*:\s*["']{_LABEL}["']""", text)
    return None if named is None else text.rfind("{", 0, named.start()) + 1


def _site_of(page: Page) -> str | None:
    for meta in LexborHTMLParser(page.text).css("meta[name][content]"):
        if (meta.attributes["name"] or "").lower() == "siteid":
            return (meta.attributes["content"] or "").strip() or None
    return None


def _as_form(call: Call) -> Call:
    parts = urlsplit(call.url)
    form = tuple(parse_qsl(parts.query, keep_blank_values=True))
    return Call(parts._replace(query="").geturl(), form=form, headers=call.headers)
