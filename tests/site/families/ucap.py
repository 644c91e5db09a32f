"""开普云: static lists that count from one, and the interfaces behind empty ones."""

import json
from collections.abc import Callable, Mapping

from pipeline.crawl.urls import canonical_url
from tests.site.model import Ask, Entry, Host, Reply, article, entries

PER_PAGE = 5
CHANNEL = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
OTHER_CHANNEL = "ffffffffffffffffffffffffffffffff"
WEBSITE = "e61ec4d7aaeb4997b0a028dba4145897"
FOLDER = "/x/c103251/"
Paths = Callable[[Entry], str]


def hosts() -> list[Host]:
    return [
        static(),
        one_page(),
        only_the_newest_pages(),
        the_first_page_again(),
        common_search(),
        search_list_by_guess(),
        by_code(),
        interface_cms(),
        other_host(),
        interface_that_ignores_the_page(),
    ]


# --- pages and answers ----------------------------------------------------------


def path_of(entry: Entry) -> str:
    return f"{FOLDER}{entry.day:%Y%m}/{entry.number:032x}.shtml"


def items(rows: list[Entry]) -> str:
    return "".join(
        f'<li><a href="{path_of(e)}" title="{e.title}">{e.title[:10]}…</a>'
        f"<span>{e.day}</span></li>"
        for e in rows
    )


def page(inside: str, script: str = "", *, channel: str = "") -> Reply:
    meta = f'<meta name="channelid" content="{channel}">' if channel else ""
    return Reply(
        f'<html><head><meta charset="utf-8">{meta}</head><body><a href="/">首页</a>'
        f'<ul class="list">{inside}</ul><script>{script}</script></body></html>'
    )


def pager(number: int, rows: list[Entry]) -> str:
    pages = -(-len(rows) // PER_PAGE)
    names = "'xxgknb_list','shtml'"
    return f"createPageHTML('page_div',{pages},{number},{names},{len(rows)});"


def cut(rows: list[Entry], number: int, size: int = PER_PAGE) -> list[Entry]:
    """The entries of a page; pages count from one."""
    return rows[(number - 1) * size : number * size] if number > 0 else []


def result(entry: Entry, url: str) -> dict[str, object]:
    """One entry as the interfaces give it; some fields hold the text "null"."""
    return {
        "title": entry.title,
        "url": url,
        "redirectUrl": "null",
        "publishedTimeStr": f"{entry.day} 00:00:00",
        "manuscriptId": f"{entry.number:032x}",
        "domainMetaList": [{"resultList": [{"key": "source", "value": "null"}]}],
    }


def answers(
    rows: list[Entry],
    served: Mapping[str, Reply],
    more: Callable[[Ask], Reply | None] = lambda _ask: None,
) -> Callable[[Ask], Reply | None]:
    articles = {path_of(e): Reply(article(e, 'id="UCAP-CONTENT"')) for e in rows}

    def answer(ask: Ask) -> Reply | None:
        return served.get(ask.path) or articles.get(ask.path) or more(ask)

    return answer


def host(
    name: str,
    rows: list[Entry],
    listing: str,
    answer: Callable[[Ask], Reply | None],
    *,
    others: tuple[Host, ...] = (),
    issues: tuple[str, ...] = (),
    seen: list[Entry] | None = None,
    path: Paths = path_of,
) -> Host:
    return Host(
        name=name,
        family="ucap",
        listing=f"http://{name}{listing}",
        answer=answer,
        reports={
            canonical_url(f"http://{name}{path(e)}"): e
            for e in (rows if seen is None else seen)
            if e.is_report
        },
        others=others,
        issues=issues,
    )


def as_json(value: object) -> Reply:
    text = json.dumps(value, ensure_ascii=False)
    return Reply(text, content_type="application/json; charset=utf-8")


# --- static ---------------------------------------------------------------------


def files(rows: list[Entry], *, channel: str = "") -> dict[str, Reply]:
    """All page files. The first has no number, and `_1` does not exist."""
    found = {}
    for number in range(1, -(-len(rows) // PER_PAGE) + 1):
        suffix = "" if number == 1 else f"_{number}"
        found[f"{FOLDER}xxgknb_list{suffix}.shtml"] = page(
            items(cut(rows, number)), pager(number, rows), channel=channel
        )
    return found


def static() -> Host:
    name, rows = "ucap.site.test", entries("乙县人民政府")
    answer = answers(rows, files(rows))
    return host(name, rows, f"{FOLDER}xxgknb_list.shtml", answer)


def one_page() -> Host:
    """No pager is printed; the page's own channel stands in its head for all that."""
    name, rows = "ucap-one.site.test", entries("丙局", 2022, notices=1)
    served = {f"{FOLDER}list.shtml": page(items(rows), channel=CHANNEL)}
    return host(name, rows, f"{FOLDER}list.shtml", answers(rows, served))


def only_the_newest_pages() -> Host:
    """Two page files are kept; older entries come from the search of the channel."""
    name, rows = "ucap-newest.site.test", entries("丁市人民政府")
    address = f"var more = '/common/search/{CHANNEL}?_isAgg=true';"
    served: dict[str, Reply] = {}
    for number, suffix in ((1, ""), (2, "_2")):
        served[f"{FOLDER}xxgknb_list{suffix}.shtml"] = page(
            items(cut(rows, number)), pager(number, rows) + address, channel=CHANNEL
        )

    def more(ask: Ask) -> Reply | None:
        return search(ask, f"/common/search/{CHANNEL}", rows)

    answer = answers(rows, served, more)
    return host(name, rows, f"{FOLDER}xxgknb_list.shtml", answer)


def the_first_page_again() -> Host:
    """The third of five page files holds the first page: the rest cannot be had."""
    name, rows = "ucap-again.site.test", entries("戊区人民政府")
    served = files(rows)
    for number in (3, 4, 5):
        again = served[f"{FOLDER}xxgknb_list.shtml"]
        served[f"{FOLDER}xxgknb_list_{number}.shtml"] = again
    return host(
        name,
        rows,
        f"{FOLDER}xxgknb_list.shtml",
        answers(rows, served),
        seen=rows[: 2 * PER_PAGE],
        issues=("listing_incomplete",),
    )


# --- interfaces -----------------------------------------------------------------


def search(ask: Ask, path: str, rows: list[Entry]) -> Reply | None:
    """A search of a channel: it caps the length of a page, and renders without JSON."""
    if ask.path != path:
        return None
    size = min(int(ask.query.get("_pageSize", "20")), PER_PAGE)
    number = int(ask.query.get("page", "1"))
    if ask.query.get("_isJson") != "true":
        return page(items(cut(rows, number, size)))
    results = [
        # relative and without a scheme, as they come
        result(e, path_of(e) if e.number % 2 else f"//{ask.host}{path_of(e)}")
        for e in cut(rows, number, size)
    ]
    data = {"page": number, "rows": size, "total": len(rows), "results": results}
    return as_json({"data": data})


def common_search() -> Host:
    name, rows = "ucap-search.site.test", entries("己州人民政府")
    address = f'$.get("/common/search/{CHANNEL}?_isAgg=true&_isJson=true&page=1", show)'
    served = {f"{FOLDER}common_list.shtml": page("", address, channel=CHANNEL)}

    def more(ask: Ask) -> Reply | None:
        return search(ask, f"/common/search/{CHANNEL}", rows)

    answer = answers(rows, served, more)
    return host(name, rows, f"{FOLDER}common_list.shtml", answer)


def search_list_by_guess() -> Host:
    """The page names only its channel; the address is in a script that is not read."""
    name, rows = "ucap-guess.site.test", entries("庚委员会")
    served = {f"{FOLDER}zfxxgklby_nb.shtml": page("", channel=CHANNEL)}

    def more(ask: Ask) -> Reply | None:
        return search(ask, f"/searchList/{CHANNEL}", rows)

    answer = answers(rows, served, more)
    return host(name, rows, f"{FOLDER}zfxxgklby_nb.shtml", answer)


def by_code() -> Host:
    """A page with a tab for each channel; only the form finds the entries."""
    name, rows = "ucap-code.site.test", entries("辛总局")
    tabs = (
        f"\nvar tab1 = {{name: '公开指南', channelId: '{OTHER_CHANNEL}'}};"
        f"\nvar tab2 = {{name: '政府信息公开年报', channelId: '{CHANNEL}'}};"
        "\n$.post('/getFileListByCodeId', query, show)"
    )
    guide = Entry(
        number=7, title="公开指南", day=rows[0].day, year=None, publisher="辛总局"
    )
    served = {f"{FOLDER}index.html": page("", tabs)}

    def more(ask: Ask) -> Reply | None:
        if ask.path != "/getFileListByCodeId" or ask.method != "POST":
            return None
        found = rows if ask.form["channelId"] == CHANNEL else [guide]
        number, size = int(ask.form["page"]), int(ask.form["size"])
        results = [
            result(e, f"http://{name}{path_of(e)}")
            | {"title": None, "titleHtml": f"<p>{e.title}</p>"}
            for e in cut(found, number, min(size, 8))
        ]
        data = {"total": len(found), "page": number, "rows": size, "results": results}
        return as_json({"code": 200, "results": {"data": data}})

    answer = answers(rows, served, more)
    return host(name, rows, f"{FOLDER}index.html?tab=gknb", answer)


def manuscript_path(entry: Entry) -> str:
    number = f"{entry.number:032x}"
    query = f"apiUrl=manuscript/getManuscriptById&manuscriptId={number}"
    return f"/interface-cms/proxy/api?{query}"


def interface_cms() -> Host:
    """Entries are not counted, and some have no page but a JSON text in a string."""
    name, rows = "ucap-cms.site.test", entries("壬厅")
    script = (
        f"var q = {{websiteId: '{WEBSITE}', channelId: ['{CHANNEL}']}};"
        "$.ajax({url: '/interface-cms/qryManuscriptByWebsiteId', type: 'POST'})"
    )
    served = {f"{FOLDER}index.shtml": page("", script)}

    def without_page(entry: Entry) -> bool:
        return entry.is_report and entry.number % 6 == 0

    def more(ask: Ask) -> Reply | None:
        if ask.path == "/interface-cms/proxy/api":
            number = int(ask.query["manuscriptId"], 16)
            text = next(article(e) for e in rows if e.number == number)
            return as_json(json.dumps({"data": text}, ensure_ascii=False))
        if ask.path != "/interface-cms/qryManuscriptByWebsiteId":
            return None
        asked = json.loads(ask.body)
        if (asked["websiteId"], asked["channelId"]) != (WEBSITE, [CHANNEL]):
            return as_json({"Status": "error", "results": []})
        results = [
            result(e, "null" if without_page(e) else path_of(e))
            for e in cut(rows, asked["pageNum"])
        ]
        return as_json({"Status": "success", "results": results})

    return host(
        name,
        rows,
        f"{FOLDER}index.shtml",
        answers(rows, served, more),
        path=lambda e: manuscript_path(e) if without_page(e) else path_of(e),
    )


def other_host() -> Host:
    """The interface is on another host; relative addresses mean the list's host."""
    name, rows = "ucap-api.site.test", entries("癸省人民政府")
    script = (
        "var channelId =  '97434';\n"
        "var url = location.protocol + '//api.site.test/search/common/search/';\n"
    )
    served = {f"{FOLDER}list_tyxx.html": page("", script)}

    def interface(ask: Ask) -> Reply | None:
        if ask.path != "/search/common/search/97434" or ask.method != "POST":
            return None
        number, size = int(ask.form["page"]), int(ask.form["_pageSize"])
        results = [result(e, path_of(e)) for e in cut(rows, number, min(size, 6))]
        return as_json({"data": {"total": len(rows), "results": results}})

    api = Host(
        name="api.site.test",
        family="ucap",
        listing="http://api.site.test/",
        answer=interface,
        reports={},
    )
    answer = answers(rows, served)
    return host(name, rows, f"{FOLDER}list_tyxx.html", answer, others=(api,))


def interface_that_ignores_the_page() -> Host:
    name, rows = "ucap-stuck.site.test", entries("子县人民政府")
    address = f"var list = '/searchList/{CHANNEL}';"
    served = {f"{FOLDER}index.shtml": page("", address, channel=CHANNEL)}

    def more(ask: Ask) -> Reply | None:
        first = Ask(host=ask.host, path=ask.path, query=dict(ask.query) | {"page": "1"})
        return search(first, f"/searchList/{CHANNEL}", rows)

    return host(
        name,
        rows,
        f"{FOLDER}index.shtml",
        answers(rows, served, more),
        seen=rows[:PER_PAGE],
        issues=("listing_incomplete",),
    )
