"""Stamps: what is skipped, what is not, and that no kill leaves a stale table."""

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from pipeline import stamps
from pipeline.schema import load_schemas
from pipeline.sqlmodels import Check, Model
from pipeline.store import Lake, write_parquet
from pipeline.warehouse import Warehouse

#: int_pairs reads a table that code writes, out_small reads int_pairs
PAIRS = Model(
    name="int_pairs",
    layer="int",
    description="Pairs.",
    grain=("url",),
    columns={"url": "Address", "is_long": "Long"},
    reads=frozenset({"raw_report_links"}),
    sql="select url, length(title) > 5 as is_long from raw_report_links",
    path=Path("sql/intermediate/int_pairs.sql"),
)
SMALL = replace(
    PAIRS,
    name="out_small",
    layer="out",
    reads=frozenset({"int_pairs"}),
    sql="select url, not is_long as is_long from int_pairs",
)
CHECK = Check(
    name="titles_are_long",
    asset="int_pairs",
    severity="error",
    description="Long.",
    reads=frozenset({"int_pairs"}),
    sql="select url from int_pairs where not is_long",
)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = Lake(tmp_path / "lake")
    write_links(lake, "fujian", a="a long title", b="short")
    return lake


def write_links(lake: Lake, province: str, **titles: str) -> None:
    schema = load_schemas()["raw_report_links"]
    rows = [
        dict.fromkeys(c.name for c in schema.columns)
        | {"source_id": "s", "url": url, "title": title}
        for url, title in titles.items()
    ]
    lake.write_province(pd.DataFrame(rows), schema, province)


def run(lake: Lake, *models: Model, stamped: bool = True) -> list[str]:
    """Bring models up to date as a refresh does; the names of those that ran."""
    ran = []
    for model in models:
        fingerprint = stamps.model_fingerprint(lake, model)
        if stamps.is_current(lake, model, fingerprint):
            continue
        ran.append(model.name)
        with Warehouse(threads=1) as warehouse:
            warehouse.add_lake(lake, sorted(model.reads))
            lake.write_model(model.name, partial(warehouse.write, model))
        if stamped:
            stamps.record(lake, model, fingerprint)
    return ran


def test_what_is_up_to_date_is_skipped(lake: Lake) -> None:
    assert run(lake, PAIRS, SMALL) == ["int_pairs", "out_small"]
    assert run(lake, PAIRS, SMALL) == []


def test_a_changed_input_runs_what_reads_it(lake: Lake) -> None:
    run(lake, PAIRS, SMALL)
    write_links(lake, "fujian", a="a long title", b="long as well")
    assert run(lake, PAIRS, SMALL) == ["int_pairs", "out_small"]


def test_another_file_of_an_input_runs_what_reads_it(lake: Lake) -> None:
    run(lake, PAIRS, SMALL)
    write_links(lake, "henan", c="short")
    assert run(lake, PAIRS, SMALL) == ["int_pairs", "out_small"]


def test_a_removed_file_of_an_input_runs_what_reads_it(lake: Lake) -> None:
    write_links(lake, "henan", c="short")
    run(lake, PAIRS, SMALL)
    (lake.folder / "raw_report_links" / "henan.parquet").unlink()
    assert run(lake, PAIRS, SMALL) == ["int_pairs", "out_small"]


def test_files_that_changed_names_are_other_content(lake: Lake) -> None:
    before = stamps.table_fingerprint(lake, "raw_report_links")
    folder = lake.folder / "raw_report_links"
    (folder / "fujian.parquet").rename(folder / "henan.parquet")
    assert stamps.table_fingerprint(lake, "raw_report_links") != before


def test_an_input_written_again_with_the_same_bytes_runs_nothing(lake: Lake) -> None:
    run(lake, PAIRS, SMALL)
    write_links(lake, "fujian", a="a long title", b="short")
    assert run(lake, PAIRS, SMALL) == []


def test_a_table_that_comes_out_equal_stops_what_follows(lake: Lake) -> None:
    run(lake, PAIRS, SMALL)
    write_links(lake, "fujian", a="another long title", b="short")
    assert run(lake, PAIRS, SMALL) == ["int_pairs"]


def test_another_text_of_the_model_runs_it(lake: Lake) -> None:
    run(lake, PAIRS, SMALL)
    same_rows = replace(PAIRS, sql=PAIRS.sql.replace("> 5", ">= 6"))
    assert run(lake, same_rows, SMALL) == ["int_pairs"]
    assert run(lake, PAIRS) == ["int_pairs"]


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m.setattr(stamps, "macros", lambda: "create macro other() as 1;"),
        lambda m: m.setattr("duckdb.__version__", "0.0.0"),
        lambda m: m.setattr("pyarrow.__version__", "0.0.0"),
        lambda m: m.setattr(stamps, "_CODE", ("store.py",)),
    ],
    ids=["macros", "duckdb", "pyarrow", "code"],
)
def test_another_engine_runs_everything(
    lake: Lake,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[pytest.MonkeyPatch], None],
) -> None:
    run(lake, PAIRS, SMALL)
    change(monkeypatch)
    stamps._engine.cache_clear()
    try:
        assert run(lake, PAIRS, SMALL) == ["int_pairs", "out_small"]
    finally:
        stamps._engine.cache_clear()


def test_another_code_of_a_function_runs_the_models_that_call_it(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    calling = replace(PAIRS, calls=frozenset({"localised"}))
    run(lake, calling, SMALL)
    assert run(lake, calling, SMALL) == []
    monkeypatch.setattr(stamps, "function_fingerprint", lambda name: f"new {name}")
    assert run(lake, calling, SMALL) == ["int_pairs"]
    assert run(lake, PAIRS, SMALL) == ["int_pairs"]


def test_an_input_that_nobody_wrote_has_the_fingerprint_of_its_columns(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_documents = stamps.table_fingerprint(lake, "raw_documents")
    assert of_documents == stamps.table_fingerprint(lake, "raw_documents")
    assert of_documents != stamps.table_fingerprint(lake, "raw_crawls")
    schema = load_schemas()["raw_documents"]
    fewer = schema.model_copy(update={"columns": schema.columns[1:]})
    monkeypatch.setattr(stamps, "load_schemas", lambda: {"raw_documents": fewer})
    assert stamps.table_fingerprint(lake, "raw_documents") != of_documents


# -- tables altered by hand, kills -----------------------------------------------------


def test_a_table_that_was_deleted_is_made_again(lake: Lake) -> None:
    run(lake, PAIRS, SMALL)
    for path in lake.files("int_pairs"):
        path.unlink()
    assert run(lake, PAIRS, SMALL) == ["int_pairs"]


def test_a_table_that_was_altered_by_hand_is_made_again(lake: Lake) -> None:
    run(lake, PAIRS, SMALL)
    (path,) = lake.files("int_pairs")
    data, status = bytearray(path.read_bytes()), path.stat()
    good = bytes(data)
    data[len(data) // 2] ^= 1
    path.write_bytes(data)  # the same size, and the same time as before
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert run(lake, PAIRS, SMALL) == ["int_pairs"]
    assert path.read_bytes() == good


def test_a_kill_between_table_and_stamp_leaves_a_run(lake: Lake) -> None:
    run(lake, PAIRS, SMALL)
    write_links(lake, "fujian", a="short")
    assert run(lake, PAIRS, stamped=False) == ["int_pairs"]
    assert run(lake, PAIRS, SMALL) == ["int_pairs", "out_small"]


def test_a_kill_before_the_stamp_is_no_way_back_to_the_old_one(lake: Lake) -> None:
    run(lake, PAIRS, SMALL)
    write_links(lake, "fujian", a="short")
    run(lake, PAIRS, stamped=False)
    # the stamp is of these links again, the table is not
    write_links(lake, "fujian", a="a long title", b="short")
    assert run(lake, PAIRS, SMALL) == ["int_pairs"]


def test_what_is_written_during_the_run_was_not_read(lake: Lake) -> None:
    fingerprint = stamps.model_fingerprint(lake, PAIRS)
    with Warehouse(threads=1) as warehouse:
        warehouse.add_lake(lake, sorted(PAIRS.reads))
        lake.write_model(PAIRS.name, partial(warehouse.write, PAIRS))
    write_links(lake, "henan", c="short")
    stamps.record(lake, PAIRS, fingerprint)
    assert run(lake, PAIRS) == ["int_pairs"]


def test_a_torn_stamp_costs_a_run(lake: Lake) -> None:
    run(lake, PAIRS, SMALL)
    torn = sorted((lake.folder / stamps.FOLDER).glob("*.json"))
    assert torn
    for path in torn:
        path.write_bytes(path.read_bytes()[:-3])
    assert run(lake, PAIRS, SMALL) == ["int_pairs", "out_small"]
    assert run(lake, PAIRS, SMALL) == []


def test_stamps_can_be_forgotten(lake: Lake) -> None:
    stamps.forget(lake)  # nothing there yet
    run(lake, PAIRS, SMALL)
    stamps.forget(lake)
    assert run(lake, PAIRS, SMALL) == ["int_pairs", "out_small"]


def test_what_is_forgotten_is_still_missed(lake: Lake) -> None:
    path = lake.folder / "core_reports" / "report_year=2024" / "henan.parquet"
    write_parquet(pa.table({"a": [1]}), path)
    stamps.record_province(lake, "henan", ["core_reports"], "made", {"core_reports": 1})
    stamps.forget(lake)
    assert stamps.province_counts(lake, "henan", ["core_reports"], "made") is None
    assert stamps.lost_files(lake) == []
    path.unlink()
    assert stamps.lost_files(lake) == ["core_reports/report_year=2024/henan.parquet"]


def test_stamps_are_no_tables_and_leave_nothing_behind(lake: Lake) -> None:
    run(lake, PAIRS, SMALL)
    folder = lake.folder / stamps.FOLDER
    assert {path.name for path in folder.iterdir()} == {
        "raw_report_links.files.json",
        "int_pairs.files.json",
        "int_pairs.json",
        "out_small.files.json",
        "out_small.json",
    }
    assert lake.files(stamps.FOLDER) == []


# -- speed -----------------------------------------------------------------------------


def test_an_untouched_file_is_read_once(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_links(lake, "henan", c="short")
    read: list[str] = []
    real = stamps._digest_of_file

    def counting(path: Path) -> str:
        read.append(path.stem)
        return real(path)

    monkeypatch.setattr(stamps, "_digest_of_file", counting)
    first = stamps.table_fingerprint(lake, "raw_report_links")
    assert read == ["fujian", "henan"]
    assert stamps.table_fingerprint(lake, "raw_report_links") == first
    assert read == ["fujian", "henan"]
    write_links(lake, "henan", c="other")
    assert stamps.table_fingerprint(lake, "raw_report_links") != first
    assert read == ["fujian", "henan", "henan"]


def test_a_root_that_was_moved_is_still_current(lake: Lake, tmp_path: Path) -> None:
    run(lake, PAIRS, SMALL)
    moved = Lake(lake.folder.rename(tmp_path / "elsewhere"))
    assert run(moved, PAIRS, SMALL) == []


# -- checks ----------------------------------------------------------------------------


def passing(lake: Lake, checks: Iterable[Check]) -> list[str]:
    """Run checks as a refresh does; the names of those that ran."""
    ran, passed = [], {}
    for check in checks:
        fingerprint = stamps.check_fingerprint(lake, check)
        if not stamps.has_passed(lake, check, fingerprint):
            ran.append(check.name)
            with Warehouse(threads=1) as warehouse:
                warehouse.add_lake(lake, sorted(check.reads))
                if warehouse.offences(check)[0]:
                    continue
        passed[check.name] = fingerprint
    stamps.record_passed(lake, "int_pairs", passed)
    return ran


def test_a_check_that_passed_runs_again_only_over_something_else(lake: Lake) -> None:
    write_links(lake, "fujian", a="a long title")
    run(lake, PAIRS)
    assert passing(lake, [CHECK]) == ["titles_are_long"]
    assert passing(lake, [CHECK]) == []
    write_links(lake, "fujian", a="another long title")
    run(lake, PAIRS)  # equal rows
    assert passing(lake, [CHECK]) == []
    write_links(lake, "fujian", a="short")
    run(lake, PAIRS)
    assert passing(lake, [CHECK]) == ["titles_are_long"]


def test_a_check_that_found_something_runs_every_time(lake: Lake) -> None:
    run(lake, PAIRS)
    assert passing(lake, [CHECK]) == ["titles_are_long"]
    assert passing(lake, [CHECK]) == ["titles_are_long"]


def test_a_check_that_failed_before_is_not_passed_by_an_old_stamp(lake: Lake) -> None:
    write_links(lake, "fujian", a="a long title")
    run(lake, PAIRS)
    passing(lake, [CHECK])
    write_links(lake, "fujian", a="short")
    run(lake, PAIRS)
    passing(lake, [CHECK])
    stamp = lake.folder / stamps.FOLDER / "int_pairs.checks.json"
    assert json.loads(stamp.read_text(encoding="utf-8")) == {}


def test_another_text_of_a_check_runs_it(lake: Lake) -> None:
    write_links(lake, "fujian", a="a long title")
    run(lake, PAIRS)
    other = replace(CHECK, name="other", sql=CHECK.sql.replace("not", "not not not"))
    assert passing(lake, [CHECK, other]) == ["titles_are_long", "other"]
    changed = replace(other, sql=CHECK.sql)
    assert passing(lake, [CHECK, changed]) == ["other"]
