"""What finding the reports of a source brings: reports, what was left, and why.

Only the shapes; `discover` fills them.
"""

from dataclasses import dataclass, field

from pipeline.crawl.call import Fetch
from pipeline.issues import Issue

__all__ = ["Candidate", "LeftLink", "Listing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A link that is a report by its title and its place.

    Attributes:
        url: canonical, as first spelled; it may lead out of scope.
        published_on: as printed beside it or in its address (`YYYY-MM-DD`).
        listing_url: the page it stood on.
        position: 1 for the first report of the listing.
        year: the year that it is about, by its title or the channel that it stood in;
            None if neither says.
        publisher: the organ as printed there; None if neither says. Which institution
            that is, is not decided here.
        channel: the titles of the links followed to its list, joined by ` > `; None
            for the first list itself.
        form_of: the address of another candidate that is the same report in another
            form (HTML and PDF side by side); None for the first form.
        fetch: the answer to `url` if finding had to ask for it, so that it is not asked
            twice (a listing that is itself the report).
    """

    url: str
    title: str
    published_on: str | None
    listing_url: str
    position: int
    year: int | None = None
    publisher: str | None = None
    channel: str | None = None
    form_of: str | None = None
    fetch: Fetch | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class LeftLink:
    """An entry of a list that is no report.

    Attributes:
        reason: what decided, with the pattern of `data/crawl/titles.yml` where there
            is one.
    """

    url: str
    title: str
    listing_url: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a listing holds.

    Attributes:
        candidates: the reports, in the order found.
        issues: `LISTING_INCOMPLETE`, `LISTING_EMPTY`.
        pages: listing pages read, of all channels.
        links_seen: all links on them.
        links_left: those that are neither reports nor channels.
        left: those of them that are entries of a list, and not of a menu.
        family: the site software by which the reports were found.
        proven: whether public evidence shows that family's ways; False for what is
            general knowledge only, and for `generic`.
        channels: the lists that were walked, the first included.
        announced: the entries that the lists say they have, as far as they say it;
            None if none does.
        listed: the entries collected on all lists.
    """

    candidates: tuple[Candidate, ...]
    issues: tuple[Issue, ...]
    pages: int
    links_seen: int
    links_left: int
    left: tuple[LeftLink, ...] = ()
    family: str = "generic"
    proven: bool = False
    channels: int = 1
    announced: int | None = None
    listed: int = 0
