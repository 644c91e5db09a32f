"""Sentences to claims, for tests: short to write and to read."""

from functools import cache

from pipeline.extract.document import Document, Line
from pipeline.forms import FormSet, load_forms
from pipeline.narrative import read_claims
from pipeline.narrative.claim import Claim

__all__ = ["YEAR", "claims_of", "compared", "said"]

#: of the report that the sentences stand in
YEAR = 2023


@cache
def _forms() -> FormSet:
    return load_forms()


def claims_of(*lines: str, year: int | None = YEAR) -> list[Claim]:
    """The claims of a document of these lines."""
    blocks = [Line(text, locator=f"line {n}") for n, text in enumerate(lines, start=1)]
    return read_claims(Document("text", blocks=list(blocks)), year, _forms())


def said(claims: list[Claim]) -> str:
    """Claims as `subject value`, in order."""
    return ", ".join(f"{c.subject} {c.value.normalize():f}" for c in claims)


def compared(*lines: str) -> str:
    """The claims of lines that are counts or amounts to compare."""
    kept = (c for c in claims_of(*lines) if c.why_not_compared is None)
    return said([c for c in kept if c.kind in ("count", "amount")])
