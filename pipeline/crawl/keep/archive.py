"""The archive: every exchange ever made, in append-only WARC files of one folder.

Reading is here; `archive_writer` writes. Files are never changed: the one being
written ends in `.open` and only grows, a closed one is read-only. What a record looks
like is in `warc`; the index is a cache beside the files (`index`).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.crawl.keep.archive_check import check_archive
from pipeline.crawl.keep.archive_recovery import recover
from pipeline.crawl.keep.archive_writer import ROLL_AT, ArchiveWriter
from pipeline.crawl.keep.exchange import Exchange
from pipeline.crawl.keep.index import Index, Known
from pipeline.crawl.keep.members import (
    Damage,
    Member,
    locate,
    member_at,
    scan,
    warc_names,
)
from pipeline.crawl.keep.unpack import body_with
from pipeline.crawl.keep.warc import Record, parse
from pipeline.crawl.keep.warc_exchange import exchange_of
from pipeline.errors import StoreError

__all__ = ["Archive", "ArchiveWriter", "Kept"]

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Kept:
    """An exchange in the archive, with file and offset of its response record."""

    file: str
    offset: int
    exchange: Exchange


class Archive:
    """The WARC files of one folder. Safe to read while others write."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._index = Index(folder)

    def has(self, sha256: str) -> bool:
        """Whether a body is there (its bytes are checked by `get` only).

        Raises:
            StoreError: not a SHA-256 in lower-case hexadecimal.
        """
        return self._find(sha256) is not None

    def get(self, sha256: str) -> bytes:
        """A body, unpacked.

        Raises:
            StoreError: it is not there, or its bytes are not those of the hash.
        """
        place = self._find(sha256)
        if place is None:
            message = (
                f"expected a record of SHA-256 {sha256} in {self.folder}, found none"
            )
            raise StoreError(message)
        record = self._record(*place)
        body = body_with(sha256, record.payload, record.content_coding)
        if body is None:
            raise _damaged(self.folder, *place, f"its body is not that of {sha256}")
        return body

    def exchange(self, file: str, offset: int) -> Exchange:
        """The exchange whose response record is there.

        Raises:
            StoreError: there is none, or it is damaged.
        """
        answer = self._member(file, offset)
        request = self._member(file, answer.end)
        return self._exchange(file, offset, parse(answer.plain), parse(request.plain))

    def exchanges(self) -> Iterator[Kept]:
        """All whole exchanges: files by their names, so by time, each in its order.

        Damaged records are left out here and named by `verify`.
        """
        for name in warc_names(self.folder):
            for answer, request in _pairs(self._scan(name)):
                exchange = self._exchange(
                    name, answer.offset, parse(answer.plain), parse(request.plain)
                )
                yield Kept(name, answer.offset, exchange)

    def files(self) -> dict[str, Known]:
        """The WARC files by name, oldest first, with bytes, records and bodies."""
        self._index.refresh()
        return self._index.files()

    def verify(self) -> Iterator[str]:
        """Read everything; what is wrong, a line each. See `archive_check`."""
        return check_archive(self.folder, self._index)

    @contextmanager
    def open_writer(
        self, operator: str = "", *, roll_at: int = ROLL_AT
    ) -> Iterator[ArchiveWriter]:
        """Write to the archive, each writer into files of its own.

        Files that a killed writer left open are closed first, see `recover`.

        Args:
            operator: who answers for the crawl, with a contact address.
            roll_at: bytes after which a new file begins.
        """
        recover(self.folder)
        writer = ArchiveWriter(self.folder, operator, roll_at=roll_at)
        try:
            yield writer
        finally:
            writer.close()

    def _find(self, sha256: str) -> tuple[str, int] | None:
        if not _SHA256.fullmatch(sha256):
            message = f"expected a SHA-256 of 64 hexadecimal digits, found {sha256!r}"
            raise StoreError(message)
        return self._place(sha256)

    def _place(
        self, sha256: str, payload: bytes | None = None
    ) -> tuple[str, int] | None:
        place = self._index.find(sha256, payload)
        if place is None or locate(self.folder, place[0]) is None:
            self._index.refresh()
            place = self._index.find(sha256, payload)
        return place

    def _scan(self, name: str) -> Iterator[Member | Damage]:
        path = locate(self.folder, name)
        if path is not None:
            with suppress(FileNotFoundError):  # a file of no record was taken away
                yield from scan(path)

    def _member(self, file: str, offset: int) -> Member:
        path = locate(self.folder, file)
        if path is None:
            raise StoreError(f"expected the file {self.folder / file}, found none")
        found = member_at(path, offset)
        if isinstance(found, Damage):
            raise _damaged(self.folder, file, offset, found.reason)
        return found

    def _record(self, file: str, offset: int) -> Record:
        return parse(self._member(file, offset).plain)

    def _exchange(
        self, file: str, offset: int, answer: Record, request: Record
    ) -> Exchange:
        if answer.kind not in {"response", "revisit"} or request.kind != "request":
            found = f"found {answer.kind} and {request.kind}"
            raise _damaged(self.folder, file, offset, f"no exchange: {found}")
        source = answer
        if answer.kind == "revisit" and answer.sha256 is not None:
            place = self._place(answer.sha256, answer.payload_sha256)
            if place is None:
                raise _damaged(self.folder, file, offset, "its original is not there")
            source = self._record(*place)
        body = None
        if answer.sha256 is not None:
            body = body_with(answer.sha256, source.payload, answer.content_coding)
            if body is None:
                raise _damaged(self.folder, file, offset, "its body has another hash")
        return exchange_of(answer, request, source.payload, body)


def _pairs(found: Iterator[Member | Damage]) -> Iterator[tuple[Member, Member]]:
    """Each answer with its request, which is the record behind it."""
    answer: Member | None = None
    for item in found:
        if isinstance(item, Damage):
            answer = None
            continue
        is_request = parse(item.plain).kind == "request"
        if is_request and answer is not None:
            yield answer, item
        answer = None if is_request else item


def _damaged(folder: Path, file: str, offset: int, reason: str) -> StoreError:
    return StoreError(
        f"{folder / file}: the record at byte {offset} is damaged: {reason}; "
        f"restore the file from a copy"
    )
