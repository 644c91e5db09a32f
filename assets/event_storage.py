"""Dagster's event log in SQLite, with its files kept open.

Dagster's own opens a file, prepares its SQL and closes the file again for each line of
a log, and the log of a night has thousands: that was more than half of a night in which
nothing changed. What is stored, and where, is the same. `assets.home` chooses this
class; where PostgreSQL is used it has no part.
"""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import QueuePool

__all__ = ["EventStorage"]

#: the index, the run that goes on, and a few that somebody looks at
_OPEN_AT_MOST = 4


@dataclass(frozen=True, slots=True)
class _Open:
    """A file that is open, and which file on the disk it is."""

    engine: Engine
    identity: tuple[int, int]


class EventStorage(SqliteEventLogStorage):
    """As `SqliteEventLogStorage`; the files used last stay open."""

    def __init__(
        self, base_dir: str, inst_data: ConfigurableClassData | None = None
    ) -> None:
        # before the index is opened, which the base does at once
        self._open: OrderedDict[str, _Open] = OrderedDict()
        self._tables: set[str] = set()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Any
    ) -> "EventStorage":
        """Make one as dagster.yaml says."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with (
            self._db_lock,  # the base's: one connection at a time in a process
            self._engine(shard).connect() as connection,
            connection.begin(),
        ):
            yield connection

    def _engine(self, shard: str) -> Engine:
        """The file of a run, or of all: as it was opened last if it is still there."""
        path = Path(self.path_for_shard(shard))
        known = self._open.pop(shard, None)
        if known is not None and known.identity == _identity(path):
            self._open[shard] = known
            return known.engine
        if known is not None:  # deleted, or put there again from a backup
            known.engine.dispose()
            self._initialized_dbs.discard(shard)
        engine = _engine_of(self.conn_string_for_shard(shard))
        if shard not in self._initialized_dbs:
            self._initdb(engine)
            self._initialized_dbs.add(shard)
        while len(self._open) >= _OPEN_AT_MOST:
            self._open.popitem(last=False)[1].engine.dispose()
        with engine.connect():  # makes the file, where `_initdb` was not needed
            pass
        self._open[shard] = _Open(engine, _identity(path) or (0, 0))
        return engine

    def has_table(self, table_name: str) -> bool:
        """Whether the index has a table; one that it has is not asked for again."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def dispose(self) -> None:
        """Close every file."""
        super().dispose()
        with self._db_lock:
            while self._open:
                self._open.popitem()[1].engine.dispose()


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return stat.st_dev, stat.st_ino


def _engine_of(address: str) -> Engine:
    engine = create_engine(
        address,
        poolclass=QueuePool,
        pool_size=1,
        # the lock of the storage lets one thread at a time use the connection
        connect_args={
            "timeout": SQLITE_BUSY_TIMEOUT_SECONDS,
            "check_same_thread": False,
        },
    )
    event.listen(engine, "connect", _write_ahead)
    return engine


def _write_ahead(connection: Any, _record: Any) -> None:
    """Wait for the disk when the journal is full and not for each line.

    A power cut may lose the last lines of a log, never more: the run they tell of was
    cut off too. What is published does not depend on them.
    """
    connection.execute("pragma synchronous = normal")
