"""Subjects of claims as seed tables, and as what a waiver may name.

`seed_claim_subjects` says what is stated, `seed_claim_terms` which cells with which
coefficients each statement may restate, `seed_claim_reasons` why one is not compared:
so that one SQL model compares all claims. What the files say is read in
`pipeline.claim_subjects`.
"""

from itertools import product

import pandas as pd

from pipeline.claim_subjects import ReasonDef, Subject, by_applicants
from pipeline.forms import FormSet

__all__ = [
    "claim_reasons_frame",
    "claim_rules",
    "claim_subjects_frame",
    "claim_terms_frame",
]

#: the unit of a contradiction whose sentence stands before the first heading
_NO_SECTION = "none"


def claim_reasons_frame(reasons: tuple[ReasonDef, ...]) -> pd.DataFrame:
    """`seed_claim_reasons`: one row a reason."""
    return pd.DataFrame(
        [
            {
                "reason": r.code,
                "reason_zh": r.zh,
                "reason_en": r.en,
                "found_by": r.found_by,
            }
            for r in reasons
        ]
    )


def claim_subjects_frame(subjects: tuple[Subject, ...]) -> pd.DataFrame:
    """`seed_claim_subjects`: one row a subject."""
    return pd.DataFrame(
        [
            {
                "subject": s.definition.code,
                "subject_zh": s.definition.zh,
                "subject_en": s.definition.en,
                "unit": s.definition.unit,
                "reason": s.definition.reason,
            }
            for s in subjects
        ]
    )


def claim_terms_frame(subjects: tuple[Subject, ...], forms: FormSet) -> pd.DataFrame:
    """`seed_claim_terms`: a row for each cell of a sum that a statement may mean.

    `choice_no` numbers subject, applicants and alternative over all editions; it holds
    within a release.
    """
    numbers: dict[tuple[str, str, str], int] = {}
    rows = []
    for subject in subjects:
        for alternative in subject.alternatives:
            for applicants, terms in by_applicants(alternative, forms):
                key = (subject.definition.code, applicants, alternative.code)
                number = numbers.setdefault(key, len(numbers))
                rows += [
                    {
                        "subject": subject.definition.code,
                        "claim_breakdown": applicants,
                        "alternative": alternative.code,
                        "edition": alternative.edition,
                        "table_id": cell.table_id,
                        "item": cell.item.code,
                        "breakdown": cell.breakdown.code,
                        "coefficient": coefficient,
                        "position": alternative.position,
                        "terms": len(terms),
                        "choice_no": number,
                    }
                    for cell, coefficient in terms
                ]
    return pd.DataFrame(rows)


def claim_rules(subjects: tuple[Subject, ...], forms: FormSet) -> dict[str, set[str]]:
    """What a waiver of a claim may name: `claim_<subject>`, and where it is said.

    The units are those of `int_contradictions`: applicants and section, and `change`
    behind them for a claim of that kind.
    """
    sections = [*(s.code for s in forms.sections.sections), _NO_SECTION]
    found: dict[str, set[str]] = {}
    for subject in subjects:
        applicants = {
            name for a in subject.alternatives for name, _ in by_applicants(a, forms)
        }
        places = {":".join(pair) for pair in product(applicants, sections)}
        if places:
            found[f"claim_{subject.definition.code}"] = {
                f"{place}{end}" for place in places for end in ("", ":change")
            }
    return found
