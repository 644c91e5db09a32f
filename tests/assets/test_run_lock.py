"""A run holds its data root, waits for it, and is known to be dead when it is."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import pytest

from assets.dead_runs import bury_dead_runs, is_dead
from assets.instance import instance_of
from assets.resources import DataRootResource
from assets.run_lock import is_alive, let_go
from pipeline import lock
from pipeline.paths import project_dir
from pipeline.settings import Settings

_HOLD = """
import sys, time
from pathlib import Path
from pipeline import lock
assert lock.take(Path(sys.argv[1]), "somebody else")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held_elsewhere(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process has the lock; closing its stdin ends it."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=project_dir(),
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process


@dg.op
def works(data_root: DataRootResource) -> None:
    assert lock.is_mine(data_root.root.dagster_home / "run.lock")


@dg.job
def alone() -> None:
    works()


def _end_when_said(
    instance: dg.DagsterInstance, process: "subprocess.Popen[str]", said: list[str]
) -> None:
    """End the holder of the lock once the run that waits has said so."""
    deadline = time.monotonic() + 300
    while not said and time.monotonic() < deadline:
        time.sleep(0.1)
        for run in instance.get_runs():
            lines = [e.user_message for e in instance.all_logs(run.run_id)]
            said += [line for line in lines if line.startswith("waits for")]
    process.kill()


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings.of(tmp_path_factory.mktemp("lock"), demo=True)


@pytest.fixture(scope="module")
def instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    with instance_of(settings) as instance:
        yield instance


def test_a_lock_is_seen_by_others_and_freed_with_its_process(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    assert not lock.is_held(path)
    with held_elsewhere(path) as process:
        assert lock.is_held(path)
        assert not lock.take(path, "me")
        assert lock.holder(path) == "somebody else"
        process.kill()
        process.wait()
        assert lock.take(path, "me")
    assert lock.take(path, "me again")  # it has it already
    assert lock.holder(path) == "me"
    lock.give_back(path)
    assert not lock.is_held(path)


def test_a_run_waits_for_the_root_and_says_for_whom(
    settings: Settings, instance: dg.DagsterInstance
) -> None:
    path = settings.root.dagster_home / "run.lock"
    said: list[str] = []
    with held_elsewhere(path) as process:
        let = threading.Thread(target=_end_when_said, args=(instance, process, said))
        let.start()
        result = alone.execute_in_process(
            instance=instance,
            resources={"data_root": DataRootResource(path=str(settings.root.path))},
        )
        let.join()
    assert result.success
    assert said == [f"waits for somebody else, which writes to {path.parent}"]
    assert not lock.is_held(path)
    # the run is over, its process is not
    assert is_alive(instance, result.run_id)
    let_go(instance, result.run_id)
    assert not is_alive(instance, result.run_id)


def test_a_run_under_way_without_its_lock_is_dead(
    settings: Settings, instance: dg.DagsterInstance
) -> None:
    own = settings.root.dagster_home / "runs"

    def run_under_way() -> dg.DagsterRun:
        run = instance.create_run_for_job(alone)
        event = dg.DagsterEvent("PIPELINE_START", run.job_name)
        instance.report_dagster_event(event, run.run_id)
        found = instance.get_run_by_id(run.run_id)
        assert found is not None
        assert found.status is dg.DagsterRunStatus.STARTED
        return found

    young, alive, dead = (run_under_way() for _ in range(3))
    (own / f"{young.run_id}.lock").touch()  # made, and not locked yet
    (own / f"{dead.run_id}.lock").write_text("process 1", encoding="utf-8")
    with held_elsewhere(own / f"{alive.run_id}.lock") as process:
        assert [is_dead(instance, run) for run in (young, alive, dead)] == [
            False,  # it may not have come to its lock yet
            False,
            True,
        ]
        assert bury_dead_runs(instance) == [dead.run_id]
        process.kill()
    assert bury_dead_runs(instance) == [alive.run_id]
    failed = instance.get_run_by_id(dead.run_id)
    assert failed is not None
    assert failed.status is dg.DagsterRunStatus.FAILURE
