"""What a link is, by its title and its place."""

import pytest

from pipeline.crawl.discover.links import Place, judge
from pipeline.crawl.discover.page import Row

ROOT = "http://www.a.gov.cn/zwgk/nb/"
FIRST = Place(ROOT)
YEAR = Place(ROOT, ("2023年度报告",))
ORGAN = Place(ROOT, ("部门年报", "甲县教育局"))


def kind(title: str, path: str, place: Place = FIRST, *, in_list: bool = False) -> str:
    url = path if path.startswith("http") else f"http://www.a.gov.cn{path}"
    return judge(Row(url, title, None, in_list), place).kind


@pytest.mark.parametrize(
    ("title", "path", "place", "expected"),
    [
        ("甲县2023年政府信息公开年报", "/x/1.html", FIRST, "report"),
        ("甲县2023年政府信息公开年报", "http://b.gov.cn/1.html", FIRST, "report"),
        # the menu has such words too
        ("政府信息公开年报", "/x/1.html", FIRST, "left"),
        ("政府信息公开年报", "/x/t20240101_1.html", FIRST, "report"),
        ("甲县教育局年报", "/x/1.html", FIRST, "report"),
        ("政府信息公开年报", "/zwgk/nb/1.html", FIRST, "report"),
        # a year, inside the reports of an organ
        ("2023年", "/zwgk/nb/d/t20240101_1.html", ORGAN, "report"),
        ("2023年", "/zwgk/nb/d/2023.pdf", ORGAN, "report"),
        ("2023年", "/zwgk/nb/d/2023/", ORGAN, "maybe"),
        ("2023年", "/zwgk/nb/d/9.html", ORGAN, "maybe"),
        ("2023年", "/tjxx/t20240101_1.html", ORGAN, "left"),
        # an organ, inside the reports of a year
        ("甲县教育局", "/zwgk/nb/2023/t20240101_1.html", YEAR, "report"),
        ("甲县教育局", "/zwgk/nb/2023/jyj.docx", YEAR, "report"),
        ("甲县教育局", "/zwgk/nb/2023/jyj/", YEAR, "maybe"),
        ("甲县教育局", "/zwgk/nb/t20240101_1.html", FIRST, "left"),
        ("甲县教育局", "/zwgk/nb/jyj/", FIRST, "maybe"),
        ("甲县教育局", "/jyj/", FIRST, "left"),
        # further lists
        ("部门年报", "/zwgk/nb/bm/", FIRST, "channel"),
        ("其他", "/zwgk/nb/qt/index.html", FIRST, "left"),
        ("其他", "/zwgk/nb/qt/index.html", YEAR, "channel"),
        ("2022年政府信息公开年报", "/zwgk/nb2022/", FIRST, "maybe"),
        ("政府信息公开年报", "/zwgk/nb/zf/", FIRST, "channel"),
        # menus, pages of this list, other hosts
        ("政府信息公开年报", "/jyj/nb/", FIRST, "left"),
        ("部门年报", "/zwgk/bmnb/", FIRST, "left"),
        ("政府信息公开指南", "/zwgk/nb/zn/", FIRST, "left"),
        ("尾页", "/zwgk/nb/index_5.html", FIRST, "left"),
        ("部门年报", "http://b.gov.cn/zwgk/nb/bm/", FIRST, "left"),
        ("关于我们", "/about.html", FIRST, "left"),
        ("关于编制2023年政府信息公开年度报告的通知", "/x/1.html", FIRST, "left"),
    ],
)
def test_by_title_and_place(title: str, path: str, place: Place, expected: str) -> None:
    assert kind(title, path, place) == expected


def test_columns_beside_the_first_are_its_parts() -> None:
    place = Place("http://www.a.gov.cn/col/col12/index.html")
    assert kind("2023年", "/col/col34/index.html", place) == "maybe"
    assert kind("部门年报", "/col/col34/index.html", place) == "channel"
    assert kind("要闻", "/col/col34/index.html", place) == "left"
    assert kind("政府信息公开年报", "/col/col34/index.html", place) == "left"


def test_a_list_that_is_a_file_has_its_own_folder() -> None:
    place = Place("http://www.a.gov.cn/zfxxgknb.htm")
    assert kind("2023年", "/zfxxgknb/2023n.htm", place) == "maybe"
    assert kind("2023年", "/tjxx/2023n.htm", place) == "left"


def test_nothing_is_below_the_home_page() -> None:
    assert kind("要闻", "/news/", Place("http://www.a.gov.cn/")) == "left"


def test_the_pattern_that_decided_is_named() -> None:
    row = Row(
        "http://www.a.gov.cn/1.html", "一图读懂年度报告：图解", None, in_list=True
    )
    assert "图解" in judge(row, FIRST).reason
    row = Row("http://www.a.gov.cn/1.html", "今日要闻", None, in_list=True)
    assert "`report`" in judge(row, FIRST).reason


def test_year_and_organ_of_a_list_are_the_nearest() -> None:
    place = Place(ROOT, ("2023年度报告", "甲县教育局"), "甲县人民政府2020年年报")
    assert (place.year, place.publisher) == (2023, "甲县教育局")
    place = Place(ROOT, (), "甲县人民政府2020年年报")
    assert (place.year, place.publisher) == (2020, "甲县人民政府")
