"""Readers on pages written for these tests, and the walk over hosts of pages."""

import pytest

from pipeline.crawl.call import Call
from pipeline.crawl.discover import generic, hanweb_jcms, trs, walk
from pipeline.crawl.discover.page import Page, announced_total
from pipeline.crawl.settings import listing_settings
from pipeline.errors import GoneError
from pipeline.issues import IssueCode
from tests.site.pages import BASE, Pages


def item(number: int, title: str = "", date: str = "2025-01-22") -> str:
    name = title or f"第{number}局2024年政府信息公开工作年度报告"
    return (
        f'<li><a href="./202501/t20250122_{number}.html" title="{name}">'
        f"{name[:6]}…</a><span>{date}</span></li>"
    )


def listing(numbers: range, script: str = "", more: str = "") -> str:
    items = "".join(item(n) for n in numbers)
    return f"<html><ul>{items}</ul>{more}<script>{script}</script></html>"


def at(url: str, text: str) -> Page:
    return Page(url, text, Call(url))


def routes(script: str, url: str = BASE) -> list[list[str]]:
    reading = trs.read(at(url, f"<html><script>{script}</script></html>"))
    return [[request.url for request in route.requests] for route in reading.routes]


# --- TRS ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "names"),
    [
        ('createPageHTML(3, 0, "index","html");', ["index_1.html", "index_2.html"]),
        ("createPageHTML(3,0,'index','shtml',41)", ["index_1.shtml", "index_2.shtml"]),
        ('createPage(2, 0, "index", "html");', ["index_1.html"]),
        ("createPageHTML(3, 1, 'list', 'htm')", ["list_2.htm", "list_3.htm"]),
        (
            "createPageHTML('page_div',3,1,'xxgknb_list','shtml',52);",
            ["xxgknb_list_2.shtml", "xxgknb_list_3.shtml"],
        ),
        ("createPageHTML(1, 0, 'index', 'html');", []),
    ],
)
def test_trs_calls(script: str, names: list[str]) -> None:
    assert routes(script) == [[BASE + name for name in names]]


def test_trs_inline_variables() -> None:
    script = "var countPage = 3; var currentPage = 0;"
    assert routes(script, BASE + "index.shtml") == [
        [BASE + "index_1.shtml", BASE + "index_2.shtml"]
    ]
    # without a hint every extension is a route of its own
    assert [urls[0][len(BASE) :] for urls in routes(script)] == [
        "index_1.html",
        "index_1.shtml",
        "index_1.htm",
    ]


def test_trs_the_function_itself_is_no_call() -> None:
    script = "function createPageHTML(_nPageCount, _nCurrIndex, _sPageName){}"
    assert routes(script) == []


def test_trs_totals() -> None:
    page = at(BASE, listing(range(2), "createPageHTML(9,0,'index','html', 88)"))
    assert (trs.read(page).announced, trs.read(page).pages) == (88, 9)
    page = at(BASE, listing(range(2), more="<p>共<b> 52 </b>条</p>"))
    assert trs.read(page).announced == 52


def test_trs_rows() -> None:
    text = listing(range(1), more='<a href="../">上一级</a><a href="x.html"></a>')
    entry, menu = trs.read(at(BASE + "index.html", text)).rows
    assert entry.url == BASE + "202501/t20250122_0.html"
    assert entry.title == "第0局2024年政府信息公开工作年度报告"
    assert (entry.published_on, entry.in_list) == ("2025-01-22", True)
    assert (menu.title, menu.published_on, menu.in_list) == ("上一级", None, False)


@pytest.mark.parametrize(
    ("markup", "date"),
    [
        ('<li><a href="a.html">年报</a>2024年3月5日</li>', "2024-03-05"),
        (
            '<tr><td><a href="a.html">年报</a></td><td>[2024/3/5]</td></tr>',
            "2024-03-05",
        ),
        ('<li><a href="a.html">2023-01-01的年报</a></li>', None),
        ('<li><a href="a.html">年报</a>2024-13-05</li>', None),
        ('<p><a href="/art/2024/3/5/art_1_2.html">年报</a></p>', "2024-03-05"),
        ('<p><a href="/202403/t20240305_9.html">年报</a></p>', "2024-03-05"),
    ],
)
def test_dates(markup: str, date: str | None) -> None:
    (row,) = generic.read(at(BASE, f"<table>{markup}</table>")).rows
    assert row.published_on == date


def test_trs_walk() -> None:
    pages: dict[str, str] = {}
    call = "createPageHTML(3,{},'index','html',7)"
    pages["/nb/"] = listing(range(3), call.format(0))
    pages["/nb/index_1.html"] = listing(range(3, 6), call.format(1))
    pages["/nb/index_2.html"] = listing(range(6, 7), call.format(2))
    site = Pages(pages)
    found = site.discover()
    assert site.paths == ["/nb/", "/nb/index_1.html", "/nb/index_2.html"]
    assert [c.position for c in found.candidates] == [1, 2, 3, 4, 5, 6, 7]
    assert found.candidates[3].listing_url == BASE + "index_1.html"
    assert (found.pages, found.links_left, found.issues) == (3, 0, ())


def test_trs_a_page_that_is_not_there() -> None:
    pages: dict[str, str] = {}
    pages["/nb/"] = listing(range(3), "createPageHTML(3,0,'index','html')")
    site = Pages(pages)
    found = site.discover()
    (issue,) = found.issues
    assert issue.code is IssueCode.LISTING_INCOMPLETE
    assert "3 pages announced, 1 read" in issue.message
    assert "nothing at" in issue.message
    assert len(found.candidates) == 3


def test_trs_the_first_page_again() -> None:
    pages: dict[str, str] = {}
    first = listing(range(3), "createPageHTML(4,0,'index','html')")
    pages["/nb/"] = first
    pages["/nb/index_1.html"] = listing(range(3, 5))
    pages["/nb/index_2.html"] = first
    site = Pages(pages)
    found = site.discover()
    assert site.paths[-1] == "/nb/index_2.html"
    assert "4 pages announced, 2 read" in found.issues[0].message
    assert "brought no new link" in found.issues[0].message


def test_trs_guessed_extension() -> None:
    pages: dict[str, str] = {}
    pages["/nb/"] = listing(range(3), "var countPage = 2; var currentPage = 0;")
    pages["/nb/index_1.shtml"] = listing(range(3, 5))
    site = Pages(pages)
    found = site.discover()
    assert site.paths == ["/nb/", "/nb/index_1.html", "/nb/index_1.shtml"]
    assert (len(found.candidates), found.issues) == (5, ())


def test_a_shortfall_of_entries() -> None:
    pages: dict[str, str] = {}
    pages["/nb/"] = listing(range(3), more="<p>共 5 条</p>")
    site = Pages(pages)
    found = site.discover()
    (issue,) = found.issues
    assert issue.code is IssueCode.LISTING_INCOMPLETE
    assert issue.details == {"announced": "5", "found": "3", "pages": "1"}
    assert (found.announced, found.listed) == (5, 3)


def test_what_is_no_report_is_left_and_counted() -> None:
    pages: dict[str, str] = {}
    items = item(1) + item(2, "关于编制2024年政府信息公开工作年度报告的通知")
    pages["/nb/"] = f"<ul>{items}</ul><a href='/nb/'>政府信息公开年报</a>"
    site = Pages(pages)
    found = site.discover()
    assert [c.url for c in found.candidates] == [BASE + "202501/t20250122_1.html"]
    assert (found.links_seen, found.links_left) == (3, 2)
    assert found.issues == ()


def test_no_report_at_all() -> None:
    pages: dict[str, str] = {}
    pages["/nb/"] = "<ul id='list'></ul><a href='/'>首页</a>"
    site = Pages(pages)
    (issue,) = site.discover().issues
    assert issue.code is IssueCode.LISTING_EMPTY
    assert "none among 1 links" in issue.message


def test_the_first_page_must_be_there() -> None:
    with pytest.raises(GoneError):
        Pages({}).discover()


# --- generic --------------------------------------------------------------------


def test_next_page_links() -> None:
    """The numbers count down, as some systems do: only the links know."""
    pages: dict[str, str] = {}
    pages["/nb/"] = listing(range(2), more='<a href="nb/2.htm">下页 &gt;</a>')
    pages["/nb/nb/2.htm"] = listing(range(2, 4), more='<a href="1.htm">下一页</a>')
    pages["/nb/nb/1.htm"] = listing(range(4, 5), more="<a href='#'>下一页</a>")
    site = Pages(pages, "vsb")
    found = site.discover()
    assert site.paths == ["/nb/", "/nb/nb/2.htm", "/nb/nb/1.htm"]
    assert (found.pages, found.issues) == (3, ())


def test_a_pager_without_end() -> None:
    pages: dict[str, str] = {}
    more = '<a href="/nb/?p=9">9</a> <a href="/nb/?page={}">下一页</a>'
    pages["/nb/"] = listing(range(2), more=more.format(2))
    pages["/nb/?page=2"] = listing(range(2), more=more.format(3))
    pages["/nb/?page=3"] = listing(range(2), more=more.format(4))
    site = Pages(pages, "vsb")
    found = site.discover()
    assert site.paths == ["/nb/", "/nb/?page=2"]
    assert (len(found.candidates), found.issues) == (2, ())


def test_the_page_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    pages: dict[str, str] = {}
    few = listing_settings().model_copy(update={"max_pages": 2})
    monkeypatch.setattr(walk, "listing_settings", lambda: few)
    for n in range(5):
        more = f'<a href="/nb/?page={n + 1}">下一页</a>'
        path = f"/nb/?page={n}" if n else "/nb/"
        numbers = range(n * 2, n * 2 + 2)
        text = "".join(f"<p><a href='/x{i}.html'>{i}年报</a></p>" for i in numbers)
        pages[path] = f"<html>{text}{more}</html>"
    site = Pages(pages, "vsb")
    found = site.discover()
    assert found.pages == 2
    assert "limit of 2 pages" in found.issues[0].message


def test_totals_in_scripts_do_not_count() -> None:
    page = at(BASE, "<html><script>'共9条'</script><p>共 12 条</p></html>")
    assert announced_total(page) == 12


# --- Hanweb ---------------------------------------------------------------------

PROXY = "/module/web/jpage/dataproxy.jsp"


def records(numbers: range) -> str:
    return "".join(
        f"<record><![CDATA[<li><a href='/art/2025/1/9/art_7_{n}.html' "
        f"title='第{n}局2024年政府信息公开工作年度报告'>第{n}局</a>"
        f"<span>2025-01-09</span></li>]]></record>"
        for n in numbers
    )


def column(numbers: range, total: int, *, unit: str = "256") -> str:
    link = f"{PROXY}?page=1&amp;columnid=7&amp;unitid={unit}"
    return (
        f"<div id='{unit}'></div><script type='text/xml'><datastore>"
        f'<nextgroup><![CDATA[<a href="{link}"></a>]]></nextgroup>'
        f"<recordset>{records(numbers)}</recordset></datastore></script>"
        f"<script>$('#{unit}').jpage({{dataBefore:'', totalRecord:{total}, "
        f"proxyUrl:'{PROXY}', perPage:2, groupSize:2, "
        f"ajaxParam:{{col:1,webid:49,path:'/',columnid:7,unitid:'{unit}',"
        f'webname:"某市",permissiontype:0}}}})</script>'
    )


def answer(numbers: range, total: int) -> str:
    return (
        f"<datastore><totalrecord>{total}</totalrecord>"
        f"<recordset>{records(numbers)}</recordset></datastore>"
    )


def window(start: int, end: int) -> str:
    return f"{PROXY}?startrecord={start}&endrecord={end}&perpage=2"


def test_hanweb_by_record() -> None:
    pages: dict[str, str] = {}
    pages["/nb/"] = f"<html>{column(range(4), 9)}</html>"
    pages[window(5, 8)] = answer(range(4, 8), 9)
    pages[window(9, 9)] = answer(range(8, 9), 9)
    site = Pages(pages, "hanweb_jcms")
    found = site.discover()
    assert site.paths == ["/nb/", window(5, 8), window(9, 9)]
    assert len(found.candidates) == 9
    assert found.issues == ()
    assert found.candidates[0].published_on == "2025-01-09"
    post = site.asker.calls[-1]
    assert post.method == "POST"
    assert post.form == (
        ("col", "1"),
        ("webid", "49"),
        ("path", "/"),
        ("columnid", "7"),
        ("unitid", "256"),
        ("webname", "某市"),
        ("permissiontype", "0"),
    )


def test_hanweb_by_page_when_records_are_ignored() -> None:
    pages: dict[str, str] = {}
    first = f"<html>{column(range(4), 7)}</html>"
    pages["/nb/"] = first
    pages[window(5, 7)] = answer(range(4), 7)  # the first group again
    for n, numbers in enumerate([range(2), range(2, 4), range(4, 6), range(6, 7)], 1):
        url = f"{PROXY}?page={n}&columnid=7&unitid=256"
        # this host gives its pages in groups: 1 is what we have, 2 is new
        group = range(4) if n == 1 else range(4, 7) if n == 2 else numbers
        pages[url] = answer(group, 7)
    pages[f"{PROXY}?page=5&columnid=7&unitid=256"] = answer(range(0), 7)
    site = Pages(pages, "hanweb_jcms")
    found = site.discover()
    assert len(found.candidates) == 7
    assert found.issues == ()


def test_hanweb_empty_deep_pages_are_reported() -> None:
    pages: dict[str, str] = {}
    pages["/nb/"] = f"<html>{column(range(4), 7)}</html>"
    pages[window(5, 7)] = "<datastore></datastore>"
    site = Pages(pages, "hanweb_jcms")
    (issue,) = site.discover().issues
    assert issue.code is IssueCode.LISTING_INCOMPLETE
    assert "7 entries announced, 4 found" in issue.message


def test_hanweb_the_unit_with_reports_is_taken() -> None:
    news = column(range(9), 900, unit="1").replace("年度报告", "动态")
    page = at(BASE, f"<html>{news}{column(range(3), 3)}</html>")
    reading = hanweb_jcms.read(page)
    assert (len(reading.rows), reading.announced) == (3, 3)


def test_hanweb_table_rows_and_broken_records() -> None:
    text = (
        "<datastore><totalrecord>2</totalrecord><recordset>"
        '<record><![CDATA[<tr><td><a href="/a1.html">甲局年报</a></td></tr>]]></record>'
        "<record><![CDATA[<li style=<br/><a href='/a2.html'>乙局年报</a>]]></record>"
        "</recordset></datastore>"
    )
    rows = hanweb_jcms.read(at(BASE, text)).rows
    assert [row.title for row in rows] == ["甲局年报", "乙局年报"]


def test_hanweb_without_a_store_is_read_as_any_page() -> None:
    page = at(BASE, listing(range(2), more='<a href="2.html">下一页</a>'))
    reading = hanweb_jcms.read(page)
    assert len(reading.rows) == 3
    assert reading.routes[0].requests[0].url == BASE + "2.html"
