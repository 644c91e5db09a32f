"""Alerts on their way: told once to each notifier, and not lost when one is down.

One small file an alert, in `.dagster/alerts` of the data root, says whom it is for, who
has it and when the others are tried again. The file is there before anything is sent,
and stays for some months, so that the same alert is never told twice, also after a
restart. If the process dies between sending and writing that down, the alert comes a
second time, with the same id.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from pipeline.alerts.alert import Alert, said_at
from pipeline.alerts.config import Delivery as Limits
from pipeline.alerts.config import load_alerts
from pipeline.alerts.notifier import Notifier
from pipeline.data_files import ClosedModel
from pipeline.durable import replacing, sync_folder
from pipeline.errors import NotifyError, StoreError
from pipeline.lock import exclusive
from pipeline.settings import Settings

__all__ = ["Delivery", "Entry", "Outbox", "Told", "outbox_of"]


class Delivery(ClosedModel):
    """How far one alert is with one notifier."""

    state: Literal["waiting", "sent", "given_up"] = "waiting"
    tries: int = 0
    next_at: str | None = None
    said: str | None = None


class Entry(ClosedModel):
    """One alert and whom it is for."""

    alert: Alert | None = None
    put_at: str
    deliveries: dict[str, Delivery] = Field(default={})


@dataclass(slots=True)
class Told:
    """What one round of sending did, a sentence each.

    Attributes:
        sent: arrived.
        failed: did not; tried again, unless it was given up.
        waiting: how many deliveries are still to come, these included.
    """

    sent: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    waiting: int = 0


class Outbox:
    """The alerts of a data root.

    Args:
        folder: where their files are.
        limits: how often each is tried; by default those of `data/alerts`.
    """

    def __init__(self, folder: Path, limits: Limits | None = None) -> None:
        self._folder = folder
        self._limits = limits or load_alerts().delivery

    def put(self, alert: Alert, names: Iterable[str], now: datetime) -> bool:
        """Take in an alert for the named notifiers; False if it was taken in before."""
        waiting = {name: Delivery() for name in names}
        return self._create(
            alert.id, Entry(alert=alert, put_at=said_at(now), deliveries=waiting)
        )

    def note(self, alert_id: str, now: datetime) -> None:
        """Remember that something was told as a part of another alert."""
        self._create(alert_id, Entry(put_at=said_at(now)))

    def knows(self, alert_id: str) -> bool:
        """Whether an alert was taken in before."""
        return self._path(alert_id).exists()

    def entries(self) -> Iterator[tuple[Path, Entry]]:
        """All alerts, the oldest first.

        Raises:
            StoreError: a file is none of ours.
        """
        found = [(path, self._read(path)) for path in self._folder.glob("*.json")]
        yield from sorted(found, key=lambda pair: (pair[1].put_at, pair[0].name))

    def deliver(
        self, notifiers: Sequence[Notifier], now: datetime | None = None
    ) -> Told:
        """Send what is due, each alert to each notifier that does not have it yet.

        Ends early enough for a tick: what is left comes in the next one.
        """
        told, held = Told(), NotifyError("another process is sending")
        ends = time.monotonic() + self._limits.seconds_of_a_tick
        moment = now or datetime.now(UTC)
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            with exclusive(self._folder / ".lock", held):
                self._forget_old(moment)
                for path, entry in self.entries():
                    for notifier in notifiers:
                        if time.monotonic() < ends:
                            entry = self._send(path, entry, notifier, moment, told)  # noqa: PLW2901 - what is known of it now
                    told.waiting += _waiting(entry, notifiers)
        except NotifyError as error:
            if error is not held:
                raise
            told.failed.append(str(held))
        return told

    def _send(
        self, path: Path, entry: Entry, to: Notifier, now: datetime, told: Told
    ) -> Entry:
        """Try one delivery, if it is due; gives the entry as it is then."""
        before = entry.deliveries.get(to.name)
        if entry.alert is None or before is None or before.state != "waiting":
            return entry
        if before.next_at and datetime.fromisoformat(before.next_at) > now:
            return entry
        # counted before it is tried: a tick that is broken off counts as well
        after = self._after_failure(before, now)
        self._write(path, _with(entry, to.name, after))
        title = entry.alert.title
        try:
            answer = to.send(entry.alert)
        except Exception as error:  # noqa: BLE001 - one notifier never stops another
            said = str(error)
            if not isinstance(error, NotifyError):
                said = f"{type(error).__name__} in the notifier: {error}"
            after = after.model_copy(update={"said": said})
            told.failed.append(f"{to.name}: {said} [{title}; {self._fate(after)}]")
        else:
            after = Delivery(state="sent", tries=after.tries, said=answer)
            told.sent.append(f"{to.name}: {answer} [{title}]")
        entry = _with(entry, to.name, after)
        self._write(path, entry)
        return entry

    def _after_failure(self, before: Delivery, now: datetime) -> Delivery:
        limits, tries = self._limits, before.tries + 1
        if tries >= limits.attempts:
            return Delivery(state="given_up", tries=tries, said=before.said)
        minutes = limits.first_wait_minutes * 2 ** (tries - 1)
        wait = timedelta(minutes=min(minutes, limits.longest_wait_minutes))
        return Delivery(tries=tries, next_at=said_at(now + wait), said=before.said)

    def _fate(self, delivery: Delivery) -> str:
        if delivery.state == "given_up":
            return f"given up after {delivery.tries} tries"
        return (
            f"try {delivery.tries} of {self._limits.attempts}, again after "
            f"{delivery.next_at}"
        )

    def _forget_old(self, now: datetime) -> None:
        oldest = said_at(now - timedelta(days=self._limits.keep_days))
        for path, entry in self.entries():
            if entry.put_at < oldest:
                path.unlink(missing_ok=True)

    # -- files -------------------------------------------------------------------------

    def _path(self, alert_id: str) -> Path:
        return self._folder / f"{alert_id}.json"

    def _create(self, alert_id: str, entry: Entry) -> bool:
        path = self._path(alert_id)
        if path.exists():
            return False
        self._write(path, entry)
        return True

    def _read(self, path: Path) -> Entry:
        try:
            return Entry.model_validate_json(path.read_bytes())
        except ValidationError as error:
            raise StoreError(
                f"{path}: expected an alert on its way, found something else; look at "
                "it and delete it"
            ) from error

    def _write(self, path: Path, entry: Entry) -> None:
        with replacing(path) as temporary:
            temporary.write_text(entry.model_dump_json(indent=1), encoding="utf-8")
        sync_folder(self._folder)


def outbox_of(settings: Settings) -> Outbox:
    """The outbox of a data root."""
    return Outbox(settings.root.dagster_home / "alerts")


def _with(entry: Entry, name: str, delivery: Delivery) -> Entry:
    return entry.model_copy(update={"deliveries": entry.deliveries | {name: delivery}})


def _waiting(entry: Entry, notifiers: Sequence[Notifier]) -> int:
    names = {notifier.name for notifier in notifiers}
    return sum(
        d.state == "waiting" for name, d in entry.deliveries.items() if name in names
    )
