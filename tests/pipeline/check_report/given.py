"""An answer of a check with everything in it that text, JSON and page must show.

The tables are those of a report of the demonstration, whose column of natural persons
does not add up; what is said about it is made up here, so that it does not hang on how
cells are found. Prose and slips are our own.
"""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from pipeline.check import CheckedReport, check_document
from pipeline.check.result import CellKey, CheckedPart, StatedClaim, Suspect

PERSONS: CellKey = ("applications", "disposed_total", "natural_person")
TOTAL: CellKey = ("applications", "disposed_total", "total")
OTHER: CellKey = ("applications", "other", "natural_person")
RECEIVED: CellKey = ("applications", "received_new", "total")
HOSTILE = "<script>alert('格')</script>\"&amp;<img src=x onerror=alert(1)>"


def sound(pages: Path) -> CheckedReport:
    """An answer without a remark."""
    return _checked(pages, "zhumadian_2024.html")


def with_remarks(pages: Path) -> CheckedReport:
    """Two sure cells, one that may be, a hostile print, sentences of each outcome."""
    checked = _checked(pages, "pingtan_2020.html")
    (part,) = checked.parts
    finding_id = part.findings[0].finding_id
    part = replace(
        part,
        cells=tuple(
            replace(cell, printed=HOSTILE, status="unreadable", value=None)
            if cell.name.key == OTHER
            else cell
            for cell in part.cells
        ),
        suspects=(
            suspect(part, PERSONS, finding_id, implied="26"),
            suspect(part, TOTAL, finding_id, implied="27"),
            replace(
                suspect(part, OTHER, None, implied="-2.50"),
                is_unique=False,
                solutions=3,
                printed=HOSTILE,
                message_zh=HOSTILE,
            ),
        ),
        claims=claims(),
    )
    return replace(checked, parts=(part,))


def suspect(
    part: CheckedPart, key: CellKey, finding_id: str | None, implied: str
) -> Suspect:
    """A cell of two that are to be changed together."""
    cell = next(cell for cell in part.cells if cell.name.key == key)
    return Suspect(
        name=cell.name,
        finding_id=finding_id,
        component_no=1,
        printed=cell.printed,
        value=cell.value,
        unit=cell.unit,
        implied=Decimal(implied),
        is_unique=True,
        is_backed=False,
        backed=None,
        is_block=False,
        is_systematic=False,
        solutions=1,
        in_solutions=1,
        changes=2,
        is_complete=True,
        pattern="digit_changed",
        pattern_zh="一位数字有误",
        pattern_en="one digit is another",
        equations_failed=1,
        attribution="publisher",
        confidence=1.0,
        evidence_prose=1,
        evidence_prior=None,
        evidence_second=-1,
        claim_nos=(2,),
        message_zh="一位数字有误；正文支持推算的数字",
        message_en="one digit is another; a sentence supports the implied figure",
        locator=cell.locator,
    )


def claims() -> tuple[StatedClaim, ...]:
    """One sentence with two numbers, one that is not compared and is hostile."""
    sentence = "全年新收申请12件，办结26件。"
    return (
        _claim(1, sentence, "12件", "mismatch", "received", cells=(RECEIVED,)),
        _claim(2, sentence, "26件", "match", "answered", cells=(PERSONS,)),
        _claim(3, f"{HOSTILE}举办培训3场。", "3场", "not_compared", "trainings"),
    )


def _claim(
    number: int,
    sentence: str,
    printed: str,
    outcome: str,
    subject: str,
    cells: tuple[CellKey, ...] = (),
) -> StatedClaim:
    first = sentence.index(printed)
    return StatedClaim(
        claim_no=number,
        section="overview",
        sentence=sentence,
        span=(first, first + len(printed)),
        subject=subject,
        subject_zh=f"{subject}（中文）",
        subject_en=subject,
        kind="count",
        value=Decimal(printed[:-1]),
        value_text=printed,
        outcome=outcome,
        reason="no_cell" if outcome == "not_compared" else None,
        expected=Decimal(21) if cells else None,
        difference=Decimal(printed[:-1]) - 21 if cells else None,
        cells=tuple("/".join(key) for key in cells),
        message_zh=f"正文为{printed}，表格为21",
        message_en=f"the sentence says {printed}, the tables 21",
        locator="line 7",
    )


def _checked(pages: Path, name: str) -> CheckedReport:
    return check_document((pages / name).read_bytes(), name)
