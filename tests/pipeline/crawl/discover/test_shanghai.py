"""Shanghai: static lists, shells, and the answers of the front API."""

from json import dumps, loads
from typing import Any

import pytest

from pipeline.crawl.call import Call
from pipeline.crawl.discover.page import Page, Reading
from pipeline.crawl.discover.shanghai import read

SITE = "http://www.site.test"
API = f"{SITE}/front/api/data/affair"
GUID = "0123456789abcdef0123456789abcdef"


def page(text: str, path: str = "/nw42944/index.html") -> Reading:
    url = SITE + path
    return read(Page(url, f"<body>{text}</body>", Call(url)))


def answer(data: dict[str, Any] | str, number: int = 1) -> Reading:
    text = data if isinstance(data, str) else dumps({"data": data})
    call = Call(API, json=dumps({"channelList": ["3"], "pageNo": number}))
    return read(Page(API, text, call))


ITEM = {"title": "2024年 年报", "url": "/zw/1.html", "display_date": "2025-07-03"}


def test_the_date_of_an_address() -> None:
    link = f'<a href="/nw42944/20250120/{GUID}.html">2024年年报</a>'
    (row,) = page(link).rows
    assert (row.published_on, row.in_list) == ("2025-01-20", True)


@pytest.mark.parametrize(
    ("path", "following"),
    [
        ("/nw42944/", "/nw42944/index_2.html"),
        ("/nw42944/index.html", "/nw42944/index_2.html"),
        ("/nw42944/index_4.html", "/nw42944/index_5.html"),
        ("/other/list.html", None),
    ],
)
def test_the_next_page_is_a_guess(path: str, following: str | None) -> None:
    routes = page(f'<a href="/nw42944/20250120/{GUID}.html">年报</a>', path).routes
    found = [call.url.removeprefix(SITE) for r in routes for call in r.requests]
    assert found == ([] if following is None else [following])
    assert all(route.guess for route in routes)


@pytest.mark.parametrize(
    ("script", "url", "channels", "size"),
    [
        ("new CMS({channelList: ['3', '4']})", API, ["3", "4"], 15),
        ('new CMS({"channelId":"12","pageSize":20})', API, ["12"], 20),
        (
            "post('/zwgk-search-front/api/data/affair', {channelList:[7]})",
            f"{SITE}/zwgk-search-front/api/data/affair",
            ["7"],
            15,
        ),
    ],
)
def test_a_shell_asks_the_api(
    script: str, url: str, channels: list[str], size: int
) -> None:
    (route,) = page(f"<script>{script}</script>").routes
    (call,) = route.requests
    sent = loads(call.json or "")
    assert (call.url, sent["channelList"], sent["pageSize"]) == (url, channels, size)
    assert sent["pageNo"] == 1


def test_a_shell_without_a_channel_is_not_asked_for() -> None:
    assert page("<script>new CMS({})</script>").routes == ()


def test_an_answer_and_the_page_after_it() -> None:
    data = {"list": [ITEM], "pageNo": 1, "totalPage": 4, "totalCount": 58}
    reading = answer(data)
    (row,) = reading.rows
    assert (row.url, row.title) == (f"{SITE}/zw/1.html", "2024年 年报")
    assert (row.published_on, reading.announced) == ("2025-07-03", 58)
    (call,) = reading.routes[0].requests
    assert loads(call.json or "") == {"channelList": ["3"], "pageNo": 2}
    assert answer(data, 4).routes == ()
    assert answer(data, 4).fault is None


def test_past_the_end_all_is_zero() -> None:
    data: dict[str, Any] = {"list": [], "pageNo": 0, "totalPage": 0, "totalCount": 0}
    assert answer(data, 9) == Reading(())


def test_a_capped_total_is_told_on_the_last_page() -> None:
    data = {"list": [ITEM], "totalPage": 100, "totalCount": 10_000}
    assert answer(data, 99).fault is None
    assert "10000" in (answer(data, 100).fault or "")


def test_a_row_without_an_address_is_missed() -> None:
    data = {"list": [ITEM | {"url": "http://[x"}], "totalPage": 1, "totalCount": 1}
    assert (answer(data).rows, answer(data).announced) == ((), 1)


@pytest.mark.parametrize(
    "text", ["", "<html>", '{"code": 500}', '{"data": {"list": 1}}']
)
def test_an_answer_that_is_none(text: str) -> None:
    assert "data.totalPage" in (answer(text).fault or "")
