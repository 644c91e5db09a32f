"""The answer of the models, as the parts of a `CheckedReport`."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.check.findings import Finding
from pipeline.check.names import Names
from pipeline.check.owned import Years
from pipeline.check.result import CheckedPart
from pipeline.check.rows import (
    Row,
    cells_read,
    claim,
    equation,
    explanation,
    named_cell,
    quality,
    suspect,
)
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
    "int_suspect_solutions",
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
_EXPLANATIONS = """
select r.institution_id, r.report_year, s.*
from int_suspect_solutions as s
inner join int_reports as r using (report_key)
order by s.table_id, s.component_no, s.solution_no
"""
_QUALITY = "select * from out_report_quality"
_Rows = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the models say, by report: its number as text, as it was given."""

    findings: _Rows
    equations: _Rows
    cells: _Rows
    outcomes: _Rows
    claims: _Rows
    suspects: _Rows
    explanations: _Rows
    quality: _Rows


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
                *(_EXPLANATIONS, _QUALITY),
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
    outcomes = asked.outcomes[number]
    return CheckedPart(
        report_no=report.report_no,
        edition=report.edition,
        title=identity.title,
        year=identity.year,
        cells=cells_read(names, report),
        passed=sum(row["passed"] for row in outcomes),
        undecided=sum(row["undecided"] for row in outcomes),
        findings=_findings(asked, names, number),
        suspects=tuple(suspect(names, row) for row in asked.suspects[number]),
        explanations=tuple(explanation(row) for row in asked.explanations[number]),
        claims=tuple(claim(row) for row in asked.claims[number]),
        quality=quality(asked.quality[number]),
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
                equations=tuple(equation(e) for e in equations[finding_id]),
                cells=tuple(named_cell(names, c) for c in cells[finding_id]),
            )
        )
    return tuple(found)


def _of_findings(rows: Iterable[Row]) -> _Rows:
    found: _Rows = defaultdict(list)
    for row in rows:
        found[row["finding_id"]].append(row)
    return found
