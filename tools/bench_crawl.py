"""How fast unchanged sources are refreshed, against a bare client that asks the same.

    python tools/bench_crawl.py                    # 1,000 sources, 5 refreshes
    python tools/bench_crawl.py --sources 200 --profile

The site is a process of its own, all pauses are off: what is left is what crawling
costs. A refresh asks for each listing and each report again ("not modified"), keeps
every exchange and line durably and writes the raw tables. The rival only asks: the same
addresses with the same validators, as many at once, by `httpx.AsyncClient`, and keeps
nothing. docs/performance.md says what the figures mean; nothing is tested here.
"""

import argparse
import asyncio
import cProfile
import gc
import pstats
import resource
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import httpx  # noqa: E402 - the test site is found from the root
import pyarrow.parquet as pq  # noqa: E402

from pipeline.crawl.settings import politeness_settings  # noqa: E402
from pipeline.crawling import CrawlSummary, crawl_provinces  # noqa: E402
from pipeline.paths import DataRoot  # noqa: E402
from pipeline.settings import Settings  # noqa: E402
from tests.site.many import many_hosts  # noqa: E402
from tests.site.registry import write_registry  # noqa: E402
from tools.bench_process import say  # noqa: E402
from tools.bench_site import site  # noqa: E402

PROVINCE = "fujian"


@dataclass(frozen=True, slots=True)
class Spent:
    """What some requests took: seconds by the clock, and of CPU in this process."""

    requests: int
    clock: float
    cpu: float

    @property
    def rate(self) -> float:
        """Requests a second by the clock."""
        return self.requests / self.clock


def prepared(folder: Path, sources: int, place: str) -> Settings:
    """A root whose registry has the sources."""
    hosts = many_hosts(sources)
    settings = Settings(
        DataRoot(folder / "root"),
        registry_folder=write_registry(folder / "registry", hosts),
        host_map={host.name: place for host in hosts},
        delay_scale=0.0,
    )
    settings.prepare()
    settings.registry()
    return settings


def crawl(settings: Settings) -> tuple[CrawlSummary, Spent]:
    """One refresh of everything."""
    clock, cpu = time.monotonic(), time.process_time()
    summary = crawl_provinces(settings, [PROVINCE])
    spent = time.monotonic() - clock, time.process_time() - cpu
    return summary, Spent(summary.requests, *spent)


def asked(settings: Settings) -> list[tuple[str, dict[str, str]]]:
    """What a refresh asks for, with the validators that it sends."""
    lake = settings.root.lake / "raw_documents" / f"{PROVINCE}.parquet"
    tags = {row["url"]: row["etag"] for row in pq.read_table(lake).to_pylist()}
    listings = [s.listing_url for s in settings.registry().sources.values()]
    return [
        *((url, {}) for url in listings),
        *((url, {"If-None-Match": tag} if tag else {}) for url, tag in tags.items()),
    ]


def bare(requests: list[tuple[str, dict[str, str]]], place: str) -> Spent:
    """The same requests by a bare client."""

    async def run() -> None:
        at_once = asyncio.Semaphore(politeness_settings().hosts_at_once)
        async with httpx.AsyncClient() as client:

            async def get(url: str, headers: dict[str, str]) -> None:
                address = httpx.URL(url)
                async with at_once:
                    answer = await client.get(
                        f"http://{place}{address.raw_path.decode()}",
                        headers={**headers, "Host": address.host},
                    )
                    if answer.status_code not in {200, 304}:
                        raise RuntimeError(url)

            async with asyncio.TaskGroup() as group:
                for url, headers in requests:
                    group.create_task(get(url, headers))

    clock, cpu = time.monotonic(), time.process_time()
    asyncio.run(run())
    spent = time.monotonic() - clock, time.process_time() - cpu
    return Spent(len(requests), *spent)


def resident() -> float:
    """MiB of this process in memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def peak() -> float:
    """MiB at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10


def bench_crawl(sources: int, refreshes: int, *, profile: bool = False) -> None:
    """The first crawl, then refreshes in turn with the bare client."""
    with tempfile.TemporaryDirectory() as name, site(sources) as place:
        settings = prepared(Path(name), sources, place)
        summary, first = crawl(settings)
        say(f"crawl: {sources} sources; first {first.requests} requests")
        say(f"  first crawl: {first.rate:.0f} requests/s, peak {peak():.0f} MiB")
        requests = asked(settings)
        rates, ratios, costs = [], [], []
        profiler = cProfile.Profile() if profile else None
        for number in range(1, refreshes + 1):
            if profiler is not None:
                profiler.enable()
            summary, ours = crawl(settings)
            if profiler is not None:
                profiler.disable()
            theirs = bare(requests, place)
            gc.collect()
            rates.append(ours.rate)
            ratios.append(theirs.rate / ours.rate)
            costs.append(ours.cpu / ours.requests * 1e3)
            unchanged = summary.outcomes["not_modified"]
            say(
                f"  refresh {number}: {ours.requests} requests ({unchanged} not "
                f"modified) in {ours.clock:.1f} s, CPU {ours.cpu:.1f} s: "
                f"{ours.rate:.0f}/s; bare client "
                f"{theirs.rate:.0f}/s; resident {resident():.0f}, peak {peak():.0f} MiB"
            )
        say(f"  median: {statistics.median(rates):.0f} requests/s")
        say(f"  bare httpx.AsyncClient / ours: {statistics.median(ratios):.1f}")
        say(f"  CPU time of a request: {statistics.median(costs):.2f} ms")
        if profiler is not None:
            pstats.Stats(profiler).sort_stats("tottime").print_stats(60)


def main() -> None:
    """Measure as asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--refreshes", type=int, default=5)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    bench_crawl(options.sources, options.refreshes, profile=options.profile)


if __name__ == "__main__":
    main()
