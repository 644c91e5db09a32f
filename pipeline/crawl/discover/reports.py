"""From judged links to reports: one for each article, with year, publisher and form.

Pure. The same article under several spellings is one report, under the spelling that
came first; two forms of one report stay two, and the second names the first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from pipeline.crawl.call import Fetch
from pipeline.crawl.discover.found import Candidate
from pipeline.crawl.discover.links import Place
from pipeline.crawl.discover.naming import publisher_of, year_of
from pipeline.crawl.discover.page import Page, Row
from pipeline.crawl.discover.titles import title_filter
from pipeline.crawl.filenames import names_a_file
from pipeline.crawl.urls import article_key
from pipeline.extract.dates import flat

__all__ = [
    "Reports",
    "carries_something",
    "has_substance",
    "heading_of",
    "is_report_page",
    "names_a_report",
]

_MARKS_OF_A_REPORT = 2
#: characters outside links that are more than a page's frame
_SOME_TEXT = 300
_TITLE_META = ("articletitle", "columnname")


def is_report_page(page: Page) -> bool:
    """Whether a page is a report itself, by what it says outside links."""
    text = _own_text(page)
    said = sum(p.search(text) is not None for p in title_filter().body)
    return said >= _MARKS_OF_A_REPORT


def has_substance(page: Page) -> bool:
    """Whether a page has more than its frame: text, pictures, or a file to fetch."""
    return len(_own_text(page)) >= _SOME_TEXT or carries_something(page)


def names_a_report(page: Page) -> bool:
    """Whether a page has words of a report in its title, or outside links."""
    text = (heading_of(page) or "") + _own_text(page)
    said = any(p.search(text) is not None for p in title_filter().body)
    return said or title_filter().names_report(text)


def carries_something(page: Page) -> bool:
    """Whether a page has what may be a report without text: pictures, or a file."""
    tree = LexborHTMLParser(page.text)
    if tree.css_first("embed, object, iframe") is not None:
        return True
    links = (a.attributes["href"] or "" for a in tree.css("a[href]"))
    return any(map(names_a_file, links)) or _has_scans(tree)


def _has_scans(tree: LexborHTMLParser) -> bool:
    """Whether there are pictures besides those in links."""
    tree.strip_tags(["a"])
    return tree.css_first("p img, td img") is not None


def _own_text(page: Page) -> str:
    """The text outside links, without blanks."""
    tree = LexborHTMLParser(page.text)
    tree.strip_tags(["script", "style", "a", "title"])
    return "".join(tree.body.text().split()) if tree.body is not None else ""


def heading_of(page: Page) -> str | None:
    """What a page says that it is called: its meta tags, else its `<title>`."""
    tree = LexborHTMLParser(page.text)
    named = {
        (meta.attributes["name"] or "").lower(): meta.attributes["content"] or ""
        for meta in tree.css("meta[name][content]")
    }
    title = tree.css_first("title")
    names = [named[name] for name in _TITLE_META if name in named]
    names.append(title.text() if title is not None else "")
    return next((" ".join(n.split()) for n in names if n.strip()), None)


class Reports:
    """The reports found so far, by article."""

    def __init__(self) -> None:
        self._found: dict[str, Candidate] = {}

    def add(
        self, row: Row, place: Place, listing_url: str, fetch: Fetch | None = None
    ) -> None:
        """Keep a link, unless its article is known.

        Args:
            row: the link.
            place: of the list that it stood on.
            listing_url: the page that it stood on.
            fetch: the answer to it, if it was asked for. A page as a browser showed it
                is not what the site published, and is not kept as a report.
        """
        key = article_key(row.url)
        if key in self._found:
            return
        if fetch is not None and fetch.call.rendered is not None:
            fetch = None
        year = year_of(row.title)
        publisher = publisher_of(row.title) or row.publisher
        self._found[key] = Candidate(
            url=row.url,
            title=row.title,
            published_on=row.published_on,
            listing_url=listing_url,
            position=len(self._found) + 1,
            year=place.year if year is None else year,
            publisher=place.publisher if publisher is None else publisher,
            channel=" > ".join(place.path) or None,
            fetch=fetch,
        )

    def known(self, url: str) -> bool:
        """Whether an article is among the reports."""
        return article_key(url) in self._found

    def all(self) -> tuple[Candidate, ...]:
        """The reports in the order found, each form with the first of its report."""
        groups: dict[tuple[str, str | None], list[Candidate]] = {}
        for found in self._found.values():
            groups.setdefault((_bare_title(found), found.channel), []).append(found)
        return tuple(
            replace(found, form_of=_first_form(found, groups))
            for found in self._found.values()
        )


def _first_form(
    candidate: Candidate, groups: Mapping[tuple[str, str | None], Sequence[Candidate]]
) -> str | None:
    """The address of the report of which this is another form.

    Two links with one title may be two reports of one year. They are two forms of one
    only if a title says so (`（PDF版）`), or if a file stands beside a page. A page
    comes before files, wherever it stands: it is the form that says most of itself.
    """
    forms = groups[(_bare_title(candidate), candidate.channel)]
    first = next((f for f in forms if not names_a_file(f.url)), forms[0])
    if first is candidate:
        return None
    said = flat(first.title) != flat(candidate.title)
    return (
        first.url
        if said or names_a_file(candidate.url) != names_a_file(first.url)
        else None
    )


def _bare_title(candidate: Candidate) -> str:
    return title_filter().forms.sub("", flat(candidate.title))
