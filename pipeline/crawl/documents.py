"""From one fetch to one row: what is new, what stays, and what went wrong.

Pure: no request is made here. A later failure never loses what an earlier crawl has:
the bytes we hold and when they were first seen stay in the row.
"""

from dataclasses import dataclass, replace

from pipeline.crawl.answers import is_html
from pipeline.crawl.client import Fetch
from pipeline.crawl.rows import DocumentRow
from pipeline.errors import FetchError
from pipeline.issues import Issue, IssueCode, Severity
from pipeline.registry import Source

__all__ = ["Target", "failed_row", "issue_of", "row_of", "wrong_kind"]

_CODES = {
    "gone": IssueCode.GONE,
    "refused": IssueCode.REFUSED,
    "out_of_scope": IssueCode.OUT_OF_SCOPE,
    "failed": IssueCode.FETCH_FAILED,
}


@dataclass(frozen=True, slots=True)
class Target:
    """A document to fetch: its canonical address, and where it was found."""

    url: str
    title: str
    parent_url: str | None = None

    @property
    def role(self) -> str:
        """`attachment` if it hangs on a page, else `page`."""
        return "page" if self.parent_url is None else "attachment"


def row_of(
    source: Source, target: Target, fetch: Fetch, before: DocumentRow | None
) -> DocumentRow:
    """The row after a fetch.

    Args:
        source: the source it belongs to.
        target: what was asked for.
        fetch: how it went.
        before: the row of the crawl before; None the first time.
    """
    error = fetch.error or wrong_kind(target, fetch)
    if error is not None:
        return failed_row(source, target, error, before, fetch)
    row = _base(source, target, before)
    if fetch.body is None:  # 304: the bytes we hold are the newest
        return replace(
            row,
            outcome="not_modified",
            status=fetch.status,
            etag=fetch.etag or row.etag,
            last_modified=fetch.last_modified or row.last_modified,
            fetched_at=fetch.asked_at,
            last_seen=fetch.asked_at,
            attempts=fetch.attempts,
        )
    same = row.sha256 == fetch.sha256
    return replace(
        row,
        outcome="unchanged" if same else "fetched",
        status=fetch.status,
        final_url=fetch.final_url,
        sha256=fetch.sha256,
        content_type=fetch.content_type,
        size=len(fetch.body),
        etag=fetch.etag,
        last_modified=fetch.last_modified,
        fetched_at=fetch.asked_at,
        first_seen=row.first_seen or fetch.asked_at,
        last_seen=fetch.asked_at,
        last_changed=row.last_changed if same else fetch.asked_at,
        attempts=fetch.attempts,
    )


def failed_row(
    source: Source,
    target: Target,
    error: FetchError,
    before: DocumentRow | None,
    fetch: Fetch | None = None,
) -> DocumentRow:
    """The row of a document that could not be had, or was not asked for.

    Args:
        source: the source it belongs to.
        target: what was wanted.
        error: why it could not be had.
        before: what an earlier crawl has of it; kept.
        fetch: the fetch that failed; None if none was made.
    """
    row = _base(source, target, before)
    asked_at = fetch.asked_at if fetch is not None else None
    return replace(
        row,
        outcome=error.outcome,
        status=fetch.status if fetch is not None else None,
        fetched_at=asked_at or row.fetched_at,
        attempts=fetch.attempts if fetch is not None else 0,
    )


def issue_of(target: Target, row: DocumentRow, error: FetchError) -> Issue:
    """The issue that goes with a failed row.

    An error if we hold no bytes of it, so that its figures are missing; else a warning.
    """
    held = row.sha256 is not None
    code = _CODES[error.outcome]
    lost = not held and code is not IssueCode.OUT_OF_SCOPE
    kept = "; the bytes of an earlier crawl are kept" if held else ""
    details = {"title": target.title, "role": target.role}
    if row.status is not None:
        details["status"] = str(row.status)
    return Issue(
        code,
        Severity.ERROR if lost else Severity.WARNING,
        f"{error}{kept}",
        url=target.url,
        details=details,
    )


def wrong_kind(target: Target, fetch: Fetch) -> FetchError | None:
    """An attachment that is answered with a web page is an error page in disguise."""
    if fetch.body is None or target.parent_url is None:
        return None
    if not is_html(fetch.content_type, fetch.body):
        return None
    return FetchError(f"expected a file at {target.url}, the site served a web page")


def _base(source: Source, target: Target, before: DocumentRow | None) -> DocumentRow:
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
        final_url=target.url,
        status=None,
        outcome="failed",
        sha256=None,
        content_type=None,
        size=None,
        etag=None,
        last_modified=None,
        fetched_at=None,
        first_seen=None,
        last_seen=None,
        last_changed=None,
        attempts=0,
    )
