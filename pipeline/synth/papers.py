"""What surrounds the figures: links, documents, versions, crawls, reports.

Everything that the models and checks read beside the cells, consistent with itself: as
if each listing had been crawled once, on one day.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

from pipeline.synth.population import YEARS, Block

__all__ = [
    "FORM",
    "OLDER",
    "PAGE",
    "Documents",
    "document_rows",
    "documents",
    "raw_frames",
]

#: a report on a page, the same as a PDF, an older version of the page
PAGE, FORM, OLDER = 0, 1, 2
_CRAWLED = "2026-04-20T02:00:00Z"
_CRAWLED_BEFORE = "2026-03-20T02:00:00Z"
_SEEN_BEFORE = date(2026, 3, 20)
_FINISHED = "2026-04-20T02:10:00Z"
_WITH_FORM = 0.02
_WITH_OLDER = 0.02
_SIZE = 40_000


@dataclass(frozen=True)
class Documents:
    """The documents of one province and year, sorted by hash.

    Attributes:
        year: of the reports.
        institution: number of the institution in its block.
        role: PAGE, FORM or OLDER.
        sha256: of its bytes.
        published_on: as stated; None where the document does not say.
    """

    year: int
    institution: NDArray[np.int64]
    role: NDArray[np.int64]
    sha256: list[str]
    published_on: list[date | None]


def documents(
    rng: Generator, block: Block, year_index: int, leaves_blank: NDArray[np.bool_]
) -> Documents:
    """A page for each report; beside some a PDF, before some an older version.

    A report that leaves blanks has no older version: if it has no figure at all, the
    version before it counts, whose figures are others.
    """
    reports = np.flatnonzero(block.has_report[:, year_index])
    chance = rng.random(len(reports))
    forms = reports[chance < _WITH_FORM]
    older = reports[(chance > 1 - _WITH_OLDER) & ~leaves_blank[reports]]
    institution = np.concatenate([reports, forms, older])
    role = np.repeat([PAGE, FORM, OLDER], [len(reports), len(forms), len(older)])
    bytes_of = rng.bytes(32 * len(institution)).hex()
    hashes = [bytes_of[64 * n : 64 * n + 64] for n in range(len(institution))]
    year = YEARS[year_index]
    days = rng.integers(0, 100, len(institution))
    first = date(year + 1, 1, 8)
    stated = [
        None if r == FORM else first + timedelta(int(d))
        for r, d in zip(role, days, strict=True)
    ]
    order = sorted(range(len(hashes)), key=hashes.__getitem__)
    return Documents(
        year=year,
        institution=institution[order],
        role=role[order],
        sha256=[hashes[n] for n in order],
        published_on=[stated[n] for n in order],
    )


def document_rows(block: Block, found: Documents) -> list[dict[str, Any]]:
    """What every table says of a document."""
    rows = []
    for number, (index, role) in enumerate(
        zip(found.institution, found.role, strict=True)
    ):
        institution = block.institutions[index]
        source = block.sources[block.source_of[index]]
        page = f"https://{source.host}/{found.year}/{institution.institution_id}.html"
        is_form = role == FORM
        rows.append(
            {
                "document_sha256": found.sha256[number],
                "institution": institution,
                "source": source,
                "url": page.removesuffix("html") + "pdf" if is_form else page,
                "parent_url": page if is_form else None,
                "role": int(role),
                "year": found.year,
                "published_on": found.published_on[number],
                "title": f"{institution.name}{found.year}年政府信息公开工作年度报告",
                "scope": block.scopes[index],
                "media": "pdf" if is_form else "html",
            }
        )
    return rows


def raw_frames(block: Block, rows: list[dict[str, Any]]) -> dict[str, pd.DataFrame]:
    """The `raw_*` tables of a province, from all its documents."""
    older = {row["url"]: row for row in rows if row["role"] == OLDER}
    links, kept, versions = [], [], []
    place: dict[str, int] = {}
    for row in rows:
        if row["role"] == OLDER:
            continue
        before = older.get(row["url"])
        if row["role"] == PAGE:
            source_id = row["source"].source_id
            place[source_id] = place.get(source_id, 0) + 1
            links.append(_link(row, place[source_id]))
        kept.append(_document(row, 1 if before is None else 2))
        if before is not None:
            versions.append(_version(before, 1, _CRAWLED_BEFORE))
        versions.append(_version(row, 1 if before is None else 2, _CRAWLED))
    crawls = [
        _crawl(block, s.source_id, place.get(s.source_id, 0)) for s in block.sources
    ]
    return {
        "raw_report_links": pd.DataFrame(links),
        "raw_links_left": pd.DataFrame(),
        "raw_documents": pd.DataFrame(kept),
        "raw_document_versions": pd.DataFrame(versions),
        "raw_crawls": pd.DataFrame(crawls),
        "raw_issues": pd.DataFrame(),
    }


def _link(row: dict[str, Any], position: int) -> dict[str, Any]:
    source = row["source"]
    return {
        "source_id": source.source_id,
        "province_id": source.province_id,
        "url": row["url"],
        "title": row["title"],
        "listing_url": source.listing_url,
        "position": position,
        "published_on": row["published_on"].isoformat(),
        "report_year": row["year"],
        "publisher": row["institution"].name,
        "channel": None,
        "form_of": None,
    }


def _document(row: dict[str, Any], versions: int) -> dict[str, Any]:
    return {
        "source_id": row["source"].source_id,
        "province_id": row["source"].province_id,
        "url": row["url"],
        "parent_url": row["parent_url"],
        "role": "page" if row["role"] == PAGE else "attachment",
        "link_title": row["title"],
        "final_url": row["url"],
        "status": 200,
        "outcome": "fetched",
        "sha256": row["document_sha256"],
        "content_type": "text/html" if row["media"] == "html" else "application/pdf",
        "media": row["media"],
        "size": _SIZE,
        "etag": None,
        "last_modified": None,
        "fetched_at": _CRAWLED,
        "first_seen": _CRAWLED if versions == 1 else _CRAWLED_BEFORE,
        "last_seen": _CRAWLED,
        "last_changed": _CRAWLED,
        "attempts": 1,
        "state": "present",
        "moved_to": None,
        "gone_since": None,
        "came_back_on": None,
        "absent_at": _absent_at(row, versions),
        "versions": versions,
        "duplicate_of": None,
    }


def _absent_at(row: dict[str, Any], versions: int) -> str | None:
    """The crawl before, for what was published after it."""
    stated = row["published_on"]
    is_new = versions == 1 and stated is not None
    return _CRAWLED_BEFORE if is_new and stated > _SEEN_BEFORE else None


def _version(row: dict[str, Any], number: int, seen: str) -> dict[str, Any]:
    return {
        "source_id": row["source"].source_id,
        "province_id": row["source"].province_id,
        "url": row["url"],
        "version_no": number,
        "sha256": row["document_sha256"],
        "content_type": "text/html" if row["media"] == "html" else "application/pdf",
        "size": _SIZE,
        "first_seen": seen,
        "last_seen": seen,
        "last_modified": None,
    }


def _crawl(block: Block, source_id: str, reports: int) -> dict[str, Any]:
    return {
        "source_id": source_id,
        "province_id": block.province_id,
        "crawl_id": "synth",
        "started_at": _CRAWLED,
        "finished_at": _FINISHED,
        "complete_at": _CRAWLED,
        "status": "complete",
        "family": "generic",
        "listing_pages": 1,
        "announced": None,
        "listed": reports,
        "reports": reports,
        "links_left": 0,
        "requests": reports + 1,
        "bytes_received": reports * _SIZE,
        "fetched": reports,
        "unchanged": 0,
        "not_modified": 0,
        "gone": 0,
        "refused": 0,
        "failed": 0,
        "out_of_scope": 0,
        "not_asked": 0,
        "rested_until": None,
        "reason": None,
    }
