"""Sensors that tell of failed runs and of what went quiet. Both ship stopped.

Whom they tell is the resource `notifier`; what they say and that nothing is lost is in
`pipeline.alerts`. Dagster's own sensor of failed runs is not used: it goes on to the
next run also where telling of this one failed.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from dagster import (
    ConfigurableResource,
    DagsterInstance,
    DagsterRunStatus,
    DefaultSensorStatus,
    RunRecord,
    RunsFilter,
    SensorEvaluationContext,
    SensorResult,
    sensor,
)
from pydantic import Field

from assets.failures import said_by_run
from assets.resources import (
    DataRootResource,
    HttpClientResource,
    RegistryResource,
    settings_of,
)
from pipeline.alerts.config import load_alerts
from pipeline.alerts.environment import notifiers_of, ui_url
from pipeline.alerts.failed import FailedRun, about_failed_runs, alert_id
from pipeline.alerts.notifier import Notifier
from pipeline.alerts.outbox import Outbox, Told, outbox_of
from pipeline.alerts.stale import Memory, look, troubles
from pipeline.alerts.stale_alert import about_troubles

__all__ = ["NotifierResource", "alert_sensors"]

#: runs whose end was noted a little late are looked for again; none is told twice
_OVERLAP = timedelta(minutes=10)
_NOBODY = "nobody is told: OGI_ALERTS is not set (see docs/alerts.md)"


class NotifierResource(ConfigurableResource):
    """Who is told: what OGI_ALERTS says. Override `notifiers` to tell others."""

    ui_url: str | None = Field(
        default=None,
        description="Address of the UI that alerts link to; by default OGI_UI_URL.",
    )

    def links_to(self) -> str:
        """Where alerts link to."""
        return self.ui_url or ui_url()

    def notifiers(self) -> Sequence[Notifier]:
        """Whom to tell, each under a name of its own."""
        return notifiers_of()


@sensor(
    minimum_interval_seconds=60,
    default_status=DefaultSensorStatus.STOPPED,
    description="Tells of every run that failed: which step, our own sentence, a link. "
    "Whom: OGI_ALERTS. 运行失败时发出提醒。",
)
def failed_run_alerts(
    context: SensorEvaluationContext,
    data_root: DataRootResource,
    notifier: NotifierResource,
) -> SensorResult:
    """Take in the runs that failed since the last look, and send what is due."""
    now, notifiers = datetime.now(UTC), notifier.notifiers()
    outbox = outbox_of(data_root.settings())
    if notifiers and context.cursor is not None:
        since = datetime.fromisoformat(context.cursor)
        runs = _failed(context.instance, outbox, since, now)
        for alert in about_failed_runs(runs, notifier.links_to(), now):
            outbox.put(alert, [n.name for n in notifiers], now)
        for run in runs:
            outbox.note(alert_id(run.run_id), now)
    return _tick(context, outbox.deliver(notifiers, now), notifiers, now.isoformat())


@sensor(
    minimum_interval_seconds=600,
    default_status=DefaultSensorStatus.STOPPED,
    description="Tells of enabled sources without a complete crawl for days, of lists "
    "that failed several times running and of overdue reports, all in one alert. "
    "Thresholds: data/alerts/alerts.yml. 来源长期未采集成功或报告逾期时发出提醒。",
)
def stale_source_alerts(
    context: SensorEvaluationContext,
    data_root: DataRootResource,
    registry: RegistryResource,
    http_client: HttpClientResource,
    notifier: NotifierResource,
) -> SensorResult:
    """Look at the newest crawls and reports, and tell what was not told yet."""
    now, notifiers = datetime.now(UTC), notifier.notifiers()
    settings = settings_of(data_root, registry, http_client)
    rules = load_alerts().stale
    outbox = outbox_of(settings)
    memory = Memory.model_validate_json(context.cursor or "{}")
    if notifiers:
        sources = settings.registry().sources.values()
        enabled = [source.source_id for source in sources if source.enabled]
        found = look(settings, rules, now)
        listed, memory = troubles(enabled, found, rules, memory, now)
        alert, memory = about_troubles(listed, memory, notifier.links_to(), now)
        if alert:
            outbox.put(alert, [n.name for n in notifiers], now)
    told = outbox.deliver(notifiers, now)
    return _tick(context, told, notifiers, memory.model_dump_json())


alert_sensors = [failed_run_alerts, stale_source_alerts]


def _failed(
    instance: DagsterInstance, outbox: Outbox, since: datetime, now: datetime
) -> list[FailedRun]:
    """The runs that failed since then and were not told, the first one first."""
    oldest = now - timedelta(days=load_alerts().failed_runs.within_days)
    wanted = RunsFilter(
        statuses=[DagsterRunStatus.FAILURE],
        updated_after=max(since - _OVERLAP, oldest),
    )
    records = instance.get_run_records(
        wanted, order_by="update_timestamp", ascending=True
    )
    return [
        _of(instance, record)
        for record in records
        if not outbox.knows(alert_id(record.dagster_run.run_id))
        and (record.end_time or now.timestamp()) >= (since - _OVERLAP).timestamp()
    ]


def _of(instance: DagsterInstance, record: RunRecord) -> FailedRun:
    run = record.dagster_run
    started = record.start_time
    return FailedRun(
        run_id=run.run_id,
        job=run.job_name,
        started_at=datetime.fromtimestamp(started, UTC) if started else None,
        said=tuple(" ".join(x.split()) for x in said_by_run(instance, run.run_id)),
        partition=run.tags.get("dagster/partition"),
        is_tried_again=run.tags.get("dagster/will_retry") == "true",
    )


def _tick(
    context: SensorEvaluationContext,
    told: Told,
    notifiers: Sequence[Notifier],
    cursor: str,
) -> SensorResult:
    """What the tick shows: who was told what, and what did not arrive and why."""
    for line in told.failed:
        context.log.warning("did not arrive: %s", line)
    for line in told.sent:
        context.log.info("told %s", line)
    parts = [f"did not arrive: {line}" for line in told.failed]
    parts += [f"told {line}" for line in told.sent]
    if told.waiting:
        parts.append(f"{told.waiting} still to be sent")
    said = "; ".join(parts) or ("nothing new" if notifiers else _NOBODY)
    return SensorResult(skip_reason=said, cursor=cursor)
