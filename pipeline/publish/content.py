"""What a release holds, and the hash that is its identity.

A release holds seeds, transcription, models and outputs; the facts of fetching (when,
how often) stay in the lake, so that a refresh that changed nothing gives the same hash.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from pipeline.dictionary import described
from pipeline.errors import ModelError
from pipeline.schema import Column, TableSchema, load_schemas
from pipeline.sqlmodels import Model, load_models, load_views, macros
from pipeline.store import Lake
from pipeline.warehouse import Warehouse

__all__ = ["ReleaseTable", "content_id", "release_tables", "release_views"]

#: raise it when the layout of a release changes although its rows do not
LAYOUT_VERSION = 2
_ID_LENGTH = 16
_BATCH = 65_536


@dataclass(frozen=True, slots=True)
class ReleaseTable:
    """A table of a release with its rows, sorted by its key."""

    schema: TableSchema
    table: pa.Table

    @property
    def name(self) -> str:
        """Folder, relation and dictionary entry."""
        return self.schema.name


def release_tables(lake: Lake) -> Iterator[ReleaseTable]:
    """The tables of a release, read from the lake one after another.

    Raises:
        ModelError: a table was not materialised yet, or with other columns than the
            dictionary has now; the message names it.
    """
    with Warehouse() as warehouse:
        for schema in load_schemas().values():
            if schema.layer == "raw":
                continue
            warehouse.add_lake(lake, [schema.name])
            columns = ", ".join(f'"{c.name}"' for c in schema.columns)
            order = ", ".join(f'"{k}"' for k in (*schema.key, *_rest(schema)))
            try:
                table = warehouse.connection.sql(
                    f"select {columns} from {schema.name} order by {order}"  # noqa: S608
                ).to_arrow_table()
            except duckdb.BinderException as error:
                raise ModelError(
                    f"{schema.name} in {lake.folder} has other columns than "
                    f"data/dictionary/tables.yml ({_first_line(error)}); "
                    "materialise it again"
                ) from error
            yield ReleaseTable(schema, table.cast(schema.arrow))
        for model in (m for m in load_models() if not m.is_view):
            warehouse.add_lake(lake, [model.name])
            table = warehouse.connection.table(model.name).to_arrow_table()
            yield ReleaseTable(_model_schema(model, table), table)


def release_views() -> tuple[Model, ...]:
    """The views of a release, each after those that it reads: models and wide views."""
    return (*(m for m in load_models() if m.is_view), *load_views())


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _rest(schema: TableSchema) -> list[str]:
    return [c.name for c in schema.columns if c.name not in schema.key]


def _model_schema(model: Model, table: pa.Table) -> TableSchema:
    return TableSchema(
        name=model.name,
        layer=model.layer,
        description=model.description,
        key=model.grain,
        columns=tuple(
            Column(name=f.name, type=str(f.type), description=model.columns[f.name])
            for f in table.schema
        ),
    )


def content_id(tables: list[ReleaseTable]) -> str:
    """The identity of a release: a hash of the schemas and the rows of its tables.

    Names, types, keys and meanings of columns belong to it, and the views, because a
    release carries them. Rows are hashed as text, so that neither the Parquet writer
    nor the padding of buffers has a say in it.
    """
    digest = hashlib.sha256(f"layout {LAYOUT_VERSION}\n{macros()}\n".encode())
    for words in described():
        digest.update(f"{words}\n".encode())
    for view in release_views():
        digest.update(f"{view.name} {view.sql}\n".encode())
    for item in sorted(tables, key=lambda t: t.name):
        types = [str(field.type) for field in item.table.schema]
        head = f"{item.schema.model_dump_json()} {types} {item.table.num_rows}\n"
        digest.update(head.encode())
        for lines in _text_rows(item.table):
            digest.update(f"{lines}\n".encode())
    return digest.hexdigest()[:_ID_LENGTH]


def _text_rows(table: pa.Table) -> Iterator[str]:
    """Rows as text, some thousands at a time; null is not the empty text."""
    cells = ", ".join(
        f'coalesce(cast("{name}" as varchar), chr(0))' for name in table.column_names
    )
    with duckdb.connect(":memory:") as connection:
        connection.register("incoming", table)
        rows = connection.execute(
            f"select concat_ws(chr(31), {cells}) from incoming"  # noqa: S608
        )
        while batch := rows.fetchmany(_BATCH):
            yield "\n".join(line for (line,) in batch)
