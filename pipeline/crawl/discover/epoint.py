"""Epoint (新点) lists: static pages, or a shell that asks a REST service for its rows.

Static rows may have no address: `onclick="linkToNew('<guid>','<category>')"`. The
script of the page says what it makes of them; if it does not, the article is
`/govxxgk/<organ>/<date>/<guid>.html`.

A shell asks `<project>/rest/lightfrontaction/getgovinfolist`, by JSON. Its project and
the site's guid (`siteInfo`) stand in the page or in a common script of the site, which
the page then *needs*. Pages count from one, or from zero where the parameters are
wrapped in `params`; where that is not so, rows are lacking and page zero is asked for.

Articles that are shells themselves are the matter of `details`.
"""

import re
from dataclasses import dataclass
from json import dumps, loads
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

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
from pipeline.crawl.discover.numbered import pager_of
from pipeline.crawl.discover.page import (
    Page,
    Reading,
    Route,
    Row,
    announced_total,
    links_of,
    printed_date,
)
from pipeline.crawl.urls import canonical_url
from pipeline.errors import OutOfScopeError

__all__ = ["Site", "common_scripts", "read", "recognises", "site_of"]

_MARKERS = (
    "EWB-FRONT",
    "webBuilderCommon.js",
    "wb-page-li",
    "linkToNew(",
    "lightfrontaction/",
)
_SERVICE = "rest/lightfrontaction/getgovinfolist"
_PAGE_SIZE = 50
_SHOWN = 40  # characters of an answer that a fault quotes
_COMMON_SCRIPTS = re.compile(r"(?:webBuilderCommon|ajaxReq)(?:\.min)?\.js", re.I)
_OPEN = re.compile(r"linkToNew\(\s*['\"]([\w-]+)['\"]\s*(?:,\s*['\"](\w*)['\"])?")
_BY_DETAIL = re.compile(r"['\"]([^'\"]*openDetailDynamic\.html\?infoid=)['\"]")
_ORGAN = re.compile(r"/govxxgk/([^/]+)/")
_ARTICLE = re.compile(r"/\d{4}-?\d\d-?\d\d/[\w-]+\.html$|[?&]info(?:id|Guid)=", re.I)
_CATEGORY_FOLDER = re.compile(r"/(\d{3,})(?:/[^/]*)?$")


@dataclass(frozen=True, slots=True)
class Site:
    """The settings of a site (`siteInfo`): its guid, and where its services are."""

    guid: str
    project: str


def recognises(page: Page) -> bool:
    """Whether the page has the marks of this software."""
    return any(marker in page.text for marker in _MARKERS)


def read(page: Page) -> Reading:
    """Read one list page, one shell, or one answer of the service."""
    if page.call.json is not None and _SERVICE in page.call.url:
        return _read_answer(page)
    tree = LexborHTMLParser(page.text)
    rows = _rows(page, tree)
    if any(row.in_list for row in rows):
        pager = pager_of(page)
        announced = announced_total(page)
        return Reading(rows, announced, pages=pager.pages, routes=pager.routes)
    return _read_shell(page, tree, rows)


# --- static lists -----------------------------------------------------------------


def _rows(page: Page, tree: LexborHTMLParser) -> tuple[Row, ...]:
    opened = [
        row
        for node in tree.css("[onclick*='linkToNew(']")
        if (row := _opened(page, node)) is not None
    ]
    taken = {row.url for row in opened}
    links = links_of(page, lambda url, date: date is not None or _is_article(url))
    return (*opened, *(row for row in links if row.url not in taken))


def _is_article(url: str) -> bool:
    return _ARTICLE.search(url) is not None


def _opened(page: Page, node: LexborNode) -> Row | None:
    """The row of a link that is opened by a script."""
    found = _OPEN.search(node.attributes["onclick"] or "")
    title = " ".join((node.attributes.get("title") or node.text()).split())
    if found is None or not title:
        return None
    line = node.parent
    while line is not None and line.tag not in {"tr", "li", "body"}:
        line = line.parent
    date = None if line is None else printed_date(line.text().replace(title, " "))
    return Row(_article_url(page, found[1], date), title, date, in_list=True)


def _article_url(page: Page, guid: str, date: str | None) -> str:
    """Where `linkToNew` leads: as its script says, else by organ and date."""
    organ = _ORGAN.search(urlsplit(page.url).path)
    said = _BY_DETAIL.search(page.text)
    if said is not None or organ is None or date is None:
        start = "openDetailDynamic.html?infoid=" if said is None else said[1]
        return canonical_url(f"{start}{guid}", page.url)
    return canonical_url(f"/govxxgk/{organ[1]}/{date}/{guid}.html", page.url)


# --- shells and the service -----------------------------------------------------------


def _read_shell(page: Page, tree: LexborHTMLParser, rows: tuple[Row, ...]) -> Reading:
    category = _category(page)
    scripts = common_scripts(page, tree)
    if category is None or not (scripts or _SERVICE in page.text):
        return Reading(rows, announced=announced_total(page))
    site = site_of([page.text, *(part.text for part in page.parts or ())])
    if site is None and scripts and page.parts is None:
        return Reading(rows, needs=scripts)
    if site is None:
        fault = "expected siteInfo = {siteGuid, projectName} in the page or its scripts"
        return Reading(rows, fault=f"{fault}, found none; the list was not asked for")
    return Reading(rows, routes=_first_calls(page, site, category))


def common_scripts(page: Page, tree: LexborHTMLParser) -> tuple[Call, ...]:
    """The scripts of a page that hold the settings of its site, as calls."""
    sources = [node.attributes["src"] or "" for node in tree.css("script[src]")]
    return tuple(
        Call(urljoin(page.url, source))
        for source in dict.fromkeys(sources)
        if _COMMON_SCRIPTS.search(source)
    )


def site_of(texts: list[str]) -> Site | None:
    """The settings of the site, from the first of the texts that holds both."""
    for text in texts:
        guid, project = _value(text, "siteGuid"), _value(text, "projectName")
        if guid and project is not None:
            return Site(guid, project.strip("/"))
    return None


def _value(text: str, name: str) -> str | None:
    found = re.search(rf"\b{name}['\"]?\s*[:=]\s*['\"]([^'\"]*)['\"]", text, re.I)
    return None if found is None else found[1]


def _category(page: Page) -> str | None:
    """The number of the list: in a script, the query or the folder of the page."""
    parts = urlsplit(page.url)
    query = {name.lower(): values for name, values in parse_qs(parts.query).items()}
    folder = _CATEGORY_FOLDER.search(parts.path)
    return (
        _value(page.text, "categorynum")
        or next(iter(query.get("categorynum", [])), None)
        or (None if folder is None else folder[1])
    )


def _first_calls(page: Page, site: Site, category: str) -> tuple[Route, ...]:
    """The ways to ask for the first page; the one that the script shows comes first."""
    organ = _ORGAN.search(urlsplit(page.url).path)
    asked = {
        "deptcode": _value(page.text, "deptcode") or (organ[1] if organ else ""),
        "categorynum": category,
        "pageSize": _PAGE_SIZE,
        "siteGuid": site.guid,
    }
    url = urljoin(page.url, f"/{site.project}/{_SERVICE}".replace("//", "/"))
    plain = _call(url, asked | {"pageIndex": 1}, wrapped=False)
    wrapped = _call(url, asked | {"pageIndex": 0}, wrapped=True)
    shown = re.search(r"['\"]?params['\"]?\s*:", page.text) is not None
    zero = _call(url, asked | {"pageIndex": 0}, wrapped=False)
    calls = (wrapped, plain, zero) if shown else (plain, wrapped, zero)
    return tuple(Route((call,), chained=True) for call in calls)


def _call(url: str, asked: dict[str, Any], *, wrapped: bool) -> Call:
    return Call(url, json=dumps({"params": asked} if wrapped else asked))


def _read_answer(page: Page) -> Reading:
    """One answer of the service, and the call for the page after it."""
    custom = at(json_of(page.text), "custom")
    if isinstance(custom, str):  # some services answer with a text of JSON
        custom = json_of(custom)
    total, infos = number_at(custom, "total"), objects_at(custom, "data")
    if total is None:
        fault = "expected JSON with custom.total and custom.data, found"
        return Reading((), fault=f"{fault} {page.text[:_SHOWN]!r}")
    rows = tuple(row for info in infos if (row := _row(page, info)) is not None)
    routes, rest = _next_calls(page.call, len(infos), total)
    return Reading(rows, announced=total, routes=routes, rest=rest)


def _row(page: Page, info: dict[str, object]) -> Row | None:
    title = plain(text_at(info, "realtitle", "title"))
    address, guid = text_at(info, "infourl"), text_at(info, "infoid")
    if not address and guid:
        address = f"openDetailDynamic.html?infoid={guid}"
    if not title or not address:
        return None  # the announced total tells that one is missing
    try:  # relative addresses start from the root of the site, not from the service
        url = canonical_url(urljoin("/", address), page.call.url)
    except (OutOfScopeError, ValueError):
        return None  # no address: likewise
    return Row(url, title, date_of(info, "infodate"), in_list=True)


def _next_calls(
    call: Call, held: int, total: int
) -> tuple[tuple[Route, ...], tuple[Route, ...]]:
    """The page after this one, unless it was the last; and page zero, for the rest.

    A host may count from zero although we began with one.
    """
    sent = loads(call.json or "{}")
    wrapped = "params" in sent
    asked = sent["params"] if wrapped else sent
    index, size = asked["pageIndex"], asked["pageSize"]

    def route(number: int) -> tuple[Route, ...]:
        following = _call(call.url, asked | {"pageIndex": number}, wrapped=wrapped)
        return (Route((following,), chained=True),)

    rest = () if wrapped else route(0)
    before = index if wrapped else index - 1
    # A host may give fewer rows a page than asked for: then only full pages count.
    whole = before * size + held == total or (before + 1) * held >= total
    return (() if not held or whole or before < 0 else route(index + 1)), rest
