"""The claims of a document: its paragraphs, cut into sentences, each read."""

import re
from collections.abc import Iterator

from pipeline.extract.document import Document
from pipeline.extract.normal import half_width
from pipeline.forms import FormSet
from pipeline.narrative.claim import Claim
from pipeline.narrative.found import Found, State
from pipeline.narrative.grammar import read_sentence
from pipeline.narrative.patterns import Patterns, load_patterns
from pipeline.narrative.prose import Passage, passages
from pipeline.narrative.tokens import tokenise

__all__ = ["read_claims"]

#: what ends a sentence as printed; the words go on over the weaker of them
_SENTENCE = re.compile(r"[^。;!?]*[。;!?]?")
#: a number or a word of none, without which nothing is stated
_STATES = re.compile(r"\d|[零○〇两一二三四五六七八九十百千万]|[壹贰叁肆伍陆柒捌玖]|未|无|没|不涉")
#: a longer sentence is a table that lost its lines
_LONGEST = 1_500
#: more claims are those of a table
_MOST = 1_000


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
    claims: list[Claim] = []
    for passage in passages(document, forms.sections):
        for claim in _of_passage(passage, year, own, patterns):
            if len(claims) == _MOST:
                return claims
            claims.append(_numbered(claim, len(claims) + 1))
    return claims


def _own_names(document: Document) -> tuple[str, ...]:
    meta = document.meta
    return tuple(meta[k] for k in ("title", "publisher", "site") if meta.get(k))


def _of_passage(
    passage: Passage, year: int | None, own: tuple[str, ...], patterns: Patterns
) -> Iterator[Claim]:
    places = [n for n, c in enumerate(passage.text) if not c.isspace()]
    text = half_width("".join(passage.text[n] for n in places))
    context = _context(passage, patterns)
    state = State(year, context=context, own_names=own, topic=context)
    state.is_disputes = passage.section == "disputes"
    for match in _SENTENCE.finditer(text):
        sentence = match[0]
        if not sentence:
            continue
        is_telling = (
            len(sentence) <= _LONGEST
            and _STATES.search(sentence)
            and patterns.telling.search(sentence)
            and not patterns.table.search(sentence)
        )
        if is_telling:
            tokens = tokenise(sentence, patterns)
            first, last = places[match.start()], places[match.end() - 1] + 1
            inner = [n - first for n in places[match.start() : match.end()]]
            printed = passage.text[first:last]
            for found in read_sentence(sentence, tokens, state, patterns):
                yield _claim(found, passage, printed, inner)
        if not sentence.endswith(";"):
            state.next_sentence()


def _context(passage: Passage, patterns: Patterns) -> str | None:
    if passage.section == "applications":
        return "application"
    for pattern, topic in patterns.contexts:
        if pattern.search(passage.heading):
            return topic
    return None


def _claim(found: Found, passage: Passage, printed: str, places: list[int]) -> Claim:
    start, end = found.span
    span = (places[start], places[end - 1] + 1)
    return Claim(
        claim_no=0,
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


def _numbered(claim: Claim, number: int) -> Claim:
    from dataclasses import replace

    return replace(claim, claim_no=number)
