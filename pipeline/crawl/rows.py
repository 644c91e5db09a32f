"""The rows that a crawl returns: links, documents with every version, issues, itself.

The tables made from them are written elsewhere; nothing here reads or writes a file.
What each column means in a table is in `data/dictionary/tables.yml`. All times are UTC,
ISO 8601.
"""

from dataclasses import dataclass, field

from pipeline.issues import Issue

__all__ = [
    "CrawlResult",
    "CrawlRow",
    "DocumentRow",
    "LeftLinkRow",
    "LinkRow",
    "VersionRow",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """One link to a report on a listing.

    Attributes:
        url: canonical; the key, with `source_id`.
        position: 1 for the first report of the source, in the order of the listing.
        published_on: the date printed beside it or in its address (`YYYY-MM-DD`).
        report_year: the year that title or place name; None if neither does.
        publisher: the organ that title or place name, as printed; None if neither does.
        channel: titles of the folders it stood in, outermost first, joined by ` > `;
            None if it stood in the listing itself.
        form_of: address of the parallel form of the same report that stood first (the
            page before its PDF); None for the first.
    """

    source_id: str
    province_id: str
    url: str
    title: str
    listing_url: str
    position: int
    published_on: str | None
    report_year: int | None
    publisher: str | None
    channel: str | None
    form_of: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftLinkRow:
    """One link of a listing that is no report, and was not followed.

    Attributes:
        url: canonical; the key, with `source_id`.
        reason: why it is none, in a word or two that can be counted.
    """

    source_id: str
    province_id: str
    url: str
    title: str
    listing_url: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """One document of a source: the newest bytes we hold, and how the last try went.

    Attributes:
        url: canonical; the key, with `source_id`.
        parent_url: the page it is attached to; None for a page.
        role: `page`, `attachment`, `page_part` (a further page of a long article) or
            `image` (a page that is printed as a picture).
        outcome: of the last try: `fetched` (new or changed bytes), `unchanged` (the
            same bytes again), `not_modified` (304), `gone`, `refused`, `out_of_scope`,
            `not_asked` (left for later), `failed`.
        status: HTTP status of the last try; None without an answer.
        sha256: the newest bytes we hold, kept when a later try fails; None if we never
            had any. `content_type`, `media` (what the bytes are), `size`, `etag` and
            `last_modified` are theirs.
        fetched_at: when we last asked; None if we never did.
        absent_at: when the newest complete crawl before we first met it began: it was
            in no list of the source then. None if the first complete crawl met it.
        first_seen: when the site first served it; None if it never did.
        last_seen: when the site last served it or answered 304.
        last_changed: when the bytes we hold first came.
        attempts: requests made in the last try; 0 if it was not asked for.
        state: where the document is, by the last try that could tell (`not_asked` and
            `failed` cannot): `present`, `moved` (present, but its address leads to
            another one), `gone`, `refused`, or `unknown` if no try could tell yet.
        moved_to: where its address leads; None unless `moved`.
        gone_since: when it was first found gone; None once it is served again.
        came_back_on: when it was last served again after having been gone; None if it
            never was gone.
        versions: how many `VersionRow`s it has; 0 if we never had any bytes.
        duplicate_of: address of the first document of the province with the same
            bytes; None if there is none, and for the first one itself.
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
    media: str | None
    size: int | None
    etag: str | None
    last_modified: str | None
    fetched_at: str | None
    absent_at: str | None
    first_seen: str | None
    last_seen: str | None
    last_changed: str | None
    attempts: int
    state: str
    moved_to: str | None
    gone_since: str | None
    came_back_on: str | None
    versions: int
    duplicate_of: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """One version of a document: a longest run of answers with the same bytes.

    An answer that says "not modified" belongs to the run; tries that bring no bytes
    (gone, failed) do not end it. Bytes that come back after others are a version of
    their own, so that the history reads as it was seen. Two neighbours differ.

    Attributes:
        url: canonical; the key, with `source_id` and `version_no`.
        version_no: 1 for the oldest.
        sha256: of the bytes; the index of the archive says where they are.
        content_type: as the server said when they first came, as is `last_modified`.
        size: in bytes.
        first_seen: when they were first served in this run.
        last_seen: when they were last served, or said not to be modified.
    """

    source_id: str
    province_id: str
    url: str
    version_no: int
    sha256: str
    content_type: str | None
    size: int
    first_seen: str
    last_seen: str
    last_modified: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlRow:
    """The newest crawl of a source: what was found, asked and left.

    Attributes:
        crawl_id: as in the fetch log.
        finished_at: None if it was broken off and not taken up again yet.
        complete_at: when the newest complete crawl began: this one, or one before;
            None if none was complete.
        status: `complete` (the whole list was read and every document asked for),
            `partial` (something was left for another time, or the list is not whole)
            or `failed` (the list could not be had).
        family: site software by which the list was read, recognised or registered;
            None if no page of it came.
        listing_pages: pages of the list that were read.
        announced: entries that the list says it has; None if it does not say.
        listed: entries found in the list, folders and pagers left out.
        reports: of these, reports; `links_left`: of these, no reports.
        requests: sent, with redirects and retries; `bytes_received`: of all answers.
        fetched: documents by outcome of this crawl, as are `unchanged`,
            `not_modified`, `gone`, `refused`, `failed`, `out_of_scope`, `not_asked`.
        rested_until: until when the host wants to be left alone; None if it does not.
        reason: why the crawl is not `complete`; None if it is.
    """

    source_id: str
    province_id: str
    crawl_id: str
    started_at: str
    finished_at: str | None
    complete_at: str | None
    status: str
    family: str | None
    listing_pages: int
    announced: int | None
    listed: int
    reports: int
    links_left: int
    requests: int
    bytes_received: int
    fetched: int
    unchanged: int
    not_modified: int
    gone: int
    refused: int
    failed: int
    out_of_scope: int
    not_asked: int
    rested_until: str | None
    reason: str | None


@dataclass(slots=True)
class CrawlResult:
    """What crawling one source brought: rows of the raw tables, and its issues."""

    links: list[LinkRow] = field(default_factory=list)
    left: list[LeftLinkRow] = field(default_factory=list)
    documents: list[DocumentRow] = field(default_factory=list)
    versions: list[VersionRow] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    crawl: CrawlRow | None = None
