"""Writing WARC files: append, make durable, roll over, clean up after a kill.

Each writer has files of its own, named `ogi-<UTC time>-<unique>.warc.gz` and ending in
`.open` while it holds them (an advisory lock tells whether it still lives). So several
processes may write to one folder at the same time. Reading is in `archive`.
"""

import fcntl
import os
import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from pipeline.crawl.exchange import Exchange
from pipeline.crawl.index import Entry, Index
from pipeline.crawl.members import OPEN, Damage, locate, member_at, scan
from pipeline.crawl.unpack import body_with
from pipeline.crawl.warc import parse
from pipeline.crawl.warc_exchange import (
    Original,
    original_of,
    pack_exchange,
    pack_warcinfo,
    payload_sha256,
)
from pipeline.errors import StoreError

__all__ = ["ROLL_AT", "ArchiveWriter", "recover"]

#: bytes of a file after which the next one begins, as archives usually have them
ROLL_AT = 1 << 30
_LOCK = ".lock"
_TORN = ".torn"
_COPY = 1 << 20


class _OpenFile:
    """One WARC file while it is written."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.end = 0
        self._final = folder / name
        self._path = folder / (name + OPEN)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL
        self._handle = os.open(self._path, flags, 0o644)
        fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _sync_folder(folder)

    def append(self, data: bytes) -> int:
        """Write all of `data`; returns the offset where it begins."""
        start = self.end
        view = memoryview(data)
        while view:
            done = os.write(self._handle, view)
            self.end += done
            view = view[done:]
        return start

    def sync(self) -> None:
        """Make everything written durable."""
        os.fsync(self._handle)

    def finish(self) -> None:
        """Give the file its final name and make it read-only."""
        os.fchmod(self._handle, 0o444)
        os.fsync(self._handle)
        self._path.rename(self._final)
        _sync_folder(self._final.parent)
        self.abandon()

    def abandon(self) -> None:
        """Leave the file open for `recover`."""
        os.close(self._handle)


class ArchiveWriter:
    """Appends exchanges; made by `Archive.open_writer`. Threads may share it."""

    def __init__(self, folder: Path, operator: str, *, roll_at: int) -> None:
        self.folder = folder
        self._operator = operator
        self._roll_at = roll_at
        self._index = Index(folder)
        self._lock = threading.Lock()
        self._file: _OpenFile | None = None
        self._warcinfo_id = ""
        self._fault: Exception | None = None

    def write(self, exchanges: Sequence[Exchange]) -> list[tuple[str, int]]:
        """Keep exchanges, durably when this returns.

        A payload that the archive has already becomes a record that refers to it.

        Returns:
            File and offset of the response record of each.

        Raises:
            StoreError: they could not be written; nothing more can be with this writer.
        """
        with self._lock:
            if self._fault is not None:
                message = f"{self.folder}: an earlier write failed: {self._fault}"
                raise StoreError(message)
            if not exchanges:
                return []
            try:
                return self._write(exchanges)
            except (OSError, StoreError) as fault:
                self._fault = fault
                raise StoreError(f"{self.folder}: cannot write: {fault}") from fault

    def close(self) -> None:
        """Close the file; after a failed write it is left to `recover`."""
        with self._lock:
            file, self._file = self._file, None
            self._index.close()
            if file is None:
                return
            if self._fault is not None:
                file.abandon()
                return
            file.finish()

    def _write(self, exchanges: Sequence[Exchange]) -> list[tuple[str, int]]:
        if self._file is not None and self._file.end >= self._roll_at:
            self._file.finish()
            self._file = None
        start = self._file.end if self._file is not None else 0
        file = self._file = self._file or self._begin()
        places: list[tuple[str, int]] = []
        entries: list[Entry] = []
        fresh: dict[tuple[str, bytes], Original] = {}
        for exchange in exchanges:
            key = _key(exchange)
            known = None
            if key is not None and exchange.payload:
                known = fresh.get(key) or self._known(*key)
            records, original = pack_exchange(exchange, known, self._warcinfo_id)
            offset = file.append(records[0])
            file.append(records[1])
            places.append((file.name, offset))
            if key is not None and known is None:
                entries.append(Entry(*key, offset))
                fresh[key] = original
        file.sync()
        self._index.add(file.name, entries, start, file.end, new=True)
        return places

    def _begin(self) -> _OpenFile:
        moment = datetime.now(UTC).strftime("%Y%m%d%H%M%S%f")[:17]
        name = f"ogi-{moment}-{secrets.token_hex(4)}.warc.gz"
        with _folder_lock(self.folder):  # so that nobody takes it for one left behind
            file = _OpenFile(self.folder, name)
        software = f"ogi/{version('ogi')}"
        self._warcinfo_id, record = pack_warcinfo(name, software, self._operator)
        file.append(record)
        return file

    def _known(self, sha256: str, payload: bytes) -> Original | None:
        """An undamaged record with this payload; None leads to a record of its own."""
        place = self._index.find(sha256, payload)
        path = locate(self.folder, place[0]) if place is not None else None
        if place is None or path is None:
            return None
        member = member_at(path, place[1])
        if isinstance(member, Damage):
            return None
        record = parse(member.plain)
        if record.kind != "response" or record.sha256 != sha256:
            return None
        return original_of(record)


def _key(exchange: Exchange) -> tuple[str, bytes] | None:
    """The hashes of body and payload; None if there is no whole body.

    Raises:
        StoreError: the body is not what its payload or its hash say.
    """
    if exchange.sha256 is None or exchange.truncated is not None:
        return None
    coding = ", ".join(
        v for n, v in exchange.headers if n.lower() == "content-encoding"
    )
    if body_with(exchange.sha256, exchange.payload, coding) is None:
        message = (
            f"{exchange.url}: expected a payload that unpacks "
            f"({coding or 'no coding'}) to SHA-256 {exchange.sha256}, "
            f"found {len(exchange.payload)} other bytes"
        )
        raise StoreError(message)
    return exchange.sha256, payload_sha256(exchange)


def recover(folder: Path) -> list[str]:
    """Close the files of writers that were killed; their whole records stay.

    Bytes behind the last whole record go into a file of their own, ending in `.torn`.
    Files of living writers are left alone.

    Returns:
        The names of the files that were closed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    closed = []
    with _folder_lock(folder):
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
        os.fchmod(handle, 0o444)
        os.fsync(handle)
        path.rename(final)
    _sync_folder(path.parent)
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
    _sync_folder(torn.parent)


@contextmanager
def _folder_lock(folder: Path) -> Iterator[None]:
    """Held while files are begun or closed for others: moments, not a crawl."""
    handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    """Without it a power failure could forget a new name."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
