"""Shanghai: static lists with and without a pager, and the front API."""

import hashlib
import json
from dataclasses import replace

from tests.site.model import Answering, Ask, Entry, Host, Reply, article, entries
from tests.site.pagers import (
    Pathed,
    chunked,
    document,
    host_of_files,
    items,
    links,
    numbers,
    reports_at,
)

PER_PAGE = 5


def hosts() -> list[Host]:
    return [
        printed_pager(),
        no_pager(),
        front_api("api.shanghai.site.test", "/front/api/data/affair"),
        front_api(
            "search.shanghai.site.test",
            "/zwgk-search-front/api/data/affair",
            named=True,
        ),
        capped(),
        single_page_site(),
    ]


def _path(entry: Entry) -> str:
    digest = hashlib.md5(str(entry.number).encode()).hexdigest()  # noqa: S324 - a name
    return f"/nw42944/{entry.day:%Y%m%d}/{digest}.html"


def _address(number: int) -> str:
    return f"/nw42944/index{'' if number == 1 else f'_{number}'}.html"


def printed_pager() -> Host:
    rows = entries("子区人民政府")
    groups = chunked(rows, PER_PAGE)
    pages = {
        _address(n): document(
            f"<ul>{items(group, _path)}</ul>"
            f"<div>{links(numbers(n, len(groups), _address))}</div>"
        )
        for n, group in enumerate(groups, start=1)
    }
    name = "list.shanghai.site.test"
    return host_of_files(name, "shanghai", _address(1), pages, rows, _path)


def no_pager() -> Host:
    """No pager, no dates: `index_2.html` is there all the same, the sixth is not."""
    rows = entries("丑区人民政府")
    pages = {
        _address(n): document(
            "<ul>"
            + "".join(f'<li><a href="{_path(e)}">{e.title}</a></li>' for e in group)
            + "</ul>"
        )
        for n, group in enumerate(chunked(rows, PER_PAGE), start=1)
    }
    name = "plain.shanghai.site.test"
    return host_of_files(name, "shanghai", _address(1), pages, rows, _path)


def _api(
    rows: list[Entry], api: str, size: int, most: int = 10_000, path: Pathed = _path
) -> Answering:
    def answer(ask: Ask) -> Reply | None:
        if ask.path != api or ask.method != "POST":
            return None
        asked = json.loads(ask.body)
        if asked["channelList"] != ["3"] or asked["pageSize"] != size:
            return Reply(json.dumps({"code": 500, "msg": "参数错误"}))
        reachable = rows[:most]
        start = (asked["pageNo"] - 1) * size
        shown = reachable[start : start + size]
        data = {
            "list": [
                {
                    "id": e.number,
                    "title": e.title,
                    "url": path(e),
                    "display_date": e.day.isoformat(),
                }
                for e in shown
            ],
            "pageNo": asked["pageNo"] if shown else 0,
            "totalPage": -(-len(reachable) // size) if shown else 0,
            "totalCount": len(reachable) if shown else 0,
        }
        body = json.dumps({"code": 200, "data": data}, ensure_ascii=False)
        return Reply(body, content_type="application/json")

    return answer


def front_api(name: str, api: str, *, named: bool = False) -> Host:
    """A shell; its script names the API where that is not the usual one."""
    rows = entries("寅区人民政府")
    settings = "channelList: ['3'], pageSize: 4"
    url = f"url: '{api}', " if named else ""
    shell = document(
        '<div id="app"><ul><li v-for="item in list">{{ item.title }}</li></ul></div>'
        f"<script>new CMS({{ {url}{settings} }});</script>"
    )
    answer = _api(rows, api, 4)
    pages = {"/zwgk/nb.html": shell}
    return host_of_files(
        name, "shanghai", "/zwgk/nb.html", pages, rows, _path, answer=answer
    )


def capped() -> Host:
    """More entries than the API counts: what is found cannot be known to be whole."""
    reports = entries("卯区人民政府", notices=0)
    news = [
        Entry(
            number=100_000 + n,
            title=f"便民信息第{n}号",
            day=reports[0].day,
            year=None,
            publisher="卯区人民政府",
            is_report=False,
        )
        for n in range(10_050 - len(reports))
    ]
    name, api = "capped.shanghai.site.test", "/front/api/data/affair"
    shell = document("<script>new CMS({channelList: ['3'], pageSize: 100});</script>")
    rows = [*reports, *news]
    host = host_of_files(
        name,
        "shanghai",
        "/zwgk/",
        {"/zwgk/": shell},
        reports,
        _path,
        answer=_api(rows, api, 100),
    )
    return replace(host, issues=("listing_incomplete",))


def single_page_site() -> Host:
    """Articles are shells: their text is asked for by their number."""
    rows = entries("辰区人民政府")
    texts = {str(e.number): e for e in rows}

    def path(entry: Entry) -> str:
        return f"/art/info/1042/{entry.number}"

    listed = _api(rows, "/front/api/data/affair", 15, path=path)

    def answer(ask: Ask) -> Reply | None:
        if ask.path.startswith("/art/info/"):
            return Reply(document('<div id="app"></div>'))
        if ask.path != "/html/info/detail":
            return listed(ask)
        entry = texts[ask.form["id"]]
        return Reply(
            json.dumps({"data": {"title": entry.title, "body": article(entry)}})
        )

    name, listing = "art.shanghai.site.test", "/zwgk/nb.html"
    pages = {listing: document("<script>new CMS({channelList: ['3']});</script>")}
    host = host_of_files(name, "shanghai", listing, pages, [], path, answer=answer)
    return replace(host, reports=reports_at(name, rows, path))
