"""Locks that one process at a time holds, freed by the system when it dies.

Two ways to hold one: for a block (`exclusive`, `waiting`), or until the process ends or
gives it back (`take`). What the holder writes into the file says who it is; whether a
process lives is told by the lock alone, never by a number in a file.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import OgiError

__all__ = ["exclusive", "give_back", "holder", "is_held", "is_mine", "take", "waiting"]

#: files whose lock this process has taken, with their handles
_taken: dict[Path, int] = {}
_guard = threading.Lock()
#: longest line that says who holds a lock
_LINE = 1000


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


def take(path: Path, who: str) -> bool:
    """Take a lock until the process ends or gives it back.

    Args:
        path: the lock file; made if it is not there.
        who: a line about the holder, for those who wait.

    Returns:
        Whether this process has it now; also if it had it before.
    """
    with _guard:
        if path in _taken:
            return True
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        os.ftruncate(handle, 0)
        os.write(handle, who.encode()[:_LINE])
        _taken[path] = handle
        return True


def give_back(path: Path) -> None:
    """Free a lock that this process took."""
    with _guard:
        os.close(_taken.pop(path))


def holder(path: Path) -> str:
    """What the last one that took a lock wrote about itself; empty if nobody did."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        return ""


def is_mine(path: Path) -> bool:
    """Whether this process has taken the lock."""
    return path in _taken


def is_held(path: Path) -> bool:
    """Whether some process has the lock now."""
    with _guard:
        if path in _taken:
            return True
        try:
            handle = os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False
