"""Every host with a fault, over real HTTP: each address ends as it must."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.crawl.call import Call, Fetch, Held
from pipeline.crawl.fetch.client import open_client
from pipeline.crawl.fetch.limits import Limits
from pipeline.crawl.fetch.politeness import Hosts
from pipeline.crawl.fetch.session import Session
from pipeline.crawl.keep.archive import Archive
from pipeline.crawl.keep.keeper import Keeper
from pipeline.crawl.keep.log import FetchLog
from pipeline.registry import Politeness, Source
from tests.site.faults import NO_REPORT, Trouble, all_troubles
from tests.site.server import Site

LIMITS = Limits(
    max_bytes=4_000_000, total_seconds=0.5, read_seconds=0.2, connect_seconds=1.0
)
TROUBLES = all_troubles()


@pytest.fixture(scope="module")
def served() -> Iterator[Site]:
    """All hosts with faults behind one server; one of them leads to another."""
    with Site(trouble.host for trouble in TROUBLES) as site:
        yield site


def source_of(trouble: Trouble) -> Source:
    return Source(
        source_id="fujian-site",
        province_id="fujian",
        host=trouble.host.name,
        scheme="http",
        listing_url=trouble.host.listing,
        family=trouble.host.family,
        institution_ids=("fujian-site-government",),
        politeness=Politeness(),
        verified=False,
        verified_on=None,
        evidence="",
        enabled=False,
    )


async def fetch_all(
    trouble: Trouble, site: Site, folder: Path, asked: Mapping[str, Held | None]
) -> dict[str, Fetch]:
    """Fetch some addresses, each as if nothing were known of the host."""
    source = source_of(trouble)
    archive, log = Archive(folder / "archive"), FetchLog(folder / "log")
    with archive.open_writer(operator="test") as writer:
        async with (
            Keeper(writer, log) as keeper,
            open_client(
                scope=set(site.host_map),
                hosts=Hosts({}, scale=0.0),
                keeper=keeper,
                archive=archive,
                host_map=site.host_map,
                limits=LIMITS,
            ) as client,
        ):
            got = {}
            for url, held in asked.items():
                forgetful = replace(client, hosts=Hosts({}, scale=0.0))
                session = Session(forgetful, source, "2026-01-01T00:00:00.000+00:00")
                got[url] = await session.fetch(Call(url), held)
            return got


def held_of(fetch: Fetch) -> Held | None:
    if fetch.sha256 is None:
        return None
    return Held(fetch.sha256, fetch.etag, fetch.last_modified)


@pytest.mark.parametrize(
    "trouble", [t for t in TROUBLES if t.ends], ids=lambda t: t.host.name
)
def test_addresses_end_as_they_must(
    trouble: Trouble, served: Site, tmp_path: Path
) -> None:
    trouble.night.number = 1
    first = asyncio.run(
        fetch_all(trouble, served, tmp_path, dict.fromkeys(trouble.ends))
    )
    for url, outcome in trouble.ends.items():
        if outcome != NO_REPORT:
            assert first[url].outcome == outcome, f"{url}: {first[url].error}"
    trouble.night.number = 2
    asked = {url: held_of(first[url]) for url in trouble.later}
    second = asyncio.run(fetch_all(trouble, served, tmp_path, asked))
    found = {url: fetch.outcome for url, fetch in second.items()}
    assert found == dict(trouble.later)
