"""Counting one crawl of one source, and the row that says how it went."""

from collections import Counter
from dataclasses import dataclass, field

from pipeline.crawl.call import Fetch
from pipeline.crawl.discover import Listing
from pipeline.crawl.rows import CrawlResult, CrawlRow
from pipeline.errors import FetchError, NotAskedError
from pipeline.issues import IssueCode
from pipeline.registry import Source

__all__ = ["Tally"]


@dataclass(slots=True)
class Tally:
    """What passed in one crawl, as it passes.

    Attributes:
        requests: sent, redirects and retries counted; without robots.txt.
        bytes_received: of all bodies, unpacked.
        outcomes: of the documents, as this crawl left them.
        rests_until: until when the host is left alone.
        listing: what was found; None if the listing could not be had.
        reason: why the crawl is not complete, as far as it is known.
    """

    requests: int = 0
    bytes_received: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    rests_until: str | None = None
    listing: Listing | None = None
    reason: str | None = None

    def add(self, fetch: Fetch) -> None:
        """Count one fetch."""
        self.requests += fetch.attempts
        self.bytes_received += len(fetch.body or b"")
        self.rests_until = fetch.rests_until or self.rests_until

    def document(self, outcome: str) -> None:
        """Count one document."""
        self.outcomes[outcome] += 1

    def listed(self, listing: Listing) -> None:
        """Note what was found."""
        self.listing = listing

    def listing_failed(self, error: FetchError) -> None:
        """Note that the listing could not be had."""
        self.reason = f"the listing could not be had: {error}"

    def not_now(self, error: NotAskedError) -> None:
        """Note that the crawl stopped asking."""
        self.reason = str(error)

    def never_asked(self, chosen: str) -> None:
        """Note that some documents that were not chosen were never asked for."""
        self.reason = self.reason or f"only what was chosen was asked for: {chosen}"

    def row(
        self,
        source: Source,
        result: CrawlResult,
        crawl_id: str,
        complete_before: str | None,
        *,
        of_everything: bool = True,
    ) -> CrawlRow:
        """The row of the crawl; who knows when it ended puts that in.

        Args:
            source: what was crawled.
            result: what it brought.
            crawl_id: when it began.
            complete_before: when the newest complete crawl before it began.
            of_everything: every document was to be asked for; what is not in any list
                is not told by a crawl of chosen ones.
        """
        listing, outcomes = self.listing, self.outcomes
        reason = self.reason or _incomplete(result)
        status = "complete" if reason is None else "partial"
        if listing is None:
            status = "failed"
        return CrawlRow(
            source_id=source.source_id,
            province_id=source.province_id,
            crawl_id=crawl_id,
            started_at=crawl_id,
            finished_at=None,
            complete_at=crawl_id
            if status == "complete" and of_everything
            else complete_before,
            status=status,
            family=None if listing is None else listing.family,
            listing_pages=0 if listing is None else listing.pages,
            announced=None if listing is None else listing.announced,
            listed=0 if listing is None else listing.listed,
            reports=len(result.links),
            links_left=len(result.left),
            requests=self.requests,
            bytes_received=self.bytes_received,
            fetched=outcomes["fetched"],
            unchanged=outcomes["unchanged"],
            not_modified=outcomes["not_modified"],
            gone=outcomes["gone"],
            refused=outcomes["refused"],
            failed=outcomes["failed"],
            out_of_scope=outcomes["out_of_scope"],
            not_asked=outcomes["not_asked"],
            rested_until=self.rests_until,
            reason=reason,
        )


def _incomplete(result: CrawlResult) -> str | None:
    """What the issues say of the listing; None if it was read whole."""
    codes = (IssueCode.LISTING_INCOMPLETE, IssueCode.LISTING_EMPTY)
    found = [issue.message for issue in result.issues if issue.code in codes]
    return "; ".join(found) or None
