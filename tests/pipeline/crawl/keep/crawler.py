"""A process that keeps exchanges, to be killed, starved or run beside another.

    python -m … kill FOLDER KILLS        writers in turn, each killed while it writes
    python -m … twins FOLDER COUNT       two writers at once
    python -m … full FOLDER BYTES        one writer, no file may be larger than that

Each kept exchange is acknowledged: its hash and its place become a line of
`FOLDER/acknowledged`, which survives the process.
"""

import asyncio
import os
import random
import resource
import signal
import sys
import time
from pathlib import Path

from pipeline.crawl.keep.archive import Archive
from pipeline.crawl.keep.keeper import Keeper
from pipeline.crawl.keep.log import FetchLog
from pipeline.errors import StoreError
from tests.pipeline.crawl.keep.exchanges import exchange, record_of

_CALLERS = 8
_FOREVER = 1_000_000
_FULL = 3


async def crawl(folder: Path, seed: int, count: int) -> int:
    """Keep `count` exchanges for each caller; how many callers were refused."""
    handle = os.open(folder / "acknowledged", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    archive = Archive(folder / "warc")
    with archive.open_writer("crawl@site.test", roll_at=1 << 19) as writer:
        async with Keeper(writer, FetchLog(folder / "log")) as keeper:

            async def call(caller: int) -> None:
                chance = random.Random(f"{seed}/{caller}")
                for number in range(count):
                    size = chance.choice([10, 500, 20_000, 200_000])
                    body = chance.randbytes(size) if chance.random() < 0.8 else b"seen"
                    kept = exchange(f"/{seed}/{caller}/{number}", body)
                    record = await keeper.keep(kept, record_of(kept))
                    assert record.warc is not None
                    place = f"{kept.sha256} {record.warc[0]} {record.warc[1]}\n"
                    os.write(handle, place.encode())

            ends = await asyncio.gather(
                *map(call, range(_CALLERS)), return_exceptions=True
            )
    for fault in ends:
        if fault is not None and not isinstance(fault, StoreError):
            raise fault
        if fault is not None:
            sys.stderr.write(f"{fault}\n")
    return sum(isinstance(fault, StoreError) for fault in ends)


def fork(folder: Path, seed: int, count: int) -> int:
    """A writer as a process of its own, at once."""
    process = os.fork()
    if process == 0:
        os._exit(asyncio.run(crawl(folder, seed, count)))
    return process


def kill_one(folder: Path, seed: int) -> None:
    """A writer that is killed at some moment, now and then before its first record."""
    chance = random.Random(seed)
    progress = folder / "acknowledged"
    before = progress.stat().st_size if progress.exists() else 0
    wanted = before + chance.choice([0, 1, 2_000, 6_000])
    process = fork(folder, seed, _FOREVER)
    while wanted > before and (not progress.exists() or _size(progress) < wanted):
        time.sleep(0.001)
    time.sleep(chance.uniform(0, 0.03))
    os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


def _size(path: Path) -> int:
    return path.stat().st_size


def main() -> int:
    what, folder, number = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    if what == "kill":
        for seed in range(number):
            kill_one(folder, seed)
        return 0
    if what == "twins":
        twins = [fork(folder, seed, number) for seed in range(2)]
        return max(os.waitpid(twin, 0)[1] for twin in twins)
    resource.setrlimit(resource.RLIMIT_FSIZE, (number, number))
    return _FULL if asyncio.run(crawl(folder, 0, _FOREVER)) == _CALLERS else 0


if __name__ == "__main__":
    sys.exit(main())
