"""An installed Chromium that can reach nothing: started, and ended with the block.

Playwright drives it (the extra `browser`); browsers are never downloaded. Every name
and every proxy is dead to it, so that only what it is handed reaches it
(`browser_answers`).
"""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

from pipeline.crawl.settings import browser_settings
from pipeline.errors import FetchError

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext

__all__ = ["BrowserError", "checked", "open_context"]

T = TypeVar("T")

_ENV = "OGI_CHROMIUM"
_DEAD_ENDS = (
    "--proxy-server=http://nowhere.invalid:1",
    "--proxy-bypass-list=<-loopback>",  # without this, loopback goes past a proxy
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
)


class BrowserError(FetchError):
    """The browser could not do what it was told."""


async def checked(waiting: Awaitable[T]) -> T:
    """Wait for the browser.

    Raises:
        BrowserError: it could not.
    """
    from playwright.async_api import Error  # noqa: PLC0415

    try:
        return await waiting
    except Error as fault:
        message = f"the browser failed: {str(fault).splitlines()[0]}"
        raise BrowserError(message) from fault


def _program() -> str:
    """Where Chromium is.

    Raises:
        FetchError: it is not installed.
    """
    told = os.environ.get(_ENV)
    names = [told] if told else browser_settings().programs
    for name in names:
        found = shutil.which(name)
        if found is not None:
            return found
    message = (
        f"a listing that only a browser can show needs Chromium; looked for "
        f"{', '.join(names)}: install it (apt-get install chromium) or name the "
        f"program in {_ENV}"
    )
    raise FetchError(message)


@asynccontextmanager
async def open_context() -> AsyncIterator["BrowserContext"]:
    """A browser without a past, ended after the block.

    Raises:
        FetchError: Playwright or Chromium is missing, or it does not start.
    """
    try:
        from playwright.async_api import Error, async_playwright  # noqa: PLC0415
    except ImportError as fault:
        message = (
            "a listing that only a browser can show needs the extra `browser`: "
            "pip install 'ogi[browser]'"
        )
        raise FetchError(message) from fault
    program = _program()
    async with async_playwright() as driver:
        try:
            browser = await driver.chromium.launch(
                executable_path=program,
                args=list(_DEAD_ENDS),
                chromium_sandbox=os.geteuid() != 0,  # root cannot have one
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
            )
        except Error as fault:
            message = f"{program} does not start: {str(fault).splitlines()[0]}"
            raise FetchError(message) from fault
        try:
            yield await browser.new_context(
                service_workers="block",
                accept_downloads=False,
                locale="zh-CN",
                timezone_id="Asia/Shanghai",
            )
        finally:
            await browser.close()
