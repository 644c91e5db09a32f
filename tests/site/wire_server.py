"""HTTP/1.1 on one connection of the test site: requests in, answers or faults out.

As little of HTTP as the crawler speaks (no chunked requests, no pipelining), written
for speed: an answer without a fault is one write. What to answer is `server`'s affair.
"""

import asyncio
import socket
import struct
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Protocol
from urllib.parse import parse_qsl

from tests.site.model import Ask, Reply

__all__ = ["Connection", "Handled", "Handler", "answered"]

_NO_BODY = frozenset({204, 304})
_REASONS = {int(status): status.phrase for status in HTTPStatus}


class Handled:
    """A reply, and whom to tell how it went."""

    __slots__ = ("done", "reply")

    def __init__(self, reply: Reply, done: Callable[[int | None, float], None]) -> None:
        self.reply = reply
        self.done = done


class Handler(Protocol):
    """What a connection needs of its server."""

    slow: float
    trickle: float

    def opened(self, connection: "Connection") -> int: ...

    def closed(self, number: int) -> None: ...

    def handle(self, ask: Ask, target: str, number: int, now: float) -> Handled: ...


class Connection(asyncio.Protocol):
    """One connection: answers its requests one after the other."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._buffer = b""
        self._task: asyncio.Task[None] | None = None
        self._current: Handled | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._number = self._handler.opened(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        if self._task is not None:
            self._task.cancel()
        self._finish(None)
        self._handler.closed(self._number)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._current is None:
            self._next()

    def is_open(self) -> bool:
        """Whether the client has not closed it, though we may not have noticed yet."""
        if self._transport.is_closing():
            return False
        with self._transport.get_extra_info("socket").dup() as raw:
            try:
                return bool(raw.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
            except BlockingIOError:
                return True
            except OSError:
                return False

    def abort(self) -> None:
        """Close at once, as far as possible with a reset."""
        raw: socket.socket = self._transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()

    def _next(self) -> None:
        """Answer the requests that are in the buffer whole."""
        while self._current is None and not self._transport.is_closing():
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            first, *lines = head.decode("latin-1").split("\r\n")
            headers = _headers(lines)
            length = int(headers.get("content-length", "0"))
            if len(rest) < length:
                return
            self._buffer = rest[length:]
            self._answer(first, headers, rest[:length])

    def _answer(self, first: str, headers: dict[str, str], body: bytes) -> None:
        method, target, _ = first.split(" ", 2)
        ask = _ask(method, target, headers, body)
        now = time.monotonic()
        self._current = self._handler.handle(ask, target, self._number, now)
        reply = self._current.reply
        if reply.fault is None:
            status, content = answered(reply, ask)
            self._last(content, status)
            if headers.get("connection", "").lower() == "close":
                self._transport.close()
        else:
            self._task = asyncio.get_running_loop().create_task(self._break(reply, ask))

    def _finish(self, status: int | None) -> None:
        current, self._current = self._current, None
        if current is not None:
            current.done(status, time.monotonic())

    async def _break(self, reply: Reply, ask: Ask) -> None:
        """Send an answer with its fault."""
        status, content = answered(reply, ask)
        split = len(content) - (0 if status in _NO_BODY else len(reply.content))
        if reply.fault == "reset":
            self.abort()
            return
        if reply.fault == "hang":
            await asyncio.Event().wait()
        if reply.fault == "slow":
            await asyncio.sleep(self._handler.slow)
            self._last(content, status)
        elif reply.fault == "cut":
            self._last(content[: split + (len(content) - split) // 2], status)
            self._transport.close()
        else:  # a trickle
            self._transport.write(content[:split])
            for number in range(split, len(content)):
                await asyncio.sleep(self._handler.trickle)
                if number + 1 < len(content):
                    self._transport.write(content[number : number + 1])
            self._last(content[-1:] if split < len(content) else b"", status)
        self._task = None
        self._next()

    def _last(self, content: bytes, status: int) -> None:
        """Send the last bytes of an answer; it is noted before the client can know."""
        self._finish(status)
        self._transport.write(content)


def _headers(lines: list[str]) -> dict[str, str]:
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return headers


def _ask(method: str, target: str, headers: dict[str, str], body: bytes) -> Ask:
    path, _, query = target.partition("?")
    kind = headers.get("content-type", "")
    form = "application/x-www-form-urlencoded" in kind
    return Ask(
        method=method,
        host=headers.get("host", ""),
        path=path,
        query=dict(parse_qsl(query, keep_blank_values=True)) if query else {},
        form=dict(parse_qsl(body.decode(), keep_blank_values=True)) if form else {},
        body=body,
        headers=headers,
    )


def answered(reply: Reply, ask: Ask) -> tuple[int, bytes]:
    """Status and bytes of an answer: the reply, or that nothing is newer.

    Of the reply's headers, an empty value means that the header is not sent, and a
    Content-Length or Transfer-Encoding that the body is to be sent as it is.
    """
    status, content = reply.status, reply.content
    if _is_held(reply, ask):
        status = 304
    given = {name.lower() for name in reply.headers}
    lines = [f"HTTP/1.1 {status} {_REASONS.get(status, '')}"]
    if status not in _NO_BODY:
        if "content-type" not in given and reply.content_type:
            lines.append(f"Content-Type: {reply.content_type}")
        if not given & {"content-length", "transfer-encoding"}:
            lines.append(f"Content-Length: {len(content)}")
    lines += [f"{n}: {v}" for n, v in reply.headers.items() if v and _fits(n, status)]
    head = ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8")
    bodiless = status in _NO_BODY or ask.method == "HEAD"
    return status, head if bodiless else head + content


def _fits(name: str, status: int) -> bool:
    """Whether a header belongs to an answer with this status."""
    about_body = name.lower() in {"content-length", "content-type", "content-encoding"}
    return not (status in _NO_BODY and about_body)


def _is_held(reply: Reply, ask: Ask) -> bool:
    """Whether the client holds this reply (RFC 9110, 13.2.2)."""
    if reply.status != HTTPStatus.OK or ask.method not in {"GET", "HEAD"}:
        return False
    tags = ask.headers.get("if-none-match")
    if tags is not None:
        mine = reply.headers.get("ETag", "").removeprefix("W/")
        theirs = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return bool(mine) and mine in theirs
    since = ask.headers.get("if-modified-since")
    changed = reply.headers.get("Last-Modified")
    if not since or not changed:
        return False
    return parsedate_to_datetime(changed) <= parsedate_to_datetime(since)
