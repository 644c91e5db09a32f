"""`ogi checks`: the list, and one check run again as its command in the UI says."""

import csv
import io
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import Result

from pipeline import offences
from pipeline.checks import all_checks, checks_of, full_name
from pipeline.commands import ogi_command
from pipeline.expectations import Budget
from pipeline.settings import Settings
from pipeline.store import write_parquet

Run = Callable[..., Result]
TABLE = "int_level_bounds"
CHECK = f"{TABLE}.grain_is_unique"
READS = "out_metrics"
REFERENCE = f"{READS}.metric_is_defined"


@pytest.fixture
def broken(demo_root: Path, tmp_path: Path) -> Path:
    """A data root in which rows of a table name a metric that is not there."""
    root = tmp_path / "broken root"
    for name in (READS, "seed_metrics"):
        shutil.copytree(demo_root / "lake" / name, root / "lake" / name)
    shutil.copy(demo_root / "root.json", root)
    (path,) = Settings.of(root).lake.files(READS)
    table = pq.read_table(path)
    names = pa.array(["nothing"] * table.num_rows)
    index = table.schema.get_field_index("metric_id")
    write_parquet(table.set_column(index, table.schema.field(index), names), path)
    return root


def test_every_check_is_listed(ogi: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(ogi("checks", "-f", "csv").stdout)))
    assert [r["check"] for r in rows] == [full_name(c) for c in all_checks()]
    shown = ogi("checks", "--table", TABLE).stdout
    assert all(full_name(c) in shown for c in checks_of(TABLE))
    assert "check (" in shown


def test_what_holds_says_so(ogi: Run, demo_root: Path) -> None:
    result = ogi("--data", demo_root, "checks", "run", CHECK, REFERENCE)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines() == [
        f"{CHECK}: holds, 0 rows",
        f"{REFERENCE}: holds, 0 rows",
    ]


def test_the_command_of_the_ui_shows_every_row_that_offends(
    ogi: Run, broken: Path
) -> None:
    line = ogi_command(Settings.of(broken).root, "checks", "run", REFERENCE)
    result = ogi(*shlex.split(line)[1:])
    assert result.exit_code == 1
    assert f"{REFERENCE}: error, 1 row. Every metric" in result.stdout
    assert "nothing" in result.stdout
    as_csv = ogi(*shlex.split(line)[1:], "--format", "csv")
    assert as_csv.exit_code == 1
    assert as_csv.stdout.startswith("metric_id,rows_found\nnothing,")


def test_a_budget_allows_rows(
    ogi: Run, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, _, name = REFERENCE.partition(".")
    budget = Budget(check=name, asset=table, rows=2, zh="…", en="…")
    monkeypatch.setattr(offences, "load_budgets", lambda: (budget,))
    result = ogi("--data", broken, "checks", "run", REFERENCE)
    assert result.exit_code == 0
    assert f"{REFERENCE}: holds, 1 row, 2 allowed" in result.stdout
    assert "2 rows allowed" in ogi("checks", "--table", table).stdout


def test_the_sql_alone(ogi: Run) -> None:
    (check,) = [c for c in checks_of(READS) if full_name(c) == REFERENCE]
    assert ogi("checks", "run", REFERENCE, "--sql").stdout == f"{check.sql};\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "out_metric.grain_is_unique"], "did you mean out_metrics.grain"),
        (["run", READS, "--format", "csv"], "rows of one check, and 5 are meant"),
        (["--table", READS, "run", CHECK], "write options after `run`"),
        (["run"], "Missing argument 'NAME...'"),
    ],
)
def test_wrong_use_is_one_line(ogi: Run, arguments: list[str], said: str) -> None:
    result = ogi("checks", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
