"""Walking a listing from page to page, for every family alike.

The reader names the routes; the walk asks for the pages and stops when a page brings
no new link, comes a second time or is not there, or when the page limit is reached.
Reaching the announced total does not stop it: dated links of a side column count too,
and would hide the last entries. Whatever is missing in the end is said.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pipeline.crawl.call import Asker, Call, Fetch
from pipeline.crawl.discover.page import Page, Reader, Reading, Route, Row
from pipeline.crawl.settings import listing_settings
from pipeline.crawl.text import decode

__all__ = ["FoundRow", "Walked", "walk_listing"]

_PAGE_NUMBER = re.compile(r"\d{1,3}")


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A link, and the listing page it stood on."""

    row: Row
    listing_url: str


@dataclass(slots=True)
class Walked:
    """What a walk brought.

    Attributes:
        rows: every link, by address, in the order found.
        pages: listing pages read that brought links.
        announced: entries that the listing says it has; `announced_pages` its pages.
        stopped: why the walk ended before its routes did; None if it did not.
        broken: whether that was a fault, and not just a page without new links.
    """

    rows: dict[str, FoundRow] = field(default_factory=dict)
    pages: int = 0
    announced: int | None = None
    announced_pages: int | None = None
    stopped: str | None = None
    broken: bool = False

    @property
    def entries(self) -> int:
        """The links that count against the announced total.

        Lists without dates show no difference between an entry and a menu: then all
        links count, and a shortfall is seen only when it is large.
        """
        entries = sum(found.row.in_list for found in self.rows.values())
        return entries or len(self.rows)

    def shortfall(self) -> str | None:
        """What the listing announces and was not collected; None if nothing."""
        found = []
        if self.announced is not None and self.entries < self.announced:
            found.append(f"{self.announced} entries announced, {self.entries} found")
        if self.announced_pages is not None and self.pages < self.announced_pages:
            found.append(f"{self.announced_pages} pages announced, {self.pages} read")
        if self.stopped is not None and (found or self.broken):
            found.append(self.stopped)
        return "; ".join(found) or None


class _Walk:
    def __init__(self, asker: Asker, reader: Reader) -> None:
        self.asker = asker
        self.reader = reader
        self.result = Walked()
        self._asked: set[Call] = set()
        self._bodies: set[str] = set()
        self._max_pages = listing_settings().max_pages

    async def start(self, url: str) -> None:
        first = await self.asker.fetch(Call(url))
        if first.error is not None:
            raise first.error
        self._asked.update({Call(url), Call(first.final_url)})
        self._bodies.add(_digest(first))
        reading, _ = await self._take(first)
        await self._follow_all(reading.routes)
        for call in reading.lists:
            await self._follow_list(call)
        if reading.fault is not None:
            self._stop(f"{first.final_url}: {reading.fault}", broken=True)

    async def _follow_all(self, routes: tuple[Route, ...]) -> None:
        while routes:
            routes = await self._first_that_brings(routes)

    async def _follow_list(self, call: Call) -> None:
        """Walk one of the lists of a page; what it announces is added."""
        if call in self._asked:
            return
        fetch = await self._ask(call)
        if fetch.error is not None:
            self._stop(f"{call.url}: {fetch.error}", broken=True)
            return
        before, self.result.announced = self.result.announced, None
        reading, _ = await self._read_new(fetch)
        if reading.fault is not None:
            self._stop(f"{call.url}: {reading.fault}", broken=True)
        await self._follow_all(reading.routes)
        if before is not None:
            self.result.announced = before + (self.result.announced or 0)

    async def _first_that_brings(self, routes: tuple[Route, ...]) -> tuple[Route, ...]:
        """Follow the first route that brings links; return the routes that go on."""
        why, broken = None, False
        for route in routes:
            if not any(request not in self._asked for request in route.requests):
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
            fetch = await self._ask(request)
            if fetch.error is not None:
                missing = route.guess and fetch.outcome == "gone"
                self._stop(f"{request.url}: {fetch.error}", broken=not missing)
                if not missing or barren >= route.patience:
                    return ()
                barren += 1
                continue
            reading, gained = await self._read_new(fetch)
            if reading.fault is not None:
                self._stop(f"{request.url}: {reading.fault}", broken=True)
                return ()
            barren = 0 if gained else barren + 1
            if barren > route.patience:
                self._stop(f"{request.url} brought no new link", broken=False)
                return ()
            following = reading.routes if route.chained else ()
        return following

    def _unasked(self, route: Route) -> Iterator[Call]:
        for request in route.requests:
            if request in self._asked:
                continue
            if self.result.pages >= self._max_pages:
                limit = f"the limit of {self._max_pages} pages is reached"
                self._stop(f"{limit}; see data/crawl/listing.yml", broken=True)
                return
            yield request

    async def _ask(self, request: Call) -> Fetch:
        self._asked.add(request)
        return await self.asker.fetch(request)

    async def _read_new(self, fetch: Fetch) -> tuple[Reading, int]:
        """Read a page, unless it is one that came before."""
        digest = _digest(fetch)
        if digest in self._bodies:
            return Reading(()), 0
        self._bodies.add(digest)
        return await self._take(fetch)

    async def _take(self, fetch: Fetch) -> tuple[Reading, int]:
        """Read a page and keep its links; also how many were new."""
        page = Page(fetch.final_url, decode(fetch.body or b""), fetch.call)
        reading, result = self.reader(page), self.result
        if reading.needs:
            parts = await self._parts(reading.needs)
            reading = self.reader(replace(page, parts=parts))
        result.announced = _first(result.announced, reading.announced)
        result.announced_pages = _first(result.announced_pages, reading.pages)
        before = len(result.rows)
        for row in _without_pager(reading):
            result.rows.setdefault(row.url, FoundRow(row, page.url))
        gained = len(result.rows) - before
        result.pages += 1 if gained or not result.pages else 0
        return reading, gained

    async def _parts(self, needs: tuple[Call, ...]) -> tuple[Page, ...]:
        """The answers that a page is put together from; those that came."""
        fetches = [await self._ask(need) for need in needs if need not in self._asked]
        return tuple(
            Page(fetch.final_url, decode(fetch.body or b""), fetch.call)
            for fetch in fetches
            if fetch.error is None
        )


async def walk_listing(asker: Asker, url: str, reader: Reader) -> Walked:
    """Collect all links of a listing.

    Args:
        asker: asks for the pages.
        url: the first page.
        reader: of the listing's family.

    Raises:
        FetchError: the first page could not be had.
    """
    walking = _Walk(asker, reader)
    await walking.start(url)
    return walking.result


def _without_pager(reading: Reading) -> list[Row]:
    """The rows but links to other pages: those are new on every page, for ever."""
    pager = {request.url for route in reading.routes for request in route.requests}
    return [
        row
        for row in reading.rows
        if row.url not in pager and not _PAGE_NUMBER.fullmatch(row.title)
    ]


def _digest(fetch: Fetch) -> str:
    return hashlib.sha256(fetch.body or b"").hexdigest()


def _first(earlier: int | None, later: int | None) -> int | None:
    return later if earlier is None else earlier
