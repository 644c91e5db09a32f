"""The TRS search: what to ask, and answers that templates wrote."""

import json

import pytest

from pipeline.crawl.call import Call
from pipeline.crawl.discover import trs, trs_search
from pipeline.crawl.discover.page import Page, Reading

URL = "http://www.site.test/zfxxgknb/"
API = "http://www.site.test/fjdzapp/search"
FORM = (("channelid", "229105"), ("page", "2"), ("prepage", "75"))
SCRIPT = (
    "var opt = {{ channelid: 229105, chnlid: 1813, {more} classcol: 'publishyear' }};"
    "post('/fjdzapp/search', opt);"
)


def page(more: str = "", rows: str = "") -> Page:
    script = SCRIPT.format(more=more)
    return Page(URL, f"<html>{rows}<script>{script}</script></html>", Call(URL))


def answer(text: str, call: Call | None = None) -> Reading:
    return trs.read(Page(API, text, call or Call(API, FORM)))


def forms(reading: Reading) -> list[dict[str, str]]:
    return [dict(c.form or ()) for route in reading.routes for c in route.requests]


def item(number: int) -> str:
    return f"<li><a href='t20250101_{number}.html'>第{number}号</a>2025-01-01</li>"


def test_the_form_from_the_script() -> None:
    (form,) = forms(trs.read(page()))
    assert form == {
        "channelid": "229105",
        "sortfield": "-docorderpri,-docreltime",
        "classsql": "chnlid=1813",
        "classcol": "publishyear",
        "classnum": "100",
        "classsort": "0",
        "cache": "true",
        "page": "1",
        "prepage": "75",
    }


def test_pages_that_the_first_page_covers_may_bring_nothing() -> None:
    rows = "".join(item(n) for n in range(20))
    reading = trs.read(page("prepage: 10, recordCount: '45',", rows))
    (route,) = reading.routes
    assert [form["page"] for form in forms(reading)] == ["1", "2", "3"]
    assert (route.patience, route.chained, reading.announced) == (2, True, 45)


def test_nothing_is_asked_if_the_page_shows_all() -> None:
    rows = "".join(item(n) for n in range(3))
    assert trs.read(page("recordCount: '3',", rows)).routes == ()


def test_rows_of_an_answer() -> None:
    documents = [
        {
            "doctitle": "<em>甲局</em>年报",
            "docpuburl": "",
            "chnldocurl": "/a/t1_2.html",
        },
        {
            "title": "乙局年报",
            "url": "http://b.test/2.html",
            "pubdate": "2025-03-10 15:35",
        },
        {"doctitle": "", "docpuburl": "/nothing.html"},
        "not an object",
    ]
    reading = answer(json.dumps({"pageCount": "3", "data": documents}))
    assert [(row.title, row.url, row.published_on) for row in reading.rows] == [
        ("甲局年报", "http://www.site.test/a/t1_2.html", None),
        ("乙局年报", "http://b.test/2.html", "2025-03-10"),
    ]
    assert [form["page"] for form in forms(reading)] == ["3"]


def test_the_last_page_names_no_other() -> None:
    assert answer('{"pageCount": 2, "data": [{"doctitle": "a"}]}').routes == ()
    assert answer('{"docs": []}').routes == ()


def test_an_answer_without_counts_is_followed_to_its_end() -> None:
    call = Call("http://www.site.test/was5/web/search?page=1&templet=docs.jsp")
    (route,) = answer('{"docs": [{"title": "a", "url": "/a.html"},]}', call).routes
    assert [c.url.partition("?")[2] for c in route.requests] == [
        "page=2&templet=docs.jsp"
    ]
    assert route.guess


@pytest.mark.parametrize("text", ["<html>系统错误</html>", '{"message": "busy"}', ""])
def test_anything_else_is_a_fault(text: str) -> None:
    reading = answer(text)
    assert reading.rows == ()
    assert "expected JSON" in (reading.fault or "")


def test_a_page_without_the_search_is_not_recognised() -> None:
    plain = Page(URL, "<script>createPageHTML(2,0,'index','html')</script>", Call(URL))
    assert not trs_search.recognises(plain)
    assert trs_search.recognises(page())


def test_without_an_address_the_usual_one_is_asked() -> None:
    """It stands in an external script then; so do the numbers, or there is no call."""
    script = "var channelid = '229105', chnlid = '18', recordCount = '45';"
    text = f"<script>{script}</script>"
    (route,) = trs.read(Page(URL, text, Call(URL))).routes
    assert [call.url for call in route.requests] == [API]
    unknown = trs.read(Page(URL, text.replace("chnlid", "x"), Call(URL)))
    assert (unknown.routes, unknown.announced) == ((), 45)
