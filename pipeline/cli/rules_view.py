"""What `ogi rules` shows: tables for people, rows for programs."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.cli.screen import errors, fits, output
from pipeline.cli.tabular import plain
from pipeline.rule_catalogue import Entry, equation_text, shortened
from pipeline.rules import Rule

__all__ = [
    "CELL_COLUMNS",
    "LIST_COLUMNS",
    "SEVERITIES",
    "cell_rows",
    "list_row",
    "print_entry",
    "print_list",
]

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
#: the strictest first
SEVERITIES = tuple(_COLORS)
_EACH = {"item": "row", "breakdown": "column", "table": "table"}
_YEAR_BEFORE = "@prior: the report of the year before, in edition"


def list_row(entry: Entry) -> tuple[Any, ...]:
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


def _joined(texts: Iterable[str], by: str = "; ") -> str:
    """Distinct texts in their order."""
    return by.join(dict.fromkeys(texts))


def print_list(entries: Sequence[Entry]) -> None:
    """A line a rule, by table; without English where the terminal is narrow."""
    screen = output()
    table = _list_table(entries, in_english=True)
    if not fits(table, screen):
        table = _list_table(entries, in_english=False)
    screen.print(table)
    errors().print(f"{_counted(entries)}; ogi rules show RULE shows one")


def _counted(entries: Sequence[Entry]) -> str:
    """How many rules, equations and signals; a rule may be about several tables."""
    rules = {entry.rule_id for entry in entries if entry.kind != "signal"}
    signals = sum(entry.kind == "signal" for entry in entries)
    equations = sum(sum(entry.equations.values()) for entry in entries)
    counted = f"{len(rules)} rules, {equations} equations"
    more = "signal" if signals == 1 else "signals"
    return f"{counted}, {signals} {more}" if signals else counted


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


def cell_rows(rule: Rule) -> list[tuple[Any, ...]]:
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


def print_entry(entry: Entry, mine: Sequence[Rule]) -> None:
    """What a rule says of itself, then its equations in each edition."""
    screen = output()
    about = Table(show_header=False, box=None, pad_edge=False)
    about.add_column(style="dim")
    about.add_column(overflow="fold")
    rule = f"{entry.rule_id} ({entry.kind}, {_joined(entry.severities.values())})"
    table = (
        f"{entry.table_id} · {mine[0].table_zh} · {mine[0].table_en}" if mine else ""
    )
    parameters = "; ".join(
        f"{key} {plain(value)}" for key, value in entry.parameters.items()
    )
    for name, text in (
        ("rule", rule),
        ("table", table),
        ("规则", _joined(entry.labels_zh, "；")),
        ("what it says", _joined(entry.labels_en)),
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
