"""Shares and changes: 占60%, 较上年增加3件, 由5件降至3件. They are of what was read last."""

from dataclasses import replace

from pipeline.narrative.claim import Measure
from pipeline.narrative.found import Subject
from pipeline.narrative.naming import items_of, subjects_of
from pipeline.narrative.sentence import Sentence
from pipeline.narrative.tokens import Quantity, Token

__all__ = ["change", "level", "next_of_row", "rate", "was_before"]

#: words between a change and its number
_BETWEEN = ("compare", "date", "this_year", "last_year")
_RELATIVE = ("share", "compare", "up", "down")
_NO_COUNTS = ("percent", "foreign")


def _direction(sentence: Sentence, place: int) -> Token | None:
    """The word of a rise or a fall before a number, with nothing else between."""
    for token in reversed(sentence.tokens[sentence.first : place]):
        if token.role in ("up", "down"):
            return token
        if token.role not in _BETWEEN:
            return None
    return None


def was_before(sentence: Sentence, place: int, tail: str) -> bool:
    """由5件降至3件: whether a number is what was, the first of them."""
    following = sentence.tokens[place + 1 : place + 2]
    is_change = bool(following) and following[0].role in ("up", "down")
    return is_change and sentence.patterns.level_before.search(tail) is not None


def level(sentence: Sentence, place: int, quantity: Quantity) -> bool:
    """Read what was or what is, beside a change (降至3件, 较上年的5件)."""
    state = sentence.state
    if not state.last or quantity.unit is None or quantity.unit_class in _NO_COUNTS:
        return False
    token = sentence.tokens[place]
    word = _direction(sentence, place)
    if word is not None:
        gap = sentence.plain(word.end, token.start)
        patterns = sentence.patterns
        is_level = patterns.level.fullmatch(gap)
        if not is_level or not patterns.level_word.search(word.code + gap):
            return False
        dates = (t for t in sentence.tokens[sentence.first : place])
        if not any(t.role in _BETWEEN[1:] and t.start >= word.end for t in dates):
            state.speak_of_now()
        sentence.keep([sentence.claim(state.last[-1].again(), token, quantity)])
        return True
    return _base_of_change(sentence, place, quantity)


def _base_of_change(sentence: Sentence, place: int, quantity: Quantity) -> bool:
    """较2022年的5件: the number of the year that is compared with."""
    token = sentence.tokens[place]
    before = sentence.tokens[place - 1] if place else None
    if before is None or before.role != "compare":
        return False
    if sentence.text[before.end : token.start] not in ("的", ""):
        return False
    said = sentence.patterns.year.search(before.code)
    year = int(said[0]) if said else sentence.state.last_year
    claim = sentence.claim(sentence.state.last[-1].again(), token, quantity)
    sentence.found.append(
        replace(claim, year=year, reason=claim.reason or "other_year")
    )
    return True


def change(sentence: Sentence, place: int, quantity: Quantity) -> bool:
    """Read a rise or a fall; False where the number is neither."""
    word = _direction(sentence, place)
    if word is None:
        return False
    gap = sentence.plain(word.end, sentence.tokens[place].start)
    if not sentence.patterns.change_filler.fullmatch(gap):
        return False
    is_known = quantity.unit_class in ("percent", "count", "money")
    if not is_known or quantity.unit == "个百分点" or not sentence.compared:
        return True
    sign = 1 if word.role == "up" else -1
    row = sentence.row(place) if sentence.is_apart(place) else 1
    if row > 1:
        # 同比分别增长5%、4%: of the last ones, one by one
        group = sentence.state.group
        if len(group) < row:
            sentence.skipped = row - 1
            return True
        sentence.waiting = [found.again() for found in group[-row:]]
        sentence.sign = sign
        next_of_row(sentence, place, quantity)
        return True
    for subject in _subjects(sentence, place):
        _keep_change(sentence, subject, place, quantity, sign)
    return True


def next_of_row(sentence: Sentence, place: int, quantity: Quantity) -> None:
    """Read a number that belongs to the next of the subjects that wait for one."""
    subject = sentence.waiting.pop(0)
    if sentence.sign:
        _keep_change(sentence, subject, place, quantity, sentence.sign)
    elif quantity.unit_class not in _NO_COUNTS:
        claim = sentence.claim(subject, sentence.tokens[place], quantity)
        sentence.keep([claim])


def _keep_change(
    sentence: Sentence, subject: Subject, place: int, quantity: Quantity, sign: int
) -> None:
    is_share = quantity.unit_class == "percent"
    measure: Measure = "percent" if is_share else "difference"
    sentence.relative(subject, place, quantity, "change", measure, sign)


def rate(sentence: Sentence, place: int, quantity: Quantity) -> None:
    """Read a share (占60%); a rate that is no share (按时答复率) is none of this."""
    if quantity.unit == "%":
        for subject in _subjects(sentence, place):
            sentence.relative(subject, place, quantity, "rate")


def _subjects(sentence: Sentence, place: int) -> list[Subject]:
    """What a share or a change is of: the words before it, else what was read."""
    marks = (
        number
        for number in range(sentence.first, place)
        if sentence.tokens[number].role in _RELATIVE
    )
    until = next(marks, None)
    if until is None:
        return []
    words = sentence.content(until)
    if words:
        subjects = subjects_of(sentence, items_of(sentence, words), "count")
        return [s for s in subjects if s is not None] if len(subjects) == 1 else []
    last = sentence.state.last or sentence.found
    return [last[-1].again()] if last else []
