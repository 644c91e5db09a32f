"""What a link of a list is: a report, a further list, or something else, and why.

The title decides first (`titles`), then the place: 2023年 is a report inside the annual
reports of an organ, 某县教育局 one inside the year folder 2023年, and each may also be
a list of reports. Where only a look can tell, the link is a `maybe`.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal
from urllib.parse import urlsplit

from pipeline.crawl.discover.naming import (
    is_year_alone,
    publisher_among,
    publisher_of,
    year_among,
)
from pipeline.crawl.discover.page import Row
from pipeline.crawl.discover.titles import is_article, is_folder, title_filter
from pipeline.crawl.filenames import names_a_file

__all__ = ["Place", "Verdict", "judge"]

Kind = Literal["report", "channel", "maybe", "left"]

_VARIABLE = re.compile(r"[0-9a-f]{24,}|\d+")


@dataclass(frozen=True)
class Place:
    """Where a list stands in its source.

    Attributes:
        root: the address of the source's first list.
        path: the titles of the links followed to this list, outermost first.
        heading: what the first list is called, as its page says.
    """

    root: str
    path: tuple[str, ...] = ()
    heading: str | None = None

    @property
    def names(self) -> tuple[str | None, ...]:
        """The titles around a link, nearest first."""
        return (*reversed(self.path), self.heading)

    @cached_property
    def year(self) -> int | None:
        """The year that the list is about."""
        return year_among(self.names)

    @cached_property
    def publisher(self) -> str | None:
        """The organ that the list is of, as printed."""
        return publisher_among(self.names)

    @cached_property
    def is_of_reports(self) -> bool:
        """Whether the titles around a link say that annual reports stand here."""
        return any(title_filter().names_report(name) for name in self.names if name)

    def is_here(self, url: str) -> bool:
        """Whether an address is on the host of the source."""
        hosts = {
            urlsplit(each).netloc.removeprefix("www.") for each in (url, self.root)
        }
        return len(hosts) == 1

    def is_within(self, url: str) -> bool:
        """Whether an address lies in the folder of the first list, or below it."""
        folder = _folder(self.root)
        path = urlsplit(url).path
        return folder != "/" and self.is_here(url) and path.startswith(folder)

    def is_below(self, url: str) -> bool:
        """Whether it lies below that folder: in it are the list's own pages."""
        rest = urlsplit(url).path.removeprefix(_folder(self.root))
        return self.is_within(url) and ("/" in rest or not is_folder(self.root))

    def is_beside(self, url: str) -> bool:
        """Whether an address differs from that of the first list in numbers only."""
        return self.is_here(url) and _shape(url) == _shape(self.root)


def _folder(url: str) -> str:
    """The folder of a list: `/a/` for `/a/index.html`, `/a/nb/` for `/a/nb.htm`."""
    path = urlsplit(url).path
    head, _, name = path.rpartition("/")
    if "." not in name:
        return f"{path.removesuffix('/')}/"
    return f"{head}/" if is_folder(url) else f"{path.rpartition('.')[0]}/"


def _shape(url: str) -> str:
    parts = urlsplit(url)
    return _VARIABLE.sub("#", f"{parts.path}?{parts.query}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a link is; for one that is left, what decided."""

    kind: Kind
    reason: str = ""


_MENU = "it names neither year nor organ, and is no entry of the list"
_REPORT, _CHANNEL, _MAYBE = Verdict("report"), Verdict("channel"), Verdict("maybe")


def judge(row: Row, place: Place) -> Verdict:
    """What a link is.

    Args:
        row: the link.
        place: of the list that it stands on.
    """
    if row.left:
        return Verdict("left", row.left)
    words = title_filter()
    other = words.other_word(row.title)
    if other is not None:
        return Verdict("left", f"its title fits {other!r} in `other`")
    if words.names_report(row.title):
        return _titled(row, place)
    return _placed(row, place)


def _placed(row: Row, place: Place) -> Verdict:
    """A link without the words of a report, but perhaps where reports stand."""
    words = title_filter()
    in_place = row.in_list or place.is_within(row.url)
    if is_year_alone(row.title) and (in_place or place.is_beside(row.url)):
        return _by_place(row, place, certain=True)
    if in_place and words.is_group(row.title) and is_folder(row.url):
        return _further(row, place)
    if in_place and publisher_of(row.title) is not None:
        return _by_place(row, place, certain=place.year is not None)
    if is_folder(row.url) and place.is_below(row.url) and place.is_of_reports:
        return _further(row, place)
    return Verdict("left", "its title has no word of `report`")


def _titled(row: Row, place: Place) -> Verdict:
    """A link with the words of a report."""
    if not is_folder(row.url):
        return _REPORT if _is_sure(row, place) else Verdict("left", _MENU)
    if title_filter().names_year(row.title):
        # A list of that year's reports, or the report itself.
        return _MAYBE if place.is_here(row.url) else _REPORT
    group = title_filter().is_group(row.title) and place.is_beside(row.url)
    if group or row.in_list or place.is_below(row.url):
        return _further(row, place)
    return Verdict("left", "a folder whose title names no year")


def _is_sure(row: Row, place: Place) -> bool:
    """Whether a page with the words of a report is one, and not a link of the menu."""
    if row.in_list or row.itself or _is_document(row.url):
        return True
    named = title_filter().names_year(row.title) or publisher_of(row.title) is not None
    return named or place.is_within(row.url)


def _by_place(row: Row, place: Place, *, certain: bool) -> Verdict:
    """A link titled only by a year, or only by an organ."""
    if _is_document(row.url):
        if certain:
            return _REPORT
        return Verdict("left", "an organ, and neither title nor list names a year")
    if not place.is_here(row.url):
        return Verdict("left", "a list on another host")
    return _MAYBE


def _is_document(url: str) -> bool:
    return is_article(url) or names_a_file(url)


def _further(row: Row, place: Place) -> Verdict:
    """A link to a further list."""
    if not place.is_here(row.url):
        return Verdict("left", "a list on another host")
    if title_filter().not_channel.search("".join(row.title.split())):
        return Verdict("left", "a list of something else, by `not_channel`")
    return _CHANNEL
