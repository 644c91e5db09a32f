"""The nightly schedule: when it runs is data, what it starts is one run.

It ships stopped. A tick starts one run over all provinces, or says why it does not:
nights never pile up. After the daemon was down there is one tick for all that were
missed (dagster.yaml), and a run that was killed does not count as going on.
"""

from datetime import UTC

from dagster import (
    DagsterRun,
    DefaultScheduleStatus,
    RunRequest,
    RunsFilter,
    ScheduleEvaluationContext,
    SkipReason,
    schedule,
)
from dagster._core.storage.tags import SCHEDULED_EXECUTION_TIME_TAG

from assets.dead_runs import bury_dead_runs
from assets.jobs import NIGHTLY
from assets.partitions import range_of
from assets.resources import (
    DataRootResource,
    HttpClientResource,
    RegistryResource,
    settings_of,
)
from assets.run_states import ENDED, GOING_ON
from pipeline.inbox.take import what_lies
from pipeline.provinces_used import provinces_in_use
from pipeline.schedule import load_cadence

__all__ = ["nightly"]

_CADENCE = load_cadence()


@schedule(
    job_name=NIGHTLY,
    cron_schedule=_CADENCE.cron,
    execution_timezone=_CADENCE.time_zone,
    default_status=DefaultScheduleStatus.STOPPED,
    description="All enabled sources, then models and release, once; where nothing has "
    "changed, nothing is published and the run says so. Stopped until you start it. "
    # the page of a schedule shows this as it is, not as Markdown
    f"By the clock of {_CADENCE.time_zone}: {_CADENCE.description} "
    "每晚更新，默认关闭；时间表见 data/schedule/nightly.yml。",
)
def nightly(
    context: ScheduleEvaluationContext,
    data_root: DataRootResource,
    registry: RegistryResource,
    http_client: HttpClientResource,
) -> RunRequest | SkipReason:
    """One run over all provinces, unless the last one still goes on."""
    bury_dead_runs(context.instance)
    before = _still_going_on(context)
    if before:
        state = before.status.value.lower()
        return SkipReason(
            f"run {before.run_id} of {NIGHTLY} is still {state}; it does what this "
            "tick would have done"
        )
    settings = settings_of(data_root, registry, http_client)
    if not (
        settings.registry().sources_of()
        or what_lies(settings).whole
        or _failed_last(context)
    ):
        return SkipReason(
            "no source is enabled and nothing lies in the inbox, so there is nothing "
            "to do; set enabled: true in files under data/registry/hosts/ "
            "(docs/sources.md)"
        )
    return RunRequest(tags=range_of(provinces_in_use(settings)))


def _still_going_on(context: ScheduleEvaluationContext) -> DagsterRun | None:
    """Another run of the night that has not ended.

    A run of this very tick is none: the daemon died while it was made, and finds it.
    Nor is one that was made and never handed in: nobody will.
    """
    at = context.scheduled_execution_time.astimezone(UTC).isoformat()
    going_on = RunsFilter(job_name=NIGHTLY, statuses=GOING_ON)
    for run in context.instance.get_runs(going_on):
        if run.tags.get(SCHEDULED_EXECUTION_TIME_TAG) != at:
            return run
    return None


def _failed_last(context: ScheduleEvaluationContext) -> bool:
    """Whether the last run that ended left something undone.

    Such as reading what it had taken in: the inbox is empty then, and nobody asks.
    """
    runs = context.instance.get_runs(RunsFilter(statuses=ENDED), limit=1)
    return any(not run.is_success for run in runs)
