"""One request on the wire: send, read within bounds, say what came.

No decision is made here about robots, scope, turns, redirects or retries (`client`),
and nothing is kept here (`keeper`): what comes back is the exchange as it was, and what
it means.
"""

import hashlib
import ssl
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from pipeline.crawl.call import Call, Held, Pairs
from pipeline.crawl.fetch.answers import check_body, check_status
from pipeline.crawl.fetch.body import Body, read_body
from pipeline.crawl.fetch.limits import Limits
from pipeline.crawl.fetch.transport import connected, send
from pipeline.crawl.keep.exchange import Exchange
from pipeline.crawl.keep.log import utc_now
from pipeline.errors import FetchError, OutOfScopeError, TransientError

__all__ = ["Answer", "Wire"]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of one request.

    Attributes:
        sent_at: UTC, ISO 8601; `elapsed` seconds until the last byte.
        exchange: as it went over the wire; None without an answer.
        fault: what is wrong with it; None if nothing is.
        location: where a redirect points, as written.
    """

    sent_at: str
    elapsed: float
    exchange: Exchange | None
    fault: FetchError | None
    location: str | None

    @property
    def status(self) -> int | None:
        """The HTTP status; None without an answer."""
        return None if self.exchange is None else self.exchange.status

    @property
    def outcome(self) -> str:
        """How the log names it."""
        if self.fault is not None:
            return self.fault.outcome
        if self.location is not None:
            return "redirect"
        held = self.exchange is None or self.exchange.body is None
        return "not_modified" if held else "fetched"

    def header(self, name: str) -> str | None:
        """A header of the answer; None if it has none."""
        if self.exchange is None:
            return None
        found = [v for k, v in self.exchange.headers if k.lower() == name]
        return found[0] if found else None


class Wire:
    """Sends calls over an HTTP client."""

    def __init__(self, http: httpx.AsyncClient, limits: Limits) -> None:
        self._http = http
        self._limits = limits

    async def send(self, call: Call, held: Held | None) -> Answer:
        """Make one request. What goes wrong on the way is in the answer."""
        sent_at, began = utc_now(), time.monotonic()
        exchange, location, fault = None, None, None
        deadline = began + self._limits.total_seconds
        try:
            request = self._request(call, held)
            response = await send(self._http, request, deadline=deadline)
            try:
                received = await self._receive(response, deadline)
            finally:
                await response.aclose()
            exchange = _exchange(call, request, response, received, sent_at)
            location = _location(response)
            fault = _fault(response, received, held, location)
        except FetchError as error:  # out of scope, or too slow
            fault = error
        except httpx.InvalidURL as error:
            fault = FetchError(
                f"not an address that can be asked: {call.url!r} {error}"
            )
        except httpx.TransportError as error:
            fault = _network_error(error, call.url)
        return Answer(
            sent_at=sent_at,
            elapsed=round(time.monotonic() - began, 3),
            exchange=exchange,
            fault=fault,
            location=location,
        )

    def _request(self, call: Call, held: Held | None) -> httpx.Request:
        headers = {name: value.encode() for name, value in call.headers}
        # as bytes, back as they came: a server may put any into them (`Answer.header`)
        if held is not None and held.etag:
            headers["If-None-Match"] = held.etag.encode("latin-1")
        if held is not None and held.last_modified:
            headers["If-Modified-Since"] = held.last_modified.encode("latin-1")
        content: bytes | None = None
        if call.json is not None:
            content = call.json.encode()
            headers.setdefault("Content-Type", _JSON.encode())
        elif call.form is not None:
            content = str(httpx.QueryParams(call.form)).encode()
            headers.setdefault("Content-Type", _FORM.encode())
        raw = [(name.encode(), value) for name, value in headers.items()]
        return self._http.build_request(
            call.method, call.url, content=content, headers=raw
        )

    async def _receive(self, response: httpx.Response, deadline: float) -> Body:
        """The body within bounds: less of one that is only evidence."""
        limits = self._limits
        is_page = response.is_success
        return await read_body(
            response,
            max_bytes=limits.max_bytes if is_page else limits.max_error_bytes,
            deadline=deadline,
        )


def _exchange(
    call: Call,
    request: httpx.Request,
    response: httpx.Response,
    received: Body,
    sent_at: str,
) -> Exchange:
    has_body = response.status_code != httpx.codes.NOT_MODIFIED
    body = received.body if has_body else None
    return Exchange(
        url=call.url,
        method=call.method,
        request_headers=_pairs(request.headers.raw),
        request_body=request.content,
        sent_at=sent_at,
        protocol=response.http_version,
        address=connected(response),
        status=response.status_code,
        reason=response.reason_phrase,
        headers=_pairs(response.headers.raw),
        payload=received.payload,
        truncated=received.truncated,
        body=body,
        sha256=None if body is None else hashlib.sha256(body).hexdigest(),
    )


def _pairs(raw: list[tuple[bytes, bytes]]) -> Pairs:
    """Headers as they went, in order; bytes that are no text keep their value."""
    return tuple((n.decode("latin-1"), v.decode("latin-1")) for n, v in raw)


def _location(response: httpx.Response) -> str | None:
    """Where a redirect points: bytes that are no ASCII quoted as they came.

    Some servers write a Chinese path in GBK; read as text, it would be another path.
    """
    if response.status_code not in _REDIRECTS:
        return None
    for name, value in response.headers.raw:
        if name.lower() == b"location":
            return "".join(chr(b) if b < 128 else f"%{b:02X}" for b in value)  # noqa: PLR2004
    return None


def _fault(
    response: httpx.Response,
    received: Body,
    held: Held | None,
    location: str | None,
) -> FetchError | None:
    """What is wrong with an answer; None if nothing is."""
    if location is not None:
        return None
    try:
        wait = _retry_after(response.headers.get("retry-after"))
        if not check_status(response.status_code, wait):
            return _not_modified_fault(response, held)
        if received.error is not None:
            return received.error
        content_type = response.headers.get("content-type")
        check_body(response.status_code, content_type, received.body or b"")
    except FetchError as fault:
        return fault
    return None


def _not_modified_fault(
    response: httpx.Response, held: Held | None
) -> FetchError | None:
    """A 304 is an answer only to the question whether there is something newer."""
    if held is not None and (held.etag or held.last_modified):
        return None
    return FetchError(
        f"the site answered 304 for {response.url}, which was asked for in full"
    )


def _network_error(fault: httpx.TransportError, url: str) -> FetchError:
    cause: BaseException | None = fault
    message = f"{type(fault).__name__} for {url}: {fault}"
    while cause is not None:
        if isinstance(cause, OutOfScopeError):
            return cause
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
    text = value.strip()
    if text.isascii() and text.isdigit():  # "\u00b2" is a digit as well
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # a number too large for a date
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
