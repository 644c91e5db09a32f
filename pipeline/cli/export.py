"""Rows of a query into a file: CSV for spreadsheets, JSON, Parquet for programs.

What the ending of the file says decides. A file appears whole or not at all.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import duckdb
import pyarrow as pa

from pipeline.cli.tabular import write_csv, write_json
from pipeline.durable import replacing
from pipeline.errors import UsageError
from pipeline.store import write_parquet

__all__ = ["batches", "execute", "export"]

_BATCH = 10_000
Row = Sequence[Any]
_Writer = Callable[[IO[str], Sequence[str], Iterator[Row]], None]
#: ending: encoding and writer. Excel takes CSV for UTF-8 only with a mark in front;
#: pandas, R and DuckDB read over it
_TEXT: dict[str, tuple[str, _Writer]] = {
    ".csv": ("utf-8-sig", write_csv),
    ".json": ("utf-8", write_json),
}
_PARQUET = ".parquet"


def execute(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Execute a query.

    Raises:
        UsageError: it gives no rows.
    """
    connection.execute(sql)
    if not connection.description:  # of a comment, say
        raise _no_rows()


def _no_rows() -> UsageError:
    return UsageError("this SQL gives no rows; try: from out_metrics")


def export(connection: duckdb.DuckDBPyConnection, sql: str, path: Path) -> int:
    """Write the rows of a query; gives their number.

    Raises:
        UsageError: the ending is none that can be written, the folder is not there, or
            the query gives no rows.
    """
    ending = path.suffix.lower()
    if ending != _PARQUET and ending not in _TEXT:
        endings = ", ".join((*_TEXT, _PARQUET))
        raise UsageError(f"{path}: expected a file that ends in {endings}")
    if not path.parent.is_dir():
        raise UsageError(f"{path}: there is no folder {path.parent}")
    if ending == _PARQUET:
        # a relation gives Arrow at once, a cursor by way of rows; a comment is none
        relation: duckdb.DuckDBPyRelation | None = connection.sql(sql)
        if relation is None:
            raise _no_rows()
        table: pa.Table = relation.to_arrow_table()
        write_parquet(table, path)
        return int(table.num_rows)
    encoding, write = _TEXT[ending]
    execute(connection, sql)
    return _write_text(connection, path, encoding, write)


def _write_text(
    connection: duckdb.DuckDBPyConnection, path: Path, encoding: str, write: _Writer
) -> int:
    columns = [str(column[0]) for column in connection.description or ()]
    count = 0

    def counted() -> Iterator[Row]:
        nonlocal count
        for row in batches(connection):
            count += 1
            yield row

    with (
        replacing(path, durable=False) as temporary,
        temporary.open("w", encoding=encoding, newline="") as handle,
    ):
        write(handle, columns, counted())
    return count


def batches(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    """The rows of the query that was executed, never all of them in memory."""
    while batch := connection.fetchmany(_BATCH):
        yield from batch
