"""The answer of a check as JSON, in the shape of `pipeline.check_report.shape`."""

from decimal import Decimal
from typing import Any

from pipeline.check.result import (
    CheckedCell,
    CheckedReport,
    FailedEquation,
    NamedCell,
    StatedClaim,
    Suspect,
)
from pipeline.check_report.remarks import PartRemarks, Remark, remarks, tally
from pipeline.check_report.shape import FORMAT_VERSION, CheckJson
from pipeline.check_report.words import VERDICTS, figure
from pipeline.issues import Issue

__all__ = ["as_json"]

_Row = dict[str, Any]


def as_json(checked: CheckedReport) -> str:
    """The whole answer, indented; the same answer gives the same text."""
    parts = remarks(checked)
    verdict = checked.verdict
    content = {
        "format_version": FORMAT_VERSION,
        "file": {
            "name": checked.name,
            "sha256": checked.sha256,
            "media": checked.extraction.media,
            "last_year": checked.last_year,
        },
        "verdict": verdict.code,
        "verdict_zh": VERDICTS[verdict].zh,
        "verdict_en": VERDICTS[verdict].en,
        "exit_code": verdict.exit_code,
        "counts": _counts(checked, parts),
        "reports": [_report(part) for part in parts],
        "issues": [_issue(issue) for issue in checked.issues],
    }
    return CheckJson.model_validate(content).model_dump_json(indent=2) + "\n"


def _counts(checked: CheckedReport, parts: list[PartRemarks]) -> _Row:
    levels = tally(parts)
    return {
        "cells_read": checked.cells,
        "cells_unreadable": checked.unreadable,
        "equations_passed": checked.passed,
        "equations_undecided": checked.undecided,
        "findings": len(checked.findings),
        "must": levels.must,
        "look": levels.look,
        "note": levels.note,
        "suspects": len(checked.suspects),
        "suspects_unique": sum(s.is_unique for s in checked.suspects),
        "claims_read": len(checked.claims),
        "claims_differing": len(checked.differing),
        "issues": len(checked.issues),
    }


def _report(of: PartRemarks) -> _Row:
    part = of.part
    numbers = {r.claim.claim_no: r.number for r in of.remarks if r.claim is not None}
    quality = part.quality
    return {
        "report_no": part.report_no,
        "title": part.title,
        "year": part.year,
        "edition": part.edition,
        "quality": {
            "rules_applicable": quality.rules_applicable,
            "rules_passed": quality.rules_passed,
            "rules_undecided": quality.rules_undecided,
            "score": quality.score,
            "claims_read": quality.claims_read,
            "claims_compared": quality.claims_compared,
            "claims_agreeing": quality.claims_agreeing,
        },
        "suspects": [_suspect(s, r.number) for r in of.remarks for s in r.suspects],
        "findings": [_finding(r) for r in of.remarks if r.finding is not None],
        "claims": [_claim(c, numbers.get(c.claim_no)) for c in part.claims],
        "cells": [_cell(cell) for cell in part.cells],
    }


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else figure(value)


def _key(key: tuple[str, str, str]) -> _Row:
    return dict(zip(("table", "item", "breakdown"), key, strict=True))


def _cell(cell: CheckedCell) -> _Row:
    return _key(cell.name.key) | {
        "edition": cell.edition,
        "row_zh": cell.name.row_zh,
        "row_en": cell.name.row_en,
        "column_zh": cell.name.column_zh,
        "column_en": cell.name.column_en,
        "printed": cell.printed,
        "status": cell.status,
        "value": _decimal(cell.value),
        "unit": cell.unit,
        "reading": cell.reading,
        "locator": cell.locator,
    }


def _finding(remark: Remark) -> _Row:
    finding = remark.finding
    if finding is None:
        raise ValueError(f"remark {remark.number} is of no finding")
    return {
        "remark": remark.number,
        "finding_id": finding.finding_id,
        "table": finding.table_id,
        "table_zh": finding.table_zh,
        "table_en": finding.table_en,
        "level": remark.level.code,
        "severity": finding.severity,
        "kind": finding.kind,
        "equations": [_equation(equation) for equation in finding.equations],
        "cells": [_named(cell) for cell in finding.cells],
    }


def _equation(equation: FailedEquation) -> _Row:
    return {
        "rule": equation.rule_id,
        "unit": equation.unit_code,
        "severity": equation.severity,
        "left": _decimal(equation.left),
        "comparison": equation.comparison,
        "right": _decimal(equation.right),
        "difference": _decimal(equation.difference),
        "sentence_zh": equation.sentence_zh,
        "sentence_en": equation.sentence_en,
    }


def _named(cell: NamedCell) -> _Row:
    return _key(cell.name.key) | {
        "name_zh": cell.name.zh,
        "name_en": cell.name.en,
        "printed": cell.printed,
        "is_prior": cell.is_prior,
    }


def _suspect(suspect: Suspect, number: int) -> _Row:
    return _key(suspect.name.key) | {
        "remark": number,
        "finding_id": suspect.finding_id,
        "component": suspect.component_no,
        "name_zh": suspect.name.zh,
        "name_en": suspect.name.en,
        "printed": suspect.printed,
        "value": _decimal(suspect.value),
        "unit": suspect.unit,
        "implied": _decimal(suspect.implied),
        "is_unique": suspect.is_unique,
        "is_backed": suspect.is_backed,
        "backed": _decimal(suspect.backed),
        "is_block": suspect.is_block,
        "is_systematic": suspect.is_systematic,
        "solutions": suspect.solutions,
        "in_solutions": suspect.in_solutions,
        "changes": suspect.changes,
        "is_complete": suspect.is_complete,
        "pattern": suspect.pattern,
        "pattern_zh": suspect.pattern_zh,
        "pattern_en": suspect.pattern_en,
        "attribution": suspect.attribution,
        "evidence_prose": suspect.evidence_prose,
        "evidence_prior": suspect.evidence_prior,
        "evidence_second": suspect.evidence_second,
        "claims": list(suspect.claim_nos),
        "message_zh": suspect.message_zh,
        "message_en": suspect.message_en,
        "locator": suspect.locator,
    }


def _claim(claim: StatedClaim, number: int | None) -> _Row:
    return {
        "remark": number,
        "claim": claim.claim_no,
        "section": claim.section,
        "sentence": claim.sentence,
        "span": claim.span,
        "subject": claim.subject,
        "subject_zh": claim.subject_zh,
        "subject_en": claim.subject_en,
        "kind": claim.kind,
        "value": _decimal(claim.value),
        "value_text": claim.value_text,
        "outcome": claim.outcome,
        "reason": claim.reason,
        "expected": _decimal(claim.expected),
        "difference": _decimal(claim.difference),
        "cells": list(claim.cells),
        "message_zh": claim.message_zh,
        "message_en": claim.message_en,
        "locator": claim.locator,
    }


def _issue(issue: Issue) -> _Row:
    return {
        "code": str(issue.code),
        "severity": str(issue.severity),
        "message": issue.message,
        "table": issue.table_id,
        "item": issue.item,
        "breakdown": issue.breakdown,
        "locator": issue.locator,
    }
