"""What a crawl of one source is to fetch, and in which order.

Pure. How a document is fetched, and what becomes of it, is in `run`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pipeline.crawl.attachments import Attachment, names_a_file
from pipeline.crawl.choice import Choice
from pipeline.crawl.discover import Candidate, Listing
from pipeline.crawl.documents import Target
from pipeline.crawl.rows import (
    CrawlResult,
    DocumentRow,
    LeftLinkRow,
    LinkRow,
    VersionRow,
)
from pipeline.crawl.urls import article_key
from pipeline.issues import Issue
from pipeline.registry import Source

__all__ = ["Known", "Plan"]


@dataclass(slots=True)
class Known:
    """What earlier crawls know of one source.

    Attributes:
        complete_at: when the newest complete one began; None if there is none.
    """

    documents: list[DocumentRow] = field(default_factory=list)
    versions: list[VersionRow] = field(default_factory=list)
    links: list[LinkRow] = field(default_factory=list)
    left: list[LeftLinkRow] = field(default_factory=list)
    complete_at: str | None = None
    issues: list[Issue] = field(default_factory=list)

    @classmethod
    def of(cls, result: CrawlResult) -> "Known":
        """What is known after a crawl."""
        complete_at = None if result.crawl is None else result.crawl.complete_at
        return cls(
            result.documents,
            result.versions,
            result.links,
            result.left,
            complete_at,
            result.issues,
        )


class Plan:
    """What is known of a source, by the article that an address leads to.

    An article is known by the address under which it was met first; it is asked for
    under the one that the listing has now.
    """

    def __init__(self, source: Source, documents: Iterable[DocumentRow]) -> None:
        self._source = source
        self.known = {article_key(row.url): row for row in documents}

    def before(self, url: str) -> DocumentRow | None:
        """The row of the crawl before; None the first time."""
        return self.known.get(article_key(url))

    def links(self, listing: Listing) -> list[LinkRow]:
        """The links to reports, each under the address of its document."""
        return [self._link(candidate) for candidate in listing.candidates]

    def left(self, listing: Listing) -> list[LeftLinkRow]:
        """The entries of the listing that are no reports."""
        return [
            LeftLinkRow(
                source_id=self._source.source_id,
                province_id=self._source.province_id,
                url=link.url,
                title=link.title,
                listing_url=link.listing_url,
                reason=link.reason,
            )
            for link in listing.left
        ]

    def targets(self, listing: Listing, choice: Choice | None = None) -> list[Target]:
        """All documents to ask for, what is not held yet first.

        Then what was asked for longest ago, so that a small budget gets round, and
        pages before what hangs on them.

        Args:
            listing: what was found.
            choice: which of them are chosen; None for all.
        """
        listed = [self._target(candidate) for candidate in listing.candidates]
        keys = {article_key(target.asked) for target in listed}
        dropped = [
            Target(
                url=row.url,
                asked=row.url,
                title=row.link_title,
                parent_url=row.parent_url,
                role=row.role,
            )
            for key, row in self.known.items()
            if key not in keys and row.outcome != "out_of_scope"
        ]
        targets = sorted([*listed, *dropped], key=self._rank)
        return targets if choice is None else _chosen(targets, listing, choice)

    def attachment(self, found: Attachment, page_url: str) -> Target:
        """What belongs to a page, as a document of its own."""
        return Target(
            url=self._url(found.url),
            asked=found.url,
            title=found.title,
            parent_url=page_url,
            role=found.role,
        )

    def _url(self, url: str) -> str:
        before = self.before(url)
        return url if before is None else before.url

    def _link(self, candidate: Candidate) -> LinkRow:
        form_of = candidate.form_of
        return LinkRow(
            source_id=self._source.source_id,
            province_id=self._source.province_id,
            url=self._url(candidate.url),
            title=candidate.title,
            listing_url=candidate.listing_url,
            position=candidate.position,
            published_on=candidate.published_on,
            report_year=candidate.year,
            publisher=candidate.publisher,
            channel=candidate.channel,
            form_of=None if form_of is None else self._url(form_of),
        )

    def _target(self, candidate: Candidate) -> Target:
        """A file that is another form of a page hangs on that page."""
        page = candidate.form_of if names_a_file(candidate.url) else None
        return Target(
            url=self._url(candidate.url),
            asked=candidate.url,
            title=candidate.title,
            parent_url=None if page is None else self._url(page),
            role="page" if page is None else "attachment",
            fetch=candidate.fetch,
        )

    def _rank(self, target: Target) -> tuple[bool, bool, str]:
        before = self.before(target.url)
        if before is None or before.sha256 is None:
            return (False, target.parent_url is not None, "")
        return (True, target.parent_url is not None, before.fetched_at or "")


def _chosen(targets: list[Target], listing: Listing, choice: Choice) -> list[Target]:
    """The same targets, marked; what hangs on a page is chosen with it."""
    listed = _chosen_entries(listing, choice)
    marks: dict[str, bool] = {}
    for target in sorted(targets, key=lambda t: t.parent_url is not None):
        page = None if target.parent_url is None else article_key(target.parent_url)
        if target.asked in listed:
            mark = listed[target.asked]
        elif page in marks:
            mark = marks[page]
        else:
            mark = choice.has_title(target.title)
        marks[article_key(target.url)] = mark
    return [
        replace(target, is_chosen=marks[article_key(target.url)]) for target in targets
    ]


def _chosen_entries(listing: Listing, choice: Choice) -> dict[str, bool]:
    """Whether each entry is chosen; the forms of a report are chosen together."""
    chosen_reports = {
        candidate.form_of or candidate.url
        for candidate in listing.candidates
        if choice.has(candidate)
    }
    return {
        candidate.url: (candidate.form_of or candidate.url) in chosen_reports
        for candidate in listing.candidates
    }
