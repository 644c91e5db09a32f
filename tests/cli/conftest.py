"""Running `ogi`: in this process, and as a process of its own."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli.main import cli

Run = Callable[..., Result]
Start = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def ogi() -> Run:
    """`ogi("extract", path)`: exit code, stdout and stderr apart."""

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(cli, [str(a) for a in arguments], prog_name="ogi")

    return run


@pytest.fixture
def start_ogi() -> Start:
    """The same as a real process; a string with `{ogi}` runs in a shell."""

    def start(
        *arguments: str | Path, script: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        command = f"{sys.executable} -c 'from pipeline.cli import main; main()'"
        if script is not None:
            line = ["bash", "-o", "pipefail", "-c", script.format(ogi=command)]
        else:
            code = "from pipeline.cli import main; main()"
            line = [sys.executable, "-c", code, *map(str, arguments)]
        return subprocess.run(
            line, capture_output=True, text=True, check=False, timeout=300
        )

    return start
