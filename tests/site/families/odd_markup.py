"""Lists in markup that themes do not agree on: rows, links, pagers written otherwise.

Tables without end tags, rows that are `<div>`, attributes without quotes, links that
only a script opens, pagers that are an arrow, numbers in quotes, GBK that says UTF-8.
"""

from collections.abc import Callable, Sequence
from datetime import date

from pipeline.crawl.urls import canonical_url
from pipeline.registry_model import Family
from tests.site.lists import chunks
from tests.site.model import Ask, Entry, Host, Reply, article, entries

PER_PAGE = 4
MENU = (
    "<DIV CLASS=menu><A HREF=/>首页</A><a href='/gk/fz/'>法治政府建设年度报告</a>"
    "<a href='javascript:void(0)' onclick='share()'>分享</a></DIV>"
)
OTHERS = (
    "申县2023年法治政府建设年度报告",
    "2023年度事业单位法人年度报告书",
    "一图读懂申县2023年政府信息公开年报",
)

Written = Callable[[Entry], str]


def hosts() -> list[Host]:
    return [table(), opened(), arrow(), beside()]


def _rows(publisher: str) -> list[Entry]:
    """Reports of ten years, with annual reports on other things among them."""
    others = [
        Entry(
            number=7000 + number,
            title=title,
            day=date(2024, 2, 1),
            year=None,
            publisher=publisher,
            is_report=False,
        )
        for number, title in enumerate(OTHERS)
    ]
    reports = entries(publisher, 2016, notices=0)
    return [reports[0], *others, *reports[1:]]


def _host(
    name: str,
    family: Family,
    rows: Sequence[Entry],
    path: Written,
    written: Written,
    *,
    names: Callable[[int], str],
    pager: Callable[[int, int], str],
    charset: str = "utf-8",
) -> Host:
    """A static list.

    Args:
        name: of the host.
        family: that it shows.
        rows: its entries.
        path: of an entry.
        written: the row of an entry.
        names: the path of a page of the list, counted from zero.
        pager: what stands below a page, by its number and the number of pages.
        charset: in which the list is sent; it says that it is UTF-8.
    """
    pages = chunks(rows, PER_PAGE)
    served = {path(e).partition("?")[0]: Reply(article(e)) for e in rows}
    for number, page in enumerate(pages):
        text = (
            "<HTML><META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=utf-8'>"
            f"<BODY>{MENU}{''.join(map(written, page))}{pager(number, len(pages))}"
        )
        served[names(number)] = Reply(text.encode(charset), content_type="text/html")

    def answer(ask: Ask) -> Reply | None:
        return served.get(ask.path)

    return Host(
        name=name,
        family=family,
        listing=f"http://{name}{names(0)}",
        answer=answer,
        reports={
            canonical_url(f"http://{name}{path(e)}"): e for e in rows if e.is_report
        },
    )


def table() -> Host:
    """TRS in a table without end tags and quotes; the script has its numbers quoted."""

    def path(entry: Entry) -> str:
        return f"/nb/{entry.day:%Y%m}/t{entry.day:%Y%m%d}_{entry.number}.htm"

    return _host(
        "odd-table.site.test",
        "trs",
        _rows("申县财政局"),
        path,
        lambda e: f"<TR><TD><A HREF=..{path(e)} TARGET=_blank>{e.title}</A><TD>{e.day}",
        names=lambda n: f"/nb/index_{n}.htm" if n else "/nb/index.htm",
        pager=lambda n, all_: (
            f"<SCRIPT>var currentPage='{n}';var countPage='{all_}'</SCRIPT>"
        ),
        charset="gbk",
    )


def opened() -> Host:
    """Links without an address: a script opens what it holds as a string."""

    def path(entry: Entry) -> str:
        return f"/article/86/{entry.number}.html"

    def written(entry: Entry) -> str:
        links = (
            f"<a href='javascript:void(0)' onclick=\"window.open('{path(entry)}')\">",
            f"<a href='javascript:;' onclick='location.href=\"{path(entry)}\"'>",
            f"<a onclick=\"javascript:window.open('{path(entry)}','_blank')\">",
        )
        return f"<dd>{links[entry.number % 3]}{entry.title}</a>{entry.day}</dd>"

    def pager(number: int, pages: int) -> str:
        there = f"/nb/list_{number + 2}.html"
        onward = f"<a href=# onclick=\"window.location.href='{there}'\">下一页</a>"
        return f"总数：13 第{number + 1}/{pages}页" + onward * (number + 1 < pages)

    return _host(
        "odd-opened.site.test",
        "generic",
        _rows("酉县"),
        path,
        written,
        names=lambda n: f"/nb/list_{n + 1}.html" if n else "/nb/list.html",
        pager=pager,
    )


def arrow() -> Host:
    """Rows of `<div>`, links that say whence a visitor came, a pager of an arrow."""

    def path(entry: Entry) -> str:
        return f"/show-{entry.number}.html?spm=a{entry.number}"

    return _host(
        "odd-arrow.site.test",
        "generic",
        _rows("戌县水利局"),
        path,
        lambda e: (
            f"<div><h3><a href='{path(e)}'><b>{e.title}</b><i>{e.day}</i></a></h3>"
            "</div>"
            f"<div><a href='{path(e)}&from=timeline'>更多</a></div>"
        ),
        names=lambda n: f"/list-9-{n + 1}.html",
        pager=lambda n, pages: (
            f"<a href=list-9-{min(n + 2, pages)}.html>»</a><em>共计13条</em>"
        ),
    )


def beside() -> Host:
    """A table of organs and years: the organ stands once, at the head of its row."""
    name, organs, years = (
        "odd-beside.site.test",
        ("亥县教育局", "亥县民政局"),
        (2024, 2023),
    )
    rows = {
        f"/nb/{number}_{year}.html": Entry(
            number=number,
            title=f"{year}年",
            day=date(year + 1, 1, 20),
            year=year,
            publisher=organ,
        )
        for number, organ in enumerate(organs)
        for year in years
    }
    lines = "".join(
        f"<tr><th>{organ}</th>"
        + "".join(f"<td><a href={n}_{y}.html>{y}年</a></td>" for y in years)
        + "</tr>"
        for n, organ in enumerate(organs)
    )
    served = {path: Reply(article(entry) * 2) for path, entry in rows.items()}
    title = "<title>政府信息公开年报</title>"
    served["/nb/all.html"] = Reply(f"{title}{MENU}<table>{lines}</table>")
    return Host(
        name=name,
        family="generic",
        listing=f"http://{name}/nb/all.html",
        answer=lambda ask: served.get(ask.path),
        reports={f"http://{name}{path}": entry for path, entry in rows.items()},
    )
