"""A claim: what one sentence of a report states in numbers. Types only."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

__all__ = ["Bound", "Claim", "Kind", "Measure"]

Kind = Literal["count", "amount", "rate", "change"]
#: how a number is meant: 约, 近 (about); 余, 多, 以上 (at_least); 不超过 (at_most)
Bound = Literal["exact", "about", "at_least", "at_most"]
#: of a change: 增加N件 (difference) or 增长x% (percent)
Measure = Literal["difference", "percent"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A number that a sentence states, or that it says is none.

    Attributes:
        claim_no: from 1, in the order of the report.
        section: code of the section that it stands in (`data/forms/sections.yml`);
            None before the first heading.
        sentence: as printed, in one line; the whole sentence up to its 。 or ；.
        span: where in `sentence` the number with its unit stands, or the words that say
            none: first character and the one after the last.
        subject: what is counted, a code of `data/narrative/subjects.yml`.
        breakdown: which applicants, a column of table three; `total` for all, and for
            every other subject.
        kind: count, amount (of money), rate (占x%) or change (against a year before).
        value: in the base unit: cases or documents, yuan (元), percent. A fall is a
            negative change. 未收到, 无 and 零 are 0.
        value_text: as printed, with its unit: `7.09万件`; the words, for a negation.
        unit: the unit as printed, without 万 or 亿: 件, 元, %; None for none.
        tolerance: half of the last digit of a rounded number (7.09万: 50), else 0.
        bound: exact, or how it is not.
        is_negation: words say it, no number: 未收到, 没有, 零报告.
        year: that the sentence is about; None where nothing says another year than
            that of the report.
        measure: of a change: difference or percent; None for others.
        why_not_compared: None where a cell or a sum of cells may be held against it;
            else why not, a code of `REASONS` in `data/narrative`.
        locator: where in the document, as for cells.
    """

    claim_no: int
    section: str | None
    sentence: str
    span: tuple[int, int]
    subject: str
    breakdown: str
    kind: Kind
    value: Decimal
    value_text: str
    unit: str | None
    tolerance: Decimal
    bound: Bound
    is_negation: bool
    year: int | None
    measure: Measure | None
    why_not_compared: str | None
    locator: str
