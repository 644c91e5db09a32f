"""The command `rules`: what reports are confronted with, listed and one by one."""

import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.cli.screen import errors, fits, output
from pipeline.cli.tabular import write_csv, write_json
from pipeline.errors import UsageError
from pipeline.forms import TABLES, load_forms
from pipeline.rule_catalogue import Entry, catalogue, equation_text, shortened
from pipeline.rules import Rule, load_rules

__all__ = ["rules"]

LIST_COLUMNS = (
    "rule_id",
    "kind",
    "table_id",
    "severity",
    "for_each",
    "expression",
    "editions",
    "prior_editions",
    "equations",
    "label_zh",
    "label_en",
    "origin_zh",
    "origin_en",
    "legal_basis_zh",
    "legal_basis_en",
)
CELL_COLUMNS = (
    "rule_id",
    "edition",
    "prior_editions",
    "table_id",
    "severity",
    "unit_code",
    "unit_zh",
    "unit_en",
    "operator",
    "side",
    "coefficient",
    "item",
    "breakdown",
    "year_offset",
)
_COLORS = {"hard": "red", "soft": "yellow", "informative": "dim"}
_SEVERITIES = tuple(_COLORS)
_EACH = {"item": "row", "breakdown": "column", "table": "table"}
_YEAR_BEFORE = "@prior: the report of the year before, in edition"

_Command = Callable[..., Any]


def _format_option(command: _Command) -> _Command:
    return click.option(
        "-f",
        "--format",
        "form",
        type=click.Choice(["table", "csv", "json"]),
        default="table",
        show_default=True,
        help="How to print it.",
    )(command)


@click.group(invoke_without_command=True)
@click.option(
    "-t", "--table", "table_id", type=click.Choice(TABLES), help="Only of this table."
)
@click.option("-e", "--edition", metavar="EDITION", help="Only of this edition.")
@click.option(
    "-s", "--severity", type=click.Choice(_SEVERITIES), help="Only of this severity."
)
@_format_option
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
    What a rule found is in out_rule_results and out_consistency_flags; docs/rules.md
    says how to read it.

    \b
    ogi rules
    ogi rules --table applications --severity hard
    ogi rules --edition 2014 --format csv > rules.csv
    ogi rules show applications_balance
    """
    if context.invoked_subcommand is not None:
        given = [
            f"--{name}"
            for name, value in (
                ("table", table_id),
                ("edition", edition),
                ("severity", severity),
            )
            if value is not None
        ]
        if given or form != "table":
            raise UsageError(
                f"{', '.join(given) or '--format'} belongs to the list; write it "
                f"without `{context.invoked_subcommand}`, or after it"
            )
        return
    entries = _chosen(_everything(), table_id, edition, severity)
    if form == "table":
        _print_list(entries)
    else:
        write = write_csv if form == "csv" else write_json
        write(sys.stdout, LIST_COLUMNS, map(_list_row, entries))


def _everything() -> list[Entry]:
    return catalogue(load_rules(load_forms()))


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
        if (table_id is None or entry.table_id == table_id)
        and (edition is None or edition in entry.equations)
        and (
            severity is None
            or severity
            in (
                {entry.severities[edition]}
                if edition is not None
                else set(entry.severities.values())
            )
        )
    ]


def _list_row(entry: Entry) -> tuple[Any, ...]:
    """One entry, in the order of `LIST_COLUMNS`."""
    prior = sorted({e for editions in entry.prior_editions.values() for e in editions})
    return (
        entry.rule_id,
        entry.kind,
        entry.table_id,
        _joined(entry.severities.values()),
        entry.for_each,
        _joined(entry.expressions.values()) or None,
        list(entry.equations),
        prior or None,
        sum(entry.equations.values()) or None,
        _joined(entry.labels_zh, "；"),
        _joined(entry.labels_en),
        entry.origin_zh,
        entry.origin_en,
        "；".join(entry.bases_zh) or None,
        "; ".join(entry.bases_en) or None,
    )


def _joined(texts: Any, by: str = "; ") -> str:
    """Distinct texts in their order."""
    return by.join(dict.fromkeys(texts))


def _print_list(entries: Sequence[Entry]) -> None:
    screen = output()
    table = _list_table(entries, in_english=True)
    if not fits(table, screen):
        table = _list_table(entries, in_english=False)
    screen.print(table)
    names = {entry.rule_id for entry in entries}
    equations = sum(sum(entry.equations.values()) for entry in entries)
    errors().print(
        f"{len(names)} rules, {equations} equations; ogi rules show RULE shows one"
    )


def _list_table(entries: Sequence[Entry], *, in_english: bool) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("rule", no_wrap=in_english, overflow="fold")
    table.add_column("severity")
    table.add_column("equations", overflow="fold")
    table.add_column("规则 / what must hold" if in_english else "规则", overflow="fold")
    last: str | None = None
    for entry in entries:
        name = entry.table_id or "signals"
        if name != last:
            table.add_row(Text(name, style="bold"))
            last = name
        severity = Text("/").join(
            Text(text, _COLORS[text])
            for text in dict.fromkeys(entry.severities.values())
        )
        counts = ", ".join(f"{e}: {n}" for e, n in entry.equations.items())
        label = Text(entry.labels_zh[0])
        if in_english:
            label.append(f"\n{entry.labels_en[0]}")
            said = _joined(map(shortened, entry.expressions.values()), "\n")
            label.append(f"\n{said}" if said else "", style="cyan")
        table.add_row(Text(f"  {entry.rule_id}"), severity, counts, label)
    return table


# -- show ------------------------------------------------------------------------------


@rules.command()
@click.argument("rule_id", metavar="RULE")
@click.option("-e", "--edition", metavar="EDITION", help="Only of this edition.")
@_format_option
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
        for entry in catalogue(shown) or mine:
            _print_entry(entry, [r for r in shown if r.table_id == entry.table_id])
        return
    write = write_csv if form == "csv" else write_json
    write(sys.stdout, CELL_COLUMNS, [row for r in shown for row in _cell_rows(r)])


def _unknown(rule_id: str, known: Sequence[str]) -> str:
    close = get_close_matches(rule_id, set(known), n=1)
    hint = f"did you mean {close[0]}?" if close else "`ogi rules` lists them"
    return f"there is no rule {rule_id!r}; {hint}"


def _cell_rows(rule: Rule) -> list[tuple[Any, ...]]:
    """A row a cell, in the order of `CELL_COLUMNS`; one without for a domain rule."""
    head = (
        rule.rule_id,
        rule.edition,
        list(rule.prior_editions) or None,
        rule.table_id,
        rule.severity,
        rule.unit_code,
        rule.unit_zh,
        rule.unit_en,
        rule.operator,
    )
    cells: list[tuple[Any, ...]] = [
        (t.side, t.coefficient, t.item, t.breakdown, t.year_offset) for t in rule.terms
    ]
    return [(*head, *cell) for cell in cells or [(None,) * 5]]


def _print_entry(entry: Entry, mine: Sequence[Rule]) -> None:
    screen = output()
    about = Table(show_header=False, box=None, pad_edge=False)
    about.add_column(style="dim")
    about.add_column(overflow="fold")
    rule = f"{entry.rule_id} ({entry.kind}, {_joined(entry.severities.values())})"
    table = (
        f"{entry.table_id} · {mine[0].table_zh} · {mine[0].table_en}" if mine else ""
    )
    parameters = ", ".join(f"{key} {value}" for key, value in entry.parameters.items())
    for name, text in (
        ("rule", rule),
        ("table", table),
        ("规则", _joined(entry.labels_zh, "；")),
        ("what must hold", _joined(entry.labels_en)),
        ("由来", entry.origin_zh),
        ("where from", entry.origin_en),
        ("依据", "；".join(entry.bases_zh)),
        ("legal basis", "; ".join(entry.bases_en)),
        ("parameters", parameters),
    ):
        if text:
            about.add_row(name, Text(text))
    screen.print(about)
    for edition in entry.equations:
        _print_equations(screen, [r for r in mine if r.edition == edition])


def _print_equations(screen: Console, mine: Sequence[Rule]) -> None:
    """The equations of one edition."""
    first = mine[0]
    number = f"{len(mine)} {'equation' if len(mine) == 1 else 'equations'}"
    each = _EACH[first.for_each]
    text = f"edition {first.edition}, {number}, one a {each}, {first.severity}"
    screen.print(Text(f"\n{text}", style="bold"))
    if first.prior_editions:
        before = f"{_YEAR_BEFORE} {' or '.join(first.prior_editions)}"
        screen.print(Text(before, style="dim"), soft_wrap=True)
    for rule in mine:
        line = Text(f"{rule.unit_zh} · {rule.unit_en}: ")
        said = equation_text(rule) if rule.terms else "every figure of the table"
        screen.print(line.append(said, style="cyan"), soft_wrap=True)
