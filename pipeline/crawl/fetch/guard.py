"""Connections to checked addresses, and to no others.

A name is resolved here, once; every address that it leads to must be public, and the
connection goes to one of exactly these addresses, so that a second answer of the name
server cannot lead elsewhere (DNS rebinding). TLS still names and checks the host. Which
addresses are public is in `addresses`.
"""

import asyncio
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import anyio.to_thread
import httpcore

from pipeline.crawl.fetch.addresses import is_public
from pipeline.errors import OutOfScopeError

__all__ = ["GuardedBackend", "Resolve"]

#: the addresses of a name, as text, in the order in which to try them
Resolve = Callable[[str], Awaitable[list[str]]]
#: how many addresses of one name are tried
_TRIES = 4


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
