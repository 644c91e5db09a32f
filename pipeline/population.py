"""Population by division and year: the denominators of metrics per 100,000 people.

Figures stand in `data/population/*.csv` and are optional; they become
`seed_population`. Which figure a report is divided by is decided in `out_metrics.sql`.
"""

import re
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Annotated

import pandas as pd
from pydantic import BeforeValidator, Field

from pipeline.data_files import ClosedModel, csv_rows, validated
from pipeline.errors import DataFileError
from pipeline.paths import project_dir
from pipeline.registry import load_adcodes

__all__ = ["Population", "load_population", "population_frame"]


def _check_day(value: str | None) -> str:
    """Only one way to write a day: a number would be read as seconds since 1970."""
    if value is None or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise ValueError("expected a day such as 2021-05-11")
    return value


class Population(ClosedModel):
    """The people of a division in a year.

    Attributes:
        vintage: the day on which the figure was published or revised.
        origin: who published it, and under what title.
    """

    adcode: Annotated[str, Field(pattern=r"^[1-9][0-9]{5}$")]
    population_year: Annotated[int, Field(ge=1949, le=2200)]
    population: Annotated[int, Field(gt=0)]
    vintage: Annotated[date, BeforeValidator(_check_day)]
    origin: Annotated[str, Field(min_length=1, pattern=r"^\S(.*\S)?$")]


_COLUMNS = tuple(Population.model_fields)


def load_population(
    folder: Path | None = None, adcodes: Collection[str] | None = None
) -> tuple[Population, ...]:
    """All figures, by division and year; none if there is no file.

    Args:
        folder: by default the project's `data/population`.
        adcodes: the divisions that there are; by default those of the registry.

    Raises:
        DataFileError: other columns, a wrong value, an unknown division, or two figures
            for one division and year; the message names file and line.
    """
    root = folder or project_dir() / "data" / "population"
    known = load_adcodes() if adcodes is None else adcodes
    found: dict[tuple[str, int], Population] = {}
    places: dict[tuple[str, int], str] = {}
    for path in sorted(root.glob("*.csv")):
        for place, fields in csv_rows(path, _COLUMNS):
            figure = validated(Population, fields, place)
            key = (figure.adcode, figure.population_year)
            if figure.adcode not in known:
                raise DataFileError(
                    f"{place}: adcode {figure.adcode} is not in "
                    "data/registry/adcodes.csv"
                )
            if key in found:
                raise DataFileError(
                    f"{place}: a second figure for {figure.adcode} in "
                    f"{figure.population_year}, the first is in {places[key]}; keep one"
                )
            found[key], places[key] = figure, place
    return tuple(found[key] for key in sorted(found))


def population_frame(figures: tuple[Population, ...]) -> pd.DataFrame:
    """`seed_population`: one row a division and year."""
    rows = [f.model_dump() | {"vintage": f.vintage.isoformat()} for f in figures]
    return pd.DataFrame(rows, columns=list(_COLUMNS))
