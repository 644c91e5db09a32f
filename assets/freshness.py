"""How old tables may be before the UI says so.

A window, no fixed hour: the schedule may be off, and whoever refreshes by hand twice a
week is not late every morning. One missed night passes, two are a warning, and a week
without a refresh is a failure. Tables that nobody has made yet are unknown, not late.
"""

from datetime import timedelta

from dagster import FreshnessPolicy

__all__ = ["FRESH", "freshness_of"]

#: the longest that the schedule leaves between two refreshes
_BETWEEN_RUNS = timedelta(days=1)
_WARN_AFTER = 2.25
_FAIL_AFTER = 7.25
#: what comes from outside each night, and what readers get of it
_GROUPS = frozenset({"raw", "core", "publish"})

FRESH = FreshnessPolicy.time_window(
    fail_window=_BETWEEN_RUNS * _FAIL_AFTER, warn_window=_BETWEEN_RUNS * _WARN_AFTER
)


def freshness_of(group: str) -> FreshnessPolicy | None:
    """The policy of the tables of a group, None where age says nothing."""
    return FRESH if group in _GROUPS else None
