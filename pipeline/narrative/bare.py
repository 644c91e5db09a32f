"""Quantities without words: of another year, totals of what went before, money."""

from pipeline.narrative.found import Found, Subject
from pipeline.narrative.sentence import Sentence
from pipeline.narrative.tokens import Quantity

__all__ = ["bare"]

_DATES = ("date", "this_year", "last_year")


def bare(sentence: Sentence, place: int, quantity: Quantity) -> None:
    """Read a quantity without words, where what went before says what it is."""
    subject = _of_before(sentence, place, quantity) or _of_money(sentence, quantity)
    if subject is not None:
        claim = sentence.claim(subject, sentence.tokens[place], quantity)
        sentence.keep([claim])


def _of_before(sentence: Sentence, place: int, quantity: Quantity) -> Subject | None:
    """2021年5件; 维持3件、纠正1件，合计4件; 占45%，共9件."""
    state = sentence.state
    if quantity.unit is None:
        return None
    is_dated = any(t.role in _DATES for t in sentence.tokens[sentence.first : place])
    if is_dated and state.last:
        return state.last[-1].again()
    if state.last and state.last[-1].reason == "ambiguous":
        is_own = sentence.patterns.own_part.match(sentence.text, sentence.begin)
        return Subject(state.last[-1].subject) if is_own else None
    if not sentence.patterns.together.search(sentence.lead(place)):
        return None
    last = sentence.found[-1:]
    if last and last[0].kind == "rate" and not state.last:
        return last[0].again()
    return _whole(sentence, quantity)


def _whole(sentence: Sentence, quantity: Quantity) -> Subject | None:
    """The subject that was told in parts just before, where they are its sum."""
    whole: str | None = None
    parts: set[str] = set()
    rest = quantity.value
    for part in reversed(sentence.state.group):
        of = _whole_of(sentence, part)
        if of is None or whole not in (None, of):
            return None
        whole = of
        parts.add(part.subject)
        rest -= part.value
        if not rest:
            sums = (t.subject for t in sentence.patterns.subjects.sums if t.of == parts)
            return Subject(next(sums, of))
    return None


def _whole_of(sentence: Sentence, part: Found) -> str | None:
    if part.breakdown != "total" or part.kind != "count" or part.year is not None:
        return None
    for total in sentence.patterns.subjects.wholes:
        if part.subject in total.of:
            return total.subject
    return part.subject.rpartition(".")[0] or None


def _of_money(sentence: Sentence, quantity: Quantity) -> Subject | None:
    """The amount of what went before: 集中采购3个，共5万元."""
    if quantity.unit_class != "money":
        return None
    definition = sentence.definition(sentence.before, "money")
    if definition is None or definition.default is None:
        return None
    return Subject(definition.default, reason="no_cell" if definition.no_cell else None)
