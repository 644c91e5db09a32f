"""Which links are annual reports, by their title.

The words are in `data/crawl/titles.yml`. The filter comes after collecting, never
before, so that what is left aside can be counted.
"""

import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from pipeline.crawl.settings import TitleSettings, title_settings

__all__ = ["TitleFilter", "looks_like_report", "title_filter"]

_FOLDER = re.compile(r"(?:/|/(?:index|list|default)\w*\.\w+)$")


def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for all; for none, one that never fits."""
    return re.compile("|".join(f"(?:{p})" for p in patterns) or r"(?!)")


@dataclass(frozen=True, slots=True)
class TitleFilter:
    """The compiled patterns of `titles.yml`."""

    report: re.Pattern[str]
    report_if_subject: re.Pattern[str]
    subject: re.Pattern[str]
    other: re.Pattern[str]
    year: re.Pattern[str]

    @classmethod
    def of(cls, settings: TitleSettings) -> "TitleFilter":
        """Compile the patterns."""
        return cls(
            report=_any_of(settings.report),
            report_if_subject=_any_of(settings.report_if_subject),
            subject=_any_of(settings.subject),
            other=_any_of(settings.other),
            year=re.compile(settings.year),
        )

    def accepts(self, title: str, url: str) -> bool:
        """Whether a link is a report.

        Args:
            title: as printed; spaces do not matter.
            url: its address; a folder is a channel unless the title names a year.
        """
        text = "".join(title.split())
        if self.other.search(text):
            return False
        if _FOLDER.search(urlsplit(url).path) and not self.year.search(text):
            return False
        if self.report.search(text):
            return True
        return bool(self.report_if_subject.search(text) and self.subject.search(text))


@cache
def title_filter() -> TitleFilter:
    """The filter of the project's own `titles.yml`."""
    return TitleFilter.of(title_settings())


def looks_like_report(title: str, url: str) -> bool:
    """Whether a link is an annual report, by `data/crawl/titles.yml`."""
    return title_filter().accepts(title, url)
