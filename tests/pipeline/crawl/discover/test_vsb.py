"""VSB: what the pager says, link by link."""

import pytest

from pipeline.crawl.call import Call
from pipeline.crawl.discover import vsb
from pipeline.crawl.discover.page import Page, Reading

URL = "http://www.site.test/zwgk/zbgg.htm"
JSP = "http://www.site.test/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1154"
ENTRY = '<li id="line_u5_0"><a href="../info/1039/1.htm">甲局年报</a></li>'


def read(text: str, url: str = URL) -> Reading:
    return vsb.read(Page(url, f"<html>{text}</html>", Call(url)))


def asked(reading: Reading) -> list[str]:
    return [call.url for route in reading.routes for call in route.requests]


def test_the_link_to_the_next_page_counts_from_its_own_page() -> None:
    first = read(
        f"{ENTRY}<span class='p_t'>共52条</span><a href='zbgg/10.htm'>下页</a>"
        "<a href='zbgg/1.htm'>尾页</a><span class='p_t'>1/11</span>"
    )
    assert asked(first) == ["http://www.site.test/zwgk/zbgg/10.htm"]
    assert (first.announced, first.pages) == (52, 11)
    assert first.routes[0].chained
    second = read(
        "<a href='9.htm'>下页</a><span class='p_t'>2/11</span>", asked(first)[0]
    )
    assert asked(second) == ["http://www.site.test/zwgk/zbgg/9.htm"]
    assert second.rest == ()


def test_names_for_what_is_missing() -> None:
    reading = read("<a href='zbgg/2.htm'>下页</a><span class='p_t'>1/3</span>")
    names = [[c.url.rpartition("/")[2] for c in r.requests] for r in reading.rest]
    assert names == [["2.htm", "1.htm"], ["3.htm"]]
    # Names that moved on may first lead to pages that were read already.
    assert reading.rest[0].patience == 2


def test_a_script_instead_of_a_link() -> None:
    reading = read("<a href='javascript:go(2)'>下页</a><span class='p_t'>1/3</span>")
    assert [url.rpartition("/")[2] for url in asked(reading)] == ["2.htm", "1.htm"]


def test_one_page() -> None:
    reading = read(f"{ENTRY}<span class='p_t'>共1条</span><span class='p_t'>1/1</span>")
    assert asked(reading) == []
    assert reading.rows[0].in_list


def test_numbers_of_a_dynamic_list() -> None:
    """Where only the last page is linked, its number is counted up to."""
    link = "<a href='?totalpage=3&amp;PAGENUM=3&amp;wbtreeid=1154'>尾页</a>"
    first = read(link, JSP)
    assert first.pages == 3
    (url,) = asked(first)
    assert url.endswith("/list.jsp?totalpage=3&PAGENUM=2&wbtreeid=1154")
    last = "http://www.site.test/list.jsp?totalpage=3&PAGENUM=3&wbtreeid=1154"
    assert asked(read(link, last)) == []


@pytest.mark.parametrize(
    "link", ["javascript:x(a=1)", "http://[?PAGENUM=2", "#a=1", "?a1154t=99&x=2"]
)
def test_links_that_are_no_pages(link: str) -> None:
    assert asked(read(f"<a href='{link}'>更多</a>", JSP)) == []


def test_entries_of_a_dynamic_site() -> None:
    link = "content.jsp?urltype=news.NewsContentUrl&wbtreeid=1&wbnewsid=3"
    (row,) = read(f"<p><a href='{link}'>甲局年报</a></p>", JSP).rows
    assert row.in_list


@pytest.mark.parametrize(
    "text",
    [
        "<!--Announced by Visual SiteBuilder 9-->",
        "<script>_showDynClicks('wbnews', 1, 2)</script>",
        "<script src='/system/resource/js/counter.js'></script>",
        "<span class='p_pages'></span>",
    ],
)
def test_recognised(text: str) -> None:
    assert vsb.recognises(Page(URL, text, Call(URL)))


def test_not_recognised() -> None:
    text = "<ul><li><a href='/wp/page.htm'>x</a></li></ul>"
    assert not vsb.recognises(Page(URL, text, Call(URL)))
