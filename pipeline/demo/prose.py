"""The prose of a report: sentences of prose.yml, filled from the report's figures.

No number of the prose is typed anywhere, so prose and tables agree by construction.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache

from pydantic import BaseModel, ConfigDict

from pipeline.demo.catalogue import DemoReport
from pipeline.demo.figures import demo_dir, load_yaml
from pipeline.demo.layout import TableName
from pipeline.errors import DataFileError

__all__ = ["ProseFile", "Section", "sections"]

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: str | None = None
    paragraphs: tuple[str, ...] = ()
    table: TableName | None = None


class ProseFile(BaseModel):
    """The whole of prose.yml: the sections of each report, by its id."""

    model_config = ConfigDict(frozen=True, extra="forbid")

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


def _fill(report: DemoReport, template: str) -> str:
    def value(match: re.Match[str]) -> str:
        if match[1] == "year":
            return str(report.entry.year)
        terms = (_term(report, part.strip()) for part in match[1].split("+"))
        return f"{sum(terms, Decimal(0)):f}"

    return _PLACEHOLDER.sub(value, template)


def sections(report: DemoReport) -> list[Section]:
    """The sections of a report in order, every number filled in.

    Raises:
        DataFileError: a placeholder names no cell, or one that is blank.
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
