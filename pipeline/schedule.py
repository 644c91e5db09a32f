"""When the nightly refresh runs: `data/schedule/nightly.yml`, and its cron strings.

What runs then, and what happens when it cannot, is in `assets.nightly`.
"""

from collections import Counter
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from pipeline.data_files import ClosedModel, Text, read_data
from pipeline.paths import project_dir

__all__ = ["Cadence", "Season", "load_cadence"]

_MONTHS = range(1, 13)
Month = Annotated[int, Field(ge=1, le=12)]
Hour = Annotated[int, Field(ge=0, le=23)]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as fault:
        message = f"expected the name of a time zone, found {name!r}"
        raise ValueError(message) from fault
    return name


def _distinct(numbers: tuple[int, ...]) -> tuple[int, ...]:
    twice = [n for n, count in Counter(numbers).items() if count > 1]
    if twice:
        message = f"{twice[0]} is there twice"
        raise ValueError(message)
    return tuple(sorted(numbers))


class Season(ClosedModel):
    """Months that have the same hours, and why."""

    id: Text
    months: Annotated[tuple[Month, ...], Field(min_length=1), AfterValidator(_distinct)]
    hours: Annotated[tuple[Hour, ...], Field(min_length=1), AfterValidator(_distinct)]
    zh: Text
    en: Text

    @property
    def cron(self) -> str:
        """These hours of every day of these months."""
        hours, months = (",".join(map(str, n)) for n in (self.hours, self.months))
        return f"0 {hours} * {months} *"


class Cadence(ClosedModel):
    """The hours of every day of a year, by the clock of a time zone."""

    time_zone: Annotated[Text, AfterValidator(_known_zone)]
    seasons: tuple[Season, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_month_once(self) -> Self:
        found = Counter(month for season in self.seasons for month in season.months)
        for month in _MONTHS:
            if found[month] != 1:
                message = (
                    f"expected each month in exactly one season, found month {month} "
                    f"in {found[month]}"
                )
                raise ValueError(message)
        return self

    @property
    def cron(self) -> list[str]:
        """A cron string for each season."""
        return [season.cron for season in self.seasons]

    @property
    def description(self) -> str:
        """What the seasons are, in both languages, as plain text."""
        return " ".join(
            f"{season.en} ({', '.join(f'{h:02}:00' for h in season.hours)}). "
            f"{season.zh}。"
            for season in self.seasons
        )


def load_cadence(path: Path | None = None) -> Cadence:
    """Load `data/schedule/nightly.yml`.

    Raises:
        DataFileError: the file is wrong; says what and where.
    """
    file = path or project_dir() / "data" / "schedule" / "nightly.yml"
    cadence: Cadence = read_data(file, Cadence)
    return cadence
