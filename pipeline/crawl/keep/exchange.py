"""What the archive keeps: an exchange, a page as a browser showed it, a deposit.

Plain data. Sending is in `wire`, keeping in `archive`.
"""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Deposit", "Exchange", "Pairs", "Snapshot", "Truncated"]

Pairs = tuple[tuple[str, str], ...]
#: why a body is not whole, in the words of the WARC standard (ISO 28500, 5.13)
Truncated = Literal["length", "time", "disconnect", "unspecified"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and what came back.

    Attributes:
        url: as asked; `method`, `request_headers` and `request_body` as sent.
        sent_at: UTC, ISO 8601.
        protocol: `HTTP/1.1` or `HTTP/2`.
        address: the address that was connected; None if unknown.
        status: with its `reason` (may be empty) and `headers`, in order, repeats kept.
        payload: the body as received: no transfer coding, content coding still on.
        truncated: why `payload` is not whole; None if it is.
        body: the payload unpacked; None if it is not whole or has no body (304).
        sha256: of `body`; None without one.
    """

    url: str
    method: str
    request_headers: Pairs
    request_body: bytes
    sent_at: str
    protocol: str
    address: str | None
    status: int
    reason: str
    headers: Pairs
    payload: bytes
    truncated: Truncated | None
    body: bytes | None
    sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A page as a browser showed it: made here, not sent by a server.

    Attributes:
        url: that was opened.
        rendered: which page of its pager (`Call.rendered`).
        taken_at: UTC, ISO 8601.
        body: the document as HTML in UTF-8.
        sha256: of `body`.
    """

    url: str
    rendered: int
    taken_at: str
    body: bytes
    sha256: str

    @property
    def payload(self) -> bytes:
        """The bytes to keep."""
        return self.body


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """A file that a person handed in: no server sent it.

    Attributes:
        url: its address among the deposits (`deposit:…`).
        taken_at: UTC, ISO 8601.
        body: its bytes.
        sha256: of `body`.
    """

    url: str
    taken_at: str
    body: bytes
    sha256: str

    @property
    def payload(self) -> bytes:
        """The bytes to keep."""
        return self.body
