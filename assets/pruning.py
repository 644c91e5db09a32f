"""Deleting the logs of old runs, which Dagster itself keeps for ever.

Only Dagster's own records: archive, lake and releases know nothing of runs. What the UI
shows of an asset comes from the run that made it last, so such runs stay.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from dagster import (
    AssetKey,
    AssetRecordsFilter,
    DagsterEventType,
    DagsterInstance,
    RunsFilter,
)

from assets.instance import instance_of
from assets.run_states import ENDED
from pipeline.settings import Settings

__all__ = ["Pruned", "prune_runs"]

#: others write at the same time; a daemon never holds the file for long
_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was deleted, or would be.

    Attributes:
        deleted: ids of the runs, oldest first.
        kept: as old, and some asset was made last by them.
    """

    deleted: list[str]
    kept: list[str]


def prune_runs(
    settings: Settings, before: datetime, *, dry_run: bool = False
) -> Pruned:
    """Delete runs that ended and began before some time, with what they logged."""
    with instance_of(settings) as instance:
        filters = RunsFilter(statuses=ENDED, created_before=before)
        old = [run.run_id for run in instance.get_runs(filters, ascending=True)]
        shown = _runs_shown(instance) if old else set()
        found = Pruned(
            [run for run in old if run not in shown],
            [run for run in old if run in shown],
        )
        if found.deleted and not dry_run:
            for run_id in found.deleted:
                instance.delete_run(run_id)
                instance.compute_log_manager.delete_logs(prefix=[run_id])
            _free_files(settings, found.deleted)
    return found


def _runs_shown(instance: DagsterInstance) -> set[str]:
    """The runs by which each asset, and each partition of it, was made last."""
    return {
        run_id
        for key in instance.all_asset_keys()
        for run_id in _made_last(instance, key)
    }


def _made_last(instance: DagsterInstance, key: AssetKey) -> set[str]:
    made = DagsterEventType.ASSET_MATERIALIZATION
    newest = instance.fetch_materializations(key, limit=1).records
    by_partition = instance.event_log_storage.get_latest_storage_id_by_partition(
        key, made
    )
    wanted = list(by_partition.values())
    if wanted:
        of_partitions = AssetRecordsFilter(asset_key=key, storage_ids=wanted)
        newest = [
            *newest,
            *instance.fetch_materializations(of_partitions, limit=len(wanted)).records,
        ]
    return {record.run_id for record in newest}


def _free_files(settings: Settings, run_ids: list[str]) -> None:
    """Give back the space on disk; PostgreSQL does so by itself.

    SQLite has a file for each run, which Dagster empties and leaves as large as it was.
    """
    folder = settings.root.dagster_home / "history" / "runs"
    for run_id in run_ids:
        for path in folder.glob(f"{run_id}.db*"):
            path.unlink()
    index = folder / "index.db"
    if index.is_file():
        with closing(sqlite3.connect(index, timeout=_PATIENCE_S)) as connection:
            connection.execute("vacuum")
