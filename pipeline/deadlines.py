"""Deadlines: by when each kind of institution has to publish its report, as data.

`data/deadlines` holds what each version of the Regulations says; it compiles to
`seed_deadlines`. Who owes a report for which year, and whether one came late, is for
SQL (`int_expected`, `out_timeliness`).
"""

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Self, get_args

import pandas as pd
from pydantic import (
    AfterValidator,
    Field,
    model_validator,
)

from pipeline.data_files import ClosedModel, Text, read_data, shown
from pipeline.errors import DataFileError
from pipeline.paths import project_dir
from pipeline.registry_model import Kind

__all__ = ["Deadline", "Period", "deadlines_frame", "load_deadlines"]

#: the year of a day without a year; 29 February is no deadline
_ANY_YEAR = 2023


def _check_day(value: str) -> str:
    """A day of any year, such as 03-31."""
    try:
        dt.date.fromisoformat(f"{_ANY_YEAR}-{value}")
    except ValueError:
        raise ValueError(f"expected a day such as 03-31, found {value!r}") from None
    return value


DayOfYear = Annotated[str, Field(pattern=r"^\d\d-\d\d$"), AfterValidator(_check_day)]
Year = Annotated[int, Field(ge=2008, le=2200)]


class Deadline(ClosedModel):
    """The day for some kinds of institution, in the year after the report year.

    Attributes:
        by: last day on which the report is on time; None where the article names none.
        waits_for: until this day a missing report says nothing.
        because_zh: which words of the article are about these kinds.
    """

    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)]
    by: DayOfYear | None
    waits_for: DayOfYear
    because_zh: Text
    because_en: Text

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.by is not None and self.by != self.waits_for:
            raise ValueError(
                f"waits_for {self.waits_for} differs from by {self.by}: a report is "
                "missing from the day after its deadline"
            )
        return self


class Period(ClosedModel):
    """A version of the Regulations, with the report years that it governs.

    Attributes:
        regulations: what it is called in tables.
        last_year: None for the version in force.
        text_zh: the article as it is read here; `checked` if that was compared with
            the published text, on `checked_on`.
    """

    regulations: Text
    zh: Text
    en: Text
    first_year: Year
    last_year: Year | None
    article_zh: Text
    article_en: Text
    text_zh: Text
    text_en: Text
    checked: bool
    checked_on: dt.date | None = None
    deadlines: Annotated[tuple[Deadline, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.checked != (self.checked_on is not None):
            raise ValueError("checked: true needs checked_on, and only then")
        if self.last_year is not None and self.last_year < self.first_year:
            raise ValueError(
                f"last_year {self.last_year} is before first_year {self.first_year}"
            )
        named = [kind for deadline in self.deadlines for kind in deadline.kinds]
        for kind in get_args(Kind):
            if named.count(kind) != 1:
                raise ValueError(
                    f"kind {kind} stands in {named.count(kind)} deadlines of "
                    f"{self.regulations}, expected one"
                )
        return self


def _check_periods(where: str, periods: Sequence[Period]) -> None:
    """The periods follow one another without a gap, and the last one is open."""
    if not periods:
        raise DataFileError(f"{where}: expected a list of periods, found none")
    for earlier, later in pairwise(periods):
        if earlier.last_year is None or later.first_year != earlier.last_year + 1:
            raise DataFileError(
                f"{where}: {later.regulations} begins with {later.first_year}, "
                f"expected the year after last_year of {earlier.regulations} "
                f"({earlier.last_year})"
            )
    if periods[-1].last_year is not None:
        raise DataFileError(
            f"{where}: {periods[-1].regulations} is the last, expected last_year: null"
        )


def load_deadlines(folder: Path | None = None) -> tuple[Period, ...]:
    """The periods of the Regulations, oldest first.

    Raises:
        DataFileError: the file cannot be read, names a kind twice or not at all, or
            its periods do not follow one another; the message names the file.
    """
    path = (folder or project_dir() / "data" / "deadlines") / "deadlines.yml"
    periods = read_data(path, tuple[Period, ...])
    _check_periods(shown(path), periods)
    return periods


def _month_and_day(day: str | None) -> tuple[int | None, int | None]:
    if day is None:
        return None, None
    month, number = day.split("-")
    return int(month), int(number)


def deadlines_frame(periods: Sequence[Period]) -> pd.DataFrame:
    """`seed_deadlines`: one row a version of the Regulations and kind."""
    rows: list[dict[str, Any]] = []
    for period in periods:
        for deadline in period.deadlines:
            month, day = _month_and_day(deadline.by)
            wait_month, wait_day = _month_and_day(deadline.waits_for)
            rows += [
                {
                    "regulations": period.regulations,
                    "kind": kind,
                    "first_year": period.first_year,
                    "last_year": period.last_year,
                    "month": month,
                    "day": day,
                    "wait_month": wait_month,
                    "wait_day": wait_day,
                    "null_reason": None if deadline.by else "no_deadline_named",
                    "basis_zh": (
                        f"{period.zh}{period.article_zh}：{deadline.because_zh}"
                    ),
                    "basis_en": (
                        f"{period.en}, {period.article_en}: {deadline.because_en}"
                    ),
                    "text_zh": period.text_zh,
                    "text_en": period.text_en,
                    "is_checked": period.checked,
                }
                for kind in deadline.kinds
            ]
    return pd.DataFrame(rows)
