"""The steps of a refresh as plain functions: seeds, read, model.

Each reads the lake of a data root, does one thing and writes its tables back, so that
any of them can be called alone, from Dagster, the command line or a REPL. What a step
does inside is in the packages it calls; crawling is in `pipeline.crawling`, publishing
in `pipeline.publish`.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import progress, stamps
from pipeline.deposits import deposits_of
from pipeline.errors import StoreError
from pipeline.extract.office import prepared
from pipeline.extract.pool import extract_many
from pipeline.extract.report import Extraction
from pipeline.offences import Offence, find_offences
from pipeline.schema import load_schemas
from pipeline.seeds import seed_tables
from pipeline.settings import Settings
from pipeline.sqlmodels import Model
from pipeline.store import Lake
from pipeline.transcribe import Origin, Transcript
from pipeline.warehouse import Warehouse

__all__ = [
    "Built",
    "Offence",
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


# -- core ------------------------------------------------------------------------------


def _province_rows(
    settings: Settings, table: str, province: str
) -> list[dict[str, Any]]:
    path = settings.root.lake / table / f"{province}.parquet"
    if not path.is_file():
        return []
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return rows


def read_province(settings: Settings, province: str) -> dict[str, int]:
    """Read the archived documents of a province and write its `core_*` files.

    Every version of every document that the archive holds is read, also those that
    have been replaced or have vanished from their site since: which one counts is for
    `sql/` to say. Gives the number of rows of each table.

    Raises:
        StoreError: a document has bytes, but no version in the tables.
    """
    documents = _versions_to_read(settings, province)
    documents += deposits_of(settings, province)
    transcript = Transcript(settings.registry() if documents else None)
    seen: set[str] = set()
    with _read_once(settings, documents) as read:
        for number, row in enumerate(documents):
            progress.report(f"read {province}", number, len(documents), row["url"])
            origin = Origin(
                row["url"],
                row["parent_url"],
                row["link_title"],
                row["source_id"],
                row["province_id"],
                row.get("stated"),  # only deposits have one
            )
            sha256 = row["sha256"]
            extraction = None if sha256 in seen else next(read)
            seen.add(sha256)
            transcript.enter(sha256, extraction, origin)
    schemas = load_schemas()
    return {
        name: settings.lake.write_province(table, schemas[name], province)
        for name, table in transcript.tables().items()
    }


def _versions_to_read(settings: Settings, province: str) -> list[dict[str, Any]]:
    """The documents of a province, one row for each of their versions, in order.

    An attachment has from its page what it does not say itself, so pages come first;
    what the newest version of a page says goes before what an older one said.
    """
    settings.lake.finish_group(province)
    versions: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in _province_rows(settings, "raw_document_versions", province):
        versions.setdefault((row["source_id"], row["url"]), []).append(row)
    found = []
    for document in _province_rows(settings, "raw_documents", province):
        if document["sha256"] is None:
            continue
        of_document = versions.get((document["source_id"], document["url"]))
        if of_document is None:
            raise StoreError(
                f"{document['url']} of {document['source_id']} has bytes in "
                "raw_documents and no version in raw_document_versions; make the "
                "tables again with `ogi rebuild`"
            )
        found += [document | row for row in of_document]
    return sorted(
        found,
        key=lambda r: (
            r["parent_url"] is not None,
            r["source_id"],
            r["url"],
            -r["version_no"],
        ),
    )


@contextmanager
def _read_once(
    settings: Settings, documents: Iterable[Mapping[str, Any]]
) -> Iterator[Iterator[Extraction]]:
    """What each distinct document says, in order, read by several processes."""
    firsts: dict[str, Mapping[str, Any]] = {}
    for row in documents:
        firsts.setdefault(row["sha256"], row)
    archive = settings.archive
    jobs = (
        (sha256, archive.get(sha256), row["url"], row["link_title"])
        for sha256, row in firsts.items()
    )
    with prepared(map(archive.get, firsts)) as converted:
        found = extract_many(jobs, converted=converted)
        yield (extraction for _, extraction in found)


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
    """
    lake = settings.lake
    with _warehouse(lake) as warehouse:
        made_from = stamps.model_fingerprint(lake, model)
        current = not model.is_view and stamps.is_current(lake, model, made_from)
        if not model.is_view and not current:
            warehouse.add_lake(lake, sorted(model.reads))
            lake.write_model(model.name, partial(warehouse.write, model))
            stamps.record(lake, model, made_from)
        warehouse.add_lake(lake, [model.name])
        head = warehouse.head(model.name)
        return Built(
            rows=None if model.is_view else lake.count(model.name),
            schema=head.schema,
            head=head,
            offences=tuple(find_offences(lake, warehouse, model.name)),
            was_current=current,
        )


def _warehouse(lake: Lake) -> Warehouse:
    return Warehouse(spill=lake.folder / ".spill")


def run_checks(settings: Settings, table: str) -> list[Offence]:
    """Run the checks of a table over the lake; gives those with offending rows."""
    with _warehouse(settings.lake) as warehouse:
        return find_offences(settings.lake, warehouse, table)
