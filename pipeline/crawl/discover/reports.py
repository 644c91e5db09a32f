"""From judged links to reports: one for each article, with year, publisher and form.

Pure. The same article under several spellings is one report, under the spelling that
came first; two forms of one report stay two, and the second names the first.
"""

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

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

__all__ = ["Reports", "heading_of", "is_report_page"]

_MARKS_OF_A_REPORT = 2
_TITLE_META = ("articletitle", "columnname")


def is_report_page(page: Page) -> bool:
    """Whether a page is a report itself, by what it says outside links."""
    tree = LexborHTMLParser(page.text)
    tree.strip_tags(["script", "style", "a", "title"])
    text = "".join(tree.body.text().split()) if tree.body is not None else ""
    said = sum(p.search(text) is not None for p in title_filter().body)
    return said >= _MARKS_OF_A_REPORT


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


@dataclass(slots=True)
class Reports:
    """The reports found so far, by article."""

    _found: dict[str, Candidate]
    _first_forms: dict[tuple[str, str], Candidate]

    def __init__(self) -> None:
        self._found = {}
        self._first_forms = {}

    def add(
        self, row: Row, place: Place, listing_url: str, fetch: Fetch | None = None
    ) -> None:
        """Keep a link, unless its article is known.

        Args:
            row: the link.
            place: of the list that it stood on.
            listing_url: the page that it stood on.
            fetch: the answer to it, if it was asked for.
        """
        key = article_key(row.url)
        if key in self._found:
            return
        year = year_of(row.title)
        publisher = publisher_of(row.title) or row.publisher
        candidate = Candidate(
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
        self._found[key] = replace(candidate, form_of=self._form_of(candidate))

    def _form_of(self, candidate: Candidate) -> str | None:
        """The address of the report of which this is another form.

        Two links with one title may be two reports of one year. They are two forms of
        one only if a title says so (`（PDF版）`), or if a file stands beside a page.
        """
        bare = title_filter().forms.sub("", flat(candidate.title))
        first = self._first_forms.setdefault((bare, candidate.channel or ""), candidate)
        if first is candidate:
            return None
        said = flat(first.title) != flat(candidate.title)
        kinds = {_is_file(first.url), _is_file(candidate.url)}
        return first.url if said or len(kinds) > 1 else None

    def known(self, url: str) -> bool:
        """Whether an article is among the reports."""
        return article_key(url) in self._found

    def all(self) -> tuple[Candidate, ...]:
        """The reports in the order found."""
        return tuple(self._found.values())


def _is_file(url: str) -> bool:
    """Whether an address is that of a file beside pages (PDF, DOC and so on)."""
    return names_a_file(url) and not urlsplit(url).path.endswith("/")
