"""httpx over guarded connections: HTTP/1.1 and 2, without redirects and cookies.

To which addresses connections may go is in `guard`, how bodies are read in `body`.
Whether an address is in scope at all is for `urls`; retries and logs are for others.

For the demonstration and tests, a host can be mapped to a loopback address of its own,
while the request, its Host header and everything recorded keep the name.
"""

import asyncio
import ipaddress
import ssl
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpcore
import httpx

from pipeline.crawl.fetch.body import ACCEPTED_ENCODINGS
from pipeline.crawl.fetch.guard import GuardedBackend, Resolve
from pipeline.crawl.fetch.pools import Pools
from pipeline.errors import TransientError, UsageError

__all__ = ["GuardedTransport", "connected", "open_http", "send"]

#: Hosts with an open connection; those that are asked less often than others lose it.
MAX_HOSTS = 64
#: An idle connection is kept over the usual delay between two requests to a host.
IDLE_SECONDS = 15.0
#: httpcore's fault, or TLS's -> httpx's; the first that fits
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
    # httpcore lets it pass where it comes after the handshake: TLS 1.3 says only then
    # that it wants a certificate of ours
    (ssl.SSLError, httpx.ReadError),
)


class GuardedTransport(httpx.AsyncBaseTransport):
    """httpx over guarded connections, one a host: a second request waits.

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
        backend = GuardedBackend(targets, resolve)
        self._pools = Pools(
            lambda: httpcore.AsyncConnectionPool(
                ssl_context=ssl_context or _trusted(),
                max_connections=1,
                keepalive_expiry=IDLE_SECONDS,
                http1=True,
                http2=True,
                network_backend=backend,
            ),
            MAX_HOSTS,
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
        pool = await self._pools.take(url.host)
        try:
            with _httpx_faults():
                answer = await pool.handle_async_request(asked)
        except BaseException:
            self._pools.give_back(url.host)
            raise
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer, lambda: self._pools.give_back(url.host)),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pools.aclose()


class _Body(httpx.AsyncByteStream):
    """The body of an answer while it comes; its end is told once."""

    def __init__(self, answer: httpcore.Response, ended: Callable[[], None]) -> None:
        self._answer = answer
        self._ended = ended
        self._is_over = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _httpx_faults():
            async for piece in self._answer.aiter_stream():
                yield piece

    async def aclose(self) -> None:
        if self._is_over:
            return
        self._is_over = True
        try:
            with _httpx_faults():
                await self._answer.aclose()
        finally:
            self._ended()


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


@cache
def _trusted() -> ssl.SSLContext:
    """The usual authorities, read once."""
    return httpx.create_ssl_context(trust_env=False)


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
