"""The test site in a process of its own, for the tools that measure crawling.

What is asked of it, and what is measured, is theirs.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["site"]

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def site(sources: int, *, tables: bool = False) -> Iterator[str]:
    """Serve many small hosts that never change; gives where, as address:port.

    Args:
        sources: how many hosts, each with one listing.
        tables: whether their reports have the tables of the form.
    """
    command = [sys.executable, "-m", "tests.site.server", "--many", str(sources)]
    if tables:
        command.append("--tables")
    with subprocess.Popen(  # noqa: S603 - our own module
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdout is None:
            raise RuntimeError
        yield f"127.0.0.1:{process.stdout.readline().split()[1]}"
        process.communicate()
