"""A refresh that is killed half-way leaves nothing that a later one trips over."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assets.runner import instance_of
from pipeline.settings import Settings

pytestmark = pytest.mark.e2e

_DEMO = [sys.executable, "-c", "from pipeline.cli import main; main()"]


def _start(root: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*_DEMO, "--data", str(root), "demo"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_after_a_kill_while_crawling_the_next_run_goes_through(tmp_path: Path) -> None:
    root = tmp_path / "root"
    running = _start(root)
    deadline = time.monotonic() + 60
    while not list((root / "raw").glob("fetch_log/*")):
        assert running.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    second = subprocess.run(
        [*_DEMO, "--data", str(root), "demo"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    os.kill(running.pid, signal.SIGKILL)
    running.wait(timeout=10)
    assert second.returncode != 0
    assert "another ogi command is running" in second.stderr
    assert _start(root).wait(timeout=120) == 0
    release = root / "releases" / "current" / "manifest.json"
    assert json.loads(release.read_text(encoding="utf-8"))["is_demo"] is True
    with instance_of(Settings.of(root)) as instance:
        statuses = sorted(run.status.value for run in instance.get_runs())
    assert statuses == ["FAILURE", "SUCCESS"]
