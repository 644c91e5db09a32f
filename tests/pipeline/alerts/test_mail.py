"""E-mail through a real mail server, with and without encryption and login."""

import ssl

import pytest
import trustme

from pipeline.alerts.mail import MailNotifier
from pipeline.errors import NotifyError
from tests.pipeline.alerts.servers import ALERT, Mailbox, mail_server

LOGIN = {"user": "ogi", "password": "geheim"}


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def context(authority: trustme.CA) -> ssl.SSLContext:
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(made)
    return made


@pytest.fixture(scope="module")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


def notifier(mailbox: Mailbox, **changes: object) -> MailNotifier:
    given = {"security": "none", "timeout": 5.0} | changes
    return MailNotifier(
        "127.0.0.1",
        mailbox.port,
        "ogi@example.org",
        ("a@example.org",),
        **given,  # type: ignore[arg-type]
    )


def test_a_message_says_what_happened() -> None:
    with mail_server() as mailbox:
        said = notifier(mailbox).send(ALERT)
    assert said == f"127.0.0.1:{mailbox.port} took it for a@example.org"
    (message,) = mailbox.got
    assert message["Subject"] == ALERT.title
    assert message["From"] == "ogi@example.org"
    assert message["To"] == "a@example.org"
    assert message["Message-ID"] == "<run-1.ogi@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().splitlines() == [ALERT.lines[0], "", ALERT.link]


def test_starttls_and_login(context: ssl.SSLContext, ca_file: str) -> None:
    with mail_server(starttls=context, auth=True) as mailbox:
        notifier(mailbox, security="starttls", ca_file=ca_file, **LOGIN).send(ALERT)
    assert mailbox.logins == ["ogi"]
    assert len(mailbox.got) == 1


def test_encrypted_from_the_start(context: ssl.SSLContext, ca_file: str) -> None:
    with mail_server(implicit=context) as mailbox:
        notifier(mailbox, security="ssl", ca_file=ca_file).send(ALERT)
    assert len(mailbox.got) == 1


def test_a_refused_login_shows_no_password(
    context: ssl.SSLContext, ca_file: str
) -> None:
    with mail_server(starttls=context, auth=True) as mailbox:
        login = LOGIN | {"password": "falsch"}
        wrong = notifier(mailbox, security="starttls", ca_file=ca_file, **login)
        with pytest.raises(NotifyError, match="OGI_SMTP_USER was refused") as caught:
            wrong.send(ALERT)
    assert "falsch" not in f"{caught.value}{wrong!r}{wrong.target}"
    assert mailbox.got == []


def test_a_certificate_of_nobody_is_refused(context: ssl.SSLContext) -> None:
    with (
        mail_server(starttls=context) as mailbox,
        pytest.raises(NotifyError, match="OGI_ALERT_CA_FILE"),
    ):
        notifier(mailbox, security="starttls").send(ALERT)
    assert mailbox.got == []


def test_a_server_without_starttls_gets_nothing() -> None:
    with mail_server() as mailbox, pytest.raises(NotifyError, match="STARTTLS"):
        notifier(mailbox, security="starttls").send(ALERT)
    assert mailbox.got == []


def test_one_of_two_recipients_is_refused() -> None:
    with mail_server() as mailbox:
        mailbox.refuses = {"b@example.org"}
        both = ("a@example.org", "b@example.org")
        to = MailNotifier("127.0.0.1", mailbox.port, "o@example.org", both, "none")
        assert "but not for b@example.org (550 nobody" in to.send(ALERT)
        assert len(mailbox.got) == 1
        mailbox.refuses = set(both)
        with pytest.raises(NotifyError, match="refused every recipient"):
            to.send(ALERT)


def test_a_server_that_is_down_is_said() -> None:
    with mail_server() as mailbox:
        pass
    with pytest.raises(NotifyError, match="refused"):
        notifier(mailbox).send(ALERT)
