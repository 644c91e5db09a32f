"""Crawls that are killed: a process that forks them, so that each starts at once.

    python -m tests.site.killer

reads one order a line from standard input (`Order` as JSON), starts a crawl in a child,
kills it by signal 9 as ordered and prints how it ended. Everything is imported and the
registry is loaded before the first child; no thread runs here, so that forking is safe.
"""

import itertools
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, NoReturn, Self

import pipeline.crawl.fetch.client
import pipeline.crawl.keep.keeper  # noqa: F401
from pipeline.crawling import crawl_provinces
from pipeline.paths import DataRoot
from pipeline.settings import Settings

__all__ = ["Killer", "Order"]

PROVINCE = "fujian"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One crawl.

    Attributes:
        root: the data root; `registry` the folder of its registry.
        host_map: where hosts are served.
        scale: factor on pauses.
        kill_after: seconds after which it is killed; None for never.
        kill_at: which renaming of a file in the lake it dies at, from 0; None for none.
        renamed: whether it dies after that renaming; else before.
    """

    root: str
    registry: str
    host_map: dict[str, str]
    scale: float = 0.0
    kill_after: float | None = None
    kill_at: int | None = None
    renamed: bool = False


class Killer:
    """The other end: starts the process and gives orders to it."""

    def __init__(self, errors: IO[bytes]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.site.killer"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=30)

    def run(self, order: Order) -> int:
        """The exit code of the crawl; -9 if it was killed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(order)) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


def main() -> None:
    """Carry out orders until there are no more."""
    for line in sys.stdin:
        print(_carry_out(Order(**json.loads(line))), flush=True)  # noqa: T201


def _carry_out(order: Order) -> int:
    settings = Settings(
        DataRoot(Path(order.root)),
        registry_folder=Path(order.registry),
        host_map=order.host_map,
        delay_scale=order.scale,
    )
    settings.registry()
    child = os.fork()
    if child == 0:
        _crawl(settings, order)
    if order.kill_after is not None:
        time.sleep(order.kill_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _crawl(settings: Settings, order: Order) -> NoReturn:
    """In the child; never returns into the parent's code."""
    status = 1
    try:
        if order.kill_at is not None:
            _die_at(order, settings.root.lake)
        crawl_provinces(settings, [PROVINCE])
        status = 0
    except BaseException:  # noqa: BLE001 - whatever it is, only this child ends
        traceback.print_exc()
    finally:
        os._exit(status)


def _die_at(order: Order, lake: Path) -> None:
    """Make a renaming in the lake deadly."""
    rename, count = Path.replace, itertools.count()

    def deadly(self: Path, target: Path) -> Path:
        if lake not in self.parents or next(count) != order.kill_at:
            return rename(self, target)
        if order.renamed:
            rename(self, target)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    Path.replace = deadly  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    main()
