"""TRS: what the pager and the rows of a static list say."""

import pytest

from pipeline.crawl.call import Call
from pipeline.crawl.discover import trs
from pipeline.crawl.discover.page import Page, Reading

URL = "http://www.site.test/zfxxgknb/"


def read(text: str, url: str = URL) -> Reading:
    return trs.read(Page(url, f"<html>{text}</html>", Call(url)))


def names(script: str, url: str = URL) -> list[list[str]]:
    routes = read(f"<script>{script}</script>", url).routes
    return [[c.url.removeprefix(URL) for c in route.requests] for route in routes]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('createPageHTML(3, 0, "index","html");', ["index_1.html", "index_2.html"]),
        ("createPageHTML(3,0,'index','shtml',41)", ["index_1.shtml", "index_2.shtml"]),
        ('createPage(2, 0, "index", "html");', ["index_1.html"]),
        ("createPageHTML(3, 1, 'list', 'htm')", ["list_2.htm", "list_3.htm"]),
        ("createPageHTML(1, 0, 'index', 'html');", []),
    ],
)
def test_the_current_number_tells_the_base(script: str, expected: list[str]) -> None:
    assert names(script) == [expected]


def test_inline_variables_take_the_ending_of_the_page() -> None:
    script = "var countPage = 3; var currentPage = 0;"
    expected = [["index_1.shtml", "index_2.shtml"]]
    assert names(script, URL + "index.shtml") == expected
    # without a hint every ending is a route of its own
    firsts = [route[0] for route in names(script)]
    assert firsts == ["index_1.html", "index_1.shtml", "index_1.htm"]


def test_the_pager_of_a_long_article_is_not_that_of_a_list() -> None:
    script = "<script>var countPage = 3; var currentPage = 0;</script>"
    article = URL + "202501/t20250122_25.html"
    assert read(f"<p>正文</p>{script}", article) == Reading(())


def test_the_function_itself_is_no_call() -> None:
    text = "function createPageHTML(_nPageCount, _nCurrIndex, _sPageName){}"
    assert names(text) == []
    assert not trs.recognises(Page(URL, f"<script>{text}</script>", Call(URL)))


def test_announced_by_the_call_or_by_the_text() -> None:
    by_call = read("<script>createPageHTML(9,0,'index','html', 88)</script>")
    assert (by_call.announced, by_call.pages) == (88, 9)
    by_text = read("<p>共<b> 52 </b>条</p>")
    assert (by_text.announced, by_text.pages) == (52, None)


def test_rows() -> None:
    entry, long_number, menu = read(
        '<li><a href="./202501/t20250122_1.html" title="甲局2024年年度报告">甲…</a>'
        "</li>"
        '<p><a href="1980000000000000123.html">乙局年报</a></p><a href="../">上级</a>'
    ).rows
    assert (entry.title, entry.published_on) == ("甲局2024年年度报告", "2025-01-22")
    assert entry.url == URL + "202501/t20250122_1.html"
    assert [row.in_list for row in (entry, long_number, menu)] == [True, True, False]


def test_a_stub_of_what_is_gone_says_nothing() -> None:
    stub = '<meta http-equiv="refresh" content="0;URL=../" />'
    assert read(stub, URL + "index_2.html") == Reading(())
