"""How checks are shown: rows, budget, offending rows, how to repeat it."""

import shlex
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from dagster import AssetCheckResult, AssetCheckSeverity

from assets.check_results import check_results
from assets.metadata import waits_for
from pipeline import offences
from pipeline.checks import checks_of
from pipeline.expectations import Budget
from pipeline.offences import Offence
from pipeline.settings import Settings
from pipeline.sqlmodels import Check

TODAY = date(2026, 1, 31)
TABLE = "out_metrics"
SETTINGS = Settings.of(Path("/srv/ogi data"))
(CHECK,) = [c for c in checks_of(TABLE) if c.name == "null_metrics_have_a_reason"]
BUDGET = Budget(check=CHECK.name, asset=TABLE, rows=30, zh="已知", en="known")


def result(check: Check, *found: Offence) -> AssetCheckResult:
    results = check_results(TABLE, found, SETTINGS, TODAY)
    assert [r.check_name for r in results] == [c.name for c in checks_of(TABLE)]
    return next(r for r in results if r.check_name == check.name)


def shown(of: AssetCheckResult) -> dict[str, object]:
    return {name: value.value for name, value in (of.metadata or {}).items()}


def offence(count: int, budget: Budget | None = None) -> Offence:
    return Offence(CHECK, count, pa.table({"metric_id": ["a|b", "c"]}), budget)


def allow(monkeypatch: pytest.MonkeyPatch, *budgets: Budget) -> None:
    monkeypatch.setattr(offences, "load_budgets", lambda: budgets)


def test_a_check_that_found_nothing_passes_with_its_sql() -> None:
    found = result(CHECK)
    assert found.passed
    assert found.description is None
    assert shown(found) == {
        "offending": 0,
        "repeat": command(found),
        "sql": f"```sql\n{CHECK.sql}\n```",
    }


def command(of: AssetCheckResult) -> str:
    return str(shown(of)["repeat"])


def test_the_command_to_repeat_it_can_be_pasted() -> None:
    line = command(result(CHECK, offence(7)))
    program, *arguments = shlex.split(line)
    assert Path(program).name == "ogi"
    assert arguments == [
        "--data",
        "/srv/ogi data",
        "checks",
        "run",
        f"{TABLE}.{CHECK.name}",
    ]


def test_a_row_that_would_break_the_table_does_not() -> None:
    rows = pa.table({"message": ["two\nlines | and ![a](http://picture)"]})
    found = result(CHECK, Offence(CHECK, 1, rows))
    assert shown(found)["offending_rows"] == (
        "| message |\n|---|\n| two lines \\| and \\!\\[a\\](http://picture) |"
    )


def test_a_check_that_found_rows_fails_and_shows_them() -> None:
    found = result(CHECK, offence(7))
    assert not found.passed
    assert found.severity is AssetCheckSeverity.ERROR
    assert found.description == (
        "null_metrics_have_a_reason: 7 rows offend, the first is metric_id a|b"
    )
    assert shown(found)["offending"] == 7
    assert shown(found)["offending_rows"] == "| metric_id |\n|---|\n| a\\|b |\n| c |"


def test_the_line_that_a_stopped_run_shows_says_which_file_to_edit() -> None:
    (check,) = [
        c for c in checks_of("int_cells") if c.name == "corrections_still_expect"
    ]
    row = {
        "correction_id": "a:2020:applications/carried_in/total",
        "printed_now": None,
        "file_to_edit": "data/corrections/a.yml",
    }
    (found,) = [
        r
        for r in check_results(
            "int_cells",
            [Offence(check, 1, pa.Table.from_pylist([row]))],
            SETTINGS,
        )
        if r.check_name == check.name
    ]
    assert found.description == (
        "corrections_still_expect: 1 row offends, the first is "
        "correction_id a:2020:applications/carried_in/total, "
        "file_to_edit data/corrections/a.yml"
    )


@pytest.mark.parametrize(
    ("name", "is_said"),
    [("documents_have_bytes", True), ("failed_fetches_within_budget", False)],
)
def test_what_a_lost_file_may_cause_says_how_to_make_it_again(
    name: str, *, is_said: bool
) -> None:
    table = "raw_documents"
    (check,) = [c for c in checks_of(table) if c.name == name]
    found = Offence(check, 1, pa.table({"url": ["a"]}), None)
    results = check_results(table, [found], SETTINGS, TODAY)
    (shown_as,) = [r for r in results if r.check_name == name]
    assert ("`ogi rebuild`" in str(shown_as.description)) == is_said


def test_within_its_budget_it_passes_with_the_number_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    allow(monkeypatch, BUDGET)
    found = result(CHECK, offence(20, BUDGET))
    assert found.passed
    assert found.description == "20 rows found, 30 allowed: known"
    assert shown(found)["budget"] == "30 rows: 已知 known"
    assert "offending_rows" in shown(found)


def test_over_its_budget_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    until = BUDGET.model_copy(update={"until": date(2026, 2, 1)})
    allow(monkeypatch, until)
    found = result(CHECK, offence(31, until))
    assert not found.passed
    assert found.description == (
        "null_metrics_have_a_reason: 31 rows offend, the first is metric_id a|b; "
        "31 rows found, 30 allowed: known"
    )
    assert shown(found)["budget"] == "30 rows, until 2026-02-01: 已知 known"


def test_a_budget_that_is_larger_than_needed_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    allow(monkeypatch, BUDGET)
    for found in (result(CHECK), result(CHECK, offence(9, BUDGET))):
        assert found.passed
        assert "larger than needed: lower it in budgets.yml" in (
            found.description or ""
        )


def test_a_budget_that_has_run_out_is_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    allow(monkeypatch, BUDGET.model_copy(update={"until": date(2026, 1, 30)}))
    assert "budget" not in shown(result(CHECK))


def test_an_asset_waits_for_what_it_and_its_checks_read() -> None:
    found = waits_for(TABLE, ["int_reports", "seed_rules"])
    assert {"int_reports", "seed_rules", "seed_metrics"} <= set(found)
    assert found == sorted(found)
