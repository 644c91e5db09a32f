"""What columns each table has: the dictionary, as pyarrow schemas.

Tables that code writes are described in `data/dictionary/tables.yml`; SQL models
describe themselves (`pipeline.sqlmodels`). Both give a `TableSchema`, from which the
store, the data dictionary and the UI take names, types and meanings. No data here.
"""

import re
from functools import cache
from pathlib import Path
from typing import Literal

import pyarrow as pa

from pipeline.data_files import ClosedModel, read_data, refuse_twice, shown
from pipeline.errors import DataFileError
from pipeline.paths import project_dir

__all__ = ["Column", "Dictionary", "TableSchema", "arrow_type", "load_schemas"]

_TYPES = {
    "string": pa.string(),
    "int16": pa.int16(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "double": pa.float64(),
    "bool": pa.bool_(),
    "date": pa.date32(),
}
_DECIMAL = re.compile(r"decimal\((\d+),\s*(\d+)\)")


class Column(ClosedModel):
    """A column: name, type, meaning."""

    name: str
    type: str
    description: str


class TableSchema(ClosedModel):
    """A table.

    `partition` says how the lake is cut: one file, a file a province, or a folder a
    year (`report_year=Y`) with a file a province.
    """

    name: str
    layer: Literal["seed", "raw", "core", "int", "out"]
    description: str
    key: tuple[str, ...]
    partition: Literal["none", "province", "province_year"] = "none"
    columns: tuple[Column, ...]

    @property
    def arrow(self) -> pa.Schema:
        """The pyarrow schema."""
        return pa.schema([(c.name, arrow_type(c.type)) for c in self.columns])


def arrow_type(name: str) -> pa.DataType:
    """The pyarrow type of a type name of the dictionary."""
    decimal = _DECIMAL.fullmatch(name)
    if decimal:
        return pa.decimal128(int(decimal[1]), int(decimal[2]))
    try:
        return _TYPES[name]
    except KeyError:
        raise DataFileError(
            f"unknown type {name!r}; known: {', '.join(_TYPES)}, decimal(p,s)"
        ) from None


class Dictionary(ClosedModel):
    """`data/dictionary/tables.yml`."""

    tables: tuple[TableSchema, ...]


@cache
def _load(path: Path) -> dict[str, TableSchema]:
    tables = read_data(path, Dictionary).tables
    for table in tables:
        try:
            _check(table)
        except DataFileError as error:
            raise DataFileError(f"{shown(path)}: {table.name}: {error}") from error
    refuse_twice(shown(path), "table", (t.name for t in tables))
    return {t.name: t for t in tables}


def _check(table: TableSchema) -> None:
    """Refuse a table that contradicts itself."""
    names = [c.name for c in table.columns]
    missing = sorted(set(table.key) - set(names))
    if missing:
        raise DataFileError(f"key without column: {', '.join(missing)}")
    if len(set(names)) != len(names):
        raise DataFileError("a column is described twice")
    _ = table.arrow  # an unknown type fails here, not when a table is written


def load_schemas(path: Path | None = None) -> dict[str, TableSchema]:
    """The schemas of all tables that code writes, by name.

    Args:
        path: by default the project's `data/dictionary/tables.yml`.

    Raises:
        DataFileError: the dictionary is wrong; the message names file and table.
    """
    return dict(_load(path or project_dir() / "data" / "dictionary" / "tables.yml"))
