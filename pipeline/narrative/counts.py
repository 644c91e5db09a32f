"""Counts and amounts: the words that a quantity belongs to.

Those on its left, back to where its words begin; where they name no thing, those on its
right up to the next mark. What is not certain is not read.
"""

from pipeline.narrative.bare import bare
from pipeline.narrative.changes import was_before
from pipeline.narrative.found import FOREIGN, Item, Subject
from pipeline.narrative.naming import items_of, subjects_of
from pipeline.narrative.organs import of_organ, part_of_last
from pipeline.narrative.sentence import CONTENT, HARD, Sentence
from pipeline.narrative.tokens import Quantity, Token

__all__ = ["count"]

#: so many characters behind a number are looked at
_BEHIND = 8
#: what ends the words behind a number
_ENDS = ("number", "mark", "negation", "range", "organ")


def count(sentence: Sentence, place: int, quantity: Quantity) -> int:
    """Read a count or an amount; gives the token after what belongs to it."""
    following = place + 1
    if not _unit_fits(sentence, place, quantity):
        return following
    left, tail = _left(sentence, place)
    is_organ = of_organ(sentence, left, place)
    if not sentence.fills(tail):
        if left:
            _not_known(sentence, place, left)
        elif is_organ:
            part_of_last(sentence, place, quantity)
        return following
    right, following, is_other = _right(sentence, place, left)
    if is_other:
        sentence.state.topic = FOREIGN
        return following
    if not left and not right:
        bare(sentence, place, quantity)
        return following
    items = items_of(sentence, [*left, *right])
    is_all = _is_all(sentence, right, following, tail)
    if _is_vague(sentence, items) and not (is_all or _is_whole(sentence, left)):
        return following  # 有3件申请, 其中关于土地的申请3件: which is not said
    if was_before(sentence, place, tail):
        _keep_before(sentence, items, place, quantity)
    else:
        subjects = subjects_of(sentence, items, quantity.unit_class)
        _keep(sentence, subjects, place, quantity)
    for word in right:
        sentence.hear(word)
    return following


def _not_known(sentence: Sentence, place: int, left: list[Token]) -> None:
    """What is counted here is another thing, and so may be what follows."""
    state = sentence.state
    if left[-1].role == "aspect":
        state.aspect = left[-1].code  # 制发文件9件，其中规章3件
    is_none = sentence.tokens[place].code == "zero"
    goes_on = is_none or any(t.role == "part" for t in left)
    state.topic = sentence.before if goes_on else FOREIGN


def _keep_before(
    sentence: Sentence, items: list[Item], place: int, quantity: Quantity
) -> None:
    """Keep what was the year before; what follows is of the report's year again."""
    state = sentence.state
    year, is_history = state.year, state.is_history
    if year is None:
        state.speak_of(state.last_year)
    subjects = subjects_of(sentence, items, quantity.unit_class)
    _keep(sentence, subjects, place, quantity)
    state.year, state.is_history = year, is_history
    sentence.compared = True


def _unit_fits(sentence: Sentence, place: int, quantity: Quantity) -> bool:
    """A bare number counts only where it ends what is said: 申请数为0."""
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
    if any(t.role in ("topic", "column") for t in left):
        return [], following, _is_other(sentence, place)
    for number in range(place + 1, len(sentence.tokens)):
        token = sentence.tokens[number]
        gap = sentence.text[at : token.start]
        if token.role in _ENDS:
            break
        if "、" in gap or not _leads_on(sentence, gap, words, token, left):
            break
        at = token.end
        if token.role not in CONTENT:
            continue
        if token.role == "aspect" and (left or _is_of_next(sentence, number, words)):
            break
        if token.role == "foreign":
            return [], number + 1, True
        words.append(token)
        following = number + 1
    if words:
        return words, following, False
    return [], place + 1, _is_other(sentence, place)


def _leads_on(
    sentence: Sentence, gap: str, words: list[Token], token: Token, left: list[Token]
) -> bool:
    """Whether a word behind a number still belongs to it.

    Where nothing stands before the number, what is told of the thing behind it may say
    more: 6件不符合上位法的规范性文件 · 9件申请通过审查并予以受理.
    """
    if sentence.fills(gap):
        return True
    if left or len(gap) > _BEHIND:
        return False
    if words:
        is_named = any(t.role == "topic" for t in words)
        return is_named and (token.role == "aspect" or token.role not in CONTENT)
    return gap.endswith("的") and token.role == "topic" and not _is_weak(token)


def _is_of_next(sentence: Sentence, number: int, words: list[Token]) -> bool:
    """27件申请已答复26件: whether a word belongs to the number behind it."""
    token = sentence.tokens[number]
    following = sentence.tokens[number + 1 : number + 2]
    is_before = bool(following) and following[0].role == "number"
    return bool(words) and is_before and following[0].start == token.end


def _is_weak(token: Token) -> bool:
    return token.word is not None and token.word.weak


def _is_other(sentence: Sentence, place: int) -> bool:
    """Whether an unknown thing stands directly behind a number."""
    end = sentence.tokens[place].end
    behind = sentence.text[end : end + _BEHIND]
    if not behind or behind[0] in HARD or behind[0] == "、":
        return False
    following = sentence.tokens[place + 1 : place + 2]
    if following and following[0].start == end:
        return following[0].role in ("foreign", "organ")
    return sentence.patterns.after.match(behind) is None


def _is_vague(sentence: Sentence, items: list[Item]) -> bool:
    """Whether nothing says what was done with the applications."""
    topics = [sentence.patterns.topic(i.topic) for i in items if i.topic]
    is_named = any(t is not None and t.context for t in topics)
    return is_named and not any(i.aspects for i in items)


def _is_all(sentence: Sentence, right: list[Token], following: int, tail: str) -> bool:
    """全年共9件申请, 全年9件政府信息公开申请: the first that a sentence counts."""
    patterns = sentence.patterns
    if sentence.state.group or patterns.parts.search(tail):
        return False
    after = sentence.tokens[following : following + 1]
    if not after or after[0].role != "mark" or not right:
        return False
    if right[-1].end != after[0].start:
        return False
    is_told = after[0].code == "," and not any(_is_weak(t) for t in right)
    return patterns.together.search(tail) is not None or (is_told and bool(tail))


def _is_whole(sentence: Sentence, left: list[Token]) -> bool:
    """Whether no words say that it is a part of what went before."""
    if not left:
        return False
    lead = sentence.plain(sentence.begin, left[0].start)
    part = sentence.patterns.parts.search(lead)
    if part is None:
        return True
    return sentence.state.base is None and sentence.fills(lead[part.end() :])


# -- one number, several subjects


def _keep(
    sentence: Sentence, subjects: list[Subject | None], place: int, quantity: Quantity
) -> None:
    token = sentence.tokens[place]
    known = [s for s in subjects if s is not None]
    if not known:
        sentence.state.last = []  # a share that follows is of what was not read
    is_apart = sentence.is_apart(place)
    row = sentence.row(place) if is_apart else 1
    if is_apart and row > 1:
        years = _years(sentence, place)
        if len(known) == 1 and len(years) == row:
            sentence.years = years[1:]
            sentence.state.speak_of_year(years[0])
            known *= row
        elif len(known) != row or len(subjects) != row:
            sentence.skipped = row - 1  # 分别为 of several years or organs
            return
        sentence.waiting, sentence.sign = known[1:], 0
        known = known[:1]
    elif len(subjects) > 1:
        if len(known) != len(subjects):
            return
        known = _of_list(sentence, known, place, quantity)
    sentence.keep([sentence.claim(s, token, quantity) for s in known])


def _years(sentence: Sentence, place: int) -> list[int]:
    """The years that numbers are of one by one: 2019年、2020年分别为11件、13件."""
    before = sentence.tokens[sentence.first : place]
    return [int(t.code) for t in before if t.role == "date" and t.code]


def _of_list(
    sentence: Sentence, known: list[Subject], place: int, quantity: Quantity
) -> list[Subject]:
    """The subjects that a number behind a list is of."""
    patterns = sentence.patterns
    lead = sentence.lead(place)
    names = {s.subject for s in known}
    if len(names) == 1 and len({s.breakdown for s in known}) == 1:
        return known[:1]
    is_sum = patterns.together.search(lead) is not None
    if patterns.each.search(lead) or (quantity.value == 0 and not is_sum):
        return known
    for total in patterns.subjects.sums:
        if total.of == names:
            return [Subject(total.subject, reason=known[0].reason)]
    # 收到并答复12件 says the number of both
    return known if names in patterns.subjects.alike else []
