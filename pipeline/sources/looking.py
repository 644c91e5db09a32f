"""Dry runs: what a crawl would find at some sources, without a trace in the data root.

Listings are walked as a crawl walks them: the same sessions, robots.txt, delays, hours
and budgets, and what today's log says of a host (requests made, rests) holds here too.
Reports are not fetched. The archive and the log of a dry run lie in a temporary folder
that is gone when it ends, so its requests do not count against the budget of a crawl
that follows on the same day.
"""

import asyncio
import datetime as dt
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from pipeline import progress
from pipeline.crawl.call import Call, Fetch, Held
from pipeline.crawl.discover import Listing, discover
from pipeline.crawl.discover.memory import page_of
from pipeline.crawl.discover.page import Page
from pipeline.crawl.documents import Target, unasked_row
from pipeline.crawl.engine import visit_all
from pipeline.crawl.fetch.answers import is_html
from pipeline.crawl.fetch.client import Client
from pipeline.crawl.fetch.politeness import Hosts, utc
from pipeline.crawl.fetch.session import Session
from pipeline.crawl.keep.log import utc_now
from pipeline.crawl.urls import article_key
from pipeline.crawl.verdicts import issue_of, moved_issue, rest_issue
from pipeline.errors import FetchError
from pipeline.issues import Issue, Severity
from pipeline.paths import DataRoot
from pipeline.registry import Politeness, Registry, Source
from pipeline.settings import Settings

__all__ = ["STAGE", "Look", "look_at", "registry_of_one", "registry_with"]

#: the progress of all sources; that of one host is reported as in a crawl
STAGE = "sources"
#: how far back the log is asked for requests of today and for rests (a day at most,
#: but for a Retry-After that names more)
_REMEMBERED = dt.timedelta(days=3)


@dataclass(slots=True)
class Look:
    """What one source shows today.

    Attributes:
        listing: what was found; None if the first page could not be had.
        issues: those of the listing, and why it could not be had.
        first: its first page, where it is one; None if none came.
        final_url: where the listing address led to; None if nothing came.
        sample: one report, where one was asked for and came.
        requests: fetches made; robots.txt, redirects and retries are not counted.
    """

    source: Source
    listing: Listing | None = None
    issues: list[Issue] = field(default_factory=list)
    first: Page | None = None
    final_url: str | None = None
    sample: Page | None = None
    requests: int = 0

    @property
    def has_error(self) -> bool:
        """Whether a crawl of this source would bring an error issue."""
        return any(issue.severity is Severity.ERROR for issue in self.issues)


class _Watched:
    """An `Asker` that keeps the first page and tells how far it is."""

    def __init__(self, session: Session, look: Look) -> None:
        self._session = session
        self._look = look

    @property
    def source(self) -> Source:
        """On whose behalf."""
        return self._session.source

    async def fetch(self, call: Call, held: Held | None = None) -> Fetch:
        """Ask, and note."""
        look = self._look
        stage = f"crawl {self.source.host}"
        progress.report(stage, look.requests, look.requests + 1, call.url)
        fetch = await self._session.fetch(call, held)
        look.requests += 1
        progress.report(stage, look.requests, look.requests, call.url)
        if look.final_url is None and fetch.body is not None:
            look.final_url = fetch.final_url
            look.first = _page(fetch)
        if fetch.rests_until is not None:
            look.issues.append(rest_issue(fetch))
        return fetch


def look_at(
    settings: Settings,
    registry: Registry,
    sources: Sequence[Source],
    *,
    with_sample: bool = False,
) -> list[Look]:
    """Walk the listings of some sources, hosts side by side.

    Args:
        settings: the data root; only its log is read.
        registry: whose scope and politeness hold (`registry_with` admits more).
        sources: what to look at; their hosts are in the scope.
        with_sample: also fetch the first report of each, one more request.

    Returns:
        One for each source, in their order. What goes wrong is an issue in it.

    Raises:
        StoreError: the temporary archive could not be written.
    """
    hosts = Hosts(registry.hosts, scale=settings.delay_scale)
    _remember(settings, registry, hosts, sources)
    with tempfile.TemporaryDirectory(prefix="ogi-sources-") as folder:
        aside = replace(settings, root=DataRoot(Path(folder)))
        looks = asyncio.run(_look_all(aside, registry, hosts, sources, with_sample))
    return [looks[source.source_id] for source in sources]


def registry_with(registry: Registry, hosts: Iterable[str]) -> Registry:
    """The registry with some of its hosts admitted, for somebody who names them."""
    return replace(registry, scope=registry.scope | frozenset(hosts))


def registry_of_one(registry: Registry, host: str) -> Registry:
    """A registry whose scope is one host; it is asked as registered, or as any host."""
    known = registry.hosts[host] if host in registry.hosts else Politeness()
    return replace(registry, hosts={host: known}, scope=frozenset({host}))


def _remember(
    settings: Settings, registry: Registry, hosts: Hosts, sources: Sequence[Source]
) -> None:
    """What the log says of the hosts: requests of today, and rests."""
    wanted = {source.host for source in sources}
    since = (utc() - _REMEMBERED).isoformat(timespec="milliseconds")
    # the log has a file a province, and of a host only where it has a source
    sharing = (s for s in registry.sources.values() if s.host in wanted)
    for province in sorted({source.province_id for source in sharing}):
        for record in settings.fetch_log.records(province, since):
            if record.host in wanted:
                hosts.remember(record)
    for host in wanted:
        # their bytes are in the archive of the root, which a dry run does not open
        hosts.of(host).robots_records.clear()


async def _look_all(
    settings: Settings,
    registry: Registry,
    hosts: Hosts,
    sources: Sequence[Source],
    with_sample: bool,  # noqa: FBT001 - private, passed on by name above
) -> dict[str, Look]:
    looks: dict[str, Look] = {}
    progress.report(STAGE, 0, len(sources))
    async with settings.client(registry, hosts) as client:

        async def visit(source: Source) -> None:
            look = await _look_one(client, source, with_sample=with_sample)
            looks[source.source_id] = look
            progress.report(STAGE, len(looks), len(sources), source.source_id)

        await visit_all(sources, visit)
    return looks


async def _look_one(client: Client, source: Source, *, with_sample: bool) -> Look:
    look = Look(source)
    session = Session(client, source, utc_now())
    asker = _Watched(session, look)
    try:
        look.listing = await discover(asker)
    except FetchError as error:
        look.issues.append(_not_had(source, error))
        return look
    finally:
        await session.close()
    look.issues += look.listing.issues
    moved = look.final_url
    if moved is not None and article_key(moved) != article_key(source.listing_url):
        look.issues.append(moved_issue(source.listing_url, moved, is_listing=True))
    if with_sample:
        look.sample = await _sample(asker, look.listing)
    return look


def _not_had(source: Source, error: FetchError) -> Issue:
    """The listing could not be had: an error, as it is in a crawl."""
    url = source.listing_url
    target = Target(url=url, asked=url, title="the listing")
    issue = issue_of(target, unasked_row(source, target, None), error)
    return replace(issue, severity=Severity.ERROR)


async def _sample(asker: _Watched, listing: Listing) -> Page | None:
    """The first report on the source's own host, for the names that it bears."""
    host = asker.source.host
    here = [c for c in listing.candidates if urlsplit(c.url).netloc == host]
    if not here:
        return None
    fetch = here[0].fetch or await asker.fetch(Call(here[0].url))
    return _page(fetch)


def _page(fetch: Fetch) -> Page | None:
    """The answer as a page; None for a file, and where nothing came."""
    if fetch.body is None or not is_html(fetch.content_type, fetch.body):
        return None
    return page_of(fetch)
