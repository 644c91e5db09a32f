"""Documents to the `core_*` tables: faithful transcription, nothing filled in.

Takes bytes with where they come from, runs the pure `extract` over them and lays the
result out as the long tables of the dictionary. Fetching, archiving and writing are
elsewhere; judging figures is the work of `sql/`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pyarrow as pa

from pipeline.extract import extract
from pipeline.extract.identity import Identity
from pipeline.extract.office import Converted
from pipeline.extract.report import Extraction, Report
from pipeline.fingerprint import parse_fingerprint
from pipeline.forms import TABLES
from pipeline.issues import Issue, IssueCode
from pipeline.registry import Registry
from pipeline.resolve import resolve_institution
from pipeline.schema import load_schemas
from pipeline.store import conform

__all__ = ["CORE_TABLES", "Origin", "Transcript", "issue_row"]

#: the tables that transcription writes
CORE_TABLES = ("core_reports", *(f"core_{table}" for table in TABLES), "core_issues")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document comes from.

    Attributes:
        url: its address, or the path of a local file.
        parent_url: the page that it is attached to.
        title: the title under which it was linked.
        source_id: the listing that led to it, None for local files.
        province_id: the division of the source.
    """

    url: str
    parent_url: str | None = None
    title: str = ""
    source_id: str | None = None
    province_id: str | None = None


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


def _identity(extraction: Extraction, report: Report) -> Identity:
    """Whose report it is: in an archive each may be somebody else's."""
    return report.identity or extraction.identity


def _own(reports: list[Report]) -> bool:
    """Whether the reports of a document are of several publishers or years."""
    return len({report.identity for report in reports}) > 1


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
    _issue_rows: set[tuple[Any, ...]] = field(default_factory=set)
    _fingerprint: str = field(default_factory=parse_fingerprint)

    def add(self, data: bytes, origin: Origin) -> Extraction:
        """Read one document and add its rows. Nothing is raised for a document.

        A page that several listings link is one report: that of the first listing
        which says whose it is.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        known = self._seen.get(sha256)
        extraction = known or extract(
            data, url=origin.url, hint=origin.title, converted=self.converted
        )
        self._seen[sha256] = extraction
        reports = extraction.reports or [Report(1, None)]
        found = {
            r.report_no: self._institution(_identity(extraction, r), origin)
            for r in reports
        }
        institutions = {number: said[0] for number, said in found.items()}
        place = (sha256, origin.url)
        if place in self._places:
            first = institutions[reports[0].report_no]
            if self._places[place] is not None or first is None:
                return extraction
            self._correct(sha256, origin.url, institutions)
        self._places[place] = institutions[reports[0].report_no]
        for report in reports:
            institution_id = institutions[report.report_no]
            self._report(extraction, report, origin, sha256, institution_id)
            if known is None:
                self._observations(extraction, report, sha256, institution_id)
        if known is None:
            self._issues(extraction, origin, sha256)
        for number, (_, issue) in found.items():
            # one document, one publisher: said once, unless its reports differ
            if issue is not None and (number == reports[0].report_no or _own(reports)):
                self._issue(issue, origin, sha256, number)
        return extraction

    def tables(self) -> dict[str, pa.Table]:
        """The tables, conforming to the dictionary."""
        schemas = load_schemas()
        return {
            name: conform(pd.DataFrame(rows), schemas[name])
            for name, rows in self.rows.items()
        }

    def _correct(
        self, sha256: str, url: str, institutions: Mapping[int, str | None]
    ) -> None:
        """Take back what was said of a page before it was known whose it is."""
        for table in TABLES:
            for row in self.rows[f"core_{table}"]:
                if row["document_sha256"] == sha256:
                    row["institution_id"] = institutions[row["report_no"]]
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
        source = self.registry.sources[origin.source_id]
        institution, issue = resolve_institution(
            source, self.registry, identity, origin.title
        )
        return (institution.institution_id if institution else None), issue

    def _report(
        self,
        extraction: Extraction,
        report: Report,
        origin: Origin,
        sha256: str,
        institution_id: str | None,
    ) -> None:
        identity = _identity(extraction, report)
        statuses = [o.obs_status for o in report.observations]
        self.rows["core_reports"].append(
            {
                "document_sha256": sha256,
                "report_no": report.report_no,
                "url": origin.url,
                "parent_url": origin.parent_url,
                "province_id": origin.province_id,
                "source_id": origin.source_id,
                "report_year": identity.year,
                "year_basis": identity.year_basis,
                "institution_id": institution_id,
                "publisher": identity.publisher,
                "title": identity.title or origin.title or None,
                "published_on": identity.published_on,
                "edition": report.edition,
                "media": extraction.media,
                "cells": len(statuses),
                "cells_reported": statuses.count("reported"),
                "cells_unreadable": statuses.count("unreadable"),
                "parse_fingerprint": self._fingerprint,
            }
        )

    def _observations(
        self,
        extraction: Extraction,
        report: Report,
        sha256: str,
        institution_id: str | None,
    ) -> None:
        year = _identity(extraction, report).year
        for o in report.observations:
            self.rows[f"core_{o.table_id}"].append(
                {
                    "document_sha256": sha256,
                    "report_no": report.report_no,
                    "table_id": o.table_id,
                    "item": o.item,
                    "breakdown": o.breakdown,
                    "report_year": year,
                    "institution_id": institution_id,
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

    def _issues(self, extraction: Extraction, origin: Origin, sha256: str) -> None:
        for issue in extraction.issues:
            self._issue(issue, origin, sha256, 1)
        for report in extraction.reports:
            for issue in report.issues:
                self._issue(issue, origin, sha256, report.report_no)

    def _issue(self, issue: Issue, origin: Origin, sha256: str, number: int) -> None:
        row = issue_row(issue, "core", origin, document_sha256=sha256, report_no=number)
        values = tuple(row.values())
        if values not in self._issue_rows:
            self._issue_rows.add(values)
            self.rows["core_issues"].append(row)
