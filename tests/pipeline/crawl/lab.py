"""Fetches and crawls on the test site, over real HTTP, into one archive and one log."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.crawl.call import Call, Fetch, Held
from pipeline.crawl.fetch.client import Client, open_client
from pipeline.crawl.fetch.limits import Limits
from pipeline.crawl.fetch.politeness import Hosts
from pipeline.crawl.fetch.session import Session
from pipeline.crawl.keep.archive import Archive
from pipeline.crawl.keep.keeper import Keeper
from pipeline.crawl.keep.log import FetchLog, FetchRecord
from pipeline.crawl.plan import Known
from pipeline.crawl.rows import CrawlResult
from pipeline.crawl.run import Progress, crawl_source
from pipeline.registry import Source
from tests.site.server import HOST, Site
from tests.site.sources import make_source

__all__ = ["BASE", "URL", "Lab"]

BASE = f"http://{HOST}/nb/"
URL = f"http://{HOST}/a.html"


@dataclass
class Lab:
    """What a run has: an archive, a log, the state of hosts; one event loop a call.

    Attributes:
        scope: the hosts that may be asked; `scale` the factor on pauses.
        limits: bounds of a fetch, quick ones.
        source: on whose behalf.
    """

    site: Site
    folder: Path
    scope: tuple[str, ...] = (HOST,)
    scale: float = 0.0
    limits: Mapping[str, Any] = field(default_factory=dict)
    host_map: Mapping[str, str] | None = None
    ssl_context: ssl.SSLContext | None = None
    source: Source = field(
        default_factory=lambda: make_source(HOST, BASE, family="trs")
    )
    hosts: Hosts | None = None
    crawl_id: str = "2026-01-01T00:00:00.000+00:00"

    @property
    def archive(self) -> Archive:
        return Archive(self.folder / "warc")

    @property
    def log(self) -> FetchLog:
        return FetchLog(self.folder / "fetch_log")

    def records(self, *, robots: bool = False) -> list[FetchRecord]:
        """The lines of the log, those of robots.txt left out unless told."""
        return [
            r for r in self.log.records() if robots or not r.url.endswith("/robots.txt")
        ]

    def new_run(self) -> None:
        """Forget the state of hosts, as a new process does."""
        self.hosts = None

    @asynccontextmanager
    async def client(self) -> AsyncIterator[Client]:
        if self.hosts is None:
            self.hosts = Hosts(
                {self.source.host: self.source.politeness}, scale=self.scale
            )
        quick = {"read_seconds": 0.2, "total_seconds": 5.0, **self.limits}
        with self.archive.open_writer() as writer:
            async with (
                Keeper(writer, self.log) as keeper,
                open_client(
                    scope=self.scope,
                    hosts=self.hosts,
                    keeper=keeper,
                    archive=self.archive,
                    host_map=self.host_map or self.site.host_map,
                    ssl_context=self.ssl_context,
                    limits=Limits(**quick),
                ) as client,
            ):
                yield client

    def fetch(self, url: str = URL, held: Held | None = None) -> Fetch:
        """One fetch by a client of its own."""
        (found,) = self.fetches((url, held))
        return found

    def fetches(self, *asked: tuple[str, Held | None] | str | Call) -> list[Fetch]:
        """Some fetches, one after the other, in one session."""

        async def run() -> list[Fetch]:
            async with self.client() as client:
                session = Session(client, self.source, self.crawl_id)
                found = []
                for item in asked:
                    what, held = item if isinstance(item, tuple) else (item, None)
                    call = what if isinstance(what, Call) else Call(what)
                    found.append(await session.fetch(call, held))
                return found

        return asyncio.run(run())

    def crawl(
        self,
        known: Known | CrawlResult | None = None,
        *,
        source: Source | None = None,
        on_progress: Progress | None = None,
    ) -> CrawlResult:
        """Crawl a source once."""
        if isinstance(known, CrawlResult):
            known = Known.of(known)

        async def run() -> CrawlResult:
            async with self.client() as client:
                session = Session(client, source or self.source, self.crawl_id)
                try:
                    return await crawl_source(
                        session,
                        self.archive,
                        known or Known(),
                        self.crawl_id,
                        on_progress,
                    )
                finally:
                    await session.close()

        return asyncio.run(run())

    def with_politeness(self, **changes: Any) -> "Lab":
        """The same with another politeness of the host."""
        politeness = self.source.politeness.model_copy(update=changes)
        self.source = self.source.model_copy(update={"politeness": politeness})
        self.new_run()
        return self


NewLab = Callable[..., Lab]
