"""What the reader of prose makes of the labelled sentences: counts, and the errors.

A claim that is read is right where it equals a label that is to be found. It is wrong
where it would be compared with cells and equals no label; a claim that is not compared
and not labelled counts for nothing, and so does an optional label. A label that is not
equalled is missed. A claim equals one label at most, and a label one claim; claims and
labels are paired so that as many as can be are right. `sentence`, `span` and `unit` are
not judged.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.accuracy.prose import ALL, ProseCounts, ProseRow
from pipeline.accuracy.sentences import PARTS, Label, Part, Passage, load_sentences
from pipeline.extract.document import Document, Line
from pipeline.forms import FormSet, load_forms
from pipeline.narrative import read_claims
from pipeline.narrative.claim import Claim

__all__ = ["FIELDS", "Verdict", "document", "judge", "measure_prose", "verdicts"]

#: fields that have to be equal; whether it is compared at all is asked beside them
FIELDS = (
    "subject", "breakdown", "kind", "value", "tolerance", "bound", "is_negation",
    "year", "measure",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one passage.

    Attributes:
        passage: what was read.
        counts: of its claims.
        wrong: claims read that are labelled nowhere.
        missed: labels that no claim equals.
    """

    passage: Passage
    counts: ProseCounts
    wrong: tuple[Claim, ...]
    missed: tuple[Label, ...]

    @property
    def is_right(self) -> bool:
        """Whether nothing is wrong and nothing missed."""
        return not self.wrong and not self.missed

    def lines(self) -> Iterator[str]:
        """The passage and its errors, for people."""
        yield f"[{' '.join(self.passage.tests)}] {' ⏎ '.join(self.passage.lines)}"
        for claim in self.wrong:
            yield f"    wrong:  {_told(claim)} {claim.value_text!r}"
        for label in self.missed:
            yield f"    missed: {_told(label)}"


def _told(said: Claim | Label) -> str:
    usual = {"total", "count", "exact", False, None}
    rest = [
        f"{name}={getattr(said, name)}"
        for name in FIELDS[1:]
        if name not in {"value", "tolerance"} and getattr(said, name) not in usual
    ]
    if said.tolerance:
        rest.append(f"tolerance={said.tolerance}")
    if said.why_not_compared is not None:
        rest.append(f"why={said.why_not_compared}")
    return " ".join([said.subject, str(said.value), *rest])


def document(passage: Passage) -> Document:
    """The passage as a report: its heading, its lines."""
    texts = (*filter(None, [passage.section]), *passage.lines)
    blocks = [Line(text, locator=f"line {n}") for n, text in enumerate(texts, start=1)]
    return Document("text", blocks=list(blocks))


def _equals(claim: Claim, label: Label, *, lenient: bool) -> bool:
    free = label.lenient if lenient else ()
    same = all(
        getattr(claim, name) == getattr(label, name)
        for name in FIELDS
        if name not in free
    )
    compared = (claim.why_not_compared is None) == (label.why_not_compared is None)
    return same and (compared or "why_not_compared" in free)


def judge(passage: Passage, claims: Sequence[Claim]) -> Verdict:
    """Hold claims against labels: as many are equalled as can be, each of them once."""
    owners = _matched(passage.claims, claims)
    taken = {number: passage.claims[owner] for number, owner in owners.items()}
    right = [n for n, label in taken.items() if not label.is_optional]
    wrong = tuple(
        claim
        for number, claim in enumerate(claims)
        if number not in taken and claim.why_not_compared is None
    )
    found = {owners[number] for number in right}
    missed = tuple(
        label
        for number, label in enumerate(passage.claims)
        if number not in found and not label.is_optional
    )
    counts = ProseCounts(
        sentences=1,
        labelled=len(right) + len(missed),
        right=len(right),
        compared=sum(claims[n].why_not_compared is None for n in right) + len(wrong),
        wrong=len(wrong),
    )
    return Verdict(passage, counts, wrong, missed)


def _matched(labels: Sequence[Label], claims: Sequence[Claim]) -> dict[int, int]:
    """The label that each claim equals: number of the claim to that of the label.

    A greedy choice would let a lenient label keep a claim that another needs. Labels
    that have to be found come first, and none of them makes way for an optional one.
    """
    owners: dict[int, int] = {}
    for number in sorted(range(len(labels)), key=lambda n: labels[n].is_optional):
        _find_claim(number, labels, claims, owners, tried=set())
    return owners


def _find_claim(
    number: int,
    labels: Sequence[Label],
    claims: Sequence[Claim],
    owners: dict[int, int],
    tried: set[int],
) -> bool:
    """Give a label its claim; one that has it already may have to take another."""
    label = labels[number]
    fits = [n for n, c in enumerate(claims) if _equals(c, label, lenient=True)]
    fits.sort(key=lambda n: not _equals(claims[n], label, lenient=False))
    for claim in fits:
        if claim in tried:
            continue
        tried.add(claim)
        owner = owners.get(claim)
        if owner is None or _find_claim(owner, labels, claims, owners, tried):
            owners[claim] = number
            return True
    return False


@cache
def _forms() -> FormSet:
    return load_forms()


def verdicts(part: Part) -> list[Verdict]:
    """What became of each passage of a part."""
    return [
        judge(passage, read_claims(document(passage), passage.year, _forms()))
        for passage in load_sentences(part)
    ]


def measure_prose() -> tuple[ProseRow, ...]:
    """The rows of the accuracy report: each part whole, then by phenomenon."""
    return tuple(row for part in PARTS for row in _rows(part, verdicts(part)))


def _rows(part: Part, found: list[Verdict]) -> Iterator[ProseRow]:
    yield ProseRow(part, ALL, _total(found))
    for name in sorted({test for verdict in found for test in verdict.passage.tests}):
        mine = [verdict for verdict in found if name in verdict.passage.tests]
        yield ProseRow(part, name, _total(mine))


def _total(found: list[Verdict]) -> ProseCounts:
    return sum((verdict.counts for verdict in found), ProseCounts())
