"""jpaas: the calls of units, and when a unit is followed."""

import json
from urllib.parse import parse_qsl, urlsplit

import pytest

from pipeline.crawl.call import Call
from pipeline.crawl.discover import jpaas
from pipeline.crawl.discover.page import Page, Reading

URL = "http://www.site.test/col/col1/index.html"
UNIT = "http://www.site.test/api-gateway/jpaas-publish-server/front/page/build/unit"
REFERER = (("Referer", URL),)
ROW = "<li><a href='/col/col1/art/2025/art_{}.html'>甲局2024年{}</a>2025-01-20</li>"


def script(data: str, url: str = UNIT) -> str:
    return (
        f'<script src="/cms/AuthorizedRead/unitbuild.js?v=3" url="{url}" '
        f'queryData="{data}"></script>'
    )


def answer(html: str, **query: str) -> Reading:
    text = "&".join(f"{name}={value}" for name, value in query.items())
    call = Call(f"{UNIT}?{text}", headers=REFERER)
    body = json.dumps({"success": True, "data": {"html": html}})
    return jpaas.read(Page(call.url, body, call))


def rows(count: int, word: str = "年度报告") -> str:
    return "".join(ROW.format(f"{n:032x}", word) for n in range(count))


def asked(reading: Reading) -> list[dict[str, int]]:
    calls = [call for route in reading.routes for call in route.requests]
    return [
        json.loads(dict(parse_qsl(urlsplit(c.url).query))["paramJson"]) for c in calls
    ]


def test_units_are_asked_as_they_are_spelled() -> None:
    text = script("{'parseType':'bulidstatic','tagId':'当前栏目list'}") * 2
    text += script("{&quot;parseType&quot;:&quot;buildstatic&quot;}", url="")
    text += "<script src='other.js' queryData=\"{'a':'b'}\"></script>"
    reading = jpaas.read(Page(URL, text, Call(URL)))
    tag = "%E5%BD%93%E5%89%8D%E6%A0%8F%E7%9B%AElist"
    assert reading.lists == (
        Call(f"{UNIT}?parseType=bulidstatic&tagId={tag}", headers=REFERER),
        Call(f"{UNIT}?parseType=buildstatic", headers=REFERER),
    )


def test_the_count_of_the_pager() -> None:
    pager = 'oLayPageRender(a,{rows:"20",count:"45",pageNo:"1"})'
    reading = answer(rows(3) + f"<script>{pager}</script>", tagId="x")
    assert (reading.announced, asked(reading)) == (45, [{"pageNo": 2, "pageSize": 20}])
    last = answer(rows(3) + pager, paramJson='{"pageNo":3,"pageSize":20}')
    assert (last.announced, last.routes) == (45, ())


def test_a_list_without_a_count_goes_on_to_its_end() -> None:
    reading = answer(rows(4) + "<a>下一页</a>", tagId="x")
    assert asked(reading) == [{"pageNo": 2, "pageSize": 4}]
    assert reading.routes[0].guess
    assert answer(rows(4), tagId="x").routes == ()


def test_a_unit_without_reports_is_not_followed() -> None:
    pager = 'oLayPageRender(a,{rows:"3",count:"900",pageNo:"1"})'
    news = answer(rows(3, "要闻") + pager, tagId="news")
    assert (len(news.rows), news.announced, news.routes) == (3, None, ())
    # but the list of the column is, whatever its first page shows
    assert answer(rows(3, "通知") + pager, tagId="columnlist").announced == 900


@pytest.mark.parametrize("body", ['{"success":false,"data":{}}', "<html></html>", ""])
def test_anything_else_is_a_fault(body: str) -> None:
    call = Call(f"{UNIT}?tagId=x", headers=REFERER)
    assert "data.html" in (jpaas.read(Page(call.url, body, call)).fault or "")


def test_links_start_from_the_page_of_the_unit() -> None:
    reading = answer("<li><a href='art/1.html'>年报</a></li>", tagId="x")
    assert reading.rows[0].url == "http://www.site.test/col/col1/art/1.html"
