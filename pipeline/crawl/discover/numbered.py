"""Pagers that print numbers: the addresses of all pages, from the links of a few.

A pager links some pages by their number, the next page and the last one. Two of those
addresses that differ in one number give the rule for all: `/2.html`, `index_2.shtml`,
`?page=2`, `begin=15` and `begin=30` (an offset), `index_1` for page two (counted from
zero). A link to the next page is followed as it is: some lists count down. Without one
the rule is used; where the number of pages is printed the route is then whole, else
each page leads on to the next ones.

Only what the page itself prints is used: guessing is not done here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.crawl.call import Call
from pipeline.crawl.discover.page import Page, Route, base_of
from pipeline.crawl.settings import listing_settings
from pipeline.crawl.urls import canonical_url
from pipeline.errors import OutOfScopeError

__all__ = ["Pager", "Series", "pager_of", "printed_pages"]

_MARKS = re.compile(r"[\s>›»→<«\[\]()]+")
_NUMBER = re.compile(r"[1-9]\d{0,2}")  # four digits are a year
_RUN = re.compile(r"(?<!\d)(?:0|[1-9]\d{0,5})(?!\d)")  # 06 is a part of a date
_OF = re.compile(r"(?<![\d/])(\d{1,3})\s*/\s*(\d{1,3})(?![\d/])")
_MOST_DIGITS = 6  # of a number of pages
_OWN_NUMBER = re.compile(r"(?<!\d)([1-9]\d{0,2})\.\w+$")
_FIRST = (0, 1)  # the number of page one, in whatever is counted
_PAGER_HEIGHT = 2  # how far above the link to the next page `1/5` may stand
_MOST_NUMBERS = 30  # of one pager; more are a calendar or an index
_MOST_CHARACTERS = 2000  # of an address that is looked into


@dataclass(frozen=True, slots=True)
class Series:
    """Addresses that differ in one number: page n has `first + (n - 1) * step`."""

    before: str
    after: str
    first: int
    step: int

    def url(self, page: int) -> str:
        """The address of a page, counted from one."""
        return f"{self.before}{self.first + (page - 1) * self.step}{self.after}"

    def page(self, url: str) -> int | None:
        """Which page an address is; None if it is none of the series."""
        for before, value, after in _runs(url):
            if (before, after) == (self.before, self.after):
                number, rest = divmod(value - self.first, self.step)
                return number + 1 if not rest and number >= 0 else None
        return None


@dataclass(frozen=True, slots=True)
class Pager:
    """What a pager says.

    Attributes:
        routes: to the pages after this one: by each link to the next page, or else by
            the numbers.
        pages: the number of pages, if printed or shown by the link to the last one.
    """

    routes: tuple[Route, ...]
    pages: int | None


@dataclass(frozen=True, slots=True)
class _Links:
    numbers: dict[int, str]
    following: tuple[str, ...]  # a pager may stand above the list and below it
    last: str | None
    of: tuple[int, int] | None  # a `1/5` beside them


def pager_of(page: Page) -> Pager:
    """The ways on from a page, by the numbers that its pager prints."""
    tree = LexborHTMLParser(page.text)
    links = _links(tree, base_of(tree, page.url))
    own = canonical_url(page.url)
    pages = printed_pages(tree)
    series = _series(own, links, pages)
    current = 1 if series is None else series.page(own) or 1
    if pages is None and links.of is not None and links.of[0] == current:
        pages = links.of[1]  # anything else with a stroke is a date
    if series is not None and _counts_down(series, links):
        series = None
    if pages is None and series is not None and links.last is not None:
        pages = series.page(links.last)
    if links.following:  # what is said is better than what can be concluded
        onward = tuple(Route((Call(u),), chained=True) for u in links.following)
        return Pager(onward, pages)
    if series is None:
        return Pager(_as_printed(own, links), pages)
    shown = pages or _shown(series, links)
    limit = current + listing_settings().max_pages
    numbers = range(current + 1, min(shown, limit) + 1)
    calls = tuple(Call(series.url(number)) for number in numbers)
    routes = (Route(calls, chained=pages is None),) if calls else ()
    return Pager(routes, pages)


def _as_printed(own: str, links: _Links) -> tuple[Route, ...]:
    """The numbered links below the folder of the page, where they follow no rule."""
    folder = own.partition("?")[0].rpartition("/")[0] + "/"
    urls = [url for _, url in sorted(links.numbers.items()) if url.startswith(folder)]
    calls = tuple(Call(url) for url in dict.fromkeys(urls))
    # Among them are the page itself, and those before it.
    return (Route(calls, patience=len(calls), chained=True),) if calls else ()


def _counts_down(series: Series, links: _Links) -> bool:
    """Whether the last page has a lower number than others: no rule of ours."""
    last = None if links.last is None else series.page(links.last)
    return last is not None and last < _shown(series, links)


def _shown(series: Series, links: _Links) -> int:
    """The highest page that the pager names."""
    named = [*links.numbers.values(), *links.following]
    return max((series.page(url) or 0 for url in named), default=0)


def printed_pages(tree: LexborHTMLParser) -> int | None:
    """The number of pages that a page prints (`共5页`); None if it does not."""
    for selector in listing_settings().page_count_elements:
        element = tree.css_first(selector)
        digits = "" if element is None else element.text().strip()
        if digits.isdecimal() and len(digits) <= _MOST_DIGITS:
            return int(digits)
    text = _visible_text(tree)
    for pattern in _page_patterns():
        found = pattern.search(text)
        if found is not None:
            return int(found[1])
    return None


@cache
def _page_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in listing_settings().pages)


def _visible_text(tree: LexborHTMLParser) -> str:
    body = LexborHTMLParser(tree.html or "")
    body.strip_tags(["script", "style"])
    return body.body.text() if body.body is not None else ""


def _links(tree: LexborHTMLParser, base: str) -> _Links:
    settings = listing_settings()
    numbers: dict[int, str] = {}
    following: dict[str, None] = {}
    last, of = None, None
    for anchor in tree.css("a"):
        words = [anchor.text(), anchor.attributes.get("title") or ""]
        label, title = (_MARKS.sub("", word) for word in words)
        url = _address(anchor, base)
        if {label, title} & settings.next_page:
            of = of or _of(anchor)
            following |= {} if url is None else {url: None}
        elif url is None:
            continue
        elif {label, title} & settings.last_page:
            last = last or url
        elif _NUMBER.fullmatch(label) and len(numbers) < _MOST_NUMBERS:
            numbers.setdefault(int(label), url)
    return _Links(numbers, tuple(following), last, of)


def _address(anchor: LexborNode, base: str) -> str | None:
    href = (anchor.attributes.get("href") or "").strip()
    if not href or href.startswith("#") or href.lower().startswith("javascript:"):
        return None
    try:
        return canonical_url(href, base)
    except OutOfScopeError:
        return None  # no address: the announced total tells what is missing


def _of(anchor: LexborNode) -> tuple[int, int] | None:
    """The current page and the number of pages, from `1/5` beside the next page."""
    node = anchor.parent
    for _ in range(_PAGER_HEIGHT):
        if node is None or node.tag == "body":
            break
        found = _OF.search(node.text(separator=" "))
        if found is not None and int(found[1]) <= int(found[2]):
            return int(found[1]), int(found[2])
        node = node.parent
    return None


def _series(own: str, links: _Links, pages: int | None) -> Series | None:
    return _by_numbers(links) or _by_any(own, links) or _by_own_number(own, pages)


def _by_any(own: str, links: _Links) -> Series | None:
    """The rule from one numbered link, the highest first, that no other contradicts."""
    numbered = sorted(links.numbers.items(), reverse=True)
    for number, url in numbered:
        series = _by_one(own, number, url)
        if series and all(series.page(u) in {None, n} for n, u in numbered):
            return series
    return None


def _by_numbers(links: _Links) -> Series | None:
    """The rule that most of the numbered links follow; two must."""
    best: Series | None = None
    most = 1
    for (n1, url1), (n2, url2) in combinations(sorted(links.numbers.items()), 2):
        shared = _shared(url1, url2)
        if shared is None:
            continue
        before, v1, v2, after = shared
        step, rest = divmod(v2 - v1, n2 - n1)
        if rest or step < 1:
            continue
        series = Series(before, after, v1 - (n1 - 1) * step, step)
        if series.first not in _FIRST:
            continue  # numbers of pictures lead to articles, whose numbers are theirs
        fits = sum(series.page(url) == n for n, url in links.numbers.items())
        if fits > most:
            best, most = series, fits
    return best


def _by_one(own: str, number: int, url: str) -> Series | None:
    """The rule from one numbered link, and the address of the page itself.

    Where the two differ in one number, that is the one that counts; else it is one that
    the page's own address lacks. It is the number of the page, or one less (counted
    from zero), or else an offset.
    """
    shared = _shared(own, url)
    if shared is None:
        fresh = [(before, 0, value, after) for before, value, after in _fresh(own, url)]
    else:
        fresh = [shared]
    for wanted, first in ((number, 1), (number - 1, 0)):
        for before, _here, there, after in reversed(fresh):
            if there == wanted:
                return Series(before, after, first, 1)
    if len(fresh) != 1 or number == 1:
        return None
    before, here, there, after = fresh[0]
    step, rest = divmod(there, number - 1)
    is_offset = before.endswith("=") and not rest and step > 1 and here % step == 0
    return Series(before, after, 0, step) if is_offset else None


def _fresh(own: str, url: str) -> list[tuple[str, int, str]]:
    """The numbers of an address that do not stand in the page's own."""
    known = {before + str(value) for before, value, _after in _runs(own)}
    in_query = set(urlsplit(own).query.split("&"))
    return [
        (before, value, after)
        for before, value, after in _runs(url)
        if before + str(value) not in known
        and re.split(r"[?&]", before)[-1] + str(value) not in in_query
    ]


def _by_own_number(own: str, pages: int | None) -> Series | None:
    """The rule from `…/1.html` where the pager is a script but the count is printed."""
    found = _OWN_NUMBER.search(urlsplit(own).path)
    if found is None or pages is None or int(found[1]) > pages:
        return None
    for before, value, after in _runs(own):
        if "?" not in before and re.fullmatch(r"\.\w+(?:\?.*)?", after):
            return Series(before, after, 1, 1) if value >= 1 else None
    return None


def _shared(one: str, other: str) -> tuple[str, int, int, str] | None:
    """Two addresses that differ in one number: what is before it, the two, what after.

    None if they are the same, or differ in more.
    """
    if one == other:
        return None
    values = {(before, after): value for before, value, after in _runs(other)}
    for before, value, after in _runs(one):
        if (before, after) in values:
            return before, value, values[before, after], after
    return None


def _runs(url: str) -> Iterator[tuple[str, int, str]]:
    """The numbers of an address after its host, with what is before and after."""
    if len(url) > _MOST_CHARACTERS:
        return
    parts = urlsplit(url)
    start = len(f"{parts.scheme}://{parts.netloc}")
    for found in _RUN.finditer(url, start):
        yield url[: found.start()], int(found[0]), url[found.end() :]
