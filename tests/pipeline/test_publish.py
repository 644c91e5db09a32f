"""A release is whole or not there, the same for the same content, and self-describing.

The demonstration's lake is copied and changed; nothing is faked but the moment at
which a publisher dies.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import stamps
from pipeline.dictionary import load_code_lists
from pipeline.errors import ModelError, ReleaseError, StoreError
from pipeline.forms import load_forms
from pipeline.paths import DataRoot
from pipeline.progress import listening
from pipeline.publish import content, publish
from pipeline.publish.content import ReleaseTable, content_id, release_tables
from pipeline.schema import load_schemas
from pipeline.sqlmodels import load_models
from pipeline.store import Lake, write_parquet
from pipeline.warehouse import Warehouse


@pytest.fixture
def root(demo_root: Path, tmp_path: Path) -> DataRoot:
    """A root of one's own with the demonstration's lake and release."""
    for name in ("lake", "releases"):
        shutil.copytree(demo_root / name, tmp_path / "root" / name, symlinks=True)
    return DataRoot(tmp_path / "root")


def test_nothing_is_published_without_a_file_that_is_gone(root: DataRoot) -> None:
    before = current(root)
    gone = next((root.lake / "core_reports").rglob("fujian.parquet"))
    gone.unlink()
    with pytest.raises(StoreError, match="made of archived reports, is gone"):
        publish(root, is_demo=True)
    assert current(root) == before


def test_nothing_is_published_of_two_readings(root: DataRoot) -> None:
    lake, before = Lake(root.lake), current(root)
    with pytest.raises(OSError, match="full"), lake.under_way("fujian"):
        raise OSError("the disk is full")
    with pytest.raises(StoreError, match="tables of fujian was cut off"):
        publish(root, is_demo=True)
    assert current(root) == before


def test_nothing_is_published_without_a_province_of_the_release(
    root: DataRoot,
) -> None:
    """The lake was deleted, and another province was refreshed since."""
    lake, before = Lake(root.lake), current(root)
    for path in lake.folder.rglob("fujian.parquet"):
        path.unlink()
    stamps.forget(lake)
    for path in (lake.folder / stamps.FOLDER).glob(".province.*"):
        path.unlink()
    with pytest.raises(StoreError, match=r"has reports of fujian, and .* no table of"):
        publish(root, is_demo=True)
    assert current(root) == before


def current(root: DataRoot) -> str:
    return root.current_release.readlink().name


def entries(root: DataRoot) -> set[str]:
    return {path.name for path in root.releases.iterdir()}


def bytes_below(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def change_one_cell(root: DataRoot) -> None:
    """Another figure in one cell of one model table."""
    (path,) = Lake(root.lake).files("out_metrics")
    table = pq.read_table(path)
    values = table.column("value").to_pylist()
    at = next(i for i, value in enumerate(values) if value is not None)
    values[at] += 1
    index = table.column_names.index("value")
    changed = pa.array(values, type=table.schema.field("value").type)
    write_parquet(table.set_column(index, table.schema.field(index), changed), path)


def tables_of(root: DataRoot, *, threads: int | None = None) -> list[ReleaseTable]:
    with Warehouse(threads=threads) as warehouse:
        return release_tables(warehouse, Lake(root.lake))


class DiskFullError(Exception):
    """Stands for anything that may go wrong in the middle."""


# -- atomic ----------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["core_applications", "ogi.duckdb"])
def test_failure_in_the_middle_leaves_the_old_release(
    root: DataRoot, stage: str
) -> None:
    before, names = current(root), entries(root)
    change_one_cell(root)

    def fail(_: str, __: int, ___: int, text: str) -> None:
        if text == stage:
            raise DiskFullError

    with listening(fail), pytest.raises(DiskFullError):
        publish(root, is_demo=True)
    assert current(root) == before
    assert entries(root) == names
    after = publish(root, is_demo=True)
    assert (after.is_new, after.previous_id) == (True, before)


def test_killed_publisher_leaves_the_old_release_and_is_swept_up(
    root: DataRoot, measured_reader: Path
) -> None:
    before = current(root)
    change_one_cell(root)
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from pipeline.accuracy import report\n"
        "from pipeline.paths import DataRoot\n"
        "from pipeline.progress import listening\n"
        "from pipeline.publish import publish\n"
        "measured = Path(sys.argv[2])\n"
        "report.accuracy_file = lambda: measured\n"
        "def die(stage, done, total, text):\n"
        "    if text == 'ogi.duckdb':\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "with listening(die):\n"
        "    publish(DataRoot(Path(sys.argv[1])), is_demo=True)\n"
    )
    line = [sys.executable, "-c", code, str(root.path), str(measured_reader)]
    done = subprocess.run(line, check=False)
    assert done.returncode == -signal.SIGKILL
    assert current(root) == before
    assert [name for name in entries(root) if name.startswith(".building-")]
    assert publish(root, is_demo=True).is_new
    assert not [name for name in entries(root) if name.startswith(".building-")]
    assert current(root) != before


def test_readers_keep_the_release_that_they_opened(root: DataRoot) -> None:
    opened = duckdb.connect(str(root.current_release / "ogi.duckdb"), read_only=True)
    with opened as connection:
        change_one_cell(root)
        new = publish(root, is_demo=True)
        found = connection.execute("select release_id from release_info").fetchall()
    assert found == [(new.previous_id,)]


def test_a_second_publisher_is_refused(root: DataRoot) -> None:
    change_one_cell(root)
    refused: list[str] = []

    def publish_too(_: str, done: int, __: int, ___: str) -> None:
        if done == 0 and not refused:
            with pytest.raises(ReleaseError, match="another process is publishing"):
                publish(root, is_demo=True)
            refused.append("yes")

    with listening(publish_too):
        assert publish(root, is_demo=True).is_new
    assert refused == ["yes"]


# -- identity --------------------------------------------------------------------------


def test_publishing_the_same_again_changes_no_byte(root: DataRoot) -> None:
    before = bytes_below(root.releases)
    again = publish(root, is_demo=True)
    assert (again.is_new, again.release_id) == (False, current(root))
    assert bytes_below(root.releases) == before


def test_equal_content_has_the_same_id_wherever_and_however_it_was_written(
    root: DataRoot,
) -> None:
    before = current(root)
    lake = Lake(root.lake)
    for path in lake.files("core_applications"):
        table = pq.read_table(path)
        shuffled = table.take(pa.array(range(table.num_rows - 1, -1, -1)))
        pq.write_table(shuffled, path, compression="none", row_group_size=7)
    (model,) = lake.files("out_metrics")
    whole = pq.read_table(model)
    write_parquet(whole.slice(100), model.with_name("a.parquet"))
    write_parquet(whole.slice(0, 100), model.with_name("b.parquet"))
    model.unlink()
    for threads in (1, 3):
        stamps.forget(lake)  # else what was hashed would be remembered
        assert content_id(tables_of(root, threads=threads)) == before
    assert not publish(root, is_demo=True).is_new


def test_a_row_that_is_there_twice_counts(root: DataRoot) -> None:
    first = {t.name: t for t in tables_of(root)}
    (path,) = Lake(root.lake).files("out_metrics")
    whole = pq.read_table(path)
    twice = pa.concat_tables([whole.slice(0, 1), whole])
    write_parquet(twice, path)
    found = {t.name: t for t in tables_of(root)}
    assert found["out_metrics"].rows == first["out_metrics"].rows + 1
    changed = {n for n, t in found.items() if t.digest != first[n].digest}
    assert changed == {"out_metrics"}


def test_rows_are_written_by_key_however_they_lie_in_the_lake(root: DataRoot) -> None:
    (path,) = Lake(root.lake).files("out_metrics")
    change_one_cell(root)
    table = pq.read_table(path)
    write_parquet(table.take(pa.array(range(table.num_rows - 1, -1, -1))), path)
    release = publish(root, is_demo=True)
    key = ["institution_id", "metric_id"]
    files = sorted((release.path / "tables" / "out_metrics").rglob("*.parquet"))
    assert len(files) == 5
    for file in files:
        found = pq.read_table(file, partitioning=None).select(key)
        assert found.num_rows > 1
        assert found.equals(found.sort_by([(name, "ascending") for name in key]))


def test_an_unchanged_table_is_not_read_again(
    root: DataRoot, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_one_cell(root)
    read: list[str] = []

    def run(warehouse: Warehouse, query: str) -> str:
        read.append(query)
        return original(warehouse, query)

    original = content._run
    monkeypatch.setattr(content, "_run", run)
    tables_of(root)
    assert len(read) == 1
    assert "from out_metrics" in read[0]


def test_a_lake_that_is_written_meanwhile_is_not_published(root: DataRoot) -> None:
    before, names = current(root), entries(root)
    change_one_cell(root)

    def write(_: str, __: int, ___: int, text: str) -> None:
        if text == "out_metrics":
            change_one_cell(root)

    with (
        listening(write),
        pytest.raises(ReleaseError, match=r"out_metrics in .* publish again"),
    ):
        publish(root, is_demo=True)
    assert (current(root), entries(root)) == (before, names)
    assert publish(root, is_demo=True).is_new


def test_one_changed_cell_is_another_release_and_back_again(root: DataRoot) -> None:
    first = current(root)
    (path,) = Lake(root.lake).files("out_metrics")
    original = path.read_bytes()
    change_one_cell(root)
    second = publish(root, is_demo=True)
    assert second.release_id != first
    assert current(root) == second.release_id
    path.write_bytes(original)
    third = publish(root, is_demo=True)
    assert (third.release_id, third.is_new) == (first, True)
    log = (root.releases / "log.jsonl").read_text(encoding="utf-8").splitlines()
    ids = [json.loads(line)["release_id"] for line in log]
    assert ids == [first, second.release_id, first]


def test_blank_and_empty_text_are_different_content(root: DataRoot) -> None:
    def with_parent(value: str | None) -> str:
        for path in Lake(root.lake).files("core_reports"):
            table = pq.read_table(path, partitioning=None)
            index = table.column_names.index("parent_url")
            column = pa.array([value] * table.num_rows, type=pa.string())
            write_parquet(table.set_column(index, "parent_url", column), path)
        return content_id(tables_of(root))

    assert with_parent(None) != with_parent("")


def test_changed_meaning_of_a_column_is_another_release(root: DataRoot) -> None:
    tables = tables_of(root)
    first = tables[0]
    schema = first.schema.model_copy(update={"description": "Something else."})
    changed = [replace(first, schema=schema), *tables[1:]]
    assert content_id(changed) != content_id(tables)
    assert content_id(tables[::-1]) == content_id(tables)  # order has no say


def test_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="materialise it first"):
        publish(DataRoot(tmp_path))
    assert not (tmp_path / "releases" / "current").exists()


def test_table_of_an_older_dictionary_is_named(root: DataRoot) -> None:
    (path,) = Lake(root.lake).files("seed_rules")
    write_parquet(pq.read_table(path).drop_columns(["severity"]), path)
    with pytest.raises(ModelError, match=r"seed_rules in .*materialise it again"):
        publish(root, is_demo=True)


def test_model_of_an_older_text_is_named(root: DataRoot) -> None:
    (path,) = Lake(root.lake).files("out_metrics")
    table = pq.read_table(path)
    write_parquet(table.append_column("once_more", table.column("value")), path)
    with pytest.raises(ModelError, match=r"out_metrics in .*once_more.*again"):
        publish(root, is_demo=True)


# -- self-describing -------------------------------------------------------------------


def test_database_works_where_it_is_copied(root: DataRoot, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere"
    shutil.copytree(root.current_release.resolve(), moved)
    shutil.rmtree(root.path)
    with duckdb.connect(str(moved / "ogi.duckdb"), read_only=True) as connection:
        names = {
            name
            for (name,) in connection.execute(
                "select view_name from duckdb_views() where not internal"
            ).fetchall()
        }
        for name in names:
            assert connection.execute(f"from {name}").fetchdf().shape[1] > 0
        reports = connection.execute("select count(*) from int_reports").fetchall()
        comments = connection.execute(
            "select count(*) from duckdb_columns() where comment is null "
            "and not internal"
        ).fetchall()
    assert (reports, comments) == ([(7,)], [(0,)])
    assert {"view_panel", "view_applications_2021", "int_cells"} <= names


def test_root_can_be_moved(root: DataRoot, tmp_path: Path) -> None:
    moved = DataRoot(tmp_path / "moved")
    os.rename(root.path, moved.path)  # noqa: PTH104 - a move of a folder
    assert (moved.current_release / "ogi.duckdb").is_file()
    assert not publish(moved, is_demo=True).is_new


def test_data_package_describes_the_files(root: DataRoot) -> None:
    folder = root.current_release
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    described = {r["name"]: r for r in package["resources"]}
    on_disk = {p.name for p in (folder / "tables").iterdir()}
    assert described.keys() == on_disk
    listed = [path for r in described.values() for path in r["path"]]
    files = {str(p.relative_to(folder)) for p in folder.rglob("*.parquet")}
    assert len(listed) == len(set(listed))
    assert set(listed) == files
    for resource in described.values():
        fields = [field["name"] for field in resource["schema"]["fields"]]
        assert set(resource["schema"]["primaryKey"]) <= set(fields)
        for path in resource["path"]:
            columns = set(pq.read_schema(folder / path).names)
            if "report_year=" in path:
                assert "report_year" not in columns  # it is in the folder's name
                columns.add("report_year")
            assert columns == set(fields)


def test_manifest_counts_what_is_there(root: DataRoot) -> None:
    folder = root.current_release
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    counted = {
        table.name: sum(
            pq.read_metadata(path).num_rows for path in table.rglob("*.parquet")
        )
        for table in (folder / "tables").iterdir()
    }
    assert manifest["rows"] == counted
    assert manifest["release_id"] == current(root)
    assert manifest["is_demo"] is True
    with duckdb.connect(str(folder / "ogi.duckdb"), read_only=True) as connection:
        for name, rows in counted.items():
            found = connection.table(name).aggregate("count(*)").fetchall()
            assert found == [(rows,)], name


def test_hive_folders_are_read_by_duckdb_and_pandas(root: DataRoot) -> None:
    table = root.current_release / "tables" / "core_applications"
    names = {path.name for path in table.iterdir()}
    assert names == {f"report_year={y}" for y in (2019, 2020, 2021, 2022, 2024)}
    # cells of table three: 161 in 2019 (23 rows), 175 in 2021 (25 rows), 7 columns;
    # the page of 2021 has no table, its attachment has; Pingtan 2024 is there twice, as
    # a page and as a file
    expected = {2019: 2 * 161, 2020: 161, 2021: 175, 2022: 175, 2024: 3 * 175}
    by_pandas = pd.read_parquet(table)["report_year"].astype("int64").value_counts()
    assert by_pandas.to_dict() == expected
    with duckdb.connect() as connection:
        by_duckdb = connection.execute(
            "select report_year, count(*) from read_parquet(?) group by all",
            [f"{table}/*/*.parquet"],
        ).fetchall()
    assert {int(year): rows for year, rows in by_duckdb} == expected


def test_table_with_a_row_without_year_is_one_file(root: DataRoot) -> None:
    lake = Lake(root.lake)
    for path in lake.files("core_reports"):
        if path.parent.name == "report_year=2024":
            folder = path.parents[1] / "report_year=__HIVE_DEFAULT_PARTITION__"
            write_parquet(pq.read_table(path), folder / path.name)
            path.unlink()
            stamps.forget_province(lake, path.stem)  # as reading does
    release = publish(root, is_demo=True)
    table = release.path / "tables" / "core_reports"
    assert [path.name for path in table.iterdir()] == ["core_reports.parquet"]
    assert int(pd.read_parquet(table)["report_year"].isna().sum()) == 3
    with duckdb.connect(str(release.path / "ogi.duckdb"), read_only=True) as connection:
        found = connection.execute(
            "select count(*) from core_reports where report_year is null"
        ).fetchall()
    assert found == [(3,)]


def test_pandas_reads_every_table_by_its_folder(root: DataRoot) -> None:
    for schema_name, rows in publish(root, is_demo=True).rows.items():
        frame = pd.read_parquet(root.current_release / "tables" / schema_name)
        assert len(frame) == rows, schema_name


def test_dictionary_page_names_every_table_and_column(root: DataRoot) -> None:
    page = (root.current_release / "DICTIONARY.md").read_text(encoding="utf-8")
    for model in load_models():
        assert f"### `{model.name}`" in page
        for column in model.columns:
            assert f"| `{column}` |" in page
    for schema in load_schemas().values():
        assert (f"### `{schema.name}`" in page) == (schema.layer != "raw")
    for form in load_forms().forms.values():
        heading = f"### {form.name_zh} · {form.name_en}: `{form.table_id}`"
        _, found, part = page.partition(f"{heading} {form.edition}\n")
        assert found
        assert form.legal_basis in part.partition("###")[0]
        codes = [*(i.code for i in form.items), *(b.code for b in form.breakdowns)]
        for code in codes:
            assert f"| `{code}` |" in part.partition("###")[0]
    for listed in load_code_lists():
        if any(not column.startswith("raw_") for column in listed.columns):
            assert f"### Codes: {listed.name}\n" in page


def test_data_package_says_what_codes_and_views_mean(root: DataRoot) -> None:
    text = (root.current_release / "datapackage.json").read_text(encoding="utf-8")
    package = json.loads(text)
    described = {r["name"]: r for r in (*package["resources"], *package["views"])}
    for entry in described.values():
        assert entry["title"]
        assert entry["title_zh"]
        fields = entry["schema"]["fields"]
        assert all(f["description"] and f["description_zh"] for f in fields)
    fields = {f["name"]: f for f in described["int_cells"]["schema"]["fields"]}
    assert fields["value_kind"]["constraints"] == {"enum": ["count", "amount"]}
    assert "constraints" not in fields["item"]
    names = {view["name"] for view in package["views"]}
    assert {"int_cells", "view_panel", "view_litigation_2019"} <= names
