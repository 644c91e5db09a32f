"""Shares and changes of what was read last: 占60%, 较上年增加3件, 由5件降至3件."""

from dataclasses import replace

from pipeline.narrative.claim import Measure
from pipeline.narrative.found import Subject
from pipeline.narrative.naming import items_of, subjects_of
from pipeline.narrative.sentence import CONTENT, Sentence
from pipeline.narrative.tokens import Quantity, Token

__all__ = ["change", "level", "next_of_row", "rate", "was_before"]

#: words between a change and its number
_BETWEEN = ("compare", "date", "this_year", "last_year")
_RELATIVE = ("share", "compare", "up", "down")
_NO_COUNTS = ("percent", "points", "foreign")
_OF = ("的", "")


def _direction(sentence: Sentence, place: int) -> Token | None:
    """The word of a rise or a fall before a number, with nothing else between."""
    for token in reversed(sentence.tokens[sentence.first : place]):
        if token.role in ("up", "down"):
            return token
        if token.role not in _BETWEEN:
            return None
    return None


def was_before(sentence: Sentence, place: int, tail: str) -> bool:
    """由5件降至3件, 比上年的5件申请多2件: whether a number is what was."""
    before = sentence.tokens[sentence.first : place]
    if before and before[-1].role == "compare":
        return sentence.text[before[-1].end : sentence.tokens[place].start] in _OF
    following = sentence.tokens[place + 1 : place + 2]
    is_change = bool(following) and following[0].role in ("up", "down")
    is_compared = any(t.role == "compare" for t in before)
    # 比2022年受理的10件多2件
    return is_change and (
        is_compared or sentence.patterns.level_before.search(tail) is not None
    )


def level(sentence: Sentence, place: int, quantity: Quantity) -> bool:
    """Read what was or what is, beside a change (降至3件, 较上年的5件)."""
    state = sentence.state
    if quantity.unit is None or quantity.unit_class in _NO_COUNTS:
        return False
    token = sentence.tokens[place]
    word = _direction(sentence, place)
    if word is not None:
        if not state.last:
            return False
        gap = sentence.plain(word.end, token.start)
        patterns = sentence.patterns
        is_level = patterns.level.fullmatch(gap)
        if not is_level or not patterns.level_word.search(word.code + gap):
            return False
        dates = (t for t in sentence.tokens[sentence.first : place])
        if not any(t.role in _BETWEEN[1:] and t.start >= word.end for t in dates):
            state.speak_of_now()
        sentence.keep([sentence.claim(state.last[-1].again(), token, quantity)])
        sentence.compared = True  # 由5件降至3件，降幅40%
        return True
    return _base_of_change(sentence, place, quantity)


def _base_of_change(sentence: Sentence, place: int, quantity: Quantity) -> bool:
    """较2022年的5件, 较上年（5件）: the number of the year that is compared with."""
    token, state = sentence.tokens[place], sentence.state
    before = [t for t in sentence.tokens[max(0, place - 2) : place] if t.code != "("]
    if not before or before[-1].role != "compare":
        return False
    if sentence.text[before[-1].end : token.start] not in (*_OF, "("):
        return False
    said = sentence.patterns.year.search(before[-1].code)
    year = int(said[0]) if said else state.last_year
    behind = sentence.tokens[place + 1 : place + 2]
    if behind and behind[0].role in CONTENT:
        return False  # 与上年3件行政诉讼相比
    if not state.last:
        sentence.earlier.append((year, token, quantity))
        return True
    claim = sentence.claim(state.last[-1].again(), token, quantity)
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
    if not is_known or not sentence.compared:
        return True
    sign = 1 if word.role == "up" else -1
    row = sentence.row(place) if sentence.is_apart(place) else 1
    if row > 1:
        # 同比分别增长5%、4%: of the last ones, one by one
        subjects = _of_row(sentence, place, row)
        if not subjects:
            sentence.skipped = row - 1
            return True
        sentence.waiting = subjects
        sentence.sign = sign
        next_of_row(sentence, place, quantity)
        return True
    if _is_held_against(sentence):
        sentence.state.speak_of_now()
    is_other = _is_of_other_year(sentence, place)
    for subject in _subjects(sentence, place):
        of = replace(subject, reason="other_year") if is_other else subject
        _keep_change(sentence, of, place, quantity, sign)
    return True


def _is_of_other_year(sentence: Sentence, place: int) -> bool:
    """比2021年下降3%: whether another year than the last one is compared with."""
    for token in reversed(sentence.tokens[sentence.first : place]):
        if token.role == "compare":
            said = sentence.patterns.year.search(token.code)
            return said is not None and int(said[0]) != sentence.state.last_year
    return False


def _of_row(sentence: Sentence, place: int, row: int) -> list[Subject]:
    """What several changes are of: the words before them, else what was read."""
    words = sentence.content(place)
    if words:
        named = subjects_of(sentence, items_of(sentence, words), "count")
        known = [s for s in named if s is not None]
        return known if len(known) == row == len(named) else []
    group = sentence.state.group
    return [found.again() for found in group[-row:]] if len(group) >= row else []


def _is_held_against(sentence: Sentence) -> bool:
    """今年5件，去年3件，同比增加2件: the year before is only what is compared with."""
    state = sentence.state
    if state.year is None or state.year != state.last_year or not state.last:
        return False
    last = state.last[-1].again()
    return any(f.year is None and f.again() == last for f in state.group)


def next_of_row(sentence: Sentence, place: int, quantity: Quantity) -> None:
    """Read a number that belongs to the next of the subjects that wait for one."""
    subject = sentence.waiting.pop(0)
    if sentence.years:
        sentence.state.speak_of_year(sentence.years.pop(0))
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
    last = sentence.state.last or sentence.found[-1:]
    if not sentence.state.last and last and last[0].kind != "change":
        return []  # what it is of was not read
    return [last[-1].again()] if last else []
