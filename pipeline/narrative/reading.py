"""The claims of a document: its paragraphs, cut into sentences, each read."""

import re
from collections.abc import Iterator
from itertools import islice

from pipeline.extract.document import Document
from pipeline.extract.identity_words import load_words
from pipeline.extract.normal import half_width
from pipeline.forms import FormSet
from pipeline.narrative.claim import Claim
from pipeline.narrative.found import Found, State
from pipeline.narrative.grammar import read_sentence, topic_of
from pipeline.narrative.patterns import Patterns, load_patterns
from pipeline.narrative.prose import Passage, passages
from pipeline.narrative.tokens import tokenise

__all__ = ["read_claims"]

#: what ends a sentence as printed; words go on over a semicolon
_SENTENCE = re.compile(r"[^。;!?]*+[。;!?]?")
#: a longer sentence is a table that lost its lines
_LONGEST = 1_500
#: so much of a sentence without numbers may say what the next one is about
_LONGEST_HINT = 40
#: more claims are those of a table
_MOST = 1_000
#: the title stands in the first lines, and is no longer
_TOP_LINES, _LONGEST_TITLE = 30, 60
#: what a document says of itself that names its organ
_NAMES = ("title", "publisher", "site")


def read_claims(document: Document, year: int | None, forms: FormSet) -> list[Claim]:
    """Read what the prose of a document states in numbers.

    Args:
        document: in simplified characters.
        year: that of the report.
        forms: the forms, for the headings of sections.

    Returns:
        The claims in the order of the document. Nothing is raised, whatever it holds.
    """
    patterns = load_patterns()
    own = _own_names(document)
    found = (
        read
        for passage in passages(document, forms.sections)
        for read in _of_passage(passage, year, own, patterns)
    )
    return [
        _claim(number, *read) for number, read in enumerate(islice(found, _MOST), 1)
    ]


def _own_names(document: Document) -> tuple[str, ...]:
    """Texts that name the organ of the report: its titles, and what it says itself."""
    report = load_words().report
    titles = (
        "".join(line.split())
        for line in document.lines[:_TOP_LINES]
        if len(line) <= _LONGEST_TITLE
    )
    said = (document.meta[name] for name in _NAMES if name in document.meta)
    return (*said, *(title for title in titles if report.search(title)))


#: a claim, its passage, its sentence as printed, where each character of it was read
_Read = tuple[Found, Passage, str, list[int]]


def _of_passage(
    passage: Passage, year: int | None, own: tuple[str, ...], patterns: Patterns
) -> Iterator[_Read]:
    if not patterns.telling.search(passage.text):
        return
    places = [n for n, c in enumerate(passage.text) if not c.isspace()]
    text = half_width("".join(passage.text.split()))
    context = _context(passage, patterns)
    state = State(year, context, own, passage.section == "disputes", topic=context)
    silent = ""
    for match in _SENTENCE.finditer(text):
        sentence = match[0]
        if _is_telling(sentence, state, patterns):
            if silent:
                state.topic = topic_of(tokenise(silent, patterns), state, patterns)
            inner = places[match.start() : match.end()]
            printed = passage.text[inner[0] : inner[-1] + 1]
            tokens = tokenise(sentence, patterns)
            for found in read_sentence(sentence, tokens, state, patterns):
                yield found, passage, printed, inner
        if not sentence.endswith(";"):
            state.next_sentence()
        silent = "" if patterns.stating.search(sentence) else sentence[-_LONGEST_HINT:]


def _is_telling(sentence: str, state: State, patterns: Patterns) -> bool:
    """Whether it may state something; behind a semicolon, words go on: 其他2件."""
    if len(sentence) > _LONGEST or not patterns.stating.search(sentence):
        return False
    is_next = bool(state.group) or patterns.telling.search(sentence) is not None
    return is_next and patterns.table.search(sentence) is None


def _context(passage: Passage, patterns: Patterns) -> str | None:
    """The topic that the heading of a paragraph gives."""
    for pattern, topic in patterns.contexts:
        if pattern.search(passage.heading):
            return topic
    return patterns.subjects.sections.get(passage.section or "")


def _claim(
    number: int, found: Found, passage: Passage, printed: str, places: list[int]
) -> Claim:
    first, last = found.span[0], found.span[1] - 1
    span = (places[first] - places[0], places[last] - places[0] + 1)
    return Claim(
        claim_no=number,
        section=passage.section,
        sentence=printed,
        span=span,
        subject=found.subject,
        breakdown=found.breakdown,
        kind=found.kind,
        value=found.value,
        value_text=printed[span[0] : span[1]],
        unit=found.unit,
        tolerance=found.tolerance,
        bound=found.bound,
        is_negation=found.is_negation,
        year=found.year,
        measure=found.measure,
        why_not_compared=found.reason,
        locator=passage.locator,
    )
