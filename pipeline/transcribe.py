"""Documents to the `core_*` tables: faithful transcription, nothing filled in.

Takes bytes with where they come from, runs the pure `extract` over them and lays the
result out as the long tables of the dictionary. Fetching, archiving and writing are
elsewhere; judging figures is the work of `sql/`.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pyarrow as pa

from pipeline.belonging import Pages
from pipeline.extract import extract
from pipeline.extract.identity import Identity
from pipeline.extract.office import Converted
from pipeline.extract.report import Extraction, Report
from pipeline.fingerprint import parse_fingerprint
from pipeline.forms import TABLES
from pipeline.inbox.whose import STATED, Stated, whose_report
from pipeline.issues import Issue, IssueCode
from pipeline.narrative.claim import Claim
from pipeline.registry import Registry
from pipeline.resolve import doubt_about, resolve_institution
from pipeline.schema import load_schemas
from pipeline.store import conform

__all__ = ["CORE_TABLES", "Origin", "Transcript", "claim_columns", "issue_row"]

#: the tables that transcription writes
CORE_TABLES = (
    "core_reports",
    *(f"core_{table}" for table in TABLES),
    "core_claims",
    "core_issues",
)
_PRINTED = "printed"
#: issues that say that nothing of a table was read
_NO_TABLE = (IssueCode.TABLE_MISSING, IssueCode.RUN_TOGETHER)
_YEAR_ISSUES = (IssueCode.YEAR_UNKNOWN, IssueCode.YEAR_INFERRED)
#: what gave a year that the document does not state
_GIVEN = ("parent", STATED)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document comes from.

    Attributes:
        url: its address, or the path of a local file.
        parent_url: the page that it is attached to.
        title: the title under which it was linked.
        source_id: the listing that led to it, None for local files and deposits.
        province_id: the division of the source.
        stated: what the side-car of a deposit says; None of anything else.
    """

    url: str
    parent_url: str | None = None
    title: str = ""
    source_id: str | None = None
    province_id: str | None = None
    stated: Stated | None = None


def issue_row(issue: Issue, stage: str, origin: Origin, **more: Any) -> dict[str, Any]:
    """An issue as a row of `raw_issues` or `core_issues`."""
    return {
        "stage": stage,
        "severity": str(issue.severity),
        "code": str(issue.code),
        "province_id": origin.province_id,
        "source_id": origin.source_id,
        "url": issue.url or origin.url or None,
        "document_sha256": None,
        "report_no": None,
        "table_id": issue.table_id,
        "item": issue.item,
        "breakdown": issue.breakdown,
        "locator": issue.locator,
        "message": issue.message,
    } | more


def claim_columns(claim: Claim) -> dict[str, Any]:
    """What a claim states, in the columns of `core_claims`."""
    return {
        "section": claim.section,
        "sentence": claim.sentence,
        "span_start": claim.span[0],
        "span_end": claim.span[1],
        "subject": claim.subject,
        "breakdown": claim.breakdown,
        "kind": claim.kind,
        "value": claim.value,
        "value_text": claim.value_text,
        "unit": claim.unit,
        "tolerance": claim.tolerance,
        "bound": claim.bound,
        "is_negation": claim.is_negation,
        "claim_year": claim.year,
        "measure": claim.measure,
        "why_not_compared": claim.why_not_compared,
        "locator": claim.locator,
    }


@dataclass(slots=True)
class Transcript:
    """Rows for the `core_*` tables, gathered document by document."""

    registry: Registry | None = None
    #: old office files that were converted before, many in a call
    converted: Converted | None = None
    rows: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {name: [] for name in CORE_TABLES}
    )
    _seen: dict[str, Extraction] = field(default_factory=dict)
    #: bytes and address -> the institution that they were given
    _places: dict[tuple[str, str], str | None] = field(default_factory=dict)
    _pages: Pages = field(default_factory=Pages)
    _issue_rows: set[tuple[Any, ...]] = field(default_factory=set)
    _fingerprint: str = field(default_factory=parse_fingerprint)

    def add(self, data: bytes, origin: Origin) -> Extraction:
        """Read one document and add its rows. Nothing is raised for a document.

        A page that several listings link is one report: that of the first listing
        which says whose it is. An attachment has from its page, if that was read
        before, what it does not say itself.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 in self._seen:
            return self.enter(sha256, None, origin)
        read = extract(
            data, url=origin.url, hint=origin.title, converted=self.converted
        )
        return self.enter(sha256, read, origin)

    def enter(self, sha256: str, read: Extraction | None, origin: Origin) -> Extraction:
        """Add the rows of a document that was read elsewhere.

        Args:
            sha256: of its bytes.
            read: what was read; None for bytes that were entered before.
            origin: where it is from.
        """
        known = self._seen.get(sha256)
        extraction = known or read
        if extraction is None:
            raise ValueError(f"document {sha256} was not read and is not known")
        self._seen[sha256] = extraction
        reports = extraction.reports or [Report(1, None)]
        owned = [self._whose(extraction, r, origin, sha256) for r in reports]
        first = owned[0][0]
        place = (sha256, origin.url)
        if place in self._places:
            if self._places[place] is not None or first.institution_id is None:
                return extraction
            self._correct(first, [whose.institution_id for whose, _ in owned])
        self._places[place] = first.institution_id
        self._pages.note(origin.url, first.identity, first.institution_id)
        for report, (whose, doubts) in zip(reports, owned, strict=True):
            self._report(extraction, report, whose)
            if known is None:
                self._observations(report, whose)
                self._claims(report, whose)
            # one document, one publisher: said once, unless its reports differ
            if report is reports[0] or report.identity != reports[0].identity:
                for doubt in doubts:
                    self._issue(doubt, whose, report.report_no)
        if known is None:
            self._issues(extraction, first)
        return extraction

    def _whose(
        self, extraction: Extraction, report: Report, origin: Origin, sha256: str
    ) -> tuple["_Whose", list[Issue]]:
        """Whose report it is; in an archive each may be somebody else's."""
        own = report.identity or extraction.identity
        if origin.stated is not None and self.registry is not None:
            # a deposit: no listing and no page says anything of it
            found = whose_report(own, origin.stated, self.registry.institutions)
            whose = _Whose(origin, sha256, found.identity, found.institution_id)
            return whose, list(found.issues)
        identity, doubt = self._pages.identity(own, origin.parent_url)
        institution_id, issue = self._institution(identity, origin)
        doubts = [found for found in (doubt, issue) if found is not None]
        return _Whose(origin, sha256, identity, institution_id), doubts

    def tables(self) -> dict[str, pa.Table]:
        """The tables, conforming to the dictionary."""
        schemas = load_schemas()
        return {
            name: conform(pd.DataFrame(rows), schemas[name])
            for name, rows in self.rows.items()
        }

    def _correct(self, whose: "_Whose", institutions: list[str | None]) -> None:
        """Take back what was said of a page before it was known whose it is."""
        sha256, url = whose.sha256, whose.origin.url
        for table in (*TABLES, "claims"):
            for row in self.rows[f"core_{table}"]:
                if row["document_sha256"] == sha256:
                    row["institution_id"] = institutions[row["report_no"] - 1]
        reports, issues = self.rows["core_reports"], self.rows["core_issues"]
        reports[:] = [
            r for r in reports if (r["document_sha256"], r["url"]) != (sha256, url)
        ]
        issues[:] = [
            r
            for r in issues
            if (r["document_sha256"], r["url"], r["code"])
            != (sha256, url, IssueCode.INSTITUTION_UNKNOWN)
        ]

    def _institution(
        self, identity: Identity, origin: Origin
    ) -> tuple[str | None, Issue | None]:
        if self.registry is None or origin.source_id is None:
            return None, None
        of_page = self._pages.institution(identity, origin.parent_url, origin.title)
        if of_page is not None:
            return of_page, None
        source = self.registry.sources[origin.source_id]
        institution, issue = resolve_institution(
            source, self.registry, identity, origin.title
        )
        if institution is None:
            return None, issue
        return institution.institution_id, doubt_about(institution, identity)

    def _report(self, extraction: Extraction, report: Report, whose: "_Whose") -> None:
        identity, origin = whose.identity, whose.origin
        statuses = [o.obs_status for o in report.observations]
        derived = [o for o in report.observations if o.reading != _PRINTED]
        self.rows["core_reports"].append(
            {
                "document_sha256": whose.sha256,
                "report_no": report.report_no,
                "url": origin.url,
                "parent_url": origin.parent_url,
                "province_id": origin.province_id,
                "source_id": origin.source_id,
                "report_year": identity.year,
                "year_basis": identity.year_basis,
                "institution_id": whose.institution_id,
                "publisher": identity.publisher,
                "publisher_basis": identity.publisher_basis,
                "signature": identity.signature,
                "title": identity.title or origin.title or None,
                "published_on": identity.published_on,
                "date_basis": identity.date_basis,
                "scope": identity.scope,
                "scope_basis": identity.scope_basis,
                "edition": report.edition,
                "media": extraction.media,
                "cells": len(statuses),
                "cells_reported": statuses.count("reported"),
                "cells_derived": sum(o.obs_status == "reported" for o in derived),
                "cells_unreadable": statuses.count("unreadable"),
                "tables_present": "|".join(report.tables) or None,
                "tables_missing": "|".join(_missing(report)) or None,
                "parse_fingerprint": self._fingerprint,
            }
        )

    def _observations(self, report: Report, whose: "_Whose") -> None:
        for o in report.observations:
            self.rows[f"core_{o.table_id}"].append(
                {
                    "province_id": whose.origin.province_id,
                    "document_sha256": whose.sha256,
                    "report_no": report.report_no,
                    "table_id": o.table_id,
                    "item": o.item,
                    "breakdown": o.breakdown,
                    "report_year": whose.identity.year,
                    "institution_id": whose.institution_id,
                    "edition": o.edition,
                    "value": o.value,
                    "unit": o.unit,
                    "value_text": o.value_text,
                    "obs_status": o.obs_status,
                    "is_total": o.is_total,
                    "reading": o.reading,
                    "confidence": o.confidence,
                    "locator": o.locator,
                }
            )

    def _claims(self, report: Report, whose: "_Whose") -> None:
        for c in report.claims:
            self.rows["core_claims"].append(
                {
                    "province_id": whose.origin.province_id,
                    "document_sha256": whose.sha256,
                    "report_no": report.report_no,
                    "claim_no": c.claim_no,
                    "report_year": whose.identity.year,
                    "institution_id": whose.institution_id,
                    **claim_columns(c),
                }
            )

    def _issues(self, extraction: Extraction, whose: "_Whose") -> None:
        # a year that page or side-car gave is neither unknown nor inferred
        answered = _YEAR_ISSUES if whose.identity.year_basis in _GIVEN else ()
        for issue in extraction.issues:
            if issue.code not in answered:
                self._issue(issue, whose, 1)
        for report in extraction.reports:
            for issue in report.issues:
                self._issue(issue, whose, report.report_no)

    def _issue(self, issue: Issue, whose: "_Whose", number: int) -> None:
        row = issue_row(
            issue,
            "core",
            whose.origin,
            document_sha256=whose.sha256,
            report_no=number,
        )
        values = tuple(row.values())
        if values not in self._issue_rows:
            self._issue_rows.add(values)
            self.rows["core_issues"].append(row)


@dataclass(frozen=True, slots=True)
class _Whose:
    """One document at one address, and whose report of which year it is."""

    origin: Origin
    sha256: str
    identity: Identity
    institution_id: str | None


def _missing(report: Report) -> list[str]:
    """The tables that are said not to have been read."""
    tables = (i.table_id for i in report.issues if i.code in _NO_TABLE)
    return list(dict.fromkeys(t for t in tables if t and t not in report.tables))
