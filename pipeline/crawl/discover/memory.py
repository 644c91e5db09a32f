"""What was asked for while finding: nothing is asked twice.

The answers that make up one list are held while that list is read, because a second
family may want the pages that a first one asked for in vain.
"""

from dataclasses import replace

from pipeline.crawl.call import Asker, Call, Fetch
from pipeline.crawl.discover.page import Page
from pipeline.crawl.text import decode
from pipeline.crawl.urls import article_key, canonical_url
from pipeline.errors import OutOfScopeError

__all__ = ["Memory", "page_of"]


class Memory:
    """Asks, and never for the same thing twice."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._asked: set[Call | str] = set()
        self._held: dict[Call | str, Fetch] = {}
        self._read: set[Call | str] = set()

    def start_list(self) -> None:
        """Hold what is asked from now on, until the list is read or given up."""
        self._held.clear()

    def start_reading(self) -> None:
        """Read the list by another family: what is held may be asked for again."""
        self._read.clear()

    end_list = start_list

    def knows(self, call: Call) -> bool:
        """Whether asking would bring nothing new.

        It was asked for, or came as the end of a redirect, and is not held for a family
        that has not seen it.
        """
        key = _key(call)
        return key in self._asked and (key not in self._held or key in self._read)

    async def ask(self, call: Call) -> Fetch:
        """The answer to what `knows` does not know."""
        key = _key(call)
        self._read.add(key)
        if key in self._held:
            return self._held[key]
        self._asked.add(key)
        fetch = await self._asker.fetch(call)
        if call.rendered is not None:
            self._asked.add(_key(Call(call.url)))
        if call.method == "GET":
            self._asked.add(article_key(fetch.final_url))
        self._held[key] = fetch
        return fetch


def _key(call: Call) -> Call | str:
    """One key for all spellings of an address that is only fetched.

    Headers do not count: the page that a call came from (`Referer`) makes no other call
    of it, and a recording is not read by them either.
    """
    bare = replace(call, headers=())
    if bare != Call(call.url):
        return bare
    try:
        return article_key(canonical_url(call.url))
    except OutOfScopeError:
        return call  # whoever asks says what is wrong with it


def page_of(fetch: Fetch) -> Page:
    """The answer as text."""
    return Page(fetch.final_url, decode(fetch.body or b""), fetch.call)
