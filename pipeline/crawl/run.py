"""Crawling one source: its listing, every report on it, and their attachments.

A link that fails is a row and an issue, never an exception. Documents of earlier crawls
are asked for again even if the listing has dropped them, so that a report that vanishes
is noticed; if the listing itself cannot be had, they are left as they were. Everything
is decided by the answers alone, so that a recorded crawl comes out the same again
(`replay`); times come from the answers too.
"""

from collections.abc import Callable
from dataclasses import replace

from pipeline.crawl.call import Fetch, Held, Recalling
from pipeline.crawl.choice import Choice
from pipeline.crawl.details import Details, attachments_in
from pipeline.crawl.discover import Listing, discover
from pipeline.crawl.documents import (
    Target,
    failed_row,
    is_due_whole,
    row_of,
    unasked_row,
    versions_after,
)
from pipeline.crawl.keep.archive import Archive
from pipeline.crawl.noting import Noting
from pipeline.crawl.plan import Known, Plan
from pipeline.crawl.rows import CrawlResult, DocumentRow, VersionRow
from pipeline.crawl.tally import Tally
from pipeline.crawl.urls import article_key, host_or_empty
from pipeline.crawl.verdicts import (
    issue_of,
    issues_kept,
    left_issue,
    moved_issue,
    not_the_document,
    rest_issue,
)
from pipeline.errors import FetchError, NotAskedError, NotRecordedError
from pipeline.issues import Severity

__all__ = ["Progress", "crawl_source"]

#: documents done, documents known so far, the row just made
Progress = Callable[[int, int, DocumentRow], None]


async def crawl_source(
    asker: Recalling,
    archive: Archive,
    known: Known,
    crawl_id: str,
    on_progress: Progress | None = None,
    choice: Choice | None = None,
) -> CrawlResult:
    """Crawl one source.

    Args:
        asker: asks on behalf of the source; whether that is enabled is for the caller
            to decide.
        archive: has the bytes of documents that have not changed.
        known: of the crawls before.
        crawl_id: when this one began (UTC, ISO 8601).
        on_progress: called after each document.
        choice: which reports to ask for; the others stay as they are. None for all.

    Returns:
        Links found, one row for every document of the source (old ones too), issues.
        When it ended is for the caller to put into its `crawl`.
    """
    crawl = _Crawl(asker, archive, known, crawl_id, on_progress, choice)
    try:
        listing = await discover(crawl.asker)
    except FetchError as error:
        crawl.listing_failed(error)
    else:
        await crawl.take(listing)
    return crawl.finish()


class _Crawl:
    """The state of crawling one source once."""

    def __init__(
        self,
        asker: Recalling,
        archive: Archive,
        known: Known,
        crawl_id: str,
        on_progress: Progress | None,
        choice: Choice | None,
    ) -> None:
        self.result = CrawlResult()
        self.crawl_id = crawl_id
        self.tally = Tally()
        self.asker = Noting(asker, self.tally)
        self.details = Details(self.asker)
        self.archive = archive
        self.source = asker.source
        self.plan = Plan(asker.source, known.documents)
        self._before = known
        self._choice = choice
        self._left: set[str] = set()
        self._complete_at = known.complete_at
        self.versions: dict[str, list[VersionRow]] = {}
        for version in known.versions:
            self.versions.setdefault(version.url, []).append(version)
        self.rows: dict[str, DocumentRow] = {}
        self._on_progress = on_progress
        self._total = 0
        self._listing_bodies: frozenset[str] = frozenset()
        self._not_now: NotAskedError | None = None

    # -- the listing -------------------------------------------------------------------

    def listing_failed(self, error: FetchError) -> None:
        """Say that the listing could not be had; what it named before still counts."""
        known = self._before
        self.result.links, self.result.left = list(known.links), list(known.left)
        url = self.source.listing_url
        target = Target(url=url, asked=url, title="the listing")
        row = unasked_row(self.source, target, None)
        issue = replace(issue_of(target, row, error), severity=Severity.ERROR)
        self.result.issues.append(issue)
        self.tally.listing_failed(error)

    async def take(self, listing: Listing) -> None:
        """Fetch what the listing names, then what earlier crawls know besides."""
        # What finding took for a list, and had to read to see that it is a report.
        reports = {c.fetch.sha256 for c in listing.candidates if c.fetch is not None}
        self._listing_bodies = frozenset(self.asker.bodies - reports)
        self.result.issues += listing.issues
        self._say_if_listing_moved()
        self.result.links += self.plan.links(listing)
        self.result.left += self.plan.left(listing)
        self.tally.listed(listing)
        targets = self.plan.targets(listing, self._choice)
        self._total = len(targets)
        for target in targets:
            await self._document(target)

    def _say_if_listing_moved(self) -> None:
        url, first = self.source.listing_url, self.asker.first
        if first is not None and article_key(first.final_url) != article_key(url):
            moved = moved_issue(url, first.final_url, is_listing=True)
            self.result.issues.append(moved)

    # -- documents ---------------------------------------------------------------------

    async def _document(self, target: Target) -> None:
        """Fetch one document, and what is attached to it."""
        key = article_key(target.url)
        if key in self.rows:
            return
        before = self.plan.before(target.url)
        if self._not_now is not None and self._is_here(target):
            self._leave(key, target, before)
            return
        fetch = target.fetch or await self._answer(target, before)
        if fetch is None:
            self._pass_over(key, target, before)
            return
        if fetch.error is None and target.role == "page":
            fetch = await self.details.of(fetch)
        if isinstance(fetch.error, NotAskedError):
            stops = not isinstance(fetch.error, NotRecordedError)
            if stops and self._is_here(target):
                self._not_now = fetch.error
            leave = self._leave if stops else self._pass_over
            leave(key, target, before)
        else:
            await self._take(key, target, before, fetch)

    async def _take(
        self, key: str, target: Target, before: DocumentRow | None, fetch: Fetch
    ) -> None:
        """Make the row of a document from its answer, and follow what is attached."""
        if fetch.rests_until is not None:
            self.result.issues.append(rest_issue(fetch))
        error = fetch.error or not_the_document(
            target, fetch, self.source, self._listing_bodies
        )
        if error is not None:
            row = failed_row(self.source, target, error, before, fetch)
            self.result.issues.append(issue_of(target, row, error))
            self._keep(key, row)
            return
        row = row_of(self.source, target, fetch, before)
        self._note_version(row, fetch, before)
        self._keep(key, row)
        if row.role == "page":
            await self._attachments(row, fetch)

    def _note_version(
        self, row: DocumentRow, fetch: Fetch, before: DocumentRow | None
    ) -> None:
        known = self.versions.get(row.url, [])
        self.versions[row.url] = versions_after(known, row, fetch)
        if row.moved_to is not None and (before is None or before.moved_to is None):
            moved = moved_issue(row.url, row.moved_to, is_listing=False)
            self.result.issues.append(moved)

    def _is_here(self, target: Target) -> bool:
        """Whether it is on the source's own host."""
        return host_or_empty(target.asked) == self.source.host

    def _leave(self, key: str, target: Target, before: DocumentRow | None) -> None:
        """Leave a document for another time."""
        self._left.add(key)
        self._keep(key, unasked_row(self.source, target, before), "not_asked")

    def _pass_over(self, key: str, target: Target, before: DocumentRow | None) -> None:
        """Leave a document that is not chosen as it is; if it was never asked, say so.

        It counts as little as if it were in no list of this crawl. So does what a
        recording of chosen reports does not have.
        """
        # what is out of scope was decided on, and is not asked by any crawl
        was_asked = before is not None and (
            before.fetched_at is not None or before.outcome == "out_of_scope"
        )
        if self._choice is None or before is None or not was_asked:
            self._leave(key, target, before)
            if self._choice is not None:
                self.tally.never_asked(str(self._choice))
            return
        self._left.add(key)
        self._keep(key, before, "")

    def _keep(self, key: str, row: DocumentRow, outcome: str | None = None) -> None:
        if key not in self.plan.known:
            row = replace(row, absent_at=self._complete_at)
        self.rows[key] = row
        if outcome != "":
            self.tally.document(outcome or row.outcome)
        if self._on_progress is not None:
            self._on_progress(len(self.rows), max(self._total, len(self.rows)), row)

    async def _answer(self, target: Target, before: DocumentRow | None) -> Fetch | None:
        """Ask for a document; of one that is not chosen, what was answered already."""
        if not target.is_chosen:
            return self.asker.recorded(target.call)
        return await self._ask(target, before)

    async def _ask(self, target: Target, before: DocumentRow | None) -> Fetch:
        """Ask for newer bytes only, if we still have the old ones, but now and then.

        What somebody has chosen comes whole.
        """
        if self._choice is not None:
            return await self.asker.fetch(target.call)
        held = None
        sha256 = None if before is None else before.sha256
        # the validators of an answer behind a shell say nothing of the shell
        direct = before is not None and "json" not in (before.content_type or "")
        if before and sha256 and direct and self.archive.has(sha256):
            held = Held(sha256, before.etag, before.last_modified)
        if before is not None and is_due_whole(before, self.crawl_id):
            held = None
        return await self.asker.fetch(target.call, held)

    async def _attachments(self, row: DocumentRow, fetch: Fetch) -> None:
        """Follow the attachments of a page that is there, changed or not."""
        if row.sha256 is None:
            return
        body = self.archive.get(row.sha256) if fetch.body is None else fetch.body
        for found in attachments_in(body, row.content_type, row.final_url):
            if article_key(found.url) not in self.rows:
                self._total += self.plan.before(found.url) is None
                await self._document(self.plan.attachment(found, row.url))

    # -- the end -----------------------------------------------------------------------

    def finish(self) -> CrawlResult:
        """The result, with the rows of earlier crawls that this one left alone."""
        for key, row in self.plan.known.items():
            if key not in self.rows:
                self.rows[key] = row
                self._left.add(key)
        if self._choice is not None:
            self.result.issues += issues_kept(self._before.issues, self._left)
        rows, result = list(self.rows.values()), self.result
        result.documents = rows
        result.versions = [v for row in rows for v in self.versions.get(row.url, ())]
        if self._not_now is not None:
            left = self.tally.outcomes["not_asked"]
            url = self.source.listing_url
            result.issues.append(left_issue(url, self._not_now, left))
            self.tally.not_now(self._not_now)
        result.crawl = self.tally.row(
            self.source,
            result,
            self.crawl_id,
            self._complete_at,
            of_everything=self._choice is None,
        )
        return result
