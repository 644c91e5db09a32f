"""Hanweb xxgk: annual reports that are pages of their own, one for an organ and a year.

`/module/xxgk/xxgkAnnualReport.jsp?area=<organ>&fbtime=<year>` **is** the report; no
public code shows a list of them (general knowledge only). The years are linked on the
page; if they are not, the years around the one on the page are asked for, upwards until
a page says nothing, then downwards to the first year of open government.

A page says something if it names, outside of its links, the year that was asked for
together with the words of an annual report: for a year without a report the module may
answer with an empty frame or with the newest report. No clock: the newest year is the
one that the site has.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from selectolax.lexbor import LexborHTMLParser

from pipeline.crawl.call import Call
from pipeline.crawl.discover.page import Page, Reading, Route, Row, links_of
from pipeline.crawl.settings import answer_settings
from pipeline.crawl.urls import canonical_url, query_string

__all__ = ["read", "recognises"]

_PATH = "/xxgkAnnualReport.jsp"
_FIRST_YEAR = 2008  # the regulation on open government information took effect
_SAID = re.compile(
    r"((?:19|20)\d\d)\s*年?\s*度?[^。;；]{0,40}?(?:年度报告|年报|工作报告)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_GAP = 3  # years in a row without a report, after which earlier ones are not asked for
_HEADINGS = "h1, h2, h3, .title, #title"


@dataclass(frozen=True, slots=True)
class _Report:
    year: int
    title: str


def recognises(page: Page) -> bool:
    """Whether the page is such a report, or an answer in place of one."""
    return urlsplit(page.call.url).path.endswith(_PATH)


def read(page: Page) -> Reading:
    """Read the page of one year: itself, and where the others are."""
    asked = _year_in(page.call.url)
    report = _report_of(page, asked)
    says = report is not None and asked in (None, report.year)
    rows = _linked_years(page)
    own = canonical_url(page.url)
    if report is not None and says and not _has_year(rows, report.year):
        rows = (Row(own, report.title, None, in_list=True, itself=True), *rows)
    if any(not row.itself for row in rows):
        return Reading(rows)
    year = report.year if report is not None and says else asked
    return Reading(rows, routes=() if year is None else _routes(page.call.url, year))


def _report_of(page: Page, asked: int | None) -> _Report | None:
    """The report that the page is; None if it is an empty frame."""
    tree = LexborHTMLParser(page.text)
    meta = tree.css_first("meta[name=ArticleTitle]")
    title = tree.css_first("title")
    told = [(meta.attributes.get("content") or "") if meta is not None else ""]
    # Links and choices name years that are not the page's own.
    tree.strip_tags(["script", "style", "a", "select"])
    told += [node.text() for node in tree.css(_HEADINGS)]
    told += [title.text()] if title is not None else []
    text = " ".join(tree.body.text().split()) if tree.body is not None else ""
    if len(text) < answer_settings().little_text:
        return None
    for words in told:
        found = _SAID.search(" ".join(words.split()))
        if found is not None:
            return _Report(int(found[1]), " ".join(words.split()))
    for found in _SAID.finditer(text):
        if asked in (None, int(found[1])):
            return _Report(int(found[1]), found[0])
    return None


def _linked_years(page: Page) -> tuple[Row, ...]:
    """Links to the same module for other years; their text is only the year."""
    own = dict(parse_qsl(urlsplit(page.url).query))
    rows = []
    for row in links_of(page, lambda _url, _date: True):
        query = dict(parse_qsl(urlsplit(row.url).query))
        same = urlsplit(row.url).path.endswith(_PATH)
        if not same or query.get("area") != own.get("area"):
            continue
        year = _YEAR.search(query.get("fbtime", "")) or _YEAR.search(row.title)
        if year is not None:
            title = (
                f"{year[0]}年政府信息公开工作年度报告"  # what the module's name says
            )
            rows.append(Row(row.url, title, row.published_on, in_list=True))
    return tuple(rows)


def _has_year(rows: tuple[Row, ...], year: int) -> bool:
    return any(row.title.startswith(str(year)) for row in rows)


def _year_in(url: str) -> int | None:
    value = dict(parse_qsl(urlsplit(url).query)).get("fbtime", "")
    return int(value) if _YEAR.fullmatch(value) else None


def _routes(url: str, year: int) -> tuple[Route, ...]:
    """Upwards by one; and all the years below, for when that brings nothing."""
    above = Route((_for_year(url, year + 1),), chained=True, guess=True)
    below = Route(
        tuple(_for_year(url, y) for y in range(year - 1, _FIRST_YEAR - 1, -1)),
        patience=_GAP,
        guess=True,
    )
    return (above, below)


def _for_year(url: str, year: int) -> Call:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | {"fbtime": str(year)}
    return Call(canonical_url(parts._replace(query=query_string(query)).geturl()))
