"""`ogi alerts`: who is told, what is on its way, and whether a test arrives."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result

from pipeline.alerts.outbox import outbox_of
from pipeline.alerts.webhook import WebhookNotifier
from pipeline.settings import Settings
from tests.pipeline.alerts.servers import ALERT, Answer, mail_server, web_server

Run = Callable[..., Result]
DOWN: Answer = (500, b"out of order", {}, 0.0)


def setup(patch: pytest.MonkeyPatch, **variables: str) -> None:
    for name, value in variables.items():
        patch.setenv(name, value)


def test_nobody_is_told_by_default(ogi: Run, tmp_path: Path) -> None:
    shown = ogi("--data", tmp_path, "alerts")
    assert shown.exit_code == 0
    assert "nobody is told: OGI_ALERTS is not set" in shown.stdout
    assert "no alert yet" in shown.stdout
    test = ogi("alerts", "test")
    assert test.exit_code == 2
    assert "OGI_ALERTS is not set: nobody to tell" in test.stderr


def test_a_test_says_what_was_answered(
    ogi: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with web_server() as hook, mail_server() as mailbox:
        setup(
            monkeypatch,
            OGI_ALERTS="webhook,email",
            OGI_ALERT_WEBHOOK_URL=hook.url,
            OGI_SMTP_HOST="127.0.0.1",
            OGI_SMTP_PORT=str(mailbox.port),
            OGI_SMTP_SECURITY="none",
            OGI_ALERT_FROM="ogi@example.org",
            OGI_ALERT_TO="a@example.org",
        )
        result = ogi("alerts", "test")
        assert result.exit_code == 0, result.stderr
        first, second = result.stdout.splitlines()
        assert first.startswith("webhook: 127.0.0.1 answers 200: ok (")
        assert second.startswith(f"email: 127.0.0.1:{mailbox.port} took it for a@")
        assert "Test alert" in hook.got[0][1].decode()
        assert "测试提醒" in mailbox.got[0]["Subject"]
        hook.answers = [DOWN]
        failed = ogi("alerts", "test")
        assert failed.exit_code == 1
        assert "did not arrive: 127.0.0.1: answers 500" in failed.stdout
        assert len(mailbox.got) == 2  # the other one gets it nevertheless
    assert "geheim" not in result.output + failed.output


def test_who_is_told_and_what_is_on_its_way(
    ogi: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    outbox, now = outbox_of(Settings.of(tmp_path)), datetime.now(UTC)
    with web_server(DOWN) as hook:
        setup(monkeypatch, OGI_ALERTS="webhook", OGI_ALERT_WEBHOOK_URL=hook.url)
        outbox.put(ALERT, ["webhook"], now)
        outbox.note("run-2", now)
        outbox.deliver([WebhookNotifier(hook.url)], now)
        shown = ogi("--data", tmp_path, "alerts")
    assert "127.0.0.1 (json)" in shown.stdout
    assert "alert (1 in all)" in shown.stdout
    assert "waiting, again after" in shown.stdout
    assert "answers 500: out of order" in shown.stdout
    assert "geheim" not in shown.stdout
