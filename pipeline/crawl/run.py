"""Crawling one source: its listing, every report on it, and their attachments.

A link that fails is a row and an issue, never an exception. Documents of earlier crawls
are asked for again even if the listing has dropped them, so that a report that vanishes
is noticed; if the listing itself cannot be had, they are left as they were. Everything
is decided by the answers alone, so that a recorded crawl comes out the same again
(`replay`); times come from the answers too.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from pipeline.crawl.archive import Archive
from pipeline.crawl.attachments import names_a_file
from pipeline.crawl.call import Asker, Call, Fetch, Held
from pipeline.crawl.details import Details, attachments_in
from pipeline.crawl.discover import Candidate, Listing, discover
from pipeline.crawl.documents import (
    Target,
    failed_row,
    is_due_whole,
    row_of,
    unasked_row,
    versions_after,
)
from pipeline.crawl.rows import (
    CrawlResult,
    DocumentRow,
    LeftLinkRow,
    LinkRow,
    VersionRow,
)
from pipeline.crawl.tally import Tally
from pipeline.crawl.urls import article_key, host_of
from pipeline.crawl.verdicts import (
    issue_of,
    moved_issue,
    not_the_document,
    rest_issue,
)
from pipeline.errors import FetchError, NotAskedError, NotRecordedError
from pipeline.issues import Issue, IssueCode, Severity
from pipeline.registry import Source

__all__ = ["Known", "Progress", "crawl_source"]

#: documents done, documents known so far, the row just made
Progress = Callable[[int, int, DocumentRow], None]


@dataclass(slots=True)
class Known:
    """What earlier crawls know of one source."""

    documents: list[DocumentRow] = field(default_factory=list)
    versions: list[VersionRow] = field(default_factory=list)
    links: list[LinkRow] = field(default_factory=list)
    left: list[LeftLinkRow] = field(default_factory=list)

    @classmethod
    def of(cls, result: CrawlResult) -> "Known":
        """What is known after a crawl."""
        return cls(result.documents, result.versions, result.links, result.left)


async def crawl_source(
    asker: Asker,
    archive: Archive,
    known: Known,
    crawl_id: str,
    on_progress: Progress | None = None,
) -> CrawlResult:
    """Crawl one source.

    Args:
        asker: asks on behalf of the source; whether that is enabled is for the caller
            to decide.
        archive: has the bytes of documents that have not changed.
        known: of the crawls before.
        crawl_id: when this one began (UTC, ISO 8601).
        on_progress: called after each document.

    Returns:
        Links found, one row for every document of the source (old ones too), issues.
        When it ended is for the caller to put into its `crawl`.
    """
    crawl = _Crawl(asker, archive, known, crawl_id, on_progress)
    try:
        listing = await discover(crawl.asker)
    except FetchError as error:
        crawl.listing_failed(error, known)
    else:
        await crawl.take(listing)
    return crawl.finish()


class _Noting:
    """An `Asker` that notes what passes: for counts, and for pages served twice."""

    def __init__(self, asker: Asker, tally: Tally) -> None:
        self._asker = asker
        self._tally = tally
        self._seen: set[Call] = set()
        self.bodies: set[str] = set()
        self.first: Fetch | None = None

    @property
    def source(self) -> Source:
        """On whose behalf."""
        return self._asker.source

    async def fetch(self, call: Call, held: Held | None = None) -> Fetch:
        """Ask, and note."""
        fetch = await self._asker.fetch(call, held)
        bare = replace(call, headers=())
        if bare not in self._seen:  # what is asked again is answered by the recording
            self._seen.add(bare)
            self._tally.add(fetch)
        self.first = self.first or fetch
        if fetch.sha256 is not None:
            self.bodies.add(fetch.sha256)
        if call.rendered == 1 and fetch.error is None:
            await self._note_what_was_sent(call)
        return fetch

    async def _note_what_was_sent(self, call: Call) -> None:
        """Note the page behind what a browser showed, which was asked for it.

        Sites that are all script send it for whatever address they are asked.
        """
        sent = await self._asker.fetch(Call(call.url.partition("#")[0]))
        if sent.sha256 is not None:
            self.bodies.add(sent.sha256)


class _Crawl:
    """The state of crawling one source once."""

    def __init__(
        self,
        asker: Asker,
        archive: Archive,
        known: Known,
        crawl_id: str,
        on_progress: Progress | None,
    ) -> None:
        self.result = CrawlResult()
        self.crawl_id = crawl_id
        self.tally = Tally()
        self.asker = _Noting(asker, self.tally)
        self.details = Details(self.asker)
        self.archive = archive
        self.source = asker.source
        self.known = {article_key(row.url): row for row in known.documents}
        self.versions: dict[str, list[VersionRow]] = {}
        for version in known.versions:
            self.versions.setdefault(version.url, []).append(version)
        self.rows: dict[str, DocumentRow] = {}
        self._on_progress = on_progress
        self._total = 0
        self._listing_bodies: frozenset[str] = frozenset()
        self._not_now: NotAskedError | None = None

    # -- the listing -------------------------------------------------------------------

    def listing_failed(self, error: FetchError, known: Known) -> None:
        """Say that the listing could not be had; what it named before still counts."""
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
        self.result.links += self._links(listing.candidates)
        self.result.left += [
            LeftLinkRow(
                source_id=self.source.source_id,
                province_id=self.source.province_id,
                url=link.url,
                title=link.title,
                listing_url=link.listing_url,
                reason=link.reason,
            )
            for link in listing.left
        ]
        self.tally.listed(listing)
        targets = [self._target(candidate) for candidate in listing.candidates]
        targets += self._dropped({article_key(t.asked) for t in targets})
        self._total = len(targets)
        for target in self._in_order(targets):
            await self._document(target)

    def _say_if_listing_moved(self) -> None:
        url, first = self.source.listing_url, self.asker.first
        if first is not None and article_key(first.final_url) != article_key(url):
            moved = moved_issue(url, first.final_url, is_listing=True)
            self.result.issues.append(moved)

    def _links(self, candidates: Iterable[Candidate]) -> list[LinkRow]:
        """The links, each under the address that its document is known by."""
        known = {c.url: self._known_url(c.url) for c in candidates}
        return [self._link(c, known) for c in candidates]

    def _known_url(self, url: str) -> str:
        before = self.known.get(article_key(url))
        return url if before is None else before.url

    def _link(self, candidate: Candidate, known: Mapping[str, str]) -> LinkRow:
        form_of = candidate.form_of
        return LinkRow(
            source_id=self.source.source_id,
            province_id=self.source.province_id,
            url=known[candidate.url],
            title=candidate.title,
            listing_url=candidate.listing_url,
            position=candidate.position,
            published_on=candidate.published_on,
            report_year=candidate.year,
            publisher=candidate.publisher,
            channel=candidate.channel,
            form_of=form_of and known.get(form_of, form_of),
        )

    def _target(self, candidate: Candidate) -> Target:
        """A file that is another form of a page hangs on that page."""
        form_of = candidate.form_of
        is_file = form_of is not None and names_a_file(candidate.url)
        return Target(
            url=self._known_url(candidate.url),
            asked=candidate.url,
            title=candidate.title,
            parent_url=self._known_url(form_of) if is_file and form_of else None,
            role="attachment" if is_file else "page",
            fetch=candidate.fetch,
        )

    def _dropped(self, listed: set[str]) -> list[Target]:
        """Documents that earlier crawls know and this listing does not name."""
        return [
            Target(
                url=row.url,
                asked=row.url,
                title=row.link_title,
                parent_url=row.parent_url,
                role=row.role,
            )
            for key, row in self.known.items()
            if key not in listed and row.outcome != "out_of_scope"
        ]

    def _in_order(self, targets: Iterable[Target]) -> list[Target]:
        """What we do not have first, then what was asked longest ago; pages first."""

        def rank(target: Target) -> tuple[bool, bool, str]:
            before = self.known.get(article_key(target.url))
            held = before is not None and before.sha256 is not None
            asked = (before.fetched_at or "") if before is not None and held else ""
            return (held, target.parent_url is not None, asked)

        return sorted(targets, key=rank)

    # -- documents ---------------------------------------------------------------------

    async def _document(self, target: Target) -> None:
        """Fetch one document, and what is attached to it."""
        key = article_key(target.url)
        if key in self.rows:
            return
        before = self.known.get(key)
        if self._not_now is not None and self._is_here(target):
            self._leave(key, target, before)
            return
        fetch = target.fetch or await self._ask(target, before)
        if fetch.error is None and target.role == "page":
            fetch = await self.details.of(fetch)
        if isinstance(fetch.error, NotAskedError):
            stops = not isinstance(fetch.error, NotRecordedError)
            if stops and self._is_here(target):
                self._not_now = fetch.error
            self._leave(key, target, before)
            return
        error = fetch.error or not_the_document(
            target, fetch, self.source, self._listing_bodies
        )
        if fetch.rests_until is not None:
            self.result.issues.append(rest_issue(fetch))
        if error is not None:
            row = failed_row(self.source, target, error, before, fetch)
            self.result.issues.append(issue_of(target, row, error))
            self._keep(key, row)
            return
        row = row_of(self.source, target, fetch, before)
        known = self.versions.get(row.url, [])
        self.versions[row.url] = versions_after(known, row, fetch)
        if row.moved_to is not None and (before is None or before.moved_to is None):
            moved = moved_issue(row.url, row.moved_to, is_listing=False)
            self.result.issues.append(moved)
        self._keep(key, row)
        if row.role == "page":
            await self._attachments(row, fetch)

    def _is_here(self, target: Target) -> bool:
        """Whether it is on the source's own host."""
        try:
            return host_of(target.asked) == self.source.host
        except FetchError:
            return False

    def _leave(self, key: str, target: Target, before: DocumentRow | None) -> None:
        """Leave a document for another time."""
        self._keep(key, unasked_row(self.source, target, before), "not_asked")

    def _keep(self, key: str, row: DocumentRow, outcome: str | None = None) -> None:
        self.rows[key] = row
        self.tally.document(outcome or row.outcome)
        if self._on_progress is not None:
            self._on_progress(len(self.rows), max(self._total, len(self.rows)), row)

    async def _ask(self, target: Target, before: DocumentRow | None) -> Fetch:
        """Ask for newer bytes only, if we still have the old ones, but now and then."""
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
            key = article_key(found.url)
            if key in self.rows:
                continue
            before = self.known.get(key)
            self._total += before is None
            await self._document(
                Target(
                    url=found.url if before is None else before.url,
                    asked=found.url,
                    title=found.title,
                    parent_url=row.url,
                    role=found.role,
                )
            )

    # -- the end -----------------------------------------------------------------------

    def finish(self) -> CrawlResult:
        """The result, with the rows of earlier crawls that this one left alone."""
        for key, row in self.known.items():
            if key not in self.rows:
                self.rows[key] = row
        rows, result = list(self.rows.values()), self.result
        result.documents = rows
        result.versions = [v for row in rows for v in self.versions.get(row.url, ())]
        if self._not_now is not None:
            left = self.tally.outcomes["not_asked"]
            result.issues.append(self._not_now_issue(self._not_now, left))
            self.tally.not_now(self._not_now)
        result.crawl = self.tally.row(self.source, result, self.crawl_id)
        return result

    def _not_now_issue(self, error: NotAskedError, left: int) -> Issue:
        return Issue(
            IssueCode.NOT_ASKED,
            Severity.WARNING,
            f"the crawl stopped asking, {left} documents were left for another time: "
            f"{error}",
            url=self.source.listing_url,
            details={"left": str(left)},
        )
