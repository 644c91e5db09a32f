"""Many tables: in this process for a moment, by several after that, always in order.

Most tables take a part of a millisecond, and starting processes takes a second, so
others are started only for what is left after a moment. The results do not depend on
it: there is no limit of time in what a table is given.
"""

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Sequence
from decimal import Decimal

from pipeline.errors import ModelError
from pipeline.extract.pool import worker_count
from pipeline.quality.found import Localised
from pipeline.quality.localise import localise_values

__all__ = ["Table", "localise_many"]

#: edition, table, and figure and weight of each cell of the form
Table = tuple[str, str, tuple[Decimal | None, ...], tuple[int, ...]]

#: seconds of work in this process before others are started: that takes as long
_MOMENT = 2.0


def localise_many(
    tables: Sequence[Table], workers: int | None = None, *, moment: float = _MOMENT
) -> list[Localised]:
    """What is wrong in each table, in their order.

    Args:
        tables: the tables.
        workers: processes; None for `OGI_WORKERS`, or one a core.
        moment: seconds of work in this process before others are started.

    Raises:
        ModelError: a process broke down.
    """
    count = worker_count(workers)
    found: list[Localised] = []
    start = time.monotonic()
    for number, table in enumerate(tables):
        if count > 1 and time.monotonic() - start > moment:
            return found + _by_others(tables[number:], count)
        found.append(localise_values(*table))
    return found


def _by_others(tables: Sequence[Table], count: int) -> list[Localised]:
    """Each process takes every so-manyth table, so that hard ones are spread."""
    path = os.pathsep.join(p or os.getcwd() for p in sys.path)  # noqa: PTH109
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "pipeline.quality.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": path},
        )
        for _ in range(min(count, len(tables)))
    ]
    found: list[Localised | None] = [None] * len(tables)
    for first, process in enumerate(processes):
        if process.stdin is None:
            raise ModelError("a localising process has no input")
        process.stdin.write(pickle.dumps(list(tables[first :: len(processes)])))
        process.stdin.close()
        process.stdin = None
    for first, process in enumerate(processes):
        answer, _ = process.communicate()
        if process.returncode:
            raise ModelError(
                f"a localising process ended with exit code {process.returncode}; "
                "set OGI_WORKERS=1 to work without others"
            )
        # written by our own process just now
        found[first :: len(processes)] = pickle.loads(answer)  # noqa: S301
    return [f for f in found if f is not None]
