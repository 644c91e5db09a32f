"""The raw tables of one province: from the lake, changed source by source, and back.

What a crawl brings is made in `pipeline.crawl`; this module only keeps the rows of
each source together and writes them so that all tables are of the same moment.
"""

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from pipeline.crawl.plan import Known
from pipeline.crawl.rows import (
    CrawlResult,
    DocumentRow,
    LeftLinkRow,
    LinkRow,
    VersionRow,
)
from pipeline.issues import Issue, IssueCode, Severity
from pipeline.registry import Source
from pipeline.schema import load_schemas
from pipeline.store import Lake, conform
from pipeline.transcribe import Origin, issue_row

__all__ = ["RAW_TABLES", "RawTables"]

_logger = logging.getLogger(__name__)

RAW_TABLES = (
    "raw_report_links",
    "raw_links_left",
    "raw_documents",
    "raw_document_versions",
    "raw_crawls",
    "raw_issues",
)
Row = dict[str, Any]


@dataclass(slots=True)
class RawTables:
    """The rows of a province.

    Attributes:
        rows: table -> source_id -> its rows.
        is_stored: the lake has exactly these rows.
    """

    province_id: str
    rows: dict[str, dict[str, list[Row]]]
    is_stored: bool = False

    @classmethod
    def empty(cls, province_id: str) -> "RawTables":
        """No row at all."""
        return cls(province_id, {table: {} for table in RAW_TABLES})

    @classmethod
    def load(cls, lake: Lake, province_id: str) -> "RawTables":
        """What the lake has of a province whose tables are whole."""
        found = cls.empty(province_id)
        found.is_stored = True
        for table in RAW_TABLES:
            content = pq.read_table(lake.folder / table / f"{province_id}.parquet")
            for row in content.to_pylist():
                found.rows[table].setdefault(row["source_id"], []).append(row)
        return found

    @staticmethod
    def are_whole(lake: Lake, province_id: str) -> bool:
        """Whether the lake has all tables of a province, with the columns of today.

        A write that was cut off is finished. What is not whole is to be made again
        from the recording before it is loaded.
        """
        lake.finish_group(province_id)
        schemas = load_schemas()
        for table in RAW_TABLES:
            path = lake.folder / table / f"{province_id}.parquet"
            wanted = [c.name for c in schemas[table].columns]
            if not path.is_file():
                return False
            if pq.read_schema(path).names != wanted:
                _logger.warning("%s is of another version: made again", path)
                return False
        return True

    def known(self, source_id: str) -> Known:
        """What earlier crawls know of a source."""

        def of(table: str) -> list[Row]:
            return self.rows[table].get(source_id, [])

        return Known(
            documents=[DocumentRow(**row) for row in of("raw_documents")],
            versions=[VersionRow(**row) for row in of("raw_document_versions")],
            links=[LinkRow(**row) for row in of("raw_report_links")],
            left=[LeftLinkRow(**row) for row in of("raw_links_left")],
            complete_at=max(
                (at for row in of("raw_crawls") if (at := row["complete_at"])),
                default=None,
            ),
            issues=[_issue(row) for row in of("raw_issues")],
        )

    def crawl_ids(self) -> Mapping[str, str]:
        """source_id -> the newest crawl that these rows are of."""
        return {
            source_id: max(row["crawl_id"] for row in rows)
            for source_id, rows in self.rows["raw_crawls"].items()
        }

    def replace(self, source: Source, result: CrawlResult) -> None:
        """Put the result of a crawl in the place of what there was of its source."""
        origin = Origin(
            source.listing_url, None, "", source.source_id, source.province_id
        )
        issues = [issue_row(issue, "raw", origin) for issue in result.issues]
        crawls = [] if result.crawl is None else [asdict(result.crawl)]
        new: dict[str, list[Row]] = {
            "raw_report_links": [asdict(row) for row in result.links],
            "raw_links_left": [asdict(row) for row in result.left],
            "raw_documents": [asdict(row) for row in result.documents],
            "raw_document_versions": [asdict(row) for row in result.versions],
            "raw_crawls": crawls,
            "raw_issues": [r for i, r in enumerate(issues) if r not in issues[:i]],
        }
        for table, rows in new.items():
            self.rows[table][source.source_id] = rows
        self.is_stored = False

    def keep_only(self, source_ids: set[str]) -> None:
        """Drop the rows of sources that the registry does not have any more."""
        for table in self.rows.values():
            for source_id in set(table) - source_ids:
                del table[source_id]
                self.is_stored = False

    def write(self, lake: Lake) -> dict[str, int]:
        """Write all tables, all or none; gives the number of rows of each.

        Nothing is written where the lake has them already.
        """
        if self.is_stored:
            return {
                table: sum(map(len, of_source.values()))
                for table, of_source in self.rows.items()
            }
        self._mark_duplicates()
        schemas = load_schemas()
        tables = {
            table: conform(
                pd.DataFrame([r for rows in of_source.values() for r in rows]),
                schemas[table],
            )
            for table, of_source in self.rows.items()
        }
        lake.write_group(tables, self.province_id)
        self.is_stored = True
        return {table: content.num_rows for table, content in tables.items()}

    def _mark_duplicates(self) -> None:
        """Say of each document which one had the same bytes first."""
        held = [
            row
            for rows in self.rows["raw_documents"].values()
            for row in rows
            if row["sha256"] is not None
        ]
        first: dict[str, str] = {}
        for row in sorted(held, key=_age):
            original = first.setdefault(row["sha256"], row["url"])
            row["duplicate_of"] = None if original == row["url"] else original


def _issue(row: Row) -> Issue:
    """The issue that a row was made from, as far as a row says it."""
    return Issue(
        IssueCode(row["code"]),
        Severity(row["severity"]),
        row["message"],
        table_id=row["table_id"],
        item=row["item"],
        breakdown=row["breakdown"],
        locator=row["locator"],
        url=row["url"],
    )


def _age(row: Row) -> tuple[str, str, str]:
    return (row["first_seen"] or "", row["source_id"], row["url"])
