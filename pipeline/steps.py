"""The steps of a refresh as plain functions: seeds, read, model.

Each reads the lake of a data root, does one thing and writes its tables back, so that
any of them can be called alone, from Dagster, the command line or a REPL. What a step
does inside is in the packages it calls; crawling is in `pipeline.crawling`, reading in
`pipeline.read_step`, publishing in `pipeline.publish`.
"""

from dataclasses import dataclass
from functools import partial

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import stamps
from pipeline.offences import Offence, find_offences
from pipeline.read_step import Read, read_province
from pipeline.schema import load_schemas
from pipeline.seeds import seed_tables
from pipeline.settings import Settings
from pipeline.sqlmodels import Model
from pipeline.store import Lake
from pipeline.warehouse import SHOWN, Warehouse
from pipeline.whole import require_whole

__all__ = [
    "Built",
    "Offence",
    "Read",
    "build_model",
    "read_province",
    "run_checks",
    "write_seed",
]


# -- seeds -----------------------------------------------------------------------------


def write_seed(settings: Settings, name: str) -> int:
    """Write one seed table; gives its number of rows."""
    seeds = seed_tables(settings.registry(), [name], is_demo=settings.is_demo)
    return settings.lake.write(seeds[name], load_schemas()[name])


# -- models ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Built:
    """What building a model gave.

    Attributes:
        rows: how many rows the table has, None of a view.
        schema: its columns and their types.
        head: its first rows.
        offences: the checks of it that found offending rows.
        was_current: nothing had to be done: neither it nor what it reads had changed.
    """

    rows: int | None
    schema: pa.Schema
    head: pa.Table
    offences: tuple[Offence, ...]
    was_current: bool


def build_model(settings: Settings, model: Model) -> Built:
    """Bring the table of a model up to date over the lake, and run its checks.

    A model that is not stored is only tried. One whose text and inputs are as they were
    is left as it is; a check that passed then is not run again.

    Raises:
        StoreError: files that it is made of are gone or were written half-way.
    """
    lake = settings.lake
    require_whole(lake, model.reads)
    with _warehouse(lake) as warehouse:
        made_from = stamps.model_fingerprint(lake, model)
        current = not model.is_view and stamps.is_current(lake, model, made_from)
        if not model.is_view and not current:
            warehouse.add_lake(lake, sorted(model.reads))
            lake.write_model(model.name, partial(warehouse.write, model))
            stamps.record(lake, model, made_from)
        head = _head(lake, warehouse, model)
        return Built(
            rows=None if model.is_view else lake.count(model.name),
            schema=head.schema,
            head=head,
            offences=tuple(find_offences(lake, warehouse, model.name)),
            was_current=current,
        )


def _head(lake: Lake, warehouse: Warehouse, model: Model) -> pa.Table:
    """The first rows; of a table without DuckDB, which nobody may have needed yet."""
    if model.is_view:
        warehouse.add_lake(lake, [model.name])
        return warehouse.head(model.name)
    (path,) = lake.files(model.name)
    file = pq.ParquetFile(path)
    batches = file.iter_batches(batch_size=SHOWN)
    first = next(batches, None)
    return pa.Table.from_batches([first] if first else [], file.schema_arrow)


def _warehouse(lake: Lake) -> Warehouse:
    return Warehouse(spill=lake.folder / ".spill")


def run_checks(settings: Settings, table: str) -> list[Offence]:
    """Run the checks of a table over the lake; gives those with offending rows."""
    with _warehouse(settings.lake) as warehouse:
        return find_offences(settings.lake, warehouse, table)
