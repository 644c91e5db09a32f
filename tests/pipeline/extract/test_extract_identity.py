"""Whose report, of which year, published when."""

from datetime import date

import pytest

from pipeline.extract import extract
from pipeline.extract.identity import Identity, title_year
from pipeline.issues import IssueCode


def identity(body: str, *, url: str = "", hint: str = "") -> Identity:
    page = f"<html><body>{body}</body></html>"
    return extract(page.encode(), url=url, hint=hint).identity


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("某市2024年政府信息公开工作年度报告", 2024),
        ("2023年度某县信息公开年报", 2023),
        ("某局 2024 年政府信息公开工作报告", 2024),
        ("关于2014年政府信息公开工作要点落实情况的函", None),
        ("某市1999年政府信息公开工作年度报告", None),
    ],
)
def test_the_year_of_a_title(title: str, year: int | None) -> None:
    assert title_year(title) == year


def test_the_statistics_period_goes_before_the_title_and_a_conflict_is_said() -> None:
    body = (
        "<h1>某镇2021年政府信息公开工作年度报告</h1>"
        "<p>统计期限为2020年1月1日至2020年12月31日。</p>"
    )
    found = extract(f"<html><body>{body}</body></html>".encode())
    assert (found.identity.year, found.identity.year_basis) == (2020, "period")
    assert IssueCode.YEAR_CONFLICT in {i.code for i in found.issues}


def test_the_address_is_asked_last() -> None:
    found = identity("<p>x</p>", url="https://a.test/202503/t20250310_1.htm")
    assert (found.year, found.year_basis) == (2024, "url")


METADATA = """<table><tr><td>索 引 号：</td><td>000014349/2024-00012</td>
<td>主题分类：</td><td>政务公开</td></tr>
<tr><td>发 布 机 构：</td><td>某市人民政府</td>
<td>成文日期：</td><td>2024-01-20</td></tr>
<tr><td>名称：</td><td>年报</td><td>发布日期：</td><td>2024年01月31日</td></tr></table>"""


def test_metadata_cells_name_publisher_and_date() -> None:
    found = identity(METADATA)
    assert found.publisher == "某市人民政府"
    assert found.published_on == date(2024, 1, 31)


@pytest.mark.parametrize(
    "line",
    [
        "<p>成文日期：2024-01-20 发布日期：2024-01-31 信息来源：某局 字号：大</p>",
        "<table><tr><td>发布日期：2024-01-31</td><td>来源：某局</td></tr></table>",
        "<div>发布时间：2024-01-31 15:36　来源：某局</div>",
    ],
)
def test_name_and_value_in_one_place(line: str) -> None:
    found = identity(line)
    assert (found.published_on, found.publisher) == (date(2024, 1, 31), "某局")


def test_metadata_is_not_a_statistics_table() -> None:
    found = extract(f"<html><body>{METADATA}</body></html>".encode())
    assert [r.observations for r in found.reports] == [[]]


def test_the_title_gives_the_publisher_where_nothing_else_does() -> None:
    found = identity("<h1>某县人民政府2024年政府信息公开工作年度报告</h1>")
    assert found.publisher == "某县人民政府"


def test_no_year_anywhere_is_an_issue() -> None:
    found = extract("<html><body><p>年报</p></body></html>".encode())
    assert IssueCode.YEAR_UNKNOWN in {i.code for i in found.issues}
