"""What a sentence states: its tokens from left to right, each quantity with its words.

A quantity belongs to the words on its left, back to the quantity or the mark before it;
where they say nothing, to those on its right. What a list leaves out (制发规章2件、文件
3件) goes on from the words before. A quantity whose words are not certain is not read.
The grammar knows roles of words, and no words.
"""

from pipeline.narrative.changes import change, level, next_of_row, rate
from pipeline.narrative.counts import count
from pipeline.narrative.found import Found, State
from pipeline.narrative.negations import negation
from pipeline.narrative.patterns import Patterns
from pipeline.narrative.sentence import HARD, Sentence
from pipeline.narrative.tokens import Token

__all__ = ["read_sentence", "topic_of"]

#: more quantities of one sentence are a table
_MAX_NUMBERS = 100
#: what a number that ends its clause stands before
_ENDS = ("", *HARD)


def read_sentence(
    text: str, tokens: list[Token], state: State, patterns: Patterns
) -> list[Found]:
    """The claims of a sentence; the state goes on to the next one."""
    if sum(token.role == "number" for token in tokens) > _MAX_NUMBERS:
        return []
    sentence = Sentence(text, tokens, state, patterns)
    if state.topic is None and sentence.has_outcome():
        state.topic = patterns.subjects.main
    sentence.start_at(0, 0)
    place = 0
    while place < len(tokens):
        role = tokens[place].role
        if role == "number":
            place = _number(sentence, place)
        elif role == "negation":
            place = negation(sentence, place)
        elif role == "mark":
            place += 1
            _mark(sentence, place)
        else:
            sentence.hear(tokens[place])
            place += 1
    return sentence.found


def topic_of(tokens: list[Token], state: State, patterns: Patterns) -> str | None:
    """The topic that a sentence without numbers says the next one is about."""
    words = [t for t in tokens if t.role in ("topic", "foreign")]
    topics = {t.code for t in words if t.role == "topic"}
    if len(topics) != 1 or len(topics) != len({t.code for t in words}):
        return state.topic
    definition = patterns.topic(topics.pop())
    is_kept = definition is not None and (definition.carries or definition.context)
    return definition.code if definition is not None and is_kept else state.topic


def _mark(sentence: Sentence, following: int) -> None:
    """A mark ends the words of a quantity, but directly before a number."""
    token = sentence.tokens[following - 1]
    state = sentence.state
    if token.code == "(":
        kept = (state.topic, state.last, state.in_parts, state.base, state.reason)
        sentence.stack.append(kept)
    elif token.code == ")" and sentence.stack:
        kept = sentence.stack.pop()
        state.topic, state.last, state.in_parts, state.base, state.reason = kept
    if not _goes_over(sentence, following):
        words = sentence.content(following - 1)
        is_owner = len(words) == 1 and words[0].role == "column"
        sentence.owner = words[0].code if is_owner else None
        sentence.start_at(following, token.end)


def _goes_over(sentence: Sentence, following: int) -> bool:
    """行政复议:3件, 行政复议(3件), 收到的申请,共有3件: words before a mark count."""
    if following == len(sentence.tokens):
        return False
    token, after = sentence.tokens[following - 1], sentence.tokens[following]
    if after.role != "number":
        return False
    gap = sentence.text[token.end : after.start]
    if token.code == ",":
        return _goes_over_words(sentence, following, gap)
    if gap:
        return token.code == ":" and _goes_over_words(sentence, following, gap)
    if token.code == "(":
        closing = sentence.tokens[following + 1 : following + 2]
        return bool(closing) and sentence.text[after.end : closing[0].end] == ")"
    # 均已答复:11件予以公开 is of what stands behind
    behind = sentence.tokens[following + 1 : following + 2]
    is_of_next = behind and behind[0].role == "aspect" and behind[0].start == after.end
    return token.code == ":" and not is_of_next


def _goes_over_words(sentence: Sentence, following: int, gap: str) -> bool:
    """收到的申请,共有3件; 复议:共3件; 其中一类是起诉,7件: it ends its clause."""
    if not sentence.content(following) or not sentence.fills(gap):
        return False
    if sentence.patterns.together.match(gap):
        return True
    end = sentence.tokens[following].end
    return sentence.text[end : end + 1] in _ENDS


def _number(sentence: Sentence, place: int) -> int:
    """Read a number; gives the token after what belongs to it."""
    quantity = sentence.tokens[place].quantity
    following = place + 1
    if sentence.skipped:
        sentence.skipped -= 1
    elif quantity is None:
        pass
    elif sentence.waiting:
        next_of_row(sentence, place, quantity)
    elif level(sentence, place, quantity) or change(sentence, place, quantity):
        pass
    elif quantity.unit_class == "percent":
        rate(sentence, place, quantity)
    elif quantity.unit_class not in ("foreign", "points"):
        following = count(sentence, place, quantity)
        if sentence.patterns.parts.search(sentence.lead(place)):
            sentence.state.in_parts = True
    sentence.start_at(following, sentence.tokens[following - 1].end)
    sentence.owner = None
    return following
