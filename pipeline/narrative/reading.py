"""The claims of a document."""

from pipeline.extract.document import Document
from pipeline.forms import FormSet
from pipeline.narrative.claim import Claim

__all__ = ["read_claims"]


def read_claims(document: Document, year: int | None, forms: FormSet) -> list[Claim]:
    """What the sentences of a document state."""
    del document, year, forms
    return []
