"""What is known while a sentence is read: what was found, what goes on. Types only."""

from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.narrative.claim import Bound, Kind, Measure

__all__ = ["FOREIGN", "Found", "Item", "State", "Subject"]

#: the topic while something is counted that is none of this
FOREIGN = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject, for which applicants, and why it is not compared."""

    subject: str
    breakdown: str = "total"
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a list, by the words that name it.

    Attributes:
        topic: what is counted; None where the words before say it.
        aspects: what was done with it.
        column: the kind of applicants.
        is_part: it is a part of it that has no cell.
        is_foreign: it is another thing.
        is_strong: an aspect says by itself that applications are meant.
        is_weak: the topic says so only where nothing says otherwise.
    """

    topic: str | None
    aspects: tuple[str, ...]
    column: str | None
    is_part: bool
    is_foreign: bool
    is_strong: bool
    is_weak: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A claim in a sentence, before it has a place in the report.

    See `pipeline.narrative.claim.Claim`; `span` is one in the text that was read.
    """

    subject: str
    breakdown: str
    kind: Kind
    value: Decimal
    span: tuple[int, int]
    unit: str | None
    tolerance: Decimal
    bound: Bound
    is_negation: bool
    year: int | None
    measure: Measure | None
    reason: str | None

    def again(self) -> Subject:
        """Its subject, for another claim."""
        reason = self.reason if self.reason == "no_cell" else None
        return Subject(self.subject, self.breakdown, reason)


@dataclass(slots=True)
class State:
    """What goes on from one quantity to the next.

    Attributes:
        report_year: of the report.
        context: the topic that a heading gives.
        own_names: how the document names its organ.
        is_disputes: the section is the one on reconsideration and litigation.
        topic: what is being counted; None where nothing says it, `FOREIGN`.
        aspect: that of the last quantity of a topic that carries it on.
        year: another year that the sentence speaks of.
        is_history: it speaks of several years, or of one that is not known.
        reason: why what follows is not compared.
        in_parts: the quantities are parts of the one before.
        base: the subject whose parts they are.
        column: the applicants that a list is about.
        last: what was read last, for shares and changes.
        group: all that was read in the sentence.
    """

    report_year: int | None
    context: str | None = None
    own_names: tuple[str, ...] = ()
    is_disputes: bool = False
    topic: str | None = None
    aspect: str | None = None
    year: int | None = None
    is_history: bool = False
    reason: str | None = None
    in_parts: bool = False
    base: str | None = None
    column: str | None = None
    last: list[Found] = field(default_factory=list)
    group: list[Found] = field(default_factory=list)

    @property
    def last_year(self) -> int | None:
        """The year before that of the report."""
        return self.report_year - 1 if self.report_year else None

    def speak_of(self, year: int | None) -> None:
        """What follows is of another year; of one that is not known, for None."""
        self.year, self.is_history = year, year is None

    def speak_of_now(self) -> None:
        """What follows is of the year of the report."""
        self.year, self.is_history = None, False

    def speak_of_year(self, year: int) -> None:
        """What follows is of a year, which may be that of the report."""
        if self.report_year in (None, year):
            self.speak_of_now()
        else:
            self.speak_of(year)

    def next_sentence(self) -> None:
        """Forget what a full stop ends."""
        self.topic = self.topic or self.context
        self.aspect = self.column = self.reason = None
        self.in_parts = False
        self.speak_of_now()
        self.last = []
        self.group = []
