"""The edition is told from labels, the year from the period: never one by the other."""

import pytest

from pipeline.extract import extract
from pipeline.issues import IssueCode
from tests.pipeline.extract.printers.statistics import (
    statistics_figures,
    statistics_sheet,
)
from tests.pipeline.extract.sheets import figures, judge, sheet, to_html


@pytest.mark.parametrize("year", [2022, 2023])
def test_a_late_report_in_the_layout_of_2019_all_blank(year: int) -> None:
    printed = figures("2019", blanks=1.0)
    made = sheet("2019", printed)
    made.title = f"某市{year}年政府信息公开工作年度报告"
    found = extract(to_html(made))
    assert found.identity.year == year
    assert found.reports[0].edition == "2019"
    assert judge(found, printed).whole
    blank = [i.table_id for i in found.all_issues() if i.code is IssueCode.TABLE_BLANK]
    assert len(blank) == 4


def test_an_early_report_whose_page_was_filled_with_the_layout_of_2021() -> None:
    printed = figures("2021")
    made = sheet("2021", printed)
    made.title = "某市2016年政府信息公开工作年度报告"
    found = extract(to_html(made))
    assert (found.identity.year, found.reports[0].edition) == (2016, "2021")
    assert judge(found, printed).whole


def test_a_notice_named_in_the_text_does_not_decide() -> None:
    printed = figures("2021")
    made = sheet("2021", printed)
    notice = "<p>根据国办公开办函〔2019〕60号的要求编制本报告。</p>"
    found = extract(notice.encode() + to_html(made))
    assert found.reports[0].edition == "2021"
    assert judge(found, printed).whole


def test_the_period_is_the_year_where_the_heading_says_another() -> None:
    printed = figures("2019")
    made = sheet("2019", printed)
    made.title = "某镇2021年政府信息公开工作年度报告"
    period = "<p>本报告所列数据的统计期限自2020年1月1日起至2020年12月31日止。</p>"
    found = extract(to_html(made) + period.encode())
    assert (found.identity.year, found.identity.year_basis) == (2020, "period")
    assert IssueCode.YEAR_CONFLICT in {i.code for i in found.issues}
    assert judge(found, printed).whole


@pytest.mark.parametrize("edition", ["2014", "2014-fujian", "2008-shanghai"])
def test_an_old_form_in_a_late_report_keeps_its_edition(edition: str) -> None:
    printed = statistics_figures(edition, seed=12)
    made = statistics_sheet(edition, printed)
    made.title = "某市2020年政府信息公开工作年度报告"
    found = extract(to_html(made))
    assert (found.identity.year, found.reports[0].edition) == (2020, edition)
    assert judge(found, printed).whole
    # nothing says that the four tables are missing: the report has its one table
    assert IssueCode.TABLE_MISSING not in {i.code for i in found.all_issues()}


def test_a_running_total_may_be_smaller_than_the_year_before() -> None:
    printed = statistics_figures("2014-fujian", seed=13)
    printed["statistics", "received", "year"] = "81916"
    printed["statistics", "received", "cumulative"] = "10037"
    found = extract(to_html(statistics_sheet("2014-fujian", printed)))
    assert judge(found, printed).whole
    assert [i for i in found.all_issues() if i.table_id] == []
