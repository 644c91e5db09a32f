"""Dates as they are printed beside links, or stand in their addresses."""

import re
from datetime import date

__all__ = ["date_in_url", "printed_date"]

_DATE = re.compile(r"((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_DATE_IN_URL = re.compile(
    r"/t((?:19|20)\d\d)(\d\d)(\d\d)_|/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})/"
)


def printed_date(text: str) -> str | None:
    """The first date in a text as `YYYY-MM-DD`; None if there is none."""
    return next(filter(None, map(_iso, _DATE.findall(text))), None)


def date_in_url(url: str) -> str | None:
    """The date in an address (`/t20250122_`, `/2025/1/22/`); None if there is none."""
    found = _DATE_IN_URL.search(url)
    if found is None:
        return None
    groups = [group for group in found.groups() if group is not None]
    return _iso((groups[0], groups[1], groups[2]))


def _iso(parts: tuple[str, str, str]) -> str | None:
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2])).isoformat()
    except ValueError:
        return None  # 2024-13-01 is no date
