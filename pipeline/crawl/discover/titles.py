"""Which links are annual reports, by their title.

The words are in `data/crawl/titles.yml`. The filter comes after collecting, never
before, so that what is left aside can be counted and named. What the place of a link
adds to its title is in `links`.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from pipeline.crawl.settings import TitleSettings, listing_settings, title_settings

__all__ = [
    "TitleFilter",
    "is_article",
    "is_folder",
    "looks_like_report",
    "title_filter",
]


def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for all; for none, one that never fits."""
    return re.compile("|".join(f"(?:{p})" for p in patterns) or r"(?!)")


@dataclass(frozen=True, slots=True)
class TitleFilter:
    """The compiled patterns of `titles.yml`."""

    report: re.Pattern[str]
    report_if_subject: re.Pattern[str]
    subject: re.Pattern[str]
    other: tuple[re.Pattern[str], ...]
    other_reports: tuple[re.Pattern[str], ...]
    year: re.Pattern[str]
    groups: re.Pattern[str]
    not_channel: re.Pattern[str]
    body: tuple[re.Pattern[str], ...]
    forms: re.Pattern[str]

    @classmethod
    def of(cls, settings: TitleSettings) -> "TitleFilter":
        """Compile the patterns."""
        return cls(
            report=_any_of(settings.report),
            report_if_subject=_any_of(settings.report_if_subject),
            subject=_any_of(settings.subject),
            other=tuple(re.compile(p) for p in settings.other),
            other_reports=tuple(re.compile(p) for p in settings.other_reports),
            year=re.compile(settings.year),
            groups=_any_of(settings.groups),
            not_channel=_any_of(settings.not_channel),
            body=tuple(re.compile(p) for p in settings.body),
            forms=_any_of(settings.forms),
        )

    def other_word(self, title: str) -> str | None:
        """The pattern by which a title is about something else; None if by none."""
        text = _squeezed(title)
        named = self.subject.search(text) is not None
        patterns = self.other if named else (*self.other, *self.other_reports)
        return next((p.pattern for p in patterns if p.search(text)), None)

    def names_report(self, title: str) -> bool:
        """Whether a title has the words of a report (`other` not asked)."""
        text = _squeezed(title)
        if self.report.search(text):
            return True
        return bool(self.report_if_subject.search(text) and self.subject.search(text))

    def names_year(self, title: str) -> bool:
        """Whether a title has a year, in digits or numerals."""
        return self.year.search(_squeezed(title)) is not None

    def is_group(self, title: str) -> bool:
        """Whether a title is that of a column for many organs."""
        return self.groups.search(_squeezed(title)) is not None

    def accepts(self, title: str, url: str) -> bool:
        """Whether a link is a report.

        Args:
            title: as printed; spaces do not matter.
            url: its address; a folder is a channel unless the title names a year.
        """
        if self.other_word(title) is not None or not self.names_report(title):
            return False
        return self.names_year(title) or not is_folder(url)


def _squeezed(title: str) -> str:
    """Without blanks, and with digits of full width as plain ones."""
    return "".join(unicodedata.normalize("NFKC", title).split())


@cache
def title_filter() -> TitleFilter:
    """The filter of the project's own `titles.yml`."""
    return TitleFilter.of(title_settings())


def looks_like_report(title: str, url: str) -> bool:
    """Whether a link is an annual report, by `data/crawl/titles.yml`."""
    return title_filter().accepts(title, url)


def is_folder(url: str) -> bool:
    """Whether an address is that of a list, by `folders` of `listing.yml`."""
    return not is_article(url) and _folders().search(urlsplit(url).path) is not None


def is_article(url: str) -> bool:
    """Whether an address is that of an article, by `articles` of `listing.yml`."""
    return _articles().search(urlsplit(url).path) is not None


@cache
def _folders() -> re.Pattern[str]:
    return _any_of(listing_settings().folders)


@cache
def _articles() -> re.Pattern[str]:
    return _any_of(listing_settings().articles)
