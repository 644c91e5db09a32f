"""What an asset waits for: what it reads, and what its checks read.

What it says of itself is in `assets.facets`, its checks in `assets.check_results`.
"""

from collections.abc import Iterable

from pipeline.checks import seeds_read_by_checks

__all__ = ["waits_for"]


def waits_for(table: str, reads: Iterable[str]) -> list[str]:
    """What an asset depends on: what it reads, and the seeds that its checks read."""
    return sorted({*reads, *seeds_read_by_checks(table)})
