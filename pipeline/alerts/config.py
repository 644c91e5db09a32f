"""What may vary of alerts: thresholds, words and the shapes of chat robots, as data.

The files are `data/alerts/*.yml`. Who is told is in `pipeline.alerts.environment`.
"""

from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from pydantic import Field, field_validator

from pipeline.data_files import ClosedModel, Text, read_data, refuse_twice, shown
from pipeline.errors import DataFileError
from pipeline.paths import project_dir

__all__ = [
    "AlertsFile",
    "Delivery",
    "Phrase",
    "Shape",
    "Stale",
    "Texts",
    "load_alerts",
    "load_shapes",
]


#: what a text may name in braces
_PLACES = frozenset({"at", "count", "job", "partition", "since", "year"})


class Delivery(ClosedModel):
    """How often, and how long, an alert is tried."""

    attempts: int = Field(ge=1, le=100)
    first_wait_minutes: float = Field(gt=0)
    longest_wait_minutes: float = Field(gt=0)
    seconds_of_a_tick: float = Field(gt=0, le=50)
    keep_days: int = Field(ge=1)


class FailedRuns(ClosedModel):
    """Which failed runs are told."""

    each: int = Field(ge=1)
    within_days: float = Field(gt=0)


class Stale(ClosedModel):
    """What is stale, and how much of it is told at once."""

    days: float = Field(gt=0)
    failures: int = Field(ge=1)
    overdue_reports: bool
    listed: int = Field(ge=1)
    hours_between: float = Field(ge=0)


class Phrase(ClosedModel):
    """A text in both languages, with places to fill in."""

    zh: Text
    en: Text

    @field_validator("zh", "en")
    @classmethod
    def _names_what_is_known(cls, text: str) -> str:
        """A place that nobody fills in would break every alert, and late."""
        named = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        if unknown := sorted(named - _PLACES):
            known = ", ".join(sorted(_PLACES))
            raise ValueError(f"no place {', '.join(unknown)}; expected some of {known}")
        return text

    def fill(self, **values: object) -> str:
        """Both in one line."""
        return f"{self.zh} · {self.en}".format(**values)


class Texts(ClosedModel):
    """Every text of an alert."""

    failed_run: Phrase
    failed_runs: Phrase
    started: Phrase
    again: Phrase
    partition: Phrase
    more: Phrase
    stale: Phrase
    still: Phrase
    old: Phrase
    never: Phrase
    failing: Phrase
    overdue: Phrase
    test: Phrase
    test_line: Phrase


class AlertsFile(ClosedModel):
    """`data/alerts/alerts.yml`."""

    delivery: Delivery
    failed_runs: FailedRuns
    stale: Stale
    texts: Texts


class Shape(ClosedModel):
    """What a chat robot takes, and what it answers if it took it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    zh: Text
    en: Text
    body: dict[str, Any]
    most_bytes: int = Field(ge=500)
    answer: dict[str, Any] = Field(default={})
    escape: dict[str, str] = Field(default={})


def _file(name: str, folder: Path | None) -> Path:
    return (folder or project_dir() / "data" / "alerts") / name


@cache
def load_alerts(folder: Path | None = None) -> AlertsFile:
    """Thresholds and words.

    Raises:
        DataFileError: the file is wrong.
    """
    return read_data(_file("alerts.yml", folder), AlertsFile)


@cache
def load_shapes(folder: Path | None = None) -> dict[str, Shape]:
    """The shapes of chat robots, by id.

    Raises:
        DataFileError: the file is wrong, names a shape twice, or one is called `json`,
            which is the alert itself.
    """
    path = _file("shapes.yml", folder)
    found = read_data(path, tuple[Shape, ...])
    names = [shape.id for shape in found]
    refuse_twice(shown(path), "shape", names)
    if "json" in names:
        raise DataFileError(f"{shown(path)}: json is the alert itself: take another id")
    return {shape.id: shape for shape in found}
