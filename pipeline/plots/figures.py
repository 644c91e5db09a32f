"""The figures of a plot: its select over the lake.

Beside the tables a select may read `plot_provinces` (what the provinces are called)
and what a caller gives, such as `plot_runs`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import duckdb
import pyarrow as pa

from pipeline.errors import ModelError
from pipeline.plots.specs import GIVEN, Plot
from pipeline.registry import load_provinces
from pipeline.store import Lake
from pipeline.warehouse import Warehouse

__all__ = ["figures", "is_crowded", "provinces"]

#: a select that gives more has forgotten to add up
_MOST_ROWS = 5_000


def provinces() -> pa.Table:
    """The provinces, in the order of their codes, and the central organs."""
    known = load_provinces()
    return pa.table(
        {
            "province_id": pa.array([p.province_id for p in known], pa.string()),
            "name_zh": pa.array([p.name_zh for p in known], pa.string()),
            "place": pa.array(range(len(known)), pa.int16()),
        }
    )


@contextmanager
def _asking(
    lake: Lake, plot: Plot, given: Mapping[str, pa.Table]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that has what the select reads; errors name its file."""
    try:
        with Warehouse(threads=1) as warehouse:
            for name, table in {"plot_provinces": provinces(), **given}.items():
                warehouse.add_table(name, table)
            warehouse.add_lake(lake, sorted(plot.reads - GIVEN))
            yield warehouse.connection
    except duckdb.Error as error:
        raise ModelError(f"sql/plots/{plot.name}.sql: {error}") from error


def is_crowded(lake: Lake, plot: Plot, given: Mapping[str, pa.Table]) -> bool:
    """Whether another plot is to be drawn in its place.

    Raises:
        ModelError: see `figures`.
    """
    other = plot.definition.otherwise
    if other is None:
        return False
    with _asking(lake, plot, given) as connection:
        ((found,),) = connection.execute(
            f'select count(distinct "{other.column}") from (\n{plot.sql}\n)'  # noqa: S608
        ).fetchall()
    return int(found) > other.more_than


def figures(lake: Lake, plot: Plot, given: Mapping[str, pa.Table]) -> pa.Table:
    """The rows that a plot draws.

    Args:
        lake: where the tables are.
        plot: whose select is run.
        given: relations that are no table of the lake.

    Raises:
        ModelError: DuckDB refuses the select, a relation is missing, or there are too
            many rows to draw.
    """
    with _asking(lake, plot, given) as connection:
        rows: pa.Table = connection.sql(plot.sql).to_arrow_table()
    if rows.num_rows > _MOST_ROWS:
        raise ModelError(
            f"sql/plots/{plot.name}.sql: expected at most {_MOST_ROWS} rows to draw, "
            f"found {rows.num_rows}"
        )
    return rows
