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
from pipeline.narrative.sentence import Sentence
from pipeline.narrative.tokens import Token

__all__ = ["read_sentence"]

#: more quantities of one sentence are a table
_MAX_NUMBERS = 100


def read_sentence(
    text: str, tokens: list[Token], state: State, patterns: Patterns
) -> list[Found]:
    """The claims of a sentence; the state goes on to the next one."""
    if sum(token.role == "number" for token in tokens) > _MAX_NUMBERS:
        return []
    sentence = Sentence(text, tokens, state, patterns)
    if state.topic is None and sentence.has_outcome():
        state.topic = "application"
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


def _mark(sentence: Sentence, following: int) -> None:
    """A mark ends the words of a quantity, but directly before a number."""
    token = sentence.tokens[following - 1]
    state = sentence.state
    if token.code == "(":
        kept = (state.topic, state.last, state.in_parts, state.base)
        sentence.stack.append(kept)
    elif token.code == ")" and sentence.stack:
        state.topic, state.last, state.in_parts, state.base = sentence.stack.pop()
    if not _goes_over(sentence, following):
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
        is_sum = sentence.patterns.together.match(gap) and sentence.fills(gap)
        return bool(is_sum) and bool(sentence.content(following))
    if gap:
        return False
    if token.code == "(":
        closing = sentence.tokens[following + 1 : following + 2]
        return bool(closing) and sentence.text[after.end : closing[0].end] == ")"
    return token.code == ":"


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
    elif quantity.unit_class != "foreign":
        following = count(sentence, place, quantity)
    sentence.start_at(following, sentence.tokens[following - 1].end)
    return following
