"""Walking one list from page to page, for every family alike.

The reader names the routes; the walk asks for the pages and stops when a page brings
no new link, comes a second time or is not there, or when the page limit is reached.
Reaching the announced total does not stop it: dated links of a side column count too,
and would hide the last entries. Whatever is missing in the end is said. Lists that lead
to further lists are in `channels`.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from pipeline.crawl.call import Call, Fetch
from pipeline.crawl.discover.memory import Memory, page_of
from pipeline.crawl.discover.page import Page, Reader, Reading, Route, Row
from pipeline.crawl.discover.probing import page_after, second_pages
from pipeline.crawl.discover.walked import FoundRow, Walked
from pipeline.crawl.fetch.answers import is_html
from pipeline.crawl.settings import listing_settings

__all__ = ["walk_list"]

_PAGE_NUMBER = re.compile(r"\d{1,3}")


class _Walk:
    def __init__(
        self, memory: Memory, reader: Reader, is_more: Callable[[Row], bool]
    ) -> None:
        self.memory = memory
        self.reader = reader
        self.is_more = is_more
        self.result = Walked()
        self._bodies: set[str] = set()
        self._rest: list[Route] = []
        self.lists: tuple[Call, ...] = ()
        self._max_pages = listing_settings().max_pages
        self._idle = 0  # pages in a row that brought new links, but no entry

    async def start(self, first: Page) -> None:
        self._bodies.add(_digest(first.text))
        reading, _ = await self._take(first)
        if reading.fault is not None:
            self._stop(f"{first.url}: {reading.fault}", broken=True)
        self.lists = reading.lists
        await self._walk(reading.routes)
        if reading.guessable:
            await self._guess(first.url)
        await self._walk_rest()

    async def _walk(self, routes: tuple[Route, ...]) -> None:
        while routes:
            routes = await self._first_that_brings(routes)

    async def _walk_rest(self) -> None:
        """While entries are missing, try what the readings name besides their routes.

        If the list is whole in the end, it does not matter where a route stopped.
        """
        why, broken = self.result.stopped, self.result.broken
        walked = False
        while self._rest and self.result.lacks_entries:
            await self._walk((self._rest.pop(0),))
            walked = True
        if walked and not self.result.lacks_entries:
            self._stop(None, broken=False)
        elif why is not None:
            self._stop(why, broken=broken)

    async def _first_that_brings(self, routes: tuple[Route, ...]) -> tuple[Route, ...]:
        """Follow the first route that brings links; return the routes that go on."""
        why, broken = None, False
        for route in routes:
            if all(self.memory.knows(request) for request in route.requests):
                continue
            before = len(self.result.rows)
            self._stop(None, broken=False)
            following = await self._follow(route)
            if len(self.result.rows) > before:
                return following
            if why is None:  # of the route that should have worked
                why, broken = self.result.stopped, self.result.broken
        self._stop(why, broken=broken)
        return ()

    def _stop(self, why: str | None, *, broken: bool) -> None:
        self.result.stopped, self.result.broken = why, broken

    async def _follow(self, route: Route) -> tuple[Route, ...]:
        barren = 0
        following: tuple[Route, ...] = ()
        for request in self._unasked(route):
            fetch = await self.memory.ask(request)
            missing = route.guess and fetch.outcome == "gone"
            if fetch.error is not None and not missing:
                self._stop(f"{request.url}: {fetch.error}", broken=True)
                return ()
            reading, gained = Reading(()), 0
            if not missing:
                reading, gained = await self._read_new(page_of(fetch), fetch)
            if reading.fault is not None:
                self._stop(f"{request.url}: {reading.fault}", broken=True)
                return ()
            if self._idle > listing_settings().max_idle_pages:
                self._stop(f"{request.url} and those before: no entry", broken=False)
                return ()
            barren = 0 if gained else barren + 1
            if barren > route.patience:
                self._stop(f"{request.url} brought no new link", broken=False)
                return ()
            following = reading.routes if route.chained else ()
        return following

    def _unasked(self, route: Route) -> Iterator[Call]:
        for request in route.requests:
            if self.memory.knows(request):
                continue
            if self._is_full():
                return
            yield request

    def _is_full(self) -> bool:
        if self.result.pages < self._max_pages:
            return False
        limit = f"the limit of {self._max_pages} pages is reached"
        self._stop(f"{limit}; see data/crawl/listing.yml", broken=True)
        return True

    async def _guess(self, first: str) -> None:
        """Try the usual places of page two, and count up from the one that is right."""
        for place in second_pages(first):
            url: str | None = place
            right = False
            while url is not None and await self._is_right(url):
                right = True
                url = page_after(url)
            if right:
                return

    async def _is_right(self, url: str) -> bool:
        """Whether a guessed page is another page of the list; then it is kept."""
        if self.memory.knows(Call(url)) or self._is_full():
            return False
        fetch = await self.memory.ask(Call(url))
        if fetch.error is not None or not is_html(
            fetch.content_type, fetch.body or b""
        ):
            return False
        page = page_of(fetch)
        rows = _without_pager(self.reader(page))
        if not any(r.url not in self.result.rows and self.is_more(r) for r in rows):
            return False
        _, gained = await self._read_new(page)
        return gained > 0

    async def _read_new(
        self, page: Page, fetch: Fetch | None = None
    ) -> tuple[Reading, int]:
        """Read a page, unless it is one that came before."""
        digest = _digest(page.text)
        if digest in self._bodies:
            return Reading(()), 0
        self._bodies.add(digest)
        return await self._take(page, fetch)

    async def _take(
        self, page: Page, fetch: Fetch | None = None
    ) -> tuple[Reading, int]:
        """Read a page and keep its links; also how many were new."""
        reading, result = self.reader(page), self.result
        if reading.needs:
            parts = await self._parts(reading.needs)
            reading = self.reader(replace(page, parts=parts))
        self._rest += [route for route in reading.rest if route not in self._rest]
        result.announced = _first(result.announced, reading.announced)
        result.announced_pages = _first(result.announced_pages, reading.pages)
        before = len(result.rows)
        for row in _without_pager(reading):
            own = fetch if row.itself else None
            result.rows.setdefault(row.url, FoundRow(row, page.url, own))
        gained = len(result.rows) - before
        brought = list(result.rows.values())[before:]
        entry = any(f.row.in_list or self.is_more(f.row) for f in brought)
        self._idle = 0 if entry else self._idle + 1
        result.pages += 1 if gained or not result.pages else 0
        return reading, gained

    async def _parts(self, needs: tuple[Call, ...]) -> tuple[Page, ...]:
        """What a page is put together from, as far as it came."""
        fetches = [await self.memory.ask(c) for c in needs if not self.memory.knows(c)]
        return tuple(page_of(fetch) for fetch in fetches if fetch.error is None)


async def walk_list(
    memory: Memory, first: Page, reader: Reader, is_more: Callable[[Row], bool]
) -> Walked:
    """Collect all links of one list.

    Args:
        memory: asks for the pages after the first.
        first: the first page.
        reader: of the list's family.
        is_more: whether a link on a page whose address was only guessed shows that it
            is a page of this list.
    """
    walking = _Walk(memory, reader, is_more)
    await walking.start(first)
    parts = [walking.result]
    parts += [
        await _walk_part(memory, call, reader, is_more)
        for call in walking.lists
        if not memory.knows(call)
    ]
    return Walked.of(parts)


async def _walk_part(
    memory: Memory, call: Call, reader: Reader, is_more: Callable[[Row], bool]
) -> Walked:
    """Collect all links of one of the lists that a page is made of."""
    fetch = await memory.ask(call)
    if fetch.error is not None:
        return Walked(stopped=f"{call.url}: {fetch.error}", broken=True)
    walking = _Walk(memory, reader, is_more)
    await walking.start(page_of(fetch))
    return walking.result


def _without_pager(reading: Reading) -> list[Row]:
    """The rows but links to other pages: those are new on every page, for ever."""
    pager = {request.url for route in reading.routes for request in route.requests}
    return [
        row
        for row in reading.rows
        if row.url not in pager and not _PAGE_NUMBER.fullmatch(row.title)
    ]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _first(earlier: int | None, later: int | None) -> int | None:
    return later if earlier is None else earlier
