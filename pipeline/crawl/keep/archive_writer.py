"""Writing WARC files: append, make durable, roll over.

Each writer has files of its own, named `ogi-<UTC time>-<unique>.warc.gz` and ending in
`.open` while it holds them (an advisory lock tells whether it still lives). So several
processes may write to one folder at the same time. Reading is in `archive`, cleaning up
after a kill in `archive_recovery`.
"""

import fcntl
import os
import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from pipeline.crawl.keep.archive_recovery import folder_lock
from pipeline.crawl.keep.exchange import Deposit, Exchange, Snapshot
from pipeline.crawl.keep.index import Entry, Index, Stretch
from pipeline.crawl.keep.members import OPEN, Member, locate, member_at
from pipeline.crawl.keep.unpack import body_with
from pipeline.crawl.keep.warc import parse
from pipeline.crawl.keep.warc_exchange import (
    Original,
    original_of,
    pack_deposit,
    pack_exchange,
    pack_snapshot,
    pack_warcinfo,
    payload_sha256,
)
from pipeline.durable import sync_file, sync_folder, write_all
from pipeline.errors import StoreError

__all__ = ["ROLL_AT", "ArchiveWriter"]

#: bytes of a file after which the next one begins, as archives usually have them
ROLL_AT = 1 << 30
#: what may be written
Kept = Exchange | Snapshot | Deposit


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
        sync_folder(folder)

    def append(self, data: bytes) -> None:
        """Write all of `data`."""
        write_all(self._handle, data)
        self.end += len(data)

    def sync(self) -> None:
        """Make everything written durable."""
        os.fsync(self._handle)

    def finish(self) -> None:
        """Give the file its final name and make it read-only."""
        os.fsync(self._handle)
        with folder_lock(self._final.parent):  # so that nobody just looks for its owner
            self._path.rename(self._final)
            os.fchmod(self._handle, 0o444)
            sync_folder(self._final.parent)
        self.abandon()

    def abandon(self) -> None:
        """Leave the file open for `recover`."""
        os.close(self._handle)


@dataclass(frozen=True, slots=True)
class _Packed:
    """Records to write; with the hashes of body and payload if they hold them."""

    records: list[bytes]
    key: tuple[str, bytes] | None
    replaces: bool


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
        self._noted = 0  # up to where the index knows the file
        self._fault: Exception | None = None

    def write(self, exchanges: Sequence[Kept]) -> list[tuple[str, int]]:
        """Keep exchanges, snapshots and deposits, durably when this returns.

        A payload that the archive has already becomes a record that refers to it.

        Returns:
            File and offset of the response (or resource) record of each.

        Raises:
            StoreError: one contradicts itself, and none is written; or they could not
                be written, and nothing more can be with this writer.
        """
        with self._lock:
            if self._fault is not None:
                message = f"{self.folder}: an earlier write failed: {self._fault}"
                raise StoreError(message)
            if not exchanges:
                return []
            with self._fatal():
                file = self._file_to_append()
            packed = self._packed(exchanges)
            with self._fatal():
                offsets = _append(file, [item.records for item in packed])
                self._note(file, packed, offsets)
            return [(file.name, offset) for offset in offsets]

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

    @contextmanager
    def _fatal(self) -> Iterator[None]:
        """After a fault in here it is not known what is on the disk: write no more."""
        try:
            yield
        except (OSError, StoreError) as fault:
            self._fault = fault
            raise StoreError(f"{self.folder}: cannot write: {fault}") from fault

    def _file_to_append(self) -> _OpenFile:
        if self._file is not None and self._file.end >= self._roll_at:
            file, self._file = self._file, None
            file.finish()
        if self._file is None:
            self._file = self._begin()
        return self._file

    def _packed(self, exchanges: Sequence[Kept]) -> list[_Packed]:
        """All records, before the first byte of them is written."""
        packed: list[_Packed] = []
        fresh: dict[tuple[str, bytes], Original] = {}
        for exchange in exchanges:
            key = _key(exchange)
            if not isinstance(exchange, Exchange):
                record = _resource(exchange, self._warcinfo_id)
                packed.append(_Packed([record], key, replaces=False))
                continue
            known, lost = None, False
            if key is not None and exchange.payload:
                known = fresh.get(key)
                if known is None:
                    known, lost = self._known(*key)
            records, original = pack_exchange(exchange, known, self._warcinfo_id)
            if key is not None and known is None:
                fresh[key] = original
            packed.append(_Packed(records, key if known is None else None, lost))
        return packed

    def _note(self, file: _OpenFile, packed: list[_Packed], offsets: list[int]) -> None:
        """Tell the index, after the bytes are safe."""
        entries = [
            Entry(*item.key, offset, item.replaces)
            for item, offset in zip(packed, offsets, strict=True)
            if item.key is not None
        ]
        count = sum(len(item.records) for item in packed)
        if self._noted == 0:
            count += 1  # the warcinfo record
        self._index.add(file.name, entries, Stretch(self._noted, file.end, count))
        self._noted = file.end

    def _begin(self) -> _OpenFile:
        moment = datetime.now(UTC).strftime("%Y%m%d%H%M%S%f")[:17]
        name = f"ogi-{moment}-{secrets.token_hex(4)}.warc.gz"
        with folder_lock(self.folder):  # so that nobody takes it for one left behind
            file = _OpenFile(self.folder, name)
        software = f"ogi/{version('ogi')}"
        self._warcinfo_id, record = pack_warcinfo(name, software, self._operator)
        file.append(record)
        self._noted = 0
        return file

    def _is_mine(self, name: str) -> bool:
        return self._file is not None and self._file.name == name

    def _known(self, sha256: str, payload: bytes) -> tuple[Original | None, bool]:
        """The record that has this payload, and whether there was one that is lost."""
        place = self._index.find(sha256, payload)
        if place is None:
            return None, False
        path = locate(self.folder, place[0])
        member = None if path is None else member_at(path, place[1])
        if path is None or not isinstance(member, Member):
            return None, True
        record = parse(member.plain)
        if record.kind != "response" or record.sha256 != sha256:
            return None, True
        if path.name.endswith(OPEN) and not self._is_mine(place[0]):
            with suppress(FileNotFoundError):  # closed meanwhile, and so safe
                sync_file(path)  # its writer may not have come to it yet
        return original_of(record), False


def _append(file: _OpenFile, packed: list[list[bytes]]) -> list[int]:
    """Write and make durable; the offset of the first record of each exchange."""
    offsets = []
    for records in packed:
        offsets.append(file.end)
        file.append(b"".join(records))
    file.sync()
    return offsets


def _resource(kept: Snapshot | Deposit, warcinfo_id: str) -> bytes:
    """The record of what no server sent."""
    if isinstance(kept, Snapshot):
        return pack_snapshot(kept, warcinfo_id)
    return pack_deposit(kept, warcinfo_id)


def _key(exchange: Kept) -> tuple[str, bytes] | None:
    """The hashes of body and payload; None if there is no whole body.

    Raises:
        StoreError: the body is not what its payload or its hash say.
    """
    if not isinstance(exchange, Exchange):
        return exchange.sha256, payload_sha256(exchange)
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
