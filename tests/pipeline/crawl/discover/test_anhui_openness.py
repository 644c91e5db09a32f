"""Anhui openness: rows of lists and tables, organs in a column, pages without pager."""

import asyncio

import pytest

from pipeline.crawl.call import Call
from pipeline.crawl.discover import discover
from pipeline.crawl.discover.anhui_openness import read, recognises
from pipeline.crawl.discover.page import Page
from tests.site.direct import DirectAsker
from tests.site.families.anhui_openness import all_organs
from tests.site.sources import make_source

SITE = "http://www.site.test"
LIST = f"{SITE}/XxgkContent/showList/14/1062/page_1.html"


def page(content: str, url: str = LIST) -> Page:
    return Page(url, f"<body>{content}</body>", Call(url))


def item(number: int) -> str:
    return (
        f'<li><a href="/XxgkAnnualReport/show/{number}.html">2024年年度报告</a>'
        "<span>2025-01-20</span></li>"
    )


def test_the_organ_of_a_row() -> None:
    table = (
        "<table><tr><th>标题</th><th> 发布机构 </th><th>日期</th></tr>"
        '<tr><td class="bt"><a href="/XxgkAnnualReport/show/9.html">2024年年度报告</a>'
        '<a href="/organ/1.html">单位主页</a></td>'
        '<td>某市水务局</td><td class="cwrq">2025-01-20</td></tr>'
        '<tr><td colspan="3"><a href="/x/1.html">更多年报</a></td></tr></table>'
    )
    rows = {row.url.removeprefix(SITE): row for row in read(page(table)).rows}
    report = rows["/XxgkAnnualReport/show/9.html"]
    assert (report.publisher, report.published_on) == ("某市水务局", "2025-01-20")
    assert report.in_list
    assert (rows["/x/1.html"].publisher, rows["/x/1.html"].in_list) == (None, False)


def test_whose_a_report_is_where_only_a_column_says_so() -> None:
    host = all_organs()
    source = make_source(host.name, host.listing, family=host.family)
    found = asyncio.run(discover(DirectAsker(source, host))).candidates
    publishers = {candidate.url: candidate.publisher for candidate in found}
    assert publishers == {url: e.publisher for url, e in host.reports.items()}


def test_a_date_beside_a_report_does_not_make_links_entries() -> None:
    menu = '<p><a href="/art/2025/1/1/x.html">要闻</a></p>'
    rows = read(page(f"<ul>{item(1)}</ul>{menu}")).rows
    assert [row.in_list for row in rows] == [True, False]


@pytest.mark.parametrize(
    ("url", "content", "following"),
    [
        (LIST, item(1), "/XxgkContent/showList/14/1062/page_2.html"),
        (
            LIST.replace("_1", "_7"),
            item(1),
            "/XxgkContent/showList/14/1062/page_8.html",
        ),
        (
            f"{SITE}/XxgkContent/showList/14/1062.html",
            item(1),
            "/XxgkContent/showList/14/1062/page_2.html",
        ),
        (LIST, item(1) + "共1条", None),  # that is all of it
        (LIST, item(1) + "共1页", None),
        (LIST, "", None),  # nothing here, so nothing after it
    ],
)
def test_without_a_pager_the_next_page_is_a_guess(
    url: str, content: str, following: str | None
) -> None:
    routes = read(page(content, url)).routes
    found = [call.url.removeprefix(SITE) for route in routes for call in route.requests]
    assert found == ([] if following is None else [following])
    assert all(route.guess and route.chained for route in routes)


@pytest.mark.parametrize(
    ("url", "content", "recognised"),
    [
        (LIST, "", True),
        (f"{SITE}/nb/", '<a href="/OpennessAnnualReport/show/3.html">x</a>', True),
        (f"{SITE}/nb/", '<a href="/show/3.html">x</a>', False),
    ],
)
def test_marks(url: str, content: str, recognised: bool) -> None:
    assert recognises(page(content, url)) is recognised
