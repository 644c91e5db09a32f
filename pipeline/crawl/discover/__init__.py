"""Finding the reports of a source: its listing, page by page, then the title filter.

One small reader for each family of site software; a family without one is read by
`generic`. To add a family: a module with `read(page) -> Reading`, and a line in
`READERS`.
"""

from dataclasses import dataclass

from pipeline.crawl.call import Asker
from pipeline.crawl.discover import (
    anhui_openness,
    aspnet,
    epoint,
    generic,
    hanweb_jcms,
    hebei,
    shanghai,
    trs,
)
from pipeline.crawl.discover.page import Reader
from pipeline.crawl.discover.titles import looks_like_report
from pipeline.crawl.discover.walk import Walked, walk_listing
from pipeline.crawl.urls import canonical_url
from pipeline.issues import Issue, IssueCode, Severity

__all__ = ["READERS", "Candidate", "Listing", "discover"]

#: 开普云 writes its static lists as TRS does; the reader knows both dialects.
READERS: dict[str, Reader] = {
    "trs": trs.read,
    "ucap": trs.read,
    "hanweb_jcms": hanweb_jcms.read,
    "anhui_openness": anhui_openness.read,
    "epoint": epoint.read,
    "shanghai": shanghai.read,
    "hebei": hebei.read,
    "aspnet": aspnet.read,
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A link that is a report by its title.

    Attributes:
        url: canonical; it may lead out of scope.
        published_on: as printed beside it or in its address (`YYYY-MM-DD`).
        listing_url: the page it stood on.
        position: 1 for the first report of the listing.
    """

    url: str
    title: str
    published_on: str | None
    listing_url: str
    position: int


@dataclass(frozen=True, slots=True)
class Listing:
    """What a listing holds.

    Attributes:
        candidates: the reports, in the order found.
        issues: `LISTING_INCOMPLETE`, `LISTING_EMPTY`.
        pages: listing pages read.
        links_seen: all links on them.
        links_left: those that are no reports by their title.
    """

    candidates: tuple[Candidate, ...]
    issues: tuple[Issue, ...]
    pages: int
    links_seen: int
    links_left: int


async def discover(asker: Asker) -> Listing:
    """Walk the listing of the asker's source.

    Raises:
        FetchError: its first page could not be had.
    """
    source = asker.source
    start = canonical_url(source.listing_url)
    reader = READERS.get(source.family, generic.read)
    walked = await walk_listing(asker, start, reader)
    candidates = _reports(walked)
    return Listing(
        candidates=candidates,
        issues=tuple(_issues(start, walked, len(candidates))),
        pages=walked.pages,
        links_seen=len(walked.rows),
        links_left=len(walked.rows) - len(candidates),
    )


def _reports(walked: Walked) -> tuple[Candidate, ...]:
    pages = {found.listing_url for found in walked.rows.values()}
    reports = [
        found
        for found in walked.rows.values()
        if (found.row.itself or found.row.url not in pages)
        and looks_like_report(found.row.title, found.row.url)
    ]
    return tuple(
        Candidate(
            url=found.row.url,
            title=found.row.title,
            published_on=found.row.published_on,
            listing_url=found.listing_url,
            position=position,
        )
        for position, found in enumerate(reports, start=1)
    )


def _issues(url: str, walked: Walked, reports: int) -> list[Issue]:
    issues = []
    shortfall = walked.shortfall()
    if shortfall is not None:
        issues.append(
            Issue(
                IssueCode.LISTING_INCOMPLETE,
                Severity.WARNING,
                f"the listing was not read whole: {shortfall}",
                url=url,
                details={
                    "announced": str(walked.announced),
                    "found": str(walked.entries),
                    "pages": str(walked.pages),
                },
            )
        )
    if not reports:
        issues.append(
            Issue(
                IssueCode.LISTING_EMPTY,
                Severity.ERROR,
                f"expected links to annual reports, found none among "
                f"{len(walked.rows)} links; see data/crawl/titles.yml and the "
                f"source's family",
                url=url,
                details={"links": str(len(walked.rows)), "pages": str(walked.pages)},
            )
        )
    return issues
