"""Starting jobs from code: one run on a data root, an honest answer.

Used by the command line and the tests. What the jobs are is in `assets.jobs`, which
instance runs are kept in is in `assets.instance`.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from dagster import (
    AssetCheckSeverity,
    DagsterEvent,
    DagsterInstance,
    DagsterRunStatus,
    ExecuteInProcessResult,
    RunsFilter,
)

from assets.definitions import build_defs
from assets.instance import instance_of
from assets.partitions import ALL_PROVINCES_TAGS
from assets.resources import DataRootResource
from pipeline import errors, stamps
from pipeline.crawling import rebuild_raw
from pipeline.lock import exclusive
from pipeline.registry import load_provinces
from pipeline.settings import Settings

__all__ = [
    "RunOutcome",
    "failures",
    "run_nightly",
    "run_provinces",
    "run_rebuild",
]

#: marks runs that live and die with the command that started them
_IN_PROCESS = "ogi/in_process"
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


@contextmanager
def _only_runner(settings: Settings, instance: DagsterInstance) -> Iterator[None]:
    """Let one command at a time run jobs on a root, and clear up after a killed one.

    A run in this process that was killed stays "started" for ever and holds its place
    in the pool `crawl`, so that every later run would wait for it. Whoever holds the
    lock knows that no such run is alive; runs of the UI have their own processes.
    """
    held = errors.UsageError(
        f"another ogi command is running on {settings.root.path}; wait for it"
    )
    with exclusive(settings.root.dagster_home / "run.lock", held):
        unfinished = RunsFilter(
            statuses=[DagsterRunStatus.STARTED, DagsterRunStatus.STARTING],
            tags={_IN_PROCESS: "true"},
        )
        for run in instance.get_runs(filters=unfinished):
            instance.report_run_failed(run, "the process that ran it was killed")
            instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
        yield


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
        tags={**(tags or {}), _IN_PROCESS: "true"},
        **kwargs,
    )
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
