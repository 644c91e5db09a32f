"""Finding the reports of a source: all its lists, page by page, then the titles.

`channels` goes from list to list, `walk` from page to page, one small reader for each
family of site software (`families`) reads a page, `links` says what a link is, and
`reports` brings the reports together.
"""

from pipeline.crawl.call import Asker
from pipeline.crawl.discover.channels import Finding, find
from pipeline.crawl.discover.families import GENERIC, is_proven
from pipeline.crawl.discover.found import Candidate, LeftLink, Listing
from pipeline.crawl.discover.walked import Walked
from pipeline.crawl.urls import canonical_url
from pipeline.issues import Issue, IssueCode, Severity

__all__ = ["Candidate", "LeftLink", "Listing", "discover"]

_MISSED_NAMED = 5


async def discover(asker: Asker) -> Listing:
    """Find the reports of the asker's source.

    Raises:
        FetchError: the first page of its listing could not be had.
    """
    found = await find(asker)
    family = found.family or GENERIC
    return Listing(
        candidates=found.reports.all(),
        issues=tuple(_issues(canonical_url(asker.source.listing_url), found)),
        pages=found.pages,
        links_seen=len(found.seen),
        links_left=sum(key not in found.used for key in found.seen),
        left=tuple(found.left.values()),
        family=family,
        proven=is_proven(family),
        channels=found.channels,
        announced=found.announced,
        listed=found.listed,
    )


def _issues(url: str, found: Finding) -> list[Issue]:
    issues = [_short(channel, walked) for channel, walked in found.short]
    if found.missed:
        issues.append(_missed(url, found))
    if not found.reports.all():
        issues.append(_empty(url, found))
    return issues


def _short(url: str, walked: Walked) -> Issue:
    return Issue(
        IssueCode.LISTING_INCOMPLETE,
        Severity.WARNING,
        f"the listing was not read whole: {walked.shortfall()}",
        url=url,
        details={
            "announced": str(walked.announced),
            "found": str(walked.entries),
            "pages": str(walked.pages),
        },
    )


def _missed(url: str, found: Finding) -> Issue:
    named = "; ".join(f"{at}: {why}" for at, why in found.missed[:_MISSED_NAMED])
    return Issue(
        IssueCode.LISTING_INCOMPLETE,
        Severity.WARNING,
        f"{len(found.missed)} further lists were not read: {named}",
        url=url,
        details={"missed": str(len(found.missed)), "channels": str(found.channels)},
    )


def _empty(url: str, found: Finding) -> Issue:
    return Issue(
        IssueCode.LISTING_EMPTY,
        Severity.ERROR,
        f"expected links to annual reports, found none among {len(found.seen)} links; "
        f"the first page is {found.first}; see data/crawl/titles.yml and the source's "
        f"family",
        url=url,
        details={"links": str(len(found.seen)), "pages": str(found.pages)},
    )
