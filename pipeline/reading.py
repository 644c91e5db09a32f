"""Reading a release: tables as DataFrames, SQL over all of them.

Reads the current release of a data root and nothing else, so that what is read was
checked and published. Writing is `pipeline.publish`.
"""

from difflib import get_close_matches
from pathlib import Path

import duckdb
import pandas as pd

from pipeline.errors import ReleaseError, UsageError
from pipeline.paths import DEMO_ROOT_NAME, DataRoot, default_root

__all__ = ["open_release", "read"]


def open_release(root: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Open `ogi.duckdb` of the current release, read-only.

    Args:
        root: the data root; by default `OGI_DATA`, else the project's `data/`.

    Raises:
        ReleaseError: nothing was published there yet.
    """
    folder = root or default_root()
    database = DataRoot(folder).current_release / "ogi.duckdb"
    if not database.is_file():
        hint = "run `ogi refresh`, or `ogi demo` for the demonstration"
        if (DataRoot(folder / DEMO_ROOT_NAME).current_release).exists():
            hint = "only the demonstration was: add --demo, or set OGI_DATA to " + str(
                folder / DEMO_ROOT_NAME
            )
        raise ReleaseError(f"nothing was published under {folder} yet; {hint}")
    return duckdb.connect(str(database.resolve()), read_only=True)


def read(
    table: str,
    *,
    year: int | None = None,
    institution: str | None = None,
    root: Path | str | None = None,
) -> pd.DataFrame:
    """A table of the current release.

    Args:
        table: its name, such as `out_yoy_metrics`; `ogi query` lists all.
        year: only this `report_year`.
        institution: only this `institution_id`.
        root: the data root; by default `OGI_DATA`, else the project's `data/`.

    Returns:
        One row for each key of the dictionary, in that order; figures are `float64`,
        printed figures of `core_*` and `int_cells` are `Decimal` objects or floats as
        DuckDB gives them.

    Raises:
        ReleaseError: nothing was published there yet.
        UsageError: there is no such table, or it has no such column.
    """
    with open_release(Path(root) if root else None) as connection:
        columns = _columns(connection, table)
        filters: dict[str, int | str] = {}
        if year is not None:
            filters["report_year"] = year
        if institution is not None:
            filters["institution_id"] = institution
        for name in filters:
            if name not in columns:
                raise UsageError(f"{table} has no column {name}; it has {columns}")
        where = " and ".join(f"{name} = ?" for name in filters)
        sql = f"select * from {table}" + (f" where {where}" if where else "")  # noqa: S608
        frame: pd.DataFrame = connection.execute(sql, list(filters.values())).df()
        return frame


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    rows = connection.execute(
        "select table_name, column_name from information_schema.columns "
        "order by table_name, ordinal_position"
    ).fetchall()
    tables = {name for name, _ in rows}
    if table not in tables:
        close = get_close_matches(table, tables, n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise UsageError(f"there is no table {table!r} in the release{hint}")
    return [column for name, column in rows if name == table]
