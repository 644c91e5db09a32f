"""Suspect cells of whole reports: from wrong figures to what an office is told.

The figures add up before one is changed, so that what should be is known.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from pipeline.schema import load_schemas
from pipeline.sqlmodels import load_checks, models_for
from pipeline.store import conform
from pipeline.warehouse import Warehouse
from tests.rules.bench import CellKey, Report, core_tables, figures, seeds
from tests.rules.test_rule_properties import consistent_report

EDITION = "2021"
TRUE = {k: str(v) for k, v in consistent_report(EDITION, 3).items()}
MODELS = (
    "out_suspect_cells",
    "out_flag_cells",
    "out_report_quality",
    "int_reading_verdicts",
    "out_issues",
)

GRANTED = ("applications", "granted", "natural_person")
CARRIED_OUT = ("applications", "carried_out", "natural_person")
UPHELD = ("reconsideration", "reconsideration", "upheld")
TOTAL = ("reconsideration", "reconsideration", "total")
CASES = {
    ("reconsideration", "reconsideration", result)
    for result in ("upheld", "corrected", "other", "pending", "total")
}


def more(key: CellKey, by: int) -> dict[CellKey, str]:
    """The cell with a figure that is larger than it should be."""
    return {key: str(int(TRUE[key]) + by)}


def report(
    institution: str,
    year: int = 2021,
    changed: Mapping[CellKey, str] | None = None,
    number: int = 1,
) -> Report:
    return Report(institution, year, EDITION, TRUE | dict(changed or {}), number)


def claim(of: Report, number: int, subject: str, value: str) -> dict[str, Any]:
    """A sentence that states a number, for all applicants."""
    return {
        "province_id": "fujian",
        "document_sha256": of.sha,
        "report_no": 1,
        "claim_no": number,
        "report_year": of.year,
        "institution_id": of.institution,
        "section": None,
        "sentence": f"共{value}件。",
        "span_start": 1,
        "span_end": 1 + len(value),
        "subject": subject,
        "breakdown": "total",
        "kind": "count",
        "value": Decimal(value),
        "value_text": f"{value}件",
        "unit": "件",
        "tolerance": Decimal(0),
        "bound": "exact",
        "is_negation": False,
        "claim_year": None,
        "measure": None,
        "why_not_compared": None,
        "locator": "p1",
    }


@pytest.fixture(scope="module")
def built() -> Iterator[Warehouse]:
    """Reports with an error each, as the comments say."""
    # next year's report carries over what should have been carried forward
    next_year = {
        ("applications", mine, kind): TRUE["applications", theirs, kind]
        for kind in {key[2] for key in TRUE if key[1] == "carried_in"}
        for mine, theirs in (
            ("carried_in", "carried_out"),
            ("received_new", "disposed_total"),
        )
    }
    kept = report("stated", changed=more(UPHELD, 1))
    denied = report("denied", changed=more(UPHELD, 1))
    reports = [
        report("right"),
        report("one", changed=more(GRANTED, 9)),
        report("carry", 2020, more(CARRIED_OUT, 10)),
        report("carry", 2021, next_year),
        report("block", changed=more(UPHELD, 1)),
        kept,
        denied,
        report("forms", changed=more(GRANTED, 9)),
        report("forms", number=2),
        Report("pingtan", 2020, "2019", figures("pingtan_2020")),
    ]
    claims = [
        # as it should be
        claim(kept, 1, "reconsideration.upheld", TRUE[UPHELD]),
        # as printed
        claim(denied, 1, "reconsideration", TRUE[TOTAL]),
        claim(denied, 2, "reconsideration.upheld", str(int(TRUE[UPHELD]) + 1)),
    ]
    schemas = load_schemas()
    with Warehouse(threads=2) as warehouse:
        for name, table in (seeds() | core_tables(reports)).items():
            warehouse.add_table(name, table)
        schema = schemas["core_claims"]
        warehouse.add_table("core_claims", conform(pd.DataFrame(claims), schema))
        for name in sorted(schemas.keys() - warehouse.relations()):
            warehouse.add_table(name, schemas[name].arrow.empty_table())
        warehouse.build(models_for(*MODELS))
        yield warehouse


def suspects(
    built: Warehouse, institution: str, *columns: str
) -> dict[CellKey, tuple[Any, ...]]:
    rows = built.connection.execute(
        f"select table_id, item, breakdown, {', '.join(columns)} "
        "from out_suspect_cells where institution_id = ?",
        [institution],
    ).fetchall()
    return {row[:3]: row[3:] for row in rows}


def test_one_wrong_cell_is_named_with_what_it_should_be(built: Warehouse) -> None:
    found = suspects(
        built, "one", "value", "implied_value", "is_unique", "equations_failed"
    )
    right = Decimal(TRUE[GRANTED])
    assert found == {GRANTED: (right + 9, right, True, 2)}
    assert suspects(built, "right", "value") == {}


def test_the_flag_cells_know_the_suspect(built: Warehouse) -> None:
    rows = built.connection.execute(
        "select distinct item, breakdown, is_unique, implied_value from out_flag_cells "
        "where institution_id = 'one' and is_suspect"
    ).fetchall()
    assert rows == [("granted", "natural_person", True, Decimal(TRUE[GRANTED]))]


def test_next_years_report_speaks_for_what_should_be(built: Warehouse) -> None:
    found = suspects(built, "carry", "implied_value", "evidence_prior", "message_zh")
    assert found.keys() == {CARRIED_OUT}
    implied, prior, message = found[CARRIED_OUT]
    assert (implied, prior) == (Decimal(TRUE[CARRIED_OUT]), 1)
    assert "按应有的数字与相邻年度报告衔接" in message


def test_a_block_is_named_and_not_a_cell(built: Warehouse) -> None:
    found = suspects(built, "block", "is_unique", "is_block", "is_backed", "message_zh")
    assert found.keys() == CASES
    for unique, block, backed, message in found.values():
        assert (unique, block, backed) == (False, True, False)
        assert "只能确定该组有误，无法确定是哪一处" in message


def test_a_sentence_settles_a_block(built: Warehouse) -> None:
    found = suspects(
        built, "stated", "is_unique", "is_backed", "backed_value", "evidence_prose"
    )
    assert found.keys() == CASES
    assert found[UPHELD] == (False, True, Decimal(TRUE[UPHELD]), 1)
    assert {row for key, row in found.items() if key != UPHELD} == {
        (False, False, None, None)
    }


def test_sentences_that_repeat_the_print_back_nothing(built: Warehouse) -> None:
    found = suspects(built, "denied", "is_backed", "evidence_prose", "claim_nos")
    assert found[TOTAL] == (False, -1, [1])
    assert found[UPHELD] == (False, -1, [2])


def test_another_form_that_prints_what_it_should_be(built: Warehouse) -> None:
    verdicts = built.connection.execute(
        "select item, breakdown, verdict from int_reading_verdicts"
    ).fetchall()
    counted = built.connection.execute(
        "select value from int_cells where institution_id = 'forms' and "
        "item = 'granted' and breakdown = 'natural_person'"
    ).fetchone()
    found = suspects(built, "forms", "evidence_second", "attribution")
    # which of two forms as full as one another counts is a matter of their hashes
    assert counted is not None
    if counted[0] == Decimal(TRUE[GRANTED]):
        assert (verdicts, found) == ([(*GRANTED[1:], "counted_right")], {})
    else:
        assert verdicts == [(*GRANTED[1:], "other_right")]
        assert found == {GRANTED: (1, "reader")}


def test_a_real_report_that_contradicts_itself_has_no_unique_cell(
    built: Warehouse,
) -> None:
    found = suspects(built, "pingtan", "is_unique", "is_complete", "solutions")
    assert found
    assert {row[0] for row in found.values()} == {False}
    # results of 26 beside a total of 20, in the column of people and in that of totals:
    # both cells of any row
    assert {key[2] for key in found} == {"natural_person", "total"}


def test_quality_is_of_the_rules_that_could_be_decided(built: Warehouse) -> None:
    rows = built.connection.execute(
        "select institution_id, score, hard_failed, suspects_unique, claims_compared "
        "from out_report_quality where report_year = 2021"
    ).fetchall()
    found = {row[0]: row[1:] for row in rows}
    assert found["right"] == (1.0, 0, 0, 0)
    assert found["one"][0] < 1
    assert found["one"][1:] == (2, 1, 0)
    assert found["denied"][2:] == (0, 2)


@pytest.mark.parametrize("asset", ["out_suspect_cells", "out_report_quality"])
def test_checks_find_nothing(built: Warehouse, asset: str) -> None:
    checks = [c for c in load_checks() if c.asset == asset]
    assert len(checks) > 1
    assert {c.name: built.offences(c)[0] for c in checks} == {c.name: 0 for c in checks}
