"""Lists whose pages are files beside the first one, named by a call in a script.

    createPageHTML(5, 0, "index", "html")              pages, current, prefix, extension
    createPageHTML(5, 0, "index", "html", 88)          and the number of entries
    createPage(5, 0, "index", "html")
    createPageHTML('page_div', 5, 1, 'list', 'shtml', 88)     开普云: counts from one
    var countPage = 5; var currentPage = 0;            the same names, inline

The current number of the first page tells the base: 0 means that page two is
`index_1`, 1 that it is `index_2`. Only the pager is read here; what an entry looks like
is known by the families that page in this way (`trs`, `ucap`).
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipeline.crawl.call import Call
from pipeline.crawl.discover.page import Page, Route, joined, page_numbers

__all__ = ["Pager", "pager_of", "routes_of"]

_CALL = re.compile(
    r"""createPage(?:HTML)?\s*\(\s*
        (?P<element>["'][^"']*["']\s*,\s*)?  # in one dialect
        ["']?(?P<pages>\d{1,9})["']?\s*,\s*["']?(?P<current>\d{1,9})["']?\s*,\s*
        ["'](?P<prefix>[^"']+)["']\s*,\s*["'](?P<extension>\w+)["']\s*
        (?:,\s*["']?(?P<total>\d{1,9})["']?\s*)?""",
    re.VERBOSE,
)
_COUNT = re.compile(r"\bcountPage\s*=\s*[\"']?(\d{1,9})\b")
_CURRENT = re.compile(r"\bcurrentPage\s*=\s*[\"']?(\d{1,9})\b")
_EXTENSIONS = ("html", "shtml", "htm")


@dataclass(frozen=True, slots=True)
class Pager:
    """What a pager call says.

    Attributes:
        pages: how many pages there are.
        current: the number of this one, in the count of the site.
        prefix: of the names of the page files; `extensions` those that they may have.
        total: the number of entries; None if the call does not say.
        element: whether the call names an element first, as 开普云 does.
    """

    pages: int
    current: int
    prefix: str
    extensions: tuple[str, ...]
    total: int | None
    element: bool


def pager_of(page: Page) -> Pager | None:
    """The pager of a page; None if there is none."""
    # The theme's own `function createPageHTML(_nPageCount, …)` has no digits there.
    call = _CALL.search(page.text)
    if call is not None:
        return Pager(
            pages=int(call["pages"]),
            current=int(call["current"]),
            prefix=call["prefix"],
            extensions=(call["extension"],),
            total=None if call["total"] is None else int(call["total"]),
            element=call["element"] is not None,
        )
    count, current = _COUNT.search(page.text), _CURRENT.search(page.text)
    if count is None:
        return None
    own = urlsplit(page.url).path.rpartition(".")[2].lower()
    return Pager(
        pages=int(count[1]),
        current=0 if current is None else int(current[1]),
        prefix="index",
        extensions=(own,) if own in _EXTENSIONS else _EXTENSIONS,
        total=None,
        element=False,
    )


def routes_of(page: Page, pager: Pager) -> tuple[Route, ...]:
    """The pages after this one, the first, up to the last; a route an extension."""
    from_zero = pager.current == 0
    last = pager.pages - 1 if from_zero else pager.pages
    numbers = page_numbers(pager.current + 1, last)
    routes = []
    for extension in pager.extensions:
        names = (f"{pager.prefix}_{number}.{extension}" for number in numbers)
        urls = (joined(name, page.url) for name in names)
        routes.append(Route(tuple(Call(url) for url in urls if url is not None)))
    return tuple(routes)
