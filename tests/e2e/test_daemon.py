"""One writer at a time, nights that do not pile up, and kills, with a real daemon.

One code server, one daemon and one instance for the whole file; the tests build on
each other in the order of the file.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from dagster import DagsterInstance, DagsterRun, DagsterRunStatus
from dagster._core.scheduler.instigation import ScheduleInstigatorData
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import WorkspaceFileTarget
from dagster_graphql.test.utils import execute_dagster_graphql

from assets.instance import instance_of
from assets.partitions import provinces
from assets.runner import run_models
from pipeline.errors import UsageError
from pipeline.paths import project_dir
from pipeline.schedule import load_cadence
from pipeline.settings import Settings
from tests.asking import LAUNCH, free_port

pytestmark = pytest.mark.e2e

LOCATION = "small"
REPOSITORY = "__repository__"
DAYS = 24 * 3600
SELECTOR = {"repositoryLocationName": LOCATION, "repositoryName": REPOSITORY}
BACKFILL = """
mutation ($params: LaunchBackfillParams!) {
  launchPartitionBackfill(backfillParams: $params) {
    __typename
    ... on LaunchBackfillSuccess { backfillId }
    ... on PythonError { message }
  }
}
"""
SWITCH_ON = """
mutation ($selector: ScheduleSelector!) {
  startSchedule(scheduleSelector: $selector) {
    __typename
    ... on PythonError { message }
  }
}
"""
DRY_RUN = """
mutation ($selector: ScheduleSelector!, $at: Float) {
  scheduleDryRun(selectorData: $selector, timestamp: $at) {
    ... on DryRunInstigationTick {
      evaluationResult { skipReason runRequests { runKey } error { message } }
    }
  }
}
"""


class Place:
    """A data root with a daemon and a code server."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings.of(folder, demo=True)
        self.root = folder
        self.port = free_port()
        self.processes: list[subprocess.Popen[bytes]] = []
        self.instance: DagsterInstance

    @contextmanager
    def opened(self) -> Iterator["Place"]:
        with instance_of(self.settings) as instance:
            self.instance = instance
            self.hurry()
            try:
                self.start_server()
                self.switch_on()
                self.start_daemon()
                yield self
            finally:
                (self.root / "open").touch()
                self.kill_all()

    def hurry(self) -> None:
        """Look for dead runs every second."""
        file = self.root / ".dagster" / "dagster.yaml"
        text = file.read_text(encoding="utf-8")
        assert "poll_interval_seconds: 10" in text
        text = text.replace("poll_interval_seconds: 10", "poll_interval_seconds: 1")
        file.write_text(text, encoding="utf-8")
        workspace = (
            f"load_from: [{{grpc_server: {{host: localhost, port: {self.port}, "
            f"location_name: {LOCATION}}}}}]"
        )
        (self.root / "workspace.yaml").write_text(workspace, encoding="utf-8")

    def switch_on(self) -> None:
        """Switch the schedule on as the UI does, and have it so for five days."""
        answer = self.graphql(
            SWITCH_ON, selector={**SELECTOR, "scheduleName": "nightly"}
        )
        assert answer["__typename"] == "ScheduleStateResult", answer
        (state,) = self.instance.all_instigator_state()
        data = ScheduleInstigatorData(load_cadence().cron, time.time() - 5 * DAYS)
        self.instance.update_instigator_state(state.with_data(data))

    def start_server(self) -> None:
        """Start the code server and wait until it answers."""
        small = Path(__file__).with_name("small_location.py")
        where = ["-f", str(small), "-h", "localhost", "-p", str(self.port)]
        self._start("dagster", "api", "grpc", *where, "--location-name", LOCATION)
        self.wait("a code server", lambda: _listens(self.port))

    def start_daemon(self) -> None:
        """Start the daemon."""
        self._start("dagster._daemon", "run", "-w", str(self.root / "workspace.yaml"))

    def _start(self, module: str, *arguments: str) -> None:
        environment = os.environ | {"PYTHONPATH": str(project_dir())}
        with (self.root / f"{module}.log").open("ab") as log:
            self.processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", module, *arguments],
                    env=environment,
                    cwd=self.root,
                    stdout=log,
                    stderr=log,
                )
            )

    def kill_all(self) -> None:
        """Kill code server and daemon as the system does when memory runs out."""
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait(timeout=10)
        self.processes.clear()

    def graphql(self, query: str, **variables: Any) -> dict[str, Any]:
        target = WorkspaceFileTarget([str(self.root / "workspace.yaml")])
        with WorkspaceProcessContext(self.instance, target) as process:
            request = process.create_request_context()
            result = execute_dagster_graphql(request, query, variables)
        ((_, answer),) = result.data.items()
        return dict(answer)

    def launch(self, job: str, *range_: str) -> str:
        """Launch a job over a range of provinces, as the UI does; gives its run."""
        tags = {
            "dagster/asset_partition_range_start": range_[0],
            "dagster/asset_partition_range_end": range_[-1],
        }
        params = {
            "selector": {**SELECTOR, "jobName": job},
            "executionMetadata": {
                "tags": [{"key": k, "value": v} for k, v in tags.items()]
            },
        }
        answer = self.graphql(LAUNCH, params=params)
        assert answer["__typename"] == "LaunchRunSuccess", answer
        return str(answer["run"]["runId"])

    def backfill(self, *names: str) -> str:
        params = {
            "selector": {
                "partitionSetName": "refresh_provinces_partition_set",
                "repositorySelector": SELECTOR,
            },
            "partitionNames": list(names),
        }
        answer = self.graphql(BACKFILL, params=params)
        assert answer["__typename"] == "LaunchBackfillSuccess", answer
        return str(answer["backfillId"])

    def runs(self, **tags: str) -> list[DagsterRun]:
        """Oldest first."""
        found = [
            r
            for r in self.instance.get_runs()
            if all(r.tags.get(key) == value for key, value in tags.items())
        ]
        return found[::-1]

    def status(self, run_id: str) -> DagsterRunStatus:
        run = self.instance.get_run_by_id(run_id)
        assert run is not None
        return run.status

    def wait(self, what: str, is_so: Callable[[], bool], seconds: float = 300) -> None:
        deadline = time.monotonic() + seconds
        while not is_so():
            logs = "".join(
                f"\n{path.name}\n{path.read_text(encoding='utf-8')[-3000:]}"
                for path in self.root.glob("*.log")
            )
            assert time.monotonic() < deadline, f"never {what}{logs}"
            assert all(p.poll() is None for p in self.processes), logs
            time.sleep(0.2)

    def wait_until_working(self, run_id: str) -> None:
        log = self.root / "worked.txt"
        self.wait(
            f"working {run_id}",
            lambda: log.is_file() and run_id in log.read_text(encoding="utf-8"),
        )

    def kill_run(self, run_id: str) -> None:
        lock = self.root / ".dagster" / "runs" / f"{run_id}.lock"
        pid = int(lock.read_text(encoding="utf-8").removeprefix("process "))
        os.kill(pid, signal.SIGKILL)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("localhost", port), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    place = Place(tmp_path_factory.mktemp("daemon") / "root")
    with place.opened():
        yield place


def test_after_missed_ticks_one_night_runs(place: Place) -> None:
    place.wait("a run", lambda: bool(place.runs()))
    (run,) = place.runs()
    assert run.job_name == "nightly_refresh"
    place.wait_until_working(run.run_id)
    (state,) = place.instance.all_instigator_state()
    ticks = place.instance.get_ticks(state.instigator_origin_id, state.selector_id)
    assert [tick.status.value for tick in ticks] == ["SUCCESS"]
    # over the provinces that the demonstration has sources in, and what is between
    (line,) = (place.root / "worked.txt").read_text(encoding="utf-8").splitlines()
    over = line.split()[1].split(",")
    assert (over[0], over[-1]) == ("shanghai", "henan")


def test_a_night_is_skipped_while_the_last_one_goes_on(place: Place) -> None:
    (run,) = place.runs()
    selector = {**SELECTOR, "scheduleName": "nightly"}
    said = place.graphql(DRY_RUN, selector=selector, at=time.time())
    result = said["evaluationResult"]
    assert result["error"] is None
    assert not result["runRequests"]
    assert (
        f"run {run.run_id} of nightly_refresh is still started"
        in (result["skipReason"])
    )


def test_a_command_is_refused_while_a_run_writes(place: Place) -> None:
    (run,) = place.runs()
    with pytest.raises(UsageError, match=f"run {run.run_id} .*is working on"):
        run_models(place.settings)


def test_a_second_run_waits_until_the_first_is_dead(place: Place) -> None:
    (night,) = place.runs()
    second = place.launch("refresh_provinces", "fujian")
    place.wait(
        "blocked",
        lambda: f"{second} is blocked" in _text(place.root / "dagster._daemon.log"),
    )
    assert place.status(second) is DagsterRunStatus.QUEUED
    place.kill_run(night.run_id)
    place.wait_until_working(second)
    assert place.status(night.run_id) is DagsterRunStatus.FAILURE


def test_after_everything_was_killed_the_queue_goes_on(place: Place) -> None:
    second = place.runs()[-1].run_id
    third = place.launch("refresh_provinces", "henan")
    everywhere = place.backfill(*provinces.get_partition_keys())
    place.kill_all()
    place.kill_run(second)
    assert place.status(second) is DagsterRunStatus.STARTED
    (place.root / "open").touch()
    place.start_server()
    place.start_daemon()
    place.wait("third done", lambda: place.status(third).value == "SUCCESS")
    assert place.status(second) is DagsterRunStatus.FAILURE
    # one run over all of them: that it is done comes before Dagster says so of the
    # backfill, which it looks at twice a minute
    place.wait("backfill done", lambda: _done(place, everywhere))
    (whole,) = place.runs(**{"dagster/backfill": everywhere})
    worked = dict(
        line.split() for line in _text(place.root / "worked.txt").splitlines()
    )
    assert worked[whole.run_id].split(",") == list(provinces.get_partition_keys())


def test_nothing_was_lost_or_doubled(place: Place) -> None:
    nights = [r for r in place.runs() if r.job_name == "nightly_refresh"]
    assert len(nights) == 1  # the daemon that came back did not start it again
    done = [r.run_id for r in place.runs() if r.status.value == "SUCCESS"]
    assert len(done) == 2
    assert sorted(_text(place.root / "last.txt").split()) == sorted(done)


def _done(place: Place, backfill_id: str) -> bool:
    runs = place.runs(**{"dagster/backfill": backfill_id})
    return bool(runs) and all(run.is_success for run in runs)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
