"""Sentences to claims: how words, numbers and lists belong together."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.document import Document, Line
from pipeline.forms import load_forms
from pipeline.narrative import read_claims
from pipeline.narrative.claim import Claim
from tests.pipeline.narrative.saying import claims_of, compared, said

COUNT = st.integers(min_value=0, max_value=99_999)


def _one(*lines: str) -> Claim:
    (claim,) = claims_of(*lines)
    return claim


# -- a claim and its place


def test_a_claim_says_where_it_stands_as_printed() -> None:
    claims = claims_of(
        "一、总体情况", "（二）依申请公开。共收到 申请１２ 件；办结 11件。"
    )
    first, second = claims
    assert (first.claim_no, second.claim_no) == (1, 2)
    assert first.sentence == "共收到 申请１２ 件；"
    assert first.sentence[slice(*first.span)] == first.value_text == "１２ 件"
    assert second.sentence == "办结 11件。"
    assert second.sentence[slice(*second.span)] == second.value_text == "11件"
    assert (first.section, first.unit, first.locator) == ("overview", "件", "line 2")


def test_words_of_none_are_the_text_of_a_claim() -> None:
    claim = _one("2023年度，我镇未收到政府信息公开申请。")
    assert (int(claim.value), claim.is_negation, claim.unit) == (0, True, None)
    assert claim.value_text == "未收到政府信息公开申请"


@pytest.mark.parametrize(
    "text",
    [
        "2023年1月1日至12月31日，共收到政府信息公开申请20件。",
        "2023年1-12月收到政府信息公开申请20件。",
        "2023年1月至12月收到政府信息公开申请20件。",
    ],
)
def test_a_period_that_is_the_year_is_compared(text: str) -> None:
    assert compared(text) == "received 20"


# -- numbers


@pytest.mark.parametrize(
    ("text", "value", "tolerance", "bound"),
    [
        ("主动公开政府信息7.09万条。", "70900", "50", "exact"),
        ("主动公开政府信息5000余条。", "5000", "0", "at_least"),
        ("主动公开政府信息1.2万多条。", "12000", "500", "at_least"),
        ("全省新收政府信息公开申请约1.2万件。", "12000", "500", "about"),
        ("全年受理政府信息公开申请不超过10件。", "10", "0", "at_most"),
        ("收到政府信息公开申请百余件。", "100", "0", "at_least"),
        ("收到政府信息公开申请1，234件。", "1234", "0", "exact"),
        ("收到政府信息公开申请一百二十三件。", "123", "0", "exact"),
        ("收取信息处理费贰仟元整。", "2000", "0", "exact"),
    ],
)
def test_how_a_number_is_meant(
    text: str, value: str, tolerance: str, bound: str
) -> None:
    claim = _one(text)
    assert (claim.value, claim.tolerance) == (Decimal(value), Decimal(tolerance))
    assert claim.bound == bound


def test_about_without_a_tolerance_is_not_compared() -> None:
    assert _one("全年受理政府信息公开申请近400件。").why_not_compared == "inexact"


@pytest.mark.parametrize(
    "text",
    [
        "办理时间为3-5件次政府信息公开申请。",
        "按照条例第二十条第一项公开政府信息。",
        "政府信息公开申请办理时限压缩至10个工作日。",
        "2023年3月受理点设在政府信息公开申请窗口。",
    ],
)
def test_ranges_dates_and_clauses_are_no_numbers_of_anything(text: str) -> None:
    assert claims_of(text) == []


# -- lists


@given(st.lists(COUNT, min_size=9, max_size=9))
def test_a_whole_sentence_gives_its_numbers_back(numbers: list[int]) -> None:
    text = (
        "全年共受理政府信息公开申请{}件，办结{}件（含上年结转{}件），其中予以公开{}件、"
        "部分公开{}件、不予公开{}件、无法提供{}件、不予处理{}件，结转下年度继续办理{}件。"
    ).format(*numbers)
    names = ["received", "answered", "carried_in", "granted", "partially_granted"]
    names += ["denied", "unavailable", "not_processed", "carried_out"]
    claims = claims_of(text)
    assert [(c.subject, int(c.value)) for c in claims] == list(
        zip(names, numbers, strict=True)
    )
    assert all(c.why_not_compared is None for c in claims)


@given(
    st.lists(COUNT, min_size=7, max_size=7),
    st.lists(st.integers(0, 40), max_size=12),
    st.booleans(),
)
def test_blanks_and_wide_characters_change_nothing(
    numbers: list[int], blanks: list[int], is_wide: bool
) -> None:
    text = (
        "因政府信息公开引发的行政复议{}件，其中结果维持{}件，结果纠正{}件；行政诉讼{}件，"
        "其中未经复议直接起诉{}件，复议后起诉{}件，尚未审结{}件。"
    ).format(*numbers)
    noisy = text
    for place in blanks:
        noisy = noisy[:place] + " " + noisy[place:]
    if is_wide:
        noisy = noisy.translate({c: c + 0xFEE0 for c in range(ord("0"), ord("9") + 1)})
    assert said(claims_of(noisy)) == said(claims_of(text))
    names = [c.subject for c in claims_of(text)]
    assert names == [
        "reconsideration",
        "reconsideration.upheld",
        "reconsideration.corrected",
        "litigation",
        "litigation_direct",
        "litigation_after_reconsideration",
        "litigation_after_reconsideration.pending",
    ]


def test_what_a_parenthesis_splits_goes_on_behind_it() -> None:
    text = "行政诉讼9件（未经复议直接起诉6件、复议后起诉3件），结果维持8件。"
    assert compared(text) == (
        "litigation 9, litigation_direct 6, litigation_after_reconsideration 3, "
        "litigation.upheld 8"
    )


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("行政复议、行政诉讼均为0件。", "reconsideration 0, litigation 0"),
        ("行政复议、行政诉讼分别为3件、2件。", "reconsideration 3, litigation 2"),
        ("行政复议和行政诉讼共5件。", "disputes 5"),
        ("予以公开及部分公开318件。", "granted_or_partially 318"),
        ("共收到并答复政府信息公开申请36件。", "received 36, answered 36"),
        ("新收和结转申请均为0件。", "received 0, carried_in 0"),
        ("规章、行政规范性文件制发数均为0。", "rules_issued 0, normative_issued 0"),
        ("制发规章2件、规范性文件5件。", "rules_issued 2, normative_issued 5"),
        ("未发生行政复议和行政诉讼案件。", "reconsideration 0, litigation 0"),
        ("其中5件予以公开，3件部分公开。", "granted 5, partially_granted 3"),
        ("有2件被申请行政复议。", "reconsideration 2"),
        ("政府信息公开申请零报告。", "received 0"),
        ("收到的政府信息公开申请，共有12件。", "received 12"),
        ("行政复议（3件）、行政诉讼（2件）。", "reconsideration 3, litigation 2"),
        ("其他处理6件：逾期不补正4件，其他2件。",
         "other 6, other.supplement_overdue 4, other.other 2"),
    ],
)  # fmt: skip
def test_one_number_and_several_things(text: str, claims: str) -> None:
    assert compared(text) == claims


def test_applicants_divide_what_was_counted() -> None:
    claims = claims_of("共收到申请20件，其中自然人申请18件、商业企业2件。")
    assert [(c.subject, c.breakdown) for c in claims] == [
        ("received", "total"),
        ("received", "natural_person"),
        ("received", "enterprise"),
    ]


# -- what is not compared


@pytest.mark.parametrize(
    ("text", "reason", "year"),
    [
        ("2021年收到政府信息公开申请96件。", "other_year", 2021),
        ("去年收到政府信息公开申请96件。", "other_year", 2022),
        ("近三年共收到政府信息公开申请96件。", "other_year", None),
        ("历年累计受理政府信息公开申请96件。", "other_year", None),
        ("各县（市、区）共收到政府信息公开申请96件。", "other_organ", None),
        ("区教育局收到政府信息公开申请96件。", "other_organ", None),
        ("力争办结政府信息公开申请96件。", "target", None),
        ("收取信息处理费96元。", "no_cell", None),
        ("审理行政复议案件96件。", "ambiguous", None),
        ("办理行政复议案件96件，其中涉及政府信息公开的若干。", "ambiguous", None),
        ("乡镇（街道）受理政府信息公开申请96件。", "other_organ", None),
    ],
)
def test_what_is_said_of_something_else_has_a_reason(
    text: str, reason: str, year: int | None
) -> None:
    claim = _one(text)
    assert int(claim.value) == 96
    assert (claim.why_not_compared, claim.year) == (reason, year)


def test_the_organ_of_the_title_is_no_other_one() -> None:
    text = "市住建局收到政府信息公开申请15件。"
    title = "甲市住房和城乡建设局2023年政府信息公开工作年度报告"
    assert _one(title, text).why_not_compared is None
    assert _one(
        "乙区人民政府2023年政府信息公开工作年度报告", text
    ).why_not_compared == ("other_organ")


@pytest.mark.parametrize(
    "text",
    [
        "受理不动产登记申请1.2万件。",
        "其中涉及征地拆迁的政府信息公开申请30件。",
        "答复网民留言230条，办结228条。",
        "开展规范性文件合法性审核12件。",
        "保留行政许可事项230项。",
        "未发生因政府信息公开工作被追责的情况。",
        "无逾期答复申请的情况。",
        "未收到群众对政府信息公开工作的投诉。",
        "举办新闻发布会12场，回应关切30件。",
        "按时答复率为100%。",
    ],
)
def test_other_things_are_not_claimed(text: str) -> None:
    assert claims_of(text) == []


# -- shares and changes


def test_shares_and_changes_are_of_what_was_read_last() -> None:
    claims = claims_of("受理申请731件，同比增长8.6%；予以公开233件，占45.5%。")
    assert [(c.subject, c.kind, c.measure, str(c.value)) for c in claims] == [
        ("received", "count", None, "731"),
        ("received", "change", "percent", "8.6"),
        ("granted", "count", None, "233"),
        ("granted", "rate", None, "45.5"),
    ]
    assert [c.why_not_compared for c in claims] == [None, None, None, "rate"]
    assert claims[1].tolerance == Decimal("0.05")


def test_a_fall_is_negative() -> None:
    count, change = claims_of("行政复议3件，比上年减少2件。")
    assert (change.kind, int(change.value)) == ("change", -2)
    assert change.measure == "difference"
    assert (int(count.value), change.year) == (3, None)


def test_changes_one_by_one() -> None:
    claims = claims_of("受理申请88件、办结86件，同比分别增长10%、8.9%。")
    assert said(claims) == "received 88, answered 86, received 10, answered 8.9"


def test_what_was_and_what_is() -> None:
    claims = claims_of("政府信息公开申请由2022年的20件降至12件。")
    assert [(int(c.value), c.why_not_compared, c.year) for c in claims] == [
        (20, "other_year", 2022),
        (12, None, None),
    ]


def test_the_year_that_is_compared_with_is_another_one() -> None:
    claims = claims_of("受理政府信息公开申请12件，比2022年受理的10件多2件。")
    assert [(c.kind, int(c.value), c.why_not_compared) for c in claims] == [
        ("count", 12, None),
        ("count", 10, "other_year"),
        ("change", 2, None),
    ]


# -- hostile text

HOSTILE = [
    "共计" * 50_000,
    "收到申请" * 30_000,
    "受理政府信息公开申请1件、" * 10_000,
    "（" * 100_000 + "申请3件",
    "均已" * 40_000 + "申请",
    "1," * 60_000,
    "零一二三四五六七八九十百千万" * 5_000 + "件申请",
    "因" * 60_000 + "行政复议3件。",
    "《" * 60_000 + "申请3件。",
    "未未没无" * 20_000 + "申请。",
    "收到申请3件。" * 20_000,
    "行政复议" * 700 + "3件。",
    "共计总数量件数" * 200 + "申请件X",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_read_in_time_and_raises_nothing(text: str) -> None:
    began = time.perf_counter()
    claims = claims_of("三、收到和处理政府信息公开申请情况", text)
    assert time.perf_counter() - began < 5
    assert len(claims) <= 1000


WORDS = "收到申请办结行政复议诉讼其中均分别为1２3件%（）、，。；：和万元未无零年202"


@given(st.lists(st.text(alphabet=WORDS, max_size=80), max_size=5))
def test_whatever_is_said_a_claim_quotes_its_sentence(lines: list[str]) -> None:
    blocks = [Line(text, locator=f"line {n}") for n, text in enumerate(lines)]
    document = Document("text", blocks=list(blocks))
    for number, claim in enumerate(read_claims(document, None, load_forms()), start=1):
        assert claim.claim_no == number
        assert claim.sentence[slice(*claim.span)] == claim.value_text != ""
        assert "\n" not in claim.sentence
