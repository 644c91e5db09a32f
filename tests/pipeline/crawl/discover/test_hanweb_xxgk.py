"""Hanweb xxgk: what the search is sent, and which year a report page is."""

from urllib.parse import parse_qs, urlsplit

import pytest

from pipeline.crawl.call import Call
from pipeline.crawl.discover import hanweb_xxgk
from pipeline.crawl.discover.page import Page, Reading

URL = "http://www.site.test/col/col1229/index.html"
SEARCH = "http://www.site.test/module/xxgk/search.jsp"
ANNUAL = "http://www.site.test/module/xxgk/xxgkAnnualReport.jsp?area=113&fbtime="
FILL = "<p>本机关依照规定编制本报告，各项数据的期限为全年。</p>" * 12


def read(text: str, call: Call | None = None) -> Reading:
    asked = call or Call(URL)
    return hanweb_xxgk.read(Page(asked.url, f"<html>{text}</html>", asked))


def first(text: str) -> Call:
    (route,) = read(text).routes
    (call,) = route.requests
    return call


def query(call: Call) -> dict[str, str]:
    found = parse_qs(urlsplit(call.url).query, keep_blank_values=True)
    return {name: values[0] for name, values in found.items()}


def test_query_and_form_are_the_same() -> None:
    script = "post('/module/xxgk/search.jsp?infotypeId=A02&amp;jdid=3096')"
    call = first(
        f"<iframe src='/module/xxgk/tree.jsp?area=113&divid=1'></iframe>{script}"
    )
    sent = query(call)
    assert dict(call.form or ()) == sent
    assert (sent["infotypeId"], sent["jdid"], sent["area"]) == ("A02", "3096", "113")
    # the column of the address, not the element of the tree
    assert (sent["divid"], sent["currpage"]) == ("div1229", "1")


def test_what_a_visitor_types_is_sent_empty() -> None:
    script = "'/module/xxgk/search.jsp'; var vc_title = 'x'; var currpage = 9;"
    sent = query(first(f"<script>{script}</script>"))
    assert (sent["vc_title"], sent["currpage"]) == ("", "1")


def fragment(pages: str, column: int = 1229) -> str:
    link = f"<a href='/art/2025/1/9/art_{column}_1.html' title='甲局年报'>甲</a>"
    cells = f"<td>1</td><td>{link}</td><td>2025-02-03</td>"
    return f"<tr class='tr_main_value_odd'>{cells}</tr>{pages}"


def searched(**fields: str) -> Call:
    values = {"infotypeId": "A02", "divid": "div1229", "currpage": "1"} | fields
    text = "&".join(f"{name}={value}" for name, value in values.items())
    return Call(f"{SEARCH}?{text}", tuple(values.items()))


@pytest.mark.parametrize("pages", ["共 7 页", "共&nbsp;7&nbsp;页", "共<b>7</b>页"])
def test_the_number_of_pages(pages: str) -> None:
    reading = read(fragment(f"<tr><td>{pages}</td></tr>"), searched())
    (route,) = reading.routes
    (call,) = route.requests
    assert reading.pages == 7
    assert query(call)["currpage"] == dict(call.form or ())["currpage"] == "2"
    assert read(fragment(pages), searched(currpage="7")).routes == ()


def test_bare_rows_of_a_table() -> None:
    call = searched()
    (row,) = hanweb_xxgk.read(Page(call.url, fragment(""), call)).rows
    assert (row.title, row.published_on, row.in_list) == (
        "甲局年报",
        "2025-02-03",
        True,
    )


def test_without_a_type_entries_of_other_columns_are_named() -> None:
    (row,) = read(fragment("", column=5), searched(infotypeId="")).rows
    assert not row.in_list
    assert "another column" in row.left
    (row,) = read(fragment("", column=5), searched()).rows
    assert row.left == ""


# --- annual reports that are pages ---------------------------------------------


def annual(text: str, year: int | str) -> Reading:
    return read(text, Call(f"{ANNUAL}{year}"))


def years(reading: Reading) -> list[list[int]]:
    return [
        [int(c.url.rpartition("=")[2]) for c in route.requests]
        for route in reading.routes
    ]


def test_a_page_is_its_report_and_years_are_tried_both_ways() -> None:
    reading = annual(f"<h1>甲县2010年政府信息公开工作年度报告</h1>{FILL}", 2010)
    (row,) = reading.rows
    assert (row.url, row.itself) == (f"{ANNUAL}2010", True)
    assert row.title == "甲县2010年政府信息公开工作年度报告"
    assert years(reading) == [[2011], [2009, 2008]]
    assert all(route.guess for route in reading.routes)


def test_a_frame_says_nothing() -> None:
    for text in ("<h1>政府信息公开年度报告</h1>", "<h1>2020年年度报告</h1><p>暂无</p>"):
        assert annual(text, 2020).rows == ()


def test_the_report_of_another_year_says_nothing() -> None:
    reading = annual(f"<h1>甲县2025年政府信息公开工作年度报告</h1>{FILL}", 2012)
    assert reading.rows == ()
    assert years(reading)[0] == [2013]


def test_choices_and_links_do_not_name_the_year_of_the_page() -> None:
    choices = "<select><option>2024年</option></select><a href='/'>2023年年度报告</a>"
    text = f"{choices}<p>2022年度政府信息公开工作年度报告</p>{FILL}"
    (row,) = annual(text, "").rows
    assert row.title == "2022年度政府信息公开工作年度报告"


def test_linked_years_are_enough() -> None:
    links = "".join(f"<a href='{ANNUAL}{y}'>{y}</a>" for y in (2024, 2023))
    other = "<a href='/module/xxgk/xxgkAnnualReport.jsp?area=999&fbtime=2024'>乙局</a>"
    text = f"<h1>甲县2024年政府信息公开工作年度报告</h1>{FILL}{links}{other}"
    reading = annual(text, 2024)
    assert [row.url for row in reading.rows] == [f"{ANNUAL}2024", f"{ANNUAL}2023"]
    assert reading.routes == ()
