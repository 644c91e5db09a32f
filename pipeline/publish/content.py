"""What a release holds, and the hash that is its identity.

A release holds seeds, transcription, models and outputs; the facts of fetching (when,
how often) stay in the lake, so that a refresh that changed nothing gives the same hash.
Tables may be longer than memory: DuckDB reads the rows, they never come here.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import pyarrow as pa

from pipeline.dictionary import described
from pipeline.errors import ModelError
from pipeline.schema import Column, TableSchema, load_schemas
from pipeline.sqlmodels import Model, load_models, load_views, macros
from pipeline.stamps import cached_digest, table_fingerprint
from pipeline.store import Lake
from pipeline.warehouse import Warehouse

__all__ = ["ReleaseTable", "content_id", "release_tables", "release_views"]

#: raise it when the layout of a release changes although its rows do not
LAYOUT_VERSION = 3
_ID_LENGTH = 16


@dataclass(frozen=True, slots=True)
class ReleaseTable:
    """A table of a release; its rows stay in the warehouse's relation of its name.

    Attributes:
        schema: name, key and meanings.
        arrow: names and types of the columns.
        digest: names the rows and says how many, whatever order and files they lie in.
        fingerprint: names the files that the rows were read from.
    """

    schema: TableSchema
    arrow: pa.Schema
    digest: str
    fingerprint: str

    @property
    def name(self) -> str:
        """Folder, relation and dictionary entry."""
        return self.schema.name

    @property
    def rows(self) -> int:
        """The number of rows."""
        return int(self.digest.partition(" ")[0])


def release_tables(warehouse: Warehouse, lake: Lake) -> list[ReleaseTable]:
    """The tables of a release, each made a relation of the warehouse.

    Raises:
        ModelError: a table was not materialised yet, or with other columns than the
            dictionary or its model has now; the message names it.
    """
    kept = (s for s in load_schemas().values() if s.layer != "raw")
    stored = (m for m in load_models() if not m.is_view)
    sources: list[TableSchema | Model] = [*kept, *stored]
    tables = []
    for source in sources:
        # first of all, so that a file that comes or goes meanwhile is noticed
        fingerprint = table_fingerprint(lake, source.name)
        arrow = _add(warehouse, lake, source)
        schema = _model_schema(source, arrow) if isinstance(source, Model) else source
        query = _digest_query(schema.name, arrow.names)
        digest = cached_digest(
            lake, schema.name, fingerprint, query, partial(_run, warehouse, query)
        )
        tables.append(ReleaseTable(schema, arrow, digest, fingerprint))
    return tables


def release_views() -> tuple[Model, ...]:
    """The views of a release, each after those that it reads: models and wide views."""
    return (*(m for m in load_models() if m.is_view), *load_views())


def _add(warehouse: Warehouse, lake: Lake, source: TableSchema | Model) -> pa.Schema:
    """Make a table a relation of the warehouse; gives its columns as they are found."""
    wanted = None if isinstance(source, Model) else source.arrow
    names = list(source.columns) if wanted is None else wanted.names
    warehouse.add_lake(lake, [source.name])
    found: pa.Schema = (
        warehouse.connection.table(source.name).limit(0).to_arrow_table().schema
    )
    if sorted(found.names) != sorted(names):
        differ = sorted(set(found.names) ^ set(names))
        raise _other_columns(lake, source, ", ".join(differ))
    arrow = pa.schema([found.field(name) for name in names])
    if wanted is not None and arrow != wanted:
        raise _other_columns(lake, source, ", ".join(_types(arrow)))
    return arrow


def _other_columns(lake: Lake, source: TableSchema | Model, found: str) -> ModelError:
    in_file = "data/dictionary/tables.yml"
    place = source.path if isinstance(source, Model) else in_file
    return ModelError(
        f"{source.name} in {lake.folder} has other columns than {place} ({found}); "
        "materialise it again"
    )


def _types(arrow: pa.Schema) -> list[str]:
    return [f"{field.name} {field.type}" for field in arrow]


def _model_schema(model: Model, arrow: pa.Schema) -> TableSchema:
    return TableSchema(
        name=model.name,
        layer=model.layer,
        description=model.description,
        key=model.grain,
        columns=tuple(
            Column(name=f.name, type=str(f.type), description=model.columns[f.name])
            for f in arrow
        ),
    )


def _run(warehouse: Warehouse, query: str) -> str:
    (numbers,) = warehouse.connection.execute(query).fetchall()
    return " ".join(str(number) for number in numbers)


def _digest_query(name: str, columns: Iterable[str]) -> str:
    """How many rows a table has, and the sum of the hashes of its rows.

    Rows are hashed as text, so that the Parquet writer has no say in it; null is not
    the empty text. A sum is the same in every order, so that nothing has to be sorted,
    and DuckDB may cut the work as it likes. The halves of a hash are summed apart: a
    sum of 64 bits cannot overflow 128.
    """
    cells = ", ".join(f'coalesce(cast("{c}" as varchar), chr(0))' for c in columns)
    return f"""
        select
            count(*),
            coalesce(sum(cast(hash >> 64 as ubigint)), 0),
            coalesce(sum(cast(hash & {2**64 - 1} as ubigint)), 0)
        from (select md5_number(concat_ws(chr(31), {cells})) as hash from {name})
    """  # noqa: S608


def content_id(tables: Iterable[ReleaseTable]) -> str:
    """The identity of a release: a hash of the schemas and the rows of its tables.

    Names, types, keys and meanings of columns belong to it, and the views, because a
    release carries them.
    """
    digest = hashlib.sha256(f"layout {LAYOUT_VERSION}\n{macros()}\n".encode())
    for words in described():
        digest.update(f"{words}\n".encode())
    for view in release_views():
        digest.update(f"{view.name} {view.sql}\n".encode())
    for item in sorted(tables, key=lambda t: t.name):
        head = f"{item.schema.model_dump_json()} {_types(item.arrow)} {item.digest}\n"
        digest.update(head.encode())
    return digest.hexdigest()[:_ID_LENGTH]
