"""One link: where it leads, its title, the date and the organ in its row."""

import asyncio

import pytest

from pipeline.crawl.call import Call
from pipeline.crawl.discover import discover
from pipeline.crawl.discover.naming import publisher_of
from pipeline.crawl.discover.page import Page, Row, announced_total, entries_of
from pipeline.crawl.discover.titles import looks_like_report
from pipeline.crawl.text import decode
from pipeline.crawl.urls import article_key
from tests.site.direct import DirectAsker
from tests.site.model import Ask, Host, Reply
from tests.site.sources import make_source

URL = "http://a.site.test/nb/index.html"


def rows(markup: str) -> tuple[Row, ...]:
    return entries_of(Page(URL, f"<body>{markup}", Call(URL)))


@pytest.mark.parametrize(
    "link",
    [
        "<a href='/a/1.html'>",
        "<a href='javascript:void(0)' onclick=\"window.open('/a/1.html','_blank')\">",
        "<a href=\"javascript:location.href='/a/1.html';\">",
        "<a href='#' onclick='location.replace(\"/a/1.html\")'>",
        "<a href='#top' onclick=\"location = '/a/1.html'\">",
    ],
)
def test_where_a_link_leads(link: str) -> None:
    assert [row.url for row in rows(f"{link}甲县年报</a>")] == [
        "http://a.site.test/a/1.html"
    ]


@pytest.mark.parametrize(
    "link",
    [
        "<a href='javascript:void(0)' onclick=\"show('/a/1.html')\">",
        "<a href='#' onclick=\"window.open('/a/' + id + '.html')\">",
        "<a href='#' onclick=\"location.href='mailto:x@a.test'\">",
        "<a href='tel:12345'>",
        "<a>",
    ],
)
def test_links_that_lead_nowhere_we_can_know(link: str) -> None:
    assert rows(f"{link}甲县年报</a>") == ()


@pytest.mark.parametrize(
    "row",
    [
        "<div><p>{}</p><i>2024-01-09</i></div>",
        "<ul><li><b>2024/1/9</b>{}</li></ul>",
        "<section><div>{}</div><div>发布：2024年1月9日</div></section>",
    ],
)
def test_the_date_is_that_of_the_row(row: str) -> None:
    link = "<a href=/a/{}.html>甲县202{}年年报</a>"
    both = "".join(row.format(link.format(n, n)) for n in (2, 3))
    assert [r.published_on for r in rows(both)] == ["2024-01-09"] * 2


@pytest.mark.parametrize(
    "row",
    [
        "<ul><li onclick=\"location.href='/a/{n}.html'\">"
        "<p>{t}</p><i>{d}</i></li></ul>",
        "<div onclick=\"window.open('/a/{n}.html')\"><p>{t}</p><span>{d}</span></div>",
        "<table><tr onclick=\"location.href='/a/{n}.html'\">"
        "<td>{n}</td><td>{t}</td><td>{d}</td></tr></table>",
        # the link inside says where the row leads
        "<ul><li onclick='count()'><a href='/a/{n}.html'>{t}</a><i>{d}</i></li></ul>",
    ],
)
def test_rows_that_a_script_makes_links(row: str) -> None:
    printed = [
        row.format(n=n, t=f"甲县202{n}年政府信息公开年报", d=f"202{n + 1}-01-1{n}")
        for n in (2, 3)
    ]
    found = [(r.url, r.title, r.published_on) for r in rows("".join(printed))]
    assert found == [
        (
            f"http://a.site.test/a/{n}.html",
            f"甲县202{n}年政府信息公开年报",
            f"202{n + 1}-01-1{n}",
        )
        for n in (2, 3)
    ]


def test_a_date_inside_the_link_is_no_part_of_its_title() -> None:
    (row,) = rows("<a href=/1.html>甲县2023年年报<span>[2024-01-09]</span></a>")
    assert (row.title, row.published_on) == ("甲县2023年年报", "2024-01-09")


def test_a_menu_has_no_date_of_another_link() -> None:
    found = rows("<div><a href=/1>一</a><a href=/2>二</a><i>2024-01-09</i></div>")
    assert [row.published_on for row in found] == [None, None]


def test_the_organ_of_a_row_in_a_table() -> None:
    cells = "<td>1<td><a href=/1.html>2023年年报</a><td>甲县财政局<td>2024-01-09"
    (row,) = rows(f"<table><tr>{cells}</table>")
    assert row.publisher == "甲县财政局"
    (other,) = rows("<table><tr><td><a href=/1.html>年报</a><td>查看<td>各部门</table>")
    assert other.publisher is None


@pytest.mark.parametrize(
    ("title", "is_report"),
    [
        ("甲县财政局2023年政府信息公开年报", True),
        ("甲县财政局2023年财政统计年报", False),
        ("甲县统计局2023年信息公开统计年报", True),
        ("２０２３年甲县政府信息公开工作年度报告", True),
        ("2023年度事业单位法人年度报告书", False),
        ("2023年政府信息公开工作年度报告编制培训", False),
        ("子縣2023年政府信息公開工作年度報告", True),
        ("子縣2023年政府信息公開工作年度報告圖解", False),
        ("甲县2023年政府信息公开年度总结", True),
    ],
)
def test_titles(title: str, is_report: bool) -> None:
    assert looks_like_report(title, "http://a.site.test/1.html") is is_report


def test_a_label_before_a_title_hides_no_organ() -> None:
    assert publisher_of("[年报] 丁镇2023年信息公开年报") == "丁镇"


@pytest.mark.parametrize(
    ("printed", "total"),
    [
        ("共 18 条", 18),
        ("共18条记录", 18),
        ("共计18篇", 18),
        ("总数：18", 18),
        ("记录总数: 18", 18),
        ("访问总数：99 共有<b>18</b>条", 18),
        ("访问总数：99", None),
        ("共18页", None),
    ],
)
def test_printed_totals(printed: str, total: int | None) -> None:
    assert announced_total(Page(URL, f"<body>{printed}", Call(URL))) == total


def test_broken_bytes_do_not_decide_the_charset() -> None:
    words = "甲县政府信息公开工作年度报告" * 9
    for charset in ("gbk", "utf-8"):
        body = b"<p>" + words.encode(charset) + b"\xff</p>" + words.encode(charset)
        assert decode(body).count(words) == 2
    page = "<meta charset=big5>子縣年度報告"
    assert decode(page.encode("big5")) == page


def test_where_a_visitor_came_from_makes_no_other_article() -> None:
    own = article_key("http://a.site.test/1?id=7")
    assert article_key("http://a.site.test/1?id=7&spm=a1.b2&from=timeline") == own
    assert article_key("http://a.site.test/1?id=8") != own
    # an offset of a list by the same name is no such field
    assert article_key("http://a.site.test/1?id=7&from=20") != own


def test_pages_that_only_bring_other_links_end_a_walk() -> None:
    """A calendar has a next month for ever."""

    def answer(ask: Ask) -> Reply:
        month = int(ask.query.get("m", "1"))
        report = "<li><a href=/r/1.html>甲县2024年年度报告</a>2025-01-20</li>"
        menu = f"<a href=/visit/{month}>访问</a><a href='/c?m={month + 1}'>下一页</a>"
        return Reply(f"<body>{report}{menu}")

    name = "calendar.site.test"
    url = f"http://{name}/c?m=1"
    host = Host(name=name, family="generic", listing=url, answer=answer, reports={})
    asker = DirectAsker(make_source(name, url), host)
    listing = asyncio.run(discover(asker))
    assert [c.url for c in listing.candidates] == [f"http://{name}/r/1.html"]
    assert len(asker.calls) < 10
