"""What documents said when they were last read, so that only others are read again.

One SQLite file a province, in `lake/.read`. An entry is found by everything that
`extract` goes by: the bytes, the address and the title of the link; the file as a whole
is of one reader (`reader_version`). Every entry bears a hash of itself. Whatever is
damaged, torn or of another reader counts as not there: losing it costs time, never a
wrong cell. Which documents are read, and when, is for `pipeline.read_step`.
"""

import hashlib
import logging
import os
import platform
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from pipeline.extract.limits import MEMORY_LIMIT, TIME_LIMIT
from pipeline.extract.office import soffice
from pipeline.extract.result import Extraction
from pipeline.fingerprint import parse_fingerprint
from pipeline.issues import IssueCode

__all__ = ["ExtractionCache", "cache_folder", "key_of", "reader_version"]

_logger = logging.getLogger(__name__)

FOLDER = ".read"
#: raise it when what an entry holds is laid out in another way
_FORMAT = 1
#: what reads documents besides our own code: another version may read otherwise
_LIBRARIES = (
    "lxml",
    "numpy",
    "onnxruntime",
    "opencc",
    "opencv-python",  # releases of rapidocr bring either
    "opencv-python-headless",
    "pypdfium2",
    "python-calamine",
    "rapidocr",
    "scipy",
    "selectolax",
)
_TABLES = """
create table if not exists reader (version text not null) strict;
create table if not exists extractions (
    key blob primary key, digest blob not null, content blob not null
) strict, without rowid;
"""
_DIGEST_SIZE = 16
_LEVEL = 3
#: entries between two commits, and keys of one question
_STEP = 500
#: a document that broke the reader may only have met a bad moment
_NOT_KEPT = IssueCode.UNREADABLE_DOCUMENT


def cache_folder(lake: Path) -> Path:
    """Where the caches of a lake are."""
    return lake / FOLDER


def reader_version() -> str:
    """Everything that a reading goes by besides the document: one text to compare."""
    return "\n".join(
        (
            f"format {_FORMAT}",
            parse_fingerprint(),
            f"limits {TIME_LIMIT} {MEMORY_LIMIT}",
            _machine(),
            f"soffice {_identity(soffice())}",
        )
    )


@cache
def _machine() -> str:
    """Versions of the interpreter and of the libraries that are installed."""
    found = [f"python {platform.python_version()}"]
    for name in _LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return "\n".join(found)


def _identity(program: str | None) -> str:
    if program is None:
        return "none"
    path = os.path.realpath(program)
    status = os.stat(path)  # noqa: PTH116 - of a program, wherever it is
    return f"{path} {status.st_size} {status.st_mtime_ns}"


def key_of(sha256: str, url: str, hint: str) -> bytes:
    """What an extraction is found by: all that `extract` is given of a document."""
    digest = hashlib.blake2b(digest_size=_DIGEST_SIZE)
    for part in (sha256, url, hint):
        data = part.encode(errors="surrogatepass")
        digest.update(b"%d\n" % len(data))
        digest.update(data)
    return digest.digest()


class ExtractionCache:
    """The cache of one province, while it is open.

    Args:
        connection: to its file.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.is_damaged = False
        self._waiting: list[tuple[bytes, bytes, bytes]] = []

    @classmethod
    @contextmanager
    def opened(cls, lake: Path, province: str) -> Iterator["ExtractionCache"]:
        """Open the cache of a province; one that cannot be used is begun anew."""
        path = cache_folder(lake) / f"{province}.sqlite"
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = _connect(path, reader_version())
        cache = cls(connection)
        try:
            yield cache
        finally:
            connection.close()
            if cache.is_damaged:
                _remove(path)

    def known(self, keys: Iterable[bytes]) -> set[bytes]:
        """Those of some keys that have an entry; whether it is whole, `get` tells."""
        wanted = set(keys)
        try:
            found = {
                bytes(row[0])
                for row in self._connection.execute("select key from extractions")
            }
        except sqlite3.DatabaseError as fault:
            self._give_up(fault)
            return set()
        return wanted & found

    def get(self, key: bytes) -> Extraction | None:
        """What a document said; None if that is not known, or is damaged."""
        try:
            row = self._connection.execute(
                "select digest, content from extractions where key = ?", (key,)
            ).fetchone()
        except sqlite3.DatabaseError as fault:
            self._give_up(fault)
            return None
        if row is None or row[0] != _digest(key, row[1]):
            return None
        return _adapter().validate_json(zlib.decompress(row[1]))

    def put(self, key: bytes, extraction: Extraction) -> None:
        """Keep what a document said, if it can be kept as it is."""
        content = _packed(extraction)
        if content is None:
            return
        self._waiting.append((key, _digest(key, content), content))
        if len(self._waiting) >= _STEP:
            self.flush()

    def flush(self) -> None:
        """Write what waits; a cache that cannot be written is one that forgets."""
        waiting, self._waiting = self._waiting, []
        try:
            with self._connection:
                self._connection.executemany(
                    "insert or replace into extractions values (?, ?, ?)", waiting
                )
        except sqlite3.DatabaseError as fault:
            self._give_up(fault)

    def keep_only(self, keys: Iterable[bytes]) -> None:
        """Forget the documents that are not there any more, and write what waits."""
        self.flush()
        wanted = set(keys)
        try:
            with self._connection:
                stored = self._connection.execute("select key from extractions")
                gone = [(row[0],) for row in stored if bytes(row[0]) not in wanted]
                self._connection.executemany(
                    "delete from extractions where key = ?", gone
                )
        except sqlite3.DatabaseError as fault:
            self._give_up(fault)

    def _give_up(self, fault: sqlite3.DatabaseError) -> None:
        """Note that the file is of no use; it is begun anew next time."""
        if not self.is_damaged:
            _logger.warning("what was read before is damaged and forgotten: %s", fault)
        self.is_damaged = True


def _connect(path: Path, reader: str) -> sqlite3.Connection:
    """A connection to a sound file of this reader; another one is removed first."""
    try:
        connection = _opened(path)
        if _is_of(connection, reader):
            return connection
        connection.close()
    except sqlite3.DatabaseError as fault:
        _logger.warning("%s is damaged and begun anew: %s", path, fault)
    _remove(path)
    connection = _opened(path)
    with connection:
        connection.execute("insert into reader values (?)", (reader,))
    return connection


def _remove(path: Path) -> None:
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=60)
    try:
        connection.execute("pragma journal_mode = wal")
        # what the last moments before a power cut lose is read again
        connection.execute("pragma synchronous = normal")
        connection.executescript(_TABLES)
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _is_of(connection: sqlite3.Connection, reader: str) -> bool:
    stored = connection.execute("select version from reader").fetchall()
    return stored == [(reader,)]


@cache
def _adapter() -> TypeAdapter[Extraction]:
    return TypeAdapter(Extraction)


def _packed(extraction: Extraction) -> bytes | None:
    """An extraction as bytes; None where it is not to be kept, or would differ."""
    if any(issue.code is _NOT_KEPT for issue in extraction.all_issues()):
        return None
    try:
        text = _adapter().dump_json(extraction)
    except (PydanticSerializationError, UnicodeEncodeError):
        return None  # half a character, which no JSON holds
    if _adapter().validate_json(text) != extraction:
        return None
    return zlib.compress(text, _LEVEL)


def _digest(key: bytes, content: bytes) -> bytes:
    return hashlib.blake2b(key + content, digest_size=_DIGEST_SIZE).digest()
