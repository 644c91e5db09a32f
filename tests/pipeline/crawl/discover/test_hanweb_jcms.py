"""Hanweb jcms: units of a page, calls of the proxy, and where the next one starts."""

from urllib.parse import parse_qs, urlsplit

from pipeline.crawl.call import Call
from pipeline.crawl.discover import hanweb_jcms
from pipeline.crawl.discover.page import Page, Reading, Route

URL = "http://www.site.test/col/col7/index.html"
PROXY = "/module/web/jpage/dataproxy.jsp"


def records(numbers: range, word: str = "年度报告") -> str:
    return "".join(
        f"<record><![CDATA[<li><a href='/art/2025/1/9/art_7_{n}.html' "
        f"title='第{n}局2024年政府信息公开工作{word}'>第{n}局</a></li>]]></record>"
        for n in numbers
    )


def unit(
    numbers: range, total: int, number: str = "256", word: str = "年度报告"
) -> str:
    link = f"{PROXY}?page=1&amp;columnid=7&amp;unitid={number}"
    return (
        f"<script type='text/xml'><datastore><nextgroup><![CDATA[<a href=\"{link}\">"
        f"</a>]]></nextgroup><recordset>{records(numbers, word)}</recordset>"
        f"</datastore></script><script>$('#{number}').jpage({{totalRecord:{total}, "
        f"proxyUrl:'{PROXY}', perPage:2, groupSize:2, ajaxParam:{{col:1,path:'/',"
        f"columnid:7,unitid:'{number}',webname:\"某市\",permissiontype:0}}}})</script>"
    )


def answer(numbers: range, head: str = "") -> str:
    return f"<datastore>{head}<recordset>{records(numbers)}</recordset></datastore>"


def read(text: str, call: Call | None = None) -> Reading:
    asked = call or Call(URL)
    return hanweb_jcms.read(Page(asked.url, f"<html>{text}</html>", asked))


def query(call: Call) -> dict[str, str]:
    return {name: v[0] for name, v in parse_qs(urlsplit(call.url).query).items()}


def window(start: int, end: int) -> Call:
    url = f"http://www.site.test{PROXY}?startrecord={start}&endrecord={end}&perpage=2"
    return Call(url, (("unitid", "256"),))


def test_every_way_to_the_rest() -> None:
    by_post, by_page, by_get = read(unit(range(4), 9)).routes
    (post,) = by_post.requests
    assert query(post) == {"startrecord": "5", "endrecord": "8", "perpage": "2"}
    assert dict(post.form or ())["webname"] == "某市"
    assert [query(call)["page"] for call in by_page.requests] == list("12345")
    # pages one and two stand in the page
    assert by_page.patience == 2
    (get,) = by_get.requests
    assert get.form is None
    assert query(get)["unitid"] == "256"
    assert query(get)["startrecord"] == "5"


def test_a_whole_list_needs_no_route() -> None:
    reading = read(unit(range(4), 4))
    assert [route.requests for route in reading.routes] == []
    assert reading.announced == 4


def test_the_next_window_starts_after_what_came() -> None:
    total = "<totalrecord>30</totalrecord>"
    (route,) = read(answer(range(5), total), window(11, 20)).routes
    (call,) = route.requests
    assert (query(call)["startrecord"], query(call)["endrecord"]) == ("16", "25")
    assert call.form == (("unitid", "256"),)
    assert route == Route((call,), chained=True)
    assert read(answer(range(10), total), window(21, 30)).routes == ()


def test_a_record_without_a_link_counts() -> None:
    text = "<datastore><totalrecord>9</totalrecord><record>文字</record></datastore>"
    (route,) = read(text, window(5, 8)).routes
    assert query(route.requests[0])["startrecord"] == "6"


def test_pages_beyond_those_that_were_expected() -> None:
    call = Call(f"http://www.site.test{PROXY}?page=2&unitid=256")
    counted = "<totalrecord>15</totalrecord><totalpage>3</totalpage>"
    (route,) = read(answer(range(5), counted), call).routes
    assert query(route.requests[0]) == {"page": "3", "unitid": "256"}
    last = "<totalrecord>10</totalrecord><totalpage>2</totalpage>"
    assert read(answer(range(5), last), call).routes == ()


def test_an_empty_answer_leads_nowhere() -> None:
    assert read("<datastore></datastore>", window(5, 8)) == Reading(())
    assert read("", window(5, 8)) == Reading(())


def test_the_list_of_reports_is_taken_and_its_excerpt_is_not() -> None:
    news = unit(range(50, 59), 900, "1", "动态")
    reading = read(news + unit(range(2), 2, "2") + unit(range(6), 6, "3"))
    assert (len(reading.rows), reading.announced) == (6, 6)


def test_calls_of_several_lists_are_made_in_advance() -> None:
    both = unit(range(4), 9, "1") + unit(range(50, 52), 4, "2")
    reading = read(both)
    posts = reading.routes[0]
    assert reading.announced == 13
    assert not posts.chained
    asked = [(dict(c.form or ())["unitid"], query(c)) for c in posts.requests]
    assert [(name, q["startrecord"], q["endrecord"]) for name, q in asked] == [
        ("1", "5", "8"),
        ("1", "9", "9"),
        ("2", "3", "4"),
    ]


def test_a_unit_whose_name_is_encrypted() -> None:
    reading = read(unit(range(4), 9, "dXb+2h/Q9c0="))
    assert reading.announced == 9
    assert dict(reading.routes[0].requests[0].form or ())["unitid"] == "dXb+2h/Q9c0="


def test_page_one_again_is_never_asked_for() -> None:
    text = '<a href="?uid=25630&pageNum=2">下一页</a><li><a href="1.html">年报</a></li>'
    assert read(text).routes == ()
    other = read('<a href="?pageNum=2">下一页</a>').routes
    assert [c.url for r in other for c in r.requests] == [URL + "?pageNum=2"]


def test_rows_of_a_table_and_broken_html() -> None:
    rows = read(
        '<datastore><record><![CDATA[<tr><td><a href="/a1.html">甲局年报</a></td>'
        "<td>2025-01-09</td></tr>]]></record>"
        "<record><![CDATA[<li style=<br/><a href='/a2.html'>乙局年报</a>]]></record>"
        "</datastore>"
    ).rows
    assert [row.title for row in rows] == ["甲局年报", "乙局年报"]
    assert rows[0].published_on == "2025-01-09"


def test_the_number_of_a_call_that_a_script_puts_together() -> None:
    text = unit(range(4), 9).replace("$('#256')", "$('#' + id)")
    reading = read(text)
    assert reading.announced == 9
    assert dict(reading.routes[0].requests[0].form or ())["unitid"] == "256"


def test_a_wrong_total_does_not_make_endless_routes() -> None:
    both = unit(range(4), 999_999_999, "1") + unit(range(50, 52), 4, "2")
    assert all(len(route.requests) < 1000 for route in read(both).routes)
    assert read(unit(range(4), 10**12)).announced is None
