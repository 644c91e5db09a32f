"""Checking an archive: every record whole, every digest right, index and log in accord.

Reads every byte. Nothing is changed here but the index, which learns what it lacks.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from pipeline.crawl.keep.index import Index, Known
from pipeline.crawl.keep.log import FetchRecord
from pipeline.crawl.keep.members import (
    Damage,
    Member,
    locate,
    scan,
    size_of,
    warc_names,
)
from pipeline.crawl.keep.unpack import body_with
from pipeline.crawl.keep.warc import Record, digest_of, parse
from pipeline.errors import StoreError
from pipeline.progress import report

__all__ = ["Bodies", "check_archive", "check_log"]

_MEBI = 1 << 20


class Bodies(Protocol):
    """What knows which bodies are kept: an `Archive`."""

    folder: Path

    def has(self, sha256: str) -> bool:
        """Whether a body is there."""
        ...


def check_archive(folder: Path, index: Index) -> Iterator[str]:
    """What is wrong in the files of a folder, a line each; nothing if all is well.

    Of a file that is being written, only what the index knew at the start is checked.
    """
    names = warc_names(folder)
    closed = {name for name in names if (folder / name).is_file()}
    index.refresh()
    known = index.files()
    sizes = {name: size_of(folder, name) for name in names}
    total = sum(sizes.values()) // _MEBI + 1
    done = 0
    for name, size in sizes.items():
        path = locate(folder, name)
        here = known.get(name, Known(0, 0, 0))
        if path is not None:
            file = _File(path, name, index, here, grows=name not in closed)
            yield from file.problems(done, total)
        elif here.records:
            yield f"{folder / name}: expected the file that was there a moment ago"
        done += size
    report("verify", total, total)


def check_log(records: Iterable[FetchRecord], archive: Bodies) -> Iterator[str]:
    """What the log says was kept and the archive does not have, a line each."""
    for number, record in enumerate(records):
        if number % 1000 == 0:
            report("log", number, number + 1, record.time)
        if record.sha256 is not None and not archive.has(record.sha256):
            yield (
                f"log of province {record.province_id}, {record.time}, {record.url}: "
                f"expected SHA-256 {record.sha256} in {archive.folder}, found none"
            )


class _File:
    """The check of one file."""

    def __init__(
        self, path: Path, name: str, index: Index, known: Known, *, grows: bool
    ) -> None:
        self._path = path
        self._name = name
        self._index = index
        self._known = known
        self._grows = grows
        self._indexed = 0
        self._answer: Record | None = None

    def problems(self, done: int, total: int) -> Iterator[str]:
        """All that is wrong; `done` bytes of `total` MiB are behind us."""
        for found in self._scan():
            report("verify", (done + found.offset) // _MEBI, total, self._name)
            if self._grows and found.end > self._known.size:
                return
            place = f"{self._path}: the record at byte {found.offset}"
            if isinstance(found, Damage):
                yield f"{place} is damaged up to byte {found.end}: {found.reason}"
                continue
            try:
                yield from (f"{place} {fault}" for fault in self._faults(found))
            except StoreError as fault:
                yield f"{place} is not as it must be: {fault}"
        if not self._grows and self._known.bodies != self._indexed:
            yield (
                f"{self._path}: expected {self._indexed} bodies in the index, found "
                f"{self._known.bodies}; delete the index to have it made again"
            )

    def _scan(self) -> Iterator[Member | Damage]:
        with suppress(FileNotFoundError):  # a file of no record was taken away
            yield from scan(self._path)

    def _faults(self, member: Member) -> Iterator[str]:
        record = parse(member.plain)
        yield from _digest_faults(record)
        yield from self._pair_faults(record)
        if record.sha256 is None:
            return
        key = (record.sha256, record.payload_sha256)
        if record.kind == "revisit":
            if self._index.find(*key) is None:
                yield f"refers to SHA-256 {record.sha256}, which is not there"
            return
        if body_with(record.sha256, record.payload, record.content_coding) is None:
            yield f"does not unpack to SHA-256 {record.sha256}"
        place = self._index.find(*key)
        if place is None:
            yield f"is not in the index: SHA-256 {record.sha256}"
        self._indexed += place == (self._name, member.offset)

    def _pair_faults(self, record: Record) -> Iterator[str]:
        if record.kind == "request":
            asked = record.field("WARC-Concurrent-To")
            answer, self._answer = self._answer, None
            if answer is None or answer.field("WARC-Record-ID") != asked:
                yield f"is a request without its answer {asked}"
        elif record.kind in {"response", "revisit"}:
            self._answer = record


def _digest_faults(record: Record) -> Iterator[str]:
    blocks = {"WARC-Block-Digest": record.block}
    if record.kind in {"response", "resource"}:
        blocks["WARC-Payload-Digest"] = record.payload
    for name, data in blocks.items():
        told, found = record.field(name), digest_of(data)
        if told != found:
            yield f"has the wrong {name}: expected {found}, found {told}"
