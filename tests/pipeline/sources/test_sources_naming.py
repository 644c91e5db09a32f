"""Whose listing it is: places, kinds and levels from names; names from pages."""

import pytest

from pipeline.crawl.call import Call
from pipeline.crawl.discover import Candidate
from pipeline.crawl.discover.page import Page
from pipeline.registry import load_adcodes, load_provinces
from pipeline.sources.naming import Guess, guess, names_on
from pipeline.sources.places import place_codes

URL = "https://www.example.gov.cn/zfxxgknb/"


def guessed(name: str, province: str | None = None) -> Guess:
    return guess(name, province, None, load_provinces(), load_adcodes())


def page(html: str) -> Page:
    return Page(URL, html, Call(URL))


def candidates(*publishers: str | None) -> list[Candidate]:
    return [
        Candidate(
            url=f"{URL}{number}.html",
            title="年度报告",
            published_on=None,
            listing_url=URL,
            position=number,
            publisher=publisher,
        )
        for number, publisher in enumerate(publishers, start=1)
    ]


@pytest.mark.parametrize(
    ("name", "province", "adcode", "level", "kind"),
    [
        ("平潭县人民政府", "fujian", "350128", "county", "government"),
        ("驻马店市", "henan", "411700", "prefecture", "government"),
        ("河南省发展和改革委员会", "henan", "410000", "province", "department"),
        ("海口市人力资源和社会保障局", "hainan", "460100", "prefecture", "department"),
        ("湘阴县南湖洲镇人民政府", "hunan", "430624", "township", "town"),
        (
            "南京市鼓楼区人民政府华侨路街道办事处",
            "jiangsu",
            "320106",
            "township",
            "town",
        ),
        ("国家税务总局", "central", None, "national", "central_agency"),
        # an authority with 管理委员会 in its name is no zone
        (
            "西藏自治区国有资产监督管理委员会",
            "xizang",
            "540000",
            "province",
            "department",
        ),
    ],
)
def test_a_name_says_what_it_is(
    name: str, province: str, adcode: str | None, level: str, kind: str
) -> None:
    found = guessed(name)
    assert found.doubt == ""
    assert (found.province_id, found.adcode) == (province, adcode)
    assert (found.level, found.kind) == (level, kind)


def test_a_bare_place_gets_its_full_name() -> None:
    found = guessed("驻马店市")
    assert (found.name, found.short_names) == ("驻马店市人民政府", ("驻马店市",))
    assert guessed("平潭县财政局").short_names == ()


def test_a_place_that_is_there_twice_is_a_doubt() -> None:
    doubt = guessed("鼓楼区人民政府").doubt
    assert "320106 (江苏省南京市鼓楼区)" in doubt
    assert "350102 (福建省福州市鼓楼区)" in doubt
    # within Fujian there is one
    assert guessed("鼓楼区人民政府", "fujian").adcode == "350102"


def test_an_unknown_place_is_a_doubt() -> None:
    assert "names no division" in guessed("甲县人民政府").doubt
    assert place_codes("甲县人民政府", "", load_adcodes()) == []


def test_the_organ_of_most_titles_comes_first() -> None:
    found = names_on(
        page('<meta name="SiteName" content="中国·某市人民政府门户网站">'),
        page('<meta name="contentSource" content="某县财政局">'),
        candidates("某县教育局", "某县教育局", None),
    )
    assert [(n.name, n.origin) for n in found[:2]] == [
        ("某县教育局", "titles of 2 of 3 reports"),
        ("某县财政局", "meta ContentSource of a report"),
    ]


def test_without_titles_the_site_tells() -> None:
    html = (
        '<meta name="sitename" content="平潭综合实验区（演示站点）">'
        "<title>政府信息公开年报 - 平潭县人民政府</title>"
        "<body>当前位置：首页 &gt; 平潭县财政局 &gt; 年报</body>"
    )
    found = names_on(page(html), None, candidates(None, "甲局", "乙局"))
    assert [n.name for n in found] == [
        "平潭综合实验区",
        "平潭县人民政府",
        "平潭县财政局",
        "甲局",
        "乙局",
    ]
