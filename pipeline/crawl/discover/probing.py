"""Where page two may be, on lists whose pager has no address to follow.

Only guesses: the walk keeps what a guess brings only if it is more of the same list,
and a guess that fails is no fault.
"""

import re
from functools import cache
from urllib.parse import parse_qsl, urljoin, urlsplit, urlunsplit

from pipeline.crawl.discover.page import Page
from pipeline.crawl.settings import listing_settings
from pipeline.crawl.urls import query_string

__all__ = ["has_pager", "page_after", "second_pages"]

_FILE = re.compile(r"(?P<stem>[\w-]+)\.(?P<ext>s?html?|jsp|php|aspx?)$")
_NUMBERED = re.compile(r"^(?P<head>(?:[\w-]*_)?)(?P<number>\d{1,3})(?P<tail>\.\w+)$")


@cache
def _pager() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in listing_settings().pager))


def has_pager(page: Page) -> bool:
    """Whether the page shows that there are more, if not where."""
    return _pager().search(page.text) is not None


def second_pages(first: str) -> tuple[str, ...]:
    """The usual places of page two, in the order in which they are to be tried.

    Args:
        first: the address of page one.
    """
    places = [_place(first, probe) for probe in listing_settings().probes]
    return tuple(dict.fromkeys(url for url in places if url is not None))


def _place(started: str, probe: str) -> str | None:
    """Where a probe leads for a list; None if it does not fit its address."""
    parts = urlsplit(started)
    if probe.startswith("?"):
        query = [*parse_qsl(parts.query, keep_blank_values=True), *parse_qsl(probe[1:])]
        return urlunsplit(parts._replace(query=query_string(query)))
    name = parts.path.rpartition("/")[2]
    file = _FILE.match(name)
    if "{" in probe:
        if name and file is None:
            return None
        stem, ext = (file["stem"], file["ext"]) if file else ("index", "html")
        probe = probe.format(stem=stem, ext=ext)
    elif name and not name.startswith(("index.", "list.", "default.")):
        return None  # `/a/nb.html` has no folder of its own
    return urljoin(urlunsplit(parts._replace(query="")), probe)


def page_after(url: str) -> str | None:
    """The page after one that was rightly guessed: its number, counted up."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    if query and query[-1][0] == "page" and query[-1][1].isdigit():
        query[-1] = ("page", str(int(query[-1][1]) + 1))
        return urlunsplit(parts._replace(query=query_string(query)))
    folder, slash, name = parts.path.rpartition("/")
    found = _NUMBERED.match(name)
    if found is None:
        return None
    name = f"{found['head']}{int(found['number']) + 1}{found['tail']}"
    return urlunsplit(parts._replace(path=folder + slash + name))
