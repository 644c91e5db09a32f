"""One fetch: scope, robots, turns, redirects and retries around single requests.

What it does not do: decide what to fetch (`discover`, `run`), keep bytes (`keeper`), or
say what a document holds. Every request, and every decision not to make one, is one
line of the fetch log.
"""

import hashlib
from dataclasses import replace

import stamina

from pipeline.crawl.call import Call, Fetch, Held
from pipeline.crawl.fetch.browser import Browser
from pipeline.crawl.fetch.client import Client
from pipeline.crawl.fetch.lines import Lines
from pipeline.crawl.fetch.replay import Recorded, fetch_of
from pipeline.crawl.fetch.robots import Robots, robots_url
from pipeline.crawl.fetch.wire import Answer
from pipeline.crawl.keep.exchange import Snapshot
from pipeline.crawl.keep.log import FetchRecord
from pipeline.crawl.settings import politeness_settings
from pipeline.crawl.urls import canonical_url, check_scope, host_of
from pipeline.errors import (
    FetchError,
    NotAskedError,
    OutOfScopeError,
    TransientError,
    UsageError,
)
from pipeline.registry import Source

__all__ = ["Session"]

#: redirects that keep the method and the form
_SAME_METHOD = frozenset({307, 308})


class Session:
    """Asks on behalf of one source in one crawl; an `Asker`.

    Args:
        client: makes the requests.
        source: on whose behalf.
        crawl_id: when the crawl began.
        recorded: the answers of the crawl before it was cut off, to be used first. What
            comes now is added: nothing is asked twice in a crawl, and a recording
            answers as the crawl was answered.
    """

    def __init__(
        self,
        client: Client,
        source: Source,
        crawl_id: str,
        recorded: Recorded | None = None,
    ) -> None:
        self.client = client
        self._source = source
        self.crawl_id = crawl_id
        self._recorded = recorded or Recorded((), client.archive)
        self._browser: Browser | None = None
        self._fetch_no = self._recorded.last_no

    @property
    def source(self) -> Source:
        """On whose behalf."""
        return self._source

    async def fetch(self, call: Call, held: Held | None = None) -> Fetch:
        """Fetch one address. What goes wrong is told in the result.

        Args:
            call: what to ask.
            held: the bytes we have, to ask only for newer ones.

        Raises:
            StoreError: what came could not be kept.
        """
        found = self._recorded.take(call)
        if found is not None:
            return found
        if call.rendered is not None:
            return await self._show(call, call.rendered)
        self._fetch_no += 1
        step = self._lines(self._fetch_no)
        fetch = await self._ask(call, held, step, obey_robots=True)
        self._recorded.add(step.records)
        return fetch

    def recorded(self, call: Call) -> Fetch | None:
        """The answer that this crawl has already; None if it did not ask."""
        return self._recorded.take(call)

    async def close(self) -> None:
        """End the browser, if there is one."""
        if self._browser is not None:
            await self._browser.close()

    async def _show(self, call: Call, page: int) -> Fetch:
        """Have a page shown by a browser, and keep what it shows.

        Its requests are fetches of this session. The picture is numbered after them, so
        that a crawl that is cut off in between makes it again from their answers.
        """
        if self._browser is None:
            self._browser = Browser(self.fetch)
        view = await self._browser.show(call.url, page)
        self._fetch_no += 1
        step, error, body = self._lines(self._fetch_no), view.error, view.body
        sha256 = None if body is None else hashlib.sha256(body).hexdigest()
        record = replace(
            step.line(call),
            kind="rendered",
            rendered=page,
            outcome="fetched" if error is None else error.outcome,
            location=None if view.final_url == call.url else view.final_url,
            sha256=sha256,
            size=None if body is None else len(body),
            content_type=view.content_type,
            error=None if error is None else str(error),
            rests_until=view.rests_until,
            details={"requests": view.requests},
        )
        kept = await self.client.keeper.keep(self._snapshot(record, body), record)
        self._recorded.add([kept])
        return fetch_of(call, [kept], body)

    def _snapshot(self, record: FetchRecord, body: bytes | None) -> Snapshot | None:
        """What the archive is to keep of a picture; None if it has those bytes."""
        sha256 = record.sha256
        if body is None or sha256 is None or self.client.archive.has(sha256):
            return None
        return Snapshot(
            url=record.url,
            rendered=record.rendered or 1,
            taken_at=record.time,
            body=body,
            sha256=sha256,
        )

    def _lines(self, fetch_no: int) -> Lines:
        return Lines(self._source, self.crawl_id, self.client.keeper, fetch_no)

    async def _ask(
        self, call: Call, held: Held | None, step: Lines, *, obey_robots: bool
    ) -> Fetch:
        body = None
        try:
            body = await self._follow(call, held, step, obey_robots=obey_robots)
        except FetchError as error:
            await step.refuse(call, error)
        return fetch_of(call, step.records, body)

    async def _follow(
        self, call: Call, held: Held | None, step: Lines, *, obey_robots: bool
    ) -> bytes | None:
        """Ask, and follow redirects; each address is checked before it is asked.

        Raises:
            FetchError: the next address is not asked, and why.
        """
        seen: list[str] = []
        while True:
            url = canonical_url(call.url)
            check_scope(url, self.client.scope, self.client.mapped)
            _check_path(seen, url, self.client.limits.max_redirects)
            seen.append(url)
            robots = None
            if obey_robots:
                robots = await self._robots(url)
                robots.check(url)
            asked = Call(url, call.form, call.json, call.headers)
            answer = await self._retry(asked, held, step, robots)
            if answer.fault is not None:
                return None
            if answer.location is None:
                return answer.exchange.body if answer.exchange else None
            keeps = answer.status in _SAME_METHOD
            call = Call(
                canonical_url(answer.location, url),
                call.form if keeps else None,
                call.json if keeps else None,
                call.headers,
            )

    async def _retry(
        self, call: Call, held: Held | None, step: Lines, robots: Robots | None
    ) -> Answer:
        """Ask until it works, for faults that may pass."""
        limits, hosts = self.client.limits, self.client.hosts
        host = host_of(call.url)
        async for attempt in stamina.retry_context(
            on=TransientError,
            attempts=limits.attempts,
            timeout=None,
            wait_initial=limits.first_wait * hosts.scale,
            wait_max=limits.longest_wait * hosts.scale,
            wait_jitter=limits.first_wait * hosts.scale,
        ):
            with attempt:
                async with hosts.turn(host, robots):
                    answer = await self.client.wire.send(call, held)
                    rests = None
                    if step.fetch_no:  # robots.txt says nothing of its host
                        rests = hosts.answered(host, answer.fault)
                    again = self._is_tried_again(answer, attempt.num, rests)
                    if not again and isinstance(answer.fault, TransientError):
                        rests = rests or hosts.gave_up(host, answer.fault)
                    final = not again and (
                        answer.location is None or answer.fault is not None
                    )
                    await step.keep(
                        call,
                        answer,
                        attempt.num,
                        is_final=final,
                        rests_until=rests,
                    )
                if not again:
                    return answer
                if answer.fault is not None:
                    raise answer.fault
        message = f"no attempt was made for {call.url}"  # limits.attempts < 1
        raise UsageError(message)

    def _is_tried_again(self, answer: Answer, attempt: int, rests: str | None) -> bool:
        fault = answer.fault
        if not isinstance(fault, TransientError) or rests is not None:
            return False
        wait = fault.retry_after
        if wait is not None and answer.exchange is not None:
            longest = politeness_settings().longest_retry_after
            if wait > longest:  # of robots.txt, which makes no host rest
                return False
            # also after the last try: the next address is on the same host
            self.client.hosts.pause(host_of(answer.exchange.url), wait)
        return attempt < self.client.limits.attempts

    async def _robots(self, url: str) -> Robots:
        """The rules for an address, read once a host and day."""
        place = robots_url(url)
        state = self.client.hosts.of(host_of(url))
        async with state.robots_lock:
            known = state.robots.get(place)
            if known is not None:
                return known
            record = state.robots_records.get(place)
            if record is None:
                step = self._lines(0)
                fetch = await self._ask(Call(place), None, step, obey_robots=False)
            else:
                fetch = fetch_of(Call(place), [record], self._body_of(record))
            error = fetch.error
            unasked = isinstance(error, OutOfScopeError) and not fetch.attempts
            if isinstance(error, NotAskedError) or (error is not None and unasked):
                raise error  # never asked, so nothing is known about the host
            state.robots[place] = Robots.read(
                status=fetch.status,
                content_type=fetch.content_type,
                body=fetch.body,
                error=fetch.error,
            )
            return state.robots[place]

    def _body_of(self, record: FetchRecord) -> bytes | None:
        if record.sha256 is None or record.outcome != "fetched":
            return None
        return self.client.archive.get(record.sha256)


def _check_path(seen: list[str], url: str, most: int) -> None:
    """Refuse to go in circles, or for ever."""
    if url in seen:
        message = f"the site redirects in a loop: {' -> '.join([*seen, url])}"
        raise FetchError(message)
    if len(seen) > most:
        message = f"expected at most {most} redirects: {' -> '.join([*seen, url])}"
        raise FetchError(message)
