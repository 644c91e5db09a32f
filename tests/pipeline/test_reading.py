"""What `pipeline.read` gives: types, order, filters, documentation, mistakes."""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

import pipeline
from pipeline.errors import ReleaseError, UsageError
from pipeline.reading import open_release, read
from pipeline.sqlmodels import load_models


def test_figures_are_floats_and_years_are_whole(demo_root: Path) -> None:
    frame = read("out_yoy_metrics", year=2022, root=demo_root)
    assert set(frame["report_year"]) == {2022}
    types = frame.dtypes.astype(str)
    assert types["report_year"] == "Int16"
    assert types["value"] == types["pct_change"] == "float64"
    assert types["metric_id"] == "str"
    assert types["is_comparable"] == "boolean"
    received = frame.set_index("metric_id").loc["received_new"]
    # Pingtan received 70 applications in 2021 and 74 in 2022
    assert (received["value_prior"], received["value"]) == (70.0, 74.0)
    assert received["pct_change"] == pytest.approx(100 * 4 / 70)
    assert np.isnan(received["pp_change"])


def test_printed_figures_are_floats_with_nan_for_blanks(demo_root: Path) -> None:
    applications = read("core_applications", year=2019, root=demo_root)
    blank = applications[applications["obs_status"] == "blank"]
    assert len(blank) == 126  # of the Shanghai report
    assert blank["value"].isna().all()
    frame = read("core_proactive_disclosure", year=2019, root=demo_root)
    assert frame["value"].dtype == np.float64
    amounts = frame[frame["breakdown"] == "amount"]
    assert 75394432.52 in set(amounts["value"])


def test_days_lists_and_missing_numbers(demo_root: Path) -> None:
    reports = read("int_reports", root=demo_root)
    assert str(reports["published_on"].dtype).startswith("datetime64")
    assert reports["published_on"].max() == pd.Timestamp("2025-03-10")
    flags = read("out_consistency_flags", root=demo_root)
    (cells,) = flags.loc[flags["severity"] == "hard", "cells"]
    assert isinstance(cells, list)
    assert "disposed_total/natural_person=20" in cells
    issues = read("out_issues", root=demo_root)
    assert issues["report_year"].dtype == pd.Int16Dtype()  # missing for addresses
    assert issues["report_year"].isna().any()
    assert issues["is_settled"].dtype == pd.BooleanDtype()


def test_no_table_gives_an_odd_type(demo_root: Path) -> None:
    allowed = ("str", "Int", "float64", "boolean", "datetime64")
    with open_release(demo_root) as connection:
        names = connection.execute(
            "select table_name from duckdb_tables() where table_name <> 'release_info'"
        ).fetchall()
    assert len(names) > 20
    for (name,) in names:
        frame = read(name, root=demo_root)
        for column, kind in frame.dtypes.astype(str).items():
            if kind == "object":
                found = {type(v) for v in frame[column]}
                assert found <= {list, type(None)}, (name, column)
            else:
                assert kind.startswith(allowed), (name, column, kind)


def test_rows_come_in_the_order_of_the_key(demo_root: Path) -> None:
    for model in load_models():
        frame = read(model.name, root=demo_root)
        key = list(model.grain)
        assert frame.attrs["key"] == key
        assert not frame.duplicated(key).any()
        assert frame.index.equals(pd.RangeIndex(len(frame)))
        rows = list(frame[key].itertuples(index=False, name=None))
        assert rows == sorted(rows), model.name


def test_frame_explains_itself(demo_root: Path) -> None:
    frame = read("out_metrics", root=demo_root)
    (model,) = (m for m in load_models() if m.name == "out_metrics")
    assert frame.attrs["columns"] == model.columns
    assert frame.attrs["description"] == model.description
    current = (demo_root / "releases" / "current").readlink().name
    assert frame.attrs["release_id"] == current


def test_filters_go_together(demo_root: Path) -> None:
    frame = read(
        "int_cells", year=2024, institution="henan-zhumadian", root=str(demo_root)
    )
    assert len(frame) == 200
    assert len(read("int_cells", year=1999, root=demo_root)) == 0
    evil = "x' or '1'='1"
    assert len(read("int_cells", institution=evil, root=demo_root)) == 0


def test_package_offers_it_and_takes_the_root_from_the_environment(
    demo_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OGI_DATA", str(demo_root))
    assert len(pipeline.read("int_reports")) == 7
    with pipeline.open_release() as connection:
        assert connection.execute("select 1").fetchall() == [(1,)]
    with pytest.raises(AttributeError, match="no attribute 'reed'"):
        _ = pipeline.reed


def test_mistakes_are_explained(demo_root: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="did you mean out_metrics"):
        read("out_metric", root=demo_root)
    with pytest.raises(UsageError, match="ogi query"):
        read("; drop table x", root=demo_root)
    with pytest.raises(UsageError, match="seed_metrics has no column report_year"):
        read("seed_metrics", year=2024, root=demo_root)
    with pytest.raises(ReleaseError, match="nothing was published under"):
        read("out_metrics", root=tmp_path)


def test_only_the_demonstration_was_published(demo_root: Path, tmp_path: Path) -> None:
    (tmp_path / "demo-run").symlink_to(demo_root)
    with pytest.raises(ReleaseError, match="add --demo, or set OGI_DATA to"):
        read("out_metrics", root=tmp_path)


def test_a_release_cannot_be_written(demo_root: Path) -> None:
    with open_release(demo_root) as connection, pytest.raises(duckdb.Error):
        connection.execute("delete from out_metrics")


def test_views_are_read_like_tables(demo_root: Path) -> None:
    panel = read("view_panel", institution="fujian-pingtan-zone", root=demo_root)
    assert panel["report_year"].is_monotonic_increasing
    assert panel["report_year"].dtype == "Int16"
    assert panel["received_new"].dtype == "float64"
    assert panel["is_consistent"].dtype == "boolean"
    assert panel.attrs["columns"]["received_new"] == "Applications newly received"
    wide = read("view_applications_2021", year=2022, root=demo_root)
    assert list(wide["received_new__total"]) == [74.0]
