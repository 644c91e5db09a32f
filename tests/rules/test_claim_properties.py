"""Random cells and random claims: SQL and the statement by hand come to the same."""

import random
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.claim_subjects import load_claim_subjects
from pipeline.extract.observation import MONEY_FACTORS
from pipeline.forms import load_forms
from pipeline.schema import load_schemas
from pipeline.store import conform
from pipeline.warehouse import Warehouse
from tests.rules.bench import CellKey, Report, evaluate, form_cells
from tests.rules.claim_statement import (
    SUBJECTS,
    Said,
    State,
    applicants,
    borne_out,
    meanings,
)

#: years and editions of the reports of an institution
SERIES = (
    ((2020, "2021"), (2021, "2021")),
    ((2020, "2019"), (2021, "2021")),
    ((2020, "2019"), (2021, "2019")),
    ((2021, "2021"),),
)
CLAIMS = 60


def some_report(chance: random.Random, who: str, year: int, edition: str) -> Report:
    """Small figures, so that sums meet by chance; some cells or tables are lost."""
    lost = chance.choice([None, None, "litigation", "proactive_disclosure"])
    cells = {}
    for key in form_cells(edition):
        if key[0] == lost or chance.random() < 0.01:
            continue
        mark = chance.choice(["", "-", "?"]) if chance.random() < 0.05 else None
        cells[key] = str(chance.randint(0, 40)) if mark is None else mark
    return Report(who, year, edition, cells)


def some_claim(chance: random.Random, edition: str, near: list[Decimal]) -> Said:
    subject = chance.choice(SUBJECTS)
    if chance.random() < 0.5:
        subject = chance.choice(("received", "litigation", "denied", "other"))
    breakdown = "total"
    if chance.random() < 0.3:
        breakdown = chance.choice(applicants(edition))
    kind = chance.choice(["count", "count", "change"])
    measure = None
    if kind == "change":
        measure = chance.choice(["difference", "percent"])
        value = Decimal(chance.randint(-60, 60)) / chance.choice([1, 1, 10])
    else:
        value = chance.choice([*near, Decimal(chance.randint(0, 90))])
    room = chance.choice([Decimal(0), Decimal(0), Decimal("0.5"), Decimal(5)])
    bound = chance.choice(["exact", "exact", "exact", "about", "at_least", "at_most"])
    return Said(subject, breakdown, kind, value, room, bound, measure)


def claim_row(said: Said, report: Report, number: int) -> dict[str, Any]:
    return {
        "province_id": "fujian",
        "document_sha256": report.sha,
        "report_no": 1,
        "claim_no": number,
        "report_year": report.year,
        "institution_id": report.institution,
        "section": "overview",
        "sentence": "数字为一。",
        "span_start": 3,
        "span_end": 4,
        "subject": said.subject,
        "breakdown": said.breakdown,
        "kind": said.kind,
        "value": said.value,
        "value_text": "一",
        "unit": "件",
        "tolerance": said.tolerance,
        "bound": said.bound,
        "is_negation": False,
        "claim_year": None,
        "measure": said.measure,
        "why_not_compared": None,
        "locator": "line 1",
    }


def states(report: Report, inferred: dict[CellKey, Decimal]) -> dict[CellKey, State]:
    """The cells in the base unit; what a blank means is for `int_blanks`."""
    found: dict[CellKey, State] = {}
    for key, text in report.cells.items():
        unit = form_cells(report.edition)[key].breakdown.unit
        kind = form_cells(report.edition)[key].breakdown.kind
        if text == "":
            found[key] = inferred.get(key, "blank")
        elif text in ("-", "?"):
            found[key] = "other"
        elif kind == "amount" and unit not in MONEY_FACTORS:
            found[key] = "no_unit"
        else:
            factor = MONEY_FACTORS[unit] if kind == "amount" else 1
            found[key] = Decimal(text) * factor
    return found


def blanks_of(
    warehouse: Warehouse, report: Report
) -> Iterator[tuple[CellKey, Decimal]]:
    rows = warehouse.connection.execute(
        "select f.table_id, f.item, f.breakdown, b.value_inferred from int_blanks as b "
        "join int_reports as r using (report_key) "
        "join seed_form_cells as f using (cell_no) "
        "where r.institution_id = ? and r.report_year = ?",
        [report.institution, report.year],
    ).fetchall()
    for table, item, breakdown, value in rows:
        yield (table, item, breakdown), value


def compared(seed: int) -> Counter[tuple[str, str | None]]:
    """Compare a batch; gives how often each outcome was there."""
    chance = random.Random(seed)
    reports: dict[tuple[str, int], Report] = {}
    claims: dict[tuple[str, int], list[Said]] = {}
    for number in range(4):
        who = f"i{number}"
        for year, edition in SERIES[number]:
            report = some_report(chance, who, year, edition)
            reports[who, year] = report
            near = [Decimal(t) for t in report.cells.values() if t.isdigit()]
            claims[who, year] = [
                some_claim(chance, edition, near) for _ in range(CLAIMS)
            ]
    rows = [
        claim_row(said, reports[key], number)
        for key, of_report in claims.items()
        for number, said in enumerate(of_report, start=1)
    ]
    table: pa.Table = conform(pd.DataFrame(rows), load_schemas()["core_claims"])
    seen: Counter[tuple[str, str | None]] = Counter()
    models = ("out_claims", "int_blanks")
    more = {"core_claims": table}
    with evaluate(reports.values(), *models, more=more) as warehouse:
        cells = {
            k: states(r, dict(blanks_of(warehouse, r))) for k, r in reports.items()
        }
        found = warehouse.connection.execute(
            "select institution_id, report_year, claim_no, outcome, reason, cells, "
            "expected_value, alternatives from out_claims"
        ).fetchall()
    assert len(found) == len(rows)
    for who, year, number, *came in found:
        said = claims[who, year][number - 1]
        before = reports.get((who, year - 1))
        must = borne_out(
            said,
            (reports[who, year].edition, cells[who, year]),
            (before.edition, cells[who, year - 1]) if before else None,
        )
        outcome, reason, names, expected, alternatives = came
        assert (outcome, reason) == (must.outcome, must.reason), said
        assert expected == must.expected, said
        if names is not None and said.subject != "other":
            assert must.cells is not None
            assert sorted(names) == sorted("/".join(key) for key in must.cells), said
        if outcome != "not_compared":
            assert alternatives == must.alternatives, said
        seen[outcome, reason] += 1
    return seen


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_sql_and_the_statement_agree(seed: int) -> None:
    compared(seed)


def test_the_batches_meet_what_there_is_to_meet() -> None:
    seen = sum((compared(seed) for seed in range(3)), Counter[Any]())
    reasons = {
        "no_cell", "no_table", "no_prior_report", "edition_break", "cell_blank",
        "cell_unreadable", "prior_zero",
    }  # fmt: skip
    assert {reason for _, reason in seen} - {None} == reasons
    assert min(seen["match", None], seen["mismatch", None]) > 100


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_subjects_compile_to_what_is_stated(edition: str) -> None:
    """`subjects.yml` and the statement by hand name the same sums, in one order."""
    subjects = load_claim_subjects(load_forms())
    compiled = {
        s.definition.code: [
            {cell.key for cell, sign in a.terms if sign == 1}
            for a in sorted(s.alternatives, key=lambda a: a.position)
            if a.edition == edition
        ]
        for s in subjects
    }
    stated = {s: [set(m) for m in meanings(s, "total", edition)] for s in SUBJECTS}
    assert {code: sums for code, sums in compiled.items() if sums} == {
        code: sums for code, sums in stated.items() if sums
    }
