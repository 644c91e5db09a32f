"""What walking one list brought, and what it lacks against what the list announces."""

from dataclasses import dataclass, field

from pipeline.crawl.call import Fetch
from pipeline.crawl.discover.page import Row

__all__ = ["FoundRow", "Walked"]


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A link, and the listing page it stood on.

    Attributes:
        fetch: the answer to it, for a link to the page itself.
    """

    row: Row
    listing_url: str
    fetch: Fetch | None = None


@dataclass(slots=True)
class Walked:
    """What a walk brought.

    Attributes:
        rows: every link, by address, in the order found.
        pages: listing pages read that brought links.
        announced: entries that the listing says it has; `announced_pages` its pages.
        stopped: why the walk ended before its routes did; None if it did not.
        broken: whether that was a fault, and not just a page without new links.
        parts: the lists that the page is made of, each walked by itself; the rest is
            then the sum of them.
    """

    rows: dict[str, FoundRow] = field(default_factory=dict)
    pages: int = 0
    announced: int | None = None
    announced_pages: int | None = None
    stopped: str | None = None
    broken: bool = False
    parts: tuple["Walked", ...] = ()

    @classmethod
    def of(cls, parts: list["Walked"]) -> "Walked":
        """Several lists as one."""
        if len(parts) == 1:
            return parts[0]
        rows: dict[str, FoundRow] = {}
        for part in parts:
            rows = part.rows | rows
        totals = [part.announced for part in parts if part.announced is not None]
        return cls(
            rows={url: rows[url] for part in parts for url in part.rows},
            pages=sum(part.pages for part in parts),
            announced=sum(totals) if totals else None,
            parts=tuple(parts),
        )

    @property
    def entries(self) -> int:
        """The links that count against the announced total.

        Lists without dates show no difference between an entry and a menu: then all
        links count, and a shortfall is seen only when it is large.
        """
        entries = sum(found.row.in_list for found in self.rows.values())
        return entries or len(self.rows)

    @property
    def lacks_entries(self) -> bool:
        """Whether fewer entries were found than announced."""
        return self.announced is not None and self.entries < self.announced

    def shortfall(self) -> str | None:
        """What the listing announces and was not collected; None if nothing."""
        if self.parts:
            # One article may stand in several of them, so each is compared by itself.
            return "; ".join(filter(None, (p.shortfall() for p in self.parts))) or None
        found = []
        if self.lacks_entries:
            found.append(f"{self.announced} entries announced, {self.entries} found")
        if self.announced_pages is not None and self.pages < self.announced_pages:
            found.append(f"{self.announced_pages} pages announced, {self.pages} read")
        if self.stopped is not None and (found or self.broken):
            found.append(self.stopped)
        return "; ".join(found) or None
