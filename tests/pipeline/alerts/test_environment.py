"""Which notifiers the environment asks for, and what it may not say."""

from collections.abc import Mapping
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from pipeline.alerts import environment
from pipeline.alerts.environment import notifiers_of, ui_url
from pipeline.alerts.mail import MailNotifier
from pipeline.alerts.notifier import LogNotifier
from pipeline.alerts.webhook import WebhookNotifier
from pipeline.errors import UsageError
from tests.pipeline.alerts.servers import ALERT

HOOK = {"OGI_ALERTS": "webhook", "OGI_ALERT_WEBHOOK_URL": "https://a.example/?k=geheim"}
MAIL = {
    "OGI_ALERTS": "email",
    "OGI_SMTP_HOST": "mail.example.org",
    "OGI_ALERT_FROM": "ogi@example.org",
    "OGI_ALERT_TO": "a@example.org, b@example.org",
}
LOGIN = {"OGI_SMTP_USER": "ogi", "OGI_SMTP_PASSWORD": "geheim"}


@pytest.mark.parametrize("given", [{}, {"OGI_ALERTS": ""}, {"OGI_ALERTS": " , "}])
def test_nobody_is_told_by_default(given: Mapping[str, str]) -> None:
    assert notifiers_of(given) == ()


def test_several_are_told_in_order() -> None:
    found = notifiers_of(HOOK | MAIL | {"OGI_ALERTS": "Log, webhook,email,log"})
    assert [n.name for n in found] == ["log", "webhook", "email"]
    assert "geheim" not in repr(found)
    assert found[1].target == "a.example (json)"


def test_mail_is_encrypted_unless_that_is_switched_off() -> None:
    (mail,) = notifiers_of(MAIL | LOGIN)
    assert isinstance(mail, MailNotifier)
    assert (mail.port, mail.security) == (587, "starttls")
    assert mail.recipients == ("a@example.org", "b@example.org")
    ports = []
    for security in ("ssl", "none"):
        (other,) = notifiers_of(MAIL | {"OGI_SMTP_SECURITY": security})
        assert isinstance(other, MailNotifier)
        ports.append(other.port)
    assert ports == [465, 25]


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text("https://b.example/x\n")
    given = {"OGI_ALERTS": "webhook", "OGI_ALERT_WEBHOOK_URL_FILE": str(file)}
    (hook,) = notifiers_of(given)
    assert isinstance(hook, WebhookNotifier)
    assert hook.url == "https://b.example/x"
    with pytest.raises(UsageError, match="are both set"):
        notifiers_of(HOOK | given)
    file.write_text("\n")
    with pytest.raises(UsageError, match="is empty"):
        notifiers_of(given)
    file.unlink()
    with pytest.raises(UsageError, match="cannot be read"):
        notifiers_of(given)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"OGI_ALERTS": "log,webhok"}, "OGI_ALERTS names webhok; expected some of"),
        ({"OGI_ALERTS": "webhook"}, "OGI_ALERT_WEBHOOK_URL is not set"),
        (
            HOOK | {"OGI_ALERT_WEBHOOK_URL": "ftp://geheim"},
            "OGI_ALERT_WEBHOOK_URL: exp",
        ),
        (HOOK | {"OGI_ALERT_WEBHOOK_URL": "https://geheim:x/"}, "WEBHOOK_URL: exp"),
        (HOOK | {"OGI_ALERT_WEBHOOK_SHAPE": "icq"}, "SHAPE is 'icq'; expected json"),
        (HOOK | {"OGI_ALERT_CA_FILE": "/nowhere"}, "OGI_ALERT_CA_FILE: there is no"),
        ({"OGI_ALERTS": "email"}, "OGI_SMTP_HOST is not set"),
        (MAIL | {"OGI_ALERT_TO": "geheim"}, "OGI_ALERT_TO: expected addresses"),
        (MAIL | {"OGI_ALERT_FROM": "a@b.c,d@e.f"}, "OGI_ALERT_FROM: expected one"),
        (MAIL | {"OGI_SMTP_PORT": "smtp"}, "OGI_SMTP_PORT: expected a number"),
        (MAIL | {"OGI_SMTP_PORT": "70000"}, "OGI_SMTP_PORT: expected a number"),
        (MAIL | {"OGI_SMTP_SECURITY": "tls"}, "OGI_SMTP_SECURITY is 'tls'"),
        (MAIL | {"OGI_SMTP_USER": "ogi"}, "OGI_SMTP_USER and OGI_SMTP_PASSWORD: exp"),
        (MAIL | LOGIN | {"OGI_SMTP_SECURITY": "none"}, "travel in the clear"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(
    given: Mapping[str, str], said: str
) -> None:
    with pytest.raises(UsageError) as caught:
        notifiers_of(given)
    assert said in str(caught.value)
    if "OGI_ALERT_TO" not in said:
        assert "geheim" not in str(caught.value)


def test_where_links_go() -> None:
    assert ui_url({}) == "http://127.0.0.1:3000"
    assert ui_url({"OGI_UI_URL": "https://ogi.example.org/ui/"}) == (
        "https://ogi.example.org/ui"
    )
    with pytest.raises(UsageError, match="OGI_UI_URL: expected"):
        ui_url({"OGI_UI_URL": "ogi.example.org"})


def from_package(name: str) -> EntryPoint:
    value = "tests.pipeline.alerts.test_environment:of_a_package"
    return EntryPoint(name, value, environment.GROUP)


def of_a_package(given: Mapping[str, str]) -> LogNotifier:
    assert given["OGI_ALERTS"] == "pager"
    return LogNotifier()


def test_a_package_brings_a_notifier(monkeypatch: pytest.MonkeyPatch) -> None:
    points = [from_package("pager")]
    monkeypatch.setattr(environment, "entry_points", lambda **_: points)
    (found,) = notifiers_of({"OGI_ALERTS": "pager"})
    assert found.send(ALERT) == "written"
    points.append(EntryPoint("broken", "no_such_package:make", environment.GROUP))
    assert len(notifiers_of({"OGI_ALERTS": "pager"})) == 1
    with pytest.raises(UsageError, match="names broken, and no_such_package:make of"):
        notifiers_of({"OGI_ALERTS": "log,broken"})
    points.append(from_package("log"))
    with pytest.raises(UsageError, match="a name that is taken"):
        notifiers_of({})
