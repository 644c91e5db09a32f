"""The notifier `email`: one message by SMTP, encrypted unless that is switched off."""

import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Literal

from pipeline.alerts.alert import Alert
from pipeline.errors import NotifyError

__all__ = ["MailNotifier", "Security"]

Security = Literal["starttls", "ssl", "none"]
_TIMEOUT = 10.0


@dataclass(frozen=True, slots=True)
class MailNotifier:
    """Sends alerts by e-mail.

    Attributes:
        host: the server.
        port: its port.
        sender: address of the sender.
        recipients: addresses.
        security: how the connection is encrypted.
        user: of the login, None for none.
        password: of the login.
        ca_file: certificates of an own authority.
        timeout: seconds for each answer of the server.
    """

    host: str
    port: int
    sender: str
    recipients: tuple[str, ...]
    security: Security = "starttls"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: str | None = None
    timeout: float = _TIMEOUT
    name: str = "email"

    @property
    def target(self) -> str:
        """Recipients and server."""
        via = f"{self.host}:{self.port}, {self.security}"
        return f"{', '.join(self.recipients)} (by {via})"

    def send(self, alert: Alert) -> str:
        """Send it; that some recipients were refused is said and is no failure.

        Raises:
            NotifyError: the server took it for nobody.
        """
        server = f"{self.host}:{self.port}"
        try:
            refused = self._send(self._message(alert))
        except smtplib.SMTPAuthenticationError as error:
            raise NotifyError(
                f"{server}: the login of OGI_SMTP_USER was refused ({error.smtp_code})"
            ) from error
        except smtplib.SMTPRecipientsRefused as error:
            raise NotifyError(
                f"{server}: refused every recipient: {_reasons(error.recipients)}"
            ) from error
        except ssl.SSLError as error:
            raise NotifyError(
                f"{server}: no encrypted connection ({self.security}): {error.reason}; "
                "see OGI_SMTP_SECURITY, OGI_SMTP_PORT and OGI_ALERT_CA_FILE"
            ) from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotifyError(f"{server}: {self._without_password(error)}") from error
        if refused:
            return f"{server} took it, but not for {_reasons(refused)}"
        return f"{server} took it for {', '.join(self.recipients)}"

    def _send(self, message: EmailMessage) -> dict[str, tuple[int, bytes]]:
        context = ssl.create_default_context(cafile=self.ca_file)
        with self._connection(context) as server:
            if self.security == "starttls":
                server.starttls(context=context)
            if self.user is not None:
                server.login(self.user, self.password or "")
            return server.send_message(message)

    def _connection(self, context: ssl.SSLContext) -> smtplib.SMTP:
        if self.security == "ssl":
            return smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.timeout, context=context
            )
        return smtplib.SMTP(self.host, self.port, timeout=self.timeout)

    def _message(self, alert: Alert) -> EmailMessage:
        message = EmailMessage()
        message["Subject"] = " ".join(alert.title.split())
        message["From"] = self.sender
        message["To"] = ", ".join(self.recipients)
        message["Date"] = format_datetime(datetime.fromisoformat(alert.at))
        # the same for the same alert: mailboxes then show it once
        message["Message-ID"] = f"<{alert.id}.ogi@{self.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content("\n\n".join([*alert.lines, alert.link]) + "\n")
        return message

    def _without_password(self, error: Exception) -> str:
        text = str(error) or type(error).__name__
        return text.replace(self.password, "…") if self.password else text


def _reasons(refused: dict[str, tuple[int, bytes]]) -> str:
    return ", ".join(
        f"{address} ({code} {reason.decode(errors='replace')})"
        for address, (code, reason) in refused.items()
    )
