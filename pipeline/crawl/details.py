"""Articles that are shells: asking for the text that their scripts would ask for.

What to ask is in `discover.details`. The answer is the document: its bytes are archived
and read like any other (JSON with HTML in it); the shell is kept as well, but says
nothing.
"""

from dataclasses import replace

from pipeline.crawl.attachments import Attachment, attachments_of
from pipeline.crawl.call import Asker, Call, Fetch
from pipeline.crawl.discover.details import (
    detail_call,
    detail_html,
    is_detail_address,
    settings_calls,
)
from pipeline.crawl.discover.page import Page
from pipeline.crawl.fetch.answers import is_html
from pipeline.crawl.text import decode

__all__ = ["Details", "attachments_in"]


def attachments_in(body: bytes, content_type: str | None, url: str) -> list[Attachment]:
    """What belongs to an article, be it a page or the answer behind a shell.

    Args:
        body: the document.
        content_type: as the server says.
        url: of the article, for relative links.
    """
    if is_html(content_type, body) or "json" not in (content_type or ""):
        return attachments_of(body, content_type, url)
    page = detail_html(decode(body))
    return [] if page is None else attachments_of(page.encode(), "text/html", url)


class Details:
    """The details of the articles of one crawl; settings of a site are asked once."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._settings: dict[Call, Page] = {}

    async def of(self, fetch: Fetch) -> Fetch:
        """The fetch that has the text of an article: the one given, or the answer.

        Args:
            fetch: of an article, without an error.
        """
        if fetch.body is None or not is_detail_address(fetch.final_url):
            return fetch
        if not is_html(fetch.content_type, fetch.body):
            return fetch
        page = Page(fetch.final_url, decode(fetch.body), fetch.call)
        call = detail_call(page)
        if call is None:
            call = detail_call(replace(page, parts=await self._parts(page)))
        if call is None:
            return fetch
        answer = await self._asker.fetch(call)
        served = answer.body is not None and answer.error is None
        if served and detail_html(decode(answer.body or b"")) is None:
            return fetch
        # where the reader of the report finds it is the article, not its interface
        return replace(answer, call=fetch.call, final_url=fetch.final_url)

    async def _parts(self, page: Page) -> tuple[Page, ...]:
        found = []
        for call in settings_calls(page):
            if call not in self._settings:
                fetch = await self._asker.fetch(call)
                text = decode(fetch.body or b"")
                self._settings[call] = Page(fetch.final_url, text, call)
            found.append(self._settings[call])
        return tuple(found)
