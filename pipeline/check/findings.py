"""What a check finds: failing equations, what sentences state. Types only."""

from dataclasses import dataclass
from decimal import Decimal

from pipeline.check.cells import NamedCell

__all__ = [
    "FailedEquation",
    "Finding",
    "Quality",
    "StatedClaim",
]


@dataclass(frozen=True, slots=True)
class FailedEquation:
    """An equation that does not hold, or a signal (then without comparison).

    Attributes:
        rule_id: the rule, as in `ogi rules`.
        unit_code: the row or column that it is about.
        severity: hard, soft or informative.
        left: its left side.
        comparison: `==`, `<=` or `>=`.
        right: its right side.
        difference: left less right.
        sentence_zh: the same in words.
        sentence_en: the same in English.
    """

    rule_id: str
    unit_code: str
    severity: str
    left: Decimal | None
    comparison: str | None
    right: Decimal | None
    difference: Decimal | None
    sentence_zh: str
    sentence_en: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Failing equations that one cause can explain.

    Attributes:
        finding_id: stable over releases.
        table_id: the statistics table, None for a signal that is of none.
        table_zh: its name on the form, or 整份报告.
        table_en: its name in English.
        severity: `hard` (must hold), `soft` (should) or `informative`.
        kind: equation, domain (a figure that is no count) or signal.
        equations: what fails.
        cells: those that the equations name, most zeros left out.
    """

    finding_id: str
    table_id: str | None
    table_zh: str
    table_en: str
    severity: str
    kind: str
    equations: tuple[FailedEquation, ...]
    cells: tuple[NamedCell, ...]


@dataclass(frozen=True, slots=True)
class StatedClaim:
    """A number that a sentence states, and whether the tables say the same.

    Attributes:
        claim_no: from 1, in the order of the report.
        section: code of the section that it stands in, None before the first.
        sentence: as printed.
        span: where in it the number stands: first character, the one after the last.
        subject: what is counted, a code of `data/narrative/subjects.yml`.
        subject_zh: the same in Chinese.
        subject_en: the same in English.
        kind: count, amount, rate or change.
        value: the number, in the base unit.
        value_text: the number as printed.
        outcome: match, mismatch or not_compared.
        reason: why it is not compared.
        expected: the figure of the tables in the base unit.
        difference: the number less that figure.
        cells: the cells behind that figure, as `table/item/breakdown`.
        message_zh: the outcome in Chinese.
        message_en: the outcome in English.
        locator: where in the document.
    """

    claim_no: int
    section: str | None
    sentence: str
    span: tuple[int, int]
    subject: str
    subject_zh: str
    subject_en: str
    kind: str
    value: Decimal
    value_text: str
    outcome: str
    reason: str | None
    expected: Decimal | None
    difference: Decimal | None
    cells: tuple[str, ...]
    message_zh: str
    message_en: str
    locator: str

    @property
    def differs(self) -> bool:
        """Whether the tables say something else."""
        return self.outcome == "mismatch"


@dataclass(frozen=True, slots=True)
class Quality:
    """How far a report agrees with itself: no word about what its office did.

    Attributes:
        rules_applicable: rules that must or should hold and could be decided.
        rules_passed: those that hold.
        rules_undecided: those that could not be; last year's among them.
        score: passed of applicable, 0 to 1; None where there is none.
        claims_read: numbers that sentences state.
        claims_compared: those that were held against the tables.
        claims_agreeing: those that agree.
        subjects_restated: subjects of the tables that sentences state as well.
        subjects_not_restated: subjects that no sentence states.
    """

    rules_applicable: int
    rules_passed: int
    rules_undecided: int
    score: float | None
    claims_read: int
    claims_compared: int
    claims_agreeing: int
    subjects_restated: tuple[str, ...]
    subjects_not_restated: tuple[str, ...]
