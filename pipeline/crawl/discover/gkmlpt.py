"""广东 政府信息公开目录 (gkmlpt): a tree of categories in a script, rows from an API.

The page `/[<organ>/]gkmlpt/index` (or `annualreport#<category>`) holds
`window._CONFIG = {SID: '…', TREE: [{"id", "name", "post_count", "jump_url",
"children"}]}`; `…/gkmlpt/api/all/<category>?page=1&sid=<SID>` gives the entries of one
as JSON.

* Most hosts count pages from one, some from zero: page zero is asked when the list
  lacks entries, or when page one has none.
* The API may show only the newest entries although `post_count` counts all, and what
  lies past the end is no JSON. Older ones are in the search index (JSONP, other host).
* A category may lead elsewhere (`jump_url`), as a rule to a channel of the product of
  the same vendor (NFCMS, `…/content/post_<id>.html`), whose lists are plain links.
"""

import re
from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder
from urllib.parse import urljoin, urlsplit

from pipeline.crawl.call import Call
from pipeline.crawl.discover import generic
from pipeline.crawl.discover.json_answers import (
    date_of,
    json_of,
    number_at,
    number_in,
    numbered,
    objects_at,
    plain,
    text_at,
)
from pipeline.crawl.discover.page import (
    Page,
    Reading,
    Route,
    Row,
    joined,
    links_of,
    page_numbers,
)
from pipeline.crawl.discover.page_files import pager_of, routes_of
from pipeline.crawl.discover.titles import looks_like_report, title_filter
from pipeline.crawl.settings import listing_settings
from pipeline.crawl.urls import address_or_none, query_string

__all__ = ["read", "recognises"]

_CONFIG = re.compile(r"window\._CONFIG\s*=")
_TREE = re.compile(r"""["']?\bTREE["']?\s*:\s*(?=\[)""")
_SID = re.compile(r"""["']?\bSID["']?\s*:\s*["']?(\d+)""")
_SEARCH = re.compile(r"""["']?\bSEARCH_JSONP_URL["']?\s*:\s*["']([^"']+)["']""")
_API = re.compile(r"/gkmlpt/api/all/\d+$")
_SEARCH_PATH = re.compile(r"/jsonp/site/\d+$")
_POST = re.compile(r"/content/(?:\d+/)*m?post_\d+\.html?$")
_NFCMS = re.compile(r"\bNFCMS_(?:SITE|POST|COLUMN)_ID\b|\bcontent/m?post_\d+\.html")
_SEARCH_SIZE = 20
_TREE_DEPTH = 8


def recognises(page: Page) -> bool:
    """Whether the page is of this product, or a list of NFCMS."""
    if _CONFIG.search(page.text) and _SID.search(page.text):
        return True
    path = urlsplit(page.url).path
    return "/gkmlpt/" in path or _NFCMS.search(page.text) is not None


def read(page: Page) -> Reading:
    """Read the catalogue's page, an answer of its API or search, or an NFCMS list."""
    path = urlsplit(page.url).path
    if _SEARCH_PATH.search(path):
        return _read_search(page)
    if _API.search(path):
        return _read_api(page)
    if _CONFIG.search(page.text):
        return _read_catalogue(page)
    return _read_channel(page)


# --- the catalogue --------------------------------------------------------------


def _read_catalogue(page: Page) -> Reading:
    """The way to the category of the annual reports. The page itself has no entries."""
    rows = links_of(page, lambda _url, _date: False)
    sid = _SID.search(page.text)
    node = _category(page)
    if node is None or sid is None:
        return Reading(rows)
    elsewhere = text_at(node, "jump_url")
    if elsewhere:
        url = joined(elsewhere, page.url)
        calls = () if url is None else (Call(url),)
        return Reading(rows, routes=(Route(calls, chained=True),))
    first, *others = (_api_call(page, n, sid[1]) for n in _with_children(node))
    zero = numbered(first, "page", 0)
    rest = (zero, *others, *_search_calls(page, sid[1]))
    return Reading(
        rows,
        announced=_count(node),
        routes=tuple(Route((call,), chained=True) for call in (first, zero)),
        rest=tuple(Route((call,), chained=True) for call in rest),
    )


def _count(node: dict[str, object]) -> int | None:
    """The entries of a category: its own number, or that of the categories below it.

    Whether the own number holds those below differs; the larger one is no exaggeration.
    """
    ends = [n for n in _with_children(node) if not objects_at(n, "children")]
    below = sum(number_at(n, "post_count") or 0 for n in ends)
    return max(number_at(node, "post_count") or 0, below) or None


def _category(page: Page) -> dict[str, object] | None:
    """The category that the address names, else the one that is called annual report.

    `annualreport#2629` names it; a catalogue may have several that sound like it
    (统计年报, 法治政府建设年度报告), so the words for other reports are heeded.
    """
    nodes = [n for root in _tree(page) for n in _with_children(root)]
    named = urlsplit(page.call.url).fragment or urlsplit(page.url).fragment
    for node in nodes:
        if named and text_at(node, "id") == named:
            return node
    fitting = [n for n in nodes if _is_named(text_at(n, "name"))]
    # The first of those with the most entries: an empty twin is often left over.
    return max(fitting, key=lambda n: number_at(n, "post_count") or 0, default=None)


def _is_named(name: str) -> bool:
    """Whether a category is called as the annual reports are."""
    words = title_filter()
    return words.names_report(name) and words.other_word(name) is None


def _tree(page: Page) -> list[dict[str, object]]:
    start = _TREE.search(page.text)
    if start is None:
        return []
    try:
        value, _ = JSONDecoder().raw_decode(page.text, start.end())
    except (JSONDecodeError, RecursionError):
        return []  # then no category is found, and the listing is said to be empty
    return objects_at({"tree": value}, "tree")


def _with_children(
    node: dict[str, object], depth: int = _TREE_DEPTH
) -> Iterator[dict[str, object]]:
    yield node
    for child in objects_at(node, "children") if depth else ():
        yield from _with_children(child, depth - 1)


def _api_call(page: Page, node: dict[str, object], sid: str) -> Call:
    organ = urlsplit(page.url).path.partition("gkmlpt/")[0]
    path = f"{organ}gkmlpt/api/all/{text_at(node, 'id')}?page=1&sid={sid}"
    return Call(urljoin(page.url, path))


def _search_calls(page: Page, sid: str) -> list[Call]:
    """The search of older entries by words of their titles, if the page names it."""
    found = _SEARCH.search(page.text)
    base = joined(found[1].replace("\\/", "/"), page.url) if found else None
    if base is None:
        return []
    base = base.rstrip("/")
    site = base if _SEARCH_PATH.search(base) else f"{base}/site/{sid}"
    return [
        Call(f"{site}?{query_string(_search_fields(word))}")
        for word in listing_settings().search_words
    ]


def _search_fields(word: str) -> dict[str, str | int]:
    return {
        "page": 1,
        "pagesize": _SEARCH_SIZE,
        "isgkml": 1,
        "text": word,
        "position": "title",
        "order": 0,
        "callback": "cb",
    }


# --- its answers ----------------------------------------------------------------


def _read_api(page: Page) -> Reading:
    """One page of a category. What is no JSON lies past the end."""
    answer = json_of(page.text)
    number = number_in(page.call, "page")
    articles = objects_at(answer, "articles")
    rows = tuple(row for a in articles if (row := _row(page, a)) is not None)
    total, counted = (
        number_at(answer, "total"),
        number_at(answer, "classify", "post_count"),
    )
    routes: tuple[Route, ...] = ()
    if number in (0, 1) and articles:
        last = -(-(total or counted or 0) // len(articles)) + number - 1
        # Where pages count from zero, page one is the second: the last may be empty.
        pages = (numbered(page.call, "page", n) for n in page_numbers(number + 1, last))
        routes = (Route(tuple(pages)),)
    zero = (Route((numbered(page.call, "page", 0),)),) if number == 1 else ()
    announced = max(total or 0, counted or 0) or None
    return Reading(rows, announced=announced, routes=routes, rest=zero)


def _read_search(page: Page) -> Reading:
    """One page of the search: entries of the whole site, so only reports count."""
    answer = json_of(page.text)
    results = objects_at(answer, "results")
    found = [row for r in results if (row := _row(page, r)) is not None]
    rows = tuple(row for row in found if _POST.search(urlsplit(row.url).path))
    if number_in(page.call, "page") != 1 or not results:
        return Reading(rows)
    last = -(-(number_at(answer, "count") or 0) // len(results))
    calls = tuple(numbered(page.call, "page", n) for n in page_numbers(2, last))
    # The newest come first, so that whole pages hold only what the category has too:
    # this one need not bring anything for the later ones to be of use.
    return Reading(rows, rest=(Route(calls, patience=len(calls)),))


def _row(page: Page, article: dict[str, object]) -> Row | None:
    """One entry; None without an address or a title, as a deleted one is left."""
    address = text_at(article, "url", "post_url")
    title = plain(text_at(article, "title"))
    if not address or not title:
        return None
    url = address_or_none(address, page.url)
    if url is None:
        return None
    day = date_of(
        article, "display_publish_time", "pub_time", "created_at", "date", "create_time"
    )
    in_search = _SEARCH_PATH.search(urlsplit(page.url).path) is not None
    return Row(url, title, day, not in_search or looks_like_report(title, url))


# --- NFCMS ----------------------------------------------------------------------


def _read_channel(page: Page) -> Reading:
    """A list of plain links: page files `index_2.html` …, as its pager names them."""
    pager = pager_of(page)
    reading = generic.read(page)
    rows = links_of(page, lambda url, day: day is not None or _is_post(url))
    if pager is None:
        return Reading(rows, announced=reading.announced, routes=reading.routes)
    total = reading.announced if pager.total is None else pager.total
    return Reading(
        rows, announced=total, pages=pager.pages, routes=routes_of(page, pager)
    )


def _is_post(url: str) -> bool:
    return _POST.search(urlsplit(url).path) is not None
