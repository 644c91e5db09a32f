"""The year of a report: every wording of the period, and every contradiction."""

from collections import Counter
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract import extract
from pipeline.extract.dates import first_date, flat, stamp_of_url
from pipeline.extract.document import Block, Document, Line
from pipeline.extract.identity import identify
from pipeline.extract.report import Extraction
from pipeline.issues import IssueCode, Severity

TITLE = "<h1>某县2023年政府信息公开工作年度报告</h1>"


def read(body: str, *, url: str = "", hint: str = "") -> Extraction:
    return extract(f"<html><body>{body}</body></html>".encode(), url=url, hint=hint)


def year_of(found: Extraction) -> tuple[int | None, str | None]:
    return found.identity.year, found.identity.year_basis


def said(found: Extraction, code: IssueCode) -> list[str]:
    return [i.message for i in found.issues if i.code is code]


@pytest.mark.parametrize(
    "sentence",
    [
        "所列数据的统计期限自2023年1月1日起至2023年12月31日止。",
        "统计期限为2023年1月1日至12月31日。",
        "统计期限自2023年1月1日起至同年12月31日止。",
        "统计期限： 2 0 2 3 年 1 月 1 日 至 2 0 2 3 年 12 月 31 日",
        "统计期限自二〇二三年一月一日起至二〇二三年十二月三十一日止",
        "统计期限自二○二三年一月一日起至二○二三年十二月三十一日止",
        "统计期限为２０２３年１月１日－２０２３年１２月３１日",
        "统计期限：2023.1.1-2023.12.31",
        "统计时间为2023/01/01—2023/12/31。",
        "统计期间为2023年01月01日～2023年12月31日",
        "统计期限为2023年度。",
        "统计周期：2023年",
        "数据统计期限为2023年1月至12月。",
        "数据从2023年1月1日起，到2023年12月31日止。",
        "期限为2023年1月1日0时至2023年12月31日24时",
        "统计期限从2023年5月15日起至2023年12月31日（机关5月成立）",
    ],
)
def test_every_wording_of_the_statistics_period(sentence: str) -> None:
    found = read(f"<p>一、总体情况</p><p>{sentence}</p>")
    assert year_of(found) == (2023, "period")
    assert found.identity.published_on is None  # its first day is no date of issue
    assert {i.code for i in found.issues} == set()


@pytest.mark.parametrize(
    "body",
    [
        "<p>统计期限自2023年1月1日起至2023年12</p><p>月31日止。</p>",
        "<table><tr><td>统计期限：2023年1月1日至2023年12月31日</td></tr></table>",
        "<p>7</p><p>2023年1月1日至2023年12月31日为统计期限</p>",
    ],
)
def test_a_period_over_two_lines_in_a_cell_or_behind_a_number(body: str) -> None:
    assert year_of(read(body)) == (2023, "period")


@pytest.mark.parametrize(
    "sentence",
    [
        "统计期限自2023年11日至20231231日止",
        "统计期限自202311日至20231231日",
        "统计期限自20231月1日至20231231日",
        "统计期限自2023年1月日至12月日止",
        "国办公开办函〔202130号",
        "统计期限自1023年1月1日至1023年12月31日",
    ],
)
def test_text_that_has_lost_digits_gives_no_year(sentence: str) -> None:
    found = read(f"<p>{sentence}</p>")
    assert year_of(found) == (None, None)
    assert len(said(found, IssueCode.YEAR_UNKNOWN)) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "统计期限自2023年1月1日起至2023年12月31日止。",
        "统计期限为2023年1月1日至12月31日。",
        "统计期限：2023.1.1-2023.12.31",
        "数据统计期限为2023年1月至12月。",
        "统计期限为2023年度。",
    ],
)
def test_no_loss_of_digits_makes_another_year(sentence: str) -> None:
    places = [n for n, character in enumerate(sentence) if character.isdigit()]
    lost = [c for size in (1, 2) for c in combinations(places, size)]
    years: Counter[int | None] = Counter()
    for gone in lost:
        text = "".join(c for n, c in enumerate(sentence) if n not in gone)
        document = Document("text", [Line(text)])
        years[identify(document)[0].year] += 1
    assert years.keys() <= {2023, None}
    assert years[None] > len(lost) // 3  # and mostly it is none at all


@given(
    st.text(
        alphabet="统计期限自20 3年1月日起至-./止某县政府信息公开工作度报告，。〇二\n",
        max_size=80,
    )
)
def test_no_text_breaks_it(text: str) -> None:
    lines: list[Block] = [Line(line) for line in text.split("\n")]
    identity, issues = identify(Document("text", lines), url=text, hint=text)
    assert (identity.year is None) == (identity.year_basis is None)
    unknown = [i for i in issues if i.code is IssueCode.YEAR_UNKNOWN]
    assert len(unknown) == (identity.year is None)


def test_a_period_over_two_years_is_no_year_and_is_shown() -> None:
    body = "<p>统计期限自2021年1月1日至2022年12月31日。</p>"
    alone = read(body)
    assert year_of(alone) == (None, None)
    assert "2021年1月1日至2022年12月31" in said(alone, IssueCode.YEAR_UNKNOWN)[0]
    titled = read(TITLE + body)
    assert year_of(titled) == (2023, "title")
    (message,) = said(titled, IssueCode.YEAR_CONFLICT)
    assert "not within a year" in message


def test_two_periods_say_nothing() -> None:
    found = read(
        TITLE + "<p>统计期限为2022年1月1日至2022年12月31日。</p>"
        "<p>统计期限为2023年1月1日至2023年12月31日。</p>"
    )
    assert year_of(found) == (2023, "title")
    (message,) = said(found, IssueCode.YEAR_CONFLICT)
    assert "period says 2022, 2023" in message


@pytest.mark.parametrize(
    ("body", "hint", "year", "message"),
    [
        (
            TITLE + "<p>统计期限为2022年1月1日至2022年12月31日。</p>",
            "",
            (2022, "period"),
            "period says 2022, title says 2023",
        ),
        (
            TITLE,
            "某县2022年政府信息公开工作年度报告",
            (2023, "title"),
            "title says 2023, hint says 2022",
        ),
        (
            TITLE + "<table><tr><td>指标名称</td><td>计量单位</td><td>2018年度</td>"
            "<td>历年累计</td></tr></table>",
            "",
            (2023, "title"),
            "title says 2023, table says 2018",
        ),
        (
            TITLE + "<p>2022年，我县认真贯彻条例，扎实推进各项工作，成效明显。</p>",
            "",
            (2023, "title"),
            "the text speaks of 2022",
        ),
    ],
)
def test_contradictions_are_said(
    body: str, hint: str, year: tuple[int, str], message: str
) -> None:
    found = read(body, hint=hint)
    assert year_of(found) == year
    (conflict,) = said(found, IssueCode.YEAR_CONFLICT)
    assert message in conflict
    assert f"{year[0]} was taken" in conflict


@pytest.mark.parametrize(
    "prose",
    [
        "<p>2023年，我县认真贯彻条例，成效明显。2022年，另有安排，此处不述。</p>",
        "<p>根据2019年修订的条例，结合实际，编制本年度报告，现予公布，请查阅。</p>",
        "<p>2024年，我县将继续努力，进一步做好各项工作，力争取得更大成效。</p>",
    ],
)
def test_other_years_in_prose_are_no_contradiction(prose: str) -> None:
    assert read(TITLE + prose).issues == []


@pytest.mark.parametrize(
    ("url", "conflict"),
    [
        ("https://a.test/202402/t20240220_1.htm", False),  # as always: the year after
        ("https://a.test/202308/t20250812_1.htm", False),  # moved to another site
        ("https://a.test/202312/t20231229_1.htm", False),  # out before New Year
        ("https://a.test/202303/t20230310_1.htm", True),
        ("https://a.test/art/2022/3/10/art_1_2.html", True),
    ],
)
def test_a_stamp_before_the_year_was_over_is_a_conflict(
    url: str, conflict: bool
) -> None:
    found = read(TITLE, url=url)
    assert year_of(found) == (2023, "title")
    assert bool(said(found, IssueCode.YEAR_CONFLICT)) is conflict


def test_the_column_header_says_the_year_where_nothing_better_does() -> None:
    body = (
        "<table><tr><td>指标名称</td><td>计量单位</td><td>2018年度</td>"
        "<td>历年累计</td></tr></table>"
    )
    assert year_of(read(body)) == (2018, "table")
    new = "<table><tr><td>信息内容</td><td>本年（2023）制发件数</td></tr></table>"
    assert year_of(read(new)) == (2023, "table")


def test_an_inferred_year_is_said_and_the_stated_date_goes_before_the_address() -> None:
    url = "https://a.test/202208/t20220810_1.html"
    alone = read("<p>x</p>", url=url)
    assert year_of(alone) == (2021, "url")
    (issue,) = alone.issues
    assert (issue.code, issue.severity) == (IssueCode.YEAR_INFERRED, Severity.WARNING)
    dated = read("<p>发布时间：2021-01-31</p>", url=url)
    assert year_of(dated) == (2020, "published")
    (message,) = said(dated, IssueCode.YEAR_INFERRED)
    assert "published says 2021, url says 2022" in message


def test_the_name_of_a_file_is_a_title() -> None:
    name = "某县2022年政府信息公开工作年度报告.docx"
    assert year_of(read("<p>x</p>", url=name)) == (2022, "hint")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("发布时间：2024-01-31 15:36", date(2024, 1, 31)),
        ("二〇二四年一月二十日", date(2024, 1, 20)),
        ("二○二四年十二月三十一日", date(2024, 12, 31)),
        ("二〇二四年十月十日", date(2024, 10, 10)),
        ("2024 年 1 月 2 日", date(2024, 1, 2)),
        ("２０２４／１／２", date(2024, 1, 2)),
        ("2024年1月131日", None),
        ("2024年11日", None),
        ("2024年13月1日", None),
        ("12024年1月1日", None),
    ],
)
def test_only_whole_dates_are_dates(text: str, day: date | None) -> None:
    assert first_date(text) == day


@pytest.mark.parametrize(
    ("url", "stamp"),
    [
        ("https://a.test/2023n_51464/zmdszf/202503/t20250310_509788.html", (2025, 3)),
        ("https://a.test/202202/P020220208597341826045.docx", (2022, 2)),
        ("https://a.test/art/2025/3/10/art_12596_1.html", (2025, 3)),
        ("https://a.test/2025-03-10/3f2a.html", (2025, 3)),
        ("https://a.test/post_2023015.html", None),
        ("https://a.test/info/1202303/9.htm", None),
        ("https://a.test/a/9c202304ab.html", None),
    ],
)
def test_stamps_of_addresses(url: str, stamp: tuple[int, int] | None) -> None:
    assert stamp_of_url(url) == stamp


def test_flat_text_keeps_times_apart_from_dates() -> None:
    assert flat("2025 年 3 月 10 日 15:36", blanks=True) == "2025年3月10日15:36"
    assert flat("2025-03-10 15:36", blanks=True) == "2025-03-10 15:36"
    assert flat("二十一日，第一百零一号") == "二十一日,第一百零一号"
