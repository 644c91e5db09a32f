"""What the tokens of a sentence state together: subjects of quantities.

A quantity belongs to the words on its left, back to the quantity or the mark before it;
where they say nothing, to those on its right up to the next mark. What is left out of a
list (制发规章2件、文件3件) goes on from the words before. A quantity whose words are not
certain is not read. Knows roles of words, and no words.
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from pipeline.narrative.claim import Bound, Kind, Measure
from pipeline.narrative.patterns import Patterns, TopicDef, UnitClass
from pipeline.narrative.tokens import Quantity, Token

__all__ = ["Found", "State", "read_sentence"]

_HARD = frozenset(",;:。()!?")
_CONTENT = frozenset({"aspect", "topic", "part", "column", "foreign"})
#: more quantities of one sentence are a table
_MAX_NUMBERS = 200


@dataclass(frozen=True, slots=True)
class Found:
    """A claim in a sentence, before it has a place in the report."""

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


@dataclass(slots=True)
class State:
    """What goes on from one quantity to the next.

    Attributes:
        report_year: of the report.
        context: the topic that a heading gives.
        own_names: how the document names its organ.
        topic: what is being counted; None where it is something else.
        aspect: that of the last quantity of a topic that carries it on.
        year: another year that the sentence speaks of.
        is_history: it speaks of several years.
        reason: why what follows is not compared.
        in_parts: the quantities are parts of the one before.
        last: what was read last, for shares and changes.
        group: all that was read in the sentence.
        base: the applications that a column divides.
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
    last: list[Found] = field(default_factory=list)
    group: list[Found] = field(default_factory=list)
    base: str | None = None
    column: str | None = None

    def next_sentence(self) -> None:
        """Forget what a full stop ends."""
        self.topic = self.topic or self.context
        self.aspect = None
        self.year = None
        self.is_history = False
        self.reason = None
        self.in_parts = False
        self.column = None
        self.last = []
        self.group = []


@dataclass(frozen=True, slots=True)
class _Item:
    """One thing of a list: its topic and aspects, and its column."""

    topic: str | None
    aspects: tuple[str, ...]
    column: str | None = None
    is_part: bool = False
    is_foreign: bool = False
    is_strong: bool = False
    is_weak: bool = False


def read_sentence(
    text: str, tokens: list[Token], state: State, patterns: Patterns
) -> list[Found]:
    """The claims of a sentence; the state goes on to the next one."""
    if sum(t.role == "number" for t in tokens) > _MAX_NUMBERS:
        return []
    return _Sentence(text, tokens, state, patterns).read()


class _Sentence:
    """One reading of one sentence."""

    def __init__(
        self, text: str, tokens: list[Token], state: State, patterns: Patterns
    ) -> None:
        self.text = text
        self.tokens = tokens
        self.state = state
        self.patterns = patterns
        self.found: list[Found] = []
        #: where the words of the next quantity begin: token and character
        self.first, self.begin = 0, 0
        #: the topic before those words
        self.before = state.topic
        self.stack: list[tuple[str | None, list[Found], bool, str | None]] = []
        self.compared = False
        #: subjects of the numbers that follow: 分别为3件、2件
        self.waiting: list[_Subject] = []
        #: whether they are rises (1) or falls (-1)
        self.sign = 0

    def read(self) -> list[Found]:
        if self.state.topic is None and self._has_outcome():
            self.state.topic = self.before = "application"
        place = 0
        while place < len(self.tokens):
            token = self.tokens[place]
            place += 1
            if token.role == "number":
                place = self._number(place - 1)
            elif token.role == "mark":
                self._mark(token, place)
            elif token.role == "negation":
                place = self._negation(place - 1)
            else:
                self._word(token)
        return self.found

    def _has_outcome(self) -> bool:
        return any(t.word is not None and t.word.strong for t in self.tokens)

    # -- what goes on

    def _word(self, token: Token) -> None:
        state = self.state
        if token.role == "topic":
            assert token.word is not None
            if not (token.word.weak and state.topic == ""):
                state.topic = token.code
        elif token.role == "foreign":
            state.topic = ""
        elif token.role == "date":
            self._date(token)
        elif token.role == "history":
            state.is_history, state.year = True, None
        elif token.role == "last_year":
            year = state.report_year
            state.year = year - 1 if year else None
            state.is_history = year is None
        elif token.role == "this_year":
            state.year, state.is_history = None, False
        elif token.role == "own":
            state.reason = None
        elif token.role == "organ":
            state.reason = "other_organ"
        elif token.role == "target":
            state.reason = "target"
        elif token.role == "compare":
            self.compared = True

    def _date(self, token: Token) -> None:
        state = self.state
        if not token.code or "月" in self.text[token.start : token.end]:
            return
        if self.patterns.not_year.match(self.text, token.end):
            return
        year = int(token.code)
        other = state.report_year is not None and year != state.report_year
        state.year = year if other else None
        state.is_history = False

    def _mark(self, token: Token, following: int) -> None:
        state = self.state
        if token.code == "(":
            self.stack.append((state.topic, state.last, state.in_parts, state.base))
        elif token.code == ")" and self.stack:
            state.topic, state.last, state.in_parts, state.base = self.stack.pop()
        if token.code in ":(" and following < len(self.tokens):
            after = self.tokens[following]
            is_number = after.role == "number" and after.start == token.end
            # 行政复议:3件, 行政复议(3件)
            if is_number and (token.code == ":" or self._closes(following)):
                return
        self._boundary(following, token.end)

    def _closes(self, place: int) -> bool:
        rest = self.tokens[place + 1 : place + 2]
        end = self.tokens[place].end
        return bool(rest) and rest[0].code == ")" and rest[0].start == end

    def _boundary(self, first: int, begin: int) -> None:
        self.first, self.begin = first, begin
        self.before = self.state.topic

    # -- quantities

    def _number(self, place: int) -> int:
        token = self.tokens[place]
        quantity = token.quantity
        following = place + 1
        if quantity is not None and self.waiting:
            self._of_row(place, quantity)
        elif quantity is not None:
            relative = self._change_of(place)
            if self._level(place, quantity):
                pass
            elif relative is not None:
                self._change(place, relative, quantity)
            elif quantity.unit_class == "percent":
                self._rate(place, quantity)
            elif quantity.unit_class != "foreign":
                following = self._count(place, quantity)
        end = self.tokens[following - 1].end
        self._boundary(following, end)
        return following

    def _of_row(self, place: int, quantity: Quantity) -> None:
        subject = self.waiting.pop(0)
        if self.sign:
            self._add_change(subject, place, self.sign, quantity)
        elif quantity.unit_class not in ("percent", "foreign"):
            self._keep([self._claim(subject, self.tokens[place], quantity)])

    def _content(self, until: int) -> list[Token]:
        return [t for t in self.tokens[self.first : until] if t.role in _CONTENT]

    def _plain(self, start: int, end: int) -> str:
        """What stands between two places besides tokens that change nothing."""
        parts = []
        at = start
        for token in self.tokens:
            if token.start >= end:
                break
            if token.end <= start or token.role in _CONTENT:
                continue
            parts.append(self.text[at : token.start])
            at = token.end
        parts.append(self.text[at:end])
        return "".join(parts)

    def _count(self, place: int, quantity: Quantity) -> int:
        """Read a count or an amount; gives the token after what belongs to it."""
        token = self.tokens[place]
        following = place + 1
        if not self._unit_fits(token, quantity):
            return following
        left = self._content(place)
        start = left[-1].end if left else self.begin
        tail = self._plain(start, token.start)
        cut = tail.rfind("、")
        if left and cut >= 0 and self._fills(tail[cut + 1 :]):
            left, tail = [], tail[cut + 1 :]  # 予以公开、3件: of the one before
        organ = self._part_of_organ(left, place)
        if not self._fills(tail):
            if organ and not left and self.state.last:
                self._add_organ(token, quantity)
            elif left:
                self.state.topic = ""
            return following
        right: list[Token] = []
        if not any(t.role in ("topic", "column") for t in left):
            right, following, is_other = self._right(place, left)
            if is_other:
                self.state.topic = ""
                return following
        if not left and not right:
            self._bare(place, quantity)
            return following
        items = self._items([*left, *right])
        if right and not left and self._is_vague(items):
            return following  # 有3件申请: which of them is not said
        subjects = self._subjects(items, quantity.unit_class)
        self._keep_all(subjects, place, quantity)
        for word in right:
            self._word(word)
        return following

    def _bare(self, place: int, quantity: Quantity) -> None:
        """A quantity without words: 2021年5件, or the amount of what went before."""
        token = self.tokens[place]
        dates = ("date", "this_year", "last_year")
        is_dated = any(t.role in dates for t in self.tokens[self.first : place])
        if is_dated and self.state.last and quantity.unit is not None:
            last = self.state.last[-1]
            if last.kind in ("count", "amount"):
                self._keep([self._claim(_again(last), token, quantity)])
            return
        definition = self._definition(self.before, quantity.unit_class)
        if quantity.unit_class == "money" and definition and definition.default:
            reason = "no_cell" if definition.no_cell else None
            subject = _Subject(definition.default, "total", reason)
            self._keep([self._claim(subject, token, quantity)])

    def _is_vague(self, items: list[_Item]) -> bool:
        topics = (self.patterns.topic(i.topic) for i in items if i.topic)
        return any(t is not None and t.context for t in topics) and not any(
            i.aspects for i in items
        )

    def _fills(self, text: str) -> bool:
        return bool(self.patterns.filler.fullmatch(text))

    def _is_thing(self, text: str) -> bool:
        return bool(text)

    def _unit_fits(self, token: Token, quantity: Quantity) -> bool:
        """A bare number counts only where it ends what is said: 申请数为0。"""
        if quantity.unit is not None or token.code == "zero":
            return True
        rest = self.text[token.end : token.end + 1]
        ends = not rest or rest in _HARD or rest in "、和"
        return ends and bool(self.patterns.bare.search(self.text[: token.start]))

    def _right(self, place: int, left: list[Token]) -> tuple[list[Token], int, bool]:
        """The words behind a number that belong to it, and whether it is another thing.

        Returns:
            The words, the token after them, and whether an unknown thing follows.
        """
        at = self.tokens[place].end
        words: list[Token] = []
        following = place + 1
        for number in range(place + 1, len(self.tokens)):
            token = self.tokens[number]
            if token.role in ("number", "mark", "negation", "range"):
                break
            gap = self.text[at : token.start]
            if "、" in gap or (gap and not self._may_follow(gap, bool(words))):
                break
            at = token.end
            if token.role not in _CONTENT:
                continue
            if token.role == "aspect" and left:
                break
            words.append(token)
            following = number + 1
            if token.role == "foreign":
                return [], following, True
        if words:
            return words, following, False
        return [], place + 1, self._goes_on(place)

    def _may_follow(self, gap: str, is_inside: bool) -> bool:
        del is_inside
        return self._fills(gap)

    def _goes_on(self, place: int) -> bool:
        """Whether an unknown thing stands directly behind a number."""
        end = self.tokens[place].end
        rest = self.text[end : end + 8]
        if not rest or rest[0] in _HARD or rest[0] == "、":
            return False
        if place + 1 < len(self.tokens) and self.tokens[place + 1].start == end:
            return self.tokens[place + 1].role == "foreign"
        return not self.patterns.after.match(rest)

    # -- what the words name

    def _items(self, words: list[Token]) -> list[_Item]:
        """The things that words name, cut where a list joins them."""
        groups: list[list[Token]] = [[]]
        for number, word in enumerate(words):
            if number:
                gap = self._plain(words[number - 1].end, word.start)
                both = word.role == words[number - 1].role == "topic" and not gap
                if both or self.patterns.joins.fullmatch(gap):
                    groups.append([])
            groups[-1].append(word)
        return [self._item(group) for group in groups if group]

    def _item(self, words: list[Token]) -> _Item:
        topic: str | None = None
        column: str | None = None
        aspects: list[str] = []
        is_part = is_foreign = is_strong = is_weak = False
        for word in words:
            assert word.word is not None
            if word.role == "topic":
                if word.word.weak and topic and self._same_family(word.code, topic):
                    continue
                topic, is_weak = word.code, word.word.weak
                is_foreign = is_foreign and is_weak
                if is_weak and not self._stands_alone(word):
                    is_foreign = True
            elif word.role == "aspect":
                aspects.append(word.code)
                is_strong = is_strong or word.word.strong
            elif word.role == "column":
                column = word.code
            elif word.role == "part":
                is_part = True
            else:
                is_foreign, topic = True, None
        return _Item(
            topic, tuple(aspects), column, is_part, is_foreign, is_strong, is_weak
        )

    def _stands_alone(self, word: Token) -> bool:
        """Whether nothing makes another thing of a weak word: 企业开办申请."""
        before = [t for t in self.tokens if t.end <= word.start]
        start = max(self.begin, before[-1].end) if before else self.begin
        gap = self.text[start : word.start]
        return self.patterns.alone.fullmatch(gap) is not None

    def _same_family(self, weak: str, topic: str) -> bool:
        return weak == topic or topic.startswith(weak)

    def _subjects(
        self, items: list[_Item], unit: UnitClass | None
    ) -> "list[_Subject | None]":
        """The subject of each item; what a list leaves out goes on from before."""
        topic = self.before
        if topic is None and items[0].topic is None:
            # 收到并答复申请: what follows says of what
            topic = next((i.topic for i in items if i.topic), None)
        aspects: tuple[str, ...] = ()
        if len(items) > 1 and not any(i.aspects for i in items[:-1]):
            aspects = items[-1].aspects  # 规章、规范性文件制发数
        found: list[_Subject | None] = []
        for item in items:
            if item.is_foreign and (item.topic is None or item.is_weak):
                topic = ""
            elif item.topic is not None:
                if not (item.is_weak and topic == ""):
                    topic = self._of_weak(item, topic)
            elif item.is_strong and (topic is None or "." in item.aspects[0]):
                topic = "application"
            elif item.column is not None and topic is None:
                topic = "application"
            own = item.aspects
            definition = self._definition(topic, unit)
            if not own and definition is not None and definition.carries:
                own = aspects or ((self.state.aspect,) if self.state.aspect else ())
            found.append(self._subject(item, definition, own))
            aspects = own
            if definition is not None and definition.carries and own:
                self.state.aspect = next(
                    (a for a in definition.aspects if a in own), own[-1]
                )
        self.state.topic = topic
        return found

    def _column(self, item: _Item) -> str | None:
        """The applicants of an item: 自然人申请予以公开3件、部分公开2件."""
        if item.column is not None:
            if item.aspects:
                self.state.column = item.column
            return item.column
        if item.topic is not None:
            self.state.column = None
        return self.state.column

    def _of_weak(self, item: _Item, before: str | None) -> str | None:
        """A weak word keeps a topic of its family: 诉讼 after 未经复议直接起诉."""
        if item.is_weak and before and before.startswith(item.topic or ""):
            return before
        return item.topic

    def _definition(
        self, topic: str | None, unit: UnitClass | None
    ) -> TopicDef | None:
        if not topic:
            return None
        if unit is None:
            return self.patterns.topic(topic)
        return self.patterns.topics.get((topic, unit))

    def _subject(
        self, item: _Item, definition: TopicDef | None, aspects: tuple[str, ...]
    ) -> "_Subject | None":
        if definition is None or item.is_part:
            return None
        stated = {f.subject for f in self.state.group}
        mapped = [
            definition.again[a] if a in definition.again and s in stated else s
            for a, s in definition.aspects.items()
            if a in aspects
        ]
        column = self._column(item)
        if column is not None and (item.column is not None or mapped):
            return self._of_column(column, definition, mapped)
        if definition.context and aspects == ("rest",):
            mapped = ["other.other"] if self.state.base == "other" else []
        if mapped:
            subject = mapped[0]
        elif aspects or definition.default is None:
            return None
        elif definition.context and self.state.in_parts:
            return None  # 其中网络申请5件: a part that is not known
        else:
            subject = definition.default
        reason = "no_cell" if definition.no_cell else None
        if definition.is_general and self._is_general():
            reason = "ambiguous"
        return _Subject(subject, "total", reason)

    def _is_general(self) -> bool:
        """Whether disputes are meant of all the work of an office."""
        patterns = self.patterns
        if self.state.is_disputes or patterns.own_cause.search(self.text):
            return False
        return bool(patterns.general.search(self.text))

    def _of_column(
        self, column: str, definition: TopicDef, mapped: list[str]
    ) -> "_Subject | None":
        if not definition.context or column not in self.patterns.columns:
            return None
        subject = mapped[0] if mapped else self.state.base or definition.default
        return None if subject is None else _Subject(subject, column, None)

    # -- claims

    def _keep_all(
        self,
        subjects: "list[_Subject | None]",
        place: int,
        quantity: Quantity,
    ) -> None:
        token = self.tokens[place]
        known = [s for s in subjects if s is not None]
        if len(subjects) > 1:
            if len(known) != len(subjects):
                return
            if self.patterns.apart.search(self._plain(self.begin, token.start)):
                self.waiting = known if len(known) == self._row(place) else []
                if not self.waiting:
                    return
                known = [self.waiting.pop(0)]
            else:
                known = self._of_list(known, quantity, token)
        self._keep([self._claim(s, token, quantity) for s in known])

    def _row(self, place: int) -> int:
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

    def _of_list(
        self, known: "list[_Subject]", quantity: Quantity, token: Token
    ) -> "list[_Subject]":
        """The subjects that a number behind a list is of."""
        patterns = self.patterns
        words = self._plain(self.begin, token.start)
        names = [s.subject for s in known]
        if len(set(names)) == 1:
            return known[:1]
        if patterns.each.search(words):
            return known
        for total in patterns.listed.sums:
            if set(total.of) == set(names):
                if quantity.value == 0 and not patterns.together.search(words):
                    return known
                return [_Subject(total.subject, "total", known[0].reason)]
        if set(names) == {"received", "answered"}:
            return known
        return []

    def _claim(self, subject: "_Subject", token: Token, quantity: Quantity) -> Found:
        state = self.state
        if subject.subject in self.patterns.bases and subject.breakdown == "total":
            state.base = subject.subject
        is_inexact = quantity.bound == "about" and not quantity.tolerance
        year = state.year
        # what was carried over says the year itself
        reason = (
            ("target" if state.reason == "target" else None)
            or ("other_year" if year is not None or state.is_history else None)
            or state.reason
            or subject.reason
            or ("inexact" if is_inexact else None)
        )
        is_word = quantity.unit is None and not any(
            c.isdigit() and c.isascii() for c in self.text[token.start : token.end]
        )
        return Found(
            subject.subject,
            subject.breakdown,
            "amount" if quantity.unit_class == "money" else "count",
            quantity.value,
            (token.start, token.end),
            quantity.unit,
            quantity.tolerance,
            quantity.bound,
            is_word,
            year,
            None,
            reason,
        )

    def _keep(self, claims: list[Found]) -> None:
        if claims:
            self.found += claims
            self.state.last = claims
            self.state.group += claims
            self.compared = False
            if any(self.patterns.parts.search(self._plain(self.begin, c.span[0]))
                   for c in claims):
                self.state.in_parts = True

    def _part_of_organ(self, left: list[Token], place: int) -> bool:
        """Whether the words begin with the name of an organ that is not this one."""
        until = left[0].start if left else self.tokens[place].start
        lead = self._plain(self.begin, until)
        name = self.patterns.name_of(lead)
        if not name:
            return False
        is_part = self.state.in_parts or bool(self.patterns.parts.match(lead))
        own = self.state.own_names
        is_own = not is_part and any(_within(name, o) for o in own)
        if is_own:
            return False
        self.state.reason = "other_organ"
        return True

    def _add_organ(self, token: Token, quantity: Quantity) -> None:
        last = self.state.last[-1]
        if last.kind not in ("count", "amount") or quantity.unit is None:
            return
        found = self._claim(_Subject(last.subject, last.breakdown, None), token, quantity)
        self.found.append(found)

    # -- none of it

    def _negation(self, place: int) -> int:
        """Read 未收到…申请; gives the token after it."""
        token = self.tokens[place]
        words: list[Token] = []
        end = len(self.text)
        following = len(self.tokens)
        for number in range(place + 1, len(self.tokens)):
            other = self.tokens[number]
            if other.role == "number":
                return place + 1  # the number says it
            if other.role in ("mark", "negation"):
                end, following = other.start, number
                break
            if other.role in _CONTENT:
                words.append(other)
        if not words or any(w.role in ("part", "column") for w in words):
            return place + 1
        gap = self._plain(token.end, words[0].start)
        rest = self._plain(words[-1].end, end)
        if not self.patterns.negated.fullmatch(gap):
            return place + 1
        if not self.patterns.negated_rest.fullmatch(rest):
            return place + 1
        self.before = self.state.topic
        items = self._items(words)
        named = [i for i in items if not (i.is_foreign and i.topic is None)]
        if not named or items[0] is not named[0]:
            return place + 1
        subjects = self._subjects(named, None)
        known = [s for s in subjects if s is not None]
        if len(known) == len(subjects):
            spans = Token("number", "", token.start, words[-1].end)
            none = Quantity(Decimal(0), Decimal(0), None, None, "exact")
            claims = [
                Found(
                    subject=c.subject,
                    breakdown=c.breakdown,
                    kind="amount" if self._is_money(c.subject) else "count",
                    value=c.value,
                    span=c.span,
                    unit=None,
                    tolerance=c.tolerance,
                    bound="exact",
                    is_negation=True,
                    year=c.year,
                    measure=None,
                    reason=c.reason,
                )
                for c in (self._claim(s, spans, none) for s in known)
            ]
            self._keep(claims)
        self._boundary(following, end)
        return following

    def _is_money(self, subject: str) -> bool:
        return any(
            t.unit == "money" and t.default == subject
            for t in self.patterns.listed.topics
        )

    # -- shares and changes

    def _change_of(self, place: int) -> int | None:
        """1 for a rise, -1 for a fall, None where the number is neither."""
        number = self._direction(place)
        if number is None:
            return None
        gap = self._plain(self.tokens[number].end, self.tokens[place].start)
        if not self.patterns.change_filler.fullmatch(gap):
            return None
        return 1 if self.tokens[number].role == "up" else -1

    def _direction(self, place: int) -> int | None:
        """The word of a rise or a fall directly before a number."""
        for number in range(place - 1, self.first - 1, -1):
            role = self.tokens[number].role
            if role in ("up", "down"):
                return number
            if role not in ("compare", "date", "this_year", "last_year"):
                return None
        return None

    def _level(self, place: int, quantity: Quantity) -> bool:
        """由2022年的5件增加到8件, 较2022年的5件: what was, and what is."""
        last = self.state.last[-1] if self.state.last else None
        if last is None or last.kind not in ("count", "amount"):
            return False
        token = self.tokens[place]
        if quantity.unit is None or quantity.unit_class in ("percent", "foreign"):
            return False
        number = self._direction(place)
        before = self.tokens[place - 1] if place else None
        if number is not None:
            gap = self._plain(self.tokens[number].end, token.start)
            if not self.patterns.level.fullmatch(gap):
                return False
            dated = self.tokens[number + 1 : place]
            if not any(t.role in ("date", "this_year") for t in dated):
                self.state.year, self.state.is_history = None, False
            self._keep([self._claim(_again(last), token, quantity)])
            return True
        if before is not None and before.role == "compare":
            if self.text[before.end : token.start] not in ("的", ""):
                return False
            year = self._year_of(before)
            claim = self._claim(_again(last), token, quantity)
            self.found.append(
                replace(claim, year=year, reason=claim.reason or "other_year")
            )
            return True
        return False

    def _year_of(self, token: Token) -> int | None:
        found = self.patterns.year.search(token.code)
        if found:
            return int(found[0])
        return self.state.report_year - 1 if self.state.report_year else None

    def _change(self, place: int, sign: int, quantity: Quantity) -> None:
        classes = ("percent", "count", "money")
        if quantity.unit_class not in classes or not self.compared:
            return
        if quantity.unit == "个百分点":
            return
        words = self._plain(self.begin, self.tokens[place].start)
        row = self._row(place)
        if self.patterns.apart.search(words) and row > 1:
            # 同比分别增长5%、4%: of the last ones, one by one
            if len(self.state.group) >= row:
                self.waiting = [_again(f) for f in self.state.group[-row:]]
                self.sign = sign
                self._add_change(self.waiting.pop(0), place, sign, quantity)
            return
        for subject in self._relative_subjects(place):
            self._add_change(subject, place, sign, quantity)

    def _add_change(
        self, subject: "_Subject", place: int, sign: int, quantity: Quantity
    ) -> None:
        measure: Measure = (
            "percent" if quantity.unit_class == "percent" else "difference"
        )
        value = sign * quantity.value
        self.found.append(
            self._relative(subject, place, quantity, "change", value, measure)
        )

    def _rate(self, place: int, quantity: Quantity) -> None:
        if quantity.unit != "%":
            return
        for subject in self._relative_subjects(place):
            self.found.append(
                self._relative(subject, place, quantity, "rate", quantity.value, None)
            )

    def _relative_subjects(self, place: int) -> "list[_Subject]":
        """What a share or a change is of: the words before it, else what was read."""
        marks = ("share", "compare", "up", "down")
        until = next(
            (
                n
                for n in range(self.first, place)
                if self.tokens[n].role in marks
            ),
            place,
        )
        words = self._content(until)
        if until == place:
            return []
        if words:
            items = self._items(words)
            subjects = self._subjects(items, "count")
            known = [s for s in subjects if s is not None]
            return known if len(known) == len(subjects) == 1 else []
        if until == place or not self.state.last:
            return []  # 答复率100%: a rate that is no share
        return [_again(self.state.last[-1])]

    def _relative(
        self,
        subject: "_Subject",
        place: int,
        quantity: Quantity,
        kind: Kind,
        value: Decimal,
        measure: Measure | None,
    ) -> Found:
        token = self.tokens[place]
        state = self.state
        reason = "rate" if kind == "rate" else None
        if state.year is not None or state.is_history:
            reason = "other_year"
        return Found(
            subject.subject,
            subject.breakdown,
            kind,
            value,
            (token.start, token.end),
            quantity.unit,
            quantity.tolerance,
            quantity.bound,
            False,
            state.year,
            measure,
            reason or state.reason or subject.reason,
        )


@dataclass(frozen=True, slots=True)
class _Subject:
    """A subject, for which applicants, and why it is not compared."""

    subject: str
    breakdown: str
    reason: str | None


def _again(found: Found) -> _Subject:
    """The subject of a claim, for another one."""
    reason = found.reason if found.reason == "no_cell" else None
    return _Subject(found.subject, found.breakdown, reason)


def _within(name: str, whole: str) -> bool:
    """Whether the characters of a name stand in another one in their order."""
    rest = iter(whole)
    return all(c in rest for c in name)
