"""What is said of an unknown label, and figures in the base unit."""

from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.extract import extract
from pipeline.extract.document import Cell
from pipeline.extract.labels import LabelIndex
from pipeline.extract.observation import MONEY_FACTORS
from pipeline.extract.rows import section_of
from pipeline.extract.values import ValueReader
from pipeline.forms import load_forms
from pipeline.issues import IssueCode
from tests.pipeline.extract.sheets import figures, sheet, to_html

FORMS = load_forms()
INDEX = LabelIndex.of(FORMS)
VALUES = ValueReader(FORMS.values)
FEE = next(
    b
    for b in FORMS.form("2021", "proactive_disclosure").breakdowns
    if b.code == "amount"
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("给予公开", "granted"),
        ("今年收到的申请数量", "received_new"),
        ("律师事务所", "legal_services"),
    ],
)
def test_the_nearest_label_is_named_and_not_read(text: str, code: str) -> None:
    nearest = INDEX.nearest(text, "applications")
    assert nearest is not None
    assert nearest.code == code
    assert INDEX.find(text) == ()


def test_texts_like_nothing_have_no_nearest_label() -> None:
    assert INDEX.nearest("xyz") is None
    assert INDEX.nearest("") is None


def test_the_issue_says_what_was_found_what_is_near_and_the_file() -> None:
    made = sheet("2021", figures("2021"))
    made.each_cell(
        lambda c: replace(c, text="（一）给予公开") if "予以公开" in c.text else c
    )
    (issue,) = (
        i
        for i in extract(to_html(made)).all_issues()
        if i.code is IssueCode.LABEL_UNKNOWN
    )
    assert "给予公开" in issue.message
    assert "予以公开" in issue.message
    assert "data/forms/labels.yml" in issue.message
    assert issue.details["nearest"] == "applications/granted"


def test_an_unknown_column_is_named_with_that_of_the_form_and_the_file() -> None:
    made = sheet("2021", figures("2021"))
    made.each_cell(lambda c: replace(c, text="律师行") if "法律服务" in c.text else c)
    (issue,) = (
        i
        for i in extract(to_html(made)).all_issues()
        if i.code is IssueCode.HEADER_UNKNOWN
    )
    assert all(
        part in issue.message
        for part in (
            "律师行",
            "法律服务机构",
            "legal_services",
            "data/forms/labels.yml",
        )
    )


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("￥1,000.00元", "1000.00", "元"),
        ("￥1000", "1000", "元"),
        ("人民币12.5万元", "12.5", "万元"),
        ("1.2亿元", "1.2", "亿元"),
        ("24.5 万元", "24.5", "万元"),
        ("１，２３４．５万元", "1234.5", "万元"),
    ],
)
def test_amounts_with_their_unit(text: str, value: str, unit: str) -> None:
    reading = VALUES.read(Cell(text), FEE)
    assert (reading.value, reading.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    "text",
    [
        *("1 234", "1.234.567", "1'234", "1e5", "+-3", "--3", "3.0.", "12.", ".5"),
        *(
            "12*",
            "12①",
            "12[1]",
            "12（含上年3件）",
            "十二",
            "(5)",
            "1，23",
            "12,345,67",
        ),
        *("00", "无数据", "≥3", "3/4", "1-2", "12。", "12,", "￥12件", "\u202e21"),
    ],
)
def test_what_could_be_read_in_two_ways_is_not(text: str) -> None:
    assert VALUES.read(Cell(text)).status == "unreadable"


@pytest.mark.parametrize(
    ("raw", "normalised"),
    [("470.31", 4703100), ("251000元", 251000), ("1.5亿元", 150000000), ("", None)],
)
def test_the_base_unit_of_money_is_yuan(raw: str, normalised: int | None) -> None:
    made = sheet("2021", figures("2021"))
    made.each_cell(
        lambda c: replace(c, text=raw) if c.key and c.key[2] == "amount" else c
    )
    (fee,) = (
        o
        for o in extract(to_html(made)).reports[0].observations
        if o.breakdown == "amount"
    )
    assert fee.value_normalised == normalised


def test_each_unit_of_money_has_a_factor() -> None:
    assert set(MONEY_FACTORS) == set(FORMS.values.money_units)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("四、复议诉讼和申诉", "disputes"),
        ("三、受理政府信息公开申请情况", "applications"),
        ("三、政府信息公开申请办理情况", "applications"),
        ("一.总体情况", "overview"),
        ("—、总体情况", "overview"),
        ("七、政府信息公开的收费及减免情况", "fees"),
        ("五、下一步工作打算", "plans"),
        ("主动公开、依申请公开及行政复议情况如下", None),
        ("附件：行政复议决定书", None),
    ],
)
def test_headings_and_what_only_names_them(text: str, code: str | None) -> None:
    section = section_of(text, FORMS.sections)
    assert (section.code if section else None) == code
