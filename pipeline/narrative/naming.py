"""Words to things: where a list is cut, and of which topic each item is.

In a list, an item without a topic has that of the item before, and for some topics so
with the aspect. Which subject that is, is for `mapping`.
"""

from pipeline.narrative.found import FOREIGN, Item, Subject
from pipeline.narrative.mapping import is_part, subject_of
from pipeline.narrative.patterns import TopicDef, UnitClass
from pipeline.narrative.sentence import Sentence
from pipeline.narrative.tokens import Token

__all__ = ["items_of", "subjects_of"]


def items_of(sentence: Sentence, words: list[Token]) -> list[Item]:
    """The things that words name, cut where a list joins them."""
    patterns = sentence.patterns
    groups: list[list[Token]] = [[]]
    for number, word in enumerate(words):
        if number:
            gap = sentence.plain(words[number - 1].end, word.start)
            pair = {word.code, words[number - 1].code}
            is_pair = not gap and any(
                pair == t.of for t in patterns.subjects.sums if t.is_pair
            )
            if is_pair or patterns.joins.fullmatch(gap):
                groups.append([])
        groups[-1].append(word)
    return [_item(sentence, group) for group in groups if group]


def _item(sentence: Sentence, words: list[Token]) -> Item:
    topic: str | None = None
    column: str | None = None
    aspects: list[str] = []
    is_part = is_foreign = is_strong = is_weak = False
    for token in words:
        weak = token.word is not None and token.word.weak
        if token.role == "topic" and weak and topic:
            # 行政复议申请 is none of 申请, and 行政许可申请 is neither
            is_foreign = not topic.startswith(token.code)
            topic = None if is_foreign else topic
        elif token.role == "topic":
            yields = _yields(sentence, token)
            topic, is_weak = token.code, weak or (is_foreign and yields)
            is_foreign = is_weak and (is_foreign or not _is_alone(sentence, token))
        elif token.role == "aspect":
            aspects.append(_aspect(sentence, token))
            is_strong = is_strong or (token.word is not None and token.word.strong)
        elif token.role == "column":
            column = token.code
        elif token.role == "part":
            is_part = True
        else:
            is_foreign, topic = True, None
    return Item(topic, tuple(aspects), column, is_part, is_foreign, is_strong, is_weak)


def _aspect(sentence: Sentence, token: Token) -> str:
    """What an aspect names: 结转到2023年 is what came, in a report of 2023."""
    if token.word is None or token.word.this_year is None:
        return token.code
    said = sentence.patterns.year.search(sentence.text, token.start, token.end)
    year = sentence.state.report_year
    return token.word.this_year if said and int(said[0]) == year else token.code


def _yields(sentence: Sentence, token: Token) -> bool:
    """Whether other words make another thing of a topic: 网站公开政府信息."""
    definition = sentence.patterns.topic(token.code)
    said = sentence.text[sentence.begin : token.start]
    is_all = sentence.patterns.and_others.search(said) is not None
    return definition is not None and definition.yields and not is_all


def _is_alone(sentence: Sentence, token: Token) -> bool:
    """Whether nothing makes another thing of a weak word: 企业开办申请."""
    before = [t.end for t in sentence.tokens if t.end <= token.start]
    start = max(sentence.begin, before[-1]) if before else sentence.begin
    gap = sentence.text[start : token.start]
    return sentence.patterns.alone.fullmatch(gap) is not None


def subjects_of(
    sentence: Sentence, items: list[Item], unit: UnitClass | None
) -> list[Subject | None]:
    """The subject of each item, None where it is not certain or none of this."""
    topic = sentence.before
    aspects: tuple[str, ...] = ()
    if topic is None and items[0].topic is None:
        # 收到并答复申请: what follows says of what
        topic = next((i.topic for i in items if i.topic), None)
    if len(items) > 1 and not any(i.aspects for i in items[:-1]):
        aspects = items[-1].aspects  # 规章、规范性文件制发数
    found: list[Subject | None] = []
    for item in items:
        topic = _topic(sentence, item, topic)
        definition = sentence.definition(topic, unit)
        own = item.aspects
        if definition is not None and definition.carries:
            own = own or aspects or _carried(sentence)
            if own:
                mapped = (a for a in definition.aspects if a in own)
                sentence.state.aspect = next(mapped, own[-1])
        found.append(subject_of(sentence, item, definition, own))
        aspects = own
    sentence.state.topic = topic
    return found


def _carried(sentence: Sentence) -> tuple[str, ...]:
    aspect = sentence.state.aspect
    return (aspect,) if aspect else ()


def _topic(sentence: Sentence, item: Item, before: str | None) -> str | None:
    """The topic of an item, with what was counted before it."""
    if item.is_foreign and (item.topic is None or item.is_weak):
        return FOREIGN
    if item.topic is not None:
        return _said_topic(sentence, item, item.topic, before)
    is_outcome = item.is_strong and (
        _goes_on(sentence)  # 补正3件（未读）、同意公开5件
        if before == FOREIGN
        else before is None and sentence.has_outcome()
    )
    if is_outcome or (before is None and item.column):
        return sentence.patterns.subjects.main
    return before


def _said_topic(
    sentence: Sentence, item: Item, topic: str, before: str | None
) -> str | None:
    """The topic that an item names, or that of before where it says no other."""
    if item.is_weak and (before == FOREIGN or (item.is_part and before)):
        return before
    definition = sentence.patterns.topic(topic)
    if definition is not None and definition.yields and item.is_strong:
        return sentence.patterns.subjects.main
    if before == FOREIGN and _is_listed(definition, item) and is_part(sentence):
        return FOREIGN  # 权力清单30项，其中行政许可20项
    # 诉讼 after 未经复议直接起诉 is of that
    is_same = item.is_weak and before and before.startswith(topic)
    return before if is_same else topic


def _is_listed(definition: TopicDef | None, item: Item) -> bool:
    """Whether it may be one of the things of a list of another kind."""
    if definition is None or definition.context:
        return False
    return bool(definition.own_parts) and not item.aspects


def _goes_on(sentence: Sentence) -> bool:
    """Whether a heading says that outcomes are those of applications."""
    is_foreign = any(t.role == "foreign" for t in sentence.tokens)
    return sentence.state.context == sentence.patterns.subjects.main and not is_foreign
