"""Crawling one source: its listing, every report on it, and their attachments.

A link that fails is a row and an issue, never an exception. Documents of earlier crawls
are asked for again even if the listing has dropped them, so that a report that vanishes
is noticed; if the listing itself cannot be had, they are left as they were.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from pipeline.crawl.attachments import attachments_of
from pipeline.crawl.client import Client, Fetch, Session
from pipeline.crawl.discover import Candidate, Listing, discover
from pipeline.crawl.documents import (
    Target,
    failed_row,
    issue_of,
    row_of,
    wrong_kind,
)
from pipeline.crawl.rows import CrawlResult, DocumentRow, LinkRow, known_from_rows
from pipeline.crawl.urls import check_scope
from pipeline.errors import FetchError, OutOfScopeError
from pipeline.issues import Issue, IssueCode, Severity
from pipeline.registry import Source

__all__ = ["crawl_source", "known_from_rows"]

Progress = Callable[[int, int, str], None]


def crawl_source(
    source: Source,
    client: Client,
    known: Mapping[str, DocumentRow],
    on_progress: Progress | None = None,
) -> CrawlResult:
    """Crawl one source.

    Args:
        source: what to crawl; whether it is enabled is for the caller to decide.
        client: makes the requests.
        known: rows of earlier crawls, of this source or more (`known_from_rows`).
        on_progress: called before each document with the number done, the number
            known so far, and the address.

    Returns:
        Links found, one row for every document of the source (old ones too), issues.
    """
    crawl = _Crawl(client.session(source), known.values(), on_progress)
    try:
        listing = discover(crawl.session)
    except FetchError as error:
        crawl.listing_failed(error)
    else:
        crawl.take(listing)
    return crawl.finish()


class _Crawl:
    """The state of crawling one source once."""

    def __init__(
        self,
        session: Session,
        known: Iterable[DocumentRow],
        on_progress: Progress | None,
    ) -> None:
        self.session = session
        self.source = session.source
        self.client = session.client
        self.known = {r.url: r for r in known if r.source_id == self.source.source_id}
        self.rows: dict[str, DocumentRow] = {}
        self.result = CrawlResult(counts={"listing_pages": 0, "links_seen": 0})
        self._on_progress = on_progress
        self._total = 0
        self._not_tried = 0

    def listing_failed(self, error: FetchError) -> None:
        """Say that the listing could not be had."""
        target = Target(self.source.listing_url, "the listing")
        row = failed_row(self.source, target, error, None)
        issue = replace(issue_of(target, row, error), severity=Severity.ERROR)
        self.result.issues.append(issue)

    def take(self, listing: Listing) -> None:
        """Fetch what the listing names, then what earlier crawls know besides."""
        self.result.issues += listing.issues
        self.result.links += [self._link(c) for c in listing.candidates]
        self.result.counts["listing_pages"] = listing.pages
        self.result.counts["links_seen"] = listing.links_seen
        self.result.counts["links_left"] = listing.links_left
        targets = [Target(c.url, c.title) for c in listing.candidates]
        listed = {target.url for target in targets}
        pages_first = sorted(
            self.known.values(), key=lambda r: (r.role != "page", r.url)
        )
        dropped = [
            Target(row.url, row.link_title, row.parent_url)
            for row in pages_first
            if row.url not in listed and row.outcome != "out_of_scope"
        ]
        self._total = len(targets) + len(dropped)
        for target in [*targets, *dropped]:
            self._document(target)

    def finish(self) -> CrawlResult:
        """The result, with the rows of earlier crawls that this one left alone."""
        for url, row in self.known.items():
            if url not in self.rows:
                self.rows[url] = row
                self._not_tried += 1
        self.result.documents = list(self.rows.values())
        self.result.counts["requests"] = self.session.budget.spent
        self.result.counts["not_tried"] = self._not_tried
        if self.session.budget.exhausted and self._not_tried:
            self.result.issues.append(self._budget_issue())
        return self.result

    def _link(self, candidate: Candidate) -> LinkRow:
        return LinkRow(
            source_id=self.source.source_id,
            province_id=self.source.province_id,
            url=candidate.url,
            title=candidate.title,
            listing_url=candidate.listing_url,
            position=candidate.position,
            published_on=candidate.published_on,
        )

    def _document(self, target: Target) -> None:
        """Fetch one document, and what is attached to it."""
        if target.url in self.rows:
            return
        if self._on_progress is not None:
            self._on_progress(len(self.rows), self._total, target.url)
        before = self.known.get(target.url)
        try:
            check_scope(target.url, self.client.scope, self.client.mapped)
        except OutOfScopeError as error:
            row = failed_row(self.source, target, error, before)
            self._keep(target, row, error)
            return
        if self.session.budget.exhausted and before is not None:
            return  # `finish` leaves the row as it was, and says so
        fetch = self._ask(target, before)
        row = row_of(self.source, target, fetch, before)
        self._keep(target, row, fetch.error or wrong_kind(target, fetch))
        if row.role == "page":
            self._attachments(row, fetch)

    def _keep(self, target: Target, row: DocumentRow, error: FetchError | None) -> None:
        self.rows[target.url] = row
        if error is not None:
            self.result.issues.append(issue_of(target, row, error))

    def _ask(self, target: Target, before: DocumentRow | None) -> Fetch:
        """Ask for newer bytes only, if we still have the old ones."""
        held = before is not None and before.sha256 is not None
        if (
            before is None
            or not held
            or not self.client.archive.has(before.sha256 or "")
        ):
            return self.session.fetch(target.url)
        return self.session.fetch(
            target.url, etag=before.etag, last_modified=before.last_modified
        )

    def _attachments(self, row: DocumentRow, fetch: Fetch) -> None:
        """Follow the attachments of a page that is there, changed or not."""
        if fetch.error is not None or row.sha256 is None:
            return
        body = self.client.archive.get(row.sha256) if fetch.body is None else fetch.body
        for found in attachments_of(body, row.content_type, row.final_url):
            if found.url not in self.rows:
                self._total += found.url not in self.known
                self._document(Target(found.url, found.title, parent_url=row.url))

    def _budget_issue(self) -> Issue:
        return Issue(
            IssueCode.FETCH_FAILED,
            Severity.WARNING,
            f"{self._not_tried} known documents were not asked for again: the budget "
            f"of {self.session.budget.limit} requests is spent",
            url=self.source.listing_url,
            details={"not_tried": str(self._not_tried)},
        )
