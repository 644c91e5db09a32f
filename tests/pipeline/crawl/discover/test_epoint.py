"""Epoint: rows without addresses, settings in scripts, both ways of counting."""

from json import dumps, loads
from typing import Any

import pytest

from pipeline.crawl.call import Call
from pipeline.crawl.discover.epoint import Site, read, site_of
from pipeline.crawl.discover.page import Page, Reading

SITE = "http://www.site.test"
FOLDER = f"{SITE}/govxxgk/002008/category/002008/002008001/2.html"
SHELL = (
    '<script src="/js/jquery.js"></script><script src="/js/webBuilderCommon.js">'
    "</script><script>var categorynum = '003001';</script>"
)
SETTINGS = "siteInfo = {siteGuid: 'abc-1', projectName: 'EpointWeb'}"
SERVICE = f"{SITE}/EpointWeb/rest/lightfrontaction/getgovinfolist"


def page(text: str, url: str = FOLDER, **more: Any) -> Page:
    return Page(url, f"<body>{text}</body>", Call(url), **more)


def answer(body: object, sent: dict[str, Any]) -> Reading:
    text = body if isinstance(body, str) else dumps(body)
    return read(Page(SERVICE, text, Call(SERVICE, json=dumps(sent))))


def asked(reading: Reading) -> list[dict[str, Any]]:
    return [loads(c.json or "") for r in reading.routes for c in r.requests]


ROW = (
    "<tr><td><a class='ewb-infoname' onclick=\"linkToNew('g-1','002008')\">"
    "2024年年报</a></td><td class='ewb-rqnr'>{}</td></tr>"
)


@pytest.mark.parametrize(
    ("date", "url", "script", "expected"),
    [
        ("2025-01-20", FOLDER, "", "/govxxgk/002008/2025-01-20/g-1.html"),
        # no date, or no organ: only the dynamic page is left
        ("", FOLDER, "", "/govxxgk/002008/category/002008/002008001/{}"),
        ("2025-01-20", f"{SITE}/nb/1.html", "", "/nb/{}"),
        # the page says it itself
        (
            "2025-01-20",
            FOLDER,
            "function linkToNew(a){open('/x/openDetailDynamic.html?infoid='+a)}",
            "/x/{}",
        ),
    ],
)
def test_where_a_row_leads(date: str, url: str, script: str, expected: str) -> None:
    table = f"<table>{ROW.format(date)}</table><script>{script}</script>"
    (row,) = read(page(table, url)).rows
    expected = expected.format("openDetailDynamic.html?infoid=g-1")
    assert row.url == SITE + expected
    assert (row.title, row.in_list) == ("2024年年报", True)
    assert row.published_on == (date or None)


def test_a_shell_needs_the_common_script() -> None:
    reading = read(page(SHELL))
    assert reading.needs == (Call(f"{SITE}/js/webBuilderCommon.js"),)
    assert (reading.routes, reading.fault) == ((), None)


def test_a_shell_with_its_script_asks_the_service() -> None:
    script = Page(f"{SITE}/js/webBuilderCommon.js", SETTINGS, Call(SITE))
    reading = read(page(SHELL, parts=(script,)))
    assert [r.requests[0].url for r in reading.routes] == [SERVICE] * 3
    first, wrapped, zero = asked(reading)
    assert first == {
        "deptcode": "002008",
        "categorynum": "003001",
        "pageSize": 50,
        "siteGuid": "abc-1",
        "pageIndex": 1,
    }
    assert wrapped == {"params": first | {"pageIndex": 0}}
    assert zero == first | {"pageIndex": 0}


def test_the_way_that_the_page_shows_comes_first() -> None:
    reading = read(page(f"{SHELL}<script>{SETTINGS}; ajax({{params: a}})</script>"))
    assert ["params" in sent for sent in asked(reading)] == [True, False, False]


def test_a_shell_whose_script_did_not_come_says_so() -> None:
    reading = read(page(SHELL, parts=()))
    assert reading.fault is not None
    assert "siteInfo" in reading.fault
    assert not reading.needs


@pytest.mark.parametrize(
    ("url", "category"),
    [
        (f"{SITE}/xxgk/list.html?categorynum=007", "007"),
        (f"{SITE}/xxgk/list.html?CategoryNum=007", "007"),
        (f"{SITE}/xxgk/003/003001/list.html", "003001"),
        (f"{SITE}/xxgk/list.html", None),
    ],
)
def test_the_category_of_a_shell(url: str, category: str | None) -> None:
    text = f"<script>{SETTINGS}; u = 'rest/lightfrontaction/getgovinfolist'</script>"
    sent = asked(read(page(text, url)))
    assert [s["categorynum"] for s in sent[:1]] == ([category] if category else [])


def test_settings() -> None:
    assert site_of(["siteGuid = 'a'", SETTINGS]) == Site("abc-1", "EpointWeb")
    assert site_of(['{"siteGuid":"a","projectName":"/web/"}']) == Site("a", "web")
    assert site_of(["siteGuid: 'a', projectName: ''"]) == Site("a", "")
    assert site_of(["projectName: 'web'"]) is None


def rows(count: int) -> list[dict[str, str]]:
    return [
        {"infourl": f"/a/{n}.html", "realtitle": f"{n}", "infodate": "2025-1-2 08:00"}
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("sent", "held", "total", "following"),
    [
        ({"pageIndex": 1, "pageSize": 50}, 50, 58, 2),
        ({"pageIndex": 2, "pageSize": 50}, 8, 58, None),
        ({"pageIndex": 1, "pageSize": 50}, 50, 50, None),
        ({"pageIndex": 1, "pageSize": 50}, 15, 58, 2),  # fewer than asked for
        ({"pageIndex": 4, "pageSize": 50}, 13, 58, 5),  # … so the end is not certain
        ({"pageIndex": 4, "pageSize": 50}, 15, 60, None),  # … unless it is full
        ({"pageIndex": 5, "pageSize": 50}, 0, 58, None),
        ({"pageIndex": 0, "pageSize": 50}, 50, 58, None),  # the rest of a list
    ],
)
def test_the_page_after(
    sent: dict[str, Any], held: int, total: int, following: int | None
) -> None:
    reading = answer({"custom": {"total": total, "data": rows(held)}}, sent)
    assert reading.announced == total
    indexes = [s["pageIndex"] for s in asked(reading)]
    assert indexes == ([] if following is None else [following])
    zero = [loads(r.requests[0].json or "")["pageIndex"] for r in reading.rest]
    assert zero == [0]


def test_the_page_after_with_params() -> None:
    sent = {"params": {"pageIndex": 0, "pageSize": 2}}
    reading = answer({"custom": {"total": 3, "data": rows(2)}}, sent)
    assert asked(reading) == [{"params": {"pageIndex": 1, "pageSize": 2}}]
    assert reading.rest == ()


def test_rows_of_an_answer() -> None:
    data = [
        *rows(1),
        {"infoid": "g-2", "title": "乙"},
        {"realtitle": "丙"},  # leads nowhere
        {"infourl": "http://[bad", "realtitle": "丁"},
    ]
    reading = answer(
        {"custom": dumps({"total": 4, "data": data})}, {"pageIndex": 1, "pageSize": 50}
    )
    first, second = reading.rows
    assert (first.url, first.title) == (f"{SITE}/a/0.html", "0")
    assert first.published_on == "2025-01-02"
    assert second.url == f"{SITE}/openDetailDynamic.html?infoid=g-2"
    assert reading.announced == 4  # so that the other two are missed


@pytest.mark.parametrize(
    "body", ["", "<html>", '{"code":500}', '{"custom":"{"}', "[" * 100_000]
)
def test_an_answer_that_is_none(body: str) -> None:
    reading = answer(body, {"pageIndex": 1, "pageSize": 50})
    assert reading.fault is not None
    assert "custom.total" in reading.fault
