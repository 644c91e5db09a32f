"""How asset checks are shown in the UI: what offends, what is allowed, what to type.

Which checks there are is in `pipeline.checks`, running them in `pipeline.offences`; how
tables are shown is in `assets.markdown`.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    MetadataValue,
)

from assets.markdown import markdown_table
from pipeline.checks import checks_of, full_name
from pipeline.commands import ogi_command
from pipeline.expectations import Budget
from pipeline.offences import Offence, budget_of, too_large
from pipeline.settings import Settings
from pipeline.sqlmodels import Check
from pipeline.tables import layer_of

__all__ = ["check_results", "check_specs"]

_WIDTH = 60
#: raw tables are made by us alone: what does not fit together was lost or altered
_LOST = (
    "if a file of the lake was lost or altered, `ogi rebuild` makes all again from the "
    "archive"
)


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
    table: str,
    offences: Sequence[Offence],
    settings: Settings,
    today: date | None = None,
) -> list[AssetCheckResult]:
    """The outcome of all checks of a table, and how to see each of them again.

    Args:
        table: whose checks.
        offences: the checks that found rows.
        settings: the data root, which the commands name.
        today: decides which budgets have run out; by default the day in UTC.
    """
    found = {offence.check.name: offence for offence in offences}
    day = today or datetime.now(UTC).date()
    return [
        _result(check, found.get(check.name), budget_of(check, day), settings)
        for check in checks_of(table)
    ]


def _result(
    check: Check, offence: Offence | None, budget: Budget | None, settings: Settings
) -> AssetCheckResult:
    count = offence.count if offence else 0
    metadata: dict[str, MetadataValue] = {"offending": MetadataValue.int(count)}
    said = []
    if budget:
        metadata["budget"] = MetadataValue.md(_budget(budget))
        said.append(f"{count} rows found, {budget.rows} allowed: {budget.en}")
        if too_large(budget, count):
            said.append("the budget is larger than needed: lower it in budgets.yml")
    if offence:
        metadata["offending_rows"] = MetadataValue.md(markdown_table(offence.rows))
        if not offence.is_allowed:
            said.insert(0, f"{check.name}: {_offending(offence)}")
            if layer_of(check.asset) == "raw" and check.severity == "error":
                said.append(_LOST)
    return AssetCheckResult(
        asset_key=check.asset,
        check_name=check.name,
        passed=offence is None or offence.is_allowed,
        severity=AssetCheckSeverity.ERROR
        if check.severity == "error"
        else AssetCheckSeverity.WARN,
        description="; ".join(said) or None,
        metadata=metadata | _how_to_repeat(check, settings),
    )


def _how_to_repeat(check: Check, settings: Settings) -> dict[str, MetadataValue]:
    """A command that can be pasted into a shell, and the SQL that it runs."""
    command = ogi_command(settings.root, "checks", "run", full_name(check))
    return {
        # a text stands there to be copied; Markdown would be behind a link
        "repeat": MetadataValue.text(command),
        "sql": MetadataValue.md(f"```sql\n{check.sql}\n```"),
    }


def _offending(offence: Offence) -> str:
    """How many rows offend and the first of them: a run that stops shows only this."""
    rows = "1 row offends" if offence.count == 1 else f"{offence.count} rows offend"
    first = offence.rows.slice(0, 1).to_pylist()[0]
    return f"{rows}, the first is " + ", ".join(
        f"{name} {_short(value)}" for name, value in first.items() if value is not None
    )


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= _WIDTH else text[:_WIDTH] + "…"


def _budget(budget: Budget) -> str:
    until = f", until {budget.until}" if budget.until else ""
    return f"{budget.rows} rows{until}: {budget.zh} {budget.en}"
