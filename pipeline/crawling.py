"""The crawl step: the enabled sources of some provinces, into their raw tables.

It brings together the registry, the lake, the log and the engine; what a crawl does is
in `pipeline.crawl`. `rebuild_raw` makes the same tables from the recording alone.
"""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline import progress
from pipeline.crawl.choice import Choice
from pipeline.crawl.engine import Past, crawl_all, replay_crawl
from pipeline.crawl.fetch.politeness import MEMORY, Hosts
from pipeline.crawl.history import finished_crawls, since, unwritten_crawls
from pipeline.crawl.plan import Known
from pipeline.crawl.rows import CrawlResult, CrawlRow, DocumentRow
from pipeline.raw import RawTables
from pipeline.registry import Registry, Source
from pipeline.selection import EVERYTHING, Selection
from pipeline.settings import Settings

__all__ = ["CrawlSummary", "crawl_provinces", "rebuild_raw"]


@dataclass(slots=True)
class CrawlSummary:
    """What a crawl brought, for logs and metadata.

    Attributes:
        rows: of each raw table, over the provinces crawled.
        crawls: how each source went.
        outcomes: of the documents of these crawls.
    """

    rows: Counter[str] = field(default_factory=Counter)
    crawls: list[CrawlRow] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)

    @property
    def sources(self) -> int:
        """How many sources were crawled."""
        return len(self.crawls)

    @property
    def requests(self) -> int:
        """How many requests were made for them."""
        return sum(crawl.requests for crawl in self.crawls)

    def add(self, result: CrawlResult) -> None:
        """Add the crawl of a source."""
        if result.crawl is not None:
            self.crawls.append(result.crawl)
            for outcome in OUTCOMES:
                self.outcomes[outcome] += getattr(result.crawl, outcome)


OUTCOMES = (
    "fetched",
    "unchanged",
    "not_modified",
    "gone",
    "refused",
    "failed",
    "out_of_scope",
    "not_asked",
)


#: what a person reads; an answer "not modified" is one more document unchanged
_WORDS = {"not_modified": "unchanged", "out_of_scope": "out of scope"}


def crawl_provinces(
    settings: Settings,
    provinces: Sequence[str],
    selection: Selection = EVERYTHING,
) -> CrawlSummary:
    """Crawl the enabled sources of some provinces and write their raw tables.

    A province is written when its last source has ended; whatever dies before that is
    in the archive and the log, and the next crawl takes it from there.

    Args:
        settings: the data root.
        provinces: `province_id`s.
        selection: what of them; the rest keeps its rows. Of chosen institutions and
            years, the listings that may have them are asked, and of their documents
            those that are chosen, or may be.

    Raises:
        CrashError: the code failed on some sources; the others are written.
        StoreError: something could not be kept.
    """
    registry = settings.registry()
    for province in provinces:
        if not RawTables.are_whole(settings.lake, province):
            # also of sources that are not asked now: they keep their rows
            rebuild_raw(settings, province)
    chosen = selection.sources_in(registry, provinces)
    run = _Run(settings, registry, chosen, selection)
    if chosen:
        asyncio.run(run.crawl())
    for province in provinces:
        run.write_if_whole(province)
    return run.summary


def rebuild_raw(settings: Settings, province: str) -> Counter[str]:
    """Make the raw tables of a province again, from the archive and the log alone.

    Every crawl that came to its end is crawled again from its recording, oldest first.
    Sources that the registry does not have any more are left out.

    Returns:
        The rows of each table.
    """
    registry, archive = settings.registry(), settings.archive
    tables, known = RawTables.empty(province), dict[str, Known]()
    records = settings.fetch_log.records(province)
    for number, crawl in enumerate(finished_crawls(records)):
        source = registry.sources.get(crawl.source_id)
        if source is None:
            continue
        progress.report(f"rebuild {province}", number, number + 1, crawl.source_id)
        before = known.get(crawl.source_id, Known())
        result = asyncio.run(replay_crawl(source, archive, before, crawl))
        known[crawl.source_id] = Known.of(result)
        tables.replace(source, result)
    return Counter(tables.write(settings.lake))


class _Run:
    """One crawl of many sources."""

    def __init__(
        self,
        settings: Settings,
        registry: Registry,
        sources: Sequence[Source],
        selection: Selection,
    ) -> None:
        self.settings = settings
        self.registry = registry
        self.sources = sources
        self.selection = selection
        self.summary = CrawlSummary()
        self.hosts = Hosts(registry.hosts, scale=settings.delay_scale)
        self._left = Counter(source.province_id for source in sources)
        self._tables: dict[str, RawTables] = {}
        self._pasts: dict[str, Past] = {}
        self._written: set[str] = set()
        self._done = 0
        self._counts: dict[str, Counter[str]] = {}

    async def crawl(self) -> None:
        """Crawl all sources."""
        progress.report("crawl", 0, len(self.sources))
        self._remember()
        async with self.settings.client(self.registry, self.hosts) as client:
            await crawl_all(
                self.sources, client, self._past_of, self._on_done, self._watch
            )

    def _remember(self) -> None:
        """What hosts said lately, to whichever crawl of whichever province.

        Not only since the last crawl of a source: a crawl that found its host at rest
        ends as well, and the rest goes on.
        """
        lately = (self.hosts.now() - MEMORY).astimezone(dt.UTC)
        log = self.settings.fetch_log
        for record in log.records(since=lately.isoformat(timespec="milliseconds")):
            self.hosts.remember(record)

    def write_if_whole(self, province: str) -> None:
        """Write a province, once, when nothing of it is under way."""
        if self._left[province] or province in self._written:
            return
        self._written.add(province)
        tables = self._tables.pop(province, None)
        if tables is None:
            tables = RawTables.load(self.settings.lake, province)
        tables.keep_only(set(self.registry.sources))
        self.summary.rows.update(tables.write(self.settings.lake))

    def _past_of(self, source: Source) -> Past:
        if source.province_id not in self._tables:
            self._load(source.province_id)
        return self._pasts.pop(source.source_id)

    def _load(self, province: str) -> None:
        """What is known of a province: its tables, and its log since then."""
        tables = RawTables.load(self.settings.lake, province)
        self._tables[province] = tables
        ids = [s.source_id for s in self.sources if s.province_id == province]
        written = tables.crawl_ids()
        records = self.settings.fetch_log.records(province, since(written, ids))
        crawls = unwritten_crawls(records, written)
        for source_id in ids:
            self._pasts[source_id] = Past(
                tables.known(source_id),
                crawls.get(source_id, []),
                self._choice(self.registry.sources[source_id]),
            )

    def _choice(self, source: Source) -> Choice | None:
        """Which reports of a source are wanted; None for all."""
        if not self.selection.is_of_reports:
            return None
        return Choice(
            self.selection.institutions,
            self.selection.years,
            tuple(self.registry.institutions[i] for i in source.institution_ids),
        )

    def _on_done(self, source: Source, result: CrawlResult | None) -> None:
        if result is not None:
            self._tables[source.province_id].replace(source, result)
            self.summary.add(result)
        self._left[source.province_id] -= 1
        self._done += 1
        self.write_if_whole(source.province_id)
        text = f"{source.source_id} · {_counted(self.summary.outcomes)}"
        progress.report("crawl", self._done, len(self.sources), text)

    def _watch(self, source: Source, done: int, total: int, row: DocumentRow) -> None:
        counts = self._counts.setdefault(source.source_id, Counter())
        counts[row.outcome] += 1
        progress.report(f"crawl {source.host}", done, total, _counted(counts))


def _counted(outcomes: Mapping[str, int]) -> str:
    """How many documents ended how, in few words."""
    found = Counter[str]()
    for outcome, number in outcomes.items():
        found[_WORDS.get(outcome, outcome)] += number
    return " · ".join(f"{word} {number}" for word, number in found.items() if number)
