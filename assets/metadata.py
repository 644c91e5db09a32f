"""What an asset waits for, and how its checks are shown in the UI."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

import pyarrow as pa
from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    MetadataValue,
)

from pipeline.checks import checks_of, seeds_read_by_checks
from pipeline.expectations import Budget
from pipeline.offences import Offence, budget_of, too_large
from pipeline.sqlmodels import Check

__all__ = [
    "check_results",
    "check_specs",
    "waits_for",
]

_PREVIEW_WIDTH = 60


def _markdown(table: pa.Table) -> str:
    names = table.column_names
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    for row in table.to_pylist():
        cells = ["" if row[n] is None else _short(row[n]) for n in names]
        lines.append("| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |")
    return "\n".join(lines)


def waits_for(table: str, reads: Iterable[str]) -> list[str]:
    """What an asset depends on: what it reads, and the seeds that its checks read."""
    return sorted({*reads, *seeds_read_by_checks(table)})


def check_specs(table: str) -> list[AssetCheckSpec]:
    """The checks of a table as Dagster knows them; errors stop what comes after."""
    return [
        AssetCheckSpec(
            name=check.name,
            asset=table,
            description=check.description,
            blocking=check.severity == "error",
        )
        for check in checks_of(table)
    ]


def check_results(
    table: str, offences: Sequence[Offence], today: date | None = None
) -> list[AssetCheckResult]:
    """The outcome of all checks of a table, with the offending rows and the SQL."""
    found = {offence.check.name: offence for offence in offences}
    day = today or datetime.now(UTC).date()
    return [
        _result(table, check, found.get(check.name), budget_of(check, day))
        for check in checks_of(table)
    ]


def _result(
    table: str, check: Check, offence: Offence | None, budget: Budget | None
) -> AssetCheckResult:
    count = offence.count if offence else 0
    metadata: dict[str, MetadataValue] = {
        "rows": MetadataValue.int(count),
        "sql": MetadataValue.md(f"```sql\n{check.sql}\n```"),
    }
    said = []
    if budget:
        metadata["budget"] = MetadataValue.md(_budget(budget))
        said.append(f"{count} rows found, {budget.rows} allowed: {budget.en}")
        if too_large(budget, count):
            said.append("the budget is larger than needed: lower it in budgets.yml")
    if offence:
        metadata["offending_rows"] = MetadataValue.md(_markdown(offence.rows))
        if not offence.is_allowed:
            said.insert(0, f"{check.name}: {_offending(offence)}")
    return AssetCheckResult(
        asset_key=table,
        check_name=check.name,
        passed=offence is None or offence.is_allowed,
        severity=AssetCheckSeverity.ERROR
        if check.severity == "error"
        else AssetCheckSeverity.WARN,
        description="; ".join(said) or None,
        metadata=metadata,
    )


def _offending(offence: Offence) -> str:
    """How many rows offend and the first of them: a run that stops shows only this."""
    rows = "1 row offends" if offence.count == 1 else f"{offence.count} rows offend"
    first = offence.rows.slice(0, 1).to_pylist()[0]
    return f"{rows}, the first is " + ", ".join(
        f"{name} {_short(value)}" for name, value in first.items() if value is not None
    )


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= _PREVIEW_WIDTH else text[:_PREVIEW_WIDTH] + "…"


def _budget(budget: Budget) -> str:
    until = f", until {budget.until}" if budget.until else ""
    return f"{budget.rows} rows{until}: {budget.zh} {budget.en}"
