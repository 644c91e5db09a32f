"""Many sources at once: hosts side by side, the sources of one host one by one.

A source begins with what its past has left: crawls that are recorded but not in the
tables are crawled again from the recording, a crawl that was cut off goes on where it
stopped. What a crawl decides is in `run`, what one request decides in `client`.
"""

import asyncio
import datetime as dt
import traceback
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from pipeline.crawl.choice import Choice
from pipeline.crawl.fetch.client import Client
from pipeline.crawl.fetch.politeness import utc
from pipeline.crawl.fetch.replay import Recorded, Replay
from pipeline.crawl.fetch.session import Session
from pipeline.crawl.history import PastCrawl
from pipeline.crawl.keep.archive import Archive
from pipeline.crawl.keep.log import FetchRecord, utc_now
from pipeline.crawl.plan import Known
from pipeline.crawl.rows import CrawlResult, DocumentRow
from pipeline.crawl.run import crawl_source
from pipeline.crawl.settings import politeness_settings
from pipeline.errors import CrashError, StoreError
from pipeline.registry import Source

__all__ = ["Done", "Past", "Watch", "crawl_all", "replay_crawl", "visit_all"]

#: A crawl that began within this time is taken up again, or its recording is enough;
#: after an older one the source is crawled anew as well.
_RESUME = dt.timedelta(hours=12)

#: source, documents done, documents known so far, the row just made
Watch = Callable[[Source, int, int, DocumentRow], None]
#: source, what its crawl brought; None if it crashed
Done = Callable[[Source, CrawlResult | None], None]


@dataclass(slots=True)
class Past:
    """What there is of a source before it is crawled.

    Attributes:
        known: what the tables have.
        crawls: recorded since, oldest first.
        choice: what is wanted now; None for everything.
    """

    known: Known
    crawls: list[PastCrawl]
    choice: Choice | None = None


async def visit_all(
    sources: Sequence[Source], visit: Callable[[Source], Awaitable[None]]
) -> None:
    """Visit sources, as many hosts at a time as `politeness.yml` says.

    Raises:
        StoreError: the first one that a visit raised; everything stops.
    """
    by_host: dict[str, list[Source]] = {}
    for source in sources:
        by_host.setdefault(source.host, []).append(source)
    at_once = asyncio.Semaphore(politeness_settings().hosts_at_once)

    async def visit_host(of_host: list[Source]) -> None:
        async with at_once:
            for source in of_host:
                await visit(source)

    try:
        async with asyncio.TaskGroup() as group:
            for of_host in by_host.values():
                group.create_task(visit_host(of_host))
    except* StoreError as faults:
        raise faults.exceptions[0] from None


async def crawl_all(
    sources: Sequence[Source],
    client: Client,
    past_of: Callable[[Source], Past],
    on_done: Done,
    watch: Watch | None = None,
) -> None:
    """Crawl some sources, as many hosts at a time as `politeness.yml` says.

    Args:
        sources: what to crawl.
        client: makes the requests.
        past_of: asked for when the crawl of a source begins, and not before.
        on_done: called when a source has ended.
        watch: called after each document.

    Raises:
        StoreError: something could not be kept; everything stops.
        CrashError: the code failed on some sources; all others were crawled.
    """
    crashed: list[str] = []

    async def visit(source: Source) -> None:
        try:
            result = await _crawl_one(source, client, past_of(source), watch)
        except StoreError:
            raise
        except Exception:  # noqa: BLE001 - one odd site must not stop a night
            crashed.append(f"{source.source_id}:\n{traceback.format_exc()}")
            on_done(source, None)
        else:
            on_done(source, result)

    await visit_all(sources, visit)
    if crashed:
        message = f"the crawl of {len(crashed)} sources crashed:\n" + "\n".join(crashed)
        raise CrashError(message)


async def _crawl_one(
    source: Source, client: Client, past: Past, watch: Watch | None
) -> CrawlResult:
    """Bring a source up to now: its recorded crawls, then the network."""
    known, result, newest = past.known, None, None
    for crawl in past.crawls:
        newest = crawl
        if crawl.ended is None and crawl is past.crawls[-1]:
            result = await _crawl_live(source, client, known, crawl, watch, past.choice)
        else:
            result = await replay_crawl(source, client.archive, known, crawl)
        known = Known.of(result)
    if result is None or newest is None or not _is_enough(newest, past.choice):
        result = await _crawl_live(source, client, known, None, watch, past.choice)
    return result


def _is_enough(crawl: PastCrawl, wanted: Choice | None) -> bool:
    """Whether a recorded crawl is of what is wanted, and of now."""
    of_others = crawl.choice is not None and not crawl.choice.same_as(wanted)
    if crawl.ended is not None and of_others:
        return False
    return _is_recent(crawl.crawl_id)


def _is_recent(crawl_id: str) -> bool:
    return utc() - dt.datetime.fromisoformat(crawl_id) < _RESUME


async def replay_crawl(
    source: Source, archive: Archive, known: Known, crawl: PastCrawl
) -> CrawlResult:
    """What a recorded crawl brings: as it brought then, under the same code.

    Args:
        source: as the registry has it now.
        archive: has the bytes.
        known: of the crawls before it.
        crawl: the recording.
    """
    asker = Replay(source, Recorded(crawl.records, archive))
    result = await crawl_source(
        asker, archive, known, crawl.crawl_id, choice=crawl.choice
    )
    finished_at = None if crawl.ended is None else crawl.ended.time
    return _ended(result, finished_at)


async def _crawl_live(
    source: Source,
    client: Client,
    known: Known,
    cut_off: PastCrawl | None,
    watch: Watch | None,
    choice: Choice | None,
) -> CrawlResult:
    """Crawl a source on the network, from its beginning or from where it was cut."""
    crawl_id = utc_now() if cut_off is None else cut_off.crawl_id
    recorded = None
    if cut_off is not None:
        recorded = Recorded(cut_off.records, client.archive, ask_again=True)
    start = FetchRecord(
        kind="crawl_start",
        time=utc_now(),
        province_id=source.province_id,
        source_id=source.source_id,
        crawl_id=crawl_id,
        url=source.listing_url,
        host=source.host,
        institutions=None if choice is None else choice.institution_ids,
        years=None if choice is None else choice.years,
    )
    await client.keeper.keep(None, start)

    def on_progress(done: int, total: int, row: DocumentRow) -> None:
        if watch is not None:
            watch(source, done, total, row)

    session = Session(client, source, crawl_id, recorded)
    try:
        result = await crawl_source(
            session, client.archive, known, crawl_id, on_progress, choice
        )
    finally:
        await session.close()
    status = "" if result.crawl is None else result.crawl.status
    end = replace(
        start,
        kind="crawl_end",
        time=utc_now(),
        outcome=status,
        institutions=None,
        years=None,
    )
    await client.keeper.keep(None, end)
    return _ended(result, end.time)


def _ended(result: CrawlResult, finished_at: str | None) -> CrawlResult:
    if result.crawl is not None:
        result.crawl = replace(result.crawl, finished_at=finished_at)
    return result
