"""Runs whose process is gone: how they are found, and that they give their place free.

A killed run stays "started" in the records and would hold the queue for ever. The
proof that it is dead is its lock (`assets.run_lock`), which the system frees with its
process. It is asked for in three places: by the daemon, every few seconds, through
`Launcher` (dagster.yaml); by the schedule before it decides that a night is still going
on; and by `ogi` before it runs or opens anything.
"""

import time

from dagster import (
    DagsterInstance,
    DagsterRun,
    DefaultRunLauncher,
    RunsFilter,
)
from dagster._core.launcher import CheckRunHealthResult, WorkerStatus
from dagster._core.storage.dagster_run import ACTIVE_RUN_STATUSES

from assets.run_lock import is_alive

__all__ = ["Launcher", "bury_dead_runs", "is_dead"]

_KILLED = (
    "the process of this run was killed; what it fetched is kept, the next run goes "
    "on from there"
)
#: seconds that a run may take from its start to the lock that proves it alive
_SILENT = 60.0
#: seconds that a run may take from the queue to its start, as in dagster.yaml
_STARTING = 180.0


def is_dead(instance: DagsterInstance, run: DagsterRun) -> bool:
    """Whether a run that is recorded as under way has no process any more."""
    alive = is_alive(instance, run.run_id)
    if alive is not None:
        return not alive
    record = instance.get_run_record_by_id(run.run_id)
    if record is None:
        return False  # it was deleted meanwhile
    if record.start_time is not None:
        return time.time() - record.start_time > _SILENT
    return time.time() - record.update_timestamp.timestamp() > _STARTING


def bury_dead_runs(instance: DagsterInstance) -> list[str]:
    """Mark the runs whose process is gone as failed; gives their ids.

    Runs of another launcher may be on another machine: it has to know them itself.
    """
    if not isinstance(instance.run_launcher, Launcher):
        return []
    under_way = RunsFilter(statuses=ACTIVE_RUN_STATUSES)
    dead = [r for r in instance.get_runs(filters=under_way) if is_dead(instance, r)]
    for run in dead:
        instance.report_run_failed(run, _KILLED)
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
    return [run.run_id for run in dead]


class Launcher(DefaultRunLauncher):
    """Starts runs as Dagster does by default, and knows when one of them is dead.

    `run_monitoring` of the daemon asks it for each run that is under way.
    """

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Yes: a run holds a lock as long as its process lives."""
        return True

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """Whether the process of a run lives."""
        if is_dead(self._instance, run):
            return CheckRunHealthResult(WorkerStatus.FAILED, _KILLED)
        return CheckRunHealthResult(WorkerStatus.RUNNING)
