"""Work in a process of its own: how long it takes, how much memory it has.

Shared by the tools that measure; what they measure is theirs.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from pipeline.settings import Settings
from pipeline.sqlmodels import Model
from pipeline.steps import build_model
from pipeline.warehouse import Warehouse

__all__ = ["THREADS", "Spent", "apart", "build", "say", "timed_checks"]

THREADS = 2


def say(text: str = "") -> None:
    """Print a line at once, also into a pipe."""
    print(text, flush=True)  # noqa: T201 - the result of this tool


@dataclass(frozen=True, slots=True)
class Spent:
    """What building a model took.

    Attributes:
        seconds: by the clock: reading, the query, writing the table.
        checks: by the clock: its checks.
        cpu: seconds of CPU, checks included.
        mib: most memory that was resident at once.
        rows: of the table; None for a view, which is only tried.
        mib_written: size of its file.
        offences: checks that found something, with how many rows.
    """

    seconds: float
    checks: float
    cpu: float
    mib: float
    rows: int | None
    mib_written: float
    offences: dict[str, int]


def apart(work: Callable[[], dict[str, Any]]) -> tuple[dict[str, Any], float, float]:
    """Do something in a process of its own.

    Gives its answer, the most memory that it had (MiB) and its seconds of CPU.
    """
    reading, writing = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os.close(reading)
        code = 1
        try:
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:THREADS])
            pa.set_cpu_count(THREADS)
            pa.set_io_thread_count(THREADS)
            answer = json.dumps(work()).encode()
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(answer)
            code = 0
        except BaseException as error:  # noqa: BLE001 - a child says why it ends
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
        finally:
            sys.stderr.flush()
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    _, status, usage = os.wait4(child, 0)
    if status != 0:
        raise SystemExit(f"a process ended with {os.waitstatus_to_exitcode(status)}")
    return json.loads(told), usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime


@contextmanager
def timed_checks() -> Iterator[list[float]]:
    """The seconds that checks take, summed in a list of one."""
    spent = [0.0]
    plain = Warehouse.offences

    def timed(self: Warehouse, *arguments: Any) -> Any:
        start = time.perf_counter()
        try:
            return plain(self, *arguments)
        finally:
            spent[0] += time.perf_counter() - start

    Warehouse.offences = timed  # type: ignore[method-assign]
    try:
        yield spent
    finally:
        Warehouse.offences = plain  # type: ignore[method-assign]


def build(settings: Settings, model: Model) -> Spent:
    """Build one model as the pipeline does."""

    def work() -> dict[str, Any]:
        with timed_checks() as checks:
            start = time.perf_counter()
            built = build_model(settings, model)
            seconds = time.perf_counter() - start
        return {
            "seconds": seconds - checks[0],
            "checks": checks[0],
            "rows": built.rows,
            "offences": {o.check.name: o.count for o in built.offences},
        }

    told, mib, cpu = apart(work)
    files = settings.lake.files(model.name)
    return Spent(
        cpu=cpu,
        mib=mib,
        mib_written=sum(f.stat().st_size for f in files) / 2**20,
        **told,
    )
