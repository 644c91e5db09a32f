"""What the reader of prose makes of the labelled sentences: counts, and the errors.

A claim that is read is right where it equals a label that is to be found. It is wrong
where it would be compared with cells and equals no label; a claim that is not compared
and not labelled counts for nothing, and so does an optional label. A label that is not
equalled is missed. `sentence`, `span` and `unit` are not judged.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

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
    """Hold claims against labels: each label is equalled once, the strictest first."""
    # lenience must not take a label from the claim that is exactly it
    open_labels = sorted(passage.claims, key=lambda label: len(label.lenient))
    open_claims = list(claims)
    right = 0
    for lenient, optional in product((False, True), repeat=2):
        for claim in claims:
            fits = (
                label
                for label in open_labels
                if label.is_optional == optional
                and _equals(claim, label, lenient=lenient)
            )
            label = next(fits, None) if claim in open_claims else None
            if label is not None:
                open_claims.remove(claim)
                open_labels.remove(label)
                right += not optional
    wrong = tuple(claim for claim in open_claims if claim.why_not_compared is None)
    counts = ProseCounts(
        sentences=1,
        labelled=sum(not label.is_optional for label in passage.claims),
        read=right + len(wrong),
        right=right,
    )
    missed = tuple(label for label in open_labels if not label.is_optional)
    return Verdict(passage, counts, wrong, missed)


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
