"""Bounds on one fetch: sizes, times, redirects, tries."""

from dataclasses import dataclass

import httpx

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on one fetch. Times are seconds, sizes are bytes.

    Attributes:
        max_bytes: of a body, unpacked; `max_error_bytes` of one that is only evidence
            (an error page).
        total_seconds: for one request, from sending to the last byte.
        attempts: tries in all, for faults that may pass.
        first_wait: before the second try; it doubles up to `longest_wait`.
    """

    max_bytes: int = 50 * 1024 * 1024
    max_error_bytes: int = 1024 * 1024
    total_seconds: float = 120.0
    connect_seconds: float = 10.0
    read_seconds: float = 30.0
    max_redirects: int = 5
    attempts: int = 3
    first_wait: float = 2.0
    longest_wait: float = 30.0

    def timeout(self) -> httpx.Timeout:
        """The waits for one connection, one read and one write."""
        return httpx.Timeout(self.read_seconds, connect=self.connect_seconds)
