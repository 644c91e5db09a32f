"""Writing so that it is still there after a power failure."""

import os
from pathlib import Path

__all__ = ["sync_file", "sync_folder", "write_all"]


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
