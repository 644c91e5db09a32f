"""The past, from the fetch log: crawls that the tables do not have, and hosts at rest.

Reading the log only. What a recorded crawl brings is made by crawling the recording
(`replay`, `run`); the tables are written elsewhere.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.crawl.choice import Choice
from pipeline.crawl.keep.log import FetchRecord

__all__ = ["PastCrawl", "finished_crawls", "since", "unwritten_crawls"]


@dataclass(slots=True)
class PastCrawl:
    """One crawl of a source, as far as it is recorded.

    Attributes:
        crawl_id: when it began.
        records: its lines, in order; without its end.
        ended: the line of its end; None if it was cut off.
    """

    source_id: str
    crawl_id: str
    records: list[FetchRecord] = field(default_factory=list)
    ended: FetchRecord | None = None

    @property
    def choice(self) -> Choice | None:
        """Which reports it asked for; None for all.

        A crawl that was cut off may have been taken up for others: they decide.
        """
        starts = [r for r in self.records if r.kind == "crawl_start"]
        if not starts or starts[-1].years is None:
            return None
        return Choice(starts[-1].institutions or (), starts[-1].years)

    def add(self, record: FetchRecord) -> None:
        """Take one more line."""
        if record.kind == "crawl_end":
            self.ended = record
        else:
            self.records.append(record)


def unwritten_crawls(
    records: Iterable[FetchRecord], written: Mapping[str, str]
) -> dict[str, list[PastCrawl]]:
    """The crawls of each source that are newer than what the tables have of it.

    Args:
        records: lines of the log, oldest first.
        written: source_id -> crawl_id of the newest crawl in the tables.

    Returns:
        By source, oldest first.
    """
    found: dict[str, dict[str, PastCrawl]] = {}
    for record in records:
        if record.crawl_id <= written.get(record.source_id, ""):
            continue
        crawls = found.setdefault(record.source_id, {})
        if record.crawl_id not in crawls:
            crawls[record.crawl_id] = PastCrawl(record.source_id, record.crawl_id)
        crawls[record.crawl_id].add(record)
    return {source: list(crawls.values()) for source, crawls in found.items()}


def finished_crawls(records: Iterable[FetchRecord]) -> Iterator[PastCrawl]:
    """Every crawl that came to its end, in the order of the ends.

    Only crawls that are under way are held in memory, not the log. A crawl that was cut
    off and never taken up again is left out, as it is in the tables.
    """
    open_crawls: dict[tuple[str, str], PastCrawl] = {}
    for record in records:
        key = (record.source_id, record.crawl_id)
        if key not in open_crawls:
            open_crawls[key] = PastCrawl(*key)
        open_crawls[key].add(record)
        if record.kind == "crawl_end":
            yield open_crawls.pop(key)


def since(written: Mapping[str, str], source_ids: Iterable[str]) -> str | None:
    """From when on the log has to be read for some sources; None for all of it.

    Args:
        written: source_id -> crawl_id of the newest crawl in the tables.
        source_ids: the sources that are wanted.
    """
    ids = list(source_ids)
    if not ids or any(source_id not in written for source_id in ids):
        return None
    return min(written[source_id] for source_id in ids)
