"""The connection: HTTP/1.1 and 2 to checked addresses, and to no others.

A name is resolved here, once; every address that it leads to must be public, and the
connection goes to one of exactly these addresses, so that a second answer of the name
server cannot lead elsewhere (DNS rebinding). TLS still names and checks the host.

For the demonstration and tests, a host can be mapped to a loopback address of its own,
while the request, its Host header and everything recorded keep the name. Whether an
address is in scope at all is for `urls`; timing, retries and logs are for others.
"""

import asyncio
import ipaddress
import socket
import ssl
import time
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
    Iterator,
    Mapping,
)
from contextlib import contextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import anyio.to_thread
import httpcore
import httpx

from pipeline.crawl.addresses import is_public
from pipeline.crawl.body import ACCEPTED_ENCODINGS
from pipeline.errors import OutOfScopeError, TransientError, UsageError

__all__ = ["GuardedBackend", "GuardedTransport", "connected", "open_http", "send"]

#: the addresses of a name, as text, in the order in which to try them
Resolve = Callable[[str], Awaitable[list[str]]]

#: Connections open at one time, idle ones included: far fewer than hosts.
MAX_CONNECTIONS = 128
#: Idle connections, kept over the usual delay between two requests to a host.
MAX_IDLE = 64
IDLE_SECONDS = 15.0
#: how many addresses of one name are tried
_TRIES = 4
#: httpcore's fault -> httpx's; the first that fits
_FAULTS: tuple[tuple[type[Exception], type[httpx.TransportError]], ...] = (
    (httpcore.ConnectTimeout, httpx.ConnectTimeout),
    (httpcore.ReadTimeout, httpx.ReadTimeout),
    (httpcore.WriteTimeout, httpx.WriteTimeout),
    (httpcore.PoolTimeout, httpx.PoolTimeout),
    (httpcore.TimeoutException, httpx.ReadTimeout),
    (httpcore.ConnectError, httpx.ConnectError),
    (httpcore.ReadError, httpx.ReadError),
    (httpcore.WriteError, httpx.WriteError),
    (httpcore.NetworkError, httpx.NetworkError),
    (httpcore.LocalProtocolError, httpx.LocalProtocolError),
    (httpcore.RemoteProtocolError, httpx.RemoteProtocolError),
    (httpcore.ProtocolError, httpx.ProtocolError),
    (httpcore.UnsupportedProtocol, httpx.UnsupportedProtocol),
)


class _Stream(httpcore.AsyncNetworkStream):
    """A connection that still knows its peer after it was closed.

    The pool does not see that an HTTP/2 connection was closed by us; it is told so when
    it wants to send, and takes another one.
    """

    def __init__(self, inner: httpcore.AsyncNetworkStream, peer: Any) -> None:
        self._inner = inner
        self._peer = peer
        self._closed = False

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self._inner.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if self._closed:
            raise httpcore.ConnectionNotAvailable
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        self._closed = True
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        inner = await self._inner.start_tls(ssl_context, server_hostname, timeout)
        return _Stream(inner, self._peer)

    def get_extra_info(self, info: str) -> Any:
        return self._peer if info == "server_addr" else self._inner.get_extra_info(info)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects hosts at addresses that were checked, and mapped hosts at their own.

    Args:
        targets: host -> loopback address and port, whatever the port of the URL.
        resolve: how to look a name up; None for the system's way.
    """

    def __init__(
        self,
        targets: Mapping[str, tuple[str, int]],
        resolve: Resolve | None = None,
    ) -> None:
        self._targets = targets
        self._resolve = resolve or _system_resolve
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect, within `timeout` seconds in all.

        Raises:
            OutOfScopeError: the name leads to an address that is not public.
            httpcore.ConnectError: it leads nowhere, or nobody answers there.
            httpcore.ConnectTimeout: too slow.
        """
        ends = None if timeout is None else time.monotonic() + timeout
        if host.lower() in self._targets:
            places = [self._targets[host.lower()]]
        else:
            places = [(a, port) for a in await self._addresses(host, timeout)]
        fault: Exception | None = None
        for number, (address, place) in enumerate(places):
            share = _share(ends, len(places) - number)
            try:
                stream = await self._inner.connect_tcp(
                    address, place, share, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                fault = error
            else:
                return _Stream(stream, (address, place))
        message = f"no connection to {host} at {', '.join(a for a, _ in places)}"
        kind = type(fault) if fault is not None else httpcore.ConnectError
        raise kind(f"{message}: {fault}") from fault

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._inner.sleep(seconds)

    async def _addresses(self, host: str, seconds: float | None) -> list[str]:
        """The checked addresses of a name; one bad one condemns them all."""
        try:
            async with asyncio.timeout(seconds):
                found = await self._resolve(host)
        except TimeoutError as fault:
            message = f"the name {host} was not resolved in time"
            raise httpcore.ConnectTimeout(message) from fault
        except (OSError, UnicodeError) as fault:
            message = f"the name {host} cannot be resolved: {fault}"
            raise httpcore.ConnectError(message) from fault
        for address in found:
            if not is_public(address):
                message = (
                    f"host {host} leads to {address}, which is not an address of the "
                    f"public Internet, so it is not connected"
                )
                raise OutOfScopeError(message)
        return list(dict.fromkeys(found))[:_TRIES]


class GuardedTransport(httpx.AsyncBaseTransport):
    """httpx over a pool of guarded connections.

    Args:
        host_map: host -> `127.0.0.1:PORT`.
        ssl_context: for the certificates of mapped hosts; None: they are asked without
            TLS, also for `https`, so that one plain server can stand for any site.
        resolve: see `GuardedBackend`.

    Raises:
        UsageError: a target is not `ADDRESS:PORT` with a loopback address. Mapped
            requests may go without TLS, so they must not leave the machine.
    """

    def __init__(
        self,
        host_map: Mapping[str, str],
        *,
        ssl_context: ssl.SSLContext | None = None,
        resolve: Resolve | None = None,
    ) -> None:
        targets = {h.lower(): _target(h, t) for h, t in host_map.items()}
        self._plain = frozenset(targets) if ssl_context is None else frozenset()
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl_context or httpx.create_ssl_context(trust_env=False),
            max_connections=MAX_CONNECTIONS,
            max_keepalive_connections=MAX_IDLE,
            keepalive_expiry=IDLE_SECONDS,
            http1=True,
            http2=True,
            network_backend=GuardedBackend(targets, resolve),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request.

        Raises:
            OutOfScopeError: the host leads to an address that is not public.
            httpx.TransportError: as for httpx's own transport.
        """
        url = request.url
        plain = url.host.lower() in self._plain
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=b"http" if plain else url.raw_scheme,
                host=url.raw_host,
                port=url.port,
                target=url.raw_path,
            ),
            headers=request.headers.raw,
            content=_body_of(request),
            extensions=request.extensions,
        )
        with _httpx_faults():
            answer = await self._pool.handle_async_request(asked)
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    """The body of an answer while it comes."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _httpx_faults():
            async for piece in self._answer.aiter_stream():
                yield piece

    async def aclose(self) -> None:
        with _httpx_faults():
            await self._answer.aclose()


def open_http(
    host_map: Mapping[str, str],
    user_agent: str,
    timeout: httpx.Timeout,
    *,
    ssl_context: ssl.SSLContext | None = None,
    resolve: Resolve | None = None,
) -> httpx.AsyncClient:
    """An HTTP client: no redirects, no proxies of the environment, no cookies.

    A cookie would make an answer depend on what was asked before it, so that it could
    not be replayed from the archive by its request alone; and the cookies of challenge
    pages are answers that we do not give.

    Args:
        host_map: host -> `127.0.0.1:PORT`, for demonstration and tests only.
        user_agent: who is asking.
        timeout: waits for one connection, one read, one write.
        ssl_context: see `GuardedTransport`.
        resolve: see `GuardedBackend`.
    """
    no_cookies = CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
    return httpx.AsyncClient(
        transport=GuardedTransport(host_map, ssl_context=ssl_context, resolve=resolve),
        headers={
            "User-Agent": user_agent,
            "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9",
            "Accept-Encoding": ACCEPTED_ENCODINGS,
        },
        cookies=no_cookies,
        timeout=timeout,
        follow_redirects=False,
        trust_env=False,
    )


async def send(
    http: httpx.AsyncClient, request: httpx.Request, *, deadline: float
) -> httpx.Response:
    """Send a request and wait for the head of the answer; its body is not read yet.

    Args:
        http: of `open_http`.
        request: what to send.
        deadline: a time of `time.monotonic`. The waits of the client are for one read;
            a peer that sends its head byte by byte would never exceed them.

    Raises:
        TransientError: there was no whole head by then.
        OutOfScopeError, httpx.TransportError: see `GuardedTransport`.
    """
    try:
        async with asyncio.timeout(deadline - time.monotonic()):
            return await http.send(request, stream=True)
    except TimeoutError as fault:
        message = f"{request.url} took too long to answer"
        raise TransientError(message) from fault


def connected(response: httpx.Response) -> str | None:
    """The IP address that an answer came from; None if it is not known."""
    stream = response.extensions.get("network_stream")
    peer = None if stream is None else stream.get_extra_info("server_addr")
    return None if peer is None else str(peer[0])


async def _system_resolve(host: str) -> list[str]:
    """The addresses of a name by the system's resolver, which blocks: in a thread."""
    found = await anyio.to_thread.run_sync(
        lambda: socket.getaddrinfo(host, None, type=socket.SOCK_STREAM),
        abandon_on_cancel=True,
    )
    return [str(place[0]) for *_, place in found]


def _share(ends: float | None, places: int) -> float | None:
    """The time for one of the places that are left to try."""
    return None if ends is None else max(ends - time.monotonic(), 0.0) / places


def _body_of(request: httpx.Request) -> AsyncIterator[bytes]:
    if not isinstance(request.stream, httpx.AsyncByteStream):
        message = f"expected a body for an asynchronous client: {request.url}"
        raise UsageError(message)
    return aiter(request.stream)


@contextmanager
def _httpx_faults() -> Iterator[None]:
    """Turn the faults of httpcore into those of httpx; all others pass."""
    try:
        yield
    except tuple(fault for fault, _ in _FAULTS) as error:
        kind = next(k for fault, k in _FAULTS if isinstance(error, fault))
        raise kind(str(error)) from error


def _target(host: str, target: str) -> tuple[str, int]:
    address, _, port = target.rpartition(":")
    try:
        if ipaddress.ip_address(address).is_loopback and port.isdigit():
            return address, int(port)
    except ValueError:
        pass  # not a literal address: the message below says what is expected
    message = f"host_map: expected 127.0.0.1:PORT for {host}, found {target!r}"
    raise UsageError(message)
