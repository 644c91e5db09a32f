"""Locks that one process at a time holds, freed by the system when it dies."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import OgiError

__all__ = ["exclusive", "waiting"]


@contextmanager
def exclusive(path: Path, held: OgiError) -> Iterator[None]:
    """Hold the lock file for the block; raise `held` if another process has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise held from error
        yield


@contextmanager
def waiting(path: Path) -> Iterator[None]:
    """Hold the lock file for the block; wait until no other process has it."""
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
