"""ASP.NET: plain links of AspNetPager, and forms that are posted back."""

import hashlib
from collections.abc import Callable

from tests.site.model import Answering, Ask, Entry, Host, Reply, entries
from tests.site.pagers import chunked, document, host_of_files, items, links, numbers

PER_PAGE = 5
LIST = "/InfoPublic.aspx"


def hosts() -> list[Host]:
    return [plain(), by_number(), by_word(), table_pager()]


def _path(entry: Entry) -> str:
    return f"/Show.aspx?id={entry.number}"


def _state(number: int) -> str:
    digest = hashlib.sha256(f"page {number}".encode()).hexdigest()
    return f"/wEPDwUK{digest}+=="


def plain() -> Host:
    """Numbers in the query; others stand in it as well."""
    rows = entries("甲厅")
    groups = chunked(rows, PER_PAGE)

    def address(number: int) -> str:
        return f"{LIST}?cid=1019&page={number}&pid=971"

    pages = {
        address(n): document(
            f"<ul>{items(group, _path)}</ul><div id='AspNetPager1'>"
            f"{links(numbers(n, len(groups), address, 1))}</div>"
        )
        for n, group in enumerate(groups, start=1)
    }
    first = f"{LIST}?cid=1019&pid=971"
    pages[first] = pages[address(1)]
    return host_of_files("plain.aspnet.site.test", "aspnet", first, pages, rows, _path)


def _form(content: str, number: int) -> str:
    fields = {
        "__EVENTTARGET": "",
        "__EVENTARGUMENT": "",
        "__VIEWSTATE": _state(number),
        "__VIEWSTATEGENERATOR": "CA0B0334",
        "__EVENTVALIDATION": _state(-number),
    }
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{value}" />'
        for name, value in fields.items()
    )
    return document(
        '<form action="./Search.aspx"><input type="hidden" name="k" value="">'
        '<input type="submit" name="go" value="搜索"></form>'
        f'<form method="post" action=".{LIST}" id="form1">{hidden}{content}'
        '<input type="submit" name="ctl00$Button1" value="跳转"></form>'
    )


def _posting(
    rows: list[Entry], target: str, pager: Callable[[int, int], str], prefix: str
) -> Answering:
    """Pages one after the other: the state sent must be that of the page before."""
    groups = chunked(rows, PER_PAGE)

    def answer(ask: Ask) -> Reply | None:
        if ask.path != LIST:
            return None
        number = 1
        if ask.method == "POST":
            sent = dict(ask.form)
            argument = sent["__EVENTARGUMENT"].removeprefix(prefix)
            held = next(
                (n for n in range(1, 99) if _state(n) == sent["__VIEWSTATE"]), None
            )
            number = int(argument) if argument else (held or 0) + 1
            whole = sent["__EVENTVALIDATION"] == _state(-(held or 0))
            asked = sent["__EVENTTARGET"] == target and sent["__VIEWSTATEGENERATOR"]
            # Buttons and foreign fields make the page do something else.
            if not (whole and asked and len(sent) == 5 and number == (held or 0) + 1):
                return Reply("Invalid postback", 500)
        group = groups[number - 1]
        content = f"<ul>{items(group, _path)}</ul>{pager(number, len(groups))}"
        return Reply(_form(content, number))

    return answer


def _back(target: str, argument: object) -> str:
    return f"javascript:__doPostBack(&#39;{target}&#39;,&#39;{argument}&#39;)"


def by_number() -> Host:
    """AspNetPager: the argument is the number of the page."""
    rows, target = entries("乙厅"), "ctl00$Main$AspNetPager1"

    def pager(number: int, last: int) -> str:
        found = numbers(number, last, lambda n: _back(target, n), 1)
        return f"<p>共{len(rows)}条记录 {number}/{last}页 {links(found)}</p>"

    answer = _posting(rows, target, pager, "")
    return host_of_files(
        "post.aspnet.site.test", "aspnet", LIST, {}, rows, _path, answer=answer
    )


def by_word() -> Host:
    """A button 下一页 without a number, disabled on the last page."""
    rows, target = entries("丙厅"), "lbNext"

    def pager(number: int, last: int) -> str:
        back = _back(target, "")
        if number == last:
            return f'<a disabled="disabled" href="{back}">下一页</a>'
        return f'<a href="{back}">下一页</a>'

    answer = _posting(rows, target, pager, "")
    return host_of_files(
        "word.aspnet.site.test", "aspnet", LIST, {}, rows, _path, answer=answer
    )


def table_pager() -> Host:
    """The pager of a table, `Page$2`, with a few numbers at a time."""
    rows, target = entries("丁厅"), "ctl00$GridView1"

    def pager(number: int, last: int) -> str:
        end = min(last, number + 1)
        cells = "".join(
            f'<td><a href="{_back(target, f"Page${n}")}">{n}</a></td>'
            for n in range(1, end + 1)
            if n != number
        )
        return f"<table><tr>{cells}</tr></table>"

    answer = _posting(rows, target, pager, "Page$")
    return host_of_files(
        "table.aspnet.site.test", "aspnet", LIST, {}, rows, _path, answer=answer
    )
