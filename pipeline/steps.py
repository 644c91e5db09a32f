"""The steps of a refresh as plain functions: seeds, crawl, read, model.

Each reads the lake of a data root, does one thing and writes its tables back, so that
any of them can be called alone, from Dagster, the command line or a REPL. What a step
does inside is in the packages it calls; publishing is in `pipeline.publish`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import progress
from pipeline.crawl.rows import DocumentRow, known_from_rows
from pipeline.crawl.run import crawl_source
from pipeline.extract.office import prepared
from pipeline.extract.pool import extract_many
from pipeline.extract.report import Extraction
from pipeline.registry import Registry, Source
from pipeline.schema import load_schemas
from pipeline.settings import Settings
from pipeline.sqlmodels import Check, Model, load_checks
from pipeline.store import conform
from pipeline.transcribe import Origin, Transcript, issue_row
from pipeline.warehouse import Warehouse, form_seeds

__all__ = [
    "RAW_TABLES",
    "SEED_TABLES",
    "CrawlSummary",
    "Offence",
    "build_model",
    "crawl_province",
    "read_province",
    "run_checks",
    "seed_tables",
    "write_seed",
]

RAW_TABLES = (
    "raw_report_links",
    "raw_links_left",
    "raw_documents",
    "raw_document_versions",
    "raw_crawls",
    "raw_issues",
)
SEED_TABLES = (
    "seed_institutions",
    "seed_sources",
    "seed_form_cells",
    "seed_rules",
    "seed_rule_terms",
    "seed_metrics",
    "seed_metric_terms",
)


# -- seeds -----------------------------------------------------------------------------


def seed_tables(registry: Registry) -> dict[str, pa.Table]:
    """All seed tables, from the registry and the data files."""
    schemas = load_schemas()
    tables = {name: table for name, (_, table) in form_seeds().items()}
    for name, frame in (
        ("seed_institutions", registry.institutions_frame()),
        ("seed_sources", registry.sources_frame()),
    ):
        wanted = [c.name for c in schemas[name].columns]
        tables[name] = conform(frame[wanted], schemas[name])
    return tables


def write_seed(settings: Settings, name: str) -> int:
    """Write one seed table; gives its number of rows."""
    table = seed_tables(settings.registry())[name]
    return settings.lake.write(table, load_schemas()[name])


# -- raw -------------------------------------------------------------------------------


@dataclass(slots=True)
class CrawlSummary:
    """What crawling a province brought, for logs and metadata."""

    rows: dict[str, int] = field(default_factory=dict)
    sources: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    requests: int = 0

    def add(self, other: "CrawlSummary") -> None:
        """Add what another province brought."""
        self.sources += other.sources
        self.requests += other.requests
        for into, more in ((self.rows, other.rows), (self.outcomes, other.outcomes)):
            for key, count in more.items():
                into[key] = into.get(key, 0) + count


def _province_rows(
    settings: Settings, table: str, province: str
) -> list[dict[str, Any]]:
    path = settings.root.lake / table / f"{province}.parquet"
    if not path.is_file():
        return []
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return rows


def _is_of(row: Mapping[str, Any], sources: Collection[Source]) -> bool:
    return any(row["source_id"] == source.source_id for source in sources)


def crawl_province(
    settings: Settings, province: str, source_ids: Collection[str] | None = None
) -> CrawlSummary:
    """Crawl the enabled sources of a province and write its `raw_*` files.

    Args:
        settings: the data root.
        province: a `province_id`.
        source_ids: only these of its sources; rows of the others stay as they are.

    Returns:
        Row counts and outcomes of the requests.
    """
    registry = settings.registry()
    sources = registry.sources_of([province], None)
    if source_ids:
        sources = [s for s in sources if s.source_id in source_ids]
    kept = {table: _province_rows(settings, table, province) for table in RAW_TABLES}
    known = known_from_rows(DocumentRow(**row) for row in kept["raw_documents"])
    registered = [s for s in registry.sources.values() if s.province_id == province]
    rows: dict[str, list[dict[str, Any]]] = {
        # documents of a source that is switched off, or not crawled now, are kept
        table: [
            r for r in kept[table] if _is_of(r, registered) and not _is_of(r, sources)
        ]
        for table in RAW_TABLES
    }
    summary = CrawlSummary(sources=len(sources))
    if sources:
        with settings.client(registry) as client:
            for number, source in enumerate(sources):
                _crawl_into(rows, summary, source, client, known, number, len(sources))
    schemas = load_schemas()
    for table in RAW_TABLES:
        summary.rows[table] = settings.lake.write_province(
            pd.DataFrame(rows[table]), schemas[table], province
        )
    return summary


def _crawl_into(
    rows: dict[str, list[dict[str, Any]]],
    summary: CrawlSummary,
    source: Source,
    client: Any,
    known: Mapping[str, DocumentRow],
    number: int,
    total: int,
) -> None:
    def on_progress(done: int, of: int, url: str) -> None:
        progress.report(f"crawl {source.source_id}", done, of, url)

    progress.report("crawl", number, total, source.listing_url)
    result = crawl_source(source, client, known, on_progress)
    rows["raw_report_links"] += [asdict(link) for link in result.links]
    rows["raw_documents"] += [asdict(document) for document in result.documents]
    origin = Origin(source.listing_url, None, "", source.source_id, source.province_id)
    issues = [issue_row(issue, "raw", origin) for issue in result.issues]
    rows["raw_issues"] += [r for i, r in enumerate(issues) if r not in issues[:i]]
    for document in result.documents:
        outcome = document.outcome
        summary.outcomes[outcome] = summary.outcomes.get(outcome, 0) + 1
    summary.requests += result.counts["requests"]


# -- core ------------------------------------------------------------------------------


def read_province(settings: Settings, province: str) -> dict[str, int]:
    """Read the archived documents of a province and write its `core_*` files.

    Every document that the archive holds is read, also one that has vanished from its
    site since. Gives the number of rows of each table.
    """
    documents = [
        row
        for row in _province_rows(settings, "raw_documents", province)
        if row["sha256"] is not None
    ]
    # an attachment has from its page what it does not say itself: pages first
    documents.sort(
        key=lambda r: (r["parent_url"] is not None, r["source_id"], r["url"])
    )
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


def build_model(settings: Settings, model: Model) -> tuple[pa.Table, list["Offence"]]:
    """Run a model over the lake, write its table and run its checks.

    Returns:
        The table, and the checks of it that found offending rows.
    """
    with Warehouse() as warehouse:
        warehouse.add_lake(settings.lake, sorted(model.reads))
        table = warehouse.run(model)
        settings.lake.write_model(table, model.name)
        warehouse.add_table(model.name, table)
        return table, list(_offences(settings, warehouse, model.name))


@dataclass(frozen=True, slots=True)
class Offence:
    """A check that found rows.

    Attributes:
        check: which one.
        count: how many rows offend.
        rows: the first of them.
    """

    check: Check
    count: int
    rows: pa.Table


def run_checks(settings: Settings, table: str) -> list[Offence]:
    """Run the checks of a table over the lake; gives those with offending rows."""
    with Warehouse() as warehouse:
        return list(_offences(settings, warehouse, table))


def _offences(
    settings: Settings, warehouse: Warehouse, table: str
) -> Iterable[Offence]:
    for check in load_checks():
        if check.asset != table:
            continue
        loaded = warehouse.relations()
        warehouse.add_lake(settings.lake, sorted(check.reads - loaded))
        count, rows = warehouse.offences(check)
        if count:
            yield Offence(check, count, rows)
