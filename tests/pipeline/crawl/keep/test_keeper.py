"""Group commit: together to the disk, each caller in order, and faults for everyone."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.crawl.keep.archive import Archive, ArchiveWriter
from pipeline.crawl.keep.exchange import Exchange
from pipeline.crawl.keep.keeper import Keeper
from pipeline.crawl.keep.log import FetchLog, FetchRecord
from pipeline.errors import StoreError
from tests.pipeline.crawl.keep.exchanges import RECORD, exchange, record_of


def test_bytes_and_lines_of_many_callers(tmp_path: Path) -> None:
    archive, log = Archive(tmp_path / "warc"), FetchLog(tmp_path / "log")

    async def call(keeper: Keeper, caller: int) -> None:
        for number in range(10):
            kept = exchange(f"/{caller}/{number}", b"%d %d" % (caller, number))
            record = replace(record_of(kept), fetch_no=number, source_id=str(caller))
            done = await keeper.keep(kept, record)
            assert done == replace(record, warc=done.warc)
            assert done.warc is not None
            assert archive.exchange(*done.warc) == kept
            assert done in list(log.records())

    async def crawl() -> None:
        with archive.open_writer() as writer:
            async with Keeper(writer, log) as keeper:
                await asyncio.gather(*(call(keeper, number) for number in range(5)))

    asyncio.run(crawl())
    assert len(list(archive.exchanges())) == 50
    for caller in range(5):
        mine = [r.fetch_no for r in log.records() if r.source_id == str(caller)]
        assert mine == list(range(10))


def test_a_record_without_an_exchange(tmp_path: Path) -> None:
    archive, log = Archive(tmp_path / "warc"), FetchLog(tmp_path / "log")
    refused = replace(RECORD, kind="not_requested", outcome="refused", status=None)

    async def crawl() -> list[FetchRecord]:
        with archive.open_writer() as writer:
            async with Keeper(writer, log) as keeper:
                kept = exchange("/a", b"a")
                calls = [(None, refused), (kept, record_of(kept)), (None, RECORD)]
                return list(await asyncio.gather(*(keeper.keep(*c) for c in calls)))

    records = asyncio.run(crawl())
    assert [record.warc is None for record in records] == [True, False, True]
    assert list(log.records()) == records


def test_what_waits_is_flushed_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[int] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        flushed.append(handle)
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)

    async def crawl() -> None:
        with Archive(tmp_path / "warc").open_writer() as writer:
            async with Keeper(writer, FetchLog(tmp_path / "log")) as keeper:
                calls = [exchange(f"/{n}", b"%d" % n) for n in range(300)]
                await asyncio.gather(*(keeper.keep(e, record_of(e)) for e in calls))

    asyncio.run(crawl())
    assert len(flushed) < 20


def test_a_line_is_never_written_before_its_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    write, append = ArchiveWriter.write, FetchLog.append

    def watched_write(
        self: ArchiveWriter, exchanges: Sequence[Exchange]
    ) -> list[tuple[str, int]]:
        places = write(self, exchanges)
        order.append("bytes")
        return places

    def watched_append(self: FetchLog, records: Sequence[FetchRecord]) -> None:
        order.append("line")
        append(self, records)

    monkeypatch.setattr(ArchiveWriter, "write", watched_write)
    monkeypatch.setattr(FetchLog, "append", watched_append)

    async def crawl() -> None:
        with Archive(tmp_path / "warc").open_writer() as writer:
            async with Keeper(writer, FetchLog(tmp_path / "log")) as keeper:
                for number in range(3):
                    kept = exchange(f"/{number}", b"%d" % number)
                    await keeper.keep(kept, record_of(kept))

    asyncio.run(crawl())
    assert order == ["bytes", "line"] * 3


def test_a_cancelled_caller_leaves_what_it_gave(tmp_path: Path) -> None:
    archive, log = Archive(tmp_path / "warc"), FetchLog(tmp_path / "log")
    kept = exchange("/a", b"a")

    async def crawl() -> None:
        with archive.open_writer() as writer:
            async with Keeper(writer, log) as keeper:
                task = asyncio.create_task(keeper.keep(kept, record_of(kept)))
                await asyncio.sleep(0)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task

    asyncio.run(crawl())
    assert [found.exchange for found in archive.exchanges()] == [kept]
    assert [record.sha256 for record in log.records()] == [kept.sha256]


def test_a_fault_reaches_every_caller_and_stays(tmp_path: Path) -> None:
    log = FetchLog(tmp_path / "log")
    (tmp_path / "log").write_text("no folder")  # so that no line can be written

    async def crawl() -> list[FetchRecord | BaseException]:
        with Archive(tmp_path / "warc").open_writer() as writer:
            async with Keeper(writer, log) as keeper:
                calls = [exchange(f"/{n}", b"%d" % n) for n in range(5)]
                ends = await asyncio.gather(
                    *(keeper.keep(e, record_of(e)) for e in calls),
                    return_exceptions=True,
                )
                with pytest.raises(StoreError, match="nothing can be kept any more"):
                    await keeper.keep(None, RECORD)
                return list(ends)

    ends = asyncio.run(crawl())
    assert len(ends) == 5
    assert all(isinstance(end, StoreError) for end in ends)
    assert all("could not be kept" in str(end) for end in ends)


def test_after_the_end_nothing_is_taken(tmp_path: Path) -> None:
    async def crawl() -> None:
        with Archive(tmp_path / "warc").open_writer() as writer:
            async with Keeper(writer, FetchLog(tmp_path / "log")) as keeper:
                pass
            with pytest.raises(StoreError, match="the crawl has ended"):
                await keeper.keep(None, RECORD)

    asyncio.run(crawl())
