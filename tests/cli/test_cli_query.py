"""`ogi query` and `ogi status` over a published demonstration."""

import csv
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result
from rich.console import Console

from pipeline.cli import data
from pipeline.forms import load_forms
from pipeline.sqlmodels import load_models

Run = Callable[..., Result]
Start = Callable[..., subprocess.CompletedProcess[str]]


def test_without_sql_every_table_is_listed_whole(ogi: Run, demo_root: Path) -> None:
    result = ogi("--data", demo_root, "query")
    assert result.exit_code == 0
    assert "…" not in result.stdout
    for model in load_models():
        assert model.name in result.stdout
        assert model.description in result.stdout
        assert ", ".join(model.columns) in result.stdout
    assert "view_panel" in result.stdout
    assert "url, 175 columns <item>__<breakdown>" in result.stdout


def test_a_narrow_terminal_cuts_nothing_off(
    ogi: Run, demo_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "output", lambda: Console(width=90))
    shown = ogi("--data", demo_root, "query").stdout
    assert max(map(len, shown.splitlines())) <= 90
    assert "…" not in shown


def test_piped_table_is_neither_cut_nor_wrapped(ogi: Run, demo_root: Path) -> None:
    sql = "select repeat('长', 200) as wide, * from out_consistency_flags limit 1"
    result = ogi("--data", demo_root, "query", sql)
    assert "长" * 200 in result.stdout
    assert "…" not in result.stdout
    assert len(result.stdout.splitlines()) == 5  # frame, header, line, one row, frame


def test_too_many_rows_are_announced(ogi: Run, demo_root: Path) -> None:
    result = ogi("--data", demo_root, "query", "from range(41)")
    assert "the first 40 rows; --format csv prints all" in result.stdout
    assert "│    39 │" in result.stdout
    assert "│    40 │" not in result.stdout
    rows = ogi("--data", demo_root, "query", "-f", "csv", "from range(20_001)").stdout
    assert rows.splitlines()[-1] == "20000"


def test_csv_is_for_programs(ogi: Run, demo_root: Path) -> None:
    sql = (
        "select 2020::smallint as year, null::smallint as none, "
        "12.500000::decimal(20,6) as d, 1e-7::double as small, 3.0::double as whole, "
        "true as yes, date '2021-03-05' as day, ['a', '二'] as list, 'x,\"y\"' as text"
    )
    result = ogi("--data", demo_root, "query", "-f", "csv", sql)
    (row,) = csv.DictReader(io.StringIO(result.stdout))
    assert row == {
        "year": "2020",
        "none": "",
        "d": "12.5",
        "small": "0.0000001",
        "whole": "3",
        "yes": "true",
        "day": "2021-03-05",
        "list": '["a", "二"]',
        "text": 'x,"y"',
    }


def test_json_is_for_programs(ogi: Run, demo_root: Path) -> None:
    sql = (
        "select report_year, cells[1] as cell, largest_difference, url is null as none "
        "from out_consistency_flags where severity = 'hard'"
    )
    result = ogi("--data", demo_root, "query", "-f", "json", sql)
    (row,) = json.loads(result.stdout)
    assert row["report_year"] == 2020
    assert row["largest_difference"] == 6
    assert row["none"] is False
    none = ogi("--data", demo_root, "query", "-f", "json", "from out_issues limit 0")
    assert json.loads(none.stdout) == []


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("from out_metric", 'Did you mean "out_metrics"?'),
        ("select nope from out_metrics", "Candidate bindings"),
        ("selec 1", 'syntax error at or near "selec"'),
        ("select cast('x' as int)", "Could not convert string 'x'"),
        ("create table a (b int)", "read-only"),
        ("/* nothing */", "gives no rows"),
    ],
)
def test_bad_sql_is_told_in_a_few_lines(
    ogi: Run, demo_root: Path, sql: str, said: str
) -> None:
    result = ogi("--data", demo_root, "query", sql)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr
    assert 1 <= result.stderr.count("\n") <= 4


def test_markup_in_values_is_printed(ogi: Run, demo_root: Path) -> None:
    result = ogi("--data", demo_root, "query", "select '[/red] :smile:' as \"[b]x\"")
    assert result.exit_code == 0
    assert "[/red] :smile:" in result.stdout
    assert "[b]x" in result.stdout


def test_nothing_published_yet(ogi: Run, tmp_path: Path) -> None:
    result = ogi("--data", tmp_path, "query", "select 1")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"ogi: nothing was published under {tmp_path} yet")
    assert result.stderr.count("\n") == 1


def test_status_of_the_demonstration(ogi: Run, demo_root: Path) -> None:
    result = ogi("--data", demo_root, "status")
    assert result.exit_code == 0
    shown = {
        cells[1].strip(): cells[2].strip()
        for cells in (line.split("│") for line in result.stdout.splitlines())
        if len(cells) == 4
    }
    cells = sum(
        len(load_forms().form(edition, table).cells())
        for edition, reports in (("2019", 3), ("2021", 4))
        for table in (
            "proactive_disclosure",
            "applications",
            "reconsideration",
            "litigation",
        )
        for _ in range(reports)
    )
    assert shown["data root"] == str(demo_root)
    assert shown["demonstration"] == "yes"
    assert shown["sources"] == "3, 3 verified, 3 enabled"
    assert shown["reports"] == f"7, {cells:,} cells, 0 unreadable"
    assert shown["coverage"] == "3 institutions, 2019–2024"
    assert shown["findings"] == "4"  # two are of sentences of 2019
    assert "out_of_scope 1" in shown["open issues"]


def test_status_says_where_runs_are_kept_and_no_password(
    ogi: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OGI_POSTGRES_URL", raising=False)
    assert "SQLite, in the data root" in ogi("--data", tmp_path, "status").stdout
    monkeypatch.setenv("OGI_POSTGRES_URL", "postgresql://u:secret@db/ogi")
    shown = ogi("--data", tmp_path, "status").stdout
    assert "PostgreSQL, database ogi on db:5432" in shown
    assert "secret" not in shown


def test_status_of_an_empty_root(ogi: Run, tmp_path: Path) -> None:
    result = ogi("--data", tmp_path, "status")
    assert result.exit_code == 0
    assert "none yet: run `ogi refresh`" in result.stdout


def test_head_closes_the_pipe_of_a_long_answer(
    start_ogi: Start, demo_root: Path
) -> None:
    sql = '"from range(1_000_000)"'
    done = start_ogi(script=f"{{ogi}} --data {demo_root} query -f csv {sql} | head -2")
    assert done.stdout == "range\n0\n"
    assert done.stderr == ""
    assert done.returncode == 141


# -- into a file -----------------------------------------------------------------------


def test_csv_file_opens_in_excel_and_pandas(
    ogi: Run, demo_root: Path, tmp_path: Path
) -> None:
    path = tmp_path / "panel.csv"
    sql = "from view_panel order by institution_id, report_year"
    result = ogi("--data", demo_root, "query", sql, "--to", path)
    assert result.exit_code == 0
    frame = pd.read_csv(path)
    assert f"{path}: {len(frame)} rows" in result.stdout.replace("\n", "")
    assert path.read_bytes().startswith(b"\xef\xbb\xbfinstitution_id,")
    assert frame.columns[0] == "institution_id"
    assert set(frame["status"]) >= {"figures", "no_report"}
    assert list(tmp_path.iterdir()) == [path]


def test_parquet_and_json_files_have_the_same_rows(
    ogi: Run, demo_root: Path, tmp_path: Path
) -> None:
    sql = (
        "select report_year, message_zh from out_consistency_flags "
        "where severity = 'hard'"
    )
    for name in ("a.parquet", "a.json"):
        result = ogi("--data", demo_root, "query", sql, "--to", tmp_path / name)
        assert result.exit_code == 0
    rows = pd.read_parquet(tmp_path / "a.parquet").to_dict("records")
    assert rows == json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert [row["report_year"] for row in rows] == [2020]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["from out_metrics", "--to", "a.xlsx"], "ends in .csv, .json, .parquet"),
        (["from out_metrics", "--to", "nowhere/a.csv"], "no folder"),
        (["from out_metrics", "-f", "csv", "--to", "a.csv"], "says the format"),
        (["--to", "a.csv"], "--to needs SQL"),
        (["/* nothing */", "--to", "a.csv"], "gives no rows"),
        (["/* nothing */", "--to", "a.parquet"], "gives no rows"),
        (["from out_metric", "--to", "a.parquet"], 'Did you mean "out_metrics"?'),
    ],
)
def test_files_that_cannot_be_written(
    ogi: Run,
    demo_root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    result = ogi("--data", demo_root, "query", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert list(tmp_path.iterdir()) == []


# -- the working tables ----------------------------------------------------------------


def test_the_lake_is_asked_with_its_views_and_macros(ogi: Run, demo_root: Path) -> None:
    ask = ("--data", demo_root, "query", "--format", "csv")
    counts = "(select count(*) from int_cells), (select count(*) from view_panel)"
    working = ogi(*ask, "--lake", f"select {counts}, safe_ratio(1, 0) is null")
    assert working.exit_code == 0, working.stderr
    released = (
        "select (select count(*) from int_cells), (select count(*) from view_panel)"
    )
    rows = ogi(*ask, released).stdout.splitlines()[1]
    assert working.stdout.splitlines()[1] == f"{rows},true"


def test_the_lake_is_what_was_not_published(ogi: Run, demo_root: Path) -> None:
    sql = "select count(*) from raw_crawls"  # of no release
    assert ogi("--data", demo_root, "query", sql).exit_code == 2
    assert ogi("--data", demo_root, "query", "--lake", sql).exit_code == 0


def test_a_lake_that_is_not_there_and_sql_that_is_missing(
    ogi: Run, demo_root: Path, tmp_path: Path
) -> None:
    nothing = ogi("--data", tmp_path, "query", "--lake", "from int_cells")
    assert nothing.exit_code == 2
    assert "has no working tables yet" in nothing.stderr
    without = ogi("--data", demo_root, "query", "--lake")
    assert without.exit_code == 2
    assert "--lake needs SQL" in without.stderr
    wrong = ogi("--data", demo_root, "query", "--lake", "select nope from int_cells")
    assert wrong.exit_code == 2
    assert "nope" in wrong.stderr
