"""TRS lists whose pages come from the search of the site, as JSON."""

import json

from tests.site.families.trs import dated
from tests.site.lists import chunks, found_at, item, number_in
from tests.site.model import Answering, Ask, Entry, Host, Reply, article, entries

LIBRARY = "229105"
CHANNEL = "1813"


def hosts() -> list[Host]:
    return [static_first(), all_by_search(), by_get(), unreadable()]


def shell(items: str, script: str) -> Reply:
    return Reply(
        f'<html><body><ul class="list" id="list">{items}</ul>'
        f"<script>{script}</script></body></html>"
    )


def script_of(rows: list[Entry], prepage: int, *, count: bool) -> str:
    announced = f"recordCount: '{len(rows)}'," if count else ""
    return (
        f"var chnlid = '{CHANNEL}'; var options = {{ {announced} prepage: {prepage} }};"
        f"$.ajax({{ url: '/fjdzapp/search', type: 'post', data: {{"
        f"channelid: '{LIBRARY}', sortfield: '-docorderpri,-docreltime',"
        f"classsql: 'chnlid=' + chnlid, classcol: 'publishyear', classnum: 100,"
        f"classsort: 0, cache: true, page: now, prepage: size }} }});"
    )


def document(name: str, entry: Entry) -> dict[str, object]:
    return {
        "doctitle": f"<em>{entry.title}</em>",
        "docpuburl": f"http://{name}{dated(entry)}",
        "chnldocurl": "",
        "docreltime": f"{entry.day}",
        "pubdate": f"{entry.day} 15:35",
        "puborg": entry.publisher,
        "chnlid": int(CHANNEL),
    }


def page_asked(ask: Ask) -> int:
    """The page, if the form and the headers are what the search wants; else 0."""
    wanted = {"channelid": LIBRARY, "classsql": f"chnlid={CHANNEL}", "cache": "true"}
    fits = all(ask.form.get(name) == value for name, value in wanted.items())
    by_script = ask.headers.get("x-requested-with") == "XMLHttpRequest"
    right = ask.method == "POST" and ask.path == "/fjdzapp/search"
    return number_in(ask.form.get("page")) if right and fits and by_script else 0


def static_first() -> Host:
    """The first page is a file; the search counts it as page one."""
    name, rows, size = "trs-search.site.test", entries("壬县人民政府"), 6
    pages = chunks(rows, size)
    items = "".join(item(e, "." + dated(e).removeprefix("/zfxxgknb")) for e in pages[0])
    first = shell(items, script_of(rows, size, count=True))

    def answer(ask: Ask) -> Reply | None:
        if ask.path == "/zfxxgknb/":
            return first
        number = page_asked(ask)
        if not 0 < number <= len(pages) or ask.form["prepage"] != str(size):
            return None
        found = [document(name, e) for e in pages[number - 1]]
        return Reply(json.dumps({"pageCount": len(pages), "data": found}))

    return host(name, answer, rows)


def all_by_search() -> Host:
    """Nothing in the page; the JSON has a comma too many and a line break in a text."""
    name, rows, size = "trs-search-all.site.test", entries("癸市审计局"), 10
    pages = chunks(rows, size)
    first = shell("", script_of(rows, size, count=False))

    def answer(ask: Ask) -> Reply | None:
        if ask.path == "/zfxxgknb/":
            return first
        number = page_asked(ask)
        if not 0 < number <= len(pages):
            return None
        found = ",".join(
            json.dumps(document(name, e), ensure_ascii=False).replace("<em>", "<em>\n")
            for e in pages[number - 1]
        )
        return Reply(f'{{"pageCount": "{len(pages)}", "data": [{found},]}}')

    return host(name, answer, rows)


def by_get() -> Host:
    """`templet=docs.jsp`: no counts, the page after the last is empty."""
    name, rows, size = "trs-search-get.site.test", entries("子县统计局", 2012), 4
    pages = chunks(rows, size)
    address = f"/was5/web/search?channelid={LIBRARY}&templet=docs.jsp&prepage={size}"
    first = shell("", f"$.getJSON('{address}' + '&page=' + now, show);")

    def answer(ask: Ask) -> Reply | None:
        if ask.path == "/zfxxgknb/":
            return first
        if ask.path != "/was5/web/search" or ask.query.get("templet") != "docs.jsp":
            return None
        number = number_in(ask.query.get("page"))
        shown = pages[number - 1] if 0 < number <= len(pages) else []
        docs = [
            {"title": e.title, "chnldocurl": dated(e), "docreltime": f"{e.day}"}
            for e in shown
        ]
        return Reply(json.dumps({"docs": docs}))

    return host(name, answer, rows)


def unreadable() -> Host:
    """The second page is an error in HTML, with status 200."""
    name, rows, size = "trs-search-bad.site.test", entries("丑县农业局"), 6
    pages = chunks(rows, size)
    first = shell("", script_of(rows, size, count=False))

    def answer(ask: Ask) -> Reply | None:
        if ask.path == "/zfxxgknb/":
            return first
        number = page_asked(ask)
        if number > 1:
            return Reply('<html><a href="/">系统错误</a></html>')
        found = [document(name, e) for e in pages[0]]
        return Reply(json.dumps({"pageCount": len(pages), "data": found}))

    return host(name, answer, list(pages[0]), issues=("listing_incomplete",))


def host(
    name: str,
    answer: Answering,
    rows: list[Entry],
    issues: tuple[str, ...] = (),
) -> Host:
    articles = {dated(e): Reply(article(e, 'class="TRS_Editor"')) for e in rows}
    return Host(
        name=name,
        family="trs",
        listing=f"http://{name}/zfxxgknb/",
        answer=lambda ask: articles.get(ask.path) or answer(ask),
        reports=found_at(name, rows, dated),
        issues=issues,
    )
