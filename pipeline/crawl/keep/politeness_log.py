"""What was asked of each host and how closely: the fetch log as its operator sees it.

Only counts what the log says. The rules that were to be kept are in `politeness`.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median

from pipeline.crawl.keep.log import FetchRecord

__all__ = ["HostLog", "by_host"]


@dataclass(frozen=True, slots=True)
class HostLog:
    """What one host saw.

    Attributes:
        host: its name.
        requests: sent to it.
        first: when the first was sent (UTC); None if none was, as is `last`.
        last: when the last was sent.
        smallest_gap: seconds between two requests in a row, from sending to sending;
            None of fewer than two.
        median_gap: the median of these.
        refusals: answers by which it refused (403, 429, challenge pages, robots.txt).
        rests: how often it was left alone because of an answer.
    """

    host: str
    requests: int
    first: datetime | None
    last: datetime | None
    smallest_gap: float | None
    median_gap: float | None
    refusals: int
    rests: int


@dataclass(slots=True)
class _Seen:
    times: "array[float]" = field(default_factory=lambda: array("d"))
    refusals: int = 0
    rests: set[str] = field(default_factory=set)


def by_host(records: Iterable[FetchRecord]) -> list[HostLog]:
    """One entry for each host that the records name, by its name.

    The records may come in any order: several sources may be on one host.
    """
    hosts: dict[str, _Seen] = {}
    for record in records:
        if not record.host:
            continue
        seen = hosts.setdefault(record.host, _Seen())
        if record.kind == "request":
            seen.times.append(datetime.fromisoformat(record.time).timestamp())
        seen.refusals += record.outcome == "refused"
        if record.rests_until is not None:
            seen.rests.add(record.rests_until)
    return [_summed(host, hosts[host]) for host in sorted(hosts)]


def _summed(host: str, seen: _Seen) -> HostLog:
    times = sorted(seen.times)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    first, last = (_moment(times, 0), _moment(times, -1))
    return HostLog(
        host=host,
        requests=len(times),
        first=first,
        last=last,
        smallest_gap=min(gaps, default=None),
        median_gap=median(gaps) if gaps else None,
        refusals=seen.refusals,
        rests=len(seen.rests),
    )


def _moment(times: Sequence[float], at: int) -> datetime | None:
    return datetime.fromtimestamp(times[at], UTC) if times else None
