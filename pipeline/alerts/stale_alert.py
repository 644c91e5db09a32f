"""One alert about everything that went quiet since the last one."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from pipeline.alerts.alert import Alert, said_at
from pipeline.alerts.config import load_alerts
from pipeline.alerts.stale import Memory, Trouble

__all__ = ["about_troubles"]

_REASON = 120


def about_troubles(
    listed: Sequence[Trouble], memory: Memory, ui: str, now: datetime
) -> tuple[Alert | None, Memory]:
    """The alert about what was not told yet, if there is such; and what is told then.

    What is over is forgotten, so that it is told again if it comes back. Soon after an
    alert nothing is told: what came up meanwhile waits for the next one.
    """
    keys = {trouble.key for trouble in listed}
    lasting = tuple(key for key in memory.told if key in keys)
    memory = memory.model_copy(update={"told": lasting})
    new = [trouble for trouble in listed if trouble.key not in set(lasting)]
    if not new or _told_lately(memory, now):
        return None, memory
    told = (*lasting, *(trouble.key for trouble in new))
    # the alert before is in the id: the same comes again after it was over, and once
    # only where this memory was lost
    named = [memory.told_at or "", *sorted(trouble.key for trouble in new)]
    alert_id = f"stale-{hashlib.sha256(','.join(named).encode()).hexdigest()[:16]}"
    memory = memory.model_copy(update={"told": told, "told_at": said_at(now)})
    return _alert(alert_id, new, len(listed) - len(new), ui, now), memory


def _told_lately(memory: Memory, now: datetime) -> bool:
    if memory.told_at is None:
        return False
    pause = timedelta(hours=load_alerts().stale.hours_between)
    return now < datetime.fromisoformat(memory.told_at) + pause


def _alert(
    alert_id: str, new: Sequence[Trouble], told: int, ui: str, now: datetime
) -> Alert:
    texts, listed = load_alerts().texts, load_alerts().stale.listed
    lines = [_line(trouble) for trouble in new[:listed]]
    if len(new) > listed:
        lines.append(texts.more.fill(count=len(new) - listed))
    if told:
        lines.append(texts.still.fill(count=told))
    return Alert(
        id=alert_id,
        kind="stale",
        at=said_at(now),
        title_zh=texts.stale.zh.format(count=len(new)),
        title_en=texts.stale.en.format(count=len(new)),
        lines=tuple(lines),
        link=f"{ui}/assets/raw_crawls",
        data={
            "stale": [
                {
                    "subject": trouble.subject,
                    "why": trouble.why,
                    "since": trouble.since,
                    "year": trouble.year,
                }
                for trouble in new
            ]
        },
    )


def _line(trouble: Trouble) -> str:
    phrase = getattr(load_alerts().texts, trouble.why)
    said = phrase.fill(
        since=trouble.since or "?", count=trouble.count, year=trouble.year
    )
    reason = " ".join((trouble.reason or "").split())[:_REASON]
    return f"{trouble.subject}: {said}" + (f" ({reason})" if reason else "")
