"""Starting jobs from code: the instance of a data root, one run, an honest answer.

Used by the command line and the tests. What the jobs are is in `assets.jobs`.
"""

import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from dagster import (
    AssetCheckSeverity,
    DagsterEvent,
    DagsterInstance,
    ExecuteInProcessResult,
)

from assets.dead_runs import bury_dead_runs
from assets.definitions import build_defs
from assets.partitions import ALL_PROVINCES_TAGS
from assets.resources import DataRootResource
from assets.run_lock import let_go, root_lock
from pipeline import errors, lock, stamps
from pipeline.crawling import rebuild_raw
from pipeline.paths import project_dir
from pipeline.registry import load_provinces
from pipeline.settings import Settings

__all__ = [
    "RunOutcome",
    "failures",
    "instance_of",
    "prepare_home",
    "run_nightly",
    "run_provinces",
    "run_rebuild",
]

#: names of the errors that are raised on purpose
_OURS = frozenset(errors.__all__)
#: only what is wrong is printed; everything is in the run's log in the UI
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


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


def prepare_home(settings: Settings) -> dict[str, str]:
    """Make the Dagster folder of a data root; gives the environment it needs."""
    settings.prepare()
    home = settings.root.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    wanted = (project_dir() / "dagster.yaml").read_bytes()
    target = home / "dagster.yaml"
    if not target.is_file() or target.read_bytes() != wanted:
        target.write_bytes(wanted)
    return {"DAGSTER_HOME": str(home), "OGI_DATA": str(settings.root.path)}


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


@contextmanager
def instance_of(settings: Settings) -> Iterator[DagsterInstance]:
    """The Dagster instance of a data root."""
    environment = prepare_home(settings)
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    try:
        with DagsterInstance.get() as instance:
            yield instance
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def run_nightly(settings: Settings) -> RunOutcome:
    """Run `nightly_refresh` over all provinces of a data root, in this process."""
    with instance_of(settings) as instance, _only_runner(settings, instance):
        return _run(settings, instance, "nightly_refresh", tags=ALL_PROVINCES_TAGS)


def run_rebuild(settings: Settings) -> RunOutcome:
    """Make every table again from the archive and the log; nothing is fetched."""
    with instance_of(settings) as instance, _only_runner(settings, instance):
        stamps.forget(settings.lake)  # nothing that was remembered is to be believed
        for province in load_provinces():
            rebuild_raw(settings, province.province_id)
        return _run(settings, instance, "reread", tags=ALL_PROVINCES_TAGS)


def run_provinces(
    settings: Settings, province_ids: Collection[str], source_ids: Collection[str]
) -> list[RunOutcome]:
    """Crawl and read some provinces, then run the models and publish once.

    Stops after the first run that failed.
    """
    outcomes: list[RunOutcome] = []
    with instance_of(settings) as instance, _only_runner(settings, instance):
        for province in province_ids:
            config = {"ops": {"crawl": {"config": {"sources": list(source_ids)}}}}
            outcomes.append(
                _run(
                    settings,
                    instance,
                    "refresh_province",
                    partition_key=province,
                    run_config=config,
                )
            )
            if not outcomes[-1].success:
                return outcomes
        outcomes.append(_run(settings, instance, "rebuild_models"))
    return outcomes


def _run(
    settings: Settings,
    instance: DagsterInstance,
    job: str,
    run_config: Mapping[str, Any] | None = None,
    tags: Mapping[str, str] | None = None,
    **kwargs: Any,
) -> RunOutcome:
    resource = DataRootResource(path=str(settings.root.path))
    definition = build_defs(data_root=resource).resolve_job_def(job)
    result = definition.execute_in_process(
        instance=instance,
        raise_on_error=False,
        run_config={**_QUIET, **(run_config or {})},
        tags=tags,
        **kwargs,
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
    return [
        f"{event.step_key}: {_said(event)}"
        for event in result.filter_events(lambda e: e.is_step_failure)
    ] + _failed_checks(result)


def _said(event: DagsterEvent) -> str:
    """The message of our own error, which says where and what to do; else of the cause.

    What it was raised from, such as a validation error, knows neither file nor entry.
    """
    error = event.step_failure_data.error
    if error is None:
        return "failed"
    while error.cause is not None and error.cls_name not in _OURS:
        error = error.cause
    message = error.message.strip()
    # the name of our class says nothing to whoever runs the command
    return message.partition(": ")[2] if error.cls_name in _OURS else message


def _failed_checks(result: ExecuteInProcessResult) -> list[str]:
    """What blocking checks say of themselves, where they say more than their name."""
    return [
        f"{found.asset_key.to_user_string()}: {found.description}"
        for found in result.get_asset_check_evaluations()
        if not found.passed
        and found.severity is AssetCheckSeverity.ERROR
        and found.description
    ]


def _metadata(result: ExecuteInProcessResult) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for event in result.filter_events(lambda e: e.is_step_materialization):
        materialization = event.step_materialization_data.materialization
        name = materialization.asset_key.to_user_string()
        found[name] = {k: v.value for k, v in materialization.metadata.items()}
    return found
