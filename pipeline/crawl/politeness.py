"""Politeness: how often one host is asked, and how many requests one run may make.

The delay is counted from the end of an answer to the next request, so that a slow site
is asked less. Clocks live in one process; the crawl pool keeps other processes away.
"""

import secrets
import time
from dataclasses import dataclass, field

from pipeline.errors import FetchError

__all__ = ["Budget", "HostClock"]

_JITTER = 0.3
_random = secrets.SystemRandom()


class HostClock:
    """When each host may be asked again.

    Args:
        scale: factor on all delays: 1 on real sites, 0 for the demonstration and tests.
    """

    def __init__(self, scale: float = 1.0) -> None:
        self._scale = scale
        self._free_at: dict[str, float] = {}

    def wait(self, host: str) -> None:
        """Sleep until the host may be asked again."""
        left = self._free_at.get(host, 0.0) - time.monotonic()
        if left > 0:
            time.sleep(left)

    def asked(self, host: str, delay: float) -> None:
        """Note that the host has just answered; `delay` seconds and up to 30 % more."""
        pause = delay * self._scale * (1 + _random.uniform(0, _JITTER))
        self._free_at[host] = time.monotonic() + pause


@dataclass(slots=True)
class Budget:
    """The requests that one source may still cause in this run."""

    limit: int
    spent: int = field(default=0)

    @property
    def exhausted(self) -> bool:
        """Whether nothing is left."""
        return self.spent >= self.limit

    def spend(self) -> None:
        """Take one request.

        Raises:
            FetchError: nothing is left.
        """
        if self.exhausted:
            message = (
                f"the budget of {self.limit} requests for this source and run is "
                f"spent; see politeness.max_requests_per_run in data/registry/hosts/"
            )
            raise FetchError(message)
        self.spent += 1
