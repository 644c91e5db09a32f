"""A PostgreSQL server of our own, from the system's package, for tests."""

import os
import shutil
import subprocess
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import psycopg2

from tests.asking import free_port

USER = "ogi"
#: with marks that an address must escape
PASSWORD = "p/ss@w:rd"  # noqa: S105 - of a server that lives as long as the test
_QUOTED = "p%2Fss%40w%3Ard"
_PATIENCE_S = 30


def programs() -> Path | None:
    """The folder of `initdb` and `postgres`; None where none is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    beside = shutil.which("initdb")
    return found[-1].parent if found else Path(beside).parent if beside else None


def _owner() -> dict[str, Any]:
    """PostgreSQL refuses to run as root; its package brings a user for that."""
    if os.geteuid() != 0:
        return {}
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


@dataclass
class PostgresServer:
    """Starts when the block is entered, is gone when it is left."""

    bin: Path

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="ogi-postgres-"))
        word = self.folder / "password"
        word.write_text(PASSWORD + "\n", encoding="utf-8")
        if _owner():
            for path in (self.folder, word):
                shutil.chown(path, "postgres", "postgres")
        subprocess.run(
            [
                *(self.bin / "initdb", "-D", self.folder / "data", "-U", USER),
                *("-A", "scram-sha-256", "--pwfile", word, "-N", "-E", "UTF8"),
                "--locale=C",
            ],
            check=True,
            capture_output=True,
            cwd=self.folder,
            **_owner(),
        )
        self.port = free_port()
        self.start()
        return self

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                *(self.bin / "postgres", "-D", self.folder / "data"),
                *("-p", str(self.port), "-c", "listen_addresses=127.0.0.1"),
                *("-c", "unix_socket_directories=", "-c", "fsync=off"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            **_owner(),
        )
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            try:
                self.query("postgres", "select 1")
            except psycopg2.OperationalError:
                assert self.process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        self.process.terminate()  # "smart": waits for clients; so ask twice
        self.process.send_signal(2)
        self.process.wait(_PATIENCE_S)

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop()
        shutil.rmtree(self.folder)

    def url(self, database: str) -> str:
        return f"postgresql://{USER}:{_QUOTED}@127.0.0.1:{self.port}/{database}"

    def create(self, database: str) -> str:
        """Make a database; gives its address."""
        self.query("postgres", f"create database {database}")
        return self.url(database)

    def query(self, database: str, sql: str) -> list[tuple[Any, ...]]:
        with closing(psycopg2.connect(self.url(database))) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else []
