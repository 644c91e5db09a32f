"""What there is to say about a report, numbered: the cells first, then sentences.

A remark is a finding with the cells that explain it, or a sentence that the tables
contradict. Its number is the same in the text, in JSON and on the page.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.check.result import (
    CellKey,
    CheckedPart,
    CheckedReport,
    Finding,
    StatedClaim,
    Suspect,
)
from pipeline.check_report.words import LEVELS, Level, figure

__all__ = ["Mark", "PartRemarks", "Remark", "Tally", "marks", "remarks", "tally"]

_SEVERITIES = tuple(LEVELS)


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at.

    Attributes:
        number: from 1, through the whole document.
        level: how much it matters.
        table_zh: the table that it is about; of a sentence its subject.
        table_en: the same in English.
        suspects: the cells that are probably wrong, sure ones first.
        finding: what does not add up; None for a sentence.
        claim: the sentence; None for a finding.
    """

    number: int
    level: Level
    table_zh: str
    table_en: str
    suspects: tuple[Suspect, ...]
    finding: Finding | None
    claim: StatedClaim | None

    @property
    def named(self) -> tuple[Suspect, ...]:
        """The cells that are probably wrong, and no others in their place."""
        return tuple(s for s in self.suspects if s.is_named)

    @property
    def doubtful(self) -> list[tuple[Suspect, ...]]:
        """The cells of which some are wrong, by part of the table: it is open which."""
        parts: dict[int, list[Suspect]] = {}
        for suspect in self.suspects:
            if not suspect.is_named:
                parts.setdefault(suspect.component_no, []).append(suspect)
        return [tuple(part) for part in parts.values()]


@dataclass(frozen=True, slots=True)
class PartRemarks:
    """The remarks about one report of the document."""

    part: CheckedPart
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many remarks there are, by how much they matter."""

    must: int
    look: int
    note: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.must + self.look + self.note


@dataclass(frozen=True, slots=True)
class Mark:
    """How a cell of the printed form is marked.

    Attributes:
        kind: wrong (this cell and no other), maybe (one of several), named (an equation
            that fails names it) or said (a sentence says something else).
        numbers: of the remarks about it.
        implied: what it should be, as text; empty where that is not known.
    """

    kind: str
    numbers: tuple[int, ...]
    implied: str


def remarks(checked: CheckedReport) -> list[PartRemarks]:
    """The remarks about each report, numbered through."""
    number = 0
    found = []
    for part in checked.parts:
        listed = []
        for draft in _drafts(part):
            number += 1
            listed.append(Remark(number, *draft))
        found.append(PartRemarks(part, tuple(listed)))
    return found


def tally(parts: Iterable[PartRemarks]) -> Tally:
    """How many remarks of each level there are."""
    codes = [remark.level.code for part in parts for remark in part.remarks]
    return Tally(codes.count("must"), codes.count("look"), codes.count("note"))


_Draft = tuple[Level, str, str, tuple[Suspect, ...], Finding | None, StatedClaim | None]


def _drafts(part: CheckedPart) -> list[_Draft]:
    """What there is to say, in order: findings with suspects before those without."""
    known = {finding.finding_id for finding in part.findings}
    drafts: list[_Draft] = []
    for finding in part.findings:
        suspects = tuple(s for s in part.suspects if s.finding_id == finding.finding_id)
        level = LEVELS[finding.severity]
        names = (finding.table_zh, finding.table_en)
        drafts.append((level, *names, suspects, finding, None))
    order = [LEVELS[severity] for severity in _SEVERITIES]
    drafts.sort(key=lambda draft: (order.index(draft[0]), not draft[3]))
    for suspect in part.suspects:
        if suspect.finding_id not in known:
            names = (suspect.name.table_zh, suspect.name.table_en)
            drafts.append((LEVELS["soft"], *names, (suspect,), None, None))
    for claim in part.differing:
        names = (claim.subject_zh, claim.subject_en)
        drafts.append((LEVELS["soft"], *names, (), None, claim))
    return drafts


def marks(listed: Iterable[Remark]) -> dict[CellKey, Mark]:
    """How each marked cell is marked, the strongest mark first."""
    found: dict[CellKey, list[Mark]] = {}
    for remark in listed:
        for key, mark in _marks_of(remark):
            found.setdefault(key, []).append(mark)
    return {key: _merged(several) for key, several in found.items()}


def _marks_of(remark: Remark) -> Iterable[tuple[CellKey, Mark]]:
    number = (remark.number,)
    for suspect in remark.suspects:
        kind = "wrong" if suspect.is_named else "maybe"
        yield suspect.name.key, Mark(kind, number, figure(suspect.due))
    if remark.finding is not None and not remark.suspects:
        for cell in remark.finding.cells:
            if not cell.is_prior:
                yield cell.name.key, Mark("named", number, "")
    if remark.claim is not None:
        for cell_key in remark.claim.cells:
            table, item, breakdown = cell_key.split("/")
            yield (table, item, breakdown), Mark("said", number, "")


def _merged(several: list[Mark]) -> Mark:
    strength = ("wrong", "maybe", "named", "said")
    first = min(several, key=lambda mark: strength.index(mark.kind))
    numbers = tuple(dict.fromkeys(n for mark in several for n in mark.numbers))
    return Mark(first.kind, numbers, first.implied)
