"""Cleaning up after writers of WARC files that were killed.

Whoever writes a file holds a lock on it, so that a file without one was left behind.
Only bytes that are no whole record are moved, and none is deleted.
"""

import fcntl
import os
from contextlib import AbstractContextManager
from pathlib import Path

from pipeline.crawl.keep.members import OPEN, Damage, scan
from pipeline.durable import sync_folder
from pipeline.lock import waiting

__all__ = ["folder_lock", "recover"]

_LOCK = ".lock"
_TORN = ".torn"
_COPY = 1 << 20


def recover(folder: Path) -> list[str]:
    """Close the files of writers that were killed; their whole records stay.

    Bytes behind the last whole record go into a file of their own, ending in `.torn`.
    Files of living writers are left alone.

    Returns:
        The names of the files that were closed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    closed = []
    with folder_lock(folder):
        for path in sorted(folder.glob("*.warc.gz" + OPEN)):
            handle = os.open(path, os.O_RDWR)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            else:
                closed.append(_close_left(path, handle))
            finally:
                os.close(handle)
    return closed


def _close_left(path: Path, handle: int) -> str:
    final = path.with_name(path.name.removesuffix(OPEN))
    size = os.fstat(handle).st_size
    end = 0
    for found in scan(path):
        if isinstance(found, Damage) and found.end >= size:
            break
        end = found.end
    if end < size:
        _set_aside(path, final.with_name(final.name + _TORN), end)
    if end == 0:
        path.unlink()  # not one whole record: all of it is in the file set aside
    else:
        os.ftruncate(handle, end)
        os.fsync(handle)
        path.rename(final)
        os.fchmod(handle, 0o444)
    sync_folder(path.parent)
    return final.name


def _set_aside(path: Path, torn: Path, start: int) -> None:
    """Copy everything from `start` on into a file of its own, durably."""
    unfinished = torn.with_name(torn.name + ".new")
    with path.open("rb") as source, unfinished.open("wb") as target:
        source.seek(start)
        while piece := source.read(_COPY):
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
    unfinished.replace(torn)
    sync_folder(torn.parent)


def folder_lock(folder: Path) -> AbstractContextManager[None]:
    """Held while files are begun, closed or cleaned up: moments, not a crawl."""
    return waiting(folder / _LOCK)
