"""Values, labels and headings: what single words mean."""

from decimal import Decimal

import pytest

from pipeline.extract.document import Cell
from pipeline.extract.labels import CLAUSE, LabelIndex
from pipeline.extract.normal import clean, label_key
from pipeline.extract.rows import section_of
from pipeline.extract.values import ValueReader
from pipeline.forms import load_forms

FORMS = load_forms()
INDEX = LabelIndex.of(FORMS)
VALUES = ValueReader(FORMS.values)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("12", "12"),
        ("1,234,567", "1234567"),
        ("4166.241619", "4166.241619"),
        ("零", "0"),
        ("１８", "18"),
        ("12件", "12"),
        ("-5", "-5"),
    ],
)
def test_one_number_is_a_figure(text: str, value: str) -> None:
    assert VALUES.read(Cell(text)).value == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["000", "05", "1 2", "1\n2", "12,34", "约30", "3-5", "1.", "9" * 15, "0.1234567"],
)
def test_anything_else_is_unreadable(text: str) -> None:
    assert VALUES.read(Cell(text)).status == "unreadable"


def test_a_picture_is_never_a_blank() -> None:
    assert VALUES.read(Cell("", opaque=True)).status == "unreadable"
    assert VALUES.read(Cell("")).status == "blank"


@pytest.mark.parametrize(
    "text",
    [
        "1.属于国家秘密",
        "1、属于国家秘密",
        "（1）属于国家\n秘密",
        "①属于国家秘密",
        "1属于国家秘密",
    ],
)
def test_numbering_and_breaks_do_not_count_in_labels(text: str) -> None:
    assert label_key(text) == "属于国家秘密"


def test_a_year_is_no_numbering() -> None:
    assert label_key("2023年制发件数") == "2023年制发件数"


def test_invisible_characters_and_blank_lines_go() -> None:
    assert clean("a\u200b\u00a0 b\r\n\n　c ") == "a b\nc"


@pytest.mark.parametrize(
    ("text", "code", "exact"),
    [
        (
            "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
            "partially_granted",
            True,
        ),
        ("（二）部分公开", "partially_granted", True),
        ('3.危及"三安全一稳定"', "denied.security_stability", True),
        ("2.没有现成信息需要另行", "unavailable.requires_creation", False),
        ("5.要求行政机关确认或重新出具己获取信息", "not_processed.confirmation", False),
    ],
)
def test_labels_are_known_exactly_or_said_to_be_approximate(
    text: str, code: str, exact: bool
) -> None:
    (meaning,) = INDEX.find(text, "applications")
    assert (meaning.code, meaning.exact) == (code, exact)


@pytest.mark.parametrize(
    "text",
    [
        "不予以公开的",
        "行政许可5",
        "本年新收政府信息公开申请数量12",
        "其它",
        "本年新",
        "结果",
    ],
)
def test_labels_that_could_be_several_or_hold_figures_are_not_guessed(
    text: str,
) -> None:
    assert INDEX.find(text) == ()


def test_a_label_of_several_places_has_all_its_meanings() -> None:
    found = {(m.region, m.role, m.code) for m in INDEX.find("其他")}
    assert ("applications", "breakdown", "other_org") in found
    assert ("applications", "item", "other.other") in found


def test_clauses_are_known_with_and_without_the_first_character() -> None:
    for text in ("第二十条第（一）项", "第二十条 第(一)项", "二十条（一）项"):
        assert [m.role for m in INDEX.find(text)] == [CLAUSE]


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("二、主动公开政府信息情况", "proactive_disclosure"),
        ("三、行政机关收到和处理政府信息公开申请的情况", "applications"),
        ("四.因政府信息公开工作被申请行政复议、提起行政诉讼情况", "litigation"),
        ("五、存在的主要问题及改进情况", None),
    ],
)
def test_headings_open_their_table(text: str, table: str | None) -> None:
    section = section_of(text, FORMS.sections)
    assert section is not None
    assert section.table == table


def test_the_sentence_that_lists_the_sections_is_no_heading() -> None:
    text = (
        "本报告由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、"
        "行政复议、行政诉讼情况等部分组成。"
    )
    assert section_of(text, FORMS.sections) is None
