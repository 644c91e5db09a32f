"""Where Dagster keeps its runs: SQLite in the data root, or a PostgreSQL server.

`OGI_POSTGRES_URL` says so. Here it is read, described without its password and tried;
what Dagster is told about it is in `assets.instance`.
"""

import os
import re
from dataclasses import dataclass, field
from importlib import import_module
from urllib.parse import parse_qs, unquote, urlsplit

from pipeline.errors import UsageError

__all__ = ["POSTGRES_URL", "PostgresDatabase", "check_reachable", "postgres_database"]

#: the variable that names the server; its value is a secret
POSTGRES_URL = "OGI_POSTGRES_URL"
_FORM = "postgresql://user:password@host/database"
#: a server that is there answers in far less
_PATIENCE_S = 5
_DEFAULT_PORT = 5432


@dataclass(frozen=True, slots=True)
class PostgresDatabase:
    """A database on a server. What is shown of it never holds the password."""

    host: str
    port: int
    name: str
    url: str = field(repr=False)
    password: str | None = field(repr=False)

    @property
    def dialect_url(self) -> str:
        """The address as SQLAlchemy takes it, with the driver that Dagster installs.

        Which driver it uses where none is named depends on its version.
        """
        return self.url.replace("postgresql://", "postgresql+psycopg2://", 1)

    def __str__(self) -> str:
        return f"database {self.name} on {self.host}:{self.port}"


def postgres_database() -> PostgresDatabase | None:
    """The database that `OGI_POSTGRES_URL` names; None where runs are in SQLite.

    Raises:
        UsageError: the variable is set to something else than such an address.
    """
    url = os.environ.get(POSTGRES_URL)
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or _DEFAULT_PORT
    except ValueError as error:  # its message would quote part of the password
        raise _misread("no address that can be taken apart") from error
    if parts.scheme != "postgresql":
        raise _misread(f"the scheme {parts.scheme!r}")
    # `?host=/run/postgresql` is how the address of a socket is written
    asked = parse_qs(parts.query)
    host = parts.hostname or next(iter(asked.get("host", ())), None)
    name = unquote(parts.path.removeprefix("/"))
    if host is None or not name or "/" in name or parts.fragment:
        raise _misread("no host" if host is None else "no name of a database")
    password = unquote(parts.password) if parts.password else None
    return PostgresDatabase(host, port, name, url, password)


def _misread(found: str) -> UsageError:
    return UsageError(
        f"{POSTGRES_URL}: expected {_FORM}, found {found}; in user and password, "
        "write marks such as / @ # ? as %2F %40 %23 %3F"
    )


def check_reachable(database: PostgresDatabase) -> None:
    """Connect once, so that whoever starts something is told what is wrong.

    Raises:
        UsageError: the optional packages are missing, or the server does not let us in.
    """
    try:
        psycopg2 = import_module("psycopg2")
        import_module("dagster_postgres")
    except ImportError as error:
        raise UsageError(
            f"{POSTGRES_URL} is set, and {error.name} is not installed: "
            "pip install 'ogi[postgres]', or unset the variable to keep runs in SQLite"
        ) from error
    try:
        psycopg2.connect(database.url, connect_timeout=_PATIENCE_S).close()
    except psycopg2.Error as error:
        raise UsageError(
            f"{POSTGRES_URL}: cannot open {database} ({_said(database, error)}); "
            "start the server, make the database or correct the variable "
            "(docs/deploy.md)"
        ) from None  # the cause may quote the address, password and all


def _said(database: PostgresDatabase, error: Exception) -> str:
    """What the server or the network says, in one line and without the password."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    text = re.sub(r"^connection to server .*? failed: ", "", lines[0]) if lines else ""
    for secret in (database.url, database.password):
        text = text.replace(secret, "…") if secret else text
    return text or type(error).__name__
