"""Claims of real reports, which are not kept in this repository, and of the demo's."""

from decimal import Decimal
from functools import cache

import pytest

from pipeline.claim_subjects import load_claim_subjects
from pipeline.demo.catalogue import DemoReport, load_reports
from pipeline.demo.prose import sections
from pipeline.extract.document import Document
from pipeline.extract.media import sniff
from pipeline.extract.readers import read_documents
from pipeline.forms import CellDef, load_forms
from pipeline.narrative import read_claims
from pipeline.narrative.claim import Claim
from tests.accuracy.cases import cases_folder
from tests.pipeline.narrative.saying import claims_of


def _claims(case: str, name: str, year: int) -> list[Claim]:
    path = cases_folder() / case / name
    if not path.is_file():
        pytest.skip(f"no real cases at {cases_folder()}; set OGI_CASES")
    data = path.read_bytes()
    documents: list[Document] = [d for _, d in read_documents(data, sniff(data))]
    return read_claims(documents[0], year, load_forms())


def _compared(claims: list[Claim]) -> dict[str, Decimal]:
    return {
        c.subject: c.value
        for c in claims
        if c.why_not_compared is None and c.kind in ("count", "amount")
    }


def test_the_twelve_restated_figures_of_a_real_report_are_claims() -> None:
    found = _compared(_claims("zhumadian_2024_text", "raw.txt", 2024))
    expected = {
        "received": 2046,
        "answered": 2033,
        "carried_in": 6,
        "granted": 830,
        "partially_granted": 90,
        "denied": 83,
        "unavailable": 877,
        "not_processed": 65,
        "other": 88,
        "carried_out": 13,
        "rules_in_force": 5,
        "normative_in_force": 1848,
    }
    assert found == expected | {"information_disclosed": 24_000}


def test_fees_proposals_and_rounding_of_a_real_report() -> None:
    claims = _claims("zhumadian_2024_text", "raw.txt", 2024)
    others = [(c.subject, int(c.value)) for c in claims if c.why_not_compared]
    assert others == [("proposals", 620), ("processing_fee", 3000)]
    rounded = [(int(c.value), int(c.tolerance)) for c in claims if c.tolerance]
    assert rounded == [(70_900, 50), (24_000, 500)]


def test_shares_and_changes_of_a_real_report() -> None:
    claims = _claims("shanghai_general_office_2019_html", "raw.html", 2019)
    assert _compared(claims) == {
        "received": 859,
        "answered": 805,
        "carried_in": 18,
        "carried_out": 72,
        "granted_or_partially": 258,
        "denied": 35,
        "unavailable": 265,
        "not_processed": 158,
        "other": 0,
        "reconsideration": 7,
        "litigation": 9,
    }
    changes = [(c.subject, c.value) for c in claims if c.kind == "change"]
    assert changes == [("received", Decimal("-12.3"))]


@cache
def _alternatives() -> dict[str, list[tuple[tuple[CellDef, int], ...]]]:
    subjects = load_claim_subjects(load_forms())
    return {s.definition.code: [a.terms for a in s.alternatives] for s in subjects}


def _restated(demo: DemoReport, subject: str) -> set[Decimal]:
    """The numbers that a claim of this subject may restate, by the report's figures."""
    figures = demo.figures
    return {
        sum((sign * Decimal(figures[cell.key]) for cell, sign in terms), Decimal(0))
        for terms in _alternatives()[subject]
        if all(figures.get(cell.key) for cell, _ in terms)
    }


@pytest.mark.parametrize("report", load_reports())
def test_the_claims_of_the_demonstration_agree_with_its_figures(report: str) -> None:
    """Its prose is filled from its figures, so that every claim restates one."""
    demo = load_reports()[report]
    texts = [
        text
        for section in sections(demo)
        for text in ((section.heading,) if section.heading else ()) + section.paragraphs
    ]
    claims = _compared(claims_of(*texts, year=demo.entry.year))
    assert claims
    restated = {subject: _restated(demo, subject) for subject in claims}
    assert any(restated.values())
    for subject, value in claims.items():
        # a report may leave the totals blank that a claim is held against
        assert not restated[subject] or value in restated[subject], subject


def test_every_number_of_a_demonstration_report_is_claimed() -> None:
    demo = load_reports()["zhumadian_2024"]
    texts = [t for section in sections(demo) for t in section.paragraphs]
    claims = claims_of("一、总体情况", *texts, year=2024)
    assert [(c.subject, int(c.value)) for c in claims] == [
        ("rules_in_force", 5),
        ("normative_in_force", 1848),
        ("received", 2046),
        ("received", 2040),
        ("carried_in", 6),
        ("answered", 2033),
        ("granted", 830),
        ("partially_granted", 90),
        ("denied", 83),
        ("unavailable", 877),
        ("not_processed", 65),
        ("other", 88),
        ("carried_out", 13),
        ("processing_fee", 3000),
    ]
