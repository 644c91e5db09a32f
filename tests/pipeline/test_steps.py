"""The steps of a refresh: what each keeps, replaces and counts."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import steps
from pipeline.crawling import crawl_provinces
from pipeline.errors import StoreError
from pipeline.progress import listening
from pipeline.raw import RAW_TABLES
from pipeline.selection import EVERYTHING, Selection
from pipeline.settings import Settings
from pipeline.sqlmodels import models_for


@pytest.fixture
def settings(demo_root: Path, tmp_path: Path) -> Settings:
    root = tmp_path / "root"
    shutil.copytree(demo_root, root, symlinks=True)
    return replace(Settings.of(root), delay_scale=0.0)


def _rows(settings: Settings, table: str, province: str) -> list[dict[str, object]]:
    path = settings.root.lake / table / f"{province}.parquet"
    rows: list[dict[str, object]] = pq.read_table(path).to_pylist()
    return rows


def test_a_source_that_is_not_asked_for_keeps_its_rows(settings: Settings) -> None:
    before = _rows(settings, "raw_documents", "fujian")
    summary = crawl_provinces(
        settings, ["fujian"], Selection(("henan-zhumadian-demo",))
    )
    assert summary.sources == 0
    assert summary.requests == 0
    assert _rows(settings, "raw_documents", "fujian") == before


def test_a_province_without_sources_gets_empty_tables(settings: Settings) -> None:
    summary = crawl_provinces(settings, ["hainan"])
    assert dict(summary.rows) == dict.fromkeys(RAW_TABLES, 0)
    assert set(steps.read_province(settings, "hainan").rows.values()) == {0}


def test_documents_of_a_source_that_left_the_registry_leave_the_tables(
    settings: Settings, tmp_path: Path
) -> None:
    registry = tmp_path / "registry"
    assert settings.registry_folder is not None
    shutil.copytree(settings.registry_folder, registry)
    shutil.rmtree(registry / "hosts" / "henan")
    without = replace(settings, registry_folder=registry)
    archived = sorted(p.name for p in settings.root.archive.rglob("*") if p.is_file())
    crawl_provinces(without, ["henan"])
    assert _rows(without, "raw_documents", "henan") == []
    after = sorted(p.name for p in settings.root.archive.rglob("*") if p.is_file())
    assert after == archived  # the bytes stay


def test_reading_again_changes_no_byte(settings: Settings) -> None:
    files = [
        path
        for name in ("core_reports", "core_applications", "core_issues")
        for path in settings.lake.files(name)
    ]
    before = {path: path.read_bytes() for path in files}
    for province in ("fujian", "henan", "shanghai"):
        read = steps.read_province(settings, province, again=EVERYTHING)
        assert read.read_anew == read.documents > 0
    assert {path: path.read_bytes() for path in files} == before


def test_a_model_reports_the_rows_that_offend(settings: Settings) -> None:
    (path,) = [
        p
        for p in settings.lake.files("core_reports")
        if p.parent.name == "report_year=2024" and p.stem == "henan"
    ]
    table = pq.read_table(path, partitioning=None)
    place = table.column_names.index("institution_id")
    nobody = pa.array(["nobody"] * table.num_rows, type=pa.string())
    pq.write_table(table.set_column(place, "institution_id", nobody), path)
    *_, model = models_for("int_reports")
    offences = steps.build_model(settings, model).offences
    assert [(o.check.name, o.count) for o in offences] == [
        ("institution_is_registered", 1)
    ]
    assert offences[0].rows.to_pylist()[0]["institution_id"] == "nobody"


def test_no_model_is_made_of_two_readings(settings: Settings) -> None:
    *_, model = models_for("int_reports")
    (made,) = settings.lake.files("int_reports")
    before = made.read_bytes()
    with pytest.raises(OSError, match="full"), settings.lake.under_way("fujian"):
        raise OSError("the disk is full")
    with pytest.raises(
        StoreError, match=r"fujian was cut off.*ogi reextract -p fujian"
    ):
        steps.build_model(settings, model)
    assert made.read_bytes() == before
    steps.read_province(settings, "fujian")
    assert steps.build_model(settings, model).was_current


def test_no_model_is_made_of_raw_tables_that_wait_for_their_places(
    settings: Settings,
) -> None:
    """A crawl died after it decided on its tables and before all of them were moved."""
    *_, model = models_for("int_versions")
    (settings.lake.folder / ".fujian.decided").mkdir()
    with pytest.raises(StoreError, match="fujian was cut off"):
        steps.build_model(settings, model)
    steps.read_province(settings, "fujian")
    assert steps.build_model(settings, model).was_current


def test_what_is_made_before_the_reading_does_not_wait_for_it(
    settings: Settings,
) -> None:
    """The run that mends a province makes models of seeds first."""
    (settings.lake.folder / ".fujian.under-way").touch()
    next((settings.lake.folder / "core_reports").rglob("henan.parquet")).unlink()
    for name in ("int_equation_links", "int_versions"):
        *_, model = models_for(name)
        steps.build_model(settings, model)


@pytest.mark.parametrize("table", RAW_TABLES)
def test_a_raw_file_that_is_gone_is_missed(settings: Settings, table: str) -> None:
    path = settings.lake.folder / table / "fujian.parquet"
    sound = path.read_bytes()
    path.unlink()
    *_, model = models_for("int_versions")
    with pytest.raises(StoreError, match=rf"{table}/fujian.*, is gone"):
        steps.build_model(settings, model)
    if table in ("raw_documents", "raw_document_versions"):
        with pytest.raises(StoreError, match=rf"{table}/fujian.*, is gone"):
            steps.read_province(settings, "fujian", again=EVERYTHING)
    # nobody is asked: what is enabled is elsewhere
    crawl_provinces(settings, ["fujian"], Selection(("henan-zhumadian-demo",)))
    assert path.read_bytes() == sound


def test_rows_of_another_version_are_made_again_also_of_sources_not_asked(
    settings: Settings,
) -> None:
    path = settings.lake.folder / "raw_documents" / "fujian.parquet"
    sound = path.read_bytes()
    table = pq.read_table(path)
    pq.write_table(table.drop_columns(["outcome"]), path)
    crawl_provinces(settings, ["fujian"], Selection(("henan-zhumadian-demo",)))
    assert path.read_bytes() == sound


def test_long_steps_say_how_far_they_are(settings: Settings) -> None:
    heard: list[tuple[str, int, int]] = []
    with listening(lambda stage, done, total, _: heard.append((stage, done, total))):
        steps.read_province(settings, "fujian", again=EVERYTHING)
    assert heard == [("read fujian", n, 7) for n in range(7)]


def test_the_root_says_what_it_holds(settings: Settings) -> None:
    mark = json.loads((settings.root.path / "root.json").read_text(encoding="utf-8"))
    assert mark == {"is_demo": True}


def test_where_nothing_changed_no_database_is_opened(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (model,) = (m for m in models_for("out_coverage") if m.name == "out_coverage")
    before = steps.build_model(settings, model)
    steps.run_checks(settings, "raw_documents")
    opened = []
    connect = duckdb.connect

    def counted(*arguments: Any, **more: Any) -> duckdb.DuckDBPyConnection:
        opened.append(arguments)
        return connect(*arguments, **more)

    monkeypatch.setattr(duckdb, "connect", counted)
    again = steps.build_model(settings, model)
    assert again.was_current
    assert again.head == before.head
    assert steps.run_checks(settings, "raw_documents") == []
    assert opened == []
    steps.build_model(settings, replace(model, sql=model.sql + "\n"))
    assert len(opened) == 1
