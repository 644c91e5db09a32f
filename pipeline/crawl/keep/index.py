"""Where in the WARC files the body of a SHA-256 is: an SQLite file beside them.

Only a cache: everything in it is derived from the WARC files, and read from them again
where they have more than it knows. Deleting it loses nothing but time.
"""

import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.crawl.keep.members import Member, locate, scan, size_of, warc_names
from pipeline.crawl.keep.warc import parse
from pipeline.errors import StoreError
from pipeline.lock import waiting
from pipeline.progress import report

__all__ = ["Entry", "Index", "Known", "Stretch"]

_NAME = "index.sqlite"
_WAIT_SECONDS = 120
#: bytes of WARC that are read between two commits
_STEP = 64 << 20
_TABLES = """
begin immediate;
create table if not exists files (
    file_id integer primary key, name text not null unique,
    scanned integer not null default 0, records integer not null default 0
) strict;
create table if not exists bodies (
    sha256 blob not null, payload blob not null, file_id integer not null,
    place integer not null, primary key (sha256, payload)
) strict, without rowid;
commit;
"""
_INSERT = "insert or ignore into bodies values (?, ?, ?, ?)"
_REPLACE = "insert or replace into bodies values (?, ?, ?, ?)"
_FIND = """
select name, place from bodies inner join files using (file_id)
where sha256 = :sha256 and (:payload is null or payload = :payload)
limit 1
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A response or resource record that holds a whole body.

    Attributes:
        sha256: of the body, in hexadecimal.
        payload: the SHA-256 of the body as received, 32 bytes.
        offset: of the record in its file.
        replaces: the record that was known for it cannot be read any more.
    """

    sha256: str
    payload: bytes
    offset: int
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bytes `start` to `end` of a file, which are `records` whole records."""

    start: int
    end: int
    records: int


@dataclass(frozen=True, slots=True)
class Known:
    """What the index knows of a file: bytes read, records and bodies in them."""

    size: int
    records: int
    bodies: int


def _entry_of(member: Member) -> Entry | None:
    """What the index says of a record; None if it holds no whole body."""
    record = parse(member.plain)
    if record.kind not in {"response", "resource"} or record.sha256 is None:
        return None
    return Entry(record.sha256, record.payload_sha256, member.offset)


class Index:
    """The index of one archive folder; connects when it is first used.

    Threads may share it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.RLock()
        self._opened: sqlite3.Connection | None = None

    def find(self, sha256: str, payload: bytes | None = None) -> tuple[str, int] | None:
        """File and offset of a body, as far as the index knows.

        Args:
            sha256: of the body.
            payload: if given, it must have been received as bytes of this SHA-256.
        """
        if self._opened is None and not self.folder.is_dir():
            return None
        key = _key(sha256, payload) if payload is not None else None
        values = {"sha256": bytes.fromhex(sha256), "payload": key}
        with self._connection() as connection:
            row = connection.execute(_FIND, values).fetchone()
        return None if row is None else (str(row[0]), int(row[1]))

    def add(self, name: str, entries: Iterable[Entry], stretch: Stretch) -> None:
        """Note what a stretch of a file holds.

        Where somebody has read a part of it already, the rest is read again later:
        so that nothing is counted twice.

        Args:
            name: of the file.
            entries: in the stretch.
            stretch: between two boundaries of records.
        """
        with self._connection() as connection, _transaction(connection):
            connection.execute("insert or ignore into files (name) values (?)", [name])
            (file_id,) = connection.execute(
                "select file_id from files where name = ?", [name]
            ).fetchone()
            for entry in entries:
                key = (bytes.fromhex(entry.sha256), _key(entry.sha256, entry.payload))
                insert = _REPLACE if entry.replaces else _INSERT
                connection.execute(insert, (*key, file_id, entry.offset))
            connection.execute(
                "update files set scanned = ?, records = records + ? "
                "where file_id = ? and scanned = ?",
                [stretch.end, stretch.records, file_id, stretch.start],
            )

    def refresh(self) -> None:
        """Read what the WARC files have and the index does not know yet."""
        if not self.folder.is_dir():
            return
        with self._connection() as connection:
            known = dict(connection.execute("select name, scanned from files"))
        names = warc_names(self.folder)
        for name in sorted(known.keys() - set(names)):
            if locate(self.folder, name) is None:
                self._forget(name)
        for number, name in enumerate(names):
            path = locate(self.folder, name)
            if path is None:
                continue
            size, scanned = size_of(self.folder, name), known.get(name, 0)
            if size < scanned:
                self._forget(name)
                scanned = 0
            if size > scanned:
                report("index", number, len(names), name)
                with suppress(FileNotFoundError):  # it held no record
                    self._read(name, path, scanned)

    def files(self) -> dict[str, Known]:
        """What the index knows, by the name of the file, oldest first."""
        if self._opened is None and not self.folder.is_dir():
            return {}
        with self._connection() as connection:
            rows = connection.execute(
                "select name, scanned, records, count(place) from files "
                "left join bodies using (file_id) group by file_id order by name"
            )
            return {str(name): Known(*counts) for name, *counts in rows}

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    def _read(self, name: str, path: Path, start: int) -> None:
        entries: list[Entry] = []
        end, count = start, 0
        for found in scan(path, start):
            if not isinstance(found, Member):
                continue  # a tail being written, or damage that `verify` names
            entry = _entry_of(found)
            if entry is not None:
                entries.append(entry)
            end, count = found.end, count + 1
            if end - start >= _STEP:
                self.add(name, entries, Stretch(start, end, count))
                entries, start, count = [], end, 0
        if end > start:
            self.add(name, entries, Stretch(start, end, count))

    def _forget(self, name: str) -> None:
        with self._connection() as connection, _transaction(connection):
            connection.execute(
                "delete from bodies where file_id in "
                "(select file_id from files where name = ?)",
                [name],
            )
            connection.execute("delete from files where name = ?", [name])

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """The connection, for one thread at a time.

        Raises:
            StoreError: the file is damaged, or another process holds it for too long.
        """
        with self._lock:
            try:
                if self._opened is None:
                    self._opened = _connect(self.folder / _NAME)
                    weakref.finalize(self, self._opened.close)
                yield self._opened
            except sqlite3.Error as fault:
                message = (
                    f"{self.folder / _NAME}: {fault}; the index can be deleted while "
                    f"nothing crawls, it is made again from the WARC files"
                )
                raise StoreError(message) from fault


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False
    )
    # Two that turn a new file to WAL at the same moment do not wait for each other.
    with waiting(path.with_name(f"{path.name}.lock")):
        connection.execute("pragma journal_mode = wal")
        # what a power failure takes from the index is read again from the WARC files
        connection.execute("pragma synchronous = normal")
        connection.executescript(_TABLES)
    return connection


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("begin immediate")
    try:
        yield
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def _key(sha256: str, payload: bytes) -> bytes:
    """The payload in a key: empty if it is the body itself, which saves a third."""
    return b"" if payload.hex() == sha256 else payload
