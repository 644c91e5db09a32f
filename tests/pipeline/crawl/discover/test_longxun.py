"""龙讯: the fields of a label out of a page, and its pieces."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from pipeline.crawl.call import Call
from pipeline.crawl.discover import longxun
from pipeline.crawl.discover.page import Page, Reading

COLUMN = "http://www.site.test/zwgk/public/column/77?type=3&action=list"
ENTRY = (
    '<li><a class="title" href="/zwgk/public/77/1.html" title="全名年报">全名</a></li>'
)
ADDRESS = "/zwgk/site/label/8888?labelName=publicInfoList&siteId=5&organId=77&file=%2Fx"


def read(text: str, url: str = COLUMN) -> Reading:
    page = Page(url, f"<html>{text}</html>", Call(url))
    assert longxun.recognises(page)
    return longxun.read(page)


def fields(reading: Reading, way: int = 0) -> list[dict[str, str]]:
    return [
        dict(parse_qsl(urlsplit(call.url).query, keep_blank_values=True))
        for call in reading.routes[way].requests
    ]


def test_fields_of_an_address() -> None:
    reading = read(f"{ENTRY}<script>u='{ADDRESS}'; pageCount:3</script>")
    pieces = fields(reading)
    assert [piece["pageIndex"] for piece in pieces] == ["2", "3"]
    assert pieces[0]["file"] == "/x"
    assert pieces[0]["type"] == "3"  # of the page's own address
    assert (reading.pages, reading.rows[0].title) == (3, "全名年报")


def test_the_same_by_form() -> None:
    reading = read(f"{ENTRY}<script>u='{ADDRESS}'; pageCount:2</script>")
    (call,) = reading.routes[1].requests
    assert call.url == "http://www.site.test/zwgk/site/label/8888"
    assert dict(call.form or ())["pageIndex"] == "2"


def test_an_escaped_address_in_an_attribute() -> None:
    address = ADDRESS.replace("&", "&amp;")
    reading = read(f'{ENTRY}<div data-url="{address}" pageCount:2></div>')
    assert fields(reading)[0]["organId"] == "77"


def test_fields_of_an_object_and_a_head() -> None:
    script = (
        "var a = {b: 'c'}; Ls.ajax({url: '/zwgk/site/label/8888', data: {type: 4, "
        "'labelName': \"publicInfoList\", catId: '', isDate: true, junk: 'x'}, "
        "success: function(d) {}}); var pageCount = 2;"
    )
    reading = read(f'<meta name="SiteId" content="5">{ENTRY}<script>{script}</script>')
    (piece,) = fields(reading)
    assert piece["siteId"] == "5"
    assert piece["type"] == "4"
    assert piece["isDate"] == "true"
    assert piece["catId"] == ""
    assert "junk" not in piece


def test_an_empty_page_is_filled_from_the_first_piece() -> None:
    side = "<li><a href='/news/1.html'>新闻</a> 2025-01-02</li>"
    reading = read(f"{side}<script>u='{ADDRESS}'; pageCount:2</script>")
    assert [piece["pageIndex"] for piece in fields(reading)] == ["1", "2"]
    assert reading.pages == 3


def test_without_a_count_each_piece_names_the_next() -> None:
    reading = read(f"{ENTRY}<script>u='{ADDRESS}'</script>")
    assert reading.routes[0].chained
    (call,) = reading.routes[0].requests
    piece = longxun.read(Page(call.url, ENTRY, call))
    assert fields(piece)[0]["pageIndex"] == "3"
    assert longxun.read(Page(call.url, "暂无相关信息", call)) == Reading(())


@pytest.mark.parametrize(
    "script", ["", "var x = '/site/label/9999'", "labelName: 'publicInfoList'"]
)
def test_a_page_that_says_too_little(script: str) -> None:
    assert read(f"{ENTRY}<script>{script}; pageCount:9</script>").routes == ()


def test_the_front_page_leads_to_type_3() -> None:
    reading = read(ENTRY, "http://www.site.test/zwgk/public/column/77")
    (call,) = reading.routes[0].requests
    assert call.url == COLUMN
    category = "http://www.site.test/zwgk/public/column/77?catId=6"
    assert read(ENTRY, category).routes == ()


def test_entries_are_known_by_their_address() -> None:
    links = '<a href="/openness/public/77/5.html">甲年报</a><a href="/x/5.html">乙</a>'
    assert [row.in_list for row in read(links).rows] == [True, False]
