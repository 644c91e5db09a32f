"""Words to subjects: what 收到 and 申请 are together, and what a list leaves out.

A topic and an aspect name a subject (`topics` of the patterns). In a list, an item
without a topic has that of the item before, and for some topics so with the aspect.
"""

from pipeline.narrative.found import FOREIGN, Item, Subject
from pipeline.narrative.patterns import TopicDef, UnitClass
from pipeline.narrative.sentence import Sentence
from pipeline.narrative.tokens import Token

__all__ = ["items_of", "subjects_of"]

#: the topic that outcomes and applicants are of
_APPLICATIONS = "application"


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
        found.append(_subject(sentence, item, definition, own))
        aspects = own
    sentence.state.topic = topic
    return found


def _carried(sentence: Sentence) -> tuple[str, ...]:
    aspect = sentence.state.aspect
    return (aspect,) if aspect else ()


def _topic(sentence: Sentence, item: Item, before: str | None) -> str | None:
    if item.is_foreign and (item.topic is None or item.is_weak):
        return FOREIGN
    if item.topic is not None:
        if item.is_weak and (before == FOREIGN or (item.is_part and before)):
            return before
        # 诉讼 after 未经复议直接起诉 is of that
        definition = sentence.patterns.topic(item.topic)
        if definition is not None and definition.yields and item.is_strong:
            return _APPLICATIONS
        if definition is not None and before == FOREIGN and not item.aspects:
            if not definition.context and definition.own_parts and _is_part(sentence):
                return FOREIGN  # 权力清单30项，其中行政许可20项
        is_same = item.is_weak and before and before.startswith(item.topic)
        return before if is_same else item.topic
    if before == FOREIGN and item.is_strong and _goes_on(sentence):
        return _APPLICATIONS  # 补正3件（未读）、同意公开5件
    if before is None and (item.column or (item.is_strong and sentence.has_outcome())):
        return _APPLICATIONS
    return before


def _goes_on(sentence: Sentence) -> bool:
    """Whether a heading says that outcomes are those of applications."""
    is_foreign = any(t.role == "foreign" for t in sentence.tokens)
    return sentence.state.context == _APPLICATIONS and not is_foreign


def _subject(
    sentence: Sentence,
    item: Item,
    definition: TopicDef | None,
    aspects: tuple[str, ...],
) -> Subject | None:
    if definition is None or item.is_part:
        return None
    if not item.is_strong and definition.never.intersection(item.aspects):
        return None
    mapped = _mapped(sentence, definition, aspects)
    column = _column(sentence, item)
    is_owned = column is not None and (mapped is not None or column == sentence.owner)
    if item.column is not None or is_owned:
        return _of_column(sentence, column, definition, mapped)
    if mapped in definition.own_parts and _is_again(sentence, mapped):
        return None  # 办结9件，其中按时办结8件: a part of it
    if mapped is None:
        if aspects or definition.default is None:
            return None
        if definition.context and sentence.state.in_parts:
            return None  # 其中网络申请5件: a part that is not known
    reason = "no_cell" if definition.no_cell else None
    if definition.is_general and _is_general(sentence):
        reason = "ambiguous"
    if definition.once.intersection(aspects) and _is_told(sentence, mapped):
        reason = "ambiguous"
    return Subject(mapped or definition.default or "", reason=reason)


def _mapped(
    sentence: Sentence, definition: TopicDef, aspects: tuple[str, ...]
) -> str | None:
    """The subject of a topic with these aspects, the first of the form's order."""
    group = sentence.state.group
    stated = {found.subject for found in group if found.reason != "other_year"}
    for aspect, subject in definition.aspects.items():
        if aspect not in aspects:
            continue
        again = definition.again.get(aspect)
        return again if again is not None and subject in stated else subject
    base = sentence.state.base
    for aspect, subject in definition.beside_outcomes.items():
        if aspect in aspects and (base or sentence.has_outcome()):
            return subject
    for aspect, of_base in definition.of_base.items():
        if aspect in aspects and base in of_base:
            return of_base[base]
    return None


def _is_told(sentence: Sentence, subject: str | None) -> bool:
    """Whether a subject is stated already: 行政复议3件，已办结2件."""
    group = sentence.state.group
    return any(
        f.subject == subject and f.breakdown == "total" and f.reason is None
        for f in group
    )


def _is_again(sentence: Sentence, subject: str | None) -> bool:
    """Whether parts are told of what is itself said already."""
    state = sentence.state
    stated = {found.subject for found in state.group if found.breakdown == "total"}
    return _is_part(sentence) and subject in stated and state.year is None


def _is_part(sentence: Sentence) -> bool:
    """Whether words say that parts are told."""
    begin = sentence.begin
    lead = sentence.text[max(0, begin - 1) : begin + 3].lstrip(",条项件个起")
    is_next = lead.startswith((":", "、"))
    has_parts = sentence.patterns.parts.match(lead.lstrip(",")) is not None
    return sentence.state.in_parts or has_parts or is_next


def _column(sentence: Sentence, item: Item) -> str | None:
    """The applicants of an item: 自然人申请予以公开3件、部分公开2件."""
    state = sentence.state
    if item.column is not None:
        if item.aspects:
            state.column = item.column
        return item.column
    if sentence.owner is not None and (item.topic is None or item.is_weak):
        if item.aspects:
            state.column = sentence.owner
        return sentence.owner
    if item.topic is not None:
        state.column = None
    return state.column


def _of_column(
    sentence: Sentence, column: str | None, definition: TopicDef, mapped: str | None
) -> Subject | None:
    if column not in sentence.patterns.subjects.columns or not definition.context:
        return None
    before = sentence.state.last[-1:]
    is_next = sentence.text[sentence.begin : sentence.begin + 1] == "、"
    if mapped is None and is_next and before and before[0].breakdown != "total":
        mapped = before[0].subject  # 答复自然人申请5件、商业企业申请3件
    subject = mapped or sentence.state.base or definition.default
    return None if subject is None or column is None else Subject(subject, column)


def _is_general(sentence: Sentence) -> bool:
    """Whether the disputes may be those of all the work of an office."""
    patterns = sentence.patterns
    if patterns.not_own.search(sentence.text):
        return True
    # 其中涉及政府信息公开5件 says it of a part only
    part = patterns.parts.search(sentence.text)
    whole = sentence.text[: part.start()] if part else sentence.text
    if patterns.own_part.search(sentence.text) and not patterns.own_cause.search(whole):
        return True
    if sentence.state.is_disputes or patterns.own_cause.search(whole):
        return False
    return patterns.general.search(sentence.text) is not None
