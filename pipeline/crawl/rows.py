"""The rows that a crawl returns: links found, documents held or not, issues.

The tables made from them are written elsewhere; nothing here reads or writes a file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.issues import Issue

__all__ = ["CrawlResult", "DocumentRow", "LinkRow", "known_from_rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """One link to a report on a listing.

    Attributes:
        url: canonical.
        position: 1 for the first report of the source, in the order of the listing.
        published_on: the date printed beside it or in its address (`YYYY-MM-DD`).
    """

    source_id: str
    province_id: str
    url: str
    title: str
    listing_url: str
    position: int
    published_on: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """One document of a source: the newest bytes we hold, and how the last try went.

    Attributes:
        url: canonical; the key, with `source_id`.
        parent_url: the page it is attached to; None for a page.
        role: `page` or `attachment`.
        outcome: of the last try: `fetched` (new or changed bytes), `unchanged` (the
            same bytes again), `not_modified` (304), `gone`, `refused`, `out_of_scope`,
            `failed`.
        status: HTTP status of the last try; None without an answer.
        sha256: the newest bytes we hold, kept when a later try fails; None if we never
            had any. `content_type`, `size`, `etag`, `last_modified` are theirs.
        fetched_at: when we last asked; None if we never did. All times are UTC, ISO
            8601.
        first_seen: when the site first served it; None if it never did.
        last_seen: when the site last served it or answered 304.
        last_changed: when the bytes we hold first came.
        attempts: requests made in the last try; 0 if it was not asked for.
    """

    source_id: str
    province_id: str
    url: str
    parent_url: str | None
    role: str
    link_title: str
    final_url: str
    status: int | None
    outcome: str
    sha256: str | None
    content_type: str | None
    size: int | None
    etag: str | None
    last_modified: str | None
    fetched_at: str | None
    first_seen: str | None
    last_seen: str | None
    last_changed: str | None
    attempts: int


@dataclass(slots=True)
class CrawlResult:
    """What crawling one source brought.

    Attributes:
        counts: `requests`, `listing_pages`, `links_seen`, `links_left` (no report by
            their title), `not_tried` (known documents that this run left as they were).
    """

    links: list[LinkRow] = field(default_factory=list)
    documents: list[DocumentRow] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def known_from_rows(rows: Iterable[DocumentRow]) -> Mapping[str, DocumentRow]:
    """What earlier crawls know, to hand to `crawl_source`.

    The keys hold source and address, because two sources may list one address; only
    `crawl_source` looks into them. A later row for a key replaces an earlier one.
    """
    return {f"{row.source_id} {row.url}": row for row in rows}
