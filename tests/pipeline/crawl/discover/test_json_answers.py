"""Values out of answers, and the same request for another page."""

import json

import pytest

from pipeline.crawl.call import Call
from pipeline.crawl.discover.json_answers import (
    at,
    date_of,
    json_of,
    number_at,
    number_in,
    numbered,
    objects_at,
    plain,
    text_at,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        ('\ufeff[{"a": 1}]', [{"a": 1}]),
        ('cb({"a": 1});', {"a": 1}),
        (' jQuery_1.x ({"a": 1}) ', {"a": 1}),
        (json.dumps('{"a": "(1)"}'), {"a": "(1)"}),  # JSON in a JSON string
        ("<html>(1)</html>", None),
        ('{"a": 1', None),
        ('"text"', None),
        ("17", None),
        ("", None),
        ("[" * 100_000, None),
    ],
)
def test_what_is_json(text: str, value: object) -> None:
    assert json_of(text) == value


def test_values_are_not_trusted() -> None:
    value = {"data": {"total": "41", "results": [{"a": 1}, "b", None]}, "n": [1]}
    assert number_at(value, "data", "total") == 41
    assert objects_at(value, "data", "results") == [{"a": 1}]
    assert objects_at(value, "n", "results") == []
    assert objects_at(value, "data") == []
    assert at(value, "n", "x") is None
    assert at(None) is None


@pytest.mark.parametrize(
    ("field", "number"),
    [
        (12, 12),
        (" 12 ", 12),
        (True, None),
        (1.5, None),
        ("-1", None),
        ("9" * 5000, None),
    ],
)
def test_numbers(field: object, number: int | None) -> None:
    assert number_at({"n": field}, "n") == number


def test_the_first_field_that_says_something() -> None:
    entry = {"a": None, "b": "null", "c": " ", "d": " x ", "e": 5}
    assert text_at(entry, "a", "b", "c", "d") == "x"
    assert text_at(entry, "e") == "5"
    assert text_at(json_of('{"t": "年\\ud800报"}'), "t") == "年?报"
    assert text_at(entry, "a", "missing") == ""


@pytest.mark.parametrize(
    ("field", "day"),
    [
        ("2024-01-27 00:00:00", "2024-01-27"),
        ("2024年1月27日", "2024-01-27"),
        ("20240127", "2024-01-27"),
        ("20240127093000", "2024-01-27"),
        (1706313600000, "2024-01-27"),  # 00:00 in Greenwich, 08:00 in China
        (1706284800, "2024-01-27"),  # midnight in China, the 26th in Greenwich
        ("1706284800", "2024-01-27"),
        (0, None),
        (20241399, None),  # no such month
        ("null", None),
        (10**15, None),
    ],
)
def test_dates(field: object, day: str | None) -> None:
    assert date_of({"time": field}, "missing", "time") == day


def test_titles_without_marks() -> None:
    assert plain("甲局<em>年度报告</em> \n") == "甲局年度报告"
    assert plain("A&amp;B  年报") == "A&B 年报"


def test_another_page_of_the_same_request() -> None:
    url = "http://a.site.test/list?page=1&_channelName=&n=2"
    assert numbered(Call(url), "page", 3).url.endswith("/list?page=3&_channelName=&n=2")
    assert number_in(Call(url), "page") == 1
    form = Call("http://a.site.test/", form=(("page", "1"), ("size", "20")))
    assert numbered(form, "page", 2).form == (("page", "2"), ("size", "20"))
    assert numbered(form, "page", 2).url == form.url
    body = Call("http://a.site.test/", json='{"pageNum": 1, "channelId": ["a"]}')
    following = numbered(body, "pageNum", 2)
    assert json.loads(following.json or "") == {"pageNum": 2, "channelId": ["a"]}
    assert number_in(following, "pageNum") == 2
    assert number_in(Call("http://a.site.test/"), "page") is None
