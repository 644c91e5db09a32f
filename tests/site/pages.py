"""A host that is a dictionary of pages, for tests of single ways of finding."""

import asyncio
from collections.abc import Mapping

from pipeline.crawl.discover import Listing, discover
from tests.site.direct import DirectAsker
from tests.site.model import Ask, Entry, Host, Reply
from tests.site.sources import make_source

__all__ = ["BASE", "HOST", "Pages"]

HOST = "www.site.test"
BASE = f"http://{HOST}/nb/"


class Pages:
    """A host of pages by path and query; keeps what was asked for."""

    def __init__(self, pages: Mapping[str, str | Reply], family: str = "trs") -> None:
        self._pages = pages
        host = Host(
            name=HOST,
            family="generic",
            listing=BASE,
            answer=self._answer,
            reports=dict[str, Entry](),
        )
        self.asker = DirectAsker(make_source(HOST, BASE, family=family), host)

    def _answer(self, ask: Ask) -> Reply | None:
        query = "&".join(f"{name}={value}" for name, value in ask.query.items())
        page = self._pages.get(f"{ask.path}?{query}" if query else ask.path)
        return Reply(page) if isinstance(page, str) else page

    def discover(self) -> Listing:
        """Find the reports of the host."""
        return asyncio.run(discover(self.asker))

    @property
    def paths(self) -> list[str]:
        """What was asked for."""
        return [call.url.removeprefix(f"http://{HOST}") for call in self.asker.calls]
