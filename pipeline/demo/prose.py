"""The prose of a report: sentences of prose.yml, filled from the report's figures.

Numbers of the prose are looked up, so prose and tables agree by construction. The only
typed ones are those that a real report states and its tables do not hold (`stated`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from pipeline.demo.catalogue import DemoReport
from pipeline.demo.figures import demo_dir, load_yaml
from pipeline.demo.layout import TableName
from pipeline.errors import DataFileError

__all__ = ["ProseFile", "Section", "Stated", "sections"]

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_STATED = "stated:"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: str | None = None
    paragraphs: tuple[str, ...] = ()
    table: TableName | None = None


class Stated(BaseModel):
    """A number that the real report states in its prose; where it does is `source`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Annotated[str, Field(pattern=r"^\d+$")]
    source: Annotated[str, Field(min_length=1)]


class ProseFile(BaseModel):
    """The whole of prose.yml: what each report states, its sections, by its id."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stated: Mapping[str, Mapping[str, Stated]]
    sections: Mapping[str, tuple[_Section, ...]]


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its heading, its filled paragraphs, the table that follows."""

    heading: str | None
    paragraphs: tuple[str, ...]
    table: TableName | None


@cache
def _prose() -> ProseFile:
    return load_yaml(demo_dir() / "prose.yml", ProseFile)


def _term(report: DemoReport, pattern: str) -> Decimal:
    """The sum of the cells that `table/item/breakdown` matches."""
    values = [
        value
        for key, value in report.figures.items()
        if fnmatchcase("/".join(key), pattern)
    ]
    if not values or "" in values:
        found = "a blank cell" if values else "no cell"
        raise DataFileError(
            f"prose.yml: {report.entry.id}: {{{pattern}}}: expected figures, "
            f"found {found}"
        )
    return sum(map(Decimal, values), Decimal(0))


def _stated(report: DemoReport, name: str) -> str:
    """The number that the real report states."""
    known = _prose().stated.get(report.entry.id, {})
    if name not in known:
        raise DataFileError(
            f"prose.yml: {report.entry.id}: {{{_STATED}{name}}}: expected one of "
            f"stated: {', '.join(known) or 'none'}"
        )
    return known[name].number


def _fill(report: DemoReport, template: str) -> str:
    def value(match: re.Match[str]) -> str:
        if match[1] == "year":
            return str(report.entry.year)
        if match[1].startswith(_STATED):
            return _stated(report, match[1].removeprefix(_STATED))
        terms = (_term(report, part.strip()) for part in match[1].split("+"))
        return f"{sum(terms, Decimal(0)):f}"

    return _PLACEHOLDER.sub(value, template)


def sections(report: DemoReport) -> list[Section]:
    """The sections of a report in order, every number filled in.

    Raises:
        DataFileError: a placeholder names no cell, one that is blank, or nothing that
            the report is known to state.
    """
    if report.entry.id not in _prose().sections:
        raise DataFileError(f"prose.yml: expected sections of {report.entry.id}")
    return [
        Section(
            part.heading,
            tuple(_fill(report, text) for text in part.paragraphs),
            part.table,
        )
        for part in _prose().sections[report.entry.id]
    ]
