"""Lists of unknown make: folders, frames, shells, pagers of every kind, odd encodings.

Each host is a dictionary of pages. What it proves stands in the function that builds
it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from pipeline.crawl.urls import canonical_url
from pipeline.registry_model import Family
from tests.site.model import Ask, Entry, Host, Reply, article, entries

COUNTY = "甲县人民政府"
ORGANS = ("甲县教育局", "甲县财政局", "甲县公安局")
MENU = (
    '<div class="nav"><a href="/">首页</a><a href="/zwgk/zn/">政府信息公开指南</a>'
    '<a href="/zwgk/ml/">政府信息公开目录</a>'
    '<a href="/zwgk/nb/">政府信息公开年报</a></div>'
    '<div class="foot"><a href="http://www.province.test/">省人民政府</a>'
    '<a href="/about.html">关于我们</a></div>'
)


def hosts() -> list[Host]:
    return [
        nested(),
        year_folders(),
        numbered_columns(),
        frame(),
        shell("refresh", '<meta http-equiv="refresh" content="0; url=list/">'),
        shell("jump", '<script>window.location.href="./list/";</script>'),
        shell("replace", "<body><script>location.replace('list/')</script></body>"),
        list_script(),
        probed("under1", lambda k: f"/nb/index_{k}.html"),
        probed("under2", lambda k: f"/nb/index_{k + 1}.html"),
        probed("query", lambda k: f"/nb/?page={k + 1}"),
        probed("folder", lambda k: f"/nb/{k + 1}.html"),
        next_link(),
        number_links(),
        undated(),
        gbk(),
        large(),
        first_page_again(),
        short(),
        one_page(),
        lost_pages(),
        too_short(),
        itself(),
        forms(),
        home_for_missing(),
    ]


def _rows(items: Sequence[Entry], base: str = "/nb/", *, dated: bool = True) -> str:
    return "".join(
        f'<li><a href="{base}{e.number}.html">{e.title}</a>'
        + (f"<span>{e.day}</span>" if dated else "")
        + "</li>"
        for e in items
    )


def _list(rows: str, more: str = "", title: str = "政府信息公开年报") -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>'
        f'</head><body>{MENU}<ul class="list">{rows}</ul>{more}</body></html>'
    )


def _host(
    name: str,
    pages: Mapping[str, str | Reply],
    reports: Mapping[str, Entry],
    *,
    listing: str = "/nb/",
    issues: tuple[str, ...] = (),
    family: Family = "generic",
    missing: Reply | None = None,
) -> Host:
    full = f"{name}.generic.site.test"
    served = {
        path: page if isinstance(page, Reply) else Reply(page)
        for path, page in pages.items()
    }

    def answer(ask: Ask) -> Reply | None:
        query = "&".join(f"{key}={value}" for key, value in ask.query.items())
        return served.get(f"{ask.path}?{query}" if query else ask.path, missing)

    return Host(
        name=full,
        family=family,
        listing=f"http://{full}{listing}",
        answer=answer,
        reports={canonical_url(f"http://{full}{p}"): e for p, e in reports.items()},
        issues=issues,
    )


def _articles(items: Sequence[Entry], base: str = "/nb/") -> dict[str, str]:
    return {f"{base}{e.number}.html": article(e) for e in items}


def _reports(items: Sequence[Entry], base: str = "/nb/") -> dict[str, Entry]:
    return {f"{base}{e.number}.html": e for e in items if e.is_report}


def nested() -> Host:
    """Year folders that hold organs by their bare names; one folder is of notices."""
    pages: dict[str, str] = {}
    reports: dict[str, Entry] = {}
    folders = ""
    for year, folder in ((2024, "2024n"), (2023, "2023nian"), (2022, "2022")):
        folders += f'<li><a href="{folder}/">{year}年</a></li>'
        rows = ""
        for number, organ in enumerate(ORGANS):
            path = f"/nb/{folder}/t{year + 1}0120_{number}.html"
            entry = Entry(
                number=number,
                title=organ,
                day=date(year + 1, 1, 20),
                year=year,
                publisher=organ,
            )
            rows += (
                f'<li><a href=".{path.removeprefix(f"/nb/{folder}")}">{organ}</a></li>'
            )
            reports[path] = entry
            pages[path] = article(entry)
        pages[f"/nb/{folder}/"] = _list(rows, title=f"{year}年")
    notice = "<li><a href='/nb/tz/1.html'>关于编制年度报告的通知</a></li>"
    pages["/nb/tz/"] = _list(notice)
    pages["/nb/"] = _list(folders + '<li><a href="tz/">文件</a></li>')
    return _host("nested", pages, reports)


def year_folders() -> Host:
    """Departments first, then bare years that lead to lists of unknown name."""
    pages: dict[str, str] = {}
    reports: dict[str, Entry] = {}
    organs = ""
    for index, organ in enumerate(ORGANS):
        folder = f"/nb/bm/d{index}"
        organs += f'<li><a href="{folder}/">{organ}</a></li>'
        rows = ""
        for year in (2021, 2022, 2023):
            path = f"{folder}/{20000000000000000 + index * 10000 + year}.html"
            entry = Entry(
                number=year,
                title=f"{year}年",
                day=date(year + 1, 1, 9),
                year=year,
                publisher=organ,
            )
            rows += f'<li><a href="{path}">{year}年</a></li>'
            reports[path], pages[path] = entry, article(entry)
        pages[f"{folder}/"] = _list(rows, title=organ)
    pages["/nb/bm/index.html"] = _list(organs, title="部门年报")
    pages["/nb/"] = _list('<li><a href="bm/index.html">部门年报</a></li>')
    return _host("folders", pages, reports)


def numbered_columns() -> Host:
    """Years are columns beside the first one; one of them is the report itself."""
    items = entries(COUNTY, 2022, 2024, notices=0)
    own = Entry(
        number=9, title="2021年", day=date(2022, 1, 5), year=2021, publisher=COUNTY
    )
    pages: dict[str, str] = {
        "/list/10.html": _list(
            "".join(
                f'<li><a href="/list/{e.number}.html">{e.year}年度</a></li>'
                for e in (*items, own)
            )
        ),
        "/list/9.html": article(own),
    }
    reports: dict[str, Entry] = {"/list/9.html": own}
    for entry in items:
        pages[f"/list/{entry.number}.html"] = _list(_rows([entry], "/detail/"))
        pages |= _articles([entry], "/detail/")
        reports |= _reports([entry], "/detail/")
    return _host("columns", pages, reports, listing="/list/10.html")


def frame() -> Host:
    """The list stands in a frame; other frames hold none."""
    items = entries(COUNTY)[:6]
    more = (
        '<iframe src="/sys/login.html"></iframe><iframe src="/nb/data.html"></iframe>'
        '<iframe src="http://other.site.test/list.html"></iframe>'
        '<iframe src="/sys/visitcount.jsp"></iframe>'
    )
    pages = {"/nb/": _list("", more), "/nb/data.html": _list(_rows(items))}
    return _host("frame", pages | _articles(items), _reports(items))


def shell(name: str, jump: str) -> Host:
    """The address of the registry only leads on."""
    items = entries(COUNTY)[:6]
    pages = {
        "/nb/": f"<html><head>{jump}</head></html>",
        "/nb/list/": _list(_rows(items)),
    }
    return _host(name, pages | _articles(items), _reports(items))


def list_script() -> Host:
    """The list is empty, and its family shows in an external script."""
    items = entries(COUNTY)[:6]
    page = (
        f'<html><head><script src="/js/jquery.list.js"></script>'
        f'<script src="/js/list_nb.js"></script></head><body>{MENU}'
        f'<ul id="list"></ul></body></html>'
    )
    script = (
        "<datastore><recordset>"
        + "".join(f"<record><![CDATA[{_rows([e])}]]></record>" for e in items)
        + "</recordset></datastore>"
    )
    pages: dict[str, str | Reply] = {
        "/nb/": page,
        "/js/list_nb.js": Reply(script, content_type="text/javascript"),
    }
    return _host("script", pages | _articles(items), _reports(items))


def _pages(
    items: Sequence[Entry], size: int, where: Callable[[int], str], more: str = ""
) -> dict[str, str]:
    pages = {}
    for index in range(-(-len(items) // size)):
        rows = _rows(items[index * size : (index + 1) * size])
        pages[where(index) if index else "/nb/"] = _list(rows, more)
    return pages


def probed(name: str, where: Callable[[int], str]) -> Host:
    """The pager is a script without addresses: page two is where it usually is."""
    items = entries(COUNTY)
    pager = (
        '<a href="javascript:goPage(2)">下一页</a>'
        '<a href="javascript:goPage(3)">尾页</a>'
    )
    pages = _pages(items, 8, where, pager)
    return _host(name, pages | _articles(items), _reports(items))


def next_link() -> Host:
    """The pager counts down; only its link knows."""
    items = entries(COUNTY)
    pages = {}
    for index, path in enumerate(("/nb/", "/nb/nb/2.htm", "/nb/nb/1.htm")):
        following = {0: "nb/2.htm", 1: "1.htm", 2: "#"}[index]
        rows = _rows(items[index * 8 : index * 8 + 8])
        pages[path] = _list(rows, f'共21条 <a href="{following}">下一页 &gt;</a>')
    return _host("next", pages | _articles(items), _reports(items))


def number_links() -> Host:
    """The pager has numbers only."""
    items = entries(COUNTY)
    pager = "".join(f'<a href="/nb/p{k}.html">{k}</a>' for k in (1, 2, 3))
    pages = _pages(items, 8, lambda k: f"/nb/p{k + 1}.html", pager)
    pages["/nb/p1.html"] = pages["/nb/"]
    return _host("numbers", pages | _articles(items), _reports(items))


def undated() -> Host:
    """No dates: where the reports stand, the other entries stand too."""
    items = entries(COUNTY)[:9]
    rows = _rows(items, dated=False)
    more = "<p>共 9 条</p><ul class='side'><li><a href='/x/1.html'>要闻</a></li></ul>"
    pages = {"/nb/": _list(rows, more)}
    return _host("undated", pages | _articles(items), _reports(items))


def gbk() -> Host:
    """GBK, and a charset that says otherwise."""
    items = entries(COUNTY)[:6]
    served: dict[str, str | Reply] = {
        path: Reply(text.encode("gb18030"))
        for path, text in ({"/nb/": _list(_rows(items))} | _articles(items)).items()
    }
    return _host("gbk", served, _reports(items))


def large() -> Host:
    """Two megabytes of list."""
    items = entries(COUNTY)[:8]
    filler = "<!-- " + "x" * 1000 + " -->"
    pages = {"/nb/": _list(_rows(items), filler * 2000)}
    return _host("large", pages | _articles(items), _reports(items))


def first_page_again() -> Host:
    """Every page past the end is page one again."""
    items = entries(COUNTY)
    pages = _pages(items, 11, lambda k: f"/nb/?page={k + 1}")
    first = Reply(pages["/nb/"])
    return _host("again", pages | _articles(items), _reports(items), missing=first)


def short() -> Host:
    """More is announced than is given: that is said."""
    items = entries(COUNTY)[:5]
    pages = {"/nb/": _list(_rows(items), "<p>共 12 条记录</p>")}
    reports = _reports(items)
    issues = ("listing_incomplete",)
    return _host("short", pages | _articles(items), reports, issues=issues)


def one_page() -> Host:
    """A pager that says that there is no other page: nothing more is asked for."""
    items = entries(COUNTY)[:12]
    pager = '<a href="javascript:;">下一页</a> 共1页'
    pages = {"/nb/": _list(_rows(items), pager)}
    return _host("one", pages | _articles(items), _reports(items))


def lost_pages() -> Host:
    """More pages are announced, and they are nowhere: that is said."""
    items = entries(COUNTY)[:6]
    pager = '<a href="javascript:goPage(2)">下一页</a> 共3页'
    pages = {"/nb/": _list(_rows(items), pager)}
    issues = ("listing_incomplete",)
    return _host("lost", pages | _articles(items), _reports(items), issues=issues)


def too_short() -> Host:
    """A list without a report, written by a script that nobody knows."""
    page = "<ul id='list'><li v-for='item in list'>{{ item.title }}</li></ul>"
    pages = {"/nb/": f"<html><body>{MENU}{page}</body></html>"}
    return _host("unknown", pages, {}, issues=("listing_empty",))


def itself() -> Host:
    """The listing is the report."""
    (entry,) = entries(COUNTY, 2023, 2023, notices=0)
    body = "<h2>三、收到和处理政府信息公开申请情况</h2>"
    pages = {"/nb/": article(entry, extra=body)}
    return _host("itself", pages, {"/nb/": entry})


def forms() -> Host:
    """A page and a file of one report, and links that lead straight to files."""
    items = entries(COUNTY, 2021, 2024, notices=0)
    rows = ""
    reports: dict[str, Entry] = {}
    for entry in items:
        page, file = f"/nb/{entry.number}.html", f"/files/{entry.number}.pdf"
        rows += f'<li><a href="{page}">{entry.title}</a></li>'
        rows += f'<li><a href="{file}">{entry.title}（PDF版）</a></li>'
        reports |= {page: entry, file: entry}
    files = {f"/files/{e.number}.pdf": _pdf(e) for e in items}
    pages = {"/nb/": _list(rows)} | _articles(items) | files
    return _host("forms", pages, reports)


def _pdf(entry: Entry) -> Reply:
    text = f"%PDF-1.4\n% {entry.number}\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    return Reply(text, content_type="application/pdf")


def home_for_missing() -> Host:
    """Whatever is not there is answered with the home page."""
    items = entries(COUNTY)[:12]
    home = _list("<li><a href='/news/1.html'>今日要闻</a><span>2025-02-03</span></li>")
    pages = {"/nb/": _list(_rows(items))}
    return _host("home", pages | _articles(items), _reports(items), missing=Reply(home))
