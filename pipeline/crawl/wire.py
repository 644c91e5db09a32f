"""One request on the wire: send, read within bounds, archive, log.

No decision is made here about robots, scope, redirects or retries: that is `client`.
Whatever comes of a request, exactly one line goes to the fetch log.
"""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from pipeline.crawl.answers import check_body, check_status
from pipeline.crawl.archive import Archive
from pipeline.crawl.body import read_body
from pipeline.crawl.log import FetchLog, FetchRecord, utc_now
from pipeline.crawl.urls import host_of
from pipeline.errors import FetchError, TransientError

__all__ = ["Answer", "Call", "Limits", "Trace", "Wire"]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on one fetch. Times are seconds, sizes are bytes."""

    max_bytes: int = 50 * 1024 * 1024
    total_seconds: float = 120.0
    connect_seconds: float = 10.0
    read_seconds: float = 30.0
    max_redirects: int = 5
    attempts: int = 3
    max_retry_after: float = 60.0
    first_wait: float = 2.0
    longest_wait: float = 30.0

    def timeout(self) -> httpx.Timeout:
        """The waits for one connection, one read and one write."""
        return httpx.Timeout(self.read_seconds, connect=self.connect_seconds)


@dataclass(frozen=True, slots=True)
class Call:
    """What to ask: POST if there is a form, else GET."""

    url: str
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def method(self) -> str:
        """The HTTP method."""
        return "GET" if self.form is None else "POST"


@dataclass(slots=True)
class Answer:
    """What came back, as far as it did.

    Attributes:
        body: the unpacked bytes, archived under `sha256`; None for 304 and redirects.
        location: where a redirect points, as written.
    """

    status: int | None = None
    location: str | None = None
    body: bytes | None = None
    sha256: str | None = None
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None

    @property
    def outcome(self) -> str:
        """How the log names it when nothing went wrong."""
        if self.location is not None:
            return "redirect"
        return "not_modified" if self.body is None else "fetched"


@dataclass(slots=True)
class Trace:
    """What happened so far in one fetch; kept when it ends in an error."""

    source_id: str
    final_url: str
    asked_at: str | None = None
    status: int | None = None
    attempts: int = 0


class Wire:
    """Sends calls; keeps the bytes in the archive and a line in the log."""

    def __init__(
        self, http: httpx.Client, archive: Archive, log: FetchLog, limits: Limits
    ) -> None:
        self._http = http
        self._archive = archive
        self._log = log
        self._limits = limits

    def send(self, call: Call, trace: Trace, attempt: int) -> Answer:
        """Make one request.

        Raises:
            FetchError: or one of its kinds, after the log line is written.
        """
        answer, fault = Answer(), None
        sent_at, began = utc_now(), time.monotonic()
        try:
            self._exchange(call, answer)
        except FetchError as error:
            fault = error
        trace.attempts += 1
        trace.asked_at, trace.status, trace.final_url = sent_at, answer.status, call.url
        self._log.append(
            FetchRecord(
                time=sent_at,
                source_id=trace.source_id,
                url=call.url,
                host=host_of(call.url),
                method=call.method,
                status=answer.status,
                outcome=fault.outcome if fault else answer.outcome,
                location=answer.location,
                sha256=answer.sha256,
                size=None if answer.body is None else len(answer.body),
                content_type=answer.content_type,
                etag=answer.etag,
                last_modified=answer.last_modified,
                elapsed=round(time.monotonic() - began, 3),
                attempt=attempt,
                error=str(fault) if fault else None,
            )
        )
        if fault is not None:
            raise fault
        return answer

    def _exchange(self, call: Call, answer: Answer) -> None:
        """Send, and fill in the answer while it comes."""
        deadline = time.monotonic() + self._limits.total_seconds
        try:
            with self._http.stream(
                call.method, call.url, data=call.form, headers=dict(call.headers)
            ) as response:
                self._read(response, answer, deadline)
        except httpx.InvalidURL as fault:
            message = f"not an address that can be asked: {call.url!r} ({fault})"
            raise FetchError(message) from fault
        except httpx.TransportError as fault:
            raise _network_error(fault, call.url) from fault

    def _read(self, response: httpx.Response, answer: Answer, deadline: float) -> None:
        headers = response.headers
        answer.status = response.status_code
        answer.content_type = headers.get("content-type")
        answer.etag = headers.get("etag")
        answer.last_modified = headers.get("last-modified")
        if answer.status in _REDIRECTS and "location" in headers:
            answer.location = headers["location"]
            return
        if not check_status(answer.status, _retry_after(headers.get("retry-after"))):
            return
        body = read_body(response, max_bytes=self._limits.max_bytes, deadline=deadline)
        answer.body = body
        answer.sha256 = self._archive.put(body)
        check_body(answer.status, answer.content_type, body)


def _network_error(fault: httpx.TransportError, url: str) -> FetchError:
    message = f"{type(fault).__name__} for {url}: {fault}"
    cause: BaseException | None = fault
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return FetchError(message)  # will not pass by itself
        cause = cause.__cause__ or cause.__context__
    if isinstance(fault, httpx.UnsupportedProtocol | httpx.LocalProtocolError):
        return FetchError(message)
    return TransientError(message)


def _retry_after(value: str | None) -> float | None:
    """Seconds to wait, from seconds or an HTTP date; None if absent or unreadable."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
