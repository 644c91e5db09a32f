"""Hanweb jpaas: every block of a page is a unit that a script asks for.

`unitbuild.js` stands in the page with `queryData`; the same parameters, with
`paramJson` for the page, bring the HTML of the unit inside JSON. Values are sent as
spelled in the page (`bulidstatic` is not our slip), Chinese ones percent-encoded in
UTF-8. Which unit is the list is seen only by asking, so all of them are lists of the
page; one without reports is not followed beyond its first page. Some hosts ignore the
page number: the count in the pager tells what is missing.
"""

import json
import re
from urllib.parse import parse_qsl, urlsplit

from selectolax.lexbor import LexborHTMLParser

from pipeline.crawl.call import Call
from pipeline.crawl.discover.json_answers import at, json_of
from pipeline.crawl.discover.page import (
    Page,
    Reading,
    Route,
    Row,
    announced_total,
    joined,
    links_of,
)
from pipeline.crawl.discover.scripts import as_number, literal, pairs_of
from pipeline.crawl.discover.titles import looks_like_report
from pipeline.crawl.urls import query_string

__all__ = ["read", "recognises"]

_SCRIPT = "unitbuild.js"
_ADDRESS = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_BUILD = "/front/page/build/unit"
_PAGER = re.compile(r"oLayPageRender\s*\([^{]*\{([^}]*)\}")
_PAGER_MARK = re.compile(
    r"oLayPageRender|class\s*=\s*[\"']?[\w -]*\bpag(?:e|er|ination)\b|下一页|下页"
)
#: `当前栏目list`: the unit that lists the entries of the column
_LIST_TAG = re.compile(r"list|列表", re.IGNORECASE)
_SHOWN = 60  # characters of an answer that cannot be read


def recognises(page: Page) -> bool:
    """Whether the page is made of such units."""
    return _SCRIPT in page.text and "querydata" in page.text.lower()


def read(page: Page) -> Reading:
    """Read the column page, or the answer of one of its units."""
    if urlsplit(page.call.url).path.endswith(_BUILD):
        return _read_answer(page)
    rows = links_of(page, lambda _url, published_on: published_on is not None)
    return Reading(rows, announced=announced_total(page), lists=tuple(_units(page)))


def _units(page: Page) -> list[Call]:
    """The first call of every unit, each once, in the order of the page."""
    calls = []
    for script in LexborHTMLParser(page.text).css("script[querydata]"):
        if _SCRIPT not in (script.attributes.get("src") or ""):
            continue
        query = pairs_of(script.attributes["querydata"] or "")
        address = joined(script.attributes.get("url") or _ADDRESS, page.url)
        if query and address is not None:
            headers = (("Referer", page.url),)
            calls.append(Call(f"{address}?{query_string(query)}", headers=headers))
    return list(dict.fromkeys(calls))


def _read_answer(page: Page) -> Reading:
    fragment = at(json_of(page.text), "data", "html")
    if not isinstance(fragment, str):
        found = page.text[:_SHOWN]
        return Reading((), fault=f"expected JSON with `data.html`, found {found!r}")
    # Links start from the page that the fragment is shown in.
    base = dict(page.call.headers).get("Referer", page.url)
    markup = Page(base, fragment, page.call)
    rows = links_of(markup, lambda _url, published_on: published_on is not None)
    if not _is_list(page.call, rows):
        return Reading(rows)
    pager = _PAGER.search(fragment)
    settings = pairs_of(pager[1]) if pager is not None else {}
    total = as_number(settings.get("count"))
    total = announced_total(markup) if total is None else total
    return Reading(
        rows, announced=total, routes=_following(page.call, fragment, rows, total)
    )


def _is_list(call: Call, rows: tuple[Row, ...]) -> bool:
    """Whether a unit is worth following: a page of reports, or a later page of one."""
    query = dict(parse_qsl(urlsplit(call.url).query))
    return (
        "paramJson" in query
        or _LIST_TAG.search(query.get("tagId", "")) is not None
        or any(looks_like_report(row.title, row.url) for row in rows)
    )


def _following(
    call: Call, fragment: str, rows: tuple[Row, ...], total: int | None
) -> tuple[Route, ...]:
    """The next page of a unit; none after the last, or without any sign of a pager."""
    parts = urlsplit(call.url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    number, size = _page_of(query, fragment, rows)
    if not rows or not size:
        return ()
    if total is None and _PAGER_MARK.search(fragment) is None:
        return ()
    if total is not None and number * size >= total:
        return ()
    asked = {"pageNo": number + 1, "pageSize": size}
    query["paramJson"] = json.dumps(asked, separators=(",", ":"))
    url = parts._replace(query=query_string(query)).geturl()
    # Without a count the end is where nothing comes any more.
    following = Call(url, headers=call.headers)
    return (Route((following,), chained=True, guess=total is None),)


def _page_of(
    query: dict[str, str], fragment: str, rows: tuple[Row, ...]
) -> tuple[int, int]:
    """The number of this page, and how many entries a page has."""
    if "paramJson" in query:
        asked = json.loads(query["paramJson"])
        return asked["pageNo"], asked["pageSize"]
    pager = _PAGER.search(fragment)
    rows_said = pairs_of(pager[1]).get("rows") if pager is not None else None
    said = as_number(rows_said) or as_number(literal(fragment, "pageSize"))
    return 1, said or sum(row.in_list for row in rows) or len(rows)
