"""What the readers of all families share: pages, rows, links and printed totals.

A *reader* turns one listing page into a `Reading`: its rows, the total that it
announces, and the routes by which more pages may be reached. Readers are pure; the
walk (`walk`) does the fetching and decides when to stop.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.crawl.call import Call
from pipeline.crawl.discover.anchors import (
    LINKS,
    ROW_TAGS,
    address_of,
    organ_beside,
    own_date_of,
    text_around,
    title_of,
)
from pipeline.crawl.discover.naming import is_year_alone, publisher_of
from pipeline.crawl.discover.printed import date_in_url, printed_date
from pipeline.crawl.discover.titles import (
    is_article,
    looks_like_report,
    title_filter,
)
from pipeline.crawl.settings import listing_settings
from pipeline.crawl.urls import address_or_none

__all__ = [
    "Page",
    "Reader",
    "Reading",
    "Route",
    "Row",
    "announced_total",
    "base_of",
    "entries_of",
    "joined",
    "links_of",
    "page_numbers",
    "printed_date",
]

_DIGITS = 9  # longer numbers count nothing on a page
_SEVERAL = 3  # links in one place are a list


@dataclass(frozen=True, slots=True)
class Page:
    """One listing page, or one answer with entries of a listing.

    Attributes:
        url: its address after redirects.
        text: decoded.
        call: what was asked for it, so that a reader can ask for the one after it.
        parts: the answers to `Reading.needs`, those that came; None before they were
            asked for.
    """

    url: str
    text: str
    call: Call
    parts: "tuple[Page, ...] | None" = None


@dataclass(frozen=True, slots=True)
class Row:
    """One link of a listing page.

    Attributes:
        url: canonical.
        in_list: whether it is an entry of the list, and not of a menu: only entries
            count against the announced total.
        itself: whether it is the page that was read: an entry that is no list.
        left: why the reader knows that it is no report of this list, whatever its
            title says; empty if it does not.
        publisher: the organ printed in another cell of its row.
    """

    url: str
    title: str
    published_on: str | None
    in_list: bool
    itself: bool = False
    left: str = ""
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """Pages to be asked for in this order.

    Attributes:
        patience: how many pages in a row may bring nothing new before the route is
            given up.
        chained: whether each page names the next, so that the routes of the last page
            go on where this one ends; otherwise the route is whole.
        guess: whether the addresses are guessed: one that is not there is no fault, and
            counts as a page that brings nothing.
    """

    requests: tuple[Call, ...]
    patience: int = 0
    chained: bool = False
    guess: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found on a page.

    Attributes:
        announced: the number of entries that the listing says it has.
        pages: the number of pages that it says it has.
        routes: ways to more pages, to be tried in this order until one brings links.
        guessable: there may be more pages, and the reader does not know where: the
            walk may try the usual places.
        rest: ways to what the routes leave out (an index of older entries, the other
            count of the pages); each is walked, in this order, while fewer entries
            were found than the listing announces.
        lists: first pages of further lists that the page is made of; each is walked by
            itself, with its own total and its own routes.
        needs: what belongs to the page and comes by calls of its own (a script with
            its settings). The page is read once more, with the answers as its `parts`.
        fault: what was expected and what was found instead, if the answer cannot be
            read; the list is then incomplete, whatever it announces.
    """

    rows: tuple[Row, ...]
    announced: int | None = None
    pages: int | None = None
    routes: tuple[Route, ...] = field(default=())
    guessable: bool = False
    rest: tuple[Route, ...] = field(default=())
    lists: tuple[Call, ...] = field(default=())
    needs: tuple[Call, ...] = field(default=())
    fault: str | None = None


Reader = Callable[[Page], Reading]


def page_numbers(first: int, last: int) -> range:
    """The pages from first to last, no more than a walk can ask for.

    The walk says when it reaches its limit, so one page above it is kept; a wrong count
    on a page (`99999999` pages) must not cost more than that.
    """
    return range(first, min(last, first + listing_settings().max_pages) + 1)


def base_of(tree: LexborHTMLParser, url: str) -> str:
    """The address that relative links start from: `<base href>`, else the page's."""
    base = tree.css_first("base[href]")
    return url if base is None else joined(base.attributes["href"] or "", url) or url


def joined(href: str, base: str) -> str | None:
    """An address as written, made absolute; None for what cannot be one.

    Unlike `canonical_url` it keeps the order of the query and the fragment.
    """
    try:
        return urljoin(base, href.strip())
    except ValueError:  # such as `http://[`
        return None


def links_of(
    page: Page, is_entry: Callable[[str, str | None], bool]
) -> tuple[Row, ...]:
    """All links with a title, in the order of the page, each address once.

    Args:
        page: the page.
        is_entry: by address and date, whether a link is an entry of the list.
    """
    return tuple(row for row, _ in _placed_links(page, is_entry))


def entries_of(page: Page) -> tuple[Row, ...]:
    """All links of a page; its entries are those that stand where the reports stand.

    For pages of unknown make. Whatever stands in the same place of the markup as a
    report is an entry of the same list, with a date or without. Where no title is that
    of a report, the dated links are entries.
    """
    placed = _placed_links(page, lambda _url, published_on: published_on is not None)
    places = _places_of_reports(placed)
    if not places:
        return tuple(row for row, _ in placed)
    return tuple(replace(row, in_list=place in places) for row, place in placed)


def _places_of_reports(placed: list[tuple[Row, str]]) -> set[str]:
    """Where reports stand, by what is most certain.

    Titles with a year, dated ones and articles; else years or organs by themselves, if
    several stand together; else titles that may be those of a menu.
    """
    reports = [(r, place) for r, place in placed if looks_like_report(r.title, r.url)]
    certain = {
        place
        for row, place in reports
        if row.in_list or is_article(row.url) or title_filter().names_year(row.title)
    }
    if certain:
        return certain
    bare = Counter(
        place
        for row, place in placed
        if is_year_alone(row.title) or publisher_of(row.title) is not None
    )
    together = {place for place, count in bare.items() if count >= _SEVERAL}
    return together or {place for _, place in reports}


def _placed_links(
    page: Page, is_entry: Callable[[str, str | None], bool]
) -> list[tuple[Row, str]]:
    """The links, each address once, with their place in the markup."""
    tree = LexborHTMLParser(page.text)
    base = base_of(tree, page.url)
    found: dict[str, tuple[Row, str]] = {}
    for anchor in tree.css(LINKS):
        row = _row_of(anchor, base, is_entry)
        if row is None:
            continue
        known = found.get(row.url)
        # A picture and a headline may lead to one place: the longer title says more.
        if known is None or len(known[0].title) < len(row.title):
            found[row.url] = (row, _place(anchor))
    return list(found.values())


def _place(anchor: LexborNode) -> str:
    """Where a link stands: the tags above it, with the names of the outer ones.

    Names of a row itself are left out: every other row may have one of its own.
    """
    steps, node = [], anchor.parent
    while node is not None and node.tag not in {"body", "html"}:
        named = node.tag not in ROW_TAGS and node.tag not in {"td", "span", "p"}
        names = (node.attributes.get("id"), node.attributes.get("class"))
        steps.append(f"{node.tag}{names if named else ''}")
        node = node.parent
    return "<".join(steps)


def _row_of(
    anchor: LexborNode, base: str, is_entry: Callable[[str, str | None], bool]
) -> Row | None:
    href = address_of(anchor)
    if href is None:
        return None
    url = address_or_none(href, base)
    if url is None:
        return None
    title = title_of(anchor)
    printed = own_date_of(anchor) or text_around(anchor)
    published_on = printed_date(printed) or date_in_url(url)
    if not title:
        return None
    in_list = is_entry(url, published_on)
    return Row(url, title, published_on, in_list, publisher=organ_beside(anchor))


@cache
def _total_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in listing_settings().total)


def announced_total(page: Page) -> int | None:
    """The number of entries that the page prints (`共52条`); None if it does not."""
    tree = LexborHTMLParser(page.text)
    tree.strip_tags(["script", "style"])
    text = tree.body.text() if tree.body is not None else ""
    for pattern in _total_patterns():
        found = pattern.search(text)
        if found is not None and len(found[1]) <= _DIGITS:
            return int(found[1])
    return None
