"""The words by which a report says whose it is: `data/forms/identity.yml`, loaded.

Models and compiled patterns only; what they are looked for in is in `titles`, `dates`,
`origin` and `scope`.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from pipeline.errors import FormError
from pipeline.paths import project_dir

__all__ = ["IdentityWords", "MetadataNames", "ScopeWords", "Words", "load_words"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MetadataNames(_Model):
    """Names of metadata that stand before a value."""

    published: tuple[str, ...]
    written: tuple[str, ...]
    publisher: tuple[str, ...]
    source: tuple[str, ...]


class ScopeWords(_Model):
    """A pattern and what it says of the figures."""

    scope: Literal["own", "jurisdiction"]
    pattern: str


class IdentityWords(_Model):
    """The whole of identity.yml."""

    report: tuple[str, ...]
    report_after_year: tuple[str, ...]
    before_title: tuple[str, ...]
    around_name: tuple[str, ...]
    traditional: dict[str, str]
    not_reports: tuple[str, ...]
    period: tuple[str, ...]
    column_year: tuple[str, ...]
    metadata: MetadataNames
    nobody: tuple[str, ...]
    organs: tuple[str, ...]
    governments: tuple[str, ...]
    offices: tuple[str, ...]
    sites: tuple[str, ...]
    breadcrumb: tuple[str, ...]
    scope: tuple[ScopeWords, ...]

    @field_validator("report", "before_title", "not_reports", "breadcrumb")
    @classmethod
    def _patterns(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no pattern: {error}") from error
        return patterns


@dataclass(frozen=True, slots=True)
class Words:
    """The words with their patterns compiled.

    Attributes:
        listed: as in the file.
        report: what makes a text the title of such a report.
        report_after_year: what does so directly behind a year.
        before_title: what stands in front of one.
        not_report: what makes a title one about a report.
        period: the words before a statistics period.
        column_year: the year in a header.
        organ_end: the end of the name of an organ.
        breadcrumb: the beginning of a line of navigation.
        scope: pattern and meaning, in order.
    """

    listed: IdentityWords
    report: re.Pattern[str]
    report_after_year: re.Pattern[str]
    before_title: re.Pattern[str]
    not_report: re.Pattern[str]
    period: str
    column_year: tuple[re.Pattern[str], ...]
    organ_end: re.Pattern[str]
    breadcrumb: re.Pattern[str]
    scope: tuple[tuple[re.Pattern[str], str], ...]


def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns))


def _literal(words: tuple[str, ...]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word) for word in longest_first)


@cache
def load_words(path: Path | None = None) -> Words:
    """Load and compile the words.

    Args:
        path: by default the project's `data/forms/identity.yml`.

    Raises:
        FormError: the file is missing or wrong; the message names it.
    """
    path = path or project_dir() / "data" / "forms" / "identity.yml"
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        listed = IdentityWords.model_validate(data)
        return Words(
            listed,
            _any(listed.report),
            re.compile(rf"(?<=\d年)(?:度)?(?:{_literal(listed.report_after_year)})"),
            re.compile(f"^(?:{_any(listed.before_title).pattern})+"),
            _any(listed.not_reports),
            _literal(listed.period),
            tuple(re.compile(p) for p in listed.column_year),
            re.compile(f"(?:{_literal(listed.organs)})$"),
            _any(listed.breadcrumb),
            tuple((re.compile(s.pattern), s.scope) for s in listed.scope),
        )
    except (OSError, yaml.YAMLError, ValidationError, re.error) as error:
        raise FormError(f"{path}: {error}") from error
