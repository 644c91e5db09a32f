"""Checking an archive: every record whole, every digest right, index and log in accord.

Reads every byte. Nothing is changed here but the index, which learns what it lacks.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from pipeline.crawl.index import Index
from pipeline.crawl.log import FetchRecord
from pipeline.crawl.members import Damage, Member, locate, scan, warc_names
from pipeline.crawl.unpack import body_with
from pipeline.crawl.warc import Record, digest_of, parse
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
    """What is wrong in the files of a folder, a line each; nothing if all is well."""
    index.refresh()
    # how many bodies the index must know of each file that grows no more
    closed = {
        name: known.bodies
        for name, known in index.files().items()
        if (folder / name).is_file()
    }
    sizes = {name: _size(folder, name) for name in warc_names(folder)}
    total = sum(sizes.values()) // _MEBI + 1
    done = 0
    for name, size in sizes.items():
        path = locate(folder, name)
        if path is None:
            yield f"{folder / name}: expected the file that was there a moment ago"
            continue
        yield from _File(path, name, index).problems(done, total, closed.get(name))
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

    def __init__(self, path: Path, name: str, index: Index) -> None:
        self._path = path
        self._name = name
        self._index = index
        self._is_open = path.name != name
        self._indexed = 0
        self._answer: Record | None = None

    def problems(self, done: int, total: int, known: int | None) -> Iterator[str]:
        """All that is wrong.

        Args:
            done: bytes of the archive behind us, for those who watch.
            total: MiB of the archive.
            known: bodies in the index; None if the file was still growing.
        """
        for found in scan(self._path):
            report("verify", (done + found.offset) // _MEBI, total, self._name)
            place = f"{self._path}: the record at byte {found.offset}"
            if isinstance(found, Damage):
                if not (self._is_open and found.end >= self._path.stat().st_size):
                    yield f"{place} is damaged up to byte {found.end}: {found.reason}"
                continue
            try:
                yield from (f"{place} {fault}" for fault in self._faults(found))
            except StoreError as fault:
                yield f"{place} is not as it must be: {fault}"
        if known is not None and known != self._indexed:
            yield (
                f"{self._path}: expected {self._indexed} bodies in the index, "
                f"found {known}; delete the index to have it made again"
            )

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
    if record.kind == "response":
        blocks["WARC-Payload-Digest"] = record.payload
    for name, data in blocks.items():
        told, found = record.field(name), digest_of(data)
        if told != found:
            yield f"has the wrong {name}: expected {found}, found {told}"


def _size(folder: Path, name: str) -> int:
    path = locate(folder, name)
    return 0 if path is None else path.stat().st_size
