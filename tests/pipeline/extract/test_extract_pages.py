"""Pages that print the form otherwise than as one table: read, or refused and named."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import escape

import pytest

from pipeline.extract import extract
from pipeline.issues import IssueCode
from tests.pipeline.extract.layouts import first_value, rows_with
from tests.pipeline.extract.sheets import (
    SPINE,
    Cell,
    Sheet,
    Table,
    figures,
    judge,
    occupied,
    sheet,
    table_html,
    to_html,
    to_markdown,
    to_tabs,
)

Page = Callable[[Sheet], bytes]


def _boxes(cell: str, rows: str = "<div>", style: str = "") -> Page:
    """The tables as rows of other elements; spans leave nothing."""

    def write(made: Sheet) -> bytes:
        text = re.sub(r"<table>", f"<div{style}>", to_html(made).decode())
        text = re.sub(r"<tr>", rows, re.sub(r"<td[^>]*>", cell, text))
        end = f"</{re.match('<([a-z]+)', cell)[1]}>"  # type: ignore[index]
        text = text.replace("</table>", "</div>").replace("</tr>", "</div>")
        return text.replace("</td>", end).encode()

    return write


def _preformatted(printer: Page) -> Page:
    return lambda made: b"<html><body><pre>" + printer(made) + b"</pre></body></html>"


def _changed(**style: Callable[[Cell], str]) -> Page:
    (write,) = style.values()

    def page(made: Sheet) -> bytes:
        made.each_cell(lambda c: replace(c, raw=write(c)))
        return to_html(made)

    return page


def _framed(cell: Cell) -> str:
    return f"<table><tr><td>{escape(cell.text)}</td></tr></table>"


def _footnotes(made: Sheet) -> bytes:
    made.two[0].append([Cell("备注"), Cell("规章12件", 3)])
    made.three[0].append([Cell("注：本表含上年结转3件", 10)])
    made.four[0].append([Cell("说明：行政复议5件", 15)])
    return to_html(made)


def _header_in_the_middle(made: Sheet) -> bytes:
    table = made.three[0]
    at = rows_with(table, "不予处理")[0]
    table[at:at] = [list(row) for row in table[:3]]
    table[at][0] = replace(table[at][0], colspan=2)
    for row in table:
        row[:] = [
            replace(c, rowspan=c.rowspan + 3) if c.text == SPINE else c for c in row
        ]
    return to_html(made)


READ: dict[str, Page] = {
    "boxes displayed as a table": _boxes(
        '<div style="display:table-cell">', style=' style="display:table"'
    ),
    "boxes with classes": _boxes('<span class="c">', '<div class="row">'),
    "preformatted tabs": _preformatted(to_tabs),
    "preformatted markdown": _preformatted(to_markdown),
    "entities": _changed(w=lambda c: "".join(f"&#{ord(x)};" for x in c.text)),
    "forced left to right": _changed(w=lambda c: f"\u202d{escape(c.text)}\u202c"),
    "form controls": _changed(
        w=lambda c: f'<input value="{c.text}">' if c.key else escape(c.text)
    ),
    "a frame around each cell": _changed(w=_framed),
    "header cells": lambda m: (
        to_html(m).replace(b"<td", b"<th").replace(b"</td", b"</th")
    ),
    "footnotes": _footnotes,
    "header in the middle": _header_in_the_middle,
}


@pytest.mark.parametrize("blanks", [0.0, 0.4])
@pytest.mark.parametrize("name", READ)
def test_pages_that_are_read_whole(name: str, blanks: float) -> None:
    printed = figures("2021", blanks=blanks)
    assert judge(extract(READ[name](sheet("2021", printed))), printed).whole


def _hidden(head: str, before: str, after: str) -> Page:
    """A copy with other figures above, which the page does not show."""

    def write(made: Sheet) -> bytes:
        text = to_html(made).decode().replace("<head>", f"<head>{head}")
        start, end = text.index("<p>二、"), text.index("<p>五、")
        copy = re.sub(r">(\d+)<", lambda m: f">{int(m[1]) + 1}<", text[start:end])
        return (text[:start] + before + copy + after + text[start:]).encode()

    return write


HIDDEN: dict[str, Page] = {
    "class": _hidden("<style>.m{display:none}</style>", '<div class="a m">', "</div>"),
    "id among others": _hidden(
        "<style>/*x*/#m , p.x{ DISPLAY : none !important}</style>",
        '<div id="m">',
        "</div>",
    ),
    "aria": _hidden("", '<div aria-hidden="true">', "</div>"),
    "template": _hidden("", "<template>", "</template>"),
    "comment": _hidden("", "<!--", "-->"),
    "noscript": _hidden("", "<noscript>", "</noscript>"),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_what_a_page_does_not_show_is_not_read(name: str) -> None:
    printed = figures("2021")
    assert judge(extract(HIDDEN[name](sheet("2021", printed))), printed).whole


def test_a_sheet_that_shows_again_or_hides_all_tables_hides_nothing() -> None:
    printed = figures("2021")
    page = to_html(sheet("2021", printed)).decode()
    again = "<style>.t{display:none} .t.on{display:block} @media print{p{display:none}}"
    shown = page.replace("<head>", f"<head>{again}</style>")
    shown = shown.replace("<table>", '<table class="t on">', 1)
    assert judge(extract(shown.encode()), printed).whole
    tabs = page.replace("<head>", "<head><style>.t{display:none}</style>")
    tabs = tabs.replace("<table>", '<table class="t">')
    assert judge(extract(tabs.encode()), printed).whole


def _other(made: Sheet) -> Sheet:
    return sheet(made.edition, {k: str(int(v) + 5) for k, v in made.printed.items()})


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("inside", [True, False])
def test_the_table_of_last_year_is_not_taken(first: bool, inside: bool) -> None:
    printed = figures("2021")
    made = sheet("2021", printed)
    old, new = _other(made).three[0], made.three[0]
    if inside:
        old.insert(0, [Cell("2022年度", 10)])
        new.insert(0, [Cell("（2023年度）", 10)])
        made.three = [old, new] if first else [new, old]
        page = to_html(made)
    else:
        parts = [
            "<p>2022年度</p>" + table_html(old),
            "<p>2023年度</p>" + table_html(new),
        ]
        made.three = []
        heading = "<p>三、收到和处理政府信息公开申请情况</p>"
        body = "".join(parts if first else parts[::-1])
        page = to_html(made).decode().replace(heading, heading + body).encode()
    found = extract(page)
    assert judge(found, printed).whole
    assert len(found.reports) == 1
    said = [i.message for i in found.all_issues() if i.code is IssueCode.ROW_CONFLICT]
    assert [m for m in said if "2022" in m and "was not read" in m]


def _transposed(table: Table) -> Table:
    columns: dict[int, list[tuple[int, Cell]]] = {}
    placed, width = occupied(table)
    for number, line in enumerate(placed):
        for column, cell in line:
            columns.setdefault(column, []).append((number, cell))
    return [
        [
            replace(c, colspan=c.rowspan, rowspan=c.colspan)
            for _, c in columns.get(n, [])
        ]
        for n in range(width)
    ]


def _turned(part: str) -> Page:
    def write(made: Sheet) -> bytes:
        setattr(made, part, [_transposed(getattr(made, part)[0])])
        return to_html(made)

    return write


def _two_years_beside_each_other(made: Sheet) -> bytes:
    table = made.three[0]
    for row in table[3:]:
        at = first_value(row) or 0
        row[at:] = [
            c for new in row[at:] for c in (Cell(str(int(new.text or 0) + 3)), new)
        ]
    table[0] = [replace(table[0][0], rowspan=4), replace(table[0][1], colspan=14)]
    table[1] = [replace(c, colspan=c.colspan * 2) for c in table[1]]
    table[2] = [replace(c, colspan=2) for c in table[2]]
    table.insert(3, [Cell(year) for _ in range(7) for year in ("2022年", "2023年")])
    return to_html(made)


def _split_by_applicant(made: Sheet) -> bytes:
    left, right = ([list(row) for row in made.three[0]] for _ in range(2))
    for one, two in zip(left[3:], right[3:], strict=True):
        at = first_value(one) or 0
        del one[at + 3 :]
        del two[at : at + 3]
    left[1], left[2] = left[1][:2], left[2][:2]
    right[1], right[2] = right[1][1:], right[2][2:]
    made.three = [left, right]
    return to_html(made)


REFUSED: dict[str, Page] = {
    "two transposed": _turned("two"),
    "three transposed": _turned("three"),
    "four transposed": _turned("four"),
    "two years beside each other": _two_years_beside_each_other,
    "split by applicant": _split_by_applicant,
    "digits turned round": _changed(w=lambda c: f"\u202e{escape(c.text[::-1])}\u202c"),
    "digits turned round by an element": _changed(
        w=lambda c: f'<bdo dir="rtl">{escape(c.text[::-1])}</bdo>' if c.key else c.text
    ),
    "a list for each row": lambda m: (
        to_html(m)
        .replace(b"<tr>", b"<ul>")
        .replace(b"</tr>", b"</ul>")
        .replace(b"<table>", b"<div>")
        .replace(b"</table>", b"</div>")
        .replace(b"<td", b"<li")
        .replace(b"</td", b"</li")
    ),
}


@pytest.mark.parametrize("blanks", [0.0, 0.5])
@pytest.mark.parametrize("name", REFUSED)
def test_pages_that_are_hard_give_no_wrong_cell(name: str, blanks: float) -> None:
    printed = figures("2021", blanks=blanks)
    verdict = judge(extract(REFUSED[name](sheet("2021", printed))), printed)
    assert (verdict.wrong, verdict.silent) == ([], [])
