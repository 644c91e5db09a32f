"""What an attachment has from the page that it hangs on: year and institution.

An attachment is often only tables, without title or name. It belongs to its page as
long as it says nothing else of itself; an attachment about another year or of another
organ stays what it says it is. Documents of one report are compared in `sql/`.
"""

from dataclasses import dataclass, field, replace

from pipeline.extract.identity import Identity, title_organ
from pipeline.issues import Issue, IssueCode, Severity

__all__ = ["INFERRED", "Page", "Pages"]

#: grounds for a year that are weaker than the page's own statement
INFERRED = frozenset({None, "published", "url"})


@dataclass(frozen=True, slots=True)
class Page:
    """What is known of a page.

    Attributes:
        identity: what it says of itself.
        institution_id: whose it is, or None.
    """

    identity: Identity
    institution_id: str | None


@dataclass(slots=True)
class Pages:
    """The pages read so far, by address; read pages before their attachments."""

    _known: dict[str, Page] = field(default_factory=dict)

    def note(self, url: str, identity: Identity, institution_id: str | None) -> None:
        """Remember a page; of two that have its address the one that knows more counts.

        That is another listing of the page, or another version of it: where both know
        as much, the one that was read first.
        """
        page = Page(identity, institution_id)
        known = self._known.get(url)
        if known is None or _known_of(page) > _known_of(known):
            self._known[url] = page

    def identity(
        self, own: Identity, parent_url: str | None
    ) -> tuple[Identity, Issue | None]:
        """The identity of a document, completed by its page.

        Returns:
            The identity, and a warning where the document is about another year than
            the page that it hangs on.
        """
        page = self._known.get(parent_url or "")
        if page is None or page.identity.year is None:
            return own, None
        year = page.identity.year
        if own.year_basis in INFERRED:
            return replace(own, year=year, year_basis="parent"), None
        if own.year != year and page.identity.year_basis not in INFERRED:
            message = (
                f"attached to a page about {year}, but about {own.year} itself "
                f"({own.year_basis}); it was read as a report of {own.year}"
            )
            return own, Issue(IssueCode.YEAR_CONFLICT, Severity.WARNING, message)
        return own, None

    def institution(
        self, own: Identity, parent_url: str | None, link_title: str
    ) -> str | None:
        """The institution that a document has from its page, or None.

        None also where the document or its link names an organ: that one decides.
        """
        page = self._known.get(parent_url or "")
        if page is None or title_organ(own.title) or title_organ(link_title):
            return None
        return page.institution_id


def _known_of(page: Page) -> tuple[bool, bool]:
    """What is known of a page; whose it is weighs more than its year."""
    return page.institution_id is not None, page.identity.year is not None
