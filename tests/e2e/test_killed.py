"""A refresh that is killed half-way leaves nothing that a later one trips over."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assets.instance import instance_of
from pipeline.settings import Settings

pytestmark = pytest.mark.e2e

#: seconds after which a process hangs: ten times what it takes on a busy machine
HANGS = 900

#: `ogi --data ROOT demo`, with the accuracy report that the tests publish by
_DEMO = """
import sys
from pathlib import Path
from pipeline.accuracy import report
from pipeline.cli import main

measured = Path(sys.argv.pop(1))
report.accuracy_file = lambda: measured
main()
"""


@pytest.fixture
def demo(measured_reader: Path, tmp_path: Path) -> list[str]:
    code = [sys.executable, "-c", _DEMO, str(measured_reader)]
    return [*code, "--data", str(tmp_path / "root"), "demo"]


def _start(demo: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        demo,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_after_a_kill_while_crawling_the_next_run_goes_through(
    demo: list[str], tmp_path: Path
) -> None:
    root = tmp_path / "root"
    running = _start(demo)
    deadline = time.monotonic() + HANGS
    while not list((root / "raw").glob("fetch_log/*")):
        assert running.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    # it stands still, so that it is still crawling whenever the second one comes
    os.kill(running.pid, signal.SIGSTOP)
    second = subprocess.run(
        demo,
        capture_output=True,
        text=True,
        timeout=HANGS,
        check=False,
    )
    os.kill(running.pid, signal.SIGKILL)
    running.wait(timeout=HANGS)
    assert second.returncode != 0
    assert f"(process {running.pid}) is working on {root}" in second.stderr
    assert _start(demo).wait(timeout=HANGS) == 0
    release = root / "releases" / "current" / "manifest.json"
    assert json.loads(release.read_text(encoding="utf-8"))["is_demo"] is True
    with instance_of(Settings.of(root)) as instance:
        statuses = sorted(run.status.value for run in instance.get_runs())
    assert statuses == ["FAILURE", "SUCCESS"]
