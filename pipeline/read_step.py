"""The read step: the archived documents of a province into its `core_*` files.

A province of which nothing that reading goes by has changed is left as it is; of any
other, only the documents that are new to this reader are read, and what was read before
comes from the cache. The tables are the same bytes either way. Reading each of
them is in `pipeline.document_readings`, how it becomes rows in `pipeline.transcribe`.
"""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import progress, stamps
from pipeline.deposits import deposits_of
from pipeline.document_readings import DocumentReadings
from pipeline.errors import StoreError
from pipeline.extraction_cache import ExtractionCache, reader_version
from pipeline.schema import load_schemas
from pipeline.selection import Selection
from pipeline.settings import Settings
from pipeline.transcribe import CORE_TABLES, Origin, Transcript
from pipeline.whole import require_raw

__all__ = ["Read", "read_province"]

Row = Mapping[str, Any]
#: modules that decide how what was read becomes files
_CODE = (
    "belonging.py",
    "document_readings.py",
    "inbox/whose.py",
    "read_step.py",
    "resolve.py",
    "store.py",
    "transcribe.py",
)
#: what reading goes by, of the raw tables
_OF_DOCUMENTS = ("source_id", "url", "sha256", "parent_url", "link_title")
_OF_VERSIONS = ("source_id", "url", "version_no", "sha256", "province_id")


@dataclass(frozen=True, slots=True)
class Read:
    """What reading a province gave.

    Attributes:
        rows: of each table.
        is_current: nothing had to be done.
        documents: distinct documents that the province has; 0 if it is current.
        read_anew: how many of them were read, and not taken from the cache.
    """

    rows: dict[str, int]
    is_current: bool = False
    documents: int = 0
    read_anew: int = 0


def read_province(
    settings: Settings, province: str, *, again: Selection | None = None
) -> Read:
    """Read the archived documents of a province and write its `core_*` files.

    Every version of every document that the archive holds is read, also those that
    have been replaced or have vanished from their site since: which one counts is for
    `sql/` to say.

    Args:
        settings: the data root.
        province: a `province_id`.
        again: documents to read anew although nothing changed; of institutions and
            years, also those that do not say whose they are.

    Raises:
        StoreError: a raw table of the province is gone, or a document has bytes, but
            no version in the tables.
    """
    lake = settings.lake
    documents = _versions_to_read(settings, province)
    documents += deposits_of(settings, province)
    made_from = _fingerprint(settings, documents)
    anew = _chosen(settings, province, documents, again)
    if not anew and province not in lake.half_read():
        rows = stamps.province_counts(lake, province, CORE_TABLES, made_from)
        if rows is not None:
            return Read(rows, is_current=True)
    transcript = Transcript(settings.registry() if documents else None)
    with ExtractionCache.opened(lake.folder, province) as known:
        reading = DocumentReadings(settings, known, documents, anew)
        _transcribe(transcript, reading, province)
    schemas = load_schemas()
    stamps.forget_province(lake, province)
    with lake.under_way(province):
        rows = {
            name: lake.write_province(table, schemas[name], province)
            for name, table in transcript.tables().items()
        }
    if not reading.may_pass:
        stamps.record_province(lake, province, CORE_TABLES, made_from, rows)
    return Read(rows, documents=len(reading.firsts), read_anew=reading.read_anew)


def _transcribe(
    transcript: Transcript, reading: DocumentReadings, province: str
) -> None:
    """Enter all documents, each with what was read of its bytes, in order."""
    seen: set[str] = set()
    documents = reading.documents
    with closing(reading.extractions()) as read:
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
    reading.cache.keep_only(reading.keys.values())


# -- what there is to read -------------------------------------------------------------


def _versions_to_read(settings: Settings, province: str) -> list[dict[str, Any]]:
    """The documents of a province, one row for each of their versions, in order.

    An attachment has from its page what it does not say itself, so pages come first;
    what the newest version of a page says goes before what an older one said.
    """
    settings.lake.finish_group(province)
    require_raw(settings.lake, ("raw_documents", "raw_document_versions"), province)
    versions: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in _rows(settings, "raw_document_versions", province, _OF_VERSIONS):
        versions.setdefault((row["source_id"], row["url"]), []).append(row)
    found = []
    for document in _rows(settings, "raw_documents", province, _OF_DOCUMENTS):
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


def _rows(
    settings: Settings, table: str, province: str, columns: Sequence[str]
) -> list[dict[str, Any]]:
    path = settings.root.lake / table / f"{province}.parquet"
    if not path.is_file():
        return []
    rows: list[dict[str, Any]] = pq.read_table(path, columns=list(columns)).to_pylist()
    return rows


def _fingerprint(settings: Settings, documents: Sequence[Row]) -> str:
    """Everything that the core files of a province are made from, in one text."""
    parts = [reader_version(), *_layout()]
    registry = settings.registry() if documents else None
    sources = {row["source_id"] for row in documents}
    if registry is not None and None in sources:
        # a deposit may be of any institution
        parts += [repr(i) for i in registry.institutions.values()]
    for source_id in sorted(sources - {None}):
        source = None if registry is None else registry.sources.get(source_id)
        if registry is None or source is None:
            raise StoreError(
                f"documents of source {source_id} are in the tables, and no file in "
                "data/registry/hosts/ has it any more; crawl its province, which "
                "removes them, or put it back with enabled: false"
            )
        parts.append(repr((source_id, source.province_id, source.host)))
        parts += [repr(registry.institutions[i]) for i in source.institution_ids]
    fields = (*_OF_DOCUMENTS, "version_no", "province_id")
    parts += [
        repr([*(row[name] for name in fields), row.get("stated")]) for row in documents
    ]
    return stamps.digest_of(*parts)


@cache
def _layout() -> tuple[str, ...]:
    """The code that makes rows and files, and the columns of the tables."""
    folder = Path(__file__).parent
    texts = [(folder / name).read_bytes().replace(b"\r\n", b"\n") for name in _CODE]
    schemas = [repr(load_schemas()[name]) for name in CORE_TABLES]
    return (pa.__version__, *(text.decode() for text in texts), *schemas)


def _chosen(
    settings: Settings, province: str, documents: Sequence[Row], again: Selection | None
) -> set[str]:
    """The bytes that are to be read anew."""
    if again is None:
        return set()
    wanted = {
        row["sha256"]
        for row in documents
        if not again.sources or row["source_id"] in again.sources
    }
    if again.is_of_reports:
        wanted -= _of_others(settings, province, again)
    return wanted


def _of_others(settings: Settings, province: str, again: Selection) -> set[str]:
    """The documents all of whose reports are known, and none is one that is meant."""
    said: dict[str, list[bool]] = {}
    for path in settings.lake.files("core_reports"):
        if path.stem != province:
            continue
        columns = ["document_sha256", "report_year", "institution_id"]
        table = pq.ParquetFile(path).read([c for c in columns if c != "report_year"])
        year = _year_of(path)
        for row in table.to_pylist():
            institution = row["institution_id"]
            of_others = (
                bool(again.years) and year is not None and year not in again.years
            ) or (
                bool(again.institutions)
                and institution is not None
                and institution not in again.institutions
            )
            said.setdefault(row["document_sha256"], []).append(of_others)
    return {sha256 for sha256, marks in said.items() if all(marks)}


def _year_of(path: Path) -> int | None:
    text = path.parent.name.partition("=")[2]
    return int(text) if text.isdecimal() else None
