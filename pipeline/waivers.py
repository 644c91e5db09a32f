"""Waivers: findings that somebody looked at and accepts, until the figures change.

`data/waivers/<institution_id>.yml` lists them; they compile to `seed_waivers`. A waiver
is about a rule in a report and names the hash of the figures that it was given for
(`values_hash` of `out_consistency_flags`): other figures, and it lapses. Which findings
it covers is said in `sql/`; how to write one is in docs/corrections.md.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pandas as pd
from pydantic import Field

from pipeline.errors import EntryError
from pipeline.institution_files import Entry, InstitutionEntry, Text, read_entries
from pipeline.near import hint

__all__ = [
    "Waiver",
    "WaiverEntry",
    "load_waivers",
    "proposed_entries",
    "waivers_frame",
]

#: digits of the hash that stand in an id
_SHORT = 8


class WaiverEntry(InstitutionEntry):
    """A rule (or signal) in a report whose contradiction is accepted.

    Without `unit` it is about every row or column of the rule.
    """

    rule: Text
    unit: Text | None = None
    values_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


@dataclass(frozen=True, slots=True)
class Waiver:
    """A waiver with its id, `<institution>:<year>:<rule>[/<unit>]:<hash, 8 digits>`."""

    waiver_id: str
    institution_id: str
    entry: WaiverEntry


def load_waivers(
    folder: Path,
    rules: Mapping[str, Collection[str] | None],
    institutions: Collection[str],
) -> list[Waiver]:
    """All waivers of a folder, in the order of the files.

    Args:
        folder: one `<institution_id>.yml` each; need not be there.
        rules: the rows or columns of each rule; None for a signal, which may be about
            anything.
        institutions: the ids that the registry knows.

    Raises:
        EntryError: an entry cannot be read, names an unknown institution, rule or
            unit, or says what another one says.
    """
    found: dict[str, Entry[WaiverEntry]] = {}
    for entry in read_entries(folder, WaiverEntry, institutions):
        _refuse_unknown(entry, rules)
        content = entry.content
        unit = f"/{content.unit}" if content.unit else ""
        waiver_id = (
            f"{entry.institution_id}:{content.year}:{content.rule}{unit}:"
            f"{content.values_hash[:_SHORT]}"
        )
        if waiver_id in found:
            raise EntryError(
                f"{entry.where}: {content.rule}{unit} of {content.year} with the same "
                f"figures is already waived in {found[waiver_id].where}"
            )
        found[waiver_id] = entry
    return [Waiver(key, e.institution_id, e.content) for key, e in found.items()]


def _refuse_unknown(
    entry: Entry[WaiverEntry], rules: Mapping[str, Collection[str] | None]
) -> None:
    rule, unit = entry.content.rule, entry.content.unit
    if rule not in rules:
        raise EntryError(
            f"{entry.where}, rule: there is no rule {rule!r}{hint(rule, rules)}; see "
            "docs/rules.md"
        )
    units = rules[rule]
    if unit is not None and units is not None and unit not in units:
        raise EntryError(
            f"{entry.where}, unit: the rule {rule} is not about {unit!r}"
            f"{hint(unit, units)}; see docs/rules.md"
        )


def proposed_entries(
    institution_id: str,
    year: int,
    rules: Iterable[str],
    values_hash: str,
    notes: Iterable[str],
) -> str:
    """Entries that waive a finding, for a person to complete: reason and evidence.

    They are refused as they are: both are empty.

    Args:
        institution_id: whose report it is.
        year: that the report is about.
        rules: of the finding; each needs an entry.
        values_hash: of the finding.
        notes: lines about it, written as comments.
    """
    lines = [f"# for data/waivers/{institution_id}.yml"]
    lines += [f"# {' '.join(note.split())}" for note in notes]
    for rule in rules:
        lines += [
            f"- year: {year}",
            f"  rule: {rule}",
            f'  values_hash: "{values_hash}"',
            '  reason: ""  # why it is accepted',
            '  evidence: ""  # what shows it, such as an address',
        ]
    return "\n".join(lines) + "\n"


def waivers_frame(waivers: list[Waiver]) -> pd.DataFrame:
    """`seed_waivers`: one row a waiver."""
    return pd.DataFrame(
        [
            {
                "waiver_id": w.waiver_id,
                "institution_id": w.institution_id,
                "report_year": w.entry.year,
                "rule_id": w.entry.rule,
                "unit_code": w.entry.unit,
                "values_hash": w.entry.values_hash,
                "reason": w.entry.reason,
                "evidence": w.entry.evidence,
            }
            for w in waivers
        ]
    )
