"""The tables of a lake: written whole or not at all, sorted, as the schema says.

The lake holds one folder a table. A province owns its files in it, so that runs of
different provinces never overwrite one another. DuckDB reads them, and writes the
result of a model to the place that the lake gives it (`pipeline.warehouse`); releases
are made elsewhere (`pipeline.publish`).
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.durable import replacing, sync_folder
from pipeline.errors import StoreError
from pipeline.schema import TableSchema

if TYPE_CHECKING:  # who only reads the lake need not wait for it
    import pandas as pd

__all__ = ["Lake", "conform", "write_parquet"]

YEAR = "report_year"
#: stands for "no year" in a folder name, the convention of Hive
NO_YEAR = "__HIVE_DEFAULT_PARTITION__"
#: ends the name of the mark of a province whose tables are being written
_UNDER_WAY = ".under-way"
#: ends the name of the folder of a group that is to be moved to its places
_DECIDED = ".decided"


def conform(frame: "pd.DataFrame | pa.Table", schema: TableSchema) -> pa.Table:
    """A frame as a table of exactly the schema, sorted by its key.

    Raises:
        StoreError: a column is missing or not in the schema, a type does not fit, or
            the key is not unique.
    """
    names = list(frame.column_names if isinstance(frame, pa.Table) else frame.columns)
    wanted = [c.name for c in schema.columns]
    if len(frame) == 0 and not names:
        return schema.arrow.empty_table()
    if set(names) != set(wanted):
        raise StoreError(
            f"{schema.name}: columns missing {sorted(set(wanted) - set(names))}, "
            f"not in the dictionary {sorted(set(names) - set(wanted))}; see "
            "data/dictionary/tables.yml"
        )
    try:
        if isinstance(frame, pa.Table):
            table = frame.select(wanted).cast(schema.arrow)
        else:
            table = pa.Table.from_pandas(
                frame[wanted], schema=schema.arrow, preserve_index=False
            ).replace_schema_metadata(None)
    except (pa.ArrowInvalid, pa.ArrowTypeError, ValueError) as error:
        raise StoreError(f"{schema.name}: {error}") from error
    table = table.sort_by([(name, "ascending") for name in _sort_keys(schema)])
    _check_key(table, schema)
    return table


def _sort_keys(schema: TableSchema) -> list[str]:
    rest = [c.name for c in schema.columns if c.name not in schema.key]
    return [*schema.key, *rest]


def _check_key(table: pa.Table, schema: TableSchema) -> None:
    groups = table.group_by(list(schema.key)).aggregate([([], "count_all")])
    if groups.num_rows != table.num_rows:
        repeated = groups.filter(pc.field("count_all") > 1).slice(0, 3)
        raise StoreError(
            f"{schema.name}: the key {schema.key} is not unique: {repeated.to_pylist()}"
        )


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write a table; a reader sees the old file or the new one, never a part."""
    with replacing(path) as temporary:
        pq.write_table(  # noqa: TID251 - the one place that frames are written
            table, temporary, compression="zstd", row_group_size=131_072
        )


class Lake:
    """The working tables below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def files(self, name: str) -> list[Path]:
        """The Parquet files of a table, in order."""
        return sorted((self.folder / name).rglob("*.parquet"))

    def count(self, name: str) -> int:
        """The number of rows of a table, from the footers of its files."""
        return sum(pq.read_metadata(path).num_rows for path in self.files(name))

    def write(self, frame: "pd.DataFrame | pa.Table", schema: TableSchema) -> int:
        """Replace a whole table (partition `none`); gives its number of rows."""
        table = conform(frame, schema)
        write_parquet(table, self.folder / schema.name / f"{schema.name}.parquet")
        return int(table.num_rows)

    def write_model(self, name: str, write: Callable[[Path], None]) -> Path:
        """Replace the table of an SQL model, which comes sorted by its grain.

        Args:
            name: of the model.
            write: writes the Parquet file to the path that it is given.

        Returns:
            Where the table is.
        """
        path = self.folder / name / f"{name}.parquet"
        with replacing(path) as temporary:
            write(temporary)
        return path

    def write_province(
        self, frame: "pd.DataFrame | pa.Table", schema: TableSchema, province: str
    ) -> int:
        """Replace what a province has in a table; gives its number of rows.

        Files of years that the province no longer has are removed; nothing of another
        province is touched.
        """
        table = conform(frame, schema)
        target = self.folder / schema.name
        if schema.partition == "province":
            write_parquet(table, target / f"{province}.parquet")
            return int(table.num_rows)
        if schema.partition != "province_year":
            raise StoreError(f"{schema.name} is not cut by province")
        kept = set()
        years = table.column(YEAR).unique().to_pylist()
        for year in years:
            mask = pc.equal(table.column(YEAR), year)
            if year is None:
                mask = pc.is_null(table.column(YEAR))
            part = table.filter(mask).drop_columns([YEAR])
            label = NO_YEAR if year is None else str(year)
            path = target / f"{YEAR}={label}" / f"{province}.parquet"
            write_parquet(part, path)
            kept.add(path)
        for path in target.glob(f"{YEAR}=*/{province}.parquet"):
            if path not in kept:
                path.unlink()
        return int(table.num_rows)

    @contextmanager
    def under_way(self, province: str) -> Iterator[None]:
        """Mark a province while its tables are written one after another.

        Whoever dies on the way, or fails, leaves the mark: its tables are of two
        readings then, until they are written again.
        """
        mark = self.folder / f".{province}{_UNDER_WAY}"
        self.folder.mkdir(parents=True, exist_ok=True)
        mark.touch()
        sync_folder(self.folder)
        yield
        mark.unlink()

    def half_read(self) -> list[str]:
        """The provinces of which a reading is being written, or was left half-way."""
        return self._marked(_UNDER_WAY)

    def half_moved(self) -> list[str]:
        """The provinces with a group that was decided on and is not in its places."""
        return self._marked(_DECIDED)

    def _marked(self, suffix: str) -> list[str]:
        marks = self.folder.glob(f".*{suffix}")
        return sorted(p.name.removeprefix(".").removesuffix(suffix) for p in marks)

    def write_group(self, tables: Mapping[str, pa.Table], province: str) -> None:
        """Replace what a province has in several tables, all of them or none.

        The new files are written beside the tables, then the folder that holds them is
        renamed, which decides it, then they are moved to their places. Whoever dies on
        the way leaves the old files, or what `finish_group` needs.
        """
        self.finish_group(province)
        for left in self.folder.glob(f".{province}.*.tmp"):
            shutil.rmtree(left)
        staged = self.folder / f".{province}.{uuid4().hex}.tmp"
        for name, table in tables.items():
            write_parquet(table, staged / f"{name}.parquet")
        staged.replace(self._decided(province))
        self.finish_group(province)

    def finish_group(self, province: str) -> None:
        """Bring a group that was decided on to its places, if one is left."""
        decided = self._decided(province)
        if decided.is_dir():
            for path in sorted(decided.glob("*.parquet")):
                place = self.folder / path.stem / f"{province}.parquet"
                place.parent.mkdir(parents=True, exist_ok=True)
                path.replace(place)
            decided.rmdir()

    def _decided(self, province: str) -> Path:
        return self.folder / f".{province}{_DECIDED}"
