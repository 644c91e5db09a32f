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

from pipeline.extract import extract
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


@dataclass(slots=True)
class Transcript:
    """Rows for the `core_*` tables, gathered document by document."""

    registry: Registry | None = None
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
        if sha256 in self._seen:
            return self.enter(sha256, None, origin)
        read = extract(data, url=origin.url, hint=origin.title)
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
        institution_id, issue = self._institution(extraction, origin)
        place = (sha256, origin.url)
        if place in self._places:
            if self._places[place] is not None or institution_id is None:
                return extraction
            self._correct(sha256, origin.url, institution_id)
        self._places[place] = institution_id
        for report in extraction.reports or [Report(1, None)]:
            self._report(extraction, report, origin, sha256, institution_id)
            if known is None:
                self._observations(extraction, report, sha256, institution_id)
        if known is None:
            self._issues(extraction, origin, sha256)
        if issue is not None:
            self._issue(issue, origin, sha256, 1)
        return extraction

    def tables(self) -> dict[str, pa.Table]:
        """The tables, conforming to the dictionary."""
        schemas = load_schemas()
        return {
            name: conform(pd.DataFrame(rows), schemas[name])
            for name, rows in self.rows.items()
        }

    def _correct(self, sha256: str, url: str, institution_id: str) -> None:
        """Take back what was said of a page before it was known whose it is."""
        for table in TABLES:
            for row in self.rows[f"core_{table}"]:
                if row["document_sha256"] == sha256:
                    row["institution_id"] = institution_id
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
        self, extraction: Extraction, origin: Origin
    ) -> tuple[str | None, Issue | None]:
        if self.registry is None or origin.source_id is None:
            return None, None
        source = self.registry.sources[origin.source_id]
        institution, issue = resolve_institution(
            source, self.registry, extraction.identity, origin.title
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
        identity = extraction.identity
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
        for o in report.observations:
            self.rows[f"core_{o.table_id}"].append(
                {
                    "document_sha256": sha256,
                    "report_no": report.report_no,
                    "table_id": o.table_id,
                    "item": o.item,
                    "breakdown": o.breakdown,
                    "report_year": extraction.identity.year,
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
