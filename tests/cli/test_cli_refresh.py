"""`ogi refresh`, `reextract`: what is asked for is found, or what there is is said."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import Result

from assets.runner import RunOutcome
from pipeline.cli.provinces import find_province
from pipeline.errors import UsageError
from pipeline.registry import load_registry

Run = Callable[..., Result]


@pytest.mark.parametrize(
    "text", ["fujian", "福建", "福建省", "350000", "Fujian", " FUJIAN "]
)
def test_a_province_has_many_names(text: str) -> None:
    assert find_province(load_registry(), text) == "fujian"


def test_the_two_shanxi_are_told_apart() -> None:
    registry = load_registry()
    assert find_province(registry, "山西") == "shanxi"
    assert find_province(registry, "陕西") == "shaanxi"
    with pytest.raises(UsageError, match="which of these: guangdong, guangxi"):
        find_province(registry, "guang")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("fujain", "did you mean fujian"),
        ("atlantis", "known: "),
        ("", "known: "),
        ("广", "which of these: guangdong, guangxi"),
    ],
)
def test_unknown_province_has_a_hint(text: str, hint: str) -> None:
    with pytest.raises(UsageError, match=hint):
        find_province(load_registry(), text)


def test_unknown_province_is_one_line(ogi: Run, tmp_path: Path) -> None:
    result = ogi("--data", tmp_path, "refresh", "-p", "fujain")
    assert result.exit_code == 2
    assert result.stderr == (
        "ogi: there is no province 'fujain'; did you mean fujian?\n"
    )


def test_unknown_source_has_a_hint(ogi: Run, tmp_path: Path) -> None:
    result = ogi("--data", tmp_path, "refresh", "-s", "fujian-pingtan-zfxxgknbb")
    assert result.exit_code == 2
    assert "fujian-pingtan-zfxxgknb" in result.stderr
    assert result.stderr.count("\n") == 1


def test_nothing_enabled_is_said(ogi: Run, tmp_path: Path) -> None:
    result = ogi("--data", tmp_path, "refresh", "-p", "xizang")
    assert result.exit_code == 2
    assert "set `enabled: true`" in result.stderr
    assert result.stderr.count("\n") == 1


def test_what_was_not_crawled_whole_is_said(
    ogi: Run, demo_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a run succeeds, and all the same something was not done."""
    root = tmp_path / "root"
    for name in ("root.json", "lake/raw_crawls/henan.parquet"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(demo_root / name, root / name)
    path = root / "lake" / "raw_crawls" / "henan.parquet"
    table = pq.read_table(path)
    for name, said in (("status", "failed"), ("reason", "no answer")):
        column = pa.array([said] * table.num_rows, pa.string())
        table = table.set_column(table.column_names.index(name), name, column)
    pq.write_table(table, path)
    release: dict[str, object] = {"release_id": "r", "path": str(root), "is_new": False}
    outcome = RunOutcome(
        "run-1", success=True, failures=[], metadata={"release": release}
    )
    monkeypatch.setattr("assets.runner.run_chosen", lambda *_: [outcome])
    result = ogi("--data", root, "refresh", "-p", "henan", "-p", "xizang")
    assert result.exit_code == 0
    assert "nothing is enabled there: xizang" in result.stderr
    assert "not crawled whole (未采集完整): 1 of 1 sources" in result.stderr
    assert "  henan-zhumadian-demo: failed, no answer" in result.stderr


def test_nothing_archived_is_said(ogi: Run, demo_root: Path, tmp_path: Path) -> None:
    result = ogi("--data", tmp_path, "reextract")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "nothing was crawled yet" in result.stderr
    result = ogi("--data", demo_root, "reextract", "-p", "xizang")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "nothing of this is archived under" in result.stderr


def test_demo_refuses_a_root_with_real_data(ogi: Run, tmp_path: Path) -> None:
    (tmp_path / "root.json").write_text('{"is_demo": false}', encoding="utf-8")
    result = ogi("--data", tmp_path, "demo")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "holds real data" in result.stderr
