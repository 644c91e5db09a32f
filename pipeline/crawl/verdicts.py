"""Whether what came for a document is that document, and what to say if it is not.

Pure. Sites answer with status 200 and something else: a web page for a file, their own
listing or front page for an article that is gone or because they are busy, an empty
shell. None of these may take the place of a report.
"""

import re
from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from pipeline.crawl.call import Fetch
from pipeline.crawl.discover.page import Page
from pipeline.crawl.discover.reports import carries_something, names_a_report
from pipeline.crawl.documents import Target
from pipeline.crawl.fetch.answers import is_html
from pipeline.crawl.filenames import extension_of
from pipeline.crawl.media import sniff
from pipeline.crawl.rows import DocumentRow
from pipeline.crawl.text import decode
from pipeline.crawl.urls import article_key
from pipeline.errors import FetchError, GoneError, NotAskedError
from pipeline.issues import Issue, IssueCode, Severity
from pipeline.registry import Source

__all__ = [
    "issue_of",
    "issues_kept",
    "left_issue",
    "moved_issue",
    "not_the_document",
    "rest_issue",
]

#: what can be said of one document
_OF_A_DOCUMENT = frozenset(
    {
        IssueCode.GONE,
        IssueCode.REFUSED,
        IssueCode.OUT_OF_SCOPE,
        IssueCode.FETCH_FAILED,
        IssueCode.MOVED,
    }
)
_CODES = {
    "gone": IssueCode.GONE,
    "refused": IssueCode.REFUSED,
    "out_of_scope": IssueCode.OUT_OF_SCOPE,
    "not_asked": IssueCode.NOT_ASKED,
    "failed": IssueCode.FETCH_FAILED,
}
_FRONT = re.compile(r"/?(?:(?:index|default|home|main)\.\w+)?")
#: fewer visible characters, and fewer Chinese ones in the scripts: a shell
_SHELL_TEXT = 20
_SHELL_CHINESE = 50
_CHINESE = re.compile(r"[\u4e00-\u9fff]|\\u[4-9][0-9a-f]{3}", re.IGNORECASE)
#: a page with so many links and nothing else leads to other pages
_MANY_LINKS = 30
#: Word and Excel save pages under the names of their files
_OFFICE_PAGE = re.compile(rb"urn:schemas-microsoft-com:office")
_HEAD = 4096
#: files that no text can be
_NEVER_TEXT = frozenset({"pdf", "docx", "xlsx", "ofd", "zip", "rar"})
_CARRIERS = "img, iframe, embed, object, table, frame"


def not_the_document(
    target: Target, fetch: Fetch, source: Source, listing_bodies: Collection[str]
) -> FetchError | None:
    """Why the answer to a fetch is not the document; None if it may be.

    Args:
        target: what was asked for.
        fetch: how it went; without an error.
        source: on whose behalf.
        listing_bodies: SHA-256 of the listing pages of this crawl.
    """
    if fetch.body is None:
        return None
    if not fetch.body.strip():
        return FetchError(f"expected a document at {target.asked}, nothing was served")
    if target.role == "page":
        return _not_the_page(target, fetch, source, listing_bodies)
    served = None if target.role == "page_part" else _no_file(fetch)
    if served is None:
        return None
    return FetchError(f"expected a file at {target.asked}, the site served {served}")


def _no_file(fetch: Fetch) -> str | None:
    """What came in the place of a file: the ways in which systems say that it is gone.

    A page that Word or Excel wrote is a file, whatever it is made of; plain text is one
    where its name does not promise another kind.
    """
    body = fetch.body or b""
    if is_html(fetch.content_type, body):
        return None if _OFFICE_PAGE.search(body[:_HEAD]) else "a web page"
    medium = sniff(body, fetch.content_type, fetch.final_url)
    if medium == "json":
        return "a message in JSON"
    promised = extension_of(fetch.final_url) in _NEVER_TEXT
    return "plain text" if medium == "text" and promised else None


def _not_the_page(
    target: Target, fetch: Fetch, source: Source, listing_bodies: Collection[str]
) -> FetchError | None:
    if _leads_home(target, fetch, source):
        message = f"the site leads to {fetch.final_url} instead"
        return GoneError(message)
    is_listing = article_key(target.asked) == article_key(source.listing_url)
    if fetch.sha256 in listing_bodies and not is_listing:
        return FetchError("the site served its listing in the place of the report")
    html = is_html(fetch.content_type, fetch.body or b"")
    if html and _is_shell(fetch.body or b""):
        return FetchError("expected a report, the site served an empty page")
    if html and _only_leads_on(fetch):
        return FetchError("expected a report, the site served a page of links")
    return None


def _leads_home(target: Target, fetch: Fetch, source: Source) -> bool:
    """Whether an article redirects to the front page, or back to its listing."""
    asked, final = article_key(target.asked), article_key(fetch.final_url)
    if asked == final:
        return False
    parts = urlsplit(fetch.final_url)
    front = not parts.query and _FRONT.fullmatch(parts.path) is not None
    return front or final == article_key(source.listing_url)


def _only_leads_on(fetch: Fetch) -> bool:
    """Whether a page is there for its links: a front page in the place of a report.

    It has many, and its own text has no word of a report. A report that is a picture or
    a file may say as little, but then the page has that.
    """
    page = Page(fetch.final_url, decode(fetch.body or b""), fetch.call)
    if len(LexborHTMLParser(page.text).css("a[href]")) < _MANY_LINKS:
        return False
    return not (names_a_report(page) or carries_something(page))


def _is_shell(body: bytes) -> bool:
    source = decode(body)
    if len(_CHINESE.findall(source)) >= _SHELL_CHINESE:
        return False
    tree = LexborHTMLParser(source)
    if tree.css_first(_CARRIERS) is not None:
        return False
    tree.strip_tags(["script", "style", "title"])
    text = tree.body.text() if tree.body is not None else ""
    return len("".join(text.split())) < _SHELL_TEXT


def issue_of(target: Target, row: DocumentRow, error: FetchError) -> Issue:
    """The issue that goes with a failed row.

    An error if we hold no bytes of it, so that its figures are missing; else a warning.
    """
    held = row.sha256 is not None
    code = _CODES[error.outcome]
    lost = not held and code is not IssueCode.OUT_OF_SCOPE
    kept = "; the bytes of an earlier crawl are kept" if held else ""
    details = {"title": target.title, "role": target.role}
    if row.status is not None:
        details["status"] = str(row.status)
    return Issue(
        code,
        Severity.ERROR if lost else Severity.WARNING,
        f"{error}{kept}",
        url=target.asked,
        details=details,
    )


def moved_issue(url: str, final_url: str, *, is_listing: bool) -> Issue:
    """An address leads to another one; of a listing, the registry is behind."""
    advice = "; correct listing_url in data/registry/hosts/" if is_listing else ""
    return Issue(
        IssueCode.MOVED,
        Severity.WARNING if is_listing else Severity.INFO,
        f"it is now served at {final_url}{advice}",
        url=url,
        details={"moved_to": final_url},
    )


def rest_issue(fetch: Fetch) -> Issue:
    """A host wants to be left alone, and is."""
    return Issue(
        IssueCode.HOST_RESTED,
        Severity.WARNING,
        f"the host is left alone for some time, see raw_crawls: {fetch.error}",
        url=fetch.final_url,
    )


def left_issue(url: str, error: NotAskedError, left: int) -> Issue:
    """Documents of a listing were left for another time.

    How many is in `raw_crawls`: a number in the message would be another issue every
    night.
    """
    return Issue(
        IssueCode.NOT_ASKED,
        Severity.WARNING,
        f"documents were left for another time: {error}",
        url=url,
        details={"left": str(left)},
    )


def issues_kept(before: Iterable[Issue], left: Collection[str]) -> list[Issue]:
    """What the crawls before said of the documents that this one left alone.

    Args:
        before: all that they said.
        left: keys of the addresses of those documents.
    """
    return [
        issue
        for issue in before
        if issue.code in _OF_A_DOCUMENT
        and issue.url is not None
        and article_key(issue.url) in left
    ]
