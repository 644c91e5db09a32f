"""A real web site on loopback that can fail in the ways that real ones do."""

import hashlib
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from pipeline.crawl.archive import Archive
from pipeline.crawl.client import Client, Limits
from pipeline.crawl.log import FetchLog
from pipeline.registry import Politeness, Source
from tests.site import server

HOST = "www.site.test"
FOREIGN = "www.mirror.test"


@dataclass(frozen=True)
class Reply:
    """One answer. `fault`: `reset`, `slow` (before the head), `trickle`, `cut`."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    fault: str | None = None


class Site:
    """Serves `replies`: a list for each path; the last one is served for ever."""

    def __init__(self) -> None:
        self.replies: dict[str, list[Reply]] = {}
        self.requests: list[dict[str, str]] = []
        handler = type("Handler", (_Handler,), {"site": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self.target = f"127.0.0.1:{self._server.server_address[1]}"
        self.host_map = {HOST: self.target, FOREIGN: self.target}
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()

    def put(self, path: str, *replies: Reply | bytes | str) -> None:
        """Set the answers of a path; text is an HTML page with a validator."""
        self.replies[path] = [r if isinstance(r, Reply) else page(r) for r in replies]

    def paths(self, host: str = HOST) -> list[str]:
        """What was asked of a host, robots.txt left out."""
        return [
            r["path"]
            for r in self.requests
            if r["host"] == host and r["path"] != "/robots.txt"
        ]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def page(content: bytes | str) -> Reply:
    """An HTML page with an ETag."""
    body = content.encode() if isinstance(content, str) else content
    tag = '"' + hashlib.sha256(body).hexdigest()[:8] + '"'
    return Reply(body, headers={"Content-Type": "text/html", "ETag": tag})


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is part of some tests; anything else is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5
    site: Site

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.site.requests.append(
            {
                "method": self.command,
                "host": self.headers["Host"],
                "path": self.path,
                "form": self.rfile.read(length).decode(),
                "agent": self.headers["User-Agent"],
            }
        )
        replies = self.site.replies.get(self.path, [Reply(b"", 404)])
        self._send(replies.pop(0) if len(replies) > 1 else replies[0])

    do_POST = do_GET  # noqa: N815 - named by the standard library

    def _send(self, reply: Reply) -> None:
        if reply.fault == "reset":
            self.connection.setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )
            self.connection.close()
            self.close_connection = True
            return
        if reply.fault == "slow":
            time.sleep(0.4)
        tag = reply.headers.get("ETag")
        if tag and self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            self.send_header("ETag", tag)
            self.end_headers()
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            if value:
                self.send_header(name, value)
        if "Content-Length" not in reply.headers:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self._send_body(reply)

    def _send_body(self, reply: Reply) -> None:
        try:
            if reply.fault == "trickle":
                for byte in reply.body:
                    self.wfile.write(bytes([byte]))
                    time.sleep(0.05)
            elif reply.fault == "cut":
                self.wfile.write(reply.body[: len(reply.body) // 2])
                self.close_connection = True
            else:
                self.wfile.write(reply.body)
        except OSError:  # the client has had enough, as some tests want
            self.close_connection = True

    def log_message(self, *_args: object) -> None:
        """Stay quiet."""


@pytest.fixture
def site() -> Iterator[Site]:
    started = Site()
    yield started
    started.close()


@pytest.fixture
def site_server() -> Iterator[server.Site]:
    with server.Site() as started:
        yield started


@pytest.fixture
def reply() -> type[Reply]:
    return Reply


@pytest.fixture
def source() -> Source:
    return make_source()


def make_source(**changes: Any) -> Source:
    fields: dict[str, Any] = {
        "source_id": "fujian-site",
        "province_id": "fujian",
        "host": HOST,
        "scheme": "http",
        "listing_url": f"http://{HOST}/nb/",
        "family": "trs",
        "institution_ids": ("fujian-site-government",),
        "politeness": Politeness(delay_seconds=5.0, max_requests_per_run=100),
        "verified": False,
        "verified_on": None,
        "evidence": "",
        "enabled": False,
    }
    return Source(**(fields | changes))


@pytest.fixture
def new_source() -> Callable[..., Source]:
    return make_source


@pytest.fixture
def new_client(site: Site, tmp_path: Path) -> Iterator[Callable[..., Client]]:
    """Makes clients that share one archive and one log, as runs do."""
    made: list[Client] = []

    def make(**changes: Any) -> Client:
        limits = {"read_seconds": 0.2, "total_seconds": 5.0} | changes.pop("limits", {})
        options: dict[str, Any] = {
            "scope": {HOST},
            "archive": Archive(tmp_path / "raw" / "objects"),
            "log": FetchLog(tmp_path / "raw" / "fetch_log"),
            "host_map": site.host_map,
            "delay_scale": 0.0,
            "limits": Limits(**limits),
        }
        client = Client(**(options | changes))
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()
