"""The connection: httpx over HTTP/1.1, with an explicit map for named test sites.

A mapped host is connected at its own loopback target while the request, its Host header
and everything recorded keep the name. Real sites have no map.
"""

import ipaddress
from collections.abc import Mapping

import httpx

from pipeline.crawl.body import ACCEPTED_ENCODINGS
from pipeline.errors import UsageError

__all__ = ["MappedTransport", "open_http"]


class MappedTransport(httpx.BaseTransport):
    """Sends requests for mapped hosts to their targets, and all others as they are.

    Raises:
        UsageError: a target is not `ADDRESS:PORT` with a loopback address. Mapped
            requests go without TLS, so they must not leave the machine.
    """

    def __init__(self, host_map: Mapping[str, str]) -> None:
        self._targets = {h.lower(): _target(h, t) for h, t in host_map.items()}
        self._inner = httpx.HTTPTransport(http1=True, http2=False, trust_env=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the map decides where."""
        target = self._targets.get(request.url.host)
        if target is not None:
            request = httpx.Request(
                request.method,
                request.url.copy_with(scheme="http", host=target[0], port=target[1]),
                headers=request.headers,
                stream=request.stream,
                extensions=request.extensions,
            )
        return self._inner.handle_request(request)

    def close(self) -> None:
        """Close all connections."""
        self._inner.close()


def open_http(
    host_map: Mapping[str, str], user_agent: str, timeout: httpx.Timeout
) -> httpx.Client:
    """An HTTP client that follows no redirect and heeds no proxy variables."""
    return httpx.Client(
        transport=MappedTransport(host_map),
        headers={
            "User-Agent": user_agent,
            "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9",
            "Accept-Encoding": ACCEPTED_ENCODINGS,
        },
        timeout=timeout,
        follow_redirects=False,
        trust_env=False,
    )


def _target(host: str, target: str) -> tuple[str, int]:
    address, _, port = target.rpartition(":")
    try:
        if ipaddress.ip_address(address).is_loopback and port.isdigit():
            return address, int(port)
    except ValueError:
        pass  # not a literal address: the message below says what is expected
    message = f"host_map: expected 127.0.0.1:PORT for {host}, found {target!r}"
    raise UsageError(message)
