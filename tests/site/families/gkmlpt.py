"""广东 gkmlpt: a tree of categories, an API, a search on another host, and NFCMS."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from pipeline.crawl.urls import canonical_url
from tests.site.model import Ask, Entry, Host, Reply, article, entries

PER_PAGE = 8
SID, CATEGORY = "755031", 2629
SEARCH = "search.site.test"
Lists = Callable[[Ask], Reply | None]


def hosts() -> list[Host]:
    return [
        catalogue(),
        catalogue_of_an_organ(),
        counting_from_zero(),
        one_page_from_zero(),
        recent_window_and_search(),
        recent_window_without_search(),
        categories_below(),
        category_elsewhere(),
        nfcms(),
    ]


# --- pages and answers ----------------------------------------------------------


def path_of(entry: Entry) -> str:
    return f"/gkmlpt/content/0/{entry.number % 1000}/post_{entry.number}.html"


def node(number: int, name: str, count: int, **more: object) -> dict[str, object]:
    return {"id": number, "name": name, "post_count": count, "jump_url": ""} | more


def config(tree: Sequence[dict[str, object]], search: str = "") -> Reply:
    """The catalogue's page: its script is no JSON, but the tree in it is."""
    address = f"SEARCH_JSONP_URL: '{search}'," if search else ""
    text = json.dumps(tree, ensure_ascii=False)
    return Reply(
        '<html><body><div id="app"></div><a href="/">首页</a><script>'
        f"window._CONFIG = {{ SID: '{SID}', {address} TREE: {text}, "
        "SERVICE_AREA_ID: 0, DETAIL: null };</script></body></html>"
    )


def row(entry: Entry, name: str) -> dict[str, object]:
    noon = datetime(entry.day.year, entry.day.month, entry.day.day, 4, tzinfo=UTC)
    return {
        "id": entry.number,
        "title": entry.title,
        "url": f"http://{name}{path_of(entry)}",
        "post_url": "",
        "publisher": entry.publisher,
        "display_publish_time": int(noon.timestamp()),
        "created_at": "2021-01-26 00:00:00",  # moved from an older site
    }


def api(
    ask: Ask, name: str, rows: list[Entry], *, counted: int, first: int = 1
) -> Reply | None:
    """A page of a category; what lies past the end is no JSON."""
    start = (int(ask.query["page"]) - first) * PER_PAGE
    if ask.query.get("sid") != SID:
        return Reply('{"errcode": -1}')
    found = rows[max(start, 0) : start + PER_PAGE] if start >= 0 else []
    if not found:
        return Reply("<html>系统繁忙</html>")
    return Reply(
        json.dumps(
            {
                "classify": node(CATEGORY, "政府信息公开年报", counted),
                "total": counted,
                "articles": [row(e, name) for e in found],
            },
            ensure_ascii=False,
        ),
        content_type="application/json",
    )


def host(
    name: str,
    rows: list[Entry],
    lists: Lists,
    *,
    listing: str = "/gkmlpt/index",
    path: Callable[[Entry], str] = path_of,
    seen: list[Entry] | None = None,
    others: tuple[Host, ...] = (),
    issues: tuple[str, ...] = (),
) -> Host:
    articles = {path(e): Reply(article(e, 'class="article-content"')) for e in rows}
    return Host(
        name=name,
        family="gkmlpt",
        listing=f"http://{name}{listing}",
        answer=lambda ask: articles.get(ask.path) or lists(ask),
        reports={
            canonical_url(f"http://{name}{path(e)}"): e
            for e in (rows if seen is None else seen)
            if e.is_report
        },
        others=others,
        issues=issues,
    )


API = f"/gkmlpt/api/all/{CATEGORY}"


# --- the catalogue --------------------------------------------------------------


def catalogue() -> Host:
    name, rows = "gkmlpt.site.test", entries("甲市人民政府")
    inside = node(CATEGORY, "政府信息公开年报", len(rows))
    tree = [node(1, "组织机构", 3), node(2, "其他", 0, children=[inside])]

    def lists(ask: Ask) -> Reply | None:
        if ask.path == "/gkmlpt/index":
            return config(tree)
        if ask.path == API:
            return api(ask, name, rows, counted=len(rows))
        return None

    return host(name, rows, lists)


def catalogue_of_an_organ() -> Host:
    """Below an organ's folder; the address names one of the categories that fit.

    The other one has more entries, but they are those of the bodies below.
    """
    name, rows = "gkmlpt-organ.site.test", entries("乙局")
    tree = [
        node(7, "统计年报", 99),
        node(8, "下属单位政府信息公开年度报告", 50),
        node(CATEGORY, "政府信息公开工作年度报告", len(rows)),
    ]

    def lists(ask: Ask) -> Reply | None:
        if ask.path == "/yj/gkmlpt/annualreport":
            return config(tree)
        if ask.path == f"/yj{API}":
            return api(ask, name, rows, counted=len(rows))
        return None

    listing = f"/yj/gkmlpt/annualreport#{CATEGORY}"
    return host(name, rows, lists, listing=listing)


def counting_from_zero() -> Host:
    """Page one is the second: what is missing is on page zero."""
    name, rows = "gkmlpt-zero.site.test", entries("丙市人民政府")
    tree = [node(CATEGORY, "政府信息公开年报", len(rows))]

    def lists(ask: Ask) -> Reply | None:
        if ask.path == "/gkmlpt/index":
            return config(tree)
        if ask.path == API:
            return api(ask, name, rows, counted=len(rows), first=0)
        return None

    return host(name, rows, lists)


def one_page_from_zero() -> Host:
    """Page one lies past the end, and the tree does not count the entries."""
    name, rows = "gkmlpt-first.site.test", entries("壬局", 2021, notices=1)
    tree = [node(CATEGORY, "政府信息公开年报", 0)]

    def lists(ask: Ask) -> Reply | None:
        if ask.path == "/gkmlpt/index":
            return config(tree)
        if ask.path == API:
            return api(ask, name, rows, counted=len(rows), first=0)
        return None

    return host(name, rows, lists)


def window(name: str, rows: list[Entry], search: str) -> Lists:
    """All entries are counted, but only the newest are shown; page zero is page one."""
    tree = [node(CATEGORY, "政府信息公开年报", len(rows))]

    def lists(ask: Ask) -> Reply | None:
        if ask.path == "/gkmlpt/index":
            return config(tree, search)
        if ask.path == API:
            number = max(int(ask.query["page"]), 1)
            same = Ask(
                host=ask.host,
                path=ask.path,
                query=dict(ask.query) | {"page": f"{number}"},
            )
            return api(same, name, rows[: PER_PAGE + 2], counted=len(rows))
        return None

    return lists


def search_host(name: str, rows: list[Entry]) -> Host:
    """The search: newest first, counts from one, wants a callback, marks the words."""

    def answer(ask: Ask) -> Reply | None:
        if ask.path != f"/jsonp/site/{SID}":
            return None
        call, number = ask.query.get("callback"), int(ask.query["page"])
        if not call:
            return Reply('{"errcode": -1, "errmsg": "调用失败，请检查参数"}')
        word, size = ask.query["text"], min(int(ask.query["pagesize"]), 6)
        found = [e for e in rows if word in e.title]
        shown = found[(number - 1) * size : number * size] if number else []
        results = [
            row(e, name)
            | {
                "title": e.title.replace(word, f"<em>{word}</em>"),
                "pub_time": str(e.day),
                "isgkml": 1,
            }
            for e in shown
        ]
        value = {"count": len(found) if number else 0, "results": results}
        text = json.dumps(value, ensure_ascii=False)
        return Reply(f"{call}({text})", content_type="application/javascript")

    return Host(
        name=SEARCH,
        family="gkmlpt",
        listing=f"http://{SEARCH}/",
        answer=answer,
        reports={},
    )


def recent_window_and_search() -> Host:
    name, rows = "gkmlpt-window.site.test", entries("丁区人民政府")
    lists = window(name, rows, f"http://{SEARCH}/jsonp")
    return host(name, rows, lists, others=(search_host(name, rows),))


def recent_window_without_search() -> Host:
    name, rows = "gkmlpt-recent.site.test", entries("戊镇人民政府")
    return host(
        name,
        rows,
        window(name, rows, ""),
        seen=rows[: PER_PAGE + 2],
        issues=("listing_incomplete",),
    )


def categories_below() -> Host:
    """The category shows its own entries only; the older ones are a category below."""
    name, rows = "gkmlpt-below.site.test", entries("己县人民政府")
    own, older = rows[:6], rows[6:]
    below = node(2630, "2019年以前", len(older))
    tree = [node(CATEGORY, "政府信息公开年报", len(rows), children=[below])]

    def lists(ask: Ask) -> Reply | None:
        if ask.path == "/gkmlpt/index":
            return config(tree)
        if ask.path == API:
            return api(ask, name, own, counted=len(own))
        if ask.path == "/gkmlpt/api/all/2630":
            return api(ask, name, older, counted=len(older))
        return None

    return host(name, rows, lists)


# --- NFCMS ----------------------------------------------------------------------


def post_of(entry: Entry) -> str:
    return f"/zwgk/nb/content/post_{entry.number}.html"


def channel_page(rows: list[Entry], number: int, name: str) -> Reply | None:
    """A page of a list: `index.html`, then `index_2.html`; all links are absolute."""
    size, base = 6, f"http://{name}/zwgk/nb/"
    pages = -(-len(rows) // size)
    if not 1 <= number <= pages:
        return None
    items = "".join(
        f'<li><span class="date">{e.day}</span>'
        f'<a href="http://{name}{post_of(e)}" title="{e.title}">{e.title}</a></li>'
        for e in rows[(number - 1) * size : number * size]
    )
    following = f"{base}index_{number + 1}.html" if number < pages else "javascript:;"
    return Reply(
        f"<html><head><script>NFCMS_SITE_ID = 755031;</script></head><body><ul>{items}"
        f'</ul><div class="page"><a class="first" href="{base}index.html">首页</a>'
        f'<a class="next" href="{following}">下一页</a>'
        f'<a class="last" href="{base}index_{pages}.html">尾页</a></div></body></html>'
    )


def channel(name: str, rows: list[Entry]) -> Lists:
    names = {f"/zwgk/nb/index_{n}.html": n for n in range(2, 10)}
    names |= {"/zwgk/nb/": 1, "/zwgk/nb/index.html": 1}

    def lists(ask: Ask) -> Reply | None:
        number = names.get(ask.path)
        return None if number is None else channel_page(rows, number, name)

    return lists


def category_elsewhere() -> Host:
    """The category of the tree is only a link to a channel."""
    name, rows = "gkmlpt-jump.site.test", entries("庚市人民政府")
    jump = f"http://{name}/zwgk/nb/index.html"
    tree = [node(CATEGORY, "政府信息公开年报", 0, jump_url=jump)]
    inside = channel(name, rows)

    def lists(ask: Ask) -> Reply | None:
        return config(tree) if ask.path == "/gkmlpt/index" else inside(ask)

    return host(name, rows, lists, path=post_of)


def nfcms() -> Host:
    name, rows = "gkmlpt-nfcms.site.test", entries("辛市人民政府")
    return host(name, rows, channel(name, rows), listing="/zwgk/nb/", path=post_of)
