"""How long the definitions take to load, by themselves."""

import resource
import subprocess
import sys
from pathlib import Path

from pipeline.paths import project_dir

MOST_SECONDS = 15.0


def test_the_definitions_are_checked_in_15_seconds() -> None:
    """It is one process at work, so CPU time is what a quiet machine takes."""
    dg = Path(sys.executable).parent / "dg"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [dg, "check", "defs"],
        cwd=project_dir(),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All definitions loaded successfully" in done.stdout + done.stderr
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert used <= MOST_SECONDS
