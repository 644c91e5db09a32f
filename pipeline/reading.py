"""Reading a release: tables as DataFrames, SQL over all of them.

Reads the current release of a data root and nothing else, so that what is read was
checked and published. Writing is `pipeline.publish`.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from pipeline.errors import ReleaseError, UsageError
from pipeline.near import meant
from pipeline.paths import DEMO_ROOT_NAME, DataRoot, default_root

if TYPE_CHECKING:  # who asks in SQL need not wait for it
    import pandas as pd

__all__ = ["open_release", "read"]


def open_release(root: Path | str | None = None) -> duckdb.DuckDBPyConnection:
    """Open `ogi.duckdb` of the current release, read-only.

    Args:
        root: the data root; by default `OGI_DATA`, else the project's `data/`.

    Raises:
        ReleaseError: nothing was published there yet.
    """
    return duckdb.connect(str(_release(root) / "ogi.duckdb"), read_only=True)


def read(
    table: str,
    *,
    year: int | None = None,
    institution: str | None = None,
    root: Path | str | None = None,
) -> "pd.DataFrame":
    """A table or view of the current release.

    Args:
        table: its name, such as `view_panel`; `ogi query` lists all.
        year: only this `report_year`.
        institution: only this `institution_id`.
        root: the data root; by default `OGI_DATA`, else the project's `data/`.

    Returns:
        The rows in the order of the table's key, with a fresh index. Types:

        * text is `str`, missing where there is none;
        * whole numbers are `Int16`, `Int32` or `Int64`, so a year stays a year beside
          a missing one; yes or no is `boolean`;
        * figures, rates and changes are `float64`, missing is NaN. A printed figure
          has at most six decimals and is a decimal number in the Parquet files and in
          `ogi.duckdb`: take it from there where the last digit of a very large amount
          counts;
        * days are `datetime64`, moments are the same in UTC;
        * lists, such as `cells` of a finding, are Python lists, None where there is
          none.

        `attrs` has `table`, `release_id`, `description`, `key` and `columns` (the
        meaning of each column).

    Raises:
        ReleaseError: nothing was published there yet.
        UsageError: there is no such table, or it has no such column.

    Example:
        >>> import pipeline
        >>> growth = pipeline.read("out_yoy_metrics", year=2024)  # doctest: +SKIP
        >>> growth.attrs["columns"]["pct_change"]  # doctest: +SKIP
        'Change in percent of the figure before'
    """
    folder = _release(root)
    about = _about(folder, table)
    filters: dict[str, int | str] = {}
    if year is not None:
        filters["report_year"] = year
    if institution is not None:
        filters["institution_id"] = institution
    for name in filters:
        if name not in about["columns"]:
            known = ", ".join(about["columns"])
            raise UsageError(f"{table} has no column {name}; it has {known}")
    where = " and ".join(f"{name} = ?" for name in filters)
    order = ", ".join(f'"{name}"' for name in about["key"])
    sql = (
        f"select * from {table}"  # noqa: S608 - a table that is there
        + (f" where {where}" if where else "")
        + f" order by {order}"
    )
    with duckdb.connect(str(folder / "ogi.duckdb"), read_only=True) as connection:
        rows = connection.sql(sql, params=list(filters.values()))
        found = rows.to_arrow_table()
    frame = _frame(found)
    frame.attrs.update(about, release_id=folder.name)
    return frame


def _release(root: Path | str | None) -> Path:
    """The folder of the current release, by its own name: a swap does not move it."""
    folder = Path(root) if root else default_root()
    current = DataRoot(folder).current_release
    if not (current / "ogi.duckdb").is_file():
        hint = "run `ogi refresh`, or `ogi demo` for the demonstration"
        if DataRoot(folder / DEMO_ROOT_NAME).current_release.exists():
            demo = folder / DEMO_ROOT_NAME
            hint = f"only the demonstration was: add --demo, or set OGI_DATA to {demo}"
        raise ReleaseError(f"nothing was published under {folder} yet; {hint}")
    return current.resolve()


def _about(folder: Path, table: str) -> dict[str, Any]:
    """What the data package of a release says of a table."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    described = [*package["resources"], *package["views"]]
    resources = {resource["name"]: resource for resource in described}
    if table not in resources:
        said = meant(table, resources, "`ogi query` lists all")
        raise UsageError(f"there is no table {table!r} in the release; {said}")
    resource = resources[table]
    return {
        "table": table,
        "description": resource["title"],
        "key": resource["schema"]["primaryKey"],
        "columns": {
            field["name"]: field["description"]
            for field in resource["schema"]["fields"]
        },
    }


def _frame(table: pa.Table) -> "pd.DataFrame":
    """An Arrow table as a frame of the types that `read` promises."""
    import pandas as pd  # noqa: PLC0415 - only who wants a frame needs it

    # types of pandas that keep a whole number whole beside a blank
    nullable = {
        pa.int8(): pd.Int8Dtype(),
        pa.int16(): pd.Int16Dtype(),
        pa.int32(): pd.Int32Dtype(),
        pa.int64(): pd.Int64Dtype(),
        pa.bool_(): pd.BooleanDtype(),
    }
    lists = {}
    for index, field in enumerate(table.schema):
        if pa.types.is_decimal(field.type):
            column = table.column(index).cast(pa.float64())
            table = table.set_column(index, field.name, column)
        elif pa.types.is_list(field.type):
            lists[field.name] = table.column(index).to_pylist()
    frame: pd.DataFrame = table.to_pandas(
        types_mapper=nullable.get, date_as_object=False
    )
    for name, values in lists.items():
        frame[name] = pd.Series(values, index=frame.index, dtype=object)
    return frame
