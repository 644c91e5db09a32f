"""Many documents, read by several processes: in order, bounded, whatever they hold.

Each document has a limit of time and memory. A worker that crashes, or does not come
back, loses its document only: that becomes an issue and another worker takes its
place. What is read within a moment is read in this process, since starting others would
take longer. The same documents give the same extractions in the same order either way.
"""

import os
import pickle
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import wait
from typing import TypeVar

from pipeline.errors import UsageError
from pipeline.extract.limits import MEMORY_LIMIT, TIME_LIMIT
from pipeline.extract.office import Converted
from pipeline.extract.result import Extraction, failed
from pipeline.extract.worker import READER, load_reader, read_within, unpack

__all__ = ["Limits", "extract_many", "worker_count"]

Key = TypeVar("Key")

_VARIABLE = "OGI_WORKERS"
#: seconds of reading in this process before others are started: that takes as long
_MOMENT = 2.0
#: documents that wait for each worker, or for an earlier one that is still read
_WAITING = 4
#: seconds after which a worker that missed its limit is ended
_GRACE = 5.0
#: memory that a document needed is kept for the next one: giving it back to the system
#: and fetching it again takes longer than parsing the page
_KEEP_MEMORY = {
    "MALLOC_TRIM_THRESHOLD_": str(256 << 20),
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
}
#: seconds for a worker to start
_START = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost.

    Attributes:
        seconds: time for it.
        memory: bytes of address space of a worker.
        grace: seconds after which a worker that does not notice is ended.
    """

    seconds: float = TIME_LIMIT
    memory: int = MEMORY_LIMIT
    grace: float = _GRACE


def worker_count(asked: int | None = None) -> int:
    """How many processes read: as asked, else `OGI_WORKERS`, else one a core.

    Raises:
        UsageError: the variable is no positive number.
    """
    if asked is not None:
        return asked
    said = os.environ.get(_VARIABLE, "")
    if not said:
        return len(os.sched_getaffinity(0))
    if not said.isdecimal() or int(said) < 1:
        raise UsageError(f"{_VARIABLE} is {said!r}; it takes a number from 1")
    return int(said)


def extract_many(
    documents: Iterable[tuple[Key, bytes, str, str]],
    workers: int | None = None,
    *,
    converted: Converted | None = None,
    limits: Limits | None = None,
    reader: str = READER,
    moment: float = _MOMENT,
) -> Iterator[tuple[Key, Extraction]]:
    """Read documents; nothing is raised for one of them.

    Args:
        documents: a key of your own, the bytes, the address and the title of the link
            of each. They are taken as they are needed, never all at once.
        workers: processes; None for `OGI_WORKERS`, or one a core.
        converted: old office files that were converted before.
        limits: what one document may cost.
        reader: what reads one, as `module:name`; only tests have another.
        moment: seconds of reading in this process before others are started.

    Yields:
        Key and extraction, in the order of the documents.
    """
    limits = limits or Limits()
    count = worker_count(workers)
    coming = iter(documents)
    read = load_reader(reader)
    if converted is not None:
        read = partial(read, converted=converted)
    spent = 0.0
    while count == 1 or spent < moment:
        document = next(coming, None)
        if document is None:
            return
        key, data, url, hint = document
        start = time.monotonic()
        extraction = read_within(read, data, url, hint, limits.seconds)
        spent += time.monotonic() - start
        yield key, extraction
    pool = _Pool(count, limits, reader, converted)
    try:
        yield from pool.run(coming)
    finally:
        pool.close()


#: bytes, address, title of the link, and what was converted before
_Document = tuple[bytes, str, str, Converted | None]


class _Worker:
    """A process of the pool, and the document that it reads."""

    def __init__(self, limits: Limits, reader: str) -> None:
        self.connection, far = Pipe()
        self._limits = limits
        self.task: int | None = None
        self._deadline = time.monotonic() + _START
        command = [
            *(sys.executable, "-m", "pipeline.extract.worker"),
            *(str(far.fileno()), reader, str(limits.seconds), str(limits.memory)),
        ]
        path = os.pathsep.join(p or os.getcwd() for p in sys.path)  # noqa: PTH109
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter
            command,
            pass_fds=[far.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=_KEEP_MEMORY | os.environ | {"PYTHONPATH": path},
        )
        far.close()
        self.ready = False

    @property
    def free(self) -> bool:
        return self.ready and self.task is None

    def give(self, number: int, document: _Document) -> None:
        """Hand it a document; it waits for one, so this does not block for long."""
        self.task = number
        self._deadline = time.monotonic() + self._limits.seconds + self._limits.grace
        try:
            self.connection.send_bytes(pickle.dumps(document, protocol=5))
        except (BrokenPipeError, ConnectionResetError):
            return  # it is gone: `answer` finds the end of the connection

    @property
    def left(self) -> float:
        """Seconds until it is late; it may be idle as long as it likes."""
        if self.free:
            return _START
        return max(0.0, self._deadline - time.monotonic())

    def answer(self) -> Extraction | None:
        """What it has read; None after it said that it is ready.

        Raises:
            EOFError: it is gone.
        """
        try:
            data = self.connection.recv_bytes()
        except ConnectionResetError:
            raise EOFError from None
        if not self.ready:
            self.ready = True
            return None
        self.task = None
        return unpack(data)

    def end(self) -> int:
        """End it; gives how it ended."""
        self.connection.close()
        if self._process.poll() is None:
            self._process.kill()
        return self._process.wait()

    def gone(self) -> int:
        """Wait for the end of a process that has closed its connection."""
        self.connection.close()
        try:
            return self._process.wait(self._limits.grace)
        except subprocess.TimeoutExpired:
            return self.end()


@dataclass(slots=True)
class _Pool:
    count: int
    limits: Limits
    reader: str
    converted: Converted | None = None
    _workers: list[_Worker] = field(default_factory=list)

    def run(
        self, documents: Iterator[tuple[Key, bytes, str, str]]
    ) -> Iterator[tuple[Key, Extraction]]:
        """Read all; results wait until those before them are there."""
        self._workers = [self._new() for _ in range(self.count)]
        keys: deque[Key] = deque()
        done: dict[int, Extraction] = {}
        given = first = 0
        more = True
        while more or keys:
            for worker in self._workers:
                if not worker.free or len(keys) >= self.count * _WAITING or not more:
                    continue
                document = next(documents, None)
                if document is None:
                    more = False
                    break
                key, data, url, hint = document
                keys.append(key)
                worker.give(given, (data, url, hint, self.converted))
                given += 1
            done.update(self._wait())
            while first in done:
                yield keys.popleft(), done.pop(first)
                first += 1

    def close(self) -> None:
        """End all workers."""
        for worker in self._workers:
            worker.end()
        self._workers = []

    def _new(self) -> _Worker:
        return _Worker(self.limits, self.reader)

    def _wait(self) -> dict[int, Extraction]:
        """What has been read since, and the issues of workers that were lost."""
        found: dict[int, Extraction] = {}
        busy = [w for w in self._workers if not w.free]
        if not busy:
            return found
        heard = wait([w.connection for w in busy], min(w.left for w in busy))
        for worker in busy:
            number = worker.task
            if worker.connection in heard:
                try:
                    extraction = worker.answer()
                except EOFError:
                    extraction = self._lost(worker, worker.gone())
            elif not worker.left:
                worker.end()
                extraction = self._lost(worker, None)
            else:
                continue
            if number is not None and extraction is not None:
                found[number] = extraction
        return found

    def _lost(self, worker: _Worker, code: int | None) -> Extraction:
        """Put another worker in the place of one that is gone.

        Raises:
            ChildProcessError: it never started, so that the next would not either.
        """
        if not worker.ready:
            raise ChildProcessError(
                f"a reading process could not be started (exit code {code}); "
                f"set {_VARIABLE}=1 to read without others"
            )
        self._workers[self._workers.index(worker)] = self._new()
        if code is None:
            return failed(
                f"not read within {self.limits.seconds:g} seconds, the limit for one "
                "document; the reading process did not answer and was ended"
            )
        return failed(f"the reading process broke down over it ({_ending(code)})")


def _ending(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
