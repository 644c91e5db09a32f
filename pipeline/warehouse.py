"""DuckDB over our tables: a relation a table, models run over them.

A warehouse lives in memory. Tables come from the Parquet of a lake or from frames;
a table that nobody has written yet is an empty one of the right shape, so that a model
can always be run. What models mean is in `sql/`; `pipeline.store` writes results.
"""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from types import TracebackType

import duckdb
import pyarrow as pa

from pipeline.errors import ModelError
from pipeline.functions import register, unregister
from pipeline.schema import load_schemas
from pipeline.sqlmodels import Check, Model, load_models, macros
from pipeline.store import YEAR, Lake

__all__ = ["SHOWN", "Warehouse", "scan"]

#: what one model may use; more goes to disk
MEMORY = "6GiB"
#: rows of a table or of a failing check that are shown
SHOWN = 20


class Warehouse:
    """An in-memory DuckDB with a relation for each table.

    Args:
        threads: how many to use, by default one a core.
        spill: where to put what does not fit into memory; nowhere by default.
        memory: how much memory to use.
    """

    def __init__(
        self,
        *,
        threads: int | None = None,
        spill: Path | None = None,
        memory: str = MEMORY,
    ) -> None:
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory,
            "temp_directory": str(spill) if spill else "",
        }
        if threads:
            config["threads"] = threads
        self._config = config

    @cached_property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """Opened by whoever asks first: most steps of a quiet night never do."""
        opened = duckdb.connect(":memory:", config=self._config)
        # a core table is a thousand files, and every view on it asks them again
        opened.execute("set parquet_metadata_cache = true")
        opened.execute(macros())
        register(opened)
        return opened

    def __enter__(self) -> "Warehouse":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the memory back."""
        if "connection" in self.__dict__:
            unregister(self.connection)
            self.connection.close()

    def add_table(self, name: str, table: pa.Table) -> None:
        """Add a relation from a table in memory."""
        self.connection.register("__incoming", table)
        self.connection.execute(
            f'create or replace table "{name}" as select * from __incoming'  # noqa: S608
        )
        self.connection.unregister("__incoming")

    def add_files(self, name: str, files: Iterable[Path]) -> None:
        """Add a relation over Parquet files; `report_year=` folders are a column."""
        self.connection.execute(
            f'create or replace view "{name}" as select * from {scan(files)}'  # noqa: S608
        )

    def add_lake(self, lake: Lake, names: Iterable[str]) -> None:
        """Add relations for tables of a lake, empty ones where nothing was written.

        A view is added with all that it reads.

        Raises:
            ModelError: a name is in no dictionary and no file of it exists.
        """
        schemas = load_schemas()
        views = {m.name: m for m in load_models() if m.is_view}
        for name in names:
            files = lake.files(name)
            if name in views:
                loaded = self.relations()
                self.add_lake(lake, sorted(views[name].reads - loaded))
                self.add_view(views[name])
            elif files:
                self.add_files(name, files)
            elif name in schemas:
                self.add_table(name, schemas[name].arrow.empty_table())
            else:
                raise ModelError(
                    f"no table {name!r} in {lake.folder}: it is neither written nor in "
                    "data/dictionary/tables.yml; materialise it first"
                )

    def add_view(self, model: Model) -> None:
        """Add a model that is not stored; what it reads is there already.

        Raises:
            ModelError: DuckDB refuses it.
        """
        try:
            self.connection.execute(
                f'create or replace view "{model.name}" as {model.sql}'
            )
        except duckdb.Error as error:
            raise ModelError(f"{model.path}: {error}") from error

    def relations(self) -> frozenset[str]:
        """The names of the relations that are there."""
        rows = self.connection.execute(
            "select table_name from information_schema.tables"
        ).fetchall()
        return frozenset(name for (name,) in rows)

    def run(self, model: Model) -> pa.Table:
        """Run a model; the result, sorted by its grain, is held in memory.

        Raises:
            ModelError: DuckDB refuses it, or its columns are not those documented.
        """
        try:
            result: pa.Table = self.connection.sql(_sorted(model)).to_arrow_table()
        except duckdb.Error as error:
            raise ModelError(f"{model.path}: {error}") from error
        _refuse_other_columns(model, result.column_names)
        return result

    def write(self, model: Model, path: Path) -> None:
        """Run a model into a Parquet file, sorted by its grain.

        The result is never held as a whole, so that tables of any length can be made.

        Raises:
            ModelError: DuckDB refuses it, or its columns are not those documented.
        """
        target = str(path).replace("'", "''")
        query = _sorted(model)
        try:
            described = self.connection.execute(f"describe {query}").fetchall()
            _refuse_other_columns(model, [name for name, *_ in described])
            self.connection.execute(
                f"copy ({query}) to '{target}' (format parquet, compression zstd)"
            )
        except duckdb.Error as error:
            raise ModelError(f"{model.path}: {error}") from error

    def build(self, models: Iterable[Model]) -> None:
        """Run models in order; each becomes a relation for the next."""
        for model in models:
            if model.is_view:
                self.add_view(model)
            else:
                self.add_table(model.name, self.run(model))

    def head(self, name: str) -> pa.Table:
        """The first rows of a relation."""
        found: pa.Table = self.connection.sql(
            f'select * from "{name}" limit {SHOWN}'  # noqa: S608
        ).to_arrow_table()
        return found

    def offences(self, check: Check) -> tuple[int, pa.Table]:
        """How many rows offend against a check, and the first of them.

        Raises:
            ModelError: DuckDB refuses the check.
        """
        try:
            count = self.connection.execute(
                f"select count(*) from (\n{check.sql}\n)"  # noqa: S608
            ).fetchall()[0][0]
            # nearly always there are none: then the check is not run a second time
            shown = SHOWN if count else 0
            rows: pa.Table = self.connection.sql(
                f"select * from (\n{check.sql}\n) limit {shown}"  # noqa: S608
            ).to_arrow_table()
        except duckdb.Error as error:
            raise ModelError(f"check {check.name} of {check.asset}: {error}") from error
        return int(count), rows


def _sorted(model: Model) -> str:
    order = ", ".join(f'"{column}"' for column in model.grain)
    return f"select * from (\n{model.sql}\n) order by {order}"  # noqa: S608


def _refuse_other_columns(model: Model, found: list[str]) -> None:
    if list(model.columns) != found:
        raise ModelError(
            f"{model.path}: documented columns {list(model.columns)}, found {found}"
        )


def scan(files: Iterable[Path]) -> str:
    """DuckDB's reading of Parquet files; `report_year=` folders are a column."""
    paths = [str(path) for path in files]
    listed = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    options = "union_by_name = true, hive_partitioning = false"
    if any(f"/{YEAR}=" in path for path in paths):
        options = (
            "union_by_name = true, hive_partitioning = true, "
            f"hive_types = {{'{YEAR}': smallint}}"
        )
    return f"read_parquet([{listed}], {options})"
