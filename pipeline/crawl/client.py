"""The client: scope, robots, delays, redirects and retries around single requests.

What it does not do: decide what to fetch (`discover`, `run`), or say what a document
holds. Not thread-safe: one client a thread, and one client a host at a time.
"""

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from types import TracebackType
from typing import Self

import stamina
from stamina.instrumentation import set_on_retry_hooks

from pipeline.crawl.archive import Archive
from pipeline.crawl.log import FetchLog
from pipeline.crawl.politeness import Budget, HostClock
from pipeline.crawl.robots import Robots, robots_url
from pipeline.crawl.transport import open_http
from pipeline.crawl.urls import canonical_url, check_scope, host_of
from pipeline.crawl.wire import Answer, Call, Limits, Trace, Wire
from pipeline.errors import FetchError, TransientError, UsageError
from pipeline.registry import Source

__all__ = ["Client", "Fetch", "Limits", "Session", "default_user_agent"]


def default_user_agent() -> str:
    """Who we are, and the contact of whoever runs this (`OGI_CONTACT`).

    Raises:
        UsageError: `OGI_CONTACT` has characters that a header cannot carry.
    """
    contact = os.environ.get("OGI_CONTACT") or "not configured"
    if not (contact.isascii() and contact.isprintable()):
        message = f"OGI_CONTACT: expected plain ASCII on one line, found {contact!r}"
        raise UsageError(message)
    return (
        f"ogi/{version('ogi')} "
        f"(open-government-information research crawler; contact: {contact})"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """How one fetch ended, after redirects and retries.

    Attributes:
        url: the canonical address that was asked for; `final_url` the last one asked.
        outcome: `fetched`, `not_modified`, `gone`, `refused`, `out_of_scope`, `failed`.
        status: the last HTTP status; None if there was no answer.
        body: the bytes, archived under `sha256`; None unless `fetched`.
        asked_at: when the last request was sent (UTC, ISO 8601); None if none was.
        attempts: the requests made, redirects and retries counted.
        error: what went wrong; None for `fetched` and `not_modified`.
    """

    url: str
    final_url: str
    outcome: str
    status: int | None
    body: bytes | None
    sha256: str | None
    content_type: str | None
    etag: str | None
    last_modified: str | None
    asked_at: str | None
    attempts: int
    error: FetchError | None


class Client:
    """A context manager around one HTTP client for many sources.

    Args:
        scope: the hosts that may be asked (`Registry.hosts`).
        archive: keeps every body.
        log: takes one line for every request.
        user_agent: None for `default_user_agent()`.
        host_map: host -> `127.0.0.1:PORT`, for demonstration and tests only.
        delay_scale: factor on the delays between requests and before retries; a
            Retry-After of the server is always waited for in full.
        limits: bounds on one fetch.
    """

    def __init__(
        self,
        *,
        scope: Collection[str],
        archive: Archive,
        log: FetchLog,
        user_agent: str | None = None,
        host_map: Mapping[str, str] | None = None,
        delay_scale: float = 1.0,
        limits: Limits | None = None,
    ) -> None:
        self.archive = archive
        self.log = log
        self.scope = frozenset(scope)
        self.mapped = frozenset(host_map or ())
        self.limits = limits or Limits()
        self.delay_scale = delay_scale
        self.clock = HostClock(delay_scale)
        self.robots: dict[str, Robots] = {}
        self._http = open_http(
            host_map or {},
            default_user_agent() if user_agent is None else user_agent,
            self.limits.timeout(),
        )
        self.wire = Wire(self._http, archive, log, self.limits)
        # The fetch log has every retry; stamina would print them a second time.
        set_on_retry_hooks([])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._http.close()

    def session(self, source: Source) -> "Session":
        """What one source may ask for in one run: its own delay and budget."""
        return Session(self, source)


class Session:
    """The requests of one source in one run."""

    def __init__(self, client: Client, source: Source) -> None:
        self.client = client
        self.source = source
        self.budget = Budget(source.politeness.max_requests_per_run)

    def fetch(
        self,
        url: str,
        *,
        form: Mapping[str, str] | None = None,
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> Fetch:
        """Fetch one address. What goes wrong is told in the result, never raised.

        Args:
            url: absolute.
            form: fields to POST; GET without.
            etag: of the bytes we hold, to ask only for newer ones.
            last_modified: likewise.
        """
        headers = {}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        return self._run(Call(url, form, headers), obey_robots=True)

    def _run(self, call: Call, *, obey_robots: bool) -> Fetch:
        trace = Trace(self.source.source_id, call.url)
        answer, error = Answer(), None
        try:
            answer = self._follow(call, trace, obey_robots=obey_robots)
        except FetchError as fault:
            error = fault
        return Fetch(
            url=call.url,
            final_url=trace.final_url,
            outcome=error.outcome if error else answer.outcome,
            status=trace.status,
            body=answer.body,
            sha256=answer.sha256,
            content_type=answer.content_type,
            etag=answer.etag,
            last_modified=answer.last_modified,
            asked_at=trace.asked_at,
            attempts=trace.attempts,
            error=error,
        )

    def _follow(self, call: Call, trace: Trace, *, obey_robots: bool) -> Answer:
        """Ask, and follow redirects; each address is checked before it is asked."""
        seen: list[str] = []
        while len(seen) <= self.client.limits.max_redirects:
            url = canonical_url(call.url)
            check_scope(url, self.client.scope, self.client.mapped)
            if url in seen:
                message = f"the site redirects in a loop: {' -> '.join([*seen, url])}"
                raise FetchError(message)
            seen.append(url)
            delay = self.source.politeness.delay_seconds
            if obey_robots:
                robots = self._robots(url)
                robots.check(url)
                delay = robots.delay(delay)
            answer = self._retry(Call(url, call.form, call.headers), trace, delay)
            if answer.location is None:
                _check_not_modified(answer, call)
                return answer
            call = Call(canonical_url(answer.location, url), None, call.headers)
        message = f"expected at most {len(seen) - 1} redirects: {' -> '.join(seen)}"
        raise FetchError(message)

    def _retry(self, call: Call, trace: Trace, delay: float) -> Answer:
        """Ask until it works, for faults that may pass."""
        limits, scale = self.client.limits, self.client.delay_scale
        host = host_of(call.url)
        for attempt in stamina.retry_context(
            on=self._wait_before_retry,
            attempts=limits.attempts,
            timeout=None,
            wait_initial=limits.first_wait * scale,
            wait_max=limits.longest_wait * scale,
            wait_jitter=limits.first_wait * scale,
        ):
            with attempt:
                self.client.clock.wait(host)
                self.budget.spend()
                try:
                    return self.client.wire.send(call, trace, attempt.num)
                finally:
                    self.client.clock.asked(host, delay)
        message = f"no attempt was made for {call.url}"  # limits.attempts < 1
        raise UsageError(message)

    def _wait_before_retry(self, fault: Exception) -> bool | float:
        """Whether to try again, or after how many seconds if the server named them."""
        if not isinstance(fault, TransientError):
            return False
        if fault.retry_after is None:
            return True
        if fault.retry_after > self.client.limits.max_retry_after:
            return False
        return fault.retry_after

    def _robots(self, url: str) -> Robots:
        """The rules for an address, read once a host and client."""
        place = robots_url(url)
        if place not in self.client.robots:
            fetch = self._run(Call(place), obey_robots=False)
            if fetch.error is not None and fetch.attempts == 0:
                raise fetch.error  # never asked, so nothing is known about the host
            self.client.robots[place] = Robots.read(
                status=fetch.status,
                content_type=fetch.content_type,
                body=fetch.body,
                error=fetch.error,
            )
        return self.client.robots[place]


def _check_not_modified(answer: Answer, call: Call) -> None:
    """A 304 is an answer only to the question whether there is something newer."""
    if answer.body is None and not call.headers:
        message = f"the site answered 304 for {call.url}, which was asked for in full"
        raise FetchError(message)
