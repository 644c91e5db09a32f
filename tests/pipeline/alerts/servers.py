"""Real servers that alerts are sent to: HTTP with faults, and SMTP."""

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from pipeline.alerts.alert import Alert

ALERT = Alert(
    id="run-1",
    kind="failed_run",
    at="2026-01-31T02:00:00+00:00",
    title_zh="任务失败：nightly_refresh",
    title_en="Run failed: nightly_refresh",
    lines=("crawl: data/registry/x.yml: found <a & b>",),
    link="http://127.0.0.1:3000/runs/1",
    data={"run_id": "1"},
)
#: an answer: status, body, headers, seconds before it
Answer = tuple[int, bytes, dict[str, str], float]
OK: Answer = (200, b"ok", {}, 0.0)


@dataclass
class Hook:
    """What a web server got, and what it answers, the last answer for ever."""

    url: str = ""
    answers: list[Answer] = field(default_factory=lambda: [OK])
    got: list[tuple[str, bytes]] = field(default_factory=list)


@contextmanager
def web_server(*answers: Answer) -> Iterator[Hook]:
    """A server on loopback, for the block."""
    hook = Hook(answers=list(answers) or [OK])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.got.append((self.path, body))
            many = len(hook.answers) > 1
            status, text, headers, pause = (
                hook.answers.pop(0) if many else (hook.answers[0])
            )
            time.sleep(pause)
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)
            except OSError:  # who asked has gone
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    hook.url = f"http://127.0.0.1:{server.server_port}/send?key=geheim"
    try:
        yield hook
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Mailbox:
    """What a mail server got."""

    port: int = 0
    got: list[EmailMessage] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)
    logins: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        if address in self.refuses:
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the same
        self, _: SMTP, __: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        self.got.append(message)
        return "250 taken"

    def login(self, *given: Any) -> AuthResult:
        data = given[-1]
        assert isinstance(data, LoginPassword)
        self.logins.append(data.login.decode())
        right = (data.login, data.password) == (b"ogi", b"geheim")
        # not handled: the server itself then says 535
        return AuthResult(success=right, handled=False)


@contextmanager
def mail_server(
    *,
    starttls: ssl.SSLContext | None = None,
    implicit: ssl.SSLContext | None = None,
    auth: bool = False,
) -> Iterator[Mailbox]:
    """A mail server on loopback, for the block."""
    mailbox = Mailbox()

    class OnLoopback(Controller):
        def _trigger_server(self) -> None:
            # with port 0, the base class would knock at the port that was asked for
            server: Any = self.server
            self.port = server.sockets[0].getsockname()[1]
            super()._trigger_server()  # type: ignore[no-untyped-call]

    controller = OnLoopback(
        mailbox,
        hostname="127.0.0.1",
        port=0,
        ssl_context=implicit,
        tls_context=starttls,
        require_starttls=starttls is not None,
        auth_required=auth,
        authenticator=mailbox.login if auth else None,
    )
    controller.start()
    mailbox.port = controller.port
    try:
        yield mailbox
    finally:
        controller.stop()
