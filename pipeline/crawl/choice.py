"""Which reports of a source a crawl asks for, where somebody chose some of them.

The listing says whose a report is and of which year, as far as titles and channels do;
what it does not say may be what was chosen, and is asked for. A recording needs none of
this: what was not asked for then has no answer. Choosing is checked in
`pipeline.selection`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.crawl.discover.found import Candidate
from pipeline.crawl.discover.naming import publisher_of, year_of
from pipeline.registry import Institution
from pipeline.resolve import institutions_named

__all__ = ["Choice"]


@dataclass(frozen=True, slots=True)
class Choice:
    """The reports of one source that are chosen.

    Attributes:
        institution_ids: whose; empty for all that the source lists.
        years: of which years; empty for all.
        listed: the institutions that the source lists, to tell names apart; what the
            log says of a crawl has none.
    """

    institution_ids: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    listed: tuple[Institution, ...] = ()

    def same_as(self, other: "Choice | None") -> bool:
        """Whether another choice is of the same reports."""
        return other is not None and (
            set(self.institution_ids) == set(other.institution_ids)
            and set(self.years) == set(other.years)
        )

    def has(self, candidate: Candidate) -> bool:
        """Whether an entry of the listing is chosen, or may be."""
        return self._may_be(candidate.year, candidate.publisher)

    def has_title(self, title: str) -> bool:
        """Whether a document that is in no listing any more is chosen, or may be."""
        return self._may_be(year_of(title), publisher_of(title))

    def _may_be(self, year: int | None, publisher: str | None) -> bool:
        if self.years and year is not None and year not in self.years:
            return False
        if not self.institution_ids or publisher is None:
            return True
        named = institutions_named(self.listed, publisher)
        return not named or any(
            institution.institution_id in self.institution_ids for institution in named
        )

    def __str__(self) -> str:
        """What is chosen, in words."""
        return " of ".join(
            ", ".join(map(str, part))
            for part in _named(self.years, self.institution_ids)
        )


def _named(*parts: Iterable[object]) -> list[Iterable[object]]:
    return [part for part in parts if part]
