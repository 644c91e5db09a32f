"""Words of none: 未收到申请, 无行政复议和行政诉讼. What they govern ends at a comma."""

from dataclasses import replace
from decimal import Decimal

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
    items = items_of(sentence, words)
    named = [i for i in items if not (i.is_foreign and i.topic is None)]
    if not named or items[0] is not named[0]:
        return place + 1  # 未收到投诉和申请: of other things first
    sentence.before = sentence.state.topic
    subjects = subjects_of(sentence, named, None)
    if None not in subjects:
        whole = replace(token, end=words[-1].end)
        claims = [sentence.claim(s, whole, _NONE) for s in subjects if s is not None]
        money = patterns.money
        sentence.keep(
            [replace(c, kind="amount") if c.subject in money else c for c in claims]
        )
    sentence.start_at(following, end)
    return following


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
