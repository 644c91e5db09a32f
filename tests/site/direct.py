"""Asking a host of the test site directly, without a network: for tests of readers.

What the network adds (redirects, faults, robots, delays) is tested on the real server.
"""

import hashlib
from urllib.parse import parse_qsl, urlsplit

from pipeline.crawl.call import Call, Fetch, Held
from pipeline.errors import FetchError, GoneError
from pipeline.registry import Source
from tests.site.model import Ask, Host

__all__ = ["DirectAsker"]


class DirectAsker:
    """An `Asker` over the answers of some hosts; keeps what was asked."""

    def __init__(self, source: Source, *hosts: Host) -> None:
        self._source = source
        self._hosts = {host.name: host for host in hosts}
        self.calls: list[Call] = []

    @property
    def source(self) -> Source:
        return self._source

    async def fetch(self, call: Call, held: Held | None = None) -> Fetch:
        del held  # it asks for everything in full
        self.calls.append(call)
        parts = urlsplit(call.url)
        body = (call.json or "").encode()
        ask = Ask(
            method=call.method,
            host=parts.netloc,
            path=parts.path,
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            form=dict(call.form or ()),
            body=body,
            headers={name.lower(): value for name, value in call.headers},
        )
        host = self._hosts.get(parts.netloc)
        reply = host.answer(ask) if host is not None else None
        error: FetchError | None = None
        if reply is None or reply.status != 200:
            error = GoneError(f"nothing at {call.url}")
        content = None if reply is None or error else reply.content
        return Fetch(
            call=call,
            final_url=call.url,
            outcome="gone" if error else "fetched",
            status=404 if reply is None else reply.status,
            body=content,
            sha256=None if content is None else hashlib.sha256(content).hexdigest(),
            content_type=None if reply is None else reply.content_type,
            etag=None,
            last_modified=None,
            asked_at="2026-01-01T00:00:00.000+00:00",
            attempts=1,
            error=error,
        )
