"""The demonstration site: a real HTTP server on loopback that answers by Host.

Speaks HTTP only; what the hosts serve is in `site`. Use it as a context manager.
"""

import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from pipeline.demo.looks import hanweb
from pipeline.demo.site import DemoPages, Resource, build_pages

__all__ = ["DemoSite"]

_NOT_FOUND = (
    "<html><head><title>404</title></head><body>您访问的页面不存在。</body></html>"
)
_BUSY = "<html><body>服务器忙，请稍后再试。</body></html>"
_MISDIRECTED = "<html><body>没有这个站点。</body></html>"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, pages: DemoPages) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages = pages
        self.seen: list[tuple[str, str, int]] = []
        self._failed: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error; anything else is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def fails_now(self, key: tuple[str, str], resource: Resource) -> bool:
        """Whether this request is the one that is answered 503."""
        with self._lock:
            if not resource.fails_once or key in self._failed:
                return False
            self._failed.add(key)
            return True

    def record(self, host: str, path: str, status: int) -> None:
        """Note one answered request."""
        with self._lock:
            self.seen.append((host, path, status))


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer a page, or the data address with its query."""
        self._answer({})

    def do_HEAD(self) -> None:
        """The headers of what GET would answer."""
        self._answer({})

    def do_POST(self) -> None:
        """The data address takes its parameters from the form as well."""
        length = int(self.headers.get("Content-Length") or 0)
        self._answer(dict(parse_qsl(self.rfile.read(length).decode("ascii"))))

    def version_string(self) -> str:
        """No versions in the Server header."""
        return "ogi-demo"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay quiet; requests are recorded by the server."""

    def _host(self) -> str:
        """The name that was asked for, without a port."""
        return (self.headers.get("Host") or "").partition(":")[0]

    def _answer(self, form: Mapping[str, str]) -> None:
        host = self._host()
        parts = urlsplit(self.path)
        pages, key = self.server.pages, (host, parts.path)
        if host not in pages.hosts:
            self._send(HTTPStatus.MISDIRECTED_REQUEST, _MISDIRECTED.encode())
        elif key in pages.proxies:
            query = {**dict(parse_qsl(parts.query)), **form}
            text = hanweb.proxy_answer(pages.proxies[key], query)
            self._send(HTTPStatus.OK, text.encode(), {"Content-Type": "text/xml"})
        elif key not in pages.resources:
            self._send(HTTPStatus.NOT_FOUND, _NOT_FOUND.encode())
        else:
            self._send_resource(key, pages.resources[key])

    def _send_resource(self, key: tuple[str, str], resource: Resource) -> None:
        if self.server.fails_now(key, resource):
            wait = {"Retry-After": "1"}
            self._send(HTTPStatus.SERVICE_UNAVAILABLE, _BUSY.encode(), wait)
            return
        day = resource.modified_on
        modified = datetime(day.year, day.month, day.day, tzinfo=UTC)
        headers = {
            "Content-Type": resource.content_type,
            "ETag": resource.etag,
            "Last-Modified": format_datetime(modified, usegmt=True),
        }
        if self._unchanged(resource.etag, modified):
            self._send(HTTPStatus.NOT_MODIFIED, b"", headers)
        else:
            self._send(HTTPStatus.OK, resource.body, headers)

    def _unchanged(self, etag: str, modified: datetime) -> bool:
        """Whether the client's copy is good; If-None-Match decides where it is sent."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
            return etag in known or "*" in known
        since = self.headers.get("If-Modified-Since")
        if since is None:
            return False
        try:
            return modified <= parsedate_to_datetime(since)
        except (TypeError, ValueError):  # RFC 9110: a date that is none is ignored
            return False

    def _send(
        self, status: HTTPStatus, body: bytes, headers: Mapping[str, str] | None = None
    ) -> None:
        self.server.record(self._host(), self.path, int(status))
        self.send_response(status)
        given = {"Content-Type": "text/html; charset=utf-8"} | dict(headers or {})
        for name, value in given.items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class DemoSite:
    """The demonstration's hosts, served on one loopback port while it is entered.

    Example:
        >>> with DemoSite() as site:
        ...     address = site.host_map["www.pingtan.ogi-demo.test"]
    """

    def __init__(self) -> None:
        self._pages = build_pages()
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._seen: list[tuple[str, str, int]] = []

    def __enter__(self) -> Self:
        self._server = _Server(self._pages)
        self._seen = self._server.seen
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
        self._server = self._thread = None

    @property
    def host_map(self) -> dict[str, str]:
        """Host name -> `127.0.0.1:PORT`, the mirror host included."""
        if self._server is None:
            raise RuntimeError("DemoSite: host_map is known only inside `with`")
        port = self._server.server_address[1]
        return dict.fromkeys(self._pages.hosts, f"127.0.0.1:{port}")

    @property
    def requests(self) -> list[tuple[str, str, int]]:
        """Host, path with query, and status of each request, in order of answers."""
        return list(self._seen)
