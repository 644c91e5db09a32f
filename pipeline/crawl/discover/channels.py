"""From the first list of a source to all its lists: shells, frames, folders, families.

Lists are walked in the order in which they were found, each once; `lists` reads each. A
link that may lead to a list or to a report is looked at.
"""

from collections import deque
from dataclasses import dataclass, field, replace

from pipeline.crawl.call import Asker, Call, Fetch
from pipeline.crawl.discover.found import LeftLink
from pipeline.crawl.discover.links import Place, Verdict, judge
from pipeline.crawl.discover.lists import read_list
from pipeline.crawl.discover.memory import Memory, page_of
from pipeline.crawl.discover.page import Page, Row
from pipeline.crawl.discover.reports import (
    Reports,
    has_substance,
    heading_of,
    is_report_page,
)
from pipeline.crawl.discover.shells import (
    frames_of,
    shell_target,
    what_it_is,
)
from pipeline.crawl.discover.titles import looks_like_report, title_filter
from pipeline.crawl.discover.walked import FoundRow, Walked
from pipeline.crawl.fetch.answers import is_html
from pipeline.crawl.settings import listing_settings
from pipeline.crawl.urls import article_key, canonical_url

__all__ = ["Finding", "find"]


@dataclass(frozen=True, slots=True)
class _Channel:
    """A list to be walked.

    Attributes:
        place: of the links on it.
        link: the link that leads to it; None for the first list and for frames.
        may_be_report: whether that link may lead to a report instead.
    """

    url: str
    place: Place
    link: FoundRow | None = None
    may_be_report: bool = False

    @property
    def depth(self) -> int:
        """How many links below the first list."""
        return len(self.place.path)

    @property
    def outer(self) -> Place:
        """The place of the link that leads here."""
        return replace(self.place, path=self.place.path[:-1])


@dataclass(slots=True)
class Finding:
    """What was found of a source.

    Attributes:
        reports: the reports.
        left: entries that are none, by address.
        seen: all links, by article; `used` those that are reports or lists.
        pages: listing pages read; `channels` lists walked.
        announced: entries that the lists say they have; `listed` those collected.
        short: list -> what it announces and does not give.
        missed: lists that could not be had, with the reason.
        family: that of the first list with reports, else of the first list.
        first: what the first page seems to be, if nothing was found there.
    """

    reports: Reports = field(default_factory=Reports)
    left: dict[str, LeftLink] = field(default_factory=dict)
    seen: dict[str, None] = field(default_factory=dict)
    used: dict[str, None] = field(default_factory=dict)
    pages: int = 0
    channels: int = 0
    announced: int | None = None
    listed: int = 0
    short: list[tuple[str, Walked]] = field(default_factory=list)
    missed: list[tuple[str, str]] = field(default_factory=list)
    family: str | None = None
    first: str = ""


async def find(asker: Asker) -> Finding:
    """Walk all lists of the asker's source.

    Raises:
        FetchError: the first page could not be had.
    """
    finder = _Finder(asker)
    await finder.run()
    return finder.finding


class _Finder:
    def __init__(self, asker: Asker) -> None:
        self.memory = Memory(asker)
        self.registered = asker.source.family
        self.finding = Finding()
        self._listing = asker.source.listing_url
        self._start = canonical_url(self._listing)
        self._in_browser = asker.source.render == "browser"
        self._queue: deque[_Channel] = deque()
        self._settings = listing_settings()
        self._sure = False  # whether reports were found by `finding.family`

    async def run(self) -> None:
        """The first list, then whatever it leads to."""
        first = await self.memory.ask(self._call(self._start))
        if first.error is not None:
            raise first.error
        await self._visit(_Channel(self._start, Place(self._start)), first)
        while self._queue:
            channel = self._queue.popleft()
            if self.memory.knows(Call(channel.url)):
                continue
            if self.finding.channels >= self._settings.max_channels:
                limit = f"the limit of {self._settings.max_channels} lists is reached"
                self.finding.missed.append((channel.url, limit))
                continue
            fetch = await self.memory.ask(self._call(channel.url))
            await self._visit(channel, fetch)

    def _call(self, url: str) -> Call:
        """What is asked for a list: its page, or what a browser makes of it."""
        if not self._in_browser:
            return Call(url)
        # A page of scripts may go by the part behind `#`.
        return Call(self._listing if url == self._start else url, rendered=1)

    async def _visit(self, channel: _Channel, fetch: Fetch) -> None:
        """Look at what is behind an address: a shell, a report, or a list."""
        fetch = await self._through_shell(fetch)
        if fetch.error is not None:
            self._missed(channel, fetch)
            return
        if not _is_text(fetch):
            self._report_itself(channel, fetch, None)
            return
        page = page_of(fetch)
        if fetch.call == Call(self._start):
            # The fragment that a canonical address lacks names a part of the page.
            page = replace(page, call=Call(self._listing))
        if channel.link is None and not channel.place.heading:
            # The listing may have moved: what lies below it lies below its new place.
            place = replace(channel.place, root=page.url, heading=heading_of(page))
            channel = replace(channel, place=place)
        itself = is_report_page(page)
        if itself and channel.link is None:
            self._report_itself(channel, fetch, page)
        elif itself and channel.may_be_report:
            self._report_itself(channel, fetch, page)
            return
        await self._list(channel, fetch, page)

    async def _through_shell(self, fetch: Fetch) -> Fetch:
        """The page that a shell leads to; any other page as it is."""
        if fetch.error is not None or not _is_text(fetch):
            return fetch
        target = shell_target(page_of(fetch))
        if target is None or self.memory.knows(Call(target)):
            return fetch
        return await self.memory.ask(self._call(target))

    def _missed(self, channel: _Channel, fetch: Fetch) -> None:
        """A list that could not be had; a link with a report's title stays a report."""
        link = channel.link
        if link is not None and looks_like_report(link.row.title, link.row.url):
            self.finding.reports.add(link.row, channel.outer, link.listing_url)
        else:
            self.finding.missed.append((channel.url, str(fetch.error)))

    def _report_itself(
        self, channel: _Channel, fetch: Fetch, page: Page | None
    ) -> None:
        """What was thought a list is a report."""
        link = channel.link
        if link is None:
            title = (heading_of(page) if page else None) or channel.url
            link = FoundRow(Row(channel.url, title, None, in_list=True), channel.url)
        # A shell is not the report that it leads to.
        row = replace(link.row, url=canonical_url(fetch.call.url))
        self.finding.reports.add(row, channel.outer, link.listing_url, fetch)
        self._use(link.row)

    async def _list(self, channel: _Channel, fetch: Fetch, page: Page) -> None:
        """Walk a list, and take what stands on it."""
        place = channel.place
        family, walked = await read_list(self.memory, self.registered, place, page)
        verdicts = {url: judge(found.row, place) for url, found in walked.rows.items()}
        kinds = {verdict.kind for verdict in verdicts.values()}
        leads_on = len(kinds - {"left"}) > 0
        if "report" not in kinds and _stays_report(channel, page, leads_on=leads_on):
            self._report_itself(channel, fetch, page)
            return
        if self.finding.family is None or ("report" in kinds and not self._sure):
            self.finding.family, self._sure = family, "report" in kinds
        if "report" not in kinds:
            self._frames(channel, page)
            if channel.url == self._start:
                self.finding.first = what_it_is(page)
        self.finding.channels += 1
        self.finding.pages += walked.pages
        self.finding.listed += walked.entries
        if walked.announced is not None:
            self.finding.announced = (self.finding.announced or 0) + walked.announced
        if walked.shortfall() is not None:
            self.finding.short.append((channel.url, walked))
        self._take(channel, fetch, walked, verdicts)

    def _frames(self, channel: _Channel, page: Page) -> None:
        """Put the frames of a page first: they are the list that it does not have."""
        frames = [replace(channel, url=url, link=None) for url in frames_of(page)]
        self._queue.extendleft(reversed(frames))

    def _take(
        self,
        channel: _Channel,
        first: Fetch,
        walked: Walked,
        verdicts: dict[str, Verdict],
    ) -> None:
        for url, found in walked.rows.items():
            verdict = verdicts[url]
            self.finding.seen.setdefault(article_key(url))
            if verdict.kind == "left":
                self._leave(found, verdict)
            elif found.row.itself:
                own = first if first.call == Call(url) else found.fetch
                at, place = found.listing_url, channel.place
                self.finding.reports.add(found.row, place, at, own)
                self._use(found.row)
            elif self.memory.knows(Call(url)):
                continue  # a list that was walked, or this one itself
            elif verdict.kind == "report":
                self.finding.reports.add(found.row, channel.place, found.listing_url)
                self._use(found.row)
            else:
                self._enter(channel, found, verdict)

    def _enter(self, channel: _Channel, found: FoundRow, verdict: Verdict) -> None:
        """Note a further list."""
        if channel.depth >= self._settings.max_depth:
            deep = f"deeper than {self._settings.max_depth} links below the first list"
            self.finding.missed.append((found.row.url, deep))
            return
        path = (*channel.place.path, found.row.title)
        place = replace(channel.place, path=path)
        maybe = verdict.kind == "maybe"
        self._queue.append(_Channel(found.row.url, place, found, may_be_report=maybe))
        self._use(found.row)

    def _leave(self, found: FoundRow, verdict: Verdict) -> None:
        """Name an entry that is no report; links of menus are only counted."""
        row, words = found.row, title_filter()
        about = words.names_report(row.title) and words.other_word(row.title)
        if not (row.in_list or about):
            return
        link = LeftLink(row.url, row.title, found.listing_url, verdict.reason)
        self.finding.left.setdefault(article_key(row.url), link)

    def _use(self, row: Row) -> None:
        self.finding.used.setdefault(article_key(row.url))


def _stays_report(channel: _Channel, page: Page, *, leads_on: bool) -> bool:
    """Whether a page without reports on it is one: by its link, or by itself."""
    if channel.link is None or not channel.may_be_report:
        return False
    row = channel.link.row
    if looks_like_report(row.title, row.url):
        return True
    return not leads_on and has_substance(page)


def _is_text(fetch: Fetch) -> bool:
    """Whether an answer may hold links: a page, or the text of an interface."""
    body = fetch.body or b""
    start = body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    return is_html(fetch.content_type, body) or start[:1] in {b"<", b"{", b"["}
