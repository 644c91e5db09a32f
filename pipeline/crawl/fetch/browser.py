"""Pages as a browser shows them, for listings that are empty until scripts have run.

One listing is open at a time; its pages come one after the other, as its pager gives
them. Starting Chromium is in `chromium`, what a page may ask for in `browser_answers`,
waiting and clicking in `browser_page`. What is shown is kept by whoever asks for it
(`session`): a recorded crawl is crawled again without a browser.
"""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.crawl.call import Call, Fetch
from pipeline.crawl.discover.rendered import mark
from pipeline.crawl.fetch.answers import is_html
from pipeline.crawl.fetch.browser_answers import Answers, Ask
from pipeline.crawl.fetch.browser_page import BrowserPage
from pipeline.crawl.fetch.chromium import checked, open_context
from pipeline.crawl.settings import BrowserSettings, browser_settings
from pipeline.errors import FetchError

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext

__all__ = ["Browser", "View"]

_HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a browser shows.

    Attributes:
        final_url: where it ended, without the part behind `#`.
        body: the document, with a mark at its end (`discover.rendered`); of something
            that is no page, the bytes. None if there is an error.
        requests: made for it.
    """

    final_url: str
    body: bytes | None
    content_type: str | None
    requests: int
    error: FetchError | None = None
    rests_until: str | None = None


class Browser:
    """The browser of one crawl; started when it is first needed.

    Args:
        ask: makes the requests of the pages.
        settings: None for those of `data/crawl/browser.yml`.
    """

    def __init__(self, ask: Ask, settings: BrowserSettings | None = None) -> None:
        self._settings = settings or browser_settings()
        self._answers = Answers(ask, self._settings)
        self._stack = AsyncExitStack()
        self._context: BrowserContext | None = None
        self._open: BrowserPage | None = None
        self._at: tuple[str, int] = ("", 0)

    async def close(self) -> None:
        """End it."""
        self._context = self._open = None
        self._at = ("", 0)
        await self._stack.aclose()

    async def show(self, url: str, number: int) -> View:
        """One page of a listing. What goes wrong is told in the result.

        Args:
            url: of the listing.
            number: which page; 1 for the listing as it opens. The listing is opened
                anew unless the page before this one is shown.

        Raises:
            StoreError: an answer could not be kept.
        """
        before = self._answers.requests
        try:
            if number == 1 or self._at != (url, number - 1):
                other = await self._begin(url)
                if other is not None:
                    return self._as_it_is(other, before)
                for _ in range(number - 1):
                    # these were shown, and their requests counted, before a restart
                    before = self._answers.requests
                    await self._page().step()
            else:
                await self._page().step()
            self._at = (url, number)
            return await self._view(before)
        except FetchError as error:
            await self.close()  # whatever it is in: the next page has a fresh one
            made = self._answers.requests - before
            return View(
                final_url=url, body=None, content_type=None, requests=made, error=error
            )

    async def _begin(self, url: str) -> Fetch | None:
        """Open a listing; what came instead if the browser cannot show it."""
        self._at = ("", 0)
        self._answers.start()
        first = await self._answers.ask(Call(url.partition("#")[0]))
        if first is None or first.error is not None:
            return first
        if not is_html(first.content_type, first.body or b""):
            return first
        if self._context is None:
            self._context = await self._stack.enter_async_context(open_context())
            await self._context.route("**/*", self._answers.answer)
            await self._context.route_web_socket("**/*", lambda socket: socket.close())
        for page in self._context.pages:
            await checked(page.close())
        page = self._answers.page = await checked(self._context.new_page())
        self._open = BrowserPage(page, self._answers, self._settings)
        await self._open.open(url)
        return None

    def _page(self) -> BrowserPage:
        if self._open is None:
            raise FetchError("no page is open in the browser")
        return self._open

    async def _view(self, before: int) -> View:
        page = self._page()
        fault = "; ".join(self._answers.faults)
        text = await page.picture() + mark(goes_on=page.goes_on, fault=fault)
        return View(
            final_url=page.url.partition("#")[0],
            body=text.encode("utf-8", "replace"),
            content_type=_HTML,
            requests=self._answers.requests - before,
        )

    def _as_it_is(self, fetch: Fetch, before: int) -> View:
        """What the site sent, where there is nothing to show."""
        return View(
            final_url=fetch.final_url,
            body=fetch.body,
            content_type=fetch.content_type,
            requests=self._answers.requests - before,
            error=fetch.error,
            rests_until=fetch.rests_until,
        )
