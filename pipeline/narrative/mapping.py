"""Topics with aspects to subjects: what 收到 and 申请 are together, and for whom.

Knows what is told already, and which applicants a list is about. `topics` of the
patterns say what a topic is with an aspect.
"""

from pipeline.narrative.found import Item, Subject
from pipeline.narrative.patterns import TopicDef
from pipeline.narrative.sentence import Sentence

__all__ = ["is_part", "subject_of"]


def subject_of(
    sentence: Sentence,
    item: Item,
    definition: TopicDef | None,
    aspects: tuple[str, ...],
) -> Subject | None:
    """The subject of an item; None where it is a part without a cell, or no subject."""
    if definition is None or item.is_part:
        return None
    if not item.is_strong and definition.never.intersection(item.aspects):
        return None
    mapped = _mapped(sentence, definition, aspects)
    column = _column(sentence, item)
    is_owned = column is not None and (mapped is not None or column == sentence.owner)
    if item.column is not None or is_owned:
        return _of_column(sentence, column, definition, mapped)
    if mapped is None:
        mapped = _default(sentence, definition, aspects)
    elif mapped in definition.own_parts and _is_again(sentence, mapped):
        return None  # 办结9件，其中按时办结8件: a part of it
    if mapped is None:
        return None
    is_vague = definition.is_general and _is_general(sentence)
    is_told = definition.once.intersection(aspects) and _is_told(sentence, mapped)
    reason = "no_cell" if definition.no_cell else None
    return Subject(mapped, reason="ambiguous" if is_vague or is_told else reason)


def _default(
    sentence: Sentence, definition: TopicDef, aspects: tuple[str, ...]
) -> str | None:
    """The subject of a topic without words that say more."""
    # 其中网络申请5件: a part that is not known
    is_unknown = definition.context and sentence.state.in_parts
    return None if aspects or is_unknown else definition.default


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
    return is_part(sentence) and subject in stated and state.year is None


def is_part(sentence: Sentence) -> bool:
    """Whether words or marks say that parts are told."""
    text, begin = sentence.text, sentence.begin
    if text[max(0, begin - 1) : begin] == ":" or text[begin : begin + 1] == "、":
        return True
    lead = text[begin : begin + 3].lstrip(",")
    return sentence.state.in_parts or sentence.patterns.parts.match(lead) is not None


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
