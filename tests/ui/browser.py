"""A headless Chromium that looks at the UI, and what it must not do.

Helpers wait for what is visible, never for a time. Selectors are words and roles that
a user sees.
"""

import importlib.util
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipeline.crawl.settings import browser_settings
from pipeline.paths import project_dir

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

__all__ = ["Ui", "open_browser", "open_page", "why_no_browser"]

SHOTS = project_dir() / "data" / "ci" / "ui"
_SIZE = {"width": 1440, "height": 900}
#: for what hangs only; a busy machine takes its time
_PATIENCE = 300_000
_QUIET = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def _program() -> str | None:
    found = (shutil.which(name) for name in browser_settings().programs)
    return next((path for path in found if path), None)


def why_no_browser() -> str | None:
    """Why these tests cannot run here, None where they can."""
    if importlib.util.find_spec("playwright") is None:
        return "needs the extra `browser`: pip install 'ogi[browser]'"
    if _program() is None:
        return "needs Chromium: apt-get install chromium"
    return None


@contextmanager
def open_browser() -> Iterator["Browser"]:
    """An installed Chromium, ended with the block."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - an extra

    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=_program(),
            args=list(_QUIET),
            chromium_sandbox=os.geteuid() != 0,  # root cannot have one
        )
        try:
            yield browser
        finally:
            browser.close()


@dataclass(slots=True)
class Ui:
    """A page of the UI and what went wrong in it.

    Attributes:
        page: the page.
        url: where the UI is.
        errors: what the page complained of.
        strangers: what was asked of other hosts.
    """

    page: "Page"
    url: str
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open a page of the UI."""
        self.page.goto(self.url + path)

    def settle(self) -> None:
        """Wait until the page has all that it asked for."""
        self.page.wait_for_load_state("networkidle")

    def see(self, text: str | re.Pattern[str]) -> "Locator":
        """Wait until a text is visible; a string is the whole text of its element."""
        exact = isinstance(text, str)
        found = self.page.get_by_text(text, exact=exact)
        found = found.filter(visible=True).first
        found.wait_for()
        return found

    def show(self, key: str) -> "Locator":
        """Open a piece of metadata that stands behind a link; gives the dialog."""
        row = self.page.get_by_role("row").filter(has_text=re.compile(rf"^{key}"))
        row.get_by_text("[Show Markdown]").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_role("button", name="Close").wait_for()
        return dialog

    def shoot(self, name: str) -> Path:
        """Keep a picture of what is to be seen."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        path = SHOTS / f"{name}.png"
        self.page.screenshot(path=path, animations="disabled")
        return path


@contextmanager
def open_page(browser: "Browser", url: str, scheme: str = "light") -> Iterator[Ui]:
    """A page without a past. What went wrong in it is collected.

    Args:
        browser: the browser.
        url: where the UI is.
        scheme: light or dark, as the system of the user says.
    """
    context = browser.new_context(
        viewport=_SIZE,  # type: ignore[arg-type]
        color_scheme="dark" if scheme == "dark" else "light",
        locale="en-GB",
        timezone_id="Asia/Shanghai",
    )
    try:
        page = context.new_page()
        page.set_default_timeout(_PATIENCE)
        ui = Ui(page, url)
        page.on("pageerror", lambda fault: ui.errors.append(str(fault)))
        page.on(
            "console",
            lambda said: ui.errors.append(said.text) if said.type == "error" else None,
        )
        page.on("request", lambda asked: _note(ui, asked.url))
        yield ui
    finally:
        context.close()


def _note(ui: Ui, address: str) -> None:
    if address.startswith(("data:", "blob:")):
        return
    if urlsplit(address).netloc != urlsplit(ui.url).netloc:
        ui.strangers.append(address)
