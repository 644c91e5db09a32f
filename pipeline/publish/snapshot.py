"""Building a release and swapping the pointer to it.

A release is a folder `releases/<id>/` whose id is a hash of its content. It is built
beside its place and renamed into it; then the pointer `current` is replaced. Readers
see the old release or the new one. Nothing changed: nothing is published. No table is
held in memory: DuckDB writes it a year at a time.
"""

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import progress
from pipeline.dictionary import TableWords, described
from pipeline.durable import sync_file
from pipeline.errors import ReleaseError, StoreError
from pipeline.forms import load_forms
from pipeline.lock import exclusive
from pipeline.pages.dictionary import dictionary_markdown, type_names
from pipeline.paths import DataRoot
from pipeline.publish.content import (
    ReleaseTable,
    content_id,
    release_tables,
    release_views,
)
from pipeline.publish.describe import data_package, release_readme
from pipeline.publish.measured import require_measured
from pipeline.settings import Settings
from pipeline.sqlmodels import macros
from pipeline.stamps import table_fingerprint
from pipeline.store import YEAR, Lake
from pipeline.warehouse import Warehouse, scan
from pipeline.whole import require_whole

__all__ = ["Published", "publish"]

#: readable by every DuckDB since 1.0: readers do not run our version of it
_STORAGE_VERSION = "v1.0.0"
#: the one table that is of the release itself and stands in no dictionary
_RELEASE_INFO = {
    "table release_info": "Which release this file is. 本文件所属的发布版本。",
    "column release_info.release_id": "Hash of its content · 内容的哈希值",
    "column release_info.is_demo": "It holds the demonstration · 是否为演示数据",
    "column release_info.published_at": "When it was published · 发布时间",
}
#: what DuckDB may use, which is not all that the process needs; more goes to disk
_MEMORY = "2GiB"


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did.

    Attributes:
        release_id: the release that is current now.
        is_new: whether the pointer was moved to it now.
        previous_id: the release before, if there was one.
        rows: the number of rows of each table.
        path: the folder of the release.
    """

    release_id: str
    is_new: bool
    previous_id: str | None
    rows: dict[str, int]
    path: Path


def publish(root: DataRoot, *, is_demo: bool = False) -> Published:
    """Publish the tables of the lake, if they differ from the current release.

    Raises:
        ModelError: a table was not materialised yet.
        ReleaseError: another process is publishing the same root, figures were
            read by a reader that was not measured, or the root holds made-up figures.
        StoreError: files of the lake, or all of a province, are gone or were written
            half-way.
    """
    if Settings.of(root.path).is_synthetic:
        raise ReleaseError(
            f"{root.path} holds made-up figures (ogi synth): they are never published"
        )
    held = ReleaseError(
        f"another process is publishing {root.releases}; try again when it is done"
    )
    with exclusive(root.releases / ".lock", held):
        _sweep(root.releases)
        require_measured(Lake(root.lake))
        require_whole(Lake(root.lake))
        _require_provinces(root)
        spill = root.releases / ".building-spill"
        with Warehouse(spill=spill, memory=_MEMORY) as warehouse:
            return _publish(root, warehouse, is_demo=is_demo)


def _publish(root: DataRoot, warehouse: Warehouse, *, is_demo: bool) -> Published:
    lake = Lake(root.lake)
    tables = release_tables(warehouse, lake)
    release_id = content_id(tables)
    rows = {t.name: t.rows for t in tables}
    previous = _current_id(root)
    path = root.releases / release_id
    is_new = previous != release_id
    if is_new:
        if not path.is_dir():
            _build(path, release_id, tables, previous, warehouse, lake, is_demo=is_demo)
        _point(root, release_id)
        _log(root, release_id, previous, rows)
    return Published(
        release_id, is_new=is_new, previous_id=previous, rows=rows, path=path
    )


def _require_provinces(root: DataRoot) -> None:
    """Refuse a lake that has no file of a province which the release has reports of.

    Whoever deleted the whole lake and refreshed one province is told, for nothing in
    the lake knows of the others; one that has no reports any more has empty files.
    """
    released = Lake(root.current_release / "tables").files("core_reports")
    before = {
        province
        for path in released
        for province in pq.ParquetFile(path).read(["province_id"])[0].to_pylist()
    }
    there = {path.stem for path in Lake(root.lake).files("core_issues")}
    if lost := sorted(before - there):
        raise StoreError(
            f"the current release has reports of {', '.join(lost)}, and "
            f"{root.lake} has no table of them: nothing is published without them; "
            "`ogi rebuild` makes them again from the archive"
        )


def _sweep(folder: Path) -> None:
    """Remove what a publisher left behind that was killed."""
    for left in folder.glob(".building-*"):
        shutil.rmtree(left)
    for left in folder.glob(".current-*"):
        left.unlink()


def _current_id(root: DataRoot) -> str | None:
    pointer = root.current_release
    return pointer.readlink().name if pointer.is_symlink() else None


def _build(
    path: Path,
    release_id: str,
    tables: list[ReleaseTable],
    previous: str | None,
    warehouse: Warehouse,
    lake: Lake,
    *,
    is_demo: bool,
) -> None:
    """Build the folder beside its place, then rename it there."""
    building = path.parent / f".building-{uuid4().hex}"
    try:
        files = {}
        for number, item in enumerate(tables):
            progress.report("publish", number, len(tables) + 1, item.name)
            files[item.name] = _write_table(warehouse, building, item)
        _refuse_changed(lake, tables)
        rows = {item.name: item.rows for item in tables}
        manifest = {
            "release_id": release_id,
            "is_demo": is_demo,
            "published_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "previous_id": previous,
            "rows": rows,
        }
        progress.report("publish", len(tables), len(tables) + 1, "ogi.duckdb")
        words = [w for w in described() if w.is_view or w.name in rows]
        arrow = {item.name: item.arrow for item in tables}
        arrow |= _write_database(building, words, files, manifest)
        types = {name: type_names(schema) for name, schema in arrow.items()}
        texts = {
            "datapackage.json": data_package(
                release_id, words, arrow, files, is_demo=is_demo
            ),
            "DICTIONARY.md": dictionary_markdown(words, types, load_forms()),
            "README.md": release_readme(release_id, rows, is_demo=is_demo),
            "manifest.json": json.dumps(manifest, indent=2) + "\n",
        }
        for name, text in texts.items():
            (building / name).write_text(text, encoding="utf-8")
        _sync(building)
        building.rename(path)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _refuse_changed(lake: Lake, tables: list[ReleaseTable]) -> None:
    """Refuse a release whose files are not what its id was made from."""
    for item in tables:
        if table_fingerprint(lake, item.name) != item.fingerprint:
            raise ReleaseError(
                f"{item.name} in {lake.folder} was written while it was being "
                "published; nothing was published, publish again"
            )


def _write_table(warehouse: Warehouse, building: Path, item: ReleaseTable) -> list[str]:
    """Parquet of a table, sorted by its key; gives the paths in the release.

    A folder a year, where every row has a year. Otherwise one file: pandas cannot read
    folders of which one stands for "no year".
    """
    years = _years(warehouse, item)
    columns = [name for name in item.arrow.names if not years or name != YEAR]
    rest = [name for name in item.arrow.names if name not in item.schema.key]
    query = (
        f"select {_listed(columns)} from {item.name} "  # noqa: S608
        "{where} "
        f"order by {_listed([*item.schema.key, *rest])}"
    )
    parts = {
        f"{YEAR}={year}/{item.name}.parquet": query.format(
            where=f"where {YEAR} = {year}"
        )
        for year in years
    } or {f"{item.name}.parquet": query.format(where="")}
    for name, part in parts.items():
        path = building / "tables" / item.name / name
        path.parent.mkdir(parents=True)
        warehouse.connection.execute(
            f"copy ({part}) to {_text(str(path))} (format parquet, compression zstd)"
        )
    return [f"tables/{item.name}/{name}" for name in parts]


def _years(warehouse: Warehouse, item: ReleaseTable) -> list[int]:
    """The years of a table, none where a row lacks one."""
    if YEAR not in item.arrow.names:
        return []
    rows = warehouse.connection.execute(
        f"select distinct {YEAR} from {item.name} order by all"  # noqa: S608
    ).fetchall()
    years = [year for (year,) in rows]
    return [] if None in years else years


def _listed(columns: list[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _write_database(
    building: Path,
    words: list[TableWords],
    files: dict[str, list[str]],
    manifest: dict[str, object],
) -> dict[str, pa.Schema]:
    """One DuckDB file with real tables, so that it works wherever it is copied.

    Views read nothing but these tables. Gives the columns of the views.
    """
    target = building / "ogi.duckdb"
    config: dict[str, str | bool | int | float | list[str]] = {
        "storage_compatibility_version": _STORAGE_VERSION,
        "memory_limit": _MEMORY,
    }
    with duckdb.connect(str(target), config=config) as connection:
        for table in words:
            if table.is_view:
                continue
            columns = ", ".join(f'"{c.name}"' for c in table.columns)
            connection.execute(
                f"create table {table.name} as select {columns} from "  # noqa: S608
                f"{scan(building / file for file in files[table.name])}"
            )
        connection.execute(macros())
        for view in release_views():
            connection.execute(f"create view {view.name} as {view.sql}")
        for table in words:
            _comment(connection, table)
        connection.execute(
            "create table release_info as select ? as release_id, "
            "cast(? as boolean) as is_demo, cast(? as timestamptz) as published_at",
            [manifest["release_id"], manifest["is_demo"], manifest["published_at"]],
        )
        for place, meaning in _RELEASE_INFO.items():
            connection.execute(f"comment on {place} is '{meaning}'")
        connection.execute("checkpoint")
        return {
            view.name: connection.sql(f"from {view.name} limit 0")
            .to_arrow_table()
            .schema
            for view in release_views()
        }


def _comment(connection: duckdb.DuckDBPyConnection, table: TableWords) -> None:
    """What table and columns mean, where a program for databases shows it."""
    kind = "view" if table.is_view else "table"
    connection.execute(f"comment on {kind} {table.name} is {_both(table.en, table.zh)}")
    for column in table.columns:
        connection.execute(
            f'comment on column {table.name}."{column.name}" is '
            f"{_both(column.en, column.zh)}"
        )


def _both(en: str, zh: str | None) -> str:
    return _text(en if zh is None else f"{en} · {zh}")


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _sync(folder: Path) -> None:
    """Have files and folders on disk before the pointer can name them."""
    for path in (folder, *folder.rglob("*")):
        sync_file(path)


def _point(root: DataRoot, release_id: str) -> None:
    """Replace the pointer; a relative link, so that the root can be moved."""
    temporary = root.releases / f".current-{uuid4().hex}"
    temporary.symlink_to(release_id, target_is_directory=True)
    temporary.replace(root.current_release)


def _log(
    root: DataRoot, release_id: str, previous: str | None, rows: dict[str, int]
) -> None:
    line = {
        "published_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "release_id": release_id,
        "previous_id": previous,
        "rows": sum(rows.values()),
    }
    with (root.releases / "log.jsonl").open("a", encoding="utf-8") as handle:
        handle.write(json.dumps(line) + "\n")
