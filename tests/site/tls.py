"""The test site over TLS and HTTP/2: an ASGI application on hypercorn.

Answers come from the same hosts as on the plain server (`server`); faults are not
played here. Certificates are made for each run by an authority of its own.
"""

import asyncio
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self
from urllib.parse import parse_qsl

import trustme
from hypercorn.asyncio import serve
from hypercorn.config import Config

from tests.site.model import Ask, Host, Reply

__all__ = ["SecureSite"]

_Scope = dict[str, Any]
_Receive = Callable[[], Awaitable[dict[str, Any]]]
_Send = Callable[[dict[str, Any]], Awaitable[None]]


class SecureSite:
    """Serves hosts over TLS from a thread of its own.

    Args:
        hosts: what is served.
        certified: the names in the certificate; None for those of the hosts.

    Attributes:
        ssl_context: trusts the authority of this site.
        protocols: the HTTP version of each request, oldest first.
    """

    def __init__(
        self, hosts: Iterable[Host], *, certified: Iterable[str] | None = None
    ) -> None:
        self._hosts = {host.name: host for host in hosts}
        self.protocols: list[str] = []
        authority = trustme.CA()
        certificate = authority.issue_cert(*(certified or self._hosts))
        self.ssl_context = ssl.create_default_context()
        authority.configure_trust(self.ssl_context)
        self._folder = TemporaryDirectory()
        listening = socket.create_server(("127.0.0.1", 0))
        self.target = f"127.0.0.1:{listening.getsockname()[1]}"
        self.host_map = dict.fromkeys(self._hosts, self.target)
        config = _config(certificate, Path(self._folder.name), listening.detach())
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=self._run, args=(config,), daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()
        self._folder.cleanup()

    def _run(self, config: Config) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(
                serve(self._answer, config, shutdown_trigger=self._over.wait)  # type: ignore[arg-type]
            )

    async def _answer(self, scope: _Scope, receive: _Receive, send: _Send) -> None:
        """The ASGI application."""
        if scope["type"] != "http":
            return
        self.protocols.append(scope["http_version"])
        ask = _ask(scope, await _body(receive))
        host = self._hosts.get(ask.host)
        reply = (host.answer(ask) if host else None) or Reply("", 404)
        headers = [("content-type", reply.content_type), *reply.headers.items()]
        await send(
            {
                "type": "http.response.start",
                "status": reply.status,
                "headers": [
                    (name.lower().encode(), value.encode())
                    for name, value in headers
                    if value
                ],
            }
        )
        await send({"type": "http.response.body", "body": reply.content})


def _config(certificate: trustme.LeafCert, folder: Path, handle: int) -> Config:
    config = Config()
    config.bind = [f"fd://{handle}"]
    config.certfile = str(folder / "chain.pem")
    config.keyfile = str(folder / "key.pem")
    config.accesslog = config.errorlog = None
    chain = b"".join(part.bytes() for part in certificate.cert_chain_pems)
    Path(config.certfile).write_bytes(chain)
    certificate.private_key_pem.write_to_path(config.keyfile)
    return config


async def _body(receive: _Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def _ask(scope: _Scope, body: bytes) -> Ask:
    headers = {name.decode(): value.decode() for name, value in scope["headers"]}
    query = scope["query_string"].decode()
    form = headers.get("content-type") == "application/x-www-form-urlencoded"
    return Ask(
        method=scope["method"],
        host=headers["host"] if "host" in headers else headers[":authority"],
        path=scope["raw_path"].decode(),
        query=dict(parse_qsl(query, keep_blank_values=True)),
        form=dict(parse_qsl(body.decode(), keep_blank_values=True)) if form else {},
        body=body,
        headers=headers,
    )
