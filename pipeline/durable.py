"""Writing so that a reader never sees a part, also after a power failure."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

__all__ = ["replacing", "sync_file", "sync_folder", "write_all"]


def write_all(handle: int, data: bytes) -> None:
    """Write all of `data`, in one call to the system if that takes it."""
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def sync_file(path: Path) -> None:
    """Make what is in a file durable, whoever wrote it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Make new names in a folder durable: a power failure could forget them."""
    sync_file(folder)


@contextmanager
def replacing(path: Path, *, durable: bool = True) -> Iterator[Path]:
    """A place to write a file to that then takes the place of `path`, or vanishes.

    Args:
        path: the file; a reader sees the old one or the new one.
        durable: after a power cut it must not be empty; not of what may be lost.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{uuid4().hex}.tmp")
    try:
        yield temporary
        if durable:
            sync_file(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
