"""Running checks: what offends, what a budget allows, what need not run again."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from pipeline import offences
from pipeline.expectations import Budget
from pipeline.offences import Offence, budget_of, find_offences, too_large
from pipeline.schema import load_schemas
from pipeline.sqlmodels import Check
from pipeline.store import Lake
from pipeline.warehouse import Warehouse

TABLE = "raw_links_left"
TODAY = date(2026, 1, 31)
CHECK = Check(
    name="links_have_a_reason",
    asset=TABLE,
    severity="error",
    description="Links have a reason.",
    reads=frozenset({TABLE}),
    sql=f"select url from {TABLE} where reason is null",
)
BUDGET = Budget(check=CHECK.name, asset=TABLE, rows=2, zh="…", en="…")


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def write(lake: Lake, **reasons: str | None) -> None:
    schema = load_schemas()[TABLE]
    rows = [
        dict.fromkeys(c.name for c in schema.columns)
        | {"source_id": "s", "url": url, "reason": reason}
        for url, reason in reasons.items()
    ]
    lake.write_province(pd.DataFrame(rows), schema, "henan")


def run(lake: Lake, *checks: Check) -> list[Offence]:
    with Warehouse(threads=1) as warehouse:
        return find_offences(lake, warehouse, TABLE, today=TODAY, checks=checks)


def allow(monkeypatch: pytest.MonkeyPatch, *budgets: Budget) -> None:
    monkeypatch.setattr(offences, "load_budgets", lambda: budgets)


def test_a_check_without_budget_passes_only_on_nothing(lake: Lake) -> None:
    write(lake, a="why", b=None, c=None)
    (offence,) = run(lake, CHECK)
    assert (offence.check, offence.count, offence.allowed) == (CHECK, 2, 0)
    assert not offence.is_allowed
    assert offence.rows.to_pylist() == [{"url": "b"}, {"url": "c"}]
    write(lake, a="why")
    assert run(lake, CHECK) == []


@pytest.mark.parametrize(("rows", "is_allowed"), [(1, False), (2, True), (3, True)])
def test_a_budget_allows_so_many_rows(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, rows: int, *, is_allowed: bool
) -> None:
    allow(monkeypatch, BUDGET.model_copy(update={"rows": rows}))
    write(lake, a="why", b=None, c=None)
    (offence,) = run(lake, CHECK)  # it is shown, whether it is allowed or not
    assert offence.count == 2
    assert offence.is_allowed == is_allowed


@pytest.mark.parametrize(
    ("until", "holds"),
    [(None, True), (TODAY, True), (date(2026, 1, 30), False)],
)
def test_a_budget_ends_after_its_last_day(until: date | None, *, holds: bool) -> None:
    budget = BUDGET.model_copy(update={"until": until})
    assert (budget_of(CHECK, TODAY, [budget]) == budget) == holds


def test_a_budget_is_of_one_check_of_one_table() -> None:
    others = [
        BUDGET.model_copy(update={"check": "another"}),
        BUDGET.model_copy(update={"asset": "raw_documents"}),
        # a share is for the SQL of the check to compare with
        BUDGET.model_copy(update={"rows": None, "share": 0.5}),
    ]
    assert budget_of(CHECK, TODAY, others) is None
    assert budget_of(CHECK, TODAY, [*others, BUDGET]) == BUDGET


@pytest.mark.parametrize(
    ("allowed", "found", "is_too_large"),
    [(10, 0, False), (11, 0, True), (20, 10, False), (21, 10, True), (9, 4, False)],
)
def test_a_budget_of_much_more_than_there_is_should_go_down(
    allowed: int, found: int, *, is_too_large: bool
) -> None:
    budget = BUDGET.model_copy(update={"rows": allowed})
    assert too_large(budget, found) == is_too_large


def test_only_what_passed_is_not_run_again(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    passing = replace(CHECK, name="urls", sql=f"select url from {TABLE} where url = ''")
    write(lake, a="why", b=None)
    ran: list[str] = []
    real = Warehouse.offences

    def counting(self: Warehouse, check: Check) -> tuple[int, pa.Table]:
        ran.append(check.name)
        return real(self, check)

    monkeypatch.setattr(Warehouse, "offences", counting)
    assert [o.check.name for o in run(lake, CHECK, passing)] == [CHECK.name]
    assert [o.check.name for o in run(lake, CHECK, passing)] == [CHECK.name]
    assert ran == [CHECK.name, "urls", CHECK.name]
    write(lake, a="why", b=None, c="why")
    run(lake, CHECK, passing)
    assert ran[3:] == [CHECK.name, "urls"]


def test_what_a_budget_allows_runs_again_too(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    # it is within the budget of today, which may be another one tomorrow
    allow(monkeypatch, BUDGET)
    write(lake, a=None)
    assert run(lake, CHECK)[0].is_allowed
    allow(monkeypatch)
    assert not run(lake, CHECK)[0].is_allowed
