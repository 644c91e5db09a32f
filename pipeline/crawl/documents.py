"""From one fetch to one row: what is new, what stays, and what went wrong.

Pure: no request is made here. A later failure never loses what an earlier crawl has:
the bytes we hold and when they were first seen stay in the row.
"""

import datetime as dt
import zlib
from dataclasses import dataclass, replace

from pipeline.crawl.call import Call, Fetch
from pipeline.crawl.media import sniff
from pipeline.crawl.rows import DocumentRow, VersionRow
from pipeline.crawl.settings import politeness_settings
from pipeline.crawl.urls import article_key
from pipeline.errors import FetchError
from pipeline.registry import Source

__all__ = [
    "Target",
    "failed_row",
    "is_due_whole",
    "row_of",
    "unasked_row",
    "versions_after",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A document to fetch.

    Attributes:
        url: the address that its row is known by; `asked` the spelling to ask for.
        title: under which it was linked.
        parent_url: the page it hangs on; None for a page of its own.
        role: `page`, `attachment`, `page_part` or `image`.
        fetch: the answer, if finding had to ask for it already.
        is_chosen: it is to be asked for; otherwise only an answer that is there
            already counts.
    """

    url: str
    asked: str
    title: str
    parent_url: str | None = None
    role: str = "page"
    fetch: Fetch | None = None
    is_chosen: bool = True

    @property
    def call(self) -> Call:
        """How to ask for it."""
        return Call(self.asked)


def row_of(
    source: Source, target: Target, fetch: Fetch, before: DocumentRow | None
) -> DocumentRow:
    """The row after a fetch that brought bytes, or said that ours are the newest.

    Args:
        source: the source it belongs to.
        target: what was asked for.
        fetch: how it went; without an error.
        before: the row of the crawl before; None the first time.
    """
    row = _place(source, target, before)
    was_gone = before is not None and before.gone_since is not None
    moved = article_key(fetch.final_url) != article_key(target.asked)
    row = replace(
        row,
        status=fetch.status,
        fetched_at=fetch.asked_at,
        last_seen=fetch.asked_at,
        attempts=fetch.attempts,
        state="moved" if moved else "present",
        moved_to=fetch.final_url if moved else None,
        gone_since=None,
        came_back_on=fetch.asked_at if was_gone else row.came_back_on,
    )
    if fetch.body is None:  # 304: the bytes we hold are the newest
        return replace(
            row,
            outcome="not_modified",
            etag=fetch.etag or row.etag,
            last_modified=fetch.last_modified or row.last_modified,
        )
    same = row.sha256 == fetch.sha256
    return replace(
        row,
        outcome="unchanged" if same else "fetched",
        final_url=fetch.final_url,
        sha256=fetch.sha256,
        content_type=fetch.content_type,
        media=sniff(fetch.body, fetch.content_type, fetch.final_url),
        size=len(fetch.body),
        etag=fetch.etag,
        last_modified=fetch.last_modified,
        first_seen=row.first_seen or fetch.asked_at,
        last_changed=row.last_changed if same else fetch.asked_at,
        versions=row.versions if same else row.versions + 1,
    )


def failed_row(
    source: Source,
    target: Target,
    error: FetchError,
    before: DocumentRow | None,
    fetch: Fetch,
) -> DocumentRow:
    """The row of a document that could not be had.

    Args:
        source: the source it belongs to.
        target: what was wanted.
        error: why it could not be had.
        before: what an earlier crawl has of it; kept.
        fetch: the fetch that failed.
    """
    row = replace(
        _place(source, target, before),
        outcome=error.outcome,
        status=fetch.status,
        attempts=fetch.attempts,
    )
    if fetch.asked_at is not None:
        row = replace(row, fetched_at=fetch.asked_at)
    if error.outcome == "gone":
        since = row.gone_since or fetch.asked_at
        return replace(row, state="gone", gone_since=since, moved_to=None)
    if error.outcome == "refused" and fetch.asked_at is not None:
        return replace(row, state="refused", moved_to=None)
    return row


def unasked_row(
    source: Source, target: Target, before: DocumentRow | None
) -> DocumentRow:
    """The row of a document that this crawl leaves for another time."""
    if before is not None:
        return before
    return replace(_place(source, target, None), outcome="not_asked")


def is_due_whole(before: DocumentRow, crawl_id: str) -> bool:
    """Whether a document has to come whole, even if the site would say "not modified".

    Some sites edit a page and keep its validator. Every document has its own beat of
    `recheck_days`, so that they are not all due on one night; it is due with the first
    crawl of a new beat, and stays so until it comes.

    Args:
        before: the row of the crawl before.
        crawl_id: when this crawl began (UTC, ISO 8601).
    """
    if before.last_seen is None:
        return True
    days = politeness_settings().recheck_days
    offset = zlib.crc32(before.url.encode()) % days

    def beat(moment: str) -> int:
        return (dt.datetime.fromisoformat(moment).toordinal() + offset) // days

    return beat(crawl_id) > beat(before.last_seen)


def versions_after(
    versions: list[VersionRow], row: DocumentRow, fetch: Fetch
) -> list[VersionRow]:
    """The versions of a document after a fetch without an error.

    Args:
        versions: those known before, oldest first.
        row: the row after the fetch.
        fetch: how it went.
    """
    if row.sha256 is None or fetch.asked_at is None:
        return versions
    if row.outcome != "fetched":
        *older, newest = versions
        return [*older, replace(newest, last_seen=fetch.asked_at)]
    version = VersionRow(
        source_id=row.source_id,
        province_id=row.province_id,
        url=row.url,
        version_no=len(versions) + 1,
        sha256=row.sha256,
        content_type=row.content_type,
        size=row.size or 0,
        first_seen=fetch.asked_at,
        last_seen=fetch.asked_at,
        last_modified=row.last_modified,
    )
    return [*versions, version]


def _place(source: Source, target: Target, before: DocumentRow | None) -> DocumentRow:
    """The row before this fetch, under the title and parent of now."""
    if before is not None:
        return replace(
            before,
            province_id=source.province_id,
            parent_url=target.parent_url,
            role=target.role,
            link_title=target.title,
        )
    return DocumentRow(
        source_id=source.source_id,
        province_id=source.province_id,
        url=target.url,
        parent_url=target.parent_url,
        role=target.role,
        link_title=target.title,
        final_url=target.asked,
        status=None,
        outcome="failed",
        sha256=None,
        content_type=None,
        media=None,
        size=None,
        etag=None,
        last_modified=None,
        fetched_at=None,
        absent_at=None,
        first_seen=None,
        last_seen=None,
        last_changed=None,
        attempts=0,
        state="unknown",
        moved_to=None,
        gone_since=None,
        came_back_on=None,
        versions=0,
        duplicate_of=None,
    )
