"""How old tables may be before the UI says so, from `data/schedule/nightly.yml`.

A window, no fixed hour: the schedule may be off, and whoever refreshes by hand twice a
week is not late every morning. One missed night passes, two are a warning, and a week
without a refresh is a failure. Tables that nobody has made yet are unknown, not late.
"""

from datetime import timedelta
from itertools import pairwise

from dagster import FreshnessPolicy

from pipeline.schedule import Cadence, load_cadence

__all__ = ["FRESH", "freshness_of"]


def _longest_pause(cadence: Cadence) -> timedelta:
    """The longest that the schedule leaves between two refreshes."""
    seasons = [season.hours for season in cadence.seasons]
    within = [b - a for hours in seasons for a, b in pairwise(hours)]
    over_night = [_DAY - one[-1] + other[0] for one in seasons for other in seasons]
    return timedelta(hours=max(within + over_night))


_DAY = 24
_WARN_AFTER = 2.25
_FAIL_AFTER = 7.25
#: what comes from outside each night, and what readers get of it
_GROUPS = frozenset({"raw", "core", "publish"})

_PAUSE = _longest_pause(load_cadence())
FRESH = FreshnessPolicy.time_window(
    fail_window=_PAUSE * _FAIL_AFTER, warn_window=_PAUSE * _WARN_AFTER
)


def freshness_of(group: str) -> FreshnessPolicy | None:
    """The policy of the tables of a group, None where age says nothing."""
    return FRESH if group in _GROUPS else None
