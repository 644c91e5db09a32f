"""A sentence while it is read: its tokens, where the next quantity begins, its claims.

Knows what words change (a topic, a year, whose number it is) and how a claim is made of
a quantity and its subject. Which words belong to a quantity is for `counts`, `changes`
and `negations`.
"""

from dataclasses import dataclass, field, replace

from pipeline.narrative.claim import Kind, Measure
from pipeline.narrative.found import FOREIGN, Found, State, Subject
from pipeline.narrative.patterns import Patterns, TopicDef, UnitClass
from pipeline.narrative.tokens import Quantity, Token

__all__ = ["CONTENT", "HARD", "Sentence"]

#: marks at which the words of a quantity begin
HARD = frozenset(",;:。()!?")
#: roles of words that name things
CONTENT = frozenset({"aspect", "topic", "part", "column", "foreign"})


#: the topic, what was read last, whether parts are told, of what, and the reason
Kept = tuple[str | None, list[Found], bool, str | None, str | None]


@dataclass(slots=True)
class Sentence:
    """One reading of one sentence.

    Attributes:
        text: half-width, without blanks.
        tokens: of it.
        state: what goes on.
        patterns: the words.
        found: its claims so far.
        first: the token at which the words of the next quantity begin.
        begin: the character at which they begin.
        before: the topic before them.
        stack: what an open parenthesis interrupts.
        compared: words since the last claim compare with a year before.
        waiting: subjects of the numbers that follow (分别为3件、2件).
        sign: whether these are rises (1), falls (-1) or neither (0).
        skipped: how many numbers that follow are not read.
        owner: the applicants that the clause before was about (自然人占多数，申请5件).
        years: those of the numbers that wait, where each is of another one.
        earlier: numbers of a year before, whose subject is said behind them.
    """

    text: str
    tokens: list[Token]
    state: State
    patterns: Patterns
    found: list[Found] = field(default_factory=list)
    first: int = 0
    begin: int = 0
    before: str | None = None
    stack: list[Kept] = field(default_factory=list)
    compared: bool = False
    waiting: list[Subject] = field(default_factory=list)
    sign: int = 0
    skipped: int = 0
    owner: str | None = None
    years: list[int] = field(default_factory=list)
    earlier: list[tuple[int | None, Token, Quantity]] = field(default_factory=list)

    # -- what stands where

    def start_at(self, token: int, character: int) -> None:
        """The words of the next quantity begin here."""
        self.first, self.begin = token, character
        self.before = self.state.topic

    def content(self, until: int) -> list[Token]:
        """The words that name things, up to a token."""
        return [t for t in self.tokens[self.first : until] if t.role in CONTENT]

    def plain(self, start: int, end: int) -> str:
        """What stands between two places besides tokens that name nothing."""
        parts = []
        at = start
        for token in self.tokens[self.first :]:
            if token.start >= end:
                break
            if token.end > start and token.role not in CONTENT:
                parts.append(self.text[at : token.start])
                at = token.end
        parts.append(self.text[at:end])
        return "".join(parts)

    def lead(self, place: int) -> str:
        """All that stands before a token, back to where its words begin."""
        return self.plain(self.begin, self.tokens[place].start)

    def fills(self, text: str) -> bool:
        """Whether a text makes no other thing of a quantity."""
        return self.patterns.filler.fullmatch(text) is not None

    def is_apart(self, place: int) -> bool:
        """Whether numbers follow one by one: 分别."""
        return self.patterns.apart.search(self.lead(place)) is not None

    def row(self, place: int) -> int:
        """How many numbers follow each other in a list, from this one on."""
        count = 1
        end = self.tokens[place].end
        for token in self.tokens[place + 1 :]:
            gap = self.text[end : token.start]
            if token.role == "mark" and token.code == ",":
                continue
            if token.role != "number" or not self.patterns.joins.fullmatch(gap or ","):
                break
            count += 1
            end = token.end
        return count

    def definition(self, topic: str | None, unit: UnitClass | None) -> TopicDef | None:
        """What a topic is where it is counted in such units."""
        if not topic:
            return None
        if unit is None:
            return self.patterns.topic(topic)
        return self.patterns.topics.get((topic, unit))

    def has_outcome(self) -> bool:
        """Whether an outcome says that the sentence is about applications."""
        has = any(t.word is not None and t.word.strong for t in self.tokens)
        return has and self.patterns.outcome_context.search(self.text) is not None

    # -- what words change

    def hear(self, token: Token) -> None:
        """Take up what a word says of all that follows."""
        state = self.state
        if token.role == "topic":
            is_weak = token.word is not None and token.word.weak
            if not (is_weak and state.topic == FOREIGN):
                state.topic = token.code
        elif token.role == "foreign":
            state.topic = FOREIGN
        elif token.role == "compare":
            self.compared = True
        elif token.role in ("organ", "target", "own"):
            reasons = {"organ": "other_organ", "target": "target"}
            state.reason = reasons.get(token.role)
        else:
            self._hear_year(token)

    def _hear_year(self, token: Token) -> None:
        state = self.state
        if token.role == "history":
            state.speak_of(None)
        elif token.role == "last_year":
            state.speak_of(state.last_year)
        elif token.role == "this_year":
            state.speak_of_now()
        elif token.role == "date" and token.code:
            # a day says when something was done, and 2022年度报告 names a thing
            if self.patterns.not_year.match(self.text, token.end):
                return
            state.speak_of_year(int(token.code))

    # -- claims

    def claim(self, subject: Subject, token: Token, quantity: Quantity) -> Found:
        """A claim that a quantity is of a subject."""
        state = self.state
        if (
            subject.breakdown == "total"
            and subject.subject in self.patterns.subjects.bases
        ):
            state.base = subject.subject
        is_inexact = quantity.bound == "about" and not quantity.tolerance
        return Found(
            subject=subject.subject,
            breakdown=subject.breakdown,
            kind="amount" if self._is_money(subject, quantity) else "count",
            value=quantity.value,
            span=(token.start, token.end),
            unit=quantity.unit,
            tolerance=quantity.tolerance,
            bound=quantity.bound,
            is_negation=quantity.in_words,
            year=state.year,
            measure=None,
            reason=self._reason(subject) or ("inexact" if is_inexact else None),
        )

    def _is_money(self, subject: Subject, quantity: Quantity) -> bool:
        if quantity.unit_class is None:
            return subject.subject in self.patterns.money
        return quantity.unit_class == "money"

    def _reason(self, subject: Subject) -> str | None:
        state = self.state
        if state.reason == "target":
            return state.reason
        if state.year is not None or state.is_history:
            return "other_year"
        return state.reason or subject.reason

    def relative(
        self,
        subject: Subject,
        place: int,
        quantity: Quantity,
        kind: Kind,
        measure: Measure | None = None,
        sign: int = 1,
    ) -> None:
        """Keep a share of a subject, or a change of it."""
        token = self.tokens[place]
        reason = self._reason(subject)
        if reason is None and kind == "rate":
            reason = "rate"
        self.found.append(
            Found(
                subject=subject.subject,
                breakdown=subject.breakdown,
                kind=kind,
                value=sign * quantity.value,
                span=(token.start, token.end),
                unit=quantity.unit,
                tolerance=quantity.tolerance,
                bound=quantity.bound,
                is_negation=False,
                year=self.state.year,
                measure=measure,
                reason=reason,
            )
        )

    def keep(self, claims: list[Found]) -> None:
        """Keep claims; shares and changes that follow are of the last one."""
        if not claims:
            return
        self.found += claims
        self.state.last = claims
        self.state.group += claims
        self.compared = False
        lead = self.plain(self.begin, claims[0].span[0])
        if self.patterns.parts.search(lead):
            self.state.in_parts = True
        self._keep_earlier(claims[-1])

    def _keep_earlier(self, claim: Found) -> None:
        """与2021年的5件相比，申请为8件: the former are of what the latter are of."""
        for year, token, quantity in self.earlier:
            earlier = self.claim(claim.again(), token, quantity)
            reason = earlier.reason or "other_year"
            self.found.append(replace(earlier, year=year, reason=reason))
        self.earlier.clear()
