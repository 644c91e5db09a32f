"""Politeness: when a host may be asked, how often a day, and when it is left alone.

One request at a time a host, whoever asks; the delay is counted from the end of an
answer, so that a slow site is asked less. Numbers are in `data/crawl/politeness.yml`
and in the host's file of the registry. What a refusal says of a host outlives the run:
it stands in the fetch log, and `remember` takes it from there.
"""

import asyncio
import datetime as dt
import random
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from pipeline.crawl.fetch.robots import Robots, says_nothing
from pipeline.crawl.keep.log import FetchRecord
from pipeline.crawl.settings import politeness_settings
from pipeline.errors import FetchError, NotAskedError, RefusedError, TransientError
from pipeline.registry import Politeness

__all__ = ["CHINA", "MEMORY", "HostState", "Hosts", "utc"]

#: China has one time and no summer time
CHINA = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")
#: The longest rest, whatever a site says (some say milliseconds, or the year 9999).
#: So much of the log has to be read for `Hosts.remember`.
MEMORY = dt.timedelta(days=7)
#: Seconds that a run waits for one host: the longest delay of the registry and jitter.
_LONGEST_PAUSE = 900
#: robots.txt is good for a day (RFC 9309, 2.4)
_ROBOTS_SECONDS = 86_400


def utc() -> dt.datetime:
    """The time now."""
    return dt.datetime.now(dt.UTC)


@dataclass(slots=True)
class HostState:
    """One host in one run.

    Attributes:
        lock: held while the host is asked.
        free_at: by `time.monotonic`, when it may be asked again.
        day: the day in China that `spent` requests were made on.
        rests_until: it is left alone until then, because of `rests_because`.
        forbidden: answers of "forbidden" in a row.
        robots: by the address of robots.txt, what it says; `robots_records` the lines
            of the log that have it from an earlier run of the last day.
    """

    politeness: Politeness
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    day: dt.date | None = None
    spent: int = 0
    rests_until: dt.datetime | None = None
    rests_because: str = ""
    forbidden: int = 0
    robots: dict[str, Robots] = field(default_factory=dict)
    robots_records: dict[str, FetchRecord] = field(default_factory=dict)
    robots_lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Hosts:
    """All hosts of a run.

    Args:
        politeness: of each host of the registry.
        scale: factor on all pauses: 1 on real sites, less in demonstration and tests.
        now: the clock.
    """

    def __init__(
        self,
        politeness: Mapping[str, Politeness],
        *,
        scale: float = 1.0,
        now: Callable[[], dt.datetime] = utc,
    ) -> None:
        self.scale = scale
        self.now = now
        self._politeness = politeness
        self._states: dict[str, HostState] = {}
        self._random = random.Random()  # noqa: S311 - jitter, no secret

    def of(self, host: str) -> HostState:
        """The state of a host."""
        if host not in self._states:
            known = self._politeness.get(host)
            self._states[host] = HostState(Politeness() if known is None else known)
        return self._states[host]

    def remember(self, record: FetchRecord) -> None:
        """Take over what a line of the log says: requests of today, and rests.

        Lines may come in any order, as those of several provinces do.
        """
        if record.kind != "request":
            return
        state, now = self.of(record.host), self.now()
        at = dt.datetime.fromisoformat(record.time)
        if at.astimezone(CHINA).date() == now.astimezone(CHINA).date():
            self._count(state, at)
        ago = (now - at).total_seconds() - record.elapsed
        left = state.politeness.delay_seconds * self.scale - ago
        if left > 0:  # whoever was killed and starts again waits as well
            self.pause(record.host, left)
        if record.fetch_no == 0:
            if (now - at).total_seconds() < _ROBOTS_SECONDS and _tells_rules(record):
                state.robots_records[record.url] = record
            return
        if record.rests_until is not None:
            until = dt.datetime.fromisoformat(record.rests_until)
            if until > (state.rests_until or now):
                state.rests_until, state.rests_because = until, record.error or ""

    @asynccontextmanager
    async def turn(self, host: str, robots: Robots | None) -> AsyncIterator[None]:
        """Wait for the host's turn, and hold it for the block: one request.

        Raises:
            NotAskedError: it is at rest, its budget is spent, it is not its hour, or
                it wants a longer pause than a run waits for.
        """
        state = self.of(host)
        async with state.lock:
            self._check(host, state)
            _check_pause(host, state)
            await self._pause(state)
            self._check(host, state)
            self._count(state, self.now())
            delay = state.politeness.delay_seconds
            if robots is not None:
                delay = robots.delay(delay)
            try:
                yield
            finally:
                jitter = self._random.uniform(0, politeness_settings().jitter)
                pause = delay * self.scale * (1 + jitter)
                state.free_at = max(state.free_at, time.monotonic() + pause)

    def answered(self, host: str, fault: FetchError | None) -> str | None:
        """Note how the host answered; gives until when it rests from now on (UTC)."""
        state, settings = self.of(host), politeness_settings()
        refusal = fault.refusal if isinstance(fault, RefusedError) else None
        if refusal is None:
            state.forbidden = 0
            wait = fault.retry_after if isinstance(fault, TransientError) else None
            if wait is None or wait <= settings.longest_retry_after:
                return None
            return self._rest(state, wait, str(fault))
        if refusal == "forbidden":
            state.forbidden += 1
            if state.forbidden < settings.forbidden_in_a_row:
                self.pause(host, settings.forbidden_pause * self.scale)
                return None
        return self._rest(state, settings.rest[refusal], str(fault))

    def pause(self, host: str, seconds: float) -> None:
        """Ask the host nothing for so many seconds, unscaled."""
        state = self.of(host)
        state.free_at = max(state.free_at, time.monotonic() + seconds)

    def gave_up(self, host: str, fault: TransientError) -> str | None:
        """Note that a host said "too often" to the last of our tries."""
        if not fault.is_too_many:
            return None
        seconds = politeness_settings().rest["too_many"]
        return self._rest(self.of(host), seconds, str(fault))

    def _rest(self, state: HostState, seconds: float, because: str) -> str:
        until = self.now() + min(dt.timedelta(seconds=min(seconds, 1e9)), MEMORY)
        state.rests_until, state.rests_because = until, because
        return until.isoformat(timespec="seconds")

    def _check(self, host: str, state: HostState) -> None:
        now = self.now()
        if state.rests_until is not None and now < state.rests_until:
            message = f"host {host} is left alone for a time: {state.rests_because}"
            raise NotAskedError(message)
        local = now.astimezone(CHINA)
        limit = state.politeness.max_requests_per_day
        if state.day == local.date() and state.spent >= limit:
            message = (
                f"the {limit} requests that host {host} gets a day are spent; see "
                f"politeness.max_requests_per_day in data/registry/hosts/"
            )
            raise NotAskedError(message)
        if not state.politeness.allows(local.time()):
            message = (
                f"host {host} is asked only at {state.politeness.hours} in China; see "
                f"politeness.hours in data/registry/hosts/"
            )
            raise NotAskedError(message)

    def _count(self, state: HostState, at: dt.datetime) -> None:
        day = at.astimezone(CHINA).date()
        if state.day != day:
            state.day, state.spent = day, 0
        state.spent += 1

    async def _pause(self, state: HostState) -> None:
        left = state.free_at - time.monotonic()
        while left > 0:
            await asyncio.sleep(left)
            left = state.free_at - time.monotonic()


def _check_pause(host: str, state: HostState) -> None:
    """Leave a host for another time rather than wait for a Crawl-delay of hours."""
    left = state.free_at - time.monotonic()
    if left > _LONGEST_PAUSE:
        message = (
            f"host {host} wants a pause of more than {_LONGEST_PAUSE} seconds between "
            f"two requests (Crawl-delay of its robots.txt), so the rest is left"
        )
        raise NotAskedError(message)


def _tells_rules(record: FetchRecord) -> bool:
    """Whether an answer to the request for robots.txt is good for later runs."""
    faulty = says_nothing(record.status) or record.outcome == "failed"
    return record.is_final and not faulty
