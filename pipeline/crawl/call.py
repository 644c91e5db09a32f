"""What is asked and what comes back: the words that finding and fetching share.

Nothing here sends anything. `Asker` is what `discover` and `run` need of whoever does:
a session on the network (`session`), or a recorded crawl that is crawled again
(`replay`).
"""

from dataclasses import dataclass
from typing import Protocol

from pipeline.errors import FetchError
from pipeline.registry import Source

__all__ = ["Asker", "Call", "Fetch", "Held", "Recalling"]

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Call:
    """One thing to ask: GET, or POST if there is a form or a JSON text.

    Attributes:
        url: absolute or canonical.
        form: fields of a form, in their order.
        json: a JSON text to send as the body.
        headers: what this address needs besides the usual ones (`Referer`,
            `X-Requested-With`).
        rendered: None for what the server sends. Otherwise the page as a browser shows
            it when its scripts have run: 1 as it opens, 2 after one step of its pager,
            and so on. The part behind `#` then counts.
    """

    url: str
    form: Pairs | None = None
    json: str | None = None
    headers: Pairs = ()
    rendered: int | None = None

    @property
    def method(self) -> str:
        """The HTTP method."""
        return "GET" if self.form is None and self.json is None else "POST"


@dataclass(frozen=True, slots=True)
class Held:
    """The bytes that we have of an address, to ask only for newer ones."""

    sha256: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """How one fetch ended, after redirects and retries.

    Attributes:
        call: what was asked; `final_url` the last address asked.
        outcome: `fetched`, `not_modified`, `gone`, `refused`, `out_of_scope`,
            `not_asked` (budget spent, host at rest, outside its hours) or `failed`.
        status: the last HTTP status; None if there was no answer.
        body: the bytes, archived under `sha256`; None unless `fetched`.
        asked_at: when the last request was sent (UTC, ISO 8601); None if none was.
        attempts: the requests made, redirects and retries counted.
        error: what went wrong; None for `fetched` and `not_modified`.
        rests_until: until when the host is left alone because of it (UTC).
    """

    call: Call
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
    rests_until: str | None = None


class Asker(Protocol):
    """Asks on behalf of one source. What goes wrong is told in the result."""

    @property
    def source(self) -> Source:
        """On whose behalf."""
        ...

    async def fetch(self, call: Call, held: Held | None = None) -> Fetch:
        """Fetch one address; with `held`, only if there is something newer."""
        ...


class Recalling(Asker, Protocol):
    """One that can say what it asked already, and ask nothing."""

    def recorded(self, call: Call) -> Fetch | None:
        """The answer that this crawl has already; None if it did not ask."""
        ...
