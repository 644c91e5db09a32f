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
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.crawl.call import Call
from pipeline.crawl.discover.anchors import address_of
from pipeline.crawl.discover.page import (
    Page,
    Reading,
    Route,
    Row,
    announced_total,
    base_of,
    page_numbers,
)
from pipeline.crawl.discover.series import Series, series_of
from pipeline.crawl.settings import listing_settings
from pipeline.crawl.urls import address_or_none, canonical_url

__all__ = ["Pager", "next_routes", "pager_of", "printed_pages", "reading_of"]

_MARKS = re.compile(r"[\s>›»→<«\[\]()]+")
_NUMBER = re.compile(r"[1-9]\d{0,2}")  # four digits are a year
_OF = re.compile(r"(?<![\d/])(\d{1,3})\s*/\s*(\d{1,3})(?![\d/])")
_MOST_DIGITS = 6  # of a number of pages
_PAGER_HEIGHT = 2  # how far above the link to the next page `1/5` may stand
_MOST_NUMBERS = 30  # of one pager; more are a calendar or an index


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
    marked: str | None = None  # a link that is only an arrow


def next_routes(page: Page) -> tuple[Route, ...]:
    """By the links to the next page alone: a pager may stand above and below."""
    tree = LexborHTMLParser(page.text)
    return _onward(_links(tree, base_of(tree, page.url)))


def _onward(links: _Links) -> tuple[Route, ...]:
    if links.following or links.marked is None:
        return tuple(Route((Call(url),), chained=True) for url in links.following)
    # An arrow need not be that of a pager, so what it leads to is only tried.
    return (Route((Call(links.marked),), chained=True, guess=True),)


def pager_of(page: Page) -> Pager:
    """The ways on from a page, by the numbers that its pager prints."""
    tree = LexborHTMLParser(page.text)
    links = _links(tree, base_of(tree, page.url))
    own = canonical_url(page.url)
    pages = printed_pages(tree)
    series = series_of(own, links.numbers, pages)
    current = 1 if series is None else series.page(own) or 1
    if pages is None and links.of is not None and links.of[0] == current:
        pages = links.of[1]  # anything else with a stroke is a date
    if series is not None and _counts_down(series, links):
        series = None
    if pages is None and series is not None and links.last is not None:
        pages = series.page(links.last)
    if links.following:  # what is said is better than what can be concluded
        return Pager(_onward(links), pages)
    if series is None:
        return Pager(_as_printed(own, links) or _onward(links), pages)
    shown = pages or _shown(series, links)
    numbers = page_numbers(current + 1, shown)
    calls = tuple(Call(series.url(number)) for number in numbers)
    routes = (Route(calls, chained=pages is None),) if calls else ()
    return Pager(routes, pages)


def reading_of(
    page: Page,
    rows: tuple[Row, ...],
    guess: Callable[[Page], tuple[Route, ...]],
) -> Reading:
    """A list by its printed pager; where none is printed, the next page is guessed.

    Args:
        page: the page.
        rows: of the page.
        guess: the ways to the page after it, asked only if entries may be missing.
    """
    pager, announced = pager_of(page), announced_total(page)
    entries = sum(row.in_list for row in rows)
    routes = pager.routes
    if not routes and pager.pages is None and entries and entries != announced:
        routes = guess(page)
    return Reading(rows, announced=announced, pages=pager.pages, routes=routes)


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
    last, of, marked = None, None, None
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
        elif "".join(anchor.text().split()) in settings.next_marks:
            marked = marked or url
    return _Links(numbers, tuple(following), last, of, marked)


def _address(anchor: LexborNode, base: str) -> str | None:
    href = address_of(anchor)
    if href is None:
        return None
    return address_or_none(href, base)


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
