"""龙讯 label pages: the list of an organ, and the pieces that its label gives."""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from pipeline.crawl.urls import canonical_url
from tests.site.model import Ask, Entry, Host, Reply, article, entries

PER_PIECE = 5
ORGAN, SITE = "21691", "6788031"
COLUMN = f"/public/column/{ORGAN}"
NOTHING = '<p class="empty">暂无相关信息</p>'


def hosts() -> list[Host]:
    return [
        by_address(),
        by_object_and_form(),
        without_a_count(),
        front_page_of_an_organ(),
        one_page(),
        label_that_ignores_the_page(),
    ]


def path_of(entry: Entry) -> str:
    return f"/public/{ORGAN}/{entry.number}.html"


def items(rows: list[Entry]) -> str:
    """Titles are cut by `length`; whole ones are in the attribute."""
    lines = "".join(
        f'<li><a class="title" target="_blank" href="{path_of(e)}" title="{e.title}">'
        f'{e.title[:8]}...</a><span class="date">{e.day}</span></li>'
        for e in rows
    )
    return f'<ul class="clearfix xxgk_nav_list">{lines}</ul>'


def cut(rows: list[Entry], number: int) -> list[Entry]:
    return rows[(number - 1) * PER_PIECE : number * PER_PIECE] if number > 0 else []


def page(inside: str, script: str) -> Reply:
    return Reply(
        f'<html><head><meta name="SiteId" content="{SITE}"></head><body>'
        f'<a href="{COLUMN}?type=2">指南</a><div class="xxgk_nav_con">{inside}</div>'
        f"<script>{script}</script></body></html>"
    )


def fields(**changes: str) -> dict[str, str]:
    """What the label asks for."""
    return {
        "labelName": "publicInfoList",
        "siteId": SITE,
        "pageSize": str(PER_PIECE),
        "action": "list",
        "isDate": "true",
        "dateFormat": "yyyy-MM-dd",
        "length": "8",
        "organId": ORGAN,
        "type": "3",
        "catId": "",
        "file": "/xxgk/publicInfoList_newest2020",
    } | changes


def piece(rows: list[Entry], asked: Mapping[str, str]) -> Reply | None:
    """A piece of the list; an error page where a field is missing or wrong."""
    wanted = fields()
    names = ("labelName", "siteId", "organId", "type", "file", "pageSize")
    if any(asked.get(name) != wanted[name] for name in names):
        return Reply("<p>标签解析错误</p>")
    found = cut(rows, int(asked.get("pageIndex", "1")))
    return Reply(items(found) if found else NOTHING)


def host(
    name: str,
    rows: list[Entry],
    answer: Callable[[Ask], Reply | None],
    *,
    listing: str = f"{COLUMN}?type=3&action=list",
    seen: list[Entry] | None = None,
    issues: tuple[str, ...] = (),
) -> Host:
    articles = {path_of(e): Reply(article(e, 'class="gkwz_contnet"')) for e in rows}
    return Host(
        name=name,
        family="longxun",
        listing=f"http://{name}{listing}",
        answer=lambda ask: articles.get(ask.path) or answer(ask),
        reports={
            canonical_url(f"http://{name}{path_of(e)}"): e
            for e in (rows if seen is None else seen)
            if e.is_report
        },
        issues=issues,
    )


def count_of(rows: list[Entry]) -> str:
    return (
        f"Ls.pagination('.page', {{pageCount:{-(-len(rows) // PER_PIECE)}, go: go}});"
    )


def by_address() -> Host:
    """The first piece is in the page, the address of the others in its script."""
    name, rows = "longxun.site.test", entries("申厅")
    address = f"/site/label/8888?{urlencode(fields())}"
    script = f"var url = '{address}'; {count_of(rows)}"

    def answer(ask: Ask) -> Reply | None:
        if ask.path == COLUMN and ask.query.get("type") == "3":
            return page(items(cut(rows, 1)), script)
        if ask.path == "/site/label/8888" and ask.method == "GET":
            return piece(rows, ask.query)
        return None

    return host(name, rows, answer)


def by_object_and_form() -> Host:
    """Below a prefix, fields in an object, an empty page, and only a form is taken."""
    name, rows = "longxun-form.site.test", entries("酉县人民政府")
    pairs = ", ".join(f"{k}: '{v}'" for k, v in fields().items())
    script = (
        "var cfg = {a: 1};"
        f"Ls.ajax({{url: '/yx/zwgk/site/label/8888', data: {{{pairs}}}}});"
        f"{count_of(rows)}"
    )

    def answer(ask: Ask) -> Reply | None:
        if ask.path == COLUMN and ask.query.get("type") == "3":
            return page("", script)
        if ask.path == "/yx/zwgk/site/label/8888" and ask.method == "POST":
            return piece(rows, ask.form)
        return None

    return host(name, rows, answer)


def without_a_count() -> Host:
    """Nothing says how many pieces there are: they are asked until one is empty."""
    name, rows = "longxun-count.site.test", entries("戌局")
    script = f"load('/site/label/8888?{urlencode(fields())}');".replace("&", "&amp;")

    def answer(ask: Ask) -> Reply | None:
        if ask.path == COLUMN and ask.query.get("type") == "3":
            return page(items(cut(rows, 1)), script)
        if ask.path == "/site/label/8888":
            return piece(rows, ask.query)
        return None

    return host(name, rows, answer)


def front_page_of_an_organ() -> Host:
    """The registry has the organ's own page; its reports are type 3."""
    name, rows = "longxun-organ.site.test", entries("亥局", 2020, notices=1)

    def answer(ask: Ask) -> Reply | None:
        if ask.path != COLUMN:
            return None
        return page(items(rows) if ask.query.get("type") == "3" else NOTHING, "")

    return host(name, rows, answer, listing=COLUMN)


def one_page() -> Host:
    name, rows = "longxun-one.site.test", entries("天镇人民政府", 2023, notices=1)
    script = f"var url = '/site/label/8888?{urlencode(fields())}'; var pageCount = 1;"

    def answer(ask: Ask) -> Reply | None:
        return page(items(rows), script) if ask.path == COLUMN else None

    return host(name, rows, answer)


def label_that_ignores_the_page() -> Host:
    name, rows = "longxun-stuck.site.test", entries("地局")
    script = f"var url = '/site/label/8888?{urlencode(fields())}'; {count_of(rows)}"

    def answer(ask: Ask) -> Reply | None:
        if ask.path == COLUMN and ask.query.get("type") == "3":
            return page(items(cut(rows, 1)), script)
        if ask.path == "/site/label/8888":
            asked = ask.form if ask.method == "POST" else ask.query
            return piece(rows, dict(asked) | {"pageIndex": "1"})
        return None

    return host(
        name,
        rows,
        answer,
        seen=rows[:PER_PIECE],
        issues=("listing_incomplete",),
    )
