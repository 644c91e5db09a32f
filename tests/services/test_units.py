"""The units for systemd: systemd takes them, and they start what there is."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli.main import cli
from pipeline.paths import project_dir

UNITS = project_dir() / "deploy" / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
ANALYZE = shutil.which("systemd-analyze")
pytestmark = pytest.mark.skipif(
    ANALYZE is None, reason="no systemd here: apt-get install systemd"
)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The units, with a program that is there."""
    for path in UNITS.iterdir():
        text = path.read_text(encoding="utf-8")
        text = text.replace("/opt/ogi/.venv/bin/ogi", sys.executable)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    return tmp_path


def _analyze(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    assert ANALYZE is not None
    return subprocess.run(
        [ANALYZE, *arguments], capture_output=True, text=True, check=False
    )


def test_systemd_takes_them(installed: Path) -> None:
    done = _analyze("verify", *sorted(installed.iterdir()))
    assert (done.returncode, done.stderr) == (0, "")


def test_systemd_says_what_is_wrong(installed: Path) -> None:
    unit = installed / "ogi-daemon.service"
    text = unit.read_text(encoding="utf-8")
    unit.write_text(text.replace("PrivateTmp=", "PrivateTemp="), encoding="utf-8")
    assert "PrivateTemp" in _analyze("verify", unit).stderr


@pytest.mark.parametrize("name", [path.name for path in SERVICES])
def test_they_may_do_little(installed: Path, name: str) -> None:
    done = _analyze(
        "security", "--offline=true", "--threshold=30", "--no-pager", installed / name
    )
    assert done.returncode == 0, done.stdout  # the exposure is 3.0 of 10 at most


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_they_start_a_command_with_options_that_exist(path: Path) -> None:
    (line,) = re.findall(r"^ExecStart=(.+)$", path.read_text(encoding="utf-8"), re.M)
    program, name, *options = line.split()
    assert program == "/opt/ogi/.venv/bin/ogi"
    command = cli.get_command(cli.make_context("ogi", ["status"]), name)
    assert command is not None
    with command.make_context(name, options):
        pass
