"""The catalogue of what reports are confronted with: one entry a rule and table.

Equations that are the same rule in several rows, columns and editions are one entry;
`docs/rules.md` and `ogi rules` show the same entries. Compiling rules is in
`pipeline.rules`; what reports make of them is in `sql/`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.forms import TABLES
from pipeline.rules import Rule, Term
from pipeline.signals import Signal

__all__ = [
    "Entry",
    "catalogue",
    "equation_text",
    "shortened",
    "signal_entry",
]

_COMPARISON = re.compile(r"(\s*(?:==|<=|>=)\s*)")
#: terms of a sum that is still written out
_LONG = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule for a table, or a signal.

    Attributes:
        rule_id: the rule or signal.
        kind: `equation`, `domain` or `signal`.
        severities: by edition; a signal has one for all (`""`).
        labels_zh: what must hold, distinct wordings in the order of the editions.
        labels_en: the same in English.
        origin_en: why it is a rule.
        origin_zh: the same in Chinese, None where it is not said.
        table_id: the table, None for a signal.
        for_each: what one equation is about: `item`, `breakdown` or `table`.
        expressions: what is compared, by edition.
        equations: how many there are, by edition.
        prior_editions: those that the report of the year before may follow, by edition.
        bases_zh: articles and notices behind it, in the order of the editions.
        bases_en: the same in English.
        parameters: thresholds of a signal.
    """

    rule_id: str
    kind: str
    severities: Mapping[str, str]
    labels_zh: tuple[str, ...]
    labels_en: tuple[str, ...]
    origin_en: str
    origin_zh: str | None = None
    table_id: str | None = None
    for_each: str | None = None
    expressions: Mapping[str, str] = field(default_factory=dict)
    equations: Mapping[str, int] = field(default_factory=dict)
    prior_editions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    bases_zh: tuple[str, ...] = ()
    bases_en: tuple[str, ...] = ()
    parameters: Mapping[str, object] = field(default_factory=dict)


def catalogue(rules: Iterable[Rule], signals: Iterable[Signal] = ()) -> list[Entry]:
    """All entries: rules by table, in their order, then signals."""
    groups: dict[tuple[str, str], list[Rule]] = {}
    for rule in sorted(rules, key=lambda r: TABLES.index(r.table_id)):
        groups.setdefault((rule.table_id, rule.rule_id), []).append(rule)
    return [*map(_entry, groups.values()), *map(signal_entry, signals)]


def _entry(rules: list[Rule]) -> Entry:
    first = rules[0]
    editions = list(dict.fromkeys(rule.edition for rule in rules))
    of = {e: [rule for rule in rules if rule.edition == e] for e in editions}
    return Entry(
        rule_id=first.rule_id,
        kind=first.kind,
        severities={e: of[e][0].severity for e in editions},
        labels_zh=tuple(dict.fromkeys(r.label_zh for r in rules)),
        labels_en=tuple(dict.fromkeys(r.label_en for r in rules)),
        origin_en=first.origin_en,
        origin_zh=first.origin_zh,
        table_id=first.table_id,
        for_each=first.for_each,
        expressions={e: text for e in editions if (text := of[e][0].expression)},
        equations={e: len(of[e]) for e in editions},
        prior_editions={
            e: of[e][0].prior_editions for e in editions if of[e][0].prior_editions
        },
        bases_zh=tuple(dict.fromkeys(b for r in rules for b in r.legal_basis_zh)),
        bases_en=tuple(dict.fromkeys(b for r in rules for b in r.legal_basis_en)),
    )


def signal_entry(signal: Signal) -> Entry:
    """The entry of a signal: what contradicts without being a linear equation."""
    return Entry(
        rule_id=signal.signal_id,
        kind="signal",
        severities={"": signal.severity},
        labels_zh=(signal.label_zh,),
        labels_en=(signal.label_en,),
        origin_en=signal.origin,
        parameters=signal.parameters.model_dump(exclude_none=True),
    )


def equation_text(rule: Rule) -> str:
    """An equation with its cells: `item/breakdown`, `@prior` of the year before."""
    sides = {
        side: _sum([term for term in rule.terms if term.side == side])
        for side in ("left", "right")
    }
    return f"{sides['left']} {rule.operator} {sides['right']}"


def shortened(expression: str) -> str:
    """An expression in which a long sum is not written out."""
    sides = _COMPARISON.split(expression)
    return "".join(map(_shortened_side, sides))


def _shortened_side(side: str) -> str:
    parts = side.split(" + ")
    if len(parts) <= _LONG:
        return side
    return " + ".join([*parts[:2], "…", parts[-1]])


def _sum(terms: list[Term]) -> str:
    text = ""
    for term in terms:
        sign = "-" if term.coefficient < 0 else "+"
        factor = f"{abs(term.coefficient)} * " if abs(term.coefficient) != 1 else ""
        cell = f"{term.item}/{term.breakdown}{'@prior' if term.year_offset else ''}"
        lead = f" {sign} " if text else sign.replace("+", "")
        text += f"{lead}{factor}{cell}"
    return text
