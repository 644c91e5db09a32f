"""TrueCMS: JSONP that wants a Referer, and gives no more at once than it likes."""

import json
from collections.abc import Callable, Sequence

from tests.site.lists import found_at, item, many, number_in, store
from tests.site.model import Ask, Entry, Host, Reply, article, entries

ENDPOINT = "/TrueCMS/messageController/getMessage.do"
COLUMN = "6f0a0d64-7a8e-4b8e-9c57-3f4f0d2b1c55"
LISTING = "/ntsrmzf/gknb/gknb.html"
Limit = Callable[[int], int]


def hosts() -> list[Host]:
    return [fifty(), ten(), cut(), kept(), dead(), dead_and_short()]


def path(entry: Entry) -> str:
    return (
        f"/ntsrmzf/gknb/content/{entry.number + 0x6F0A0D64:08x}-7a8e-4b8e-9c57-3f.html"
    )


def host(
    name: str,
    rows: Sequence[Entry],
    limit: Limit | None,
    *issues: str,
    page: str = "",
    total: bool = True,
    reports: Sequence[Entry] | None = None,
) -> Host:
    """A list page and its endpoint.

    Args:
        limit: how many entries come if so many are asked for; None: the endpoint is
            dead.
        page: what else stands in the list page.
        total: whether the page says how many entries there are.
    """
    name = f"{name}.site.test"
    said = f"totalRecord:{len(rows)}," if total else ""
    listing = Reply(
        f"<html><body><ul id='list'></ul>{page}<script>$('#list').jpage({{{said}"
        f"proxyUrl:'{ENDPOINT}',perPage:15,ajaxParam:{{columnId:'{COLUMN}'}}}});"
        f"</script></body></html>"
    )
    articles = {path(entry): entry for entry in rows}

    def answer(ask: Ask) -> Reply | None:
        if ask.path == LISTING:
            return listing
        if ask.path in articles:
            return Reply(article(articles[ask.path]))
        known = ask.headers.get("referer") == f"http://{name}{LISTING}"
        if ask.path != ENDPOINT or limit is None or not known:
            return None
        return message(ask, rows, limit)

    return Host(
        name=name,
        family="truecms",
        listing=f"http://{name}{LISTING}",
        answer=answer,
        reports=found_at(name, rows if reports is None else reports, path),
        issues=issues,
    )


def message(ask: Ask, rows: Sequence[Entry], limit: Limit) -> Reply | None:
    if ask.query.get("columnId") != COLUMN or not ask.query.get("callback"):
        return None
    start = number_in(ask.query.get("startrecord"))
    size = min(
        limit(number_in(ask.query.get("perpage"))),
        number_in(ask.query.get("endrecord")) - start + 1,
    )
    shown = rows[start - 1 : start - 1 + size]
    inside = store([item(e, path(e)) for e in shown]).content.decode()
    result = json.dumps({"result": inside if shown else ""}, ensure_ascii=False)
    return Reply(f"{ask.query['callback']}({result})", content_type="text/javascript")


def at_most(number: int) -> Limit:
    """Nothing at all if more is asked for."""
    return lambda asked: asked if asked <= number else 0


def long_list(publisher: str) -> list[Entry]:
    reports = entries(publisher)
    return [*reports[:9], *many(publisher, 60), *reports[9:]]


def fifty() -> Host:
    return host("truecms", long_list("甲市人大"), at_most(50))


def ten() -> Host:
    """Ten at a time, and nobody says how many there are."""
    return host("truecms-ten", entries("乙市"), at_most(10), total=False)


def cut() -> Host:
    """Twenty, whatever is asked for."""
    return host("truecms-cut", long_list("丙市"), lambda asked: min(asked, 20))


def held(rows: Sequence[Entry]) -> str:
    inside = store([item(e, path(e)) for e in rows]).content.decode()
    return f'<script type="text/xml" id="initData">{inside}</script>'


def kept() -> Host:
    """The first sixty in the page, the others from the endpoint."""
    rows = long_list("丁市")
    return host("truecms-kept", rows, at_most(20), page=held(rows[:60]))


def dead() -> Host:
    """Everything in the page, and no endpoint any more."""
    rows = entries("戊县")
    items = "".join(item(e, path(e)) for e in rows)
    page = f'<div id="initData" style="display:none"><ul>{items}</ul></div>'
    return host("truecms-dead", rows, None, page=page)


def dead_and_short() -> Host:
    """The page keeps the first ones, and the rest cannot be had."""
    rows = long_list("己县")
    return host(
        "truecms-short",
        rows,
        None,
        "listing_incomplete",
        page=held(rows[:60]),
        reports=rows[:60],
    )
