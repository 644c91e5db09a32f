"""TrueCMS: how many entries are asked for, and where the next call starts."""

import json
from urllib.parse import parse_qsl, urlsplit

import pytest

from pipeline.crawl.call import Call
from pipeline.crawl.discover import truecms
from pipeline.crawl.discover.page import Page, Reading

URL = "http://www.site.test/gknb/gknb.html"
ENDPOINT = "/truecms/messageController/getMessage.do"
SCRIPT = f"<script>f({{proxyUrl:'{ENDPOINT}', columnId:'6f0a-7a8e'}})</script>"


def read(text: str) -> Reading:
    return truecms.read(Page(URL, f"<html>{text}</html>", Call(URL)))


def sent(reading: Reading) -> list[tuple[str, str, str]]:
    queries = [
        dict(parse_qsl(urlsplit(call.url).query))
        for route in reading.routes
        for call in route.requests
    ]
    return [(q["startrecord"], q["endrecord"], q["perpage"]) for q in queries]


def answer(records: int, head: str = "", start: int = 51) -> Reading:
    query = f"startrecord={start}&endrecord={start + 49}&perpage=50&columnId=6f0a-7a8e"
    call = Call(f"http://www.site.test{ENDPOINT}?{query}", headers=(("Referer", URL),))
    inside = "".join(
        f"<record><![CDATA[<li><a href='{n}.html'>年报</a></li>]]></record>"
        for n in range(records)
    )
    result = f"<datastore>{head}{inside}</datastore>" if records else ""
    return truecms.read(Page(call.url, f"cb({json.dumps({'result': result})})", call))


def test_sizes_are_tried_downwards() -> None:
    reading = read(SCRIPT)
    assert sent(reading) == [("1", "50", "50"), ("1", "20", "20"), ("1", "10", "10")]
    calls = [call for route in reading.routes for call in route.requests]
    assert {call.headers for call in calls} == {(("Referer", URL),)}


def test_the_next_call_starts_after_what_came() -> None:
    (route,) = answer(20).routes
    assert sent(answer(20)) == [("71", "120", "50")]
    assert route.guess
    assert answer(20, "<totalrecord>70</totalrecord>").routes == ()
    assert answer(20).rows[0].url == "http://www.site.test/gknb/0.html"


def test_nothing_for_too_many_is_no_fault() -> None:
    assert answer(0) == Reading(())


@pytest.mark.parametrize("body", ["<html></html>", "cb({})", "cb([1])", ""])
def test_anything_else_is_a_fault(body: str) -> None:
    url = f"http://www.site.test{ENDPOINT}?startrecord=1&perpage=50&columnId=6f0a"
    reading = truecms.read(Page(url, body, Call(url)))
    assert "expected JSONP" in (reading.fault or "")


@pytest.mark.parametrize(
    "kept",
    [
        "<script type='text/xml' id='initData'><datastore><record><![CDATA[{}]]>"
        "</record></datastore></script>",
        "<textarea id='initData'>{}</textarea>",
        "<div id='initData'><ul>{}</ul></div>",
    ],
)
def test_entries_kept_in_the_page(kept: str) -> None:
    row = "<li><a href='1.html'>甲局年报</a></li>"
    reading = read(kept.format(row) + SCRIPT)
    assert [r.title for r in reading.rows] == ["甲局年报"]
    assert sent(reading)[0] == ("2", "51", "50")
    whole = read(kept.format(row) + "<script>totalRecord: 1</script>" + SCRIPT)
    assert (whole.announced, whole.routes) == (1, ())
