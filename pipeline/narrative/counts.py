"""Counts and amounts: the words that a quantity belongs to.

Those on its left, back to where its words begin; where they name no thing, those on its
right up to the next mark. What is not certain is not read.
"""

from pipeline.narrative.changes import was_before
from pipeline.narrative.found import FOREIGN, Item, Subject
from pipeline.narrative.naming import items_of, subjects_of
from pipeline.narrative.sentence import CONTENT, HARD, Sentence
from pipeline.narrative.tokens import Quantity, Token

__all__ = ["count"]

#: so many characters behind a number are looked at
_BEHIND = 8
_DATES = ("date", "this_year", "last_year")


def count(sentence: Sentence, place: int, quantity: Quantity) -> int:
    """Read a count or an amount; gives the token after what belongs to it."""
    following = place + 1
    if not _unit_fits(sentence, place, quantity):
        return following
    left, tail = _left(sentence, place)
    is_organ = _of_organ(sentence, left, place)
    if not sentence.fills(tail):
        if left:
            sentence.state.topic = FOREIGN
        elif is_organ:
            _part_of_last(sentence, place, quantity)
        return following
    right: list[Token] = []
    if not any(t.role in ("topic", "column") for t in left):
        right, following, is_other = _right(sentence, place, left)
        if is_other:
            sentence.state.topic = FOREIGN
            return following
    if not left and not right:
        _bare(sentence, place, quantity)
        return following
    if was_before(sentence, place, tail) and sentence.state.year is None:
        sentence.state.speak_of(sentence.state.last_year)
    items = items_of(sentence, [*left, *right])
    if _is_vague(sentence, items) and (not left or _is_some(sentence, left)):
        return following  # 有3件申请, 其中关于土地的申请3件: which is not said
    subjects = subjects_of(sentence, items, quantity.unit_class)
    _keep(sentence, subjects, place, quantity)
    for word in right:
        sentence.hear(word)
    return following


def _unit_fits(sentence: Sentence, place: int, quantity: Quantity) -> bool:
    """A bare number counts only where it ends what is said: 申请数为0。"""
    token = sentence.tokens[place]
    if quantity.unit is not None or token.code == "zero":
        return True
    behind = sentence.text[token.end : token.end + 1]
    ends = not behind or behind in HARD or sentence.patterns.joins.fullmatch(behind)
    before = sentence.text[max(0, token.start - _BEHIND) : token.start]
    return bool(ends) and sentence.patterns.bare.search(before) is not None


def _left(sentence: Sentence, place: int) -> tuple[list[Token], str]:
    """The words before a number that belong to it, and what stands after the last."""
    left = sentence.content(place)
    start = left[-1].end if left else sentence.begin
    tail = sentence.plain(start, sentence.tokens[place].start)
    cut = tail.rfind("、")
    if left and cut >= 0 and sentence.fills(tail[cut + 1 :]):
        return [], tail[cut + 1 :]  # 予以公开、3件: of the number before
    return left, tail


def _right(
    sentence: Sentence, place: int, left: list[Token]
) -> tuple[list[Token], int, bool]:
    """The words behind a number that belong to it.

    Returns:
        The words, the token after them, and whether they name an unknown thing.
    """
    at = sentence.tokens[place].end
    words: list[Token] = []
    following = place + 1
    for number in range(place + 1, len(sentence.tokens)):
        token = sentence.tokens[number]
        gap = sentence.text[at : token.start]
        if token.role in ("number", "mark", "negation", "range"):
            break
        if "、" in gap or not sentence.fills(gap):
            break
        at = token.end
        if token.role not in CONTENT:
            continue
        if token.role == "aspect" and left:
            break
        if token.role == "foreign":
            return [], number + 1, True
        words.append(token)
        following = number + 1
    if words:
        return words, following, False
    return [], place + 1, _is_other(sentence, place)


def _is_other(sentence: Sentence, place: int) -> bool:
    """Whether an unknown thing stands directly behind a number."""
    end = sentence.tokens[place].end
    behind = sentence.text[end : end + _BEHIND]
    if not behind or behind[0] in HARD or behind[0] == "、":
        return False
    following = sentence.tokens[place + 1 : place + 2]
    if following and following[0].start == end:
        return following[0].role == "foreign"
    return sentence.patterns.after.match(behind) is None


def _is_vague(sentence: Sentence, items: list[Item]) -> bool:
    """Whether nothing says what was done with the applications."""
    topics = [sentence.patterns.topic(i.topic) for i in items if i.topic]
    is_named = any(t is not None and t.context for t in topics)
    return is_named and not any(i.aspects for i in items)


def _is_some(sentence: Sentence, left: list[Token]) -> bool:
    """Whether words say that it is a part of what went before."""
    lead = sentence.plain(sentence.begin, left[0].start)
    part = sentence.patterns.parts.search(lead)
    if part is None:
        return False
    return sentence.state.base is not None or not sentence.fills(lead[part.end() :])


def _bare(sentence: Sentence, place: int, quantity: Quantity) -> None:
    """A quantity without words: 2021年5件, or the amount of what went before."""
    token, state = sentence.tokens[place], sentence.state
    is_dated = any(t.role in _DATES for t in sentence.tokens[sentence.first : place])
    if is_dated and state.last and quantity.unit is not None:
        sentence.keep([sentence.claim(state.last[-1].again(), token, quantity)])
        return
    definition = sentence.definition(sentence.before, quantity.unit_class)
    if quantity.unit_class == "money" and definition and definition.default:
        reason = "no_cell" if definition.no_cell else None
        subject = Subject(definition.default, reason=reason)
        sentence.keep([sentence.claim(subject, token, quantity)])


# -- whose number it is


def _of_organ(sentence: Sentence, left: list[Token], place: int) -> bool:
    """Whether the words begin with the name of an organ that is not this one."""
    if left and left[0].role == "foreign":
        return False
    until = left[0].start if left else sentence.tokens[place].start
    lead = sentence.plain(sentence.begin, until)
    patterns, state = sentence.patterns, sentence.state
    name = patterns.name_of(lead)
    if name is None:
        return False
    is_part = state.in_parts or patterns.parts.match(lead) is not None
    is_own = patterns.own_organs.fullmatch(name) is not None or any(
        _is_within(name, own) for own in state.own_names
    )
    if is_own and not is_part:
        return False
    state.reason = "other_organ"
    return True


def _is_within(name: str, whole: str) -> bool:
    """Whether the characters of a name stand in another one in their order."""
    rest = iter(whole)
    return all(character in rest for character in name)


def _part_of_last(sentence: Sentence, place: int, quantity: Quantity) -> None:
    """其中市公安局3件: a part of what was read last."""
    last = sentence.state.last
    if not last or quantity.unit is None:
        return
    claim = sentence.claim(last[-1].again(), sentence.tokens[place], quantity)
    sentence.found.append(claim)


# -- one number, several subjects


def _keep(
    sentence: Sentence, subjects: list[Subject | None], place: int, quantity: Quantity
) -> None:
    token = sentence.tokens[place]
    known = [s for s in subjects if s is not None]
    is_apart = sentence.is_apart(place)
    row = sentence.row(place) if is_apart else 1
    if is_apart and row > 1:
        if len(known) != row or len(subjects) != row:
            sentence.skipped = row - 1  # 分别为 of several years or organs
            return
        sentence.waiting, sentence.sign = known[1:], 0
        known = known[:1]
    elif len(subjects) > 1:
        if len(known) != len(subjects):
            return
        known = _of_list(sentence, known, place, quantity)
    sentence.keep([sentence.claim(s, token, quantity) for s in known])


def _of_list(
    sentence: Sentence, known: list[Subject], place: int, quantity: Quantity
) -> list[Subject]:
    """The subjects that a number behind a list is of."""
    patterns = sentence.patterns
    lead = sentence.lead(place)
    names = {s.subject for s in known}
    if len(names) == 1 and len({s.breakdown for s in known}) == 1:
        return known[:1]
    if patterns.each.search(lead):
        return known
    for total in patterns.listed.sums:
        if set(total.of) == names:
            if quantity.value == 0 and not patterns.together.search(lead):
                return known
            return [Subject(total.subject, reason=known[0].reason)]
    # 收到并答复12件 says the number of both
    return known if names in patterns.alike else []
