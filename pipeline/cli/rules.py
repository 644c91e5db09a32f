"""The command `rules`: what reports are confronted with, listed and one by one."""

import sys
from collections.abc import Sequence

import click

from pipeline.cli.format_option import format_option
from pipeline.cli.rules_view import (
    CELL_COLUMNS,
    LIST_COLUMNS,
    SEVERITIES,
    cell_rows,
    list_row,
    print_entry,
    print_list,
)
from pipeline.cli.tabular import write_csv, write_json
from pipeline.errors import UsageError
from pipeline.forms import TABLES, load_forms
from pipeline.near import meant
from pipeline.rule_catalogue import Entry, catalogue
from pipeline.rules import load_rules
from pipeline.signals import load_signals

__all__ = ["rules"]


@click.group(invoke_without_command=True)
@click.option(
    "-t", "--table", "table_id", type=click.Choice(TABLES), help="Only of this table."
)
@click.option("-e", "--edition", metavar="EDITION", help="Only of this edition.")
@click.option(
    "-s", "--severity", type=click.Choice(SEVERITIES), help="Only of this severity."
)
@format_option
@click.pass_context
def rules(
    context: click.Context,
    table_id: str | None,
    edition: str | None,
    severity: str | None,
    form: str,
) -> None:
    """List what reports are confronted with (核对规则).

    列出全部核对规则：依据、适用的表格版本、严重程度；`show` 列出一条规则的每个算式。

    hard must hold by the form itself, soft should hold, informative is worth a look.
    Signals, which are no equations, come last. What was found is in out_rule_results
    and out_consistency_flags; docs/rules.md says how to read it.

    \b
    ogi rules
    ogi rules --table applications --severity hard
    ogi rules --edition 2014 --format csv > rules.csv
    ogi rules show applications_balance
    """
    if context.invoked_subcommand is not None:
        if table_id or edition or severity or form != "table":
            command = context.invoked_subcommand
            raise UsageError(
                f"options before `{command}` are those of the list; write them after "
                f"it, or leave out `{command}`"
            )
        return
    entries = _chosen(_everything(), table_id, edition, severity)
    if form == "table":
        print_list(entries)
    else:
        write = write_csv if form == "csv" else write_json
        write(sys.stdout, LIST_COLUMNS, map(list_row, entries))


def _everything() -> list[Entry]:
    return catalogue(load_rules(load_forms()), load_signals())


def _chosen(
    entries: Sequence[Entry],
    table_id: str | None,
    edition: str | None,
    severity: str | None,
) -> list[Entry]:
    """The entries asked for; a severity may be that of one edition only."""
    known = load_forms().editions
    if edition is not None and edition not in known:
        raise UsageError(f"no edition {edition!r}; there are {', '.join(known)}")
    return [
        entry
        for entry in entries
        if table_id in (None, entry.table_id)
        and (edition is None or edition in entry.equations)
        and (severity is None or severity in _severities(entry, edition))
    ]


def _severities(entry: Entry, edition: str | None) -> set[str]:
    """Its severity in an edition, or all that it has."""
    if edition is not None:
        return {entry.severities[edition]}
    return set(entry.severities.values())


# -- show ------------------------------------------------------------------------------


@rules.command()
@click.argument("rule_id", metavar="RULE")
@click.option("-e", "--edition", metavar="EDITION", help="Only of this edition.")
@format_option
def show(rule_id: str, edition: str | None, form: str) -> None:
    """Show a rule with each of its equations and their cells.

    列出一条规则：依据、说明、每个算式所涉及的单元格。

    A cell is row/column; `@prior` is the same table in the report of the year before.

    \b
    ogi rules show applications_carry_over
    ogi rules show applications_row_sum --edition 2021
    ogi rules show applications_balance --format csv > cells.csv
    """
    entries = _everything()
    mine = [entry for entry in entries if entry.rule_id == rule_id]
    if not mine:
        raise UsageError(_unknown(rule_id, [entry.rule_id for entry in entries]))
    editions = {e: None for entry in mine for e in entry.equations}
    if edition is not None and edition not in editions:
        raise UsageError(
            f"{rule_id} is not about edition {edition!r}; it is about "
            f"{', '.join(editions) or 'no edition by itself'}"
        )
    shown = [
        rule
        for rule in load_rules(load_forms())
        if rule.rule_id == rule_id and edition in (None, rule.edition)
    ]
    if form == "table":
        for number, entry in enumerate(catalogue(shown) or mine):
            if number:
                click.echo()
            print_entry(entry, [r for r in shown if r.table_id == entry.table_id])
        return
    write = write_csv if form == "csv" else write_json
    write(sys.stdout, CELL_COLUMNS, [row for r in shown for row in cell_rows(r)])


def _unknown(rule_id: str, known: Sequence[str]) -> str:
    said = meant(rule_id, known, "`ogi rules` lists them")
    return f"there is no rule {rule_id!r}; {said}"
