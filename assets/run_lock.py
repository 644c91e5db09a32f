"""One writer on a data root, and a proof that a run lives.

A run holds two locks, which the system frees when its process dies, however it dies:
the one of its data root while it writes (`<root>/.dagster/run.lock`), and one of its
own until its process ends (`<DAGSTER_HOME>/runs/<run id>.lock`). The queue keeps runs
from starting beside each other (the pool `POOL`); the lock holds against what does not
come through the queue. Who looks for dead runs is `assets.dead_runs`.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dagster import DagsterInstance, InitResourceContext

from pipeline import lock
from pipeline.paths import DataRoot

__all__ = ["POOL", "holding", "is_alive", "let_go", "root_lock"]

#: the pool of everything that writes to a data root; dagster.yaml gives it one place
POOL = "data_root"
_FOLDER = "runs"
_PAUSE = 0.5
#: seconds between two lines that say that a run still waits
_SAY_AGAIN = 60.0
#: lock files of runs that ended are kept for so many seconds
_KEPT = 7 * 24 * 3600


def root_lock(root: DataRoot) -> Path:
    """The lock file of a data root."""
    return root.dagster_home / "run.lock"


@contextmanager
def holding(root: DataRoot, context: InitResourceContext) -> Iterator[None]:
    """Hold the lock of a root for a run; wait, and say so, while another has it.

    Nothing is held outside runs: a sensor or a schedule may look at a root any time.
    """
    run = context.run
    if run is None:
        yield
        return
    if context.instance is not None and not context.instance.is_ephemeral:
        _be_alive(context.instance, run.run_id)
    path = root_lock(root)
    had = lock.is_mine(path)  # the command that runs this has it already
    _wait(path, f"run {run.run_id} ({run.job_name}, process {os.getpid()})", context)
    try:
        yield
    finally:
        if not had:
            lock.give_back(path)


def _wait(path: Path, who: str, context: InitResourceContext) -> None:
    said = -_SAY_AGAIN
    while not lock.take(path, who):
        if time.monotonic() - said >= _SAY_AGAIN:
            said = time.monotonic()
            if context.log is not None:
                context.log.info(
                    "waits for %s, which writes to %s", lock.holder(path), path.parent
                )
        time.sleep(_PAUSE)


# -- the proof -------------------------------------------------------------------------


def _own_lock(instance: DagsterInstance, run_id: str) -> Path:
    return Path(instance.root_directory) / _FOLDER / f"{run_id}.lock"


def _be_alive(instance: DagsterInstance, run_id: str) -> None:
    """Hold the lock of a run until this process ends.

    Not only until the run ends: its last event is written after its resources are gone.
    """
    path = _own_lock(instance, run_id)
    lock.take(path, f"process {os.getpid()}")
    oldest = time.time() - _KEPT
    for old in path.parent.glob("*.lock"):
        with suppress(FileNotFoundError):  # another run clears up at the same time
            if old.stat().st_mtime < oldest and not lock.is_held(old):
                old.unlink()


def is_alive(instance: DagsterInstance, run_id: str) -> bool | None:
    """Whether the process of a run lives; None if it never said so."""
    path = _own_lock(instance, run_id)
    # an empty file is about to be locked: asking then would keep its run from it
    return lock.is_held(path) if lock.holder(path) else None


def let_go(instance: DagsterInstance, run_id: str) -> None:
    """Free the lock of a run that ended in a process that goes on."""
    path = _own_lock(instance, run_id)
    if lock.is_mine(path):
        lock.give_back(path)
