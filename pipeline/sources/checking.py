"""What a dry run saw at a source, as figures, and against what the lake knows.

Pure but for `known_links`, which reads the lake. Nothing here asks a site.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pyarrow.parquet as pq

from pipeline.crawl.discover import Candidate
from pipeline.crawl.urls import article_key, host_or_empty
from pipeline.sources.looking import Look
from pipeline.store import Lake

__all__ = ["Checked", "Link", "compare", "known_links", "missing_years"]

_LINKS = "raw_report_links"


@dataclass(frozen=True, slots=True)
class Link:
    """One link to a report: as found now, or as the lake has it."""

    source_id: str
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Checked:
    """One source, looked at.

    Attributes:
        years: report year -> number of reports, ascending; a report in two forms is
            one. `undated` reports have no year in their title or place.
        missing: years between the first and the last found that have no report.
        publishers: organs that titles or places name, with the number of their reports.
        left: why entries were left -> how many.
        out_of_scope: reports on hosts that may not be asked; counted nowhere else.
        new: reports that the lake does not have; None if it never had this source.
        dropped: reports of the lake that are not listed any more; None likewise.
    """

    look: Look
    years: Mapping[int, int]
    undated: int
    missing: tuple[int, ...]
    publishers: Mapping[str, int]
    left: Mapping[str, int]
    out_of_scope: tuple[Link, ...]
    new: tuple[Link, ...] | None
    dropped: tuple[Link, ...] | None

    @property
    def reports(self) -> int:
        """Reports found, each once."""
        return sum(self.years.values()) + self.undated


def compare(
    look: Look, scope: Collection[str], known: Sequence[Link] | None = None
) -> Checked:
    """Count what was seen, and compare it.

    Args:
        look: how the source looks today.
        scope: the hosts that may be asked.
        known: its links in the lake; None if it was never crawled.
    """
    candidates = look.listing.candidates if look.listing else ()
    within = [c for c in candidates if host_or_empty(c.url) in scope]
    first_forms = [c for c in within if c.form_of is None]
    counts = Counter(c.year for c in first_forms if c.year is not None)
    years = {year: counts[year] for year in sorted(counts)}
    publishers = Counter(c.publisher for c in first_forms if c.publisher is not None)
    left = Counter(link.reason for link in (look.listing.left if look.listing else ()))
    outside = [c for c in candidates if host_or_empty(c.url) not in scope]
    new, dropped = None, None
    # a listing that could not be had says nothing of what it does not name
    if known is not None and look.listing is not None:
        before = {article_key(link.url) for link in known}
        now = {article_key(c.url) for c in candidates}
        new = _links(look, [c for c in within if article_key(c.url) not in before])
        dropped = tuple(link for link in known if article_key(link.url) not in now)
    return Checked(
        look=look,
        years=years,
        undated=len(first_forms) - sum(counts.values()),
        missing=missing_years(years),
        publishers=dict(publishers.most_common()),
        left=dict(left.most_common()),
        out_of_scope=_links(look, outside),
        new=new,
        dropped=dropped,
    )


def _links(look: Look, candidates: Sequence[Candidate]) -> tuple[Link, ...]:
    return tuple(Link(look.source.source_id, c.url, c.title) for c in candidates)


def missing_years(years: Mapping[int, int]) -> tuple[int, ...]:
    """The years between the first and the last that are not there."""
    if not years:
        return ()
    return tuple(y for y in range(min(years), max(years)) if y not in years)


def known_links(lake: Lake) -> dict[str, list[Link]]:
    """The links to reports that the lake has, by source; sources never crawled lack."""
    found: dict[str, list[Link]] = {}
    for path in lake.files("raw_crawls"):
        for row in pq.read_table(path, columns=["source_id"]).to_pylist():
            found.setdefault(row["source_id"], [])
    for path in lake.files(_LINKS):
        columns = ["source_id", "url", "title"]
        for row in pq.read_table(path, columns=columns).to_pylist():
            found.setdefault(row["source_id"], []).append(Link(**row))
    return found
