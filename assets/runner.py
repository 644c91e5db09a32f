"""Starting jobs from code: one run on a data root, an honest answer.

Used by the command line and the tests. What the jobs are is in `assets.jobs`, which
instance runs are kept in is in `assets.instance`.
"""

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from dagster import (
    AssetKey,
    Config,
    DagsterInstance,
    ExecuteInProcessResult,
    RunConfig,
)

from assets.choice import CrawlConfig, ReadConfig
from assets.dead_runs import bury_dead_runs
from assets.definitions import build_defs
from assets.failures import said_by
from assets.inbox import TAKE_IN
from assets.instance import instance_of
from assets.jobs import NIGHTLY
from assets.origin import with_origin
from assets.partitions import provinces_of_range, range_of, ranges_of
from assets.resources import DataRootResource
from assets.run_lock import let_go, root_lock
from pipeline import errors, lock
from pipeline.provinces_used import provinces_in_use
from pipeline.raw import RAW_TABLES
from pipeline.registry import Registry
from pipeline.seeds import SEEDS
from pipeline.selection import Selection
from pipeline.settings import Settings
from pipeline.transcribe import CORE_TABLES

__all__ = [
    "RunOutcome",
    "failures",
    "run_chosen",
    "run_inbox",
    "run_models",
    "run_nightly",
    "run_reading",
    "run_rebuild",
]

#: only what is wrong is printed; everything is in the run's log in the UI
_QUIET = {"console": {"config": {"log_level": "CRITICAL"}}}


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """How a run ended.

    Attributes:
        run_id: in the UI.
        success: everything was materialised and no blocking check failed.
        failures: what failed, one line each.
        metadata: of each materialised asset.
    """

    run_id: str
    success: bool
    failures: list[str]
    metadata: dict[str, Mapping[str, Any]]


@contextmanager
def _only_runner(settings: Settings, instance: DagsterInstance) -> Iterator[None]:
    """Let one command at a time run jobs on a root, and clear up after a killed one.

    Runs whose process is gone hold places in the queue: they are marked as failed.
    """
    path = root_lock(settings.root)
    if not lock.take(path, f"an ogi command (process {os.getpid()})"):
        raise errors.UsageError(
            f"{lock.holder(path)} is working on {settings.root.path}; wait for it"
        )
    try:
        bury_dead_runs(instance)
        yield
    finally:
        lock.give_back(path)


def run_nightly(settings: Settings) -> RunOutcome:
    """Run `nightly_refresh` over the provinces in use, in this process."""
    return _run_in_use(settings, NIGHTLY)


def run_models(settings: Settings) -> RunOutcome:
    """Run `rebuild_models`: seeds, models and release from what was read before."""
    with instance_of(settings) as instance, _only_runner(settings, instance):
        return _run(settings, instance, "rebuild_models", tags={})


def run_rebuild(settings: Settings) -> RunOutcome:
    """Make every table again from the archive and the log; nothing is fetched."""
    return _run_in_use(settings, "rebuild_from_archive")


def run_inbox(settings: Settings) -> RunOutcome:
    """Take in the files of the inbox, read them, run the models and publish."""
    return _run_in_use(settings, TAKE_IN)


def _run_in_use(settings: Settings, job: str) -> RunOutcome:
    """One run of a job over the provinces in use."""
    with instance_of(settings) as instance, _only_runner(settings, instance):
        return _run(settings, instance, job, tags=range_of(provinces_in_use(settings)))


def run_chosen(
    settings: Settings, province_ids: Collection[str], selection: Selection
) -> list[RunOutcome]:
    """Crawl and read what was chosen, then run the models and publish once.

    Args:
        settings: the data root.
        province_ids: provinces that have enabled sources of what is chosen.
        selection: what of them.
    """
    registry = settings.registry()

    def ops(here: Sequence[str]) -> dict[str, Config]:
        return {"crawl": CrawlConfig(**_part(selection, registry, here))}

    before = [*SEEDS, *RAW_TABLES, *CORE_TABLES]
    return _run_groups(settings, "refresh_provinces", province_ids, before, ops)


def run_reading(
    settings: Settings, province_ids: Collection[str], selection: Selection
) -> list[RunOutcome]:
    """Read what was chosen of the archive again, then run the models and publish once.

    Nothing is fetched.

    Args:
        settings: the data root.
        province_ids: provinces that may hold what is chosen.
        selection: what of them.
    """
    registry = settings.registry()

    def ops(here: Sequence[str]) -> dict[str, Config]:
        part = _part(selection, registry, here, archived=True)
        return {"read_reports": ReadConfig(**part)}

    before = [*SEEDS, *CORE_TABLES]
    return _run_groups(settings, "reextract", province_ids, before, ops)


def _part(
    selection: Selection,
    registry: Registry,
    province_ids: Sequence[str],
    *,
    archived: bool = False,
) -> dict[str, Any]:
    """What of a choice a run over some provinces is of, as the fields of its config.

    Raises:
        UsageError: the run would refuse it.
    """
    part = selection.part_in(registry, province_ids, archived=archived)
    if part is None:  # empty fields would mean everything
        raise ValueError("a run over provinces that have nothing of what is chosen")
    part.check(registry, province_ids, only_enabled=not archived)
    return {
        "sources": list(part.sources),
        "institutions": list(part.institutions),
        "years": list(part.years),
    }


def _run_groups(
    settings: Settings,
    job: str,
    province_ids: Collection[str],
    before: Collection[str],
    ops: Callable[[Sequence[str]], dict[str, Config]],
) -> list[RunOutcome]:
    """A run for each group of provinces that are neighbours in the list of partitions.

    The last one has the models; stops after the first that failed.

    Args:
        settings: the data root.
        job: which one.
        province_ids: what it runs over.
        before: the assets of all runs but the last.
        ops: the config of a run over some provinces.
    """
    outcomes: list[RunOutcome] = []
    ranges = ranges_of(province_ids)
    # all of them before the first run: what is wrong is said before anything is done
    configs = [ops(provinces_of_range(tags)) for tags in ranges]
    with instance_of(settings) as instance, _only_runner(settings, instance):
        for tags, config in zip(ranges, configs, strict=True):
            assets = None if tags is ranges[-1] else before
            outcomes.append(
                _run(settings, instance, job, ops=config, tags=tags, assets=assets)
            )
            if not outcomes[-1].success:
                break
    return outcomes


def _run(
    settings: Settings,
    instance: DagsterInstance,
    job: str,
    *,
    tags: Mapping[str, str],
    ops: dict[str, Config] | None = None,
    assets: Collection[str] | None = None,
) -> RunOutcome:
    resource = DataRootResource(path=str(settings.root.path))
    definition = build_defs(data_root=resource).resolve_job_def(job)
    with with_origin(instance, job):
        result = definition.execute_in_process(
            instance=instance,
            raise_on_error=False,
            run_config=RunConfig(ops=ops or {}, loggers=_QUIET),
            tags=dict(tags),
            asset_selection=None if assets is None else [AssetKey(a) for a in assets],
        )
    let_go(instance, result.run_id)
    return RunOutcome(
        run_id=result.run_id,
        success=result.success,
        failures=failures(result),
        metadata=_metadata(result),
    )


def failures(result: ExecuteInProcessResult) -> list[str]:
    """One line for each step that failed: what, and what the error says."""
    return said_by(
        result.filter_events(lambda e: e.is_step_failure),
        result.get_asset_check_evaluations(),
    )


def _metadata(result: ExecuteInProcessResult) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for event in result.filter_events(lambda e: e.is_step_materialization):
        materialization = event.step_materialization_data.materialization
        name = materialization.asset_key.to_user_string()
        found[name] = {k: v.value for k, v in materialization.metadata.items()}
    return found
