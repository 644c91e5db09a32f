"""What a run adds to a table: rows of each partition, previews, plots, changes."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assets.pictures import pictures, run_history
from assets.previews import MOST_BYTES, cut_table_facts, head_of, preview, table_facts
from assets.release_facts import release_facts
from pipeline.paths import DataRoot
from pipeline.publish import Published
from pipeline.store import Lake


def put(folder: Path, table: str, name: str, rows: int) -> None:
    path = folder / table / f"{name}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    column = pa.array([f"{path.stem}{n}" for n in range(rows)], pa.string())
    pq.write_table(pa.table({"id": column}), path)


def test_each_partition_of_a_run_over_several_has_its_own_rows(tmp_path: Path) -> None:
    put(tmp_path, "core_x", "report_year=2020/a", 2)
    put(tmp_path, "core_x", "report_year=2021/a", 3)
    put(tmp_path, "core_x", "report_year=2021/c", 4)
    keys = dg.StaticPartitionsDefinition(["a", "b", "c"])

    @dg.multi_asset(
        specs=[dg.AssetSpec("core_x")],
        partitions_def=keys,
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    def table(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]
        facts = cut_table_facts(context, Lake(tmp_path), "core_x")
        return dg.MaterializeResult(asset_key="core_x", metadata=facts)

    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            [table],
            instance=instance,
            tags={
                "dagster/asset_partition_range_start": "a",
                "dagster/asset_partition_range_end": "c",
            },
        )
    found: dict[str | None, dict[str, Any]] = {
        event.step_materialization_data.materialization.partition: {
            key: value.value
            for key, value in (
                event.step_materialization_data.materialization.metadata.items()
            )
        }
        for event in result.filter_events(lambda e: e.is_step_materialization)
    }
    own = {key: facts["dagster/partition_row_count"] for key, facts in found.items()}
    assert own == {"a": 5, "b": 0, "c": 4}
    assert {facts["dagster/row_count"] for facts in found.values()} == {9}
    assert [key for key, facts in found.items() if "preview" in facts] == ["c"]


def test_a_whole_table_has_rows_and_a_preview(tmp_path: Path) -> None:
    put(tmp_path, "seed_x", "seed_x", 20)
    facts = table_facts(Lake(tmp_path), "seed_x")
    assert facts["dagster/row_count"] == 20
    assert facts["preview"].value.count("\n") == 9  # head, rule, eight rows
    put(tmp_path, "seed_x", "seed_x", 0)
    assert table_facts(Lake(tmp_path), "seed_x") == {"dagster/row_count": 0}
    assert head_of([]) is None


def test_a_preview_shows_the_newest_year_first() -> None:
    table = pa.table({"report_year": [2008, 2025, 2019], "x": ["a", "b", "c"]})
    lines = str(preview(table).value).splitlines()
    assert [line.split(" | ")[0] for line in lines[2:]] == [
        "| 2025",
        "| 2019",
        "| 2008",
    ]


def test_a_preview_is_small_and_says_what_it_leaves_out() -> None:
    text = "政府信息公开工作年度报告" * 20
    table = pa.table({f"column_{n:02}": [text] * 30 for n in range(40)})
    shown = str(preview(table).value)
    assert len(json.dumps(shown)) <= 2 * MOST_BYTES  # one row at least
    assert "column_09" in shown
    assert "column_10" not in shown
    assert shown.endswith("另有 30 列 · 30 more columns")
    narrow = str(preview(table.select(["column_00"])).value)
    assert len(json.dumps(narrow)) <= MOST_BYTES


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a|b", "a\\|b"),
        ("two\nlines", "two lines"),
        ("![x](http://x.cn/y)", "\\!\\[x\\](http://x.cn/y)"),
        ("<b>", "\\<b>"),
        ("_no_report_", "\\_no\\_report\\_"),
    ],
)
def test_what_a_site_has_written_is_shown_as_text(value: str, shown: str) -> None:
    assert str(preview(pa.table({"c": [value]})).value).endswith(f"| {shown} |")


def test_the_plots_of_a_table_are_pictures_in_markdown(demo_root: Path) -> None:
    found = pictures(Lake(demo_root / "lake"), "out_coverage")
    assert list(found) == ["plot_coverage"]
    text = str(found["plot_coverage"].value)
    assert text.startswith("![各机关各年度报告的收录情况 · Reports found")
    assert "(data:image/svg+xml;base64," in text
    assert len(text) < 150 * 1024
    assert pictures(Lake(demo_root / "lake"), "int_cells") == {}


def test_the_history_has_runs_of_jobs_that_have_ended(tmp_path: Path) -> None:
    @dg.op
    def nothing() -> None: ...

    @dg.op
    def breaks() -> None:
        raise ValueError

    @dg.job
    def good() -> None:
        nothing()

    @dg.job
    def bad() -> None:
        breaks()

    with dg.DagsterInstance.ephemeral() as instance:
        good.execute_in_process(instance=instance)
        bad.execute_in_process(instance=instance, raise_on_error=False)
        rows = run_history(instance)["plot_runs"].to_pylist()
        found = pictures(Lake(tmp_path), "release", run_history(instance))
    assert [row["outcome"] for row in rows] == ["FAILURE", "SUCCESS"]
    now = datetime.now(UTC).replace(tzinfo=None)
    assert all(abs((now - row["started_at"]).total_seconds()) < 3600 for row in rows)
    assert all(row["seconds"] >= 0 for row in rows)
    assert list(found) == ["plot_run_history"]


def test_a_release_says_which_tables_changed_against_the_one_before(
    tmp_path: Path,
) -> None:
    root = DataRoot(tmp_path)
    rows = {"aaa": {"a": 1, "b": 2, "c": 3}, "bbb": {"a": 1, "b": 5, "d": 7}}
    previous = {"aaa": None, "bbb": "aaa"}
    for release, counts in rows.items():
        path = root.releases / release / "manifest.json"
        path.parent.mkdir(parents=True)
        content = {"rows": counts, "previous_id": previous[release]}
        path.write_text(json.dumps(content))
    done = Published("bbb", False, "bbb", rows["bbb"], root.releases / "bbb")
    facts = release_facts(root, done)
    lines = str(facts["rows"].value).splitlines()
    assert lines[2:5] == [
        "| b | 2 | 5 | +3 |",
        "| c | 3 | — | -3 |",
        "| d | — | 7 | +7 |",
    ]
    assert lines[-1].endswith(": 1")
    assert facts["previous_id"].value == "aaa"
    # one whose predecessor was tidied away
    (root.releases / "aaa" / "manifest.json").unlink()
    assert "no release before" in str(release_facts(root, done)["rows"].value)
