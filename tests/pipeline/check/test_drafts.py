"""A draft with slips, as its office would hand it in: what is said about each."""

import json
from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from pipeline.check import CheckedReport, check_document
from pipeline.check.result import Verdict
from pipeline.check.run import NamedBytes
from pipeline.check_report.as_html import as_html
from pipeline.check_report.as_json import as_json
from pipeline.check_report.as_text import as_text
from pipeline.errors import UsageError
from tests.pipeline.check.drafts import (
    BLOCK_TOTAL,
    OTHER_NUMBER,
    OVERVIEW,
    SLIPS,
    SOUND,
    SWAPPED,
    TITLE,
    Draft,
)

MEDIA = ("html", "docx")
CARRIED_IN = ("applications", "carried_in")
CARRIED_OUT = ("applications", "carried_out")


def check(
    draft: Draft, medium: str = "html", last_year: Draft | None = None
) -> CheckedReport:
    data = {"html": draft.html, "docx": draft.docx}[medium]()
    prior = None if last_year is None else NamedBytes("last.html", last_year.html())
    return check_document(data, f"draft.{medium}", prior)


@pytest.fixture(scope="module", params=MEDIA)
def slips(request: pytest.FixtureRequest) -> CheckedReport:
    return check(SLIPS, request.param)


@pytest.mark.parametrize("medium", MEDIA)
def test_the_sound_draft_has_no_remark(medium: str) -> None:
    checked = check(SOUND, medium)
    assert checked.verdict is Verdict.SOUND
    assert (checked.cells, checked.findings, checked.suspects) == (200, (), ())
    assert checked.differing == ()


def test_each_slip_in_a_table_is_one_finding(slips: CheckedReport) -> None:
    assert slips.verdict is Verdict.CONTRADICTS
    assert slips.verdict.exit_code == 1
    swapped, block = slips.findings
    assert [(e.rule_id, e.left, e.right) for e in swapped.equations] == [
        # 1947 - 804 + 840, and 840 + 26
        ("applications_disposed_total_sum", 1983, 1947),
        ("applications_row_sum", 866, 830),
    ]
    assert (block.table_zh, block.severity) == ("政府信息公开行政复议情况", "hard")
    assert {cell.name.key for cell in swapped.cells} >= {SWAPPED}
    assert {cell.name.key for cell in block.cells} >= {BLOCK_TOTAL}


def test_swapped_digits_are_pinned_to_their_cell(slips: CheckedReport) -> None:
    (suspect,) = [s for s in slips.suspects if s.is_named]
    assert suspect.name.key == SWAPPED
    assert (suspect.printed, suspect.implied) == ("840", 804)
    assert (suspect.is_unique, suspect.changes) == (True, 1)
    assert suspect.pattern == "digits_swapped"
    assert suspect.attribution == "publisher"
    assert suspect.finding_id == slips.findings[0].finding_id
    assert "应为804" in suspect.message_zh


def test_a_block_that_does_not_add_up_is_not_pinned(slips: CheckedReport) -> None:
    block = [s for s in slips.suspects if s.name.key[0] == "reconsideration"]
    assert not any(s.is_unique for s in block)
    # 48 + 40 + 16 + 9 = 113 beside 118: each could be the one, by five
    assert {s.name.key[2]: s.implied for s in block} == {
        "upheld": 53,
        "corrected": 45,
        "other": 21,
        "pending": 14,
        "total": 113,
    }


def test_the_sentence_that_differs_is_told_with_its_number(
    slips: CheckedReport,
) -> None:
    (claim,) = slips.differing
    assert (claim.sentence, claim.value_text) == (OTHER_NUMBER, "2004件")
    first, last = claim.span
    assert claim.sentence[first:last] == "2004件"
    agreeing = {c.subject for c in slips.claims if c.outcome == "match"}
    assert agreeing >= {"carried_in", "granted"}


def test_a_sentence_alone_changes_no_exit_code() -> None:
    checked = check(Draft(overview=(OVERVIEW[0], OTHER_NUMBER)))
    assert len(checked.differing) == 1
    assert checked.verdict is Verdict.SOUND


def test_text_page_and_json_tell_the_same(slips: CheckedReport) -> None:
    text = "\n".join(line.plain for line in as_text(slips))
    assert "▶ (一)予以公开 · 自然人 印的是 840，应为 804" in text
    assert "▷ 行政复议 · 总计 印的是 118，若错在此格 113" in text
    assert f"“{OTHER_NUMBER}”" in text
    page = LexborHTMLParser(as_html(slips))
    wrong = [
        (n.css("bdi")[0].text(), n.css(".due")[0].text()) for n in page.css("td.wrong")
    ]
    assert wrong == [("840", "应为 804")]
    assert len(page.css("td.maybe")) == 5
    assert [n.text() for n in page.css(".sentence mark.mismatch")] == ["2004件"]
    counts = json.loads(as_json(slips))["counts"]
    assert (counts["must"], counts["look"], counts["note"]) == (2, 1, 0)
    assert (counts["suspects"], counts["suspects_unique"]) == (6, 1)


# -- last year's report


def last_year(**carried_out: str) -> Draft:
    """The same report a year before: what it carried out, by applicant."""
    printed = {(*CARRIED_OUT, column): text for column, text in carried_out.items()}
    return Draft(
        printed=printed,
        title=TITLE.replace("2024", "2023"),
        overview=tuple(text.replace("2024", "2023") for text in OVERVIEW),
    )


def test_without_last_years_report_nothing_is_undecided() -> None:
    checked = check(SOUND)
    assert (checked.undecided, checked.last_year) == (0, None)


def test_what_was_carried_over_is_checked_against_last_year() -> None:
    # carried in are 6, all of natural persons; last year's total then is 13 too many
    agreeing = check(SOUND, last_year=last_year(natural_person="6", total="6"))
    assert agreeing.last_year == "last.html"
    assert not agreeing.has_hard_failure
    differing = check(SOUND, last_year=last_year(natural_person="6"))
    (finding,) = [f for f in differing.findings if f.severity == "hard"]
    (equation,) = finding.equations
    assert (equation.left, equation.right) == (6, 13)
    assert "2023年报告" in equation.sentence_zh
    keys = {(cell.name.key, cell.is_prior) for cell in finding.cells}
    assert keys == {((*CARRIED_IN, "total"), False), ((*CARRIED_OUT, "total"), True)}


def test_last_years_own_slips_are_not_told() -> None:
    before = last_year(natural_person="6", total="6")
    wrong = replace(before, printed={**before.printed, BLOCK_TOTAL: "118"})
    tables = {f.table_id for f in check(SOUND, last_year=wrong).findings}
    assert "reconsideration" not in tables


def without_year(draft: Draft) -> Draft:
    return replace(
        draft,
        title="某某市政府信息公开工作年度报告",
        overview=("全市工作按规定开展。",),
    )


def test_a_draft_without_a_year_says_last_year_without_a_number() -> None:
    before = last_year(natural_person="6")
    one = check(without_year(SOUND), last_year=before)
    (finding,) = [f for f in one.findings if f.severity == "hard"]
    assert "2023年报告" in finding.equations[0].sentence_zh
    none = check(without_year(SOUND), last_year=without_year(before))
    (finding,) = [f for f in none.findings if f.severity == "hard"]
    assert "上一年度报告" in finding.equations[0].sentence_zh
    assert "last year's report" in finding.equations[0].sentence_en
    assert none.parts[0].year is None


def test_what_is_not_last_years_report_is_refused() -> None:
    with pytest.raises(UsageError, match="is the report of 2024"):
        check(SOUND, last_year=SLIPS)
    with pytest.raises(UsageError, match="is the report itself"):
        check(SOUND, last_year=SOUND)
    with pytest.raises(UsageError, match="no table of the form"):
        check_document(SOUND.html(), "a.html", NamedBytes("b.txt", b"nothing"))
