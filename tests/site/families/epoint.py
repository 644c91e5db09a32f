"""Epoint: static rows without addresses, and shells that ask a REST service."""

import json
from dataclasses import replace
from typing import Any

from tests.site.model import Answering, Ask, Entry, Host, Reply, article, entries
from tests.site.pagers import (
    Pathed,
    chunked,
    document,
    host_of_files,
    numbers,
    reports_at,
)

PER_PAGE = 5
FOLDER = "/govxxgk/002008/category/002008/002008001"
SERVICE = "/rest/lightfrontaction/getgovinfolist"
DETAIL = "/rest/frontAppNotNeedLoginAction/getGovInfoDetail"
SITE = "7eb5f7f1-0000-4000-8000-8fcb82ea831a"


def hosts() -> list[Host]:
    return [
        by_date(),
        by_detail(),
        service("rest.epoint.site.test", first=1),
        service("wrapped.epoint.site.test", first=0, wrapped=True),
        service("zero.epoint.site.test", first=0),
        service("few.epoint.site.test", first=1, most=7),
        service("inline.epoint.site.test", first=1, inline=True),
        service("text.epoint.site.test", first=1, as_text=True),
        no_settings(),
        detail_shells(),
    ]


def _guid(entry: Entry) -> str:
    return f"0b6f2c1e-0000-4000-8000-{entry.number:012d}"


def _by_date(entry: Entry) -> str:
    return f"/govxxgk/002008/{entry.day}/{_guid(entry)}.html"


def _by_detail(entry: Entry) -> str:
    return f"/govxxgk/002008/openDetailDynamic.html?infoid={_guid(entry)}"


def _address(number: int) -> str:
    return f"{FOLDER}/{number}.html"


def _static_pages(rows: list[Entry], script: str) -> dict[str, str]:
    """Rows that are opened by a script."""
    groups = chunked(rows, PER_PAGE)
    pages = {}
    for n, group in enumerate(groups, start=1):
        lines = "".join(
            f'<tr><td class="ewb-xxnr"><a class="ewb-infoname" title="{e.title}" '
            f"onclick=\"linkToNew('{_guid(e)}','002008')\">{e.title[:9]}</a></td>"
            f'<td class="ewb-rqnr">{e.day}</td></tr>'
            for e in group
        )
        pager = "".join(
            f'<li class="wb-page-li wb-page-item"><a href="{url}">{text}</a></li>'
            for text, url in numbers(n, len(groups), _address).items()
        )
        pages[_address(n)] = document(f"<table>{lines}</table><ul>{pager}</ul>{script}")
    return pages


def by_date() -> Host:
    """Nothing says where a row leads: organ, date and guid make the address."""
    rows = entries("甲县统计局")
    name, pages = "static.epoint.site.test", _static_pages(rows, "")
    return host_of_files(name, "epoint", _address(1), pages, rows, _by_date)


def by_detail() -> Host:
    """The page's own script says where a row leads."""
    rows = entries("乙县统计局")
    script = (
        "<script>function linkToNew(id, cat) { window.open("
        "'/govxxgk/002008/openDetailDynamic.html?infoid=' + id); }</script>"
    )
    name, pages = "dynamic.epoint.site.test", _static_pages(rows, script)
    return host_of_files(name, "epoint", _address(1), pages, rows, _by_detail)


def _shell(*, wrapped: bool, inline: str) -> str:
    sent = "{params: sent}" if wrapped else "sent"
    common = "" if inline else '<script src="/js/webBuilderCommon.js"></script>'
    return document(
        '<div class="EWB-FRONT"><ul id="list"></ul></div>'
        f"<script>{inline} var categorynum = '003001003'; var sent = {{}};"
        f"ajax(siteInfo.projectName + '{SERVICE}', {sent});</script>",
        head='<script src="/js/jquery.min.js"></script>' + common,
    )


def _answer(
    rows: list[Entry],
    first: int,
    *,
    wrapped: bool,
    most: int,
    as_text: bool,
    path: Pathed = _by_date,
) -> Answering:
    def answer(ask: Ask) -> Reply | None:
        if ask.path == "/js/webBuilderCommon.js":
            return Reply(_settings(), content_type="application/javascript")
        if ask.path != f"/EpointWeb{SERVICE}" or ask.method != "POST":
            return None
        sent: dict[str, Any] = json.loads(ask.body)
        if wrapped != ("params" in sent):
            return Reply(json.dumps({"custom": {"total": 0, "data": []}}))
        asked = sent.get("params", sent)
        if asked["siteGuid"] != SITE or asked["categorynum"] != "003001003":
            return Reply(status=500)
        size = min(asked["pageSize"], most)
        start = (asked["pageIndex"] - first) * size
        shown = rows[start : start + size] if start >= 0 else []
        data = [
            {
                "infourl": path(e),
                "realtitle": e.title,
                "infodate": e.day.isoformat(),
            }
            for e in shown
        ]
        custom: Any = {"total": len(rows), "data": data}
        return Reply(json.dumps({"custom": json.dumps(custom) if as_text else custom}))

    return answer


def _settings() -> str:
    return f'var siteInfo = {{"siteGuid": "{SITE}", "projectName": "/EpointWeb"}};'


def service(
    name: str,
    *,
    first: int,
    wrapped: bool = False,
    most: int = 50,
    inline: bool = False,
    as_text: bool = False,
) -> Host:
    """A shell with more entries than one answer holds.

    Args:
        name: of the host.
        first: the index of the first page.
        wrapped: whether the parameters must stand in `params`.
        most: rows of one answer, whatever is asked for.
        inline: whether the settings of the site stand in the page.
        as_text: whether the answer holds its content as a text of JSON.
    """
    organs = [f"丙县第{n}镇人民政府" for n in range(1, 5)]
    rows = [
        replace(entry, number=entry.number * 10 + place)
        for place, organ in enumerate(organs)
        for entry in entries(organ)
    ]
    page = _shell(wrapped=wrapped, inline=_settings() if inline else "")
    answer = _answer(rows, first, wrapped=wrapped, most=most, as_text=as_text)
    listing = "/xxgk/nb.html"
    return host_of_files(
        name, "epoint", listing, {listing: page}, rows, _by_date, answer=answer
    )


def detail_shells() -> Host:
    """Articles are shells as well: their text comes from a service of its own."""
    rows = entries("丁县统计局")
    texts = {_guid(e): e for e in rows}

    def path(entry: Entry) -> str:
        return f"/xxgk/showinfo.html?infoGuid={_guid(entry)}"

    listed = _answer(rows, 1, wrapped=False, most=50, as_text=False, path=path)

    def answer(ask: Ask) -> Reply | None:
        if ask.path == "/xxgk/showinfo.html":
            return Reply(_shell(wrapped=True, inline=""))
        if ask.path != f"/EpointWeb{DETAIL}":
            return listed(ask)
        entry = texts[json.loads(ask.form["params"])["infoid"]]
        file = {"attachname": f"{entry.title}.pdf", "attachurl": "/files/1.pdf"}
        data = {"infocontent": article(entry), "title": entry.title, "pdflist": [file]}
        return Reply(json.dumps({"custom": {"data": data}}))

    listing = "/xxgk/nb.html"
    pages = {listing: _shell(wrapped=False, inline="")}
    name = "detail.epoint.site.test"
    host = host_of_files(name, "epoint", listing, pages, [], path, answer=answer)
    return replace(host, reports=reports_at(name, rows, path))


def no_settings() -> Host:
    """The script with the settings of the site is not there: nothing can be asked."""
    listing = "/xxgk/nb.html"
    page = _shell(wrapped=False, inline="")
    host = host_of_files(
        "bare.epoint.site.test", "epoint", listing, {listing: page}, [], _by_date
    )
    return replace(host, issues=("listing_incomplete", "listing_empty"))
