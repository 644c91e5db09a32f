"""Whose report it is, and of which year: read from the text, with the ground named.

The year is that of the statistics period (统计期限) where it is stated, then of the
title, of the header of a statistics column, of the title under which it was linked;
failing these, the year before the date of publication or the stamp of the address,
and that is said. Where two statements contradict each other, that is an issue. The
publisher here is only what is printed; which institution that is, the registry decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from pipeline.extract.dates import plausible, stamp_of_url
from pipeline.extract.document import Document
from pipeline.extract.identity_words import load_words
from pipeline.extract.normal import label_key
from pipeline.extract.origin import Origins, organs_relation, origins_of
from pipeline.extract.period import Body, body_of
from pipeline.extract.scope import scope_of
from pipeline.extract.titles import Title, find_title, title_organ, title_year
from pipeline.issues import Issue, IssueCode, Severity

__all__ = ["Identity", "identify", "title_organ", "title_year"]

_T = TypeVar("_T")
#: a report may be out in the last month of its own year
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Identity:
    """What a document says about itself.

    Attributes:
        title: the title of the report, or None.
        publisher: the publisher as printed, or None.
        published_on: the stated date of publication, writing or signature, or None.
        year: the year that the report is about, or None.
        year_basis: `period | title | table | hint | published | url`, or None; of an
            attachment also `parent`, the page that it belongs to.
        publisher_basis: `metadata | title | signature | breadcrumb | site`, or None.
        signature: the organ that signed the report, or None.
        breadcrumb: the organ in the navigation of the page, or None.
        date_basis: `published | written | signed`, or None.
        scope: `own | jurisdiction`, or None where the report does not say.
        scope_basis: the words that say so.
    """

    title: str | None
    publisher: str | None
    published_on: date | None
    year: int | None
    year_basis: str | None
    publisher_basis: str | None = None
    signature: str | None = None
    breadcrumb: str | None = None
    date_basis: str | None = None
    scope: str | None = None
    scope_basis: str | None = None


@dataclass(slots=True)
class _Years:
    """Statements about the year, the telling ones first, and doubts about them."""

    stated: list[tuple[int, str]] = field(default_factory=list)
    inferred: list[tuple[int, str]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def state(self, years: tuple[int, ...], basis: str) -> None:
        """Note what one place says; where it contradicts itself it says nothing."""
        if len(years) == 1:
            self.stated.append((years[0], basis))
        elif years:
            said = ", ".join(map(str, years))
            self.doubts.append(f"{basis} says {said}")

    @property
    def chosen(self) -> tuple[int | None, str | None]:
        """The year that counts and what says so."""
        return next(iter(self.stated + self.inferred), (None, None))


def identify(
    document: Document, *, url: str = "", hint: str = ""
) -> tuple[Identity, list[Issue]]:
    """Read title, year, publisher, date and scope.

    Args:
        document: the document.
        url: its address or file name, asked last.
        hint: the title under which it was linked (a listing, a file name).
    """
    hint = hint or _file_title(url)
    title = find_title(document, hint)
    origins = origins_of(document)
    body = body_of(document)
    stamp = stamp_of_url(url)
    years = _years(title, body, hint, origins, stamp)
    year, year_basis = years.chosen
    issues = _year_issues(years, body, origins, stamp)
    issues += _organ_issues(title, origins)
    published_on, date_basis = _date(origins)
    publisher, publisher_basis = _publisher(title, origins)
    scope, scope_basis = scope_of(document)
    return Identity(
        title.text,
        publisher,
        published_on,
        year,
        year_basis,
        publisher_basis,
        origins.signature,
        origins.breadcrumb,
        date_basis,
        scope,
        scope_basis,
    ), issues


def _date(origins: Origins) -> tuple[date | None, str | None]:
    return _first(
        (origins.published, "published"),
        (origins.written, "written"),
        (origins.signed, "signed"),
    )


def _publisher(title: Title, origins: Origins) -> tuple[str | None, str | None]:
    return _first(
        (origins.publisher, "metadata"),
        (origins.source, "metadata"),
        (title_organ(title.text), "title"),
        (origins.signature, "signature"),
        (origins.breadcrumb, "breadcrumb"),
        (origins.site, "site"),
    )


def _first(*options: tuple[_T | None, str]) -> tuple[_T | None, str | None]:
    return next((o for o in options if o[0] is not None), (None, None))


def _file_title(url: str) -> str:
    """The name of a file, where it reads like a title."""
    name = PurePosixPath(unquote(urlsplit(url).path or url)).stem
    return name if title_year(name) else ""


# -- the year --------------------------------------------------------------------------


def _years(
    title: Title,
    body: Body,
    hint: str,
    origins: Origins,
    stamp: tuple[int, int] | None,
) -> _Years:
    years = _Years()
    years.state(body.periods, "period")
    years.state(title.years, "title")
    years.state(body.columns, "table")
    linked = title_year(hint)
    years.state((linked,) if linked else (), "hint")
    dates = [(day.year, "published") for day in _days(origins)]
    if stamp:
        dates.append((stamp[0], "url"))
    years.inferred = [(y - 1, basis) for y, basis in dates if plausible(y - 1)]
    return years


def _days(origins: Origins) -> list[date]:
    day, _ = _date(origins)
    return [day] if day else []


def _year_issues(
    years: _Years, body: Body, origins: Origins, stamp: tuple[int, int] | None
) -> list[Issue]:
    year, _ = years.chosen
    if year is None:
        message = "no year was found in the statistics period, the title or the address"
        doubts = "; ".join((*years.doubts, *_broken(body)))
        message += f" ({doubts})" if doubts else ""
        return [Issue(IssueCode.YEAR_UNKNOWN, Severity.ERROR, message)]
    doubts_of_year = list(_contradictions(years, year, body, origins, stamp))
    issues = []
    if doubts_of_year:
        said = ", ".join(doubts_of_year)
        message = f"the year is not the same everywhere: {said}; {year} was taken"
        issues.append(Issue(IssueCode.YEAR_CONFLICT, Severity.WARNING, message))
    if not years.stated:
        said = ", ".join(f"{basis} says {y + 1}" for y, basis in years.inferred)
        message = f"no year is stated; {year} was inferred, since {said}"
        issues.append(Issue(IssueCode.YEAR_INFERRED, Severity.WARNING, message))
    return issues


def _broken(body: Body) -> list[str]:
    if body.broken_period is None:
        return []
    return [f"the statistics period is not within a year ({body.broken_period})"]


def _contradictions(
    years: _Years,
    year: int,
    body: Body,
    origins: Origins,
    stamp: tuple[int, int] | None,
) -> Iterator[str]:
    """What says another year than the one that was taken."""
    if years.doubts or any(y != year for y, _ in years.stated):
        yield from (f"{basis} says {y}" for y, basis in years.stated)
    yield from years.doubts
    yield from _broken(body)
    spoken = body.other_year(year)
    if spoken and spoken not in {y for y, _ in years.stated}:
        yield f"the text speaks of {spoken}"
    if not years.stated:
        return
    for stated, month, what in [
        *((day.year, day.month, "published") for day in _days(origins)),
        *(((*stamp, "the address stamped"),) if stamp else ()),
    ]:
        # a later date is that of a move to another site
        if stated < year or (stated == year and month < _DECEMBER):
            yield f"{what} {stated}-{month:02}, before {year} was over"


# -- the organ -------------------------------------------------------------------------


def _organ_issues(title: Title, origins: Origins) -> list[Issue]:
    """An issue where title, metadata and signature name different organs."""
    named = [
        (organ, what, strong)
        for organ, what, strong in (
            (title_organ(title.text), "the title", True),
            (origins.publisher, "the publisher", True),
            (origins.signature, "the signature", True),
            (origins.source, "the source", False),
        )
        if organ and (what == "the title" or _is_name(organ))
    ]
    if not named:
        return []
    first, _, _ = named[0]
    others = [(o, strong) for o, _, strong in named[1:] if _differs(first, o)]
    if not others:
        return []
    said = ", ".join(f"{what} {organ}" for organ, what, _ in named)
    # a portal prints its government, or the office of it, on the pages of all organs
    open_question = any(strong and not _is_above(o, first) for o, strong in others)
    severity = Severity.WARNING if open_question else Severity.INFO
    message = f"different organs are named: {said}"
    return [Issue(IssueCode.INSTITUTION_CONFLICT, severity, message)]


def _is_name(organ: str) -> bool:
    return bool(load_words().organ_end.search(label_key(organ, parentheses=False)))


def _differs(one: str, other: str) -> bool:
    return organs_relation(one, other) == "other"


def _is_above(organ: str, other: str) -> bool:
    """Whether an organ is the government, or its office, of the place of another."""
    words = load_words().listed
    key = label_key(organ)
    for endings in (words.offices, words.governments):
        for ending in sorted(endings, key=len, reverse=True):
            if key.endswith(ending) and len(key) > len(ending) + 1:
                key = key.removesuffix(ending)
                break
    return label_key(other).startswith(key)
