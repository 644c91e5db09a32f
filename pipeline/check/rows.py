"""Rows of the models, and cells as they were read, as the types of an answer."""

import re
from decimal import Decimal
from typing import Any

from pipeline.check.cells import CheckedCell, Explanation, NamedCell, Suspect
from pipeline.check.findings import FailedEquation, Quality, StatedClaim
from pipeline.check.names import Names
from pipeline.check.owned import NO_YEAR
from pipeline.extract.observation import MONEY_FACTORS
from pipeline.extract.report import Report

__all__ = [
    "Row",
    "cells_read",
    "claim",
    "equation",
    "explanation",
    "named_cell",
    "quality",
    "suspect",
]

#: a row of a model: column -> value
Row = dict[str, Any]
#: how sentences name the year before one that is none
_YEAR_BEFORE = (
    (re.compile(rf"(?<!\d){NO_YEAR - 1}年度?报告"), "上一年度报告"),
    (re.compile(rf"\b(report of|institution for) {NO_YEAR - 1}\b"), r"\1 last year"),
)


def cells_read(names: Names, report: Report) -> tuple[CheckedCell, ...]:
    """The cells of a report, as they were read."""
    return tuple(
        CheckedCell(
            name=names.cell(o.edition, (o.table_id, o.item, o.breakdown)),
            edition=o.edition,
            printed=o.value_text,
            status=o.obs_status,
            value=o.value,
            unit=o.unit,
            reading=o.reading,
            locator=o.locator,
        )
        for o in report.observations
    )


def equation(row: Row) -> FailedEquation:
    """A row of `int_contradictions` with its words."""
    return FailedEquation(
        rule_id=row["rule_id"],
        unit_code=row["unit_code"],
        severity=row["severity"],
        left=row["left_value"],
        comparison=row["comparison"],
        right=row["right_value"],
        difference=row["difference"],
        sentence_zh=_last_year(row["sentence_zh"], row["report_year"]),
        sentence_en=_last_year(row["sentence_en"], row["report_year"]),
    )


def _last_year(text: str, year: int) -> str:
    """A sentence of a report that states no year: the year before has no number."""
    if year == NO_YEAR:
        for pattern, words in _YEAR_BEFORE:
            text = pattern.sub(words, text)
    return text


def named_cell(names: Names, row: Row) -> NamedCell:
    """A row of `out_flag_cells`."""
    key = (row["table_id"], row["item"], row["breakdown"])
    return NamedCell(
        name=names.cell(row["edition"], key),
        printed=row["printed"],
        is_prior=row["cell_year"] < row["report_year"],
    )


def suspect(names: Names, row: Row) -> Suspect:
    """A row of `out_suspect_cells`."""
    key = (row["table_id"], row["item"], row["breakdown"])
    return Suspect(
        name=names.cell(row["edition"], key),
        finding_id=row["finding_id"],
        component_no=row["component_no"],
        printed=row["value_text"],
        value=row["value"],
        unit=row["unit"],
        implied=_in_unit(row["implied_value"], row["unit"]),
        is_unique=row["is_unique"],
        is_backed=row["is_backed"],
        backed=_in_unit(row["backed_value"], row["unit"]),
        is_block=row["is_block"],
        is_systematic=row["is_systematic"],
        solutions=row["solutions"],
        in_solutions=row["in_solutions"],
        changes=row["changes"],
        is_complete=row["is_complete"],
        pattern=row["pattern"],
        pattern_zh=row["pattern_zh"],
        pattern_en=row["pattern_en"],
        equations_failed=row["equations_failed"],
        attribution=row["attribution"],
        confidence=row["confidence"],
        evidence_prose=row["evidence_prose"],
        evidence_prior=row["evidence_prior"],
        evidence_second=row["evidence_second"],
        claim_nos=tuple(row["claim_nos"] or ()),
        message_zh=_last_year(row["message_zh"], row["report_year"]),
        message_en=_last_year(row["message_en"], row["report_year"]),
        locator=row["locator"],
    )


def _in_unit(figure: Decimal | None, unit: str | None) -> Decimal | None:
    """A figure in its base unit, in the unit that the cell is printed in."""
    if figure is None or unit is None:
        return figure
    return figure / MONEY_FACTORS.get(unit, 1)


def claim(row: Row) -> StatedClaim:
    """A row of `out_claims`."""
    return StatedClaim(
        claim_no=row["claim_no"],
        section=row["section"],
        sentence=row["sentence"],
        span=(row["span_start"], row["span_end"]),
        subject=row["subject"],
        subject_zh=row["subject_zh"],
        subject_en=row["subject_en"],
        kind=row["kind"],
        value=row["value"],
        value_text=row["value_text"],
        outcome=row["outcome"],
        reason=row["reason"],
        expected=row["expected_value"],
        difference=row["difference"],
        cells=tuple(row["cells"] or ()),
        message_zh=_last_year(row["message_zh"], row["report_year"]),
        message_en=_last_year(row["message_en"], row["report_year"]),
        locator=row["locator"],
    )


def explanation(row: Row) -> Explanation:
    """A row of `int_suspect_solutions`."""
    return Explanation(
        table_id=row["table_id"],
        component_no=row["component_no"],
        solution_no=row["solution_no"],
        is_backed=row["is_backed"],
        text_zh=row["solution_zh"],
        text_en=row["solution_en"],
    )


def quality(rows: list[Row]) -> Quality | None:
    """The row of `out_report_quality`, of a report that was read."""
    if not rows:
        return None
    (row,) = rows
    return Quality(
        rules_applicable=row["rules_applicable"],
        rules_passed=row["rules_passed"],
        rules_undecided=row["rules_undecided"],
        score=row["score"],
        claims_read=row["claims_read"],
        claims_compared=row["claims_compared"],
        claims_agreeing=row["claims_agreeing"],
        subjects_restated=tuple(row["subjects_restated"]),
        subjects_not_restated=tuple(row["subjects_not_restated"]),
    )
