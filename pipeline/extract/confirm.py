"""Figures that were recognised in pictures, held against the equations of the form.

A table whose equations fail is never accepted in silence: its cells there are read once
more, become unreadable where that differs, and keep a low confidence otherwise. A cell
that no equation confirms needs the further reading as well. No equation ever says what
a figure is.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from pipeline.extract.document import Cell, Reread
from pipeline.extract.equations import CellKey, Outcome, outcomes
from pipeline.extract.observation import CONFIDENCE, Observation
from pipeline.extract.values import UNREADABLE, ValueReader
from pipeline.forms import FormSet
from pipeline.issues import Issue, IssueCode, Severity

__all__ = ["confirm"]

_SHOWN = 12


def confirm(
    observations: list[Observation],
    forms: FormSet,
    values: ValueReader,
    reread: Reread | None,
) -> tuple[list[Observation], list[Issue]]:
    """The observations of a report with what their equations say of them.

    Args:
        observations: of one report.
        forms: whose equations must hold.
        values: reads what was recognised once more.
        reread: recognises a cell in a further way; None where there is no picture left.

    Returns:
        The observations, those that were recognised changed in confidence or unread;
        and the issues that say why.
    """
    if not any(_recognised(o) for o in observations):
        return observations, []
    results = list(outcomes(observations, forms))
    failed: dict[CellKey, list[Outcome]] = defaultdict(list)
    held: set[CellKey] = set()
    for outcome in results:
        for cell in outcome.equation.cells:
            if outcome.holds:
                held.add(cell)
            else:
                failed[cell].append(outcome)
    issues = _failures([r for r in results if not r.holds], observations)
    kept = []
    for seen in observations:
        key = (seen.table_id, seen.item, seen.breakdown)
        if not _recognised(seen):
            kept.append(seen)
        elif key in failed or key not in held:
            again = reread(seen.locator) if reread is not None else None
            if again is None or not _same(seen, again, values):
                kept.append(_unread(seen))
                issues.append(_differs(seen, again))
            elif key in failed:
                low = min(seen.confidence, CONFIDENCE["ocr_unconfirmed"])
                kept.append(replace(seen, confidence=low))
            else:
                kept.append(seen)
        else:
            kept.append(seen)
    return kept, issues


def _recognised(seen: Observation) -> bool:
    return seen.reading == "ocr" and seen.value is not None


def _same(seen: Observation, again: str, values: ValueReader) -> bool:
    reading = values.read(Cell(again))
    return (
        reading.status == seen.obs_status
        and reading.value is not None
        and (abs(reading.value) == abs(seen.value or 0))
    )


def _unread(seen: Observation) -> Observation:
    return replace(
        seen,
        value=None,
        obs_status=UNREADABLE,
        confidence=CONFIDENCE["unreadable"],
    )


def _differs(seen: Observation, again: str | None) -> Issue:
    other = "nothing else" if again is None else repr(again)
    return Issue(
        IssueCode.VALUE_UNREADABLE,
        Severity.ERROR,
        f"recognised as {seen.value_text!r}, which no equation confirms, and read "
        f"again as {other}: not certain",
        seen.table_id,
        seen.item,
        seen.breakdown,
        seen.locator,
    )


def _failures(failed: list[Outcome], observations: list[Observation]) -> list[Issue]:
    """One issue a table that was recognised and does not add up."""
    recognised = {
        (o.table_id, o.item, o.breakdown) for o in observations if _recognised(o)
    }
    by_table: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in failed:
        if recognised.intersection(outcome.equation.cells):
            by_table[outcome.equation.table_id].append(outcome)
    return [_failure(table, found) for table, found in by_table.items()]


def _failure(table: str, found: list[Outcome]) -> Issue:
    names = [f"{f.equation.rule_id}/{f.equation.unit_code}" for f in found]
    cells = list(
        dict.fromkeys(
            f"{item}/{breakdown}" for f in found for item, breakdown in f.equation.terms
        )
    )
    return Issue(
        IssueCode.OCR_UNCONFIRMED,
        Severity.ERROR,
        f"the table was recognised in a picture and {len(found)} of its equations "
        f"fail: {_some(names)}; a figure may be misread or misprinted: compare the "
        f"cells {_some(cells)} with the picture",
        table,
        details={"equations": " ".join(names), "cells": " ".join(cells)},
    )


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return ", ".join(listed[:_SHOWN]) + more
