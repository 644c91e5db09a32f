"""Odd contents of one cell, and odd markup around the tables."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.extract import extract
from pipeline.extract.observation import Observation
from pipeline.issues import IssueCode
from tests.pipeline.extract.sheets import Key, figures, judge, sheet, to_html

KEY: Key = ("applications", "granted", "natural_person")
FEES: Key = ("proactive_disclosure", "administrative_fees", "amount")
CHANGE: Key = ("proactive_disclosure", "licensing", "items_change")


def read(raw: str, key: Key = KEY, edition: str = "2021") -> Observation | None:
    made = sheet(edition, figures(edition))
    made.each_cell(lambda c: replace(c, raw=raw) if c.key == key else c)
    found = extract(to_html(made))
    rest = {k: v for k, v in figures(edition).items() if k != key}
    verdict = judge(found, rest)
    assert [w for w in verdict.wrong if str(key) not in w] == []
    assert verdict.silent == []
    cells = {
        (o.table_id, o.item, o.breakdown): o for o in found.reports[0].observations
    }
    seen = cells.get(key)
    if seen is None or seen.obs_status == "unreadable":
        about = [i.code for i in found.all_issues() if i.item == key[1]]
        assert about, "nothing says that the cell was not read"
    return seen


@pytest.mark.parametrize(
    "raw",
    [
        "179",
        "<span>1</span><span>7</span><span></span>9",
        "<p><span>179</span></p>",
        "&nbsp;179&#8203;　",
        "１７９",
        "179 件",
        "179<br>",
        '<span style="display:none">9</span>179',
        '<input value="179">',
        "<!-- 9 -->179",
        "<table><tr><td>179</td></tr></table>",
    ],
)
def test_noise_around_a_figure_changes_nothing(raw: str) -> None:
    seen = read(raw)
    assert seen is not None
    assert seen.value == Decimal(179)


@pytest.mark.parametrize("raw", ["1,234", "1，234", "<b>1,</b>234"])
def test_thousands_marks(raw: str) -> None:
    seen = read(raw)
    assert seen is not None
    assert seen.value == Decimal(1234)


@pytest.mark.parametrize(
    "raw",
    [
        "<p>1</p><p>79</p>",
        "1<br>79",
        "17 9",
        "179<sup>1</sup>",
        '179<span style="vertical-align: super">1</span>',
        "<del>9</del>179",
        '<span style="TEXT-DECORATION: line-through">9</span>179',
        "179①",
        "17²",
        '<img src="1.png">',
        '17<img src="9.png">',
        "<select><option>179</option></select>",
        "<script>document.write(179)</script>",
        "179.",
        "0179",
        "1,79",
        "179%",
        "约179",
        "17万",
        "壹",
        "<table><tr><td>1</td><td>79</td></tr></table>",
    ],
)
def test_what_is_not_one_figure_is_not_read(raw: str) -> None:
    seen = read(raw)
    assert seen is None or seen.obs_status == "unreadable"


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        ("&nbsp;", "blank"),
        ("-", "dash"),
        ("—", "dash"),
        ("／", "not_applicable"),
        ("无", "not_applicable"),
    ],
)
def test_marks_are_kept_apart_from_zero(raw: str, status: str) -> None:
    seen = read(raw)
    assert seen is not None
    assert (seen.obs_status, seen.value) == (status, None)


@pytest.mark.parametrize(
    ("raw", "value", "unit"),
    [
        ("251000元", "251000", "元"),
        ("470.31万元", "470.31", "万元"),
        ("47584.4885", "47584.4885", "万元"),
    ],
)
def test_money_has_the_unit_of_its_cell_else_of_its_header(
    raw: str, value: str, unit: str
) -> None:
    seen = read(raw, FEES)
    assert seen is not None
    assert (seen.value, seen.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("raw", "value"),
    [("+3", 3), ("-18", -18), ("－15", -15), ("增加4", 4), ("减少 2", -2), ("0", 0)],
)
def test_signs_of_increase_and_decrease(raw: str, value: int) -> None:
    seen = read(raw, CHANGE, "2019")
    assert seen is not None
    assert seen.value == value


MARKUP: dict[str, Callable[[str], bytes]] = {
    "unclosed cells and rows": lambda t: (
        t.replace("</td>", "").replace("</tr>", "").encode()
    ),
    "hidden row": lambda t: t.replace(
        "<tr><td>规章",
        '<tr style="display:none"><td>规章</td><td>9</td><td>9</td><td>9</td></tr>'
        "<tr><td>规章",
    ).encode(),
    "rowspan zero": lambda t: t.replace('rowspan="22"', 'rowspan="0"').encode(),
    "huge spans": lambda t: (
        t.replace('rowspan="22"', 'rowspan="99999"')
        .replace('colspan="10"', 'colspan="5000"')
        .encode()
    ),
    "each table in a layout table": lambda t: re.sub(
        r"(<table>.*?</table>)",
        r"<table><tr><td>导航</td><td><div>\1</div></td></tr></table>",
        t,
        flags=re.S,
    ).encode(),
    "the page in a layout table": lambda t: (
        t.replace("<body>", "<body><table><tr><td>")
        .replace("</body>", "</td></tr></table></body>")
        .encode()
    ),
    "gb18030": lambda t: t.encode("gb18030"),
    "utf-16": lambda t: t.encode("utf-16"),
    "utf-8 called gbk": lambda t: t.replace(
        "<head>", '<head><meta charset="gbk">'
    ).encode(),
    "gbk called utf-8": lambda t: t.replace(
        "<head>", '<head><meta charset="utf-8">'
    ).encode("gb18030"),
    "upper case and padding": lambda t: (
        t.replace("</td>", "\n  &#160;</td>").upper().encode()
    ),
}


@pytest.mark.parametrize("name", MARKUP)
def test_markup_changes_nothing(name: str) -> None:
    printed = figures("2021", blanks=0.1)
    page = to_html(sheet("2021", printed)).decode()
    assert judge(extract(MARKUP[name](page)), printed).whole


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_a_bad_byte_costs_a_cell_at_most_its_row(encoding: str, place: int) -> None:
    printed = figures("2021")
    page = to_html(sheet("2021", printed)).decode().encode(encoding)
    at = page.index(f">{printed[KEY]}<".encode()) + place
    data = page[:at] + b"\x81" + page[at:]
    found = extract(data)
    verdict = judge(found, printed)
    assert verdict.safe
    assert {key[1] for key in verdict.unread} == {"granted"}
    assert IssueCode.BAD_ENCODING in {i.code for i in found.issues}


def test_two_reports_in_one_document_stay_apart() -> None:
    first, second = (
        figures("2021"),
        {k: str(int(v) + 1) for k, v in figures("2021").items()},
    )
    # the same table four in both: it belongs to both
    for key in second:
        if key[0] in ("reconsideration", "litigation"):
            second[key] = first[key]
    pages = [to_html(sheet("2021", p)).decode() for p in (first, second)]
    bodies = "".join(re.sub(r".*<body>|</body>.*", "", p, flags=re.S) for p in pages)
    found = extract(f"<html><body>{bodies}</body></html>".encode())
    assert [r.report_no for r in found.reports] == [1, 2]
    for report, printed in zip(found.reports, (first, second), strict=True):
        assert judge(found, printed, report).whole
    assert IssueCode.ROW_CONFLICT in {i.code for i in found.issues}


def test_a_row_printed_twice_with_other_figures_is_not_read() -> None:
    printed = figures("2021")
    made = sheet("2021", printed)
    table = made.three[0]
    table.insert(6, [replace(c, text="5") if c.key else c for c in table[5]][-8:])
    table[3 + 2][0] = replace(table[5][0], rowspan=23)
    found = extract(to_html(made))
    verdict = judge(found, printed)
    assert verdict.safe
    assert {key[1] for key in verdict.unread} == {"granted"}
    assert IssueCode.ROW_CONFLICT in {i.code for i in found.all_issues()}
