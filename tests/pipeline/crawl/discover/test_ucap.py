"""开普云: which interface a page uses, and what is made of the answers."""

import json

import pytest

from pipeline.crawl.call import Call
from pipeline.crawl.discover import trs, ucap, ucap_json
from pipeline.crawl.discover.page import Page, Reading
from pipeline.crawl.settings import listing_settings

URL = "http://www.site.test/x/c103251/list.shtml"
A, B = "a" * 32, "b" * 32
ENTRY = f'<li><a href="/x/c103251/202501/{A}.shtml">甲局年报</a> 2025-01-02</li>'


def html(text: str, url: str = URL) -> Page:
    return Page(url, f"<html><body>{text}</body></html>", Call(url))


def asked(reading: Reading) -> list[Call]:
    return [call for route in reading.routes for call in route.requests]


def answer(value: object, call: Call | None = None) -> Reading:
    call = call or Call(
        f"http://www.site.test/searchList/{A}?_isJson=true&page=1",
        headers=(("Referer", URL),),
    )
    return ucap.read(Page(call.url, json.dumps(value), call))


def entry(number: int, **more: object) -> dict[str, object]:
    return {"title": f"第{number}局年报", "url": f"/x/{number}.shtml"} | more


# --- static ---------------------------------------------------------------------


def test_pages_count_from_one() -> None:
    script = "<script>createPageHTML('page_div', 3, 1, 'list', 'shtml', 52);</script>"
    reading = ucap.read(html(ENTRY + script))
    names = [call.url.rpartition("/")[2] for call in asked(reading)]
    assert names == ["list_2.shtml", "list_3.shtml"]
    assert (reading.announced, reading.pages, reading.rest) == (52, 3, ())


def test_a_wrong_count_of_pages_costs_nothing() -> None:
    script = "<script>createPageHTML('p', 999999999, 1, 'list', 'shtml');</script>"
    assert (
        len(asked(ucap.read(html(ENTRY + script)))) == listing_settings().max_pages + 1
    )


def test_a_list_of_one_page_asks_for_nothing() -> None:
    meta = f'<meta name="channelid" content="{A}">'
    assert asked(ucap.read(html(meta + ENTRY))) == []


def test_the_list_of_a_side_column_is_left() -> None:
    """A page with entries is only asked on behalf of its own channel."""
    side = f"<script>var news = '/common/search/{B}';</script>"
    meta = f'<meta name="ChannelId" content="{A}">'
    assert asked(ucap.read(html(meta + side + ENTRY))) == []
    own = f"<script>var list = '/common/search/{A}';</script>"
    (call,) = asked(ucap.read(html(meta + side + own + ENTRY)))
    assert f"/common/search/{A}?" in call.url


# --- which interface ------------------------------------------------------------


@pytest.mark.parametrize("path", ["/common/search/", "/searchList/", "/search/"])
def test_an_address_in_the_page(path: str) -> None:
    (call, *others) = asked(ucap.read(html(f"<script>go('{path}{A}?x=1')</script>")))
    assert others == []
    assert call.url.startswith(
        f"http://www.site.test{path}{A}?_isAgg=true&_isJson=true"
    )
    assert call.headers == (("Referer", URL),)


def test_an_address_on_another_host() -> None:
    script = f"<script>go('//so.site.test/common/search/{A}')</script>"
    assert asked(ucap.read(html(script)))[0].url.startswith(
        "http://so.site.test/common/"
    )


def test_guesses_in_their_order() -> None:
    calls = asked(ucap.read(html(f"<script>var channelId = '{A}';</script>")))
    paths = [
        call.url[len("http://www.site.test") :].partition("?")[0] for call in calls
    ]
    assert paths == [
        f"/common/search/{A}",
        f"/searchList/{A}",
        f"/search/{A}",
        "/getFileListByCodeId",
    ]
    assert calls[-1].method == "POST"
    assert dict(calls[-1].form or ())["channelId"] == A


def test_the_channel_of_the_reports_comes_first() -> None:
    script = (
        f"<script>post('/getFileListByCodeId');\nvar t1 = {{channelId: '{B}'}};\n"
        f"var t2 = {{name: '年度报告', channelId: '{A}'}};</script>"
    )
    calls = asked(ucap.read(html(script)))
    assert [dict(call.form or ())["channelId"] for call in calls] == [A, B]


def test_the_interface_of_another_host() -> None:
    script = "url: location.protocol+'//api.site.test/search/common/search/'+channelId"
    page = html(f"<script>var channelId =  '97434'; {script}</script>")
    (call,) = asked(ucap.read(page))
    assert call.url == "http://api.site.test/search/common/search/97434"
    form = dict(call.form or ())
    assert (form["datas[0][key]"], form["datas[0][value]"]) == ("status", "4")
    assert form["page"] == "1"


def test_long_scripts_are_searched_in_linear_time() -> None:
    noise = "a" * 300_000
    page = html(f"<script>var x='{noise}/getFileListByCodeIx {noise}'</script>")
    assert asked(ucap.read(page)) == []


# --- answers --------------------------------------------------------------------


def test_addresses_by_the_list_and_not_by_the_interface() -> None:
    call = Call(
        "https://api.site.test/search/common/search/1",
        form=(("page", "1"),),
        headers=(("Referer", URL),),
    )
    rows = answer(
        {"data": {"total": 3, "results": [
            entry(1),
            entry(2, url="//www.other.test/2.shtml"),
            entry(3, url="null", redirectUrl="http://www.site.test/3.shtml"),
        ]}},
        call,
    ).rows  # fmt: skip
    assert [row.url for row in rows] == [
        "http://www.site.test/x/1.shtml",
        "http://www.other.test/2.shtml",
        "http://www.site.test/3.shtml",
    ]
    assert all(row.in_list for row in rows)


def test_the_length_of_a_page_is_what_came() -> None:
    results = [entry(n) for n in range(10)]
    reading = answer({"data": {"total": 41, "rows": 20, "results": results}})
    assert reading.announced == 41
    assert [c.url[-7:] for c in asked(reading)] == [f"&page={n}" for n in range(2, 6)]
    assert [len(route.requests) for route in reading.rest] == [4]


def test_later_pages_name_no_more() -> None:
    call = Call(f"http://www.site.test/searchList/{A}?page=2")
    reading = answer({"data": {"total": 41, "results": [entry(1)]}}, call)
    assert asked(reading) == []


def test_without_a_total_pages_follow_until_one_is_empty() -> None:
    call = Call("http://www.site.test/interface-cms/q", json='{"pageNum": 1}')
    reading = answer({"Status": "success", "results": [entry(1)]}, call)
    assert [c.json for c in asked(reading)] == ['{"pageNum": 2}']
    assert reading.routes[0].chained
    assert answer({"Status": "success", "results": []}, call) == Reading(())


@pytest.mark.parametrize(
    "value",
    [
        {"code": 500, "err": "x"},
        {"data": None},
        {"data": {"total": "many", "results": "none"}},
        {
            "results": [
                {"title": "甲局年报"},
                {"url": "/1.shtml"},
                {"title": "乙", "url": "http://["},
            ]
        },
    ],
)
def test_answers_without_entries(value: object) -> None:
    assert answer(value).rows == ()


def test_entries_without_a_page_are_read_by_the_interface() -> None:
    (row,) = answer({"results": [entry(1, url="", manuscriptId="ab")]}).rows
    path = "/interface-cms/proxy/api?apiUrl=manuscript%2FgetManuscriptById"
    assert row.url.startswith(f"http://www.site.test{path}")
    assert row.url.endswith("&manuscriptId=ab")


def test_a_search_that_gives_a_page() -> None:
    call = Call(f"http://www.site.test/common/search/{A}?_isJson=true&page=1")
    reading = ucap.read(Page(call.url, f"<ul>{ENTRY}</ul>", call))
    assert [c.url[-7:] for c in asked(reading)] == ["&page=2"]
    assert reading.routes[0].chained


# --- recognising ----------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "<script>createPageHTML('page_div',3,1,'list','shtml',52);</script>",
        f'<meta name="channelid" content="{A}">',
        f"<script>var channelId='{A}'</script>",
        "<script>$.get(url + '?_isAgg=true')</script>",
        "<script>$.post('/interface-cms/qryManuscriptByWebsiteId')</script>",
        f'<a href="/x/c103251/202501/{A}.shtml">年报</a>',
    ],
)
def test_recognised(text: str) -> None:
    assert ucap.recognises(html(text))


def test_lists_that_count_from_zero_are_another_product() -> None:
    page = html('<script>createPageHTML(3, 0, "index", "html");</script>')
    assert not ucap.recognises(page)
    assert not ucap_json.recognises(page)
    assert len(trs.read(page).routes[0].requests) == 2


def test_a_prefix_that_is_no_address() -> None:
    script = "<script>createPageHTML('p', 3, 1, 'http://[', 'shtml', 5);</script>"
    assert asked(ucap.read(html(ENTRY + script))) == []
