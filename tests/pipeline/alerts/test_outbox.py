"""Nothing is lost, nothing is told twice, and it ends."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.alerts.alert import Alert
from pipeline.alerts.config import Delivery as Limits
from pipeline.alerts.notifier import Notifier
from pipeline.alerts.outbox import Outbox
from pipeline.alerts.webhook import WebhookNotifier
from pipeline.errors import NotifyError, StoreError
from pipeline.lock import exclusive
from tests.pipeline.alerts.servers import ALERT, OK, Answer, web_server

NOW = datetime(2026, 1, 31, 2, tzinfo=UTC)
LIMITS = Limits(
    attempts=3,
    first_wait_minutes=1,
    longest_wait_minutes=90,
    seconds_of_a_tick=20,
    keep_days=30,
)
DOWN: Answer = (503, b"down", {}, 0.0)


class Memo:
    """A notifier that keeps what it gets, or stumbles."""

    target = "a list"

    def __init__(self, name: str = "memo", error: BaseException | None = None) -> None:
        self.name, self.error = name, error
        self.got: list[Alert] = []

    def send(self, alert: Alert) -> str:
        if self.error:
            raise self.error
        self.got.append(alert)
        return "kept"


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "alerts", LIMITS)


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def test_an_alert_is_told_once_also_after_a_restart(
    outbox: Outbox, tmp_path: Path
) -> None:
    memo = Memo()
    assert outbox.put(ALERT, ["memo"], NOW)
    assert outbox.deliver([memo], NOW).sent == [f"memo: kept [{ALERT.title}]"]
    again = Outbox(tmp_path / "alerts", LIMITS)
    assert not again.put(ALERT, ["memo"], after(5))
    told = again.deliver([memo], after(5))
    assert (told.sent, told.failed, told.waiting) == ([], [], 0)
    assert memo.got == [ALERT]


def test_a_server_that_comes_back_gets_it_and_the_others_at_once(
    outbox: Outbox,
) -> None:
    memo = Memo()
    with web_server(DOWN, OK) as hook:
        both: list[Notifier] = [WebhookNotifier(hook.url), memo]
        outbox.put(ALERT, [n.name for n in both], NOW)
        first = outbox.deliver(both, NOW)
        assert memo.got == [ALERT]
        assert first.waiting == 1
        (said,) = first.failed
        assert "127.0.0.1: answers 503: down" in said
        assert "try 1 of 3, again after 2026-01-31T02:01:00+00:00" in said
        assert outbox.deliver(both, after(0.5)).failed == []  # not yet
        assert len(hook.got) == 1
        second = outbox.deliver(both, after(1))
    assert second.sent == [f"webhook: 127.0.0.1 answers 200: ok [{ALERT.title}]"]
    assert second.waiting == 0
    assert memo.got == [ALERT]


def test_it_is_given_up_in_the_end_and_that_is_said(outbox: Outbox) -> None:
    with web_server(DOWN) as hook:
        to = WebhookNotifier(hook.url)
        outbox.put(ALERT, ["webhook"], NOW)
        said = [outbox.deliver([to], after(m)).failed for m in (0, 1, 3, 999)]
        assert len(hook.got) == 3
    assert "given up after 3 tries" in said[2][0]
    assert said[3] == []
    ((_, entry),) = outbox.entries()
    assert entry.deliveries["webhook"].state == "given_up"
    assert "503" in (entry.deliveries["webhook"].said or "")
    assert "geheim" not in entry.model_dump_json()


def test_a_notifier_that_stumbles_stops_nobody(outbox: Outbox) -> None:
    memo, broken = Memo(), Memo("broken", KeyError("nobody foresaw this"))
    outbox.put(ALERT, ["broken", "memo"], NOW)
    told = outbox.deliver([broken, memo], NOW)
    assert memo.got == [ALERT]
    assert "KeyError in the notifier" in told.failed[0]


def test_a_tick_that_is_broken_off_counts_as_a_try(outbox: Outbox) -> None:
    memo = Memo(error=KeyboardInterrupt())  # as when the process is killed
    outbox.put(ALERT, ["memo"], NOW)
    for minutes in (0, 1, 3):
        with pytest.raises(KeyboardInterrupt):
            outbox.deliver([memo], after(minutes))
    assert outbox.deliver([memo], after(99)).waiting == 0
    ((_, entry),) = outbox.entries()
    assert entry.deliveries["memo"].state == "given_up"


def test_what_one_tick_has_no_time_for_comes_in_the_next(tmp_path: Path) -> None:
    memo = Memo()
    hurried = LIMITS.model_copy(update={"seconds_of_a_tick": 1e-9})
    outbox = Outbox(tmp_path, hurried)
    outbox.put(ALERT, ["memo"], NOW)
    assert outbox.deliver([memo], NOW).waiting == 1
    assert memo.got == []
    assert Outbox(tmp_path, LIMITS).deliver([memo], NOW).waiting == 0


def test_two_never_send_at_once(outbox: Outbox, tmp_path: Path) -> None:
    memo = Memo()
    outbox.put(ALERT, ["memo"], NOW)
    with exclusive(tmp_path / "alerts" / ".lock", NotifyError("held")):
        told = outbox.deliver([memo], NOW)
    assert told.failed == ["another process is sending"]
    assert memo.got == []


def test_old_alerts_are_forgotten(outbox: Outbox) -> None:
    outbox.put(ALERT, ["memo"], NOW)
    outbox.note("run-2", NOW)
    assert outbox.knows("run-2")
    outbox.deliver([], NOW + timedelta(days=29))
    assert outbox.knows(ALERT.id)
    outbox.deliver([], NOW + timedelta(days=31))
    assert not outbox.knows(ALERT.id)
    assert not outbox.knows("run-2")


def test_a_file_that_is_none_of_ours_is_refused(outbox: Outbox, tmp_path: Path) -> None:
    outbox.put(ALERT, ["memo"], NOW)
    (tmp_path / "alerts" / "x.json").write_text("{}")
    with pytest.raises(StoreError, match=r"x\.json: expected an alert"):
        list(outbox.entries())
