"""What flattening leaves of a table: read where cells can be told, else refused."""

from collections.abc import Callable

import pytest

from pipeline.extract import extract
from pipeline.issues import IssueCode, Severity
from tests.pipeline.extract.sheets import (
    TEXT_PRINTERS,
    Sheet,
    figures,
    judge,
    sheet,
    to_cell_lines,
    to_joined,
    to_joined_rows,
    to_paragraphs,
    to_spaced,
)

TABLES = {"proactive_disclosure", "applications", "reconsideration", "litigation"}


@pytest.mark.parametrize(
    "form",
    ["cell_lines", "row_lines", "markdown", "tabs", "paragraphs", "spaced"],
)
@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_every_form_with_cells_is_read_whole(form: str, edition: str) -> None:
    printed = figures(edition)
    data = TEXT_PRINTERS[form](sheet(edition, printed))
    assert judge(extract(data), printed).whole


@pytest.mark.parametrize("printer", [to_joined, to_joined_rows])
def test_digits_run_together_that_no_equation_cuts_are_named(
    printer: Callable[[Sheet], bytes],
) -> None:
    printed = figures("2021")  # figures that add up nowhere
    found = extract(printer(sheet("2021", printed)))
    verdict = judge(found, printed)
    assert (verdict.wrong, verdict.silent) == ([], [])
    # only where a row has one figure, its digits are that figure
    assert {key for key in printed if key not in verdict.unread} == {
        ("proactive_disclosure", item, column)
        for item, column in (
            ("licensing", "decisions"),
            ("penalties", "decisions"),
            ("coercive_measures", "decisions"),
            ("administrative_fees", "amount"),
        )
    }
    codes = {i.table_id: i.code for i in found.all_issues() if i.table_id}
    assert codes == dict.fromkeys(TABLES, IssueCode.RUN_TOGETHER)


def test_digits_run_together_behind_a_blank_are_refused_too() -> None:
    lines = ["二、主动公开政府信息情况", "信息内容 | 本年制发件数 |", "规章 205"]
    found = extract("\n".join(lines).encode())
    read = {o.item: o.obs_status for r in found.reports for o in r.observations}
    assert "reported" not in read.values()
    assert any(i.severity is Severity.ERROR for i in found.all_issues() if i.table_id)


def test_blank_cells_are_lines_with_only_a_bar() -> None:
    printed = figures("2019", blanks=0.5)
    assert judge(extract(to_cell_lines(sheet("2019", printed))), printed).whole


def test_text_that_lost_its_blank_cells_is_not_read() -> None:
    printed = figures("2021", blanks=0.3)
    for printer in (to_paragraphs, to_spaced):
        verdict = judge(extract(printer(sheet("2021", printed))), printed)
        assert verdict.safe
        assert all(k[0] != "applications" for k in set(printed) - set(verdict.unread))


@pytest.mark.parametrize("mark", ["— 3 —", "- 12 -", "第 4 页", "第4页 共12页", "7"])
def test_page_numbers_are_no_cells_where_cells_have_bars(mark: str) -> None:
    printed = figures("2021", blanks=0.3)
    lines = to_cell_lines(sheet("2021", printed)).decode().splitlines()
    for place in range(len(lines) - 10, 30, -17):
        lines.insert(place, mark)
    assert judge(extract("\n".join(lines).encode()), printed).whole


def test_bare_page_numbers_among_bare_cells_cost_the_table_not_a_cell() -> None:
    printed = figures("2021")
    lines = to_paragraphs(sheet("2021", printed)).decode().splitlines()
    lines.insert(lines.index("(一)予以公开") + 4, "3")
    verdict = judge(extract("\n".join(lines).encode()), printed)
    assert verdict.safe
    assert {key[1] for key in verdict.unread} == {"granted"}


def test_a_drawn_rule_is_no_row_but_a_dash_is_a_value() -> None:
    text = (
        "二、主动公开政府信息情况\n"
        "| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n"
        "|---|:--:|---|---|\n| 规章 | - | -- | 4 |\n| 行政规范性文件 | 1 | 2 | 3 |\n"
    )
    (report,) = extract(text.encode()).reports
    read = {(o.item, o.breakdown): o.obs_status for o in report.observations}
    assert read["rules", "issued"] == "dash"
    assert read["rules", "repealed"] == "dash"
    assert read["rules", "in_force"] == "reported"
    assert len(report.observations) == 6
