"""`ogi extract`: columns, forms, targets, issues, exit codes."""

import csv
import errno
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import Result

Run = Callable[..., Result]
Start = Callable[..., subprocess.CompletedProcess[str]]
HEADER = (
    "source,report_year,institution,edition,table_id,item,breakdown,value,unit,"
    "value_text,obs_status,is_total,reading,confidence,locator"
)


def cells(text: str) -> dict[tuple[str, str, str], dict[str, str]]:
    rows = csv.DictReader(io.StringIO(text))
    return {(r["table_id"], r["item"], r["breakdown"]): r for r in rows}


def test_csv_has_exactly_the_columns_and_every_cell(ogi: Run, demo_pages: Path) -> None:
    path = demo_pages / "pingtan_2020.html"
    result = ogi("extract", path)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout.splitlines()[0] == HEADER
    found = cells(result.stdout)
    assert len(found) == 198
    amount = found["proactive_disclosure", "procurement", "amount"]
    assert amount["value"] == "73802895.9"  # printed as 73802895.90元
    assert amount["value_text"] == "73802895.90元"
    total = found["applications", "disposed_total", "total"]
    assert (total["value"], total["is_total"], total["unit"]) == ("21", "true", "件")
    assert total["source"] == str(path)
    assert total["report_year"] == "2020"


def test_blank_cells_are_empty_not_zero(ogi: Run, demo_pages: Path) -> None:
    result = ogi("extract", demo_pages / "shanghai_general_office_2019.html")
    blank = [r for r in cells(result.stdout).values() if r["obs_status"] == "blank"]
    assert len(blank) == 135
    assert {r["value"] for r in blank} == {""}


def test_no_figure_has_an_exponent(ogi: Run, demo_pages: Path) -> None:
    values = {r["value"] for r in cells(ogi("extract", demo_pages).stdout).values()}
    assert "661932" in values
    assert not {v for v in values if not set(v) <= set("-.0123456789")}


def test_json_has_numbers_and_nulls(ogi: Run, demo_pages: Path) -> None:
    path = demo_pages / "shanghai_general_office_2019.html"
    rows = json.loads(
        ogi("extract", path, "-f", "json").stdout, parse_float=lambda text: text
    )
    assert ",".join(rows[0]) == HEADER
    assert len(rows) == 198
    kinds = {row["obs_status"]: type(row["value"]) for row in rows}
    assert kinds["reported"] is int
    assert kinds["blank"] is type(None)


def test_parquet_keeps_decimals(ogi: Run, demo_pages: Path, tmp_path: Path) -> None:
    target = tmp_path / "cells.parquet"
    page = demo_pages / "pingtan_2021.docx"
    result = ogi("extract", page, "--format", "parquet", "--output", target)
    assert (result.exit_code, result.stdout) == (0, "")
    table = pq.read_table(target)
    assert ",".join(table.column_names) == HEADER
    assert table.num_rows == 200
    received = [
        row["value"]
        for row in table.to_pylist()
        if (row["item"], row["breakdown"]) == ("received_new", "total")
    ]
    assert received == [Decimal("70.000000")]


def test_folder_is_read_whole_without_hidden_files(ogi: Run, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("a.txt", "b/c.txt", ".hidden.txt", ".git/x.txt"):
        (tmp_path / name).write_text("没有表格", encoding="utf-8")
    result = ogi("extract", tmp_path, tmp_path / "a.txt")
    sources = [line.partition(": ")[0] for line in result.stderr.splitlines()]
    assert list(dict.fromkeys(sources)) == [
        str(tmp_path / "a.txt"),
        str(tmp_path / "b" / "c.txt"),
    ]


def test_nothing_read_is_exit_code_2_with_issues(ogi: Run, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("关于放假的通知", encoding="utf-8")
    result = ogi("extract", path)
    assert result.exit_code == 2
    assert result.stdout == HEADER + "\n"
    lines = result.stderr.splitlines()
    assert sum("table_missing" in line for line in lines) == 4
    assert all(line.startswith(f"{path}: ") for line in lines)


def test_one_bad_file_does_not_stop_the_others(
    ogi: Run, demo_pages: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "photo.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe0" + b"\0" * 40)
    result = ogi("extract", broken, demo_pages / "zhumadian_2024.txt")
    assert result.exit_code == 0
    assert len(cells(result.stdout)) == 200
    assert f"{broken}: error: unreadable_document" in result.stderr


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs /proc")
def test_a_file_that_cannot_be_opened_is_an_issue(ogi: Run, tmp_path: Path) -> None:
    (tmp_path / "locked.html").symlink_to("/proc/self/mem")  # reading it fails for all
    result = ogi("extract", tmp_path)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "unreadable_document: the file cannot be opened" in result.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_without_permission_is_refused(ogi: Run, tmp_path: Path) -> None:
    path = tmp_path / "locked.html"
    path.touch(mode=0o000)
    result = ogi("extract", path)
    assert result.exit_code == 2
    assert "is not readable" in result.stderr


def test_issues_go_to_a_file(ogi: Run, demo_pages: Path, tmp_path: Path) -> None:
    issues = tmp_path / "issues.txt"
    page = demo_pages / "pingtan_2021.html"  # its tables are in the attachment
    result = ogi("extract", page, "--issues", issues)
    assert (result.exit_code, result.stderr) == (2, "")
    lines = issues.read_text(encoding="utf-8").splitlines()
    assert sum("table_missing" in line for line in lines) == 4


def test_what_a_run_writes_is_not_read_by_the_next(
    ogi: Run, demo_pages: Path, tmp_path: Path
) -> None:
    page = tmp_path / "report.txt"
    page.write_bytes((demo_pages / "zhumadian_2024.txt").read_bytes())
    target = tmp_path / "cells.csv"
    first = ogi("extract", tmp_path, "-o", target)
    content = target.read_bytes()
    second = ogi("extract", tmp_path, "-o", target)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert second.stderr == ""
    assert target.read_bytes() == content
    assert content.count(b"\n") == 201


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        (["-f", "parquet"], "name a file with --output"),
        (["-o", "{tmp}"], "is a folder; name the file to write"),
        (["-o", "{tmp}/no/cells.csv"], "there is no folder {tmp}/no"),
        (["--issues", "{tmp}/no/issues.txt"], "there is no folder {tmp}/no"),
    ],
)
def test_impossible_targets_are_refused_before_reading(
    ogi: Run, demo_pages: Path, tmp_path: Path, extra: list[str], said: str
) -> None:
    filled = [text.format(tmp=tmp_path) for text in extra]
    result = ogi("extract", demo_pages / "zhumadian_2024.html", *filled)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said.format(tmp=tmp_path) in result.stderr
    assert result.stderr.count("\n") == 1


def test_empty_folder(ogi: Run, tmp_path: Path) -> None:
    result = ogi("extract", tmp_path)
    assert result.exit_code == 2
    assert result.stderr == f"ogi: there is no file to read in {tmp_path}\n"


def test_head_closes_the_pipe_quietly(start_ogi: Start, demo_pages: Path) -> None:
    page = demo_pages / "zhumadian_2024.txt"
    line = "{ogi} extract " + " ".join([str(page)] * 2 + [str(demo_pages)])
    done = start_ogi(script=line + " --issues /dev/null | head -1")
    assert done.stdout == HEADER + "\n"
    assert done.stderr == ""
    assert done.returncode in (0, 141)  # 141 where the pipe was closed in time


def test_no_progress_bar_into_a_pipe(start_ogi: Start, demo_pages: Path) -> None:
    pages = [demo_pages / "zhumadian_2024.txt", demo_pages / "zhumadian_2024.html"]
    done = start_ogi("extract", *pages)
    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout.count("\n") == 401


def _all_of(terminal: int) -> bytes:
    """What is shown on a terminal until nobody writes to it any more."""
    shown = b""
    while True:
        try:
            shown += os.read(terminal, 65536)
        except OSError as error:
            if error.errno != errno.EIO:  # how Linux says that the other end is closed
                raise
            return shown


def test_progress_bar_on_a_terminal(demo_pages: Path) -> None:
    master, slave = os.openpty()
    code = "from pipeline.cli import main; main()"
    pages = [str(demo_pages / "zhumadian_2024.txt"), str(demo_pages)]
    # read while it runs: a terminal holds 4 KiB, and a slow run shows more than that
    shown_by = ThreadPoolExecutor(1).submit(_all_of, master)
    done = subprocess.run(
        [sys.executable, "-c", code, "extract", *pages, "--issues", "/dev/null"],
        stdout=subprocess.PIPE,
        stderr=slave,
        env=os.environ | {"TERM": "xterm-256color"},
        check=False,
    )
    os.close(slave)
    shown = shown_by.result().decode(errors="replace")
    os.close(master)
    assert done.returncode == 0
    assert "extract" in shown
    assert "/16" in shown  # one named twice is read once


def test_claims_go_to_a_file_of_their_own(
    ogi: Run, demo_pages: Path, tmp_path: Path
) -> None:
    target = tmp_path / "claims.csv"
    page = demo_pages / "zhumadian_2024.html"
    result = ogi("extract", page, "--claims", target)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == HEADER  # the cells are as they were
    with target.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert rows
    assert [int(row["claim_no"]) for row in rows] == list(range(1, len(rows) + 1))
    for row in rows:
        assert row["report_year"] == "2024"
        said = row["sentence"][int(row["span_start"]) : int(row["span_end"])]
        assert row["value_text"] in said


def test_claims_in_parquet_have_exact_numbers(
    ogi: Run, demo_pages: Path, tmp_path: Path
) -> None:
    target = tmp_path / "claims.parquet"
    page = demo_pages / "zhumadian_2024.html"
    cells = tmp_path / "cells.parquet"
    ogi("extract", page, "-f", "parquet", "-o", cells, "--claims", target)
    table = pq.read_table(target)
    assert table.num_rows > 0
    assert all(isinstance(value, Decimal) for value in table["value"].to_pylist())
