"""robots.txt: what it says about an address, and what its absence means.

No file, an HTML page in its place, or a refusal of the file itself: everything is
allowed. A server fault, no answer, half a file, or a file on a host that may not be
asked: nothing is, for this run (RFC 9309, 2.3.1).
"""

from dataclasses import dataclass

from protego import Protego

from pipeline.crawl.fetch.answers import is_html
from pipeline.crawl.text import decode
from pipeline.errors import FetchError, OutOfScopeError, RefusedError

__all__ = ["AGENT", "Robots", "robots_url", "says_nothing"]

#: the name that rules may address us by
AGENT = "ogi"
# Large files are cut, as RFC 9309 allows.
_MAX_BYTES = 500 * 1024
_SERVER_FAULT = 500
_TOO_MANY = 429
_OK = 200


def robots_url(url: str) -> str:
    """Where the rules for an address stand."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.split('/')[0].split('?')[0]}/robots.txt"


def says_nothing(status: int | None) -> bool:
    """Whether an answer is about the server, and not about its robots.txt."""
    return status is None or status == _TOO_MANY or status >= _SERVER_FAULT


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one host.

    Attributes:
        rules: the parsed file; None if there is none.
        unreadable: why nothing may be asked, if the file could not be had.
    """

    rules: Protego | None = None
    unreadable: str | None = None

    @classmethod
    def read(
        cls,
        *,
        status: int | None,
        content_type: str | None,
        body: bytes | None,
        error: FetchError | None,
    ) -> "Robots":
        """What an answer to the request for robots.txt means.

        Args:
            status: the last status; None without an answer.
            content_type: as the server says.
            body: the file, if it was served.
            error: why it was not.
        """
        if says_nothing(status):
            return cls(unreadable=str(error))
        if status == _OK and error is not None and error.outcome == "failed":
            return cls(unreadable=str(error))  # it is there, and did not come whole
        if isinstance(error, OutOfScopeError):
            return cls(unreadable=str(error))
        if body is None or is_html(content_type, body):
            return cls()
        return cls(rules=Protego.parse(decode(body[:_MAX_BYTES])))

    def check(self, url: str) -> None:
        """Respect the rules.

        Raises:
            RefusedError: they forbid the address, or could not be read.
        """
        if self.unreadable is not None:
            message = (
                f"robots.txt could not be read ({self.unreadable}), so {url} is not "
                f"requested in this run"
            )
            raise RefusedError(message)
        if self.rules is not None and not self.rules.can_fetch(url, AGENT):
            message = f"robots.txt forbids {url}"
            raise RefusedError(message)

    def delay(self, usual: float) -> float:
        """Seconds between requests: the longer of `usual` and Crawl-delay."""
        named = self.rules.crawl_delay(AGENT) if self.rules is not None else None
        return max(usual, named or 0.0)
