"""gkmlpt: the category in the tree, pages of the API, the search."""

import json

import pytest

from pipeline.crawl.call import Call
from pipeline.crawl.discover import gkmlpt
from pipeline.crawl.discover.page import Page, Reading

URL = "http://www.site.test/yj/gkmlpt/index"
API = "http://www.site.test/yj/gkmlpt/api/all/{}?page={}&sid=175"


def node(number: int, name: str, count: object, **more: object) -> dict[str, object]:
    return {"id": number, "name": name, "post_count": count, "jump_url": ""} | more


def catalogue(*tree: object, more: str = "", url: str = URL) -> Reading:
    text = json.dumps(tree, ensure_ascii=False)
    script = f"window._CONFIG = {{{more} SID: '175', TREE: {text}, X: [1]}};"
    page = Page(url.partition("#")[0], f"<script>{script}</script>", Call(url))
    assert gkmlpt.recognises(page)
    return gkmlpt.read(page)


def first(reading: Reading) -> str:
    return reading.routes[0].requests[0].url


def api(value: object, number: int = 1) -> Reading:
    url = API.format(9, number)
    text = value if isinstance(value, str) else json.dumps(value)
    return gkmlpt.read(Page(url, text, Call(url)))


def post(number: int, **more: object) -> dict[str, object]:
    url = f"http://www.site.test/gkmlpt/content/0/1/post_{number}.html"
    return {"id": number, "title": f"第{number}局2020年年度报告", "url": url} | more


# --- the catalogue --------------------------------------------------------------


def test_the_category_is_deep_in_the_tree() -> None:
    deep = node(1, "政府信息公开", 9, children=[node(9, "政府信息公开年报", 4)])
    reading = catalogue(node(3, "机构", 2), deep)
    assert first(reading) == API.format(9, 1)
    assert reading.announced == 4


def test_the_address_names_the_category() -> None:
    tree = (node(8, "政府信息公开年报", 50), node(9, "年度报告", 4))
    assert first(catalogue(*tree)) == API.format(8, 1)
    named = "http://www.site.test/yj/gkmlpt/annualreport#9"
    assert first(catalogue(*tree, url=named)) == API.format(9, 1)
    unknown = "http://www.site.test/yj/gkmlpt/annualreport#77"
    assert first(catalogue(*tree, url=unknown)) == API.format(8, 1)


def test_other_annual_reports_are_not_taken() -> None:
    tree = (node(7, "统计年报", 99), node(6, "法治政府建设年度报告", 50))
    assert catalogue(*tree).routes == ()
    assert first(catalogue(*tree, node(9, "年报", 0))) == API.format(9, 1)


def test_a_category_that_is_elsewhere() -> None:
    reading = catalogue(node(9, "年报", 4, jump_url="/zwgk/nb/"))
    assert first(reading) == "http://www.site.test/zwgk/nb/"
    assert (reading.announced, reading.rest) == (None, ())


def test_what_is_tried_while_entries_are_missing() -> None:
    below = [node(10, "2019年以前", "15")]
    more = "SEARCH_JSONP_URL: 'http:\\/\\/so.site.test\\/jsonp',"
    reading = catalogue(node(9, "年报", 3, children=below), more=more)
    assert reading.announced == 15
    zero, under, *search = [route.requests[0].url for route in reading.rest]
    assert (zero, under) == (API.format(9, 0), API.format(10, 1))
    assert all(url.startswith("http://so.site.test/jsonp/site/175?") for url in search)
    assert "callback=cb" in search[0]


@pytest.mark.parametrize("tree", ["TREE: [{", "TREE: null", "", "TREE: [1, [2]]"])
def test_a_tree_that_cannot_be_read(tree: str) -> None:
    text = f"<script>window._CONFIG = {{SID: '1', {tree}}}</script>"
    assert gkmlpt.read(Page(URL, text, Call(URL))).routes == ()


def test_a_tree_without_end() -> None:
    tree = node(1, "年报", 1)
    for number in range(2, 200):
        tree = node(number, "机构", 1, children=[tree])
    assert catalogue(tree).routes == ()  # deeper than any catalogue


# --- answers --------------------------------------------------------------------


def test_pages_by_the_length_of_the_first() -> None:
    value = {"classify": node(9, "年报", 7), "total": 7, "articles": [post(1), post(2)]}
    reading = api(value)
    assert [c.url for c in reading.routes[0].requests] == [
        API.format(9, n) for n in (2, 3, 4)
    ]
    assert [r.requests[0].url for r in reading.rest] == [API.format(9, 0)]
    assert api(value, number=3).routes == ()


def test_more_are_counted_than_shown() -> None:
    value = {
        "classify": node(9, "年报", 18),
        "total": 2,
        "articles": [post(1), post(2)],
    }
    reading = api(value)
    assert reading.announced == 18
    assert reading.routes[0].requests == ()


@pytest.mark.parametrize("text", ["<html>系统繁忙</html>", "", "[]", '{"articles": 3}'])
def test_past_the_end(text: str) -> None:
    assert api(text, number=5).rows == ()


def test_dates_and_addresses() -> None:
    articles = [
        post(1, display_publish_time=1579968000, created_at="2021-01-01 00:00:00"),
        post(2, created_at="2020-01-26 00:00:00"),
        post(3, url="", post_url="/gkmlpt/content/0/1/mpost_3.html"),
        post(4, url="", post_url=""),
        post(5, title=None),
    ]
    rows = api({"total": 5, "articles": articles}).rows
    assert [row.published_on for row in rows] == ["2020-01-26", "2020-01-26", None]
    assert rows[2].url == "http://www.site.test/gkmlpt/content/0/1/mpost_3.html"


def test_the_search_counts_only_reports() -> None:
    url = "http://so.site.test/jsonp/site/175?page=1&text=x&callback=cb"
    results = [
        post(1, title="甲局2009年<em>年度报告</em>", pub_time="2010-03-01"),
        post(2, title="关于<em>年度报告</em>的通知"),
        post(3, url="http://www.site.test/news/3.html"),
    ]
    text = f"cb({json.dumps({'count': 7, 'results': results})})"
    reading = gkmlpt.read(Page(url, text, Call(url)))
    assert [(r.title, r.in_list) for r in reading.rows] == [
        ("甲局2009年年度报告", True),
        ("关于年度报告的通知", False),
    ]
    assert reading.routes == ()
    (rest,) = reading.rest
    assert [c.url.partition("&")[0][-1] for c in rest.requests] == ["2", "3"]
    assert rest.patience == 2
    refused = Page(url, '{"errcode": -1, "errmsg": "x"}', Call(url))
    assert gkmlpt.read(refused) == Reading(())


# --- NFCMS ----------------------------------------------------------------------


def test_a_channel_of_plain_links() -> None:
    url = "http://www.site.test/zwgk/nb/"
    text = (
        '<p><a href="content/post_1.html">甲局2020年年报</a></p>'
        "<script>createPageHTML(3, 0, 'index', 'html');</script>"
    )
    page = Page(url, text, Call(url))
    assert gkmlpt.recognises(page)
    reading = gkmlpt.read(page)
    assert [row.in_list for row in reading.rows] == [True]
    names = [c.url[len(url) :] for c in reading.routes[0].requests]
    assert names == ["index_1.html", "index_2.html"]


def test_any_page_is_not_recognised() -> None:
    assert not gkmlpt.recognises(Page("http://a.test/", "<a href='/x'>x</a>", Call("")))
