"""The Dagster instance of a data root, opened: who it belongs to, what died in it.

Its folder is made in `assets.home`; jobs and runs are elsewhere (`assets.runner`).
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from dagster import DagsterInstance

from assets.dead_runs import bury_dead_runs
from assets.home import prepare_home
from pipeline.errors import UsageError
from pipeline.run_storage import POSTGRES_URL, postgres_database
from pipeline.settings import Settings

__all__ = ["instance_of", "open_home"]

#: in the database: which data root its runs belong to
_OWNER = "ogi/data_root"


def open_home(settings: Settings) -> dict[str, str]:
    """As `prepare_home`, for a service on a server: its tables exist and are ours.

    Runs that were killed together with the machine are marked as failed.
    """
    with instance_of(settings) as instance:
        bury_dead_runs(instance)
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
