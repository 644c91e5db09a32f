"""What a plot is: its title, where it belongs, its Vega-Lite spec and its select.

A spec says nothing of data: the rows come from `sql/plots/<name>.sql`, and an address
anywhere in a spec is refused, so that drawing can fetch nothing. The look that all
plots share is `data/plots/style.yml`. Nothing is drawn or asked here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Self

import sqlglot
from pydantic import Field, model_validator
from sqlglot import exp

from pipeline.data_files import ClosedModel, Text, read_data, shown
from pipeline.errors import DataFileError
from pipeline.paths import project_dir

__all__ = ["Otherwise", "Plot", "PlotDef", "Style", "load_plots", "load_style"]

#: keys of Vega-Lite by which a spec could bring in or point to something else
_FORBIDDEN = frozenset({"data", "datasets", "url", "href", "from", "usermeta"})
_STYLE = "style"
#: relations that are no table of the lake: provinces, and the runs of an instance
GIVEN = frozenset({"plot_provinces", "plot_runs"})


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            yield from _keys(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _keys(inner)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value


class Style(ClosedModel):
    """`data/plots/style.yml`.

    Attributes:
        fonts: families, the first that a reader's machine has is used; all plots.
        colours: by name, for the specs to say `@name`.
        config: the configuration of Vega-Lite that all plots share.
    """

    fonts: Annotated[tuple[Text, ...], Field(min_length=1)]
    colours: dict[str, Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]]
    config: dict[str, Any]


class Otherwise(ClosedModel):
    """Another plot in place of one that would be too crowded."""

    column: Text
    more_than: Annotated[int, Field(ge=1)]
    plot: Text


class PlotDef(ClosedModel):
    """A file `data/plots/<name>.yml`.

    Attributes:
        title_zh: what it shows, with the unit.
        of: the table that it is shown with, `release` for the whole.
        otherwise: which plot to draw where this one would be too crowded.
        spec: Vega-Lite, without data and title.
    """

    title_zh: Text
    title_en: Text
    of: Text
    otherwise: Otherwise | None = None
    spec: dict[str, Any]

    @model_validator(mode="after")
    def _check(self) -> Self:
        found = sorted(_FORBIDDEN & set(_keys(self.spec)))
        if found:
            raise ValueError(
                f"spec has {', '.join(found)}: the rows come from sql/plots, and a "
                "plot points to nothing outside"
            )
        if any("://" in text or text == "image" for text in _texts(self.spec)):
            raise ValueError("spec has an address or an image: a plot fetches nothing")
        return self


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot, ready to be drawn.

    Attributes:
        name: of both files.
        definition: the file under `data/plots`.
        sql: the text of the select.
        reads: the relations that it reads.
    """

    name: str
    definition: PlotDef
    sql: str
    reads: frozenset[str]


def _folder(name: str) -> Path:
    return project_dir() / name / "plots"


@cache
def load_style(path: Path | None = None) -> Style:
    """The look that all plots share.

    Raises:
        DataFileError: the file is wrong; the message names it.
    """
    return read_data(path or _folder("data") / f"{_STYLE}.yml", Style)


@cache
def load_plots(data: Path | None = None, sql: Path | None = None) -> dict[str, Plot]:
    """All plots by name.

    Raises:
        DataFileError: a file is wrong, lacks its neighbour, or names a plot or a
            colour that is not there; the message names the file.
    """
    folder, selects = data or _folder("data"), sql or _folder("sql")
    colours = load_style(folder / f"{_STYLE}.yml").colours
    plots = {
        path.stem: _load(path, selects / f"{path.stem}.sql")
        for path in sorted(folder.glob("*.yml"))
        if path.stem != _STYLE
    }
    for name, plot in plots.items():
        where = shown(folder / f"{name}.yml")
        other = plot.definition.otherwise
        if other and other.plot not in plots:
            raise DataFileError(f"{where}: otherwise: no plot {other.plot!r} here")
        named = {t[1:] for t in _texts(plot.definition.spec) if t.startswith("@")}
        if unknown := sorted(named - colours.keys()):
            raise DataFileError(
                f"{where}: no colour {', '.join(unknown)} in {_STYLE}.yml"
            )
    left = sorted(p.name for p in selects.glob("*.sql") if p.stem not in plots)
    if left:
        raise DataFileError(f"{shown(selects)}: {left[0]} has no file in data/plots")
    return plots


def _load(path: Path, select: Path) -> Plot:
    definition = read_data(path, PlotDef)
    try:
        text = select.read_text(encoding="utf-8")
        parsed = sqlglot.parse_one(text, dialect="duckdb")
    except FileNotFoundError:
        raise DataFileError(
            f"{shown(path)}: no {shown(select)}; it has the figures"
        ) from None
    except sqlglot.errors.ParseError as error:
        raise DataFileError(f"{shown(select)}: {error}") from error
    own = {cte.alias for cte in parsed.find_all(exp.CTE)}
    reads = frozenset(t.name for t in parsed.find_all(exp.Table)) - own
    return Plot(path.stem, definition, text, reads)
