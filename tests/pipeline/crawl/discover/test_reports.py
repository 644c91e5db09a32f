"""One report for each article, two forms of one report, and what a report page is."""

import pytest

from pipeline.crawl.call import Call
from pipeline.crawl.discover.links import Place
from pipeline.crawl.discover.page import Page, Row
from pipeline.crawl.discover.reports import Reports, heading_of, is_report_page

BASE = "http://www.a.gov.cn/nb/"
TITLE = "甲县2023年政府信息公开年报"


def add(reports: Reports, name: str, title: str, *path: str) -> None:
    row = Row(BASE + name, title, "2024-01-09", in_list=True)
    reports.add(row, Place(BASE, path), BASE)


def test_the_first_spelling_of_an_article_is_kept() -> None:
    reports = Reports()
    add(reports, "mpost_1.html", TITLE)
    add(reports, "post_1.html", TITLE)
    (candidate,) = reports.all()
    assert candidate.url == BASE + "mpost_1.html"
    assert reports.known(BASE + "post_1.html")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("1.pdf", TITLE + "（PDF版）"),
        ("2.html", TITLE + "(图片版)"),
        ("2.html", TITLE + "【Word文档下载】"),
        ("1.docx", TITLE + ".docx"),
        ("1.pdf", TITLE),
    ],
)
def test_another_form_names_the_first(name: str, title: str) -> None:
    reports = Reports()
    add(reports, "1.html", TITLE)
    add(reports, name, title)
    assert [c.form_of for c in reports.all()] == [None, BASE + "1.html"]


@pytest.mark.parametrize(
    ("name", "title", "path"),
    [
        ("2.html", TITLE, ()),  # two reports of one year are legal
        ("1.pdf", TITLE.replace("3", "2"), ()),
        ("1.pdf", TITLE, ("甲县教育局",)),
    ],
)
def test_another_report_is_no_form(
    name: str, title: str, path: tuple[str, ...]
) -> None:
    reports = Reports()
    add(reports, "1.html", TITLE)
    add(reports, name, title, *path)
    assert [c.form_of for c in reports.all()] == [None, None]


def test_a_page_is_the_first_form_wherever_it_stands() -> None:
    reports = Reports()
    add(reports, "1.pdf", TITLE)
    add(reports, "1.html", TITLE)
    assert [c.form_of for c in reports.all()] == [BASE + "1.html", None]


def test_title_first_then_the_channels() -> None:
    reports = Reports()
    add(reports, "1.html", "2022年年报", "2023年", "甲县教育局")
    add(reports, "2.html", "年报", "2023年", "甲县教育局")
    one, two = reports.all()
    assert (one.year, one.publisher) == (2022, "甲县教育局")
    assert (two.year, two.publisher) == (2023, "甲县教育局")
    assert two.channel == "2023年 > 甲县教育局"
    assert (one.position, two.position) == (1, 2)


def page(text: str) -> Page:
    return Page(BASE, f"<html>{text}</html>", Call(BASE))


def test_a_report_says_so_itself() -> None:
    said = "<p>统计期限自1月1日起。</p><h2>存在的主要问题及改进情况</h2>"
    assert is_report_page(page(said))
    # the same words in links are a menu
    assert not is_report_page(page("<a>统计期限</a><a>存在的主要问题及改进情况</a>"))
    assert not is_report_page(page("<p>统计期限自1月1日起。</p>"))


def test_heading() -> None:
    meta = "<title>a - b</title><meta name='ColumnName' content=' 2023年  年报 '>"
    assert heading_of(page(meta)) == "2023年 年报"
    assert heading_of(page("<title>a</title>")) == "a"
    assert heading_of(page("<p>a</p>")) is None
