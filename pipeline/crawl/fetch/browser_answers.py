"""What a page in the browser asks for, asked by us: the only way out that it has.

Each request becomes a `Call` of the crawl, and so is in scope, polite, archived and
logged like any other, one at a time, and none twice. What is refused or fails is a
failed request to the page.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from pipeline.crawl.call import Call, Fetch
from pipeline.crawl.settings import BrowserSettings
from pipeline.crawl.urls import canonical_url
from pipeline.errors import OutOfScopeError

if TYPE_CHECKING:
    from playwright.async_api import Page, Request, Route

__all__ = ["Answers", "Ask"]

Ask = Callable[[Call], Awaitable[Fetch]]

_FORM = "application/x-www-form-urlencoded"
_SENT_ON = ("referer", "x-requested-with", "accept")
#: outcomes after which the page may lack something: not a host that is none of ours,
#: and not what is not there
_LACKING = frozenset({"failed", "refused", "not_asked"})
_LIMIT = "the limit of {} requests is reached; see data/crawl/browser.yml"


class Answers:
    """Answers the requests of the pages of one crawl.

    Attributes:
        page: the one that is answered; requests of any other fail (a window that it
            opened, a page that was left).
        under_way: requests that the page waits for.
        requests: made so far, redirects and retries counted.
        faults: what pages lack, in the order in which it was noticed.
        crash: what went wrong in our own code.
    """

    def __init__(self, ask: Ask, settings: BrowserSettings) -> None:
        self._ask = ask
        self._settings = settings
        self._known: dict[Call, Fetch] = {}
        self._landed: dict[str, Fetch] = {}
        self._turn = asyncio.Lock()
        self._left = settings.max_requests
        self.page: Page | None = None
        self.under_way = 0
        self.requests = 0
        self.faults: dict[str, None] = {}
        self.crash: BaseException | None = None

    def start(self) -> None:
        """A listing is about to be opened: what was shown before is left."""
        self.page = None
        self._left = self._settings.max_requests
        self.faults.clear()

    def known(self, call: Call) -> Fetch | None:
        """The answer to what was asked before."""
        return self._known.get(_key(call))

    async def ask(self, call: Call, page: "Page | None" = None) -> Fetch | None:
        """Ask, unless it is known.

        Args:
            call: what to ask.
            page: whose request it is; None for our own.

        Returns:
            None if the page was left meanwhile, or has asked for too much.
        """
        async with self._turn:
            if page is not self.page:
                return None
            landed = self._landed.get(call.url) if call.method == "GET" else None
            found = self.known(call) or landed
            if found is not None:
                return found
            if self._left == 0:
                self.faults[_LIMIT.format(self._settings.max_requests)] = None
                return None
            self._left -= 1
            found = await self._ask(call)
            self._known[_key(call)] = found
            if call.method == "GET":
                # a page that is told where it has landed asks for that
                self._landed.setdefault(found.final_url, found)
            self.requests += found.attempts
            if found.outcome in _LACKING:
                self.faults[f"{call.url}: {found.error}"] = None
            return found

    async def answer(self, route: "Route") -> None:
        """Answer one request of a page."""
        from playwright.async_api import Error  # noqa: PLC0415

        self.under_way += 1
        try:
            reply = await self._reply(route.request)
            if reply is None:
                await route.abort()
            else:
                body, content_type = reply
                await route.fulfill(
                    status=200,
                    body=body,
                    headers={"content-type": content_type, **_allowing(route.request)},
                )
        except Error:
            return  # the page has gone on meanwhile
        except Exception as fault:  # noqa: BLE001 - raised by whoever waits for the page
            self.crash = self.crash or fault
        finally:
            self.under_way -= 1

    async def _reply(self, request: "Request") -> tuple[bytes, str] | None:
        """Body and content type; None for a request that fails."""
        if request.resource_type not in self._settings.kinds:
            return None
        page = request.frame.page
        if page is not self.page or request.frame.parent_frame is not None:
            return None  # a frame is a list of its own
        call = _call_of(request)
        if call is None:
            self.faults[f"{request.url}: a {request.method} that cannot be sent"] = None
            return None
        found = await self.ask(call, page)
        if found is None or found.error is not None or found.body is None:
            return None
        if request.is_navigation_request() and found.final_url != call.url:
            # the browser must know where it is, but would follow a redirect unasked
            target = json.dumps(found.final_url)
            stub = f"<script>location.replace({target} + location.hash)</script>"
            return stub.encode(), "text/html; charset=utf-8"
        return found.body, _typed(found.body, found.content_type)


def _key(call: Call) -> Call:
    try:
        return Call(canonical_url(call.url), call.form, call.json)
    except OutOfScopeError:
        return Call(call.url, call.form, call.json)


def _call_of(request: "Request") -> Call | None:
    """The call that a request is; None if no call can say it."""
    headers = request.headers
    sent_on = tuple((n.title(), headers[n]) for n in _SENT_ON if n in headers)
    try:
        url = canonical_url(request.url)
        body = (request.post_data_buffer or b"").decode()
    except (OutOfScopeError, UnicodeDecodeError):
        return None
    if request.method == "GET":
        return Call(url, headers=sent_on)
    if request.method != "POST":
        return None
    kind = headers.get("content-type", "")
    if "json" in kind:
        typed = (*sent_on, ("Content-Type", kind))
        return Call(url, json=body, headers=typed)
    if not body or kind.startswith(_FORM):
        form = tuple(parse_qsl(body, keep_blank_values=True))
        return Call(url, form=form, headers=sent_on)
    return None


def _typed(body: bytes, content_type: str | None) -> str:
    """The content type; where it names no charset, the bytes decide, as they do for us.

    Left alone the browser would take Chinese without a declaration for Latin.
    """
    told = content_type or "text/html"
    if "charset" in told.lower():
        return told
    try:
        body.decode()
    except UnicodeDecodeError:
        return f"{told}; charset=gb18030"
    return f"{told}; charset=utf-8"


def _allowing(request: "Request") -> dict[str, str]:
    """Headers that let a page read the answer of another host of ours."""
    origin = request.headers.get("origin")
    if origin is None:
        return {}
    return {
        "access-control-allow-origin": origin,
        "access-control-allow-credentials": "true",
    }
