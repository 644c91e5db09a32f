"""Fuzz the readers of all media for as long as it is told.

    python tools/fuzz.py --minutes 10 [--seed 1]

Documents are read in a process of their own with a limit of memory and time, so that a
hang or a crash of a library is found as well. What fails is kept in `.fuzz/` with the
seed that made it; nothing else is written.
"""

import argparse
import multiprocessing
import random
import resource
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.accuracy.suite import MEDIA  # noqa: E402 - the path comes first
from tests.fuzz.bounded import complaint, seeds  # noqa: E402
from tests.fuzz.grammar import GRAMMARS  # noqa: E402
from tests.fuzz.mutate import KINDS, Mutation, mutate  # noqa: E402

FAILURES = ROOT / ".fuzz"
#: address space of the process that reads
MEMORY = 6 * 2**30
#: seconds after which it is ended
PATIENCE = 120
MOST_CHANGES = 6


def document(seed: int, media: list[str]) -> tuple[str, bytes]:
    """The document of a seed, and what kind it is; every medium in its turn."""
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    kinds = [*media, *GRAMMARS]
    kind = kinds[seed % len(kinds)]
    if kind in GRAMMARS and kind not in media:
        return kind, GRAMMARS[kind](chance)
    changes = [
        Mutation(chance.choice(sorted(KINDS)), chance.random(), chance.randrange(2**20))
        for _ in range(chance.randint(1, MOST_CHANGES))
    ]
    other = chance.choice(seeds(chance.choice(media)))
    return kind, mutate(chance.choice(seeds(kind)), changes, other)


def _reader(pipe: Connection) -> None:
    """Reads what comes through the pipe and answers what is wrong with it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    while True:
        pipe.send(complaint(pipe.recv_bytes()))


class Reader:
    """The process that reads; started again after it was lost."""

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._start()

    def _start(self) -> None:
        self._pipe, there = self._context.Pipe()
        self._process = self._context.Process(
            target=_reader, args=(there,), daemon=True
        )
        self._process.start()
        there.close()

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()

    def read(self, data: bytes) -> str | None:
        """What is wrong with how the bytes are read."""
        self._pipe.send_bytes(data)
        try:
            if self._pipe.poll(PATIENCE):
                answer: str | None = self._pipe.recv()
                return answer
            reason = f"no answer after {PATIENCE} s"
        except (EOFError, OSError):
            self._process.join()
            reason = f"the process ended with code {self._process.exitcode}"
        self.close()
        self._start()
        return reason


def main() -> int:
    """Fuzz until the time is over; exit code 1 where something failed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    wanted = parser.parse_args()
    media = [medium.name for medium in MEDIA if medium.needs() is None]
    print(f"seed {wanted.seed}, media: {', '.join(media)}")
    end = time.monotonic() + wanted.minutes * 60
    reader, seed, failed = Reader(), wanted.seed, 0
    while time.monotonic() < end:
        kind, data = document(seed, media)
        reason = reader.read(data) if data else None
        if reason is not None:
            failed += 1
            FAILURES.mkdir(exist_ok=True)
            path = FAILURES / f"{kind}-{seed}.bin"
            path.write_bytes(data)
            print(f"seed {seed}: {kind}: {reason}; kept as {path}")
        seed += 1
    reader.close()
    print(f"{seed - wanted.seed} documents, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
