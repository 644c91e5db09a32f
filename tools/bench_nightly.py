"""How long a night takes in which nothing changed, and where the seconds go.

    python tools/bench_nightly.py                    # 1,000 sources in 5 provinces
    python tools/bench_nightly.py --sources 200 --profile

The site is a process of its own, all pauses are off. Everything is crawled, read and
published once; then come nights in which nothing changed, each one run of
`nightly_refresh` over the provinces in use as the schedule starts it, in this process:
seeds, crawl, read, models, checks, release. The rival in the same run is the same night
with everything forgotten that was remembered (stamps and readings). What the figures
mean is in docs/performance.md; nothing is tested here.
"""

import argparse
import cProfile
import os
import pstats
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import dagster  # noqa: E402, TID251 - a night is a run of it

from assets.definitions import build_defs  # noqa: E402
from assets.instance import instance_of  # noqa: E402
from assets.partitions import range_of  # noqa: E402
from assets.resources import (  # noqa: E402
    DataRootResource,
    HttpClientResource,
    RegistryResource,
    settings_of,
)
from assets.run_lock import let_go  # noqa: E402
from pipeline import stamps  # noqa: E402
from pipeline.provinces_used import provinces_in_use  # noqa: E402
from pipeline.settings import Settings  # noqa: E402
from tests.site.many import many_hosts  # noqa: E402
from tests.site.registry import write_registry  # noqa: E402
from tools.bench_process import say  # noqa: E402
from tools.bench_site import site  # noqa: E402

#: cities have no counties of their own; these have
PROVINCES = ("anhui", "fujian", "gansu", "guangdong", "hunan")
#: what is shown of the steps of a night
_SHOWN = 14


@dataclass(frozen=True, slots=True)
class Place:
    """Where this measurement works: a root, a registry, hosts all at one place."""

    root: DataRootResource
    registry: RegistryResource
    http_client: HttpClientResource

    @property
    def settings(self) -> Settings:
        """What the functions of `pipeline` take."""
        return settings_of(self.root, self.registry, self.http_client)

    def job(self) -> dagster.JobDefinition:
        """The nightly job over it."""
        definitions = build_defs(
            data_root=self.root, registry=self.registry, http_client=self.http_client
        )
        return definitions.resolve_job_def("nightly_refresh")


@dataclass(frozen=True, slots=True)
class Night:
    """What one run took.

    Attributes:
        seconds: by the clock, with all of Dagster.
        cpu: of this process, which tells more where others work beside it.
        load: of the machine, which says how far the clock can be trusted.
        events: lines in the log of the run.
        steps: seconds of each step, by its name.
        release_id: what was current at its end.
        is_new: whether it was published by this run.
        requests: made by the crawl.
    """

    seconds: float
    cpu: float
    load: float
    events: int
    steps: dict[str, float]
    release_id: str
    is_new: bool
    requests: int


def night(place: Place, instance: dagster.DagsterInstance) -> Night:
    """One run of `nightly_refresh` over the provinces in use."""
    start, cpu = time.monotonic(), time.process_time()
    result = place.job().execute_in_process(
        instance=instance,
        raise_on_error=True,
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        tags=range_of(provinces_in_use(place.settings)),
    )
    let_go(instance, result.run_id)
    seconds, cpu = time.monotonic() - start, time.process_time() - cpu
    release = result.asset_materializations_for_node("release")[0].metadata
    # what a crawl says of itself is on the last of its partitions
    crawled = [
        found.metadata["requests"].value
        for found in result.asset_materializations_for_node("crawl")
        if "requests" in found.metadata
    ]
    return Night(
        seconds,
        cpu,
        os.getloadavg()[0],
        len(instance.all_logs(result.run_id)),
        _steps(instance, result.run_id),
        str(release["release_id"].value),
        bool(release["is_new"].value),
        int(str(crawled[0])),
    )


def _steps(instance: dagster.DagsterInstance, run_id: str) -> dict[str, float]:
    """Seconds from the start to the end of each step."""
    began: dict[str, float] = {}
    took: dict[str, float] = defaultdict(float)
    for entry in instance.all_logs(run_id):
        if entry.dagster_event is None or entry.step_key is None:
            continue
        kind = entry.dagster_event.event_type
        if kind is dagster.DagsterEventType.STEP_START:
            began[entry.step_key] = entry.timestamp
        elif kind is dagster.DagsterEventType.STEP_SUCCESS:
            took[entry.step_key] += entry.timestamp - began[entry.step_key]
    return dict(took)


def _said(name: str, done: Night) -> None:
    what = "published" if done.is_new else "nothing published"
    say(
        f"  {name}: {done.seconds:.1f} s (CPU {done.cpu:.1f} s, load {done.load:.1f}), "
        f"{done.requests} "
        f"requests, {done.events} events, {what}"
    )


def _table(done: Night) -> None:
    """Where the seconds of a night went."""
    kinds: dict[str, list[float]] = defaultdict(list)
    for name, seconds in done.steps.items():
        kind = name.partition("_")[0] if "_" in name else name
        kinds[kind if kind in {"seed", "int", "out"} else name].append(seconds)
    between = done.seconds - sum(done.steps.values())
    for kind, took in sorted(kinds.items(), key=lambda item: -sum(item[1])):
        say(f"    {kind:<14} {len(took):>3} steps {sum(took):7.2f} s")
    say(f"    {'between steps':<14}           {between:7.2f} s")
    slowest = sorted(done.steps.items(), key=lambda item: -item[1])[:_SHOWN]
    say("    " + ", ".join(f"{name} {seconds:.2f}" for name, seconds in slowest))


def bench_nightly(sources: int, nights: int, *, profile: bool = False) -> None:
    """A first night, some in which nothing changed, and one that remembers nothing."""
    with tempfile.TemporaryDirectory() as name, site(sources, tables=True) as address:
        folder = Path(name)
        registry = write_registry(
            folder / "registry", many_hosts(sources), provinces=PROVINCES
        )
        place = Place(
            DataRootResource(path=str(folder / "root")),
            RegistryResource(folder=str(registry)),
            HttpClientResource(
                delay_scale=0.0,
                host_map=dict.fromkeys((h.name for h in many_hosts(sources)), address),
            ),
        )
        settings = place.settings
        with instance_of(settings) as instance:
            say(f"nightly: {sources} sources in {len(PROVINCES)} provinces")
            first = night(place, instance)
            _said("first night", first)
            profiler = cProfile.Profile() if profile else None
            done = []
            for number in range(1, nights + 1):
                if profiler is not None:
                    profiler.enable()
                done.append(night(place, instance))
                if profiler is not None:
                    profiler.disable()
                _said(f"nothing changed, night {number}", done[-1])
                _table(done[-1])
            stamps.forget(settings.lake)
            forgetful = night(place, instance)
            _said("the same with everything forgotten", forgetful)
            _table(forgetful)
            best = min(done, key=lambda n: n.seconds)
            say(f"  forgetful / remembering: {forgetful.seconds / best.seconds:.1f}")
            same = {n.release_id for n in (first, *done, forgetful)}
            say(f"  releases: {len(same)}; on disk: {_size(settings)}")
            if profiler is not None:
                pstats.Stats(profiler).sort_stats("cumtime").print_stats(90)
                pstats.Stats(profiler).sort_stats("tottime").print_stats(40)


def _size(settings: Settings) -> str:
    read = settings.root.lake / ".read"
    size = sum(path.stat().st_size for path in read.rglob("*") if path.is_file())
    return f"readings {size / 2**20:.1f} MiB"


def main() -> None:
    """Measure as asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--nights", type=int, default=2)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    bench_nightly(options.sources, options.nights, profile=options.profile)


if __name__ == "__main__":
    main()
