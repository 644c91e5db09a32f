"""The real UI of a copy of the demonstration's root: `ogi ui`, as a user starts it.

Started in a process group of its own and ended with it. What the browser does with it
is in `browser`; what it must show is in the tests.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from dagster import AssetKey, AssetSelection, Definitions, define_asset_job

from assets.definitions import build_defs
from assets.instance import instance_of
from assets.origin import with_origin
from assets.resources import DataRootResource
from pipeline.paths import project_dir
from pipeline.settings import Settings
from pipeline.store import write_parquet
from tests.asking import answer, free_port

__all__ = [
    "LOCATION",
    "Served",
    "break_reports",
    "copy_root",
    "materialise",
    "run_checks",
    "serve",
]

LOCATION = "assets.definitions"
_OGI = "from pipeline.cli import main; main()"
_LOADED = "{workspaceOrError{... on Workspace{locationEntries{name loadStatus}}}}"
_RUNS = "{runsOrError{... on Runs{results{runId jobName status tags{key value}}}}}"
_ENDED = ("SUCCESS", "FAILURE", "CANCELED")
_HZ = os.sysconf("SC_CLK_TCK")
#: for what hangs only; a busy machine takes its time
_PATIENCE = 300.0


@dataclass(frozen=True, slots=True)
class Served:
    """A UI that answers.

    Attributes:
        url: where it is.
        root: the data root that it shows.
        log: what it printed.
        wall: seconds until it answered with the code location loaded.
        cpu: seconds of CPU that its processes had used by then.
        others: share of the machine that other programs took meanwhile.
    """

    url: str
    root: Path
    log: Path
    wall: float
    cpu: float
    others: float

    def ask(self, query: str) -> Mapping[str, Any]:
        """The data that GraphQL answers."""
        return answer(self.url, query)

    def runs(self) -> list[dict[str, Any]]:
        """Id, status and tags of all runs, the newest first."""
        found: list[dict[str, Any]] = self.ask(_RUNS)["runsOrError"]["results"]
        return found

    def newest_run(self, job: str) -> str:
        """The id of the newest run, once it is one of a job and has ended."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            run = self.runs()[0]
            if run["jobName"] == job and run["status"] in _ENDED:
                return str(run["runId"])
            time.sleep(0.2)
        raise AssertionError(f"{self.runs()[0]} after {_PATIENCE} s")


def copy_root(source: Path, target: Path) -> Settings:
    """A data root of one's own, with the stamps that say what is current."""
    shutil.copytree(source, target, symlinks=True)
    return Settings.of(target)


def break_reports(settings: Settings) -> None:
    """Let a report have more cells than its form, so that a check finds it."""
    file = settings.lake.files("core_reports")[0]
    table = pq.ParquetFile(file).read()
    more = pa.array([10_000] * table.num_rows, table.schema.field("cells").type)
    place = table.schema.get_field_index("cells")
    write_parquet(table.set_column(place, table.schema.field(place), more), file)


def materialise(settings: Settings, job: str, assets: list[str]) -> bool:
    """Some assets of a job, so that the UI has something to show; in this process."""
    return _run(settings, Definitions(), job, [AssetKey(name) for name in assets])


def run_checks(settings: Settings, table: str) -> bool:
    """The checks of a table alone, in this process; whether all hold."""
    of_table = AssetSelection.checks_for_assets(table)
    job = define_asset_job(f"checks_of_{table}", of_table)
    return _run(settings, Definitions(jobs=[job]), job.name, None)


def _run(
    settings: Settings, more: Definitions, job: str, assets: list[AssetKey] | None
) -> bool:
    resource = DataRootResource(path=str(settings.root.path))
    defs = Definitions.merge(build_defs(data_root=resource), more)
    definition = defs.resolve_job_def(job)
    with instance_of(settings) as instance, with_origin(instance, job):
        result = definition.execute_in_process(
            instance=instance,
            asset_selection=assets,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            raise_on_error=False,
        )
    return result.success


@contextmanager
def serve(settings: Settings, log: Path) -> Iterator[Served]:
    """Start `ogi ui` on a free port and wait until its assets are loaded."""
    port = free_port()
    environment = os.environ | {"PYTHONPATH": str(project_dir()), "TZ": "UTC"}
    command = [sys.executable, "-c", _OGI, "--data", str(settings.root.path)]
    machine, started = _machine(), time.monotonic()
    with log.open("wb") as written:
        process = subprocess.Popen(
            [*command, "ui", "--port", str(port)],
            stdout=written,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_loaded(url, process, log)
        wall, cpu = time.monotonic() - started, _cpu_of_group(process.pid)
        busy, total = (b - a for a, b in zip(machine, _machine(), strict=True))
        others = max(0.0, busy - cpu) / total
        yield Served(url, settings.root.path, log, wall, cpu, others)
    finally:
        _end(process)


def _wait_until_loaded(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    wanted = [{"name": LOCATION, "loadStatus": "LOADED"}]
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            found = answer(url, _LOADED)["workspaceOrError"]["locationEntries"]
        except OSError:  # not there yet
            found = []
        if found == wanted:
            return
        time.sleep(0.1)
    raise AssertionError(f"no UI after {_PATIENCE} s: {log.read_text('utf-8')}")


def _end(process: "subprocess.Popen[bytes]") -> None:
    """As Ctrl-C does; what does not go by itself is killed, runs and all."""
    os.killpg(process.pid, signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=1)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _cpu_of_group(group: int) -> float:
    """Seconds of CPU of all processes of a group and of their ended children."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        if int(fields[2]) == group:
            ticks += sum(int(value) for value in fields[11:15])
    return ticks / _HZ


def _machine() -> tuple[float, float]:
    """Seconds of CPU that the machine has worked, and has had, since it started."""
    with Path("/proc/stat").open() as handle:
        # user nice system idle iowait irq softirq steal; guests are in user already
        values = [int(value) / _HZ for value in handle.readline().split()[1:9]]
    return sum(values) - values[3] - values[4], sum(values)
