"""Alerts about runs that failed: which, where in it, and what our own error says.

Finding the runs is for `assets.alerts`, which knows Dagster.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.alerts.alert import Alert, said_at
from pipeline.alerts.config import load_alerts

__all__ = ["FailedRun", "about_failed_runs", "alert_id"]

#: of a run in an alert of several
_LINES = 1


@dataclass(frozen=True, slots=True)
class FailedRun:
    """A run that failed.

    Attributes:
        run_id: in the UI.
        job: what ran.
        started_at: when it began.
        said: what failed, a line each.
        partition: of what part, if of one.
        is_tried_again: it will be started again by itself.
    """

    run_id: str
    job: str
    started_at: datetime | None
    said: tuple[str, ...]
    partition: str | None = None
    is_tried_again: bool = False

    def lines(self) -> list[str]:
        """What is known of it."""
        texts, lines = load_alerts().texts, list(self.said)
        if self.partition:
            lines.append(texts.partition.fill(partition=self.partition))
        if self.started_at:
            lines.append(texts.started.fill(at=said_at(self.started_at)))
        if self.is_tried_again:
            lines.append(texts.again.fill())
        return lines


def alert_id(run_id: str) -> str:
    """The id of the alert about a run."""
    return f"run-{run_id.lower()}"


def about_failed_runs(runs: Sequence[FailedRun], ui: str, now: datetime) -> list[Alert]:
    """One alert a run, or one for all of them if there are many."""
    settings = load_alerts()
    if len(runs) > settings.failed_runs.each:
        return [_of_many(runs, ui, now)]
    phrase = settings.texts.failed_run
    return [
        Alert(
            id=alert_id(run.run_id),
            kind="failed_run",
            at=said_at(now),
            title_zh=phrase.zh.format(job=run.job),
            title_en=phrase.en.format(job=run.job),
            lines=tuple(run.lines()),
            link=f"{ui}/runs/{run.run_id}",
            data={"run_id": run.run_id, "job": run.job, "partition": run.partition},
        )
        for run in runs
    ]


def _of_many(runs: Sequence[FailedRun], ui: str, now: datetime) -> Alert:
    settings = load_alerts()
    phrase, listed = settings.texts.failed_runs, settings.stale.listed
    ids = ",".join(sorted(run.run_id for run in runs))
    lines = [f"{run.job}: {'; '.join(run.said[:_LINES])}" for run in runs[:listed]]
    if len(runs) > listed:
        lines.append(settings.texts.more.fill(count=len(runs) - listed))
    return Alert(
        id=f"runs-{hashlib.sha256(ids.encode()).hexdigest()[:16]}",
        kind="failed_runs",
        at=said_at(now),
        title_zh=phrase.zh.format(count=len(runs)),
        title_en=phrase.en.format(count=len(runs)),
        lines=tuple(lines),
        link=f"{ui}/runs",
        data={"runs": [{"run_id": run.run_id, "job": run.job} for run in runs]},
    )
