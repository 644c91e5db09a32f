"""The archive: every byte ever fetched, under the name of its SHA-256.

Files are written once, read-only, and checked when they are read. Nothing here deletes
or replaces one.
"""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from pipeline.errors import StoreError

__all__ = ["Archive"]

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Archive:
    """Content-addressed files below `root`: `<root>/ab/ab….` for SHA-256 `ab…`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path_of(self, sha256: str) -> Path:
        """Where the object is, or would be.

        Raises:
            StoreError: not a SHA-256 in lower-case hexadecimal.
        """
        if not _SHA256.fullmatch(sha256):
            message = f"expected a SHA-256 of 64 hexadecimal digits, found {sha256!r}"
            raise StoreError(message)
        return self.root / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Whether the object is there (its content is checked by `get` only)."""
        return self.path_of(sha256).is_file()

    def put(self, content: bytes) -> str:
        """Keep `content` and return its SHA-256; what is there is left as it is."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path_of(sha256)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(path, content)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes of an object.

        Raises:
            StoreError: it is not there, or its bytes are not those it is named for.
        """
        path = self.path_of(sha256)
        try:
            content = path.read_bytes()
        except FileNotFoundError as fault:
            message = f"expected an archived object at {path}, found nothing"
            raise StoreError(message) from fault
        found = hashlib.sha256(content).hexdigest()
        if found != sha256:
            message = (
                f"archived object {path} is damaged: its content has SHA-256 {found}; "
                f"restore the file from a copy"
            )
            raise StoreError(message)
        return content


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, even after a crash."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), 0o444)
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:  # without it a crash could forget the new name
        os.fsync(folder)
    finally:
        os.close(folder)
