"""Documents as if they had been crawled: archive and raw tables hold them.

Nothing is fetched; everything behind the raw tables is the real thing.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from pipeline import steps
from pipeline.crawl.keep.exchange import Exchange
from pipeline.crawl.media import sniff
from pipeline.crawl.rows import DocumentRow, VersionRow
from pipeline.raw import RawTables
from pipeline.schema import load_schemas
from pipeline.seeds import seed_tables
from pipeline.settings import Settings
from pipeline.sqlmodels import load_models, models_for
from pipeline.warehouse import Warehouse

SOURCE, PROVINCE = "fujian-pingtan-demo", "fujian"
BASE = "http://www.pingtan.ogi-demo.test/a/"
MODELS = ("out_issues", "out_coverage", "out_revisions", "int_cells")


@dataclass(frozen=True)
class Given:
    """A document of the archive; `older` versions of it, the oldest first."""

    name: str
    data: bytes
    parent: str | None = None
    link: str = ""
    older: tuple[bytes, ...] = ()

    @property
    def versions(self) -> tuple[bytes, ...]:
        """All of them, the oldest first."""
        return (*self.older, self.data)


def read(folder: Path, documents: Sequence[Given]) -> duckdb.DuckDBPyConnection:
    """Read the documents and build all models; a connection to the lake."""
    settings = replace(Settings.of(folder, demo=True), delay_scale=0.0)
    settings.prepare()
    schemas = load_schemas()
    for name, table in seed_tables(settings.registry()).items():
        settings.lake.write(table, schemas[name])
    keep(settings, documents)
    steps.read_province(settings, PROVINCE)
    for table in ("raw_documents", "raw_document_versions", "core_reports"):
        assert steps.run_checks(settings, table) == [], table
    wanted = {m.name for name in MODELS for m in models_for(name)}
    for model in (m for m in load_models() if m.name in wanted):
        assert steps.build_model(settings, model).offences == (), model.name
    warehouse = Warehouse()
    warehouse.add_lake(settings.lake, sorted({*schemas, *wanted}))
    return warehouse.connection


def keep(settings: Settings, documents: Sequence[Given]) -> None:
    """Put documents into the archive and the raw tables of a root."""
    with settings.archive.open_writer() as writer:
        writer.write([_exchange(d, v) for d in documents for v in d.versions])
    raw = RawTables.empty(PROVINCE)
    raw.rows["raw_documents"][SOURCE] = [asdict(_document(d)) for d in documents]
    raw.rows["raw_document_versions"][SOURCE] = [
        asdict(_version(d, number)) for d in documents for number in _numbers(d)
    ]
    raw.write(settings.lake)


def ask(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    """The rows that a query gives."""
    return connection.execute(query).fetchall()


def _numbers(given: Given) -> range:
    return range(1, len(given.versions) + 1)


def _moment(number: int) -> str:
    """When a version was first served: one a day."""
    return f"2024-02-{number:02}T02:00:00.000+00:00"


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _exchange(given: Given, data: bytes) -> Exchange:
    return Exchange(
        url=BASE + given.name,
        method="GET",
        request_headers=(),
        request_body=b"",
        sent_at=_moment(1),
        protocol="HTTP/1.1",
        address=None,
        status=200,
        reason="OK",
        headers=(),
        payload=data,
        truncated=None,
        body=data,
        sha256=_sha256(data),
    )


def _document(given: Given) -> DocumentRow:
    newest = _moment(len(given.versions))
    return DocumentRow(
        source_id=SOURCE,
        province_id=PROVINCE,
        url=BASE + given.name,
        parent_url=BASE + given.parent if given.parent else None,
        role="attachment" if given.parent else "page",
        link_title=given.link,
        final_url=BASE + given.name,
        status=200,
        outcome="fetched",
        sha256=_sha256(given.data),
        content_type=None,
        media=sniff(given.data, None, BASE + given.name),
        size=len(given.data),
        etag=None,
        last_modified=None,
        fetched_at=newest,
        absent_at=None,
        first_seen=_moment(1),
        last_seen=newest,
        last_changed=newest,
        attempts=1,
        state="present",
        moved_to=None,
        gone_since=None,
        came_back_on=None,
        versions=len(given.versions),
        duplicate_of=None,
    )


def _version(given: Given, number: int) -> VersionRow:
    data = given.versions[number - 1]
    return VersionRow(
        source_id=SOURCE,
        province_id=PROVINCE,
        url=BASE + given.name,
        version_no=number,
        sha256=_sha256(data),
        content_type=None,
        size=len(data),
        first_seen=_moment(number),
        last_seen=_moment(number),
        last_modified=None,
    )
