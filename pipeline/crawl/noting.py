"""Noting what one crawl asks and gets, for its counts and for pages served twice."""

from dataclasses import replace

from pipeline.crawl.call import Call, Fetch, Held, Recalling
from pipeline.crawl.tally import Tally
from pipeline.registry import Source

__all__ = ["Noting"]


class Noting:
    """An `Asker` that notes what passes through it.

    Attributes:
        bodies: SHA-256 of every body that came.
        first: the first answer: that of the listing.
    """

    def __init__(self, asker: Recalling, tally: Tally) -> None:
        self._asker = asker
        self._tally = tally
        self._seen: set[Call] = set()
        self.bodies: set[str] = set()
        self.first: Fetch | None = None

    @property
    def source(self) -> Source:
        """On whose behalf."""
        return self._asker.source

    async def fetch(self, call: Call, held: Held | None = None) -> Fetch:
        """Ask, and note."""
        fetch = await self._asker.fetch(call, held)
        self._note(fetch)
        if call.rendered == 1 and fetch.error is None:
            await self._note_what_was_sent(call)
        return fetch

    def recorded(self, call: Call) -> Fetch | None:
        """What was asked already, and note it."""
        fetch = self._asker.recorded(call)
        if fetch is not None:
            self._note(fetch)
        return fetch

    def _note(self, fetch: Fetch) -> None:
        bare = replace(fetch.call, headers=())
        if bare not in self._seen:  # what is asked again is answered by the recording
            self._seen.add(bare)
            self._tally.add(fetch)
        self.first = self.first or fetch
        if fetch.sha256 is not None:
            self.bodies.add(fetch.sha256)

    async def _note_what_was_sent(self, call: Call) -> None:
        """Note the page behind what a browser showed, which was asked for it.

        Sites that are all script send it for whatever address they are asked.
        """
        sent = await self._asker.fetch(Call(call.url.partition("#")[0]))
        if sent.sha256 is not None:
            self.bodies.add(sent.sha256)
