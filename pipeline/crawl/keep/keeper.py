"""Group commit: whoever waits is kept together, with one flush for all.

A flush to the disk costs the same for one exchange and for a hundred. So what arrives
while the last batch is written becomes the next one. Bytes first: the line in the log
is written when the exchange is durable, and a caller goes on when both are.
"""

import asyncio
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from pipeline.crawl.keep.archive_writer import ArchiveWriter
from pipeline.crawl.keep.exchange import Exchange, Snapshot
from pipeline.crawl.keep.log import FetchLog, FetchRecord
from pipeline.errors import StoreError

__all__ = ["Keeper"]

#: bounds of a batch, so that nobody waits for long
_MOST_RECORDS = 512
_MOST_BYTES = 32 << 20


@dataclass(frozen=True, slots=True)
class _Waiting:
    exchange: Exchange | Snapshot | None
    record: FetchRecord
    kept: asyncio.Future[FetchRecord]


class Keeper:
    """Keeps exchanges and log lines; an async context manager of one event loop."""

    def __init__(self, writer: ArchiveWriter, log: FetchLog) -> None:
        self._writer = writer
        self._log = log
        self._queue: deque[_Waiting] = deque()
        self._work: asyncio.Task[None] | None = None
        self._fault: BaseException | None = None
        self._closed = False
        # one thread of its own: the common ones may all wait for a name server
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="keeper")

    async def keep(
        self, exchange: Exchange | Snapshot | None, record: FetchRecord
    ) -> FetchRecord:
        """Keep an exchange, if there is one, and its line; durable on return.

        A caller that is cancelled meanwhile leaves what it gave: it is kept.

        Returns:
            The record with its place in the archive (`warc`).

        Raises:
            StoreError: it, or anything before it, could not be written.
        """
        self._check()
        loop = asyncio.get_running_loop()
        kept: asyncio.Future[FetchRecord] = loop.create_future()
        self._queue.append(_Waiting(exchange, record, kept))
        if self._work is None:
            self._work = asyncio.create_task(self._run())
        return await kept

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wait until everything is written."""
        del kind, fault, trace
        self._closed = True
        try:
            if self._work is not None:
                await self._work
        finally:
            self._thread.shutdown()

    def _check(self) -> None:
        if self._fault is not None:
            raise StoreError(f"nothing can be kept any more: {self._fault}")
        if self._closed:
            raise StoreError("nothing can be kept any more: the crawl has ended")

    async def _run(self) -> None:
        batch: list[_Waiting] = []
        loop = asyncio.get_running_loop()
        try:
            while self._queue:
                batch = self._next_batch()
                records = await loop.run_in_executor(self._thread, self._write, batch)
                for item, record in zip(batch, records, strict=True):
                    if not item.kept.done():
                        item.kept.set_result(record)
        except (StoreError, OSError) as fault:
            self._fail(batch, fault)
        except BaseException as fault:
            self._fail(batch, fault)
            raise
        finally:
            self._work = None

    def _next_batch(self) -> list[_Waiting]:
        batch: list[_Waiting] = []
        size = 0
        while self._queue and len(batch) < _MOST_RECORDS and size < _MOST_BYTES:
            item = self._queue.popleft()
            batch.append(item)
            size += len(item.exchange.payload) if item.exchange is not None else 0
        return batch

    def _write(self, batch: list[_Waiting]) -> list[FetchRecord]:
        """In a thread of its own."""
        exchanges = [item.exchange for item in batch if item.exchange is not None]
        places = iter(self._writer.write(exchanges))
        records = [
            replace(item.record, warc=next(places)) if item.exchange else item.record
            for item in batch
        ]
        self._log.append(records)
        return records

    def _fail(self, batch: list[_Waiting], fault: BaseException) -> None:
        """Tell everyone who waits, and whoever comes later."""
        self._fault = fault
        for item in (*batch, *self._queue):
            if not item.kept.done():
                item.kept.set_exception(StoreError(f"could not be kept: {fault}"))
                item.kept.exception()  # who was cancelled does not ask for it
        self._queue.clear()
