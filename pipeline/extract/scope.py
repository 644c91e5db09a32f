"""Whether the figures are of the organ itself or of its whole jurisdiction.

Only where the report says so, with the words that say it; a government may report
either, and nothing is concluded from its rank.
"""

import re

from pipeline.extract.dates import flat
from pipeline.extract.document import Document
from pipeline.extract.identity_words import load_words

__all__ = ["scope_of"]

#: such statements stand in front; further down the prose speaks of everything
_LINES = 60
_PROSE = re.compile(r"[,。;]")
_MAX_BASIS = 80


def scope_of(document: Document) -> tuple[str | None, str | None]:
    """`own` or `jurisdiction` and the words that say so; None twice where none do."""
    sentences = [
        sentence
        for line in document.lines[:_LINES]
        if _PROSE.search(text := flat(line))
        for sentence in re.split(r"[。;]", text)
    ]
    for pattern, scope in load_words().scope:
        for sentence in sentences:
            found = pattern.search(sentence)
            if found:
                return scope, found[0][:_MAX_BASIS]
    return None, None
