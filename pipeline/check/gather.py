"""The answer of the models, as the parts of a `CheckedReport`."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.check.names import Names
from pipeline.check.owned import NO_YEAR, Years
from pipeline.check.result import (
    CheckedCell,
    CheckedPart,
    FailedEquation,
    Finding,
    NamedCell,
    Quality,
    StatedClaim,
    Suspect,
)
from pipeline.extract.observation import MONEY_FACTORS
from pipeline.extract.report import Extraction, Report
from pipeline.forms import load_forms
from pipeline.warehouse import Warehouse

__all__ = ["MODELS", "gather"]

#: the models that are asked; what they read is built before them
MODELS = (
    "out_consistency_flags",
    "out_rule_results",
    "out_flag_cells",
    "out_claims",
    "out_suspect_cells",
    "out_report_quality",
)
#: a sentence that differs is told as a sentence, not as an equation
_FINDINGS = """
select * from out_consistency_flags
where kind <> 'claim'
order by
    list_position(['hard', 'soft', 'informative'], severity),
    institution_id, table_id, finding_id
"""
_EQUATIONS = """
select f.finding_id, d.*, w.sentence_zh, w.sentence_en
from int_findings as f
inner join int_contradictions as d
    using (institution_id, report_year, rule_id, unit_code)
inner join int_contradiction_words as w
    using (institution_id, report_year, rule_id, unit_code)
order by d.severity_no, d.rule_id, w.unit_position, d.unit_code
"""
_CELLS = """
select * from out_flag_cells
where is_listed
order by cell_year desc, table_id, position
"""
_OUTCOMES = """
select
    institution_id,
    report_year,
    count(*) filter (where outcome like 'pass%') as passed,
    count(*) filter (where outcome = 'fail') as failed,
    count(*) filter (where outcome = 'undecided') as undecided
from out_rule_results
where coalesce(reason, '') <> 'no_prior_report'
group by all
"""
_CLAIMS = "select * from out_claims order by claim_no"
_SUSPECTS = """
select * from out_suspect_cells
order by is_unique desc, is_backed desc, table_id, component_no, position
"""
_Row = dict[str, Any]
_Rows = dict[str, list[_Row]]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the models say, by report: its number as text, as it was given."""

    findings: _Rows
    equations: _Rows
    cells: _Rows
    outcomes: _Rows
    claims: _Rows
    suspects: _Rows


def gather(
    warehouse: Warehouse, extraction: Extraction, years: Years
) -> tuple[CheckedPart, ...]:
    """The parts of the answer, once the models are built.

    Args:
        warehouse: where they are.
        extraction: what was read.
        years: of the reports; last year's own contradictions are left out by them.
    """
    asked = _Asked(
        *(
            _by_report(warehouse, query, years)
            for query in (
                *(_FINDINGS, _EQUATIONS, _CELLS),
                *(_OUTCOMES, _CLAIMS, _SUSPECTS),
            )
        )
    )
    names = Names(load_forms())
    return tuple(_part(asked, names, r, extraction) for r in extraction.reports)


def _by_report(warehouse: Warehouse, query: str, years: Years) -> _Rows:
    found: _Rows = defaultdict(list)
    result = warehouse.connection.execute(query)
    columns = [name for name, *_ in result.description or ()]
    for values in result.fetchall():
        row = dict(zip(columns, values, strict=True))
        if row["report_year"] == years.get(int(row["institution_id"])):
            found[row["institution_id"]].append(row)
    return found


def _part(
    asked: _Asked, names: Names, report: Report, extraction: Extraction
) -> CheckedPart:
    number = str(report.report_no)
    identity = report.identity or extraction.identity
    claims = tuple(_claim(row) for row in asked.claims[number])
    return CheckedPart(
        report_no=report.report_no,
        edition=report.edition,
        title=identity.title,
        year=identity.year,
        cells=_read(names, report),
        findings=_findings(asked, names, number),
        suspects=tuple(_suspect(names, row) for row in asked.suspects[number]),
        claims=claims,
        quality=_quality(asked.outcomes[number], claims),
    )


def _read(names: Names, report: Report) -> tuple[CheckedCell, ...]:
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


def _findings(asked: _Asked, names: Names, number: str) -> tuple[Finding, ...]:
    equations = _of_findings(asked.equations[number])
    cells = _of_findings(asked.cells[number])
    found = []
    for row in asked.findings[number]:
        table_zh, table_en = names.table(row["table_id"], row["edition"])
        finding_id = row["finding_id"]
        found.append(
            Finding(
                finding_id=finding_id,
                table_id=row["table_id"],
                table_zh=table_zh,
                table_en=table_en,
                severity=row["severity"],
                kind=row["kind"],
                equations=tuple(_equation(e) for e in equations[finding_id]),
                cells=tuple(_named(names, c) for c in cells[finding_id]),
            )
        )
    return tuple(found)


def _of_findings(rows: Iterable[_Row]) -> _Rows:
    found: _Rows = defaultdict(list)
    for row in rows:
        found[row["finding_id"]].append(row)
    return found


def _equation(row: _Row) -> FailedEquation:
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
    if year != NO_YEAR:
        return text
    before = str(NO_YEAR - 1)
    return text.replace(f"（{before}年报告：", "（上一年度报告：").replace(
        f"(report of {before}: ", "(last year's report: "
    )


def _named(names: Names, row: _Row) -> NamedCell:
    key = (row["table_id"], row["item"], row["breakdown"])
    return NamedCell(
        name=names.cell(row["edition"], key),
        printed=row["printed"],
        is_prior=row["cell_year"] < row["report_year"],
    )


def _suspect(names: Names, row: _Row) -> Suspect:
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


def _claim(row: _Row) -> StatedClaim:
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


def _quality(outcomes: list[_Row], claims: tuple[StatedClaim, ...]) -> Quality:
    row = outcomes[0] if outcomes else {"passed": 0, "failed": 0, "undecided": 0}
    applicable = row["passed"] + row["failed"]
    compared = [c for c in claims if c.outcome != "not_compared"]
    return Quality(
        rules_applicable=applicable,
        rules_passed=row["passed"],
        rules_undecided=row["undecided"],
        score=row["passed"] / applicable if applicable else None,
        claims_read=len(claims),
        claims_compared=len(compared),
        claims_agreeing=sum(not claim.differs for claim in compared),
    )
