"""The command: where it writes, what it says, and what it refuses."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli.main import cli
from pipeline.settings import Settings


def ogi(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in arguments], prog_name="ogi")


def test_a_root_is_made(tmp_path: Path) -> None:
    root = tmp_path / "made"
    result = ogi("synth", "--reports", "100", "--errors", "0.1", "--out", root)
    assert result.exit_code == 0, result.output
    assert f"{root}: 100 made-up reports of " in result.stdout
    assert "make reports" in result.stderr  # how far it is
    assert Settings.of(root).is_synthetic
    told = ogi("--data", root, "status")
    assert told.exit_code == 2
    assert "made-up figures" in told.stderr


def test_without_out_it_is_a_folder_below_the_default_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OGI_DATA", str(tmp_path))
    Settings.of().prepare()  # real data stand above it
    assert ogi("synth", "--reports", "100").exit_code == 0
    assert Settings.of(tmp_path / "synth-run").is_synthetic
    assert not Settings.of().is_synthetic
    assert not (tmp_path / "lake").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("synth",), "--reports"),
        (("synth", "--reports", "99"), "99"),
        (("synth", "--reports", "100", "--errors", "0.2"), "0.2"),
        (("--demo", "synth", "--reports", "100"), "--demo holds other figures"),
        (("--data", "x", "synth", "--reports", "100", "--out", "y"), "once"),
    ],
)
def test_mistakes_are_one_line(
    arguments: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    result = ogi(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_real_data_are_left_alone(tmp_path: Path) -> None:
    Settings.of(tmp_path).prepare()
    kept = tmp_path / "lake" / "core_reports" / "x.parquet"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"real")
    result = ogi("--data", tmp_path, "synth", "--reports", "100")
    assert result.exit_code == 2
    assert "holds real data" in result.stderr
    assert kept.read_bytes() == b"real"
