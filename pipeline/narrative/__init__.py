"""What the prose of a report says: its sentences read into claims.

A claim is a number, or its absence, that a sentence states about a subject. Reading is
all that is done here; which cells they restate, and whether they agree, is for
`pipeline.claim_subjects` and `sql/`. Patterns and words are data (`data/narrative`).
"""

from pipeline.narrative.reading import read_claims

__all__ = ["read_claims"]
