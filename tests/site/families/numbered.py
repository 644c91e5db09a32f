"""Lists of no known make whose pagers print numbers, each of another shape."""

from collections.abc import Callable
from dataclasses import replace

from tests.site.model import Entry, Host, article, entries
from tests.site.pagers import (
    chunked,
    document,
    host_of_files,
    items,
    links,
    numbers,
    reports_at,
)

PER_PAGE = 4
Pager = Callable[[int, int, Callable[[int], str]], str]


def hosts() -> list[Host]:
    return [
        _host("bare.numbered.site.test", "甲市", lambda n: f"/zfxxgknb/{n}.html"),
        _host(
            "folder.numbered.site.test",
            "乙市",
            lambda n: f"/zfxxgknb/{'' if n == 1 else f'{n}.html'}",
            _only_numbers,
        ),
        _host(
            "list.numbered.site.test",
            "丙省",
            lambda n: f"/nb/list/{n}.html",
            _only_numbers,
        ),
        _host(
            "offset.numbered.site.test",
            "丁省",
            lambda n: (
                "/wzlb.shtml?"
                + (f"begin={(n - 1) * PER_PAGE}&" if n > 1 else "")
                + "mkbh=2"
            ),
            _only_numbers,
        ),
        _host(
            "next.numbered.site.test",
            "戊市",
            lambda n: f"/gongkai/column-index-{n}.shtml",
            _only_next,
        ),
        _host(
            "down.numbered.site.test",
            "己市",
            lambda n: "/nb.htm" if n == 1 else f"/nb/{6 - n + 1}.htm",
        ),
        script_pager(),
        newest_only(),
        year_in_the_name(linked=True),
        year_in_the_name(linked=False),
    ]


def _path(entry: Entry) -> str:
    return f"/show/{entry.number}202501090000.html"


def _numbers(current: int, last: int, address: Callable[[int], str]) -> str:
    return links(numbers(current, last, address, 1))


def _only_numbers(current: int, last: int, address: Callable[[int], str]) -> str:
    shown = numbers(current, last, address, 1)
    return links({text: url for text, url in shown.items() if text.isdigit()})


def _only_next(current: int, last: int, address: Callable[[int], str]) -> str:
    return links({"下一页": address(current + 1)}) if current < last else ""


def _host(
    name: str, organ: str, address: Callable[[int], str], pager: Pager = _numbers
) -> Host:
    rows = entries(f"{organ}人民政府")
    pages = _pages(rows, address, pager)
    return host_of_files(name, "generic", address(1), pages, rows, _path)


def _pages(
    rows: list[Entry], address: Callable[[int], str], pager: Pager
) -> dict[str, str]:
    groups = chunked(rows, PER_PAGE)
    return {
        address(n): document(
            f"<ul>{items(group, _path)}</ul><div>{pager(n, len(groups), address)}</div>"
        )
        for n, group in enumerate(groups, start=1)
    }


def script_pager() -> Host:
    """The pager is a script, but the number of pages is printed."""

    def pager(current: int, last: int, _address: Callable[[int], str]) -> str:
        go = "javascript:go({})"
        shown = links({"2": go.format(2), "下一页": go.format(current + 1)})
        return f"{shown}<span>第{current}页 共{last}页</span>"

    name = "script.numbered.site.test"
    return _host(name, "庚市", lambda n: f"/nb/list_{n}.html", pager)


def newest_only() -> Host:
    """Only the newest pages are kept as files, though the pager counts all."""
    kept = 3

    def address(number: int) -> str:
        return f"/nb/index{'' if number == 1 else f'_{number}'}.shtml"

    def pager(current: int, last: int, address: Callable[[int], str]) -> str:
        return (
            f'{_only_next(current, last, address)}<input class="PageInp">'
            f'<em class="pageCount">{last}</em>'
        )

    rows = entries("辛师市人民政府")
    name = "newest.numbered.site.test"
    pages = dict(list(_pages(rows, address, pager).items())[:kept])
    host = host_of_files(name, "generic", address(1), pages, rows, _path)
    found = reports_at(name, rows[: kept * PER_PAGE], _path)
    return replace(host, reports=found, issues=("listing_incomplete",))


def year_in_the_name(*, linked: bool) -> Host:
    """No list: one page for each year, and the year is in its name. 2013 is missing."""
    rows = [
        entry
        for entry in entries("壬区人民政府", last=2024, notices=0)
        if entry.year != 2013
    ]

    def path(entry: Entry) -> str:
        return f"/gk/pnidpv812pntypepvnbpnnfpv{entry.year}.html"

    others = links({f"{e.year}年": path(e) for e in rows}) if linked else ""
    pages = {path(e): article(e, extra=f"<p>{others}</p>") for e in rows}
    name = f"{'linked' if linked else 'yearly'}.numbered.site.test"
    host = host_of_files(name, "generic", path(rows[1]), pages, [], path)
    return replace(host, reports=reports_at(name, rows, path))
