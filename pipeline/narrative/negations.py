"""Words of none: 未收到申请, 无行政复议和行政诉讼. What they govern ends at a comma."""

from dataclasses import replace
from decimal import Decimal

from pipeline.narrative.found import Item, Subject
from pipeline.narrative.naming import items_of, subjects_of
from pipeline.narrative.sentence import CONTENT, Sentence
from pipeline.narrative.tokens import Quantity, Token

__all__ = ["negation"]

_NONE = Quantity(Decimal(0), Decimal(0), None, None, "exact", in_words=True)


def negation(sentence: Sentence, place: int) -> int:
    """Read what there is none of; gives the token after it."""
    words, end, following = _governed(sentence, place)
    if not words:
        return place + 1
    token = sentence.tokens[place]
    gap = sentence.plain(token.end, words[0].start)
    rest = sentence.plain(words[-1].end, end)
    patterns = sentence.patterns
    if not patterns.negated.fullmatch(gap) or not patterns.negated_rest.fullmatch(rest):
        return place + 1
    items = items_of(sentence, [*_said_before(sentence, place, words), *words])
    named = [i for i in items if not (i.is_foreign and i.topic is None)]
    if not named or (items[0] is not named[0] and _is_vague(sentence, named[0])):
        return place + 1  # 未收到投诉和申请: of other things first
    sentence.before = sentence.state.topic
    subjects = subjects_of(sentence, named, None)
    if None not in subjects:
        whole = replace(token, end=words[-1].end)
        sentence.keep(
            [
                sentence.claim(_of_all(s), whole, _NONE)
                for s in subjects
                if s is not None
            ]
        )
    sentence.start_at(following, end)
    return following


def _said_before(sentence: Sentence, place: int, words: list[Token]) -> list[Token]:
    """规章、文件均未制发: the things that there is none of, where they come first."""
    before = sentence.content(place)
    topics = [sentence.patterns.topic(t.code) for t in before if t.role == "topic"]
    is_list = bool(before) and len(topics) == len(before)
    carries = all(t is not None and t.carries for t in topics)
    has_own = any(t.role != "aspect" for t in words)
    if not is_list or not carries or has_own:
        return []
    gap = sentence.plain(before[-1].end, sentence.tokens[place].start)
    return before if sentence.fills(gap) else []


def _is_vague(sentence: Sentence, item: Item) -> bool:
    """Whether it may be one more of the other things: 申请, but not 行政复议."""
    topic = sentence.patterns.topic(item.topic) if item.topic else None
    return topic is None or (topic.context and item.is_weak)


def _of_all(subject: Subject) -> Subject:
    """None of all the work of an office is none of what the form asks for."""
    is_general = subject.reason == "ambiguous"
    return replace(subject, reason=None) if is_general else subject


def _governed(sentence: Sentence, place: int) -> tuple[list[Token], int, int]:
    """The words up to the next mark, where it stands, and the token that it is.

    There are no words where a number says the same, or where parts of a thing are
    governed, which say nothing of the whole.
    """
    words: list[Token] = []
    end, following = len(sentence.text), len(sentence.tokens)
    for number in range(place + 1, len(sentence.tokens)):
        token = sentence.tokens[number]
        if token.role in ("number", "part", "column"):
            return [], 0, 0
        if token.role in ("mark", "negation"):
            end, following = token.start, number
            break
        if token.role in CONTENT:
            words.append(token)
    return words, end, following
