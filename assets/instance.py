"""The Dagster instance of a data root: its folder, its storage, who it belongs to.

Jobs and runs are elsewhere (`assets.runner`); what the instance does is in
`dagster.yaml`, which is copied into the root from here.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from dagster import DagsterInstance

from pipeline.errors import UsageError
from pipeline.paths import project_dir
from pipeline.run_storage import POSTGRES_URL, check_reachable, postgres_database
from pipeline.settings import Settings

__all__ = ["instance_of", "open_home", "prepare_home"]

#: set here for every process of Dagster, from `OGI_POSTGRES_URL`
_DAGSTERS_URL = "DAGSTER_POSTGRES_URL"
#: by reference: the address holds a password, which is never written to disk
_POSTGRES = f"""
# Runs, events and schedules are kept in PostgreSQL, since {POSTGRES_URL} was set.
storage:
  postgres:
    postgres_url:
      env: {_DAGSTERS_URL}
""".encode()
#: in the database: which data root its runs belong to
_OWNER = "ogi/data_root"


def prepare_home(settings: Settings) -> dict[str, str]:
    """Make the Dagster folder of a data root; gives the environment it needs.

    Raises:
        UsageError: runs of this root are kept in PostgreSQL and the variable is not
            set, or the server cannot be reached.
    """
    settings.prepare()
    home = settings.root.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    target = home / "dagster.yaml"
    held = target.read_bytes() if target.is_file() else b""
    wanted = (project_dir() / "dagster.yaml").read_bytes()
    environment = {"DAGSTER_HOME": str(home), "OGI_DATA": str(settings.root.path)}
    database = postgres_database()
    if database is not None:
        check_reachable(database)
        wanted += _POSTGRES
        environment[_DAGSTERS_URL] = database.dialect_url
    elif _POSTGRES in held:
        raise _would_split(target)
    if held != wanted:
        target.write_bytes(wanted)
    return environment


def _would_split(target: Path) -> UsageError:
    """Two commands that keep their runs apart would not wait for each other."""
    return UsageError(
        f"the runs of this data root are kept in PostgreSQL, and {POSTGRES_URL} is "
        "not set: set it as the services have it (set -a; . /etc/ogi/ogi.env), or "
        f"remove {target} to go back to SQLite"
    )


def open_home(settings: Settings) -> dict[str, str]:
    """The same for a service that is about to start: its storage exists and is ours."""
    with instance_of(settings):
        return prepare_home(settings)


@contextmanager
def instance_of(settings: Settings) -> Iterator[DagsterInstance]:
    """The Dagster instance of a data root."""
    with (
        _environment(prepare_home(settings)),
        DagsterInstance.get() as instance,
    ):
        _claim(instance, settings)
        yield instance


def _claim(instance: DagsterInstance, settings: Settings) -> None:
    """Refuse a database that another root uses: their assets have the same names."""
    database = postgres_database()
    if database is None:
        return
    storage = instance.daemon_cursor_storage
    root = str(settings.root.path)
    owner = storage.get_cursor_values({_OWNER}).get(_OWNER)
    if owner is None:
        storage.set_cursor_values({_OWNER: root})
    elif owner != root:
        raise UsageError(
            f"{POSTGRES_URL}: {database} keeps the runs of {owner}, not of {root}; "
            "each data root needs a database of its own; docs/deploy.md says what to "
            "do where the root was moved"
        )


@contextmanager
def _environment(wanted: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
