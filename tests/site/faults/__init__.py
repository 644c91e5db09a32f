"""Hosts on which things go wrong, and what a crawl must make of each.

`redirects` lead elsewhere, `refusals` say no or not now, `bodies` are not what they
should be, `soft` errors come with a good status, `robots` are rules, and on `nights`
a published report changes between two crawls.
"""

from tests.site.faults import bodies, nights, redirects, refusals, robots, soft
from tests.site.faults.trouble import NO_REPORT, Night, Trouble

__all__ = ["NO_REPORT", "Night", "Trouble", "all_troubles"]


def all_troubles() -> list[Trouble]:
    """Every host with a fault."""
    modules = (redirects, refusals, bodies, soft, robots, nights)
    return [trouble for module in modules for trouble in module.troubles()]
