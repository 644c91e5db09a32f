"""A page in the browser: wait until it is done, take its picture, step its pager.

What runs inside the page is plain JavaScript here; it reads and clicks, no more. A page
may do what it likes meanwhile, so every question to it has a limit of time.
"""

import asyncio
import time
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

from pipeline.crawl.fetch.browser_answers import Answers
from pipeline.crawl.fetch.chromium import BrowserError, checked
from pipeline.crawl.settings import BrowserSettings, listing_settings
from pipeline.errors import FetchError

if TYPE_CHECKING:
    from playwright.async_api import Page

__all__ = ["BrowserPage"]

_POLL = 0.1
#: the links of the page as one text, whatever their order: neither a clock that ticks
#: nor a band of news that goes round changes it
_LINKS = """() => Array.from(new Set(Array.from(
    document.querySelectorAll('a[href]'), a => a.href + ' ' + a.textContent.trim()
))).sort().join('\\n')"""
#: Find the button of the next page; click it if told so; say whether there is one.
#: Words and elements come first. A row of numbers is a pager where the number after the
#: present one stands beside the present one.
_NEXT = """([words, elements, dead, following, click]) => {
    const bare = text => text.replace(/[\\s>»›→<«‹…\\u00a0]+/g, '');
    const off = node => [node, node.parentElement].some(n => n && (
        n.disabled || n.getAttribute('aria-disabled') === 'true' ||
        dead.some(word => (n.getAttribute('class') || '').includes(word))));
    const all = Array.from(document.querySelectorAll(
        'a, button, li, span, div, input[type=button]'));
    const said = node => bare(node.value && node.tagName === 'INPUT'
        ? node.value : node.textContent.length < 40 ? node.textContent : '');
    const innermost = nodes => nodes.filter(
        n => !nodes.some(other => other !== n && n.contains(other)));
    let found = innermost(all.filter(node => words.includes(said(node))));
    if (!found.length)
        found = Array.from(document.querySelectorAll(elements.join(',') || 'none'));
    if (!found.length) {
        const present = Array.from(document.querySelectorAll(
            'a, button, li, span, b, strong, em, i, div'
        )).filter(node => said(node) === String(following - 1));
        const near = node => [node.parentElement, node.parentElement?.parentElement]
            .some(above => above && present.some(o => above.contains(o)));
        found = innermost(all.filter(node => said(node) === String(following))).filter(
            node => !node.closest('td, table') && near(node));
    }
    found = found.filter(node => !off(node));
    if (click && found.length) {
        const node = found[0].querySelector('a, button') || found[0];
        node.removeAttribute('target');
        node.click();
    }
    return found.length > 0;
}"""


class BrowserPage:
    """One listing, open in the browser.

    Attributes:
        goes_on: whether its pager has a next page.
    """

    def __init__(
        self, page: "Page", answers: Answers, settings: BrowserSettings
    ) -> None:
        self._page = page
        self._settings = settings
        self._answers = answers
        self._shown = 1
        self.goes_on = False

    @property
    def url(self) -> str:
        """Where it is."""
        return self._page.url

    async def open(self, url: str) -> None:
        """Open an address, and wait until the page is done.

        Raises:
            FetchError: the browser cannot show it.
        """
        await checked(self._page.goto(url, wait_until="commit", timeout=0))
        await self._settle()
        self.goes_on = await self._next(click=False)

    async def step(self) -> None:
        """Go to the next page; `goes_on` is false if that changes nothing.

        Raises:
            FetchError: the browser failed.
        """
        before = await self._ask(_LINKS)
        clicked = await self._next(click=True)
        self._shown += 1
        after = await self._settle()
        self.goes_on = clicked and after != before and await self._next(click=False)

    async def picture(self) -> str:
        """The document as it is now.

        Raises:
            FetchError: the browser failed, or the page is too large.
        """
        text: str = await self._within(self._page.content())
        most = self._settings.max_characters
        if len(text) > most:
            message = f"expected at most {most} characters of a page, found {len(text)}"
            raise FetchError(message)
        return text

    async def _settle(self) -> str:
        """Wait until nothing is under way and the links stay the same; give them."""
        settings, answers = self._settings, self._answers
        own, quiet, links = 0.0, 0.0, None
        moment = time.monotonic()
        while quiet < settings.settled:
            waits = answers.under_way > 0
            await asyncio.sleep(_POLL)
            passed, moment = time.monotonic() - moment, time.monotonic()
            if answers.crash is not None:
                raise answers.crash
            if waits or answers.under_way:
                quiet = 0.0
                continue
            own += passed
            if own > settings.patience:
                fault = f"the page was not done after {settings.patience:g} seconds"
                answers.faults[f"{fault} of its own; see data/crawl/browser.yml"] = None
                break
            try:
                now = await self._ask(_LINKS)
            except BrowserError:  # the page is just going elsewhere
                now = None
            quiet = quiet + passed if now is not None and now == links else 0.0
            links = now
        return links or ""

    async def _next(self, *, click: bool) -> bool:
        settings = self._settings
        words = [*sorted(listing_settings().next_page), *settings.next_words]
        told = [words, list(settings.next_elements), list(settings.dead)]
        found: bool = await self._ask(_NEXT, [*told, self._shown + 1, click])
        return found

    async def _ask(self, script: str, argument: Any = None) -> Any:
        return await self._within(self._page.evaluate(script, argument))

    async def _within(self, waiting: Awaitable[Any]) -> Any:
        try:
            async with asyncio.timeout(self._settings.patience):
                return await checked(waiting)
        except TimeoutError as fault:
            message = f"{self.url}: a script of the page does not end"
            raise FetchError(message) from fault
