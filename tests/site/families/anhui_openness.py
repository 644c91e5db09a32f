"""Anhui openness: lists and tables, one counter of reports for all organs."""

from dataclasses import replace

from tests.site.model import Entry, Host, entries
from tests.site.pagers import chunked, document, host_of_files, items, links, numbers

PER_PAGE = 5
FOLDER = "/XxgkContent/showList/14/1062"


def hosts() -> list[Host]:
    return [printed_pager(), no_pager(), all_organs()]


def _path(entry: Entry) -> str:
    kind = "XxgkAnnualReport" if entry.is_report else "XxgkContent"
    return f"/{kind}/show/{entry.number}.html"


def _address(number: int) -> str:
    return f"{FOLDER}/page_{number}.html"


def printed_pager() -> Host:
    """Rows of a list; the pager shows a few numbers around the current one."""
    rows = entries("甲市教育局")
    groups = chunked(rows, PER_PAGE)
    pages = {
        _address(n): document(
            f'<section class="m-tglist"><ul>{items(group, _path)}</ul></section>'
            f'<div class="page">{links(numbers(n, len(groups), _address, 1))}</div>'
        )
        for n, group in enumerate(groups, start=1)
    }
    name = "list.anhui.site.test"
    return host_of_files(name, "anhui_openness", _address(1), pages, rows, _path)


def no_pager() -> Host:
    """No pager at all; what lies past the end is the first page again."""
    rows = entries("乙市财政局")
    groups = chunked(rows, PER_PAGE)
    groups.append(groups[0])
    pages = {
        _address(n): document(
            f'<section class="m-tglist"><ul>{items(group, _path)}</ul>'
        )
        for n, group in enumerate(groups, start=1)
    }
    name = "plain.anhui.site.test"
    return host_of_files(name, "anhui_openness", _address(1), pages, rows, _path)


def all_organs() -> Host:
    """A table for all organs: titles do not say whose the report is, a column does."""
    organs = ("丙市司法局", "丙市水务局", "丙市审计局")
    rows = [
        replace(
            entry,
            number=entry.number * 10 + place,
            title=f"{entry.year}年政府信息公开年度报告",
        )
        for place, organ in enumerate(organs)
        for entry in entries(organ, first=2020, notices=0)
    ]
    groups = chunked(rows, PER_PAGE)
    heads = "<tr><th>标题</th><th>发布机构</th><th>发布日期</th></tr>"
    pages = {}
    for n, group in enumerate(groups, start=1):
        lines = "".join(
            f'<tr><td class="bt"><a href="{_path(e)}">{e.title}</a></td>'
            f'<td>{e.publisher}</td><td class="cwrq">{e.day}</td></tr>'
            for e in group
        )
        pages[_address(n)] = document(
            f'<div class="search-list"><table>{heads}{lines}</table></div>'
            f"<p>共{len(rows)}条 {n}/{len(groups)}页"
            f" {links(numbers(n, len(groups), _address))}</p>"
        )
    name = "table.anhui.site.test"
    return host_of_files(name, "anhui_openness", _address(1), pages, rows, _path)
