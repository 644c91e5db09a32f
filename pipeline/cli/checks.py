"""The command `checks`: what must hold of our own tables, listed, and run again.

Runs over the working tables, as a refresh does: after a check has stopped one, the
release is still the one before. Nothing is remembered of what is run here.
"""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import click
from rich.table import Table
from rich.text import Text

from pipeline.checks import all_checks, find_checks, full_name
from pipeline.cli.data import print_rows
from pipeline.cli.format_option import format_option
from pipeline.cli.place import Place
from pipeline.cli.screen import output
from pipeline.cli.tabular import write_csv, write_json
from pipeline.errors import UsageError
from pipeline.expectations import Budget
from pipeline.offences import budget_of
from pipeline.sqlmodels import Check
from pipeline.working import open_lake

__all__ = ["checks"]

_FAILED = 1
_COLUMNS = ("check", "severity", "budget", "description")
_COLORS = {"error": "red", "warn": "yellow"}


@click.group(invoke_without_command=True)
@click.option("-t", "--table", "name", metavar="TABLE", help="Only of this table.")
@format_option
@click.pass_context
def checks(context: click.Context, name: str | None, form: str) -> None:
    """List the checks of our own tables, run one again (数据检查).

    列出数据检查；`run` 对工作表重新运行一项检查并列出有问题的行。

    An error stops everything behind its table, and so the release; a warning is only
    shown. What they are and how one is written: docs/checks.md.

    \b
    ogi checks
    ogi checks --table out_metrics
    ogi --demo checks run out_metrics.grain_is_unique
    """
    if context.invoked_subcommand is not None:
        if name or form != "table":
            command = context.invoked_subcommand
            raise UsageError(f"write options after `{command}`, or leave it out")
        return
    _list(find_checks(name) if name else all_checks(), form)


def _list(found: Sequence[Check], form: str) -> None:
    rows = [
        (full_name(c), c.severity, _allowed(_budget(c)), c.description) for c in found
    ]
    if form != "table":
        write = write_csv if form == "csv" else write_json
        write(sys.stdout, _COLUMNS, rows)
        return
    table = Table(f"check ({len(rows)})", "severity", "what must hold")
    for name, severity, allowed, description in rows:
        known = Text(f"\n{allowed} rows allowed", style="dim") if allowed else Text()
        table.add_row(
            Text(name),
            Text(severity, style=_COLORS[severity]),
            Text(description).append(known),
        )
    output().print(table)


def _budget(check: Check) -> Budget | None:
    return budget_of(check, datetime.now(UTC).date())


def _allowed(budget: Budget | None) -> int:
    return (budget.rows or 0) if budget else 0


@checks.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--sql", "show_sql", is_flag=True, help="Print the SQL and run nothing.")
@format_option
@click.pass_obj
def run(place: Place, names: tuple[str, ...], form: str, *, show_sql: bool) -> None:
    """Run checks over the working tables and print the rows that offend.

    对工作表（尚未发布的数据）运行检查，列出全部有问题的行。

    NAME is a check (`out_metrics.grain_is_unique`), a table (all of its checks), or a
    name that several tables have. Exit code 1: one that is an error found more rows
    than its budget allows.

    \b
    ogi checks run out_metrics.null_metrics_have_a_reason
    ogi --demo checks run int_reports
    ogi checks run out_metrics.grain_is_unique --format csv > rows.csv
    ogi checks run out_metrics.grain_is_unique --sql
    """
    found = list(dict.fromkeys(c for name in names for c in find_checks(name)))
    if form != "table" and len(found) > 1:
        raise UsageError(
            f"--format {form} prints the rows of one check, and {len(found)} are meant"
        )
    if show_sql:
        output().print(Text("\n\n".join(f"{c.sql.rstrip()};" for c in found)))
        return
    failed = [_run(place, check, form) for check in found]
    if any(failed):
        sys.exit(_FAILED)


def _run(place: Place, check: Check, form: str) -> bool:
    """Run one check; whether it is an error that is not allowed."""
    with open_lake(place.settings(), check.reads) as warehouse:
        count, _ = warehouse.offences(check)
        allowed = _allowed(_budget(check))
        if form == "table":
            output().print(_said(check, count, allowed), soft_wrap=True)
        if count or form != "table":
            warehouse.connection.execute(check.sql)
            print_rows(warehouse.connection, form)
    return check.severity == "error" and count > allowed


def _said(check: Check, count: int, allowed: int) -> Text:
    name = full_name(check)
    budget = f", {allowed} allowed" if allowed else ""
    if count <= allowed:
        return Text(f"{name}: holds, {_rows(count)}{budget}", style="green")
    outcome = f"{name}: {check.severity}, {_rows(count)}{budget}. "
    return Text(outcome, style=_COLORS[check.severity]).append(
        check.description, style="default"
    )


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
