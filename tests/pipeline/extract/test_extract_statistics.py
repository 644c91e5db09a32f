"""The statistics table before 2019: no silent wrong cell, however it is printed."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract import extract
from pipeline.extract.glued_statistics import ways_to_cut
from pipeline.issues import IssueCode, Severity
from tests.pipeline.extract.printers.statistics import (
    EDITIONS,
    STYLES,
    statistics_figures,
    statistics_sheet,
    to_glued,
    to_glued_rows,
)
from tests.pipeline.extract.sheets import (
    Cell,
    Key,
    Sheet,
    figures,
    judge,
    sheet,
    table_html,
    to_cell_lines,
    to_docx,
    to_html,
    to_markdown,
    to_paragraphs,
    to_row_lines,
    to_spaced,
    to_tabs,
)

Writer = Callable[[Sheet], bytes]
#: cells can be told in these, so everything must be right
WITH_CELLS: dict[str, Writer] = {
    "html": to_html,
    "row_lines": to_row_lines,
    "markdown": to_markdown,
    "tabs": to_tabs,
}
FLAT: dict[str, Writer] = {
    "cell_lines": to_cell_lines,
    "paragraphs": to_paragraphs,
    "spaced": to_spaced,
    "glued": to_glued,
    "glued_rows": to_glued_rows,
}
SOME_YEARS = {"fee_reduction", "disclosed.official_documents"}
#: a header over two rows, none, or two halves side by side: refused in flat text
REFUSED_IN_TEXT = {"stacked", "no_header", "halves"}


@pytest.mark.parametrize("name", STYLES)
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_style_is_read_whole_where_cells_can_be_told(
    edition: str, name: str
) -> None:
    for seed, blanks in ((1, 0.0), (2, 0.3)):
        printed = statistics_figures(edition, blanks=blanks, seed=seed)
        made = statistics_sheet(edition, printed, STYLES[name])
        for medium, write in WITH_CELLS.items():
            verdict = judge(extract(write(made)), printed)
            assert verdict.whole, (medium, verdict)


@pytest.mark.parametrize("name", ["spans", "levels", "cut_bare"])
@pytest.mark.parametrize("edition", EDITIONS)
def test_word_reads_it_too(edition: str, name: str) -> None:
    printed = statistics_figures(edition, blanks=0.2, seed=3)
    made = statistics_sheet(edition, printed, STYLES[name])
    assert judge(extract(to_docx(made)), printed).whole


@pytest.mark.parametrize("medium", FLAT)
@pytest.mark.parametrize("edition", EDITIONS)
def test_flattened_text_is_never_misread(edition: str, medium: str) -> None:
    for name, style in STYLES.items():
        for blanks, most in ((0.0, 99_999), (0.3, 20)):
            printed = statistics_figures(edition, blanks=blanks, seed=4, most=most)
            made = statistics_sheet(edition, printed, style)
            verdict = judge(extract(FLAT[medium](made)), printed)
            assert verdict.safe, (name, verdict)
            if not blanks and "glued" not in medium and name not in REFUSED_IN_TEXT:
                assert verdict.right == verdict.total or not style.unit, name


def test_cells_one_a_line_keep_their_blanks() -> None:
    for edition in EDITIONS:
        printed = statistics_figures(edition, blanks=0.4, seed=5)
        data = to_cell_lines(statistics_sheet(edition, printed))
        assert judge(extract(data), printed).whole


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 10**6), st.sampled_from(EDITIONS), st.sampled_from(sorted(STYLES))
)
def test_what_is_lost_or_added_never_makes_a_wrong_cell(
    seed: int, edition: str, name: str
) -> None:
    chance = random.Random(seed)
    printed = statistics_figures(
        edition, blanks=chance.choice((0.0, 0.5)), seed=seed, most=99
    )
    made = statistics_sheet(edition, printed, STYLES[name])
    gone = _damage(made, chance)
    write = chance.choice([to_html, to_cell_lines, to_paragraphs, to_spaced])
    # a blank row that is printed in some years only is missed by nobody
    wanted = {
        k: v
        for k, v in printed.items()
        if k not in gone and (v or k[1] not in SOME_YEARS)
    }
    verdict = judge(extract(write(made)), wanted)
    read = [w for w in verdict.wrong if not w.endswith("no such cell")]
    assert (read, verdict.silent) == ([], [])


def _damage(made: Sheet, chance: random.Random) -> set[Key]:
    """Cut, drop or add something; the cells that are not printed any more."""
    table = chance.choice([b for b in made.blocks() if not isinstance(b, str)])
    row = table[chance.randrange(len(table))]
    kind = chance.choice(("drop_row", "drop_cell", "add_row", "other_label"))
    gone: set[Key] = set()
    if kind == "drop_row":
        gone = {c.key for c in row if c.key}
        table.remove(row)
    elif kind == "drop_cell":
        cell = row.pop(chance.randrange(len(row)))
        gone = {cell.key} if cell.key else set()
    elif kind == "add_row":
        extra = [Cell(str(chance.randint(0, 99))) for _ in row[1:]]
        table.insert(table.index(row), [Cell("某项新增的指标情况"), *extra])
    else:
        row[0] = Cell("某某某的数")
    return gone


# -- units -----------------------------------------------------------------------------


def _with_unit(edition: str, item: str, unit: str) -> tuple[bytes, dict[Key, str]]:
    printed = statistics_figures(edition, seed=6)
    made = statistics_sheet(edition, printed)
    for table in (b for b in made.blocks() if not isinstance(b, str)):
        for row in table:
            if row[-1].key and row[-1].key[1] == item:
                row[1] = Cell(unit)
    return to_html(made), printed


def test_a_printed_unit_is_that_of_the_cell() -> None:
    data, printed = _with_unit("2014", "fees", "元")
    found = extract(data)
    assert judge(found, printed).whole
    (cell,) = [o for o in found.reports[0].observations if o.item == "fees"]
    assert (cell.unit, cell.confidence) == ("元", 1.0)
    (issue,) = [i for i in found.all_issues() if i.code is IssueCode.UNIT_CONFLICT]
    assert (issue.item, issue.severity) == ("fees", Severity.WARNING)


def test_another_word_of_counting_is_no_conflict() -> None:
    data, printed = _with_unit("2014-fujian", "reconsideration", "宗")
    found = extract(data)
    assert judge(found, printed).whole
    units = {
        o.unit for o in found.reports[0].observations if o.item == "reconsideration"
    }
    assert units == {"宗"}
    assert [i for i in found.all_issues() if i.table_id] == []


@pytest.mark.parametrize(("item", "unit"), [("received", "万元"), ("fees", "件")])
def test_money_for_a_count_makes_the_row_unreadable(item: str, unit: str) -> None:
    data, printed = _with_unit("2014", item, unit)
    verdict = judge(extract(data), printed)
    assert verdict.safe
    assert {key[1] for key in verdict.unread} == {item}


# -- rows and headers ------------------------------------------------------------------


def _table(*rows: str) -> bytes:
    cells = [[Cell(text) for text in row.split("|")] for row in rows]
    return f"<p>六、政府信息公开情况统计表</p>{table_html(cells)}".encode()


def values(data: bytes) -> dict[str, str]:
    return {
        f"{o.item}/{o.breakdown}": o.value_text
        for r in extract(data).reports
        for o in r.observations
        if o.obs_status == "reported"
    }


def test_a_repeated_label_is_read_below_its_main_row_only() -> None:
    data = _table(
        "统计指标|单位|统计数",
        "四、行政复议数量|件|9",
        "（一）维持具体行政行为数|件|1",
        "（二）被依法纠错数|件|2",
        "五、行政诉讼数量|件|8",
        "（二）被依法纠错数|件|3",
        "（三）其他情形数|件|4",
        "某项没有的指标|件|5",
        "（三）其他情形数|件|6",
    )
    assert values(data) == {
        "reconsideration/count": "9",
        "reconsideration.upheld/count": "1",
        "reconsideration.corrected/count": "2",
        "litigation/count": "8",
        "litigation.corrected/count": "3",
        "litigation.other/count": "4",
    }
    labels = [
        i.details["label"]
        for i in extract(data).all_issues()
        if i.code is IssueCode.LABEL_UNKNOWN
    ]
    assert labels == ["某项没有的指标", "（三）其他情形数"]


def test_columns_go_by_the_header_not_by_the_form() -> None:
    printed = statistics_figures("2014-fujian", seed=7)
    made = statistics_sheet("2014-fujian", printed)
    for table in (b for b in made.blocks() if not isinstance(b, str)):
        for row in table:
            row[-1], row[-2] = row[-2], row[-1]
    assert judge(extract(to_html(made)), printed).whole


def test_of_two_years_that_of_the_report_is_read() -> None:
    head = "指标名称|计量单位|2017年度|2018年度|历年累计"
    rows = [
        "主动公开文件数|条|1|2|30",
        "1.政府网站公开数|条|3|4|50",
        "受理依申请公开信息总数|条|5|6|70",
    ]
    data = "<h1>某市2018年政府信息公开年度报告</h1>".encode() + _table(head, *rows)
    assert values(data) == {
        "disclosed_documents/year": "2",
        "disclosed_documents/cumulative": "30",
        "disclosed_documents.website/year": "4",
        "disclosed_documents.website/cumulative": "50",
        "received/year": "6",
        "received/cumulative": "70",
    }
    # without a title, the year beside 历年累计 is that of the report
    without = _table(head, *rows)
    assert extract(without).identity.year_basis == "table"
    assert values(without)["received/year"] == "6"
    open_year = _table("指标名称|计量单位|2017年度|2018年度", *(r[:-3] for r in rows))
    assert values(open_year) == {}


def test_a_year_in_the_header_is_compared_with_the_report() -> None:
    printed = statistics_figures("2014-fujian", seed=8)
    made = statistics_sheet("2014-fujian", printed)
    made.title = "某市2017年政府信息公开工作年度报告"
    found = extract(to_html(made))
    assert judge(found, printed).whole
    said = [i for i in found.all_issues() if i.code is IssueCode.YEAR_CONFLICT]
    assert {i.table_id for i in said} == {None, "statistics"}
    assert all("2018" in issue.message for issue in said)


def test_a_row_printed_in_some_years_only_may_be_absent() -> None:
    printed = statistics_figures("2014-fujian", seed=9)
    made = statistics_sheet("2014-fujian", printed)
    for table in (b for b in made.blocks() if not isinstance(b, str)):
        table[:] = [
            r for r in table if not (r[-1].key and "fee_reduction" in r[-1].key)
        ]
    wanted = {k: v for k, v in printed.items() if k[1] != "fee_reduction"}
    found = extract(to_html(made))
    assert judge(found, wanted).whole
    assert [i for i in found.all_issues() if i.table_id] == []


# -- what is no such table -------------------------------------------------------------


def test_prose_with_the_same_words_is_no_table() -> None:
    text = (
        "某街道2018年政府信息公开工作年度报告\n"
        "本报告附政府信息公开情况统计表，统计指标、单位、统计数见下文。\n"
        "主动公开政府信息数16条，其中主动公开规范性文件数0条：制发规范性文件总数0件；\n"
        "收到申请数5件，其中当面申请数1件，传真申请数0件，网络申请数3件，信函申请数1件。\n"
        "行政复议数量0件，行政诉讼数量0件。被依法纠错数0件\n"
    )
    found = extract(text.encode())
    assert [o for r in found.reports for o in r.observations] == []
    assert [i.code for i in found.all_issues()] == [IssueCode.NO_TABLES]


def test_another_small_table_with_a_known_word_is_not_read() -> None:
    cells = [
        [Cell(t) for t in row]
        for row in (
            ("项目", "单位", "数量"),
            ("当面申请数", "件", "3"),
            ("咨询接待", "人次", "40"),
            ("培训", "次", "2"),
        )
    ]
    data = f"<h1>某局2016年政府信息公开年度报告</h1>{table_html(cells)}".encode()
    found = extract(data)
    assert [o for r in found.reports for o in r.observations] == []


def test_a_report_without_any_table_says_so_once() -> None:
    text = "某局2013年政府信息公开工作年度报告\n本年主动公开信息三百条。\n"
    (issue,) = extract(text.encode()).all_issues()
    assert (issue.code, issue.severity) == (IssueCode.NO_TABLES, Severity.ERROR)


def test_a_title_without_its_table_is_named() -> None:
    text = "某局2013年政府信息公开年度报告\n附件：政府信息公开情况统计表\n"
    (issue,) = extract(text.encode()).all_issues()
    assert (issue.code, issue.table_id) == (IssueCode.TABLE_MISSING, "statistics")


def test_a_form_that_is_not_known_is_named_not_forced() -> None:
    rows = [f"某省特有的指标{n}号|条|{n}" for n in "甲乙丙丁戊己"]
    data = _table("指标名称|单位|数量", "行政复议数|件|1", *rows)
    assert values(data) == {}
    assert any(i.table_id == "statistics" for i in extract(data).all_issues())


# -- beside the four tables ------------------------------------------------------------


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("present", ["2019", "2021"])
def test_old_and_present_tables_do_not_disturb_each_other(
    edition: str, present: str
) -> None:
    old = statistics_figures(edition, blanks=0.2, seed=10)
    new = figures(present, blanks=0.2)
    before, behind = statistics_sheet(edition, old), sheet(present, new)
    for order in ((before, behind), (behind, before)):
        for write in (to_html, to_cell_lines, to_markdown):
            data = b"\n".join(write(made) for made in order)
            found = extract(data)
            assert len(found.reports) == 1
            verdict, alone = judge(found, old | new), judge(extract(write(behind)), new)
            assert verdict.safe
            assert verdict.unread == alone.unread, (order, write)
            codes = [i.code for i in found.all_issues() if i.table_id is None]
            assert IssueCode.EDITION_CONFLICT in codes
            tables = found.reports[0].tables
            assert tables[-1] == "statistics"
            assert len(tables) == 5


def test_labels_of_old_forms_do_not_make_present_ones_ambiguous() -> None:
    printed = figures("2021")
    assert judge(extract(to_html(sheet("2021", printed))), printed).whole


# -- digits that run together ----------------------------------------------------------


@pytest.mark.parametrize(
    ("digits", "columns", "ways"),
    [
        ("00", 2, [("0", "0")]),
        ("018", 2, [("0", "18")]),
        ("", 2, [("", "")]),
        ("12", 1, [("12",)]),
        ("007", 2, []),
        ("7", 2, [("", "7"), ("7", "")]),
        ("10", 2, [("", "10"), ("1", "0"), ("10", "")]),
        ("728", 2, [("", "728"), ("7", "28"), ("72", "8"), ("728", "")]),
        ("9" * 41, 2, []),
    ],
)
def test_digits_are_cut_in_every_possible_way(
    digits: str, columns: int, ways: list[tuple[str, ...]]
) -> None:
    assert ways_to_cut(digits, columns) == ways


def test_the_number_of_the_next_label_is_not_a_digit_of_the_row() -> None:
    text = (
        "某市2018年政府信息公开年度报告\n政府信息公开情况统计表"
        "指标名称计量单位2018年度历年累计主动公开文件数条001.政府网站公开数条02"
        "2.政府公报公开数条00受理依申请公开信息总数条00"
    )
    assert values(text.encode()) == {
        "disclosed_documents/year": "0",
        "disclosed_documents/cumulative": "0",
        "disclosed_documents.website/year": "0",
        "disclosed_documents.website/cumulative": "2",
        "disclosed_documents.gazette/year": "0",
        "disclosed_documents.gazette/cumulative": "0",
        "received/year": "0",
        "received/cumulative": "0",
    }


def test_figures_that_run_into_other_text_are_not_read() -> None:
    text = (
        "某市2018年政府信息公开年度报告\n政府信息公开情况统计表"
        "指标名称计量单位2018年度历年累计主动公开文件数条00"
        "其中：1.政府网站公开数条00行政复议数件00行政诉讼数件002019年1月10日"
    )
    assert "litigation/year" not in values(text.encode())
    assert values(text.encode())["reconsideration/cumulative"] == "0"
