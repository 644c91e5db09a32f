"""Gzip members of WARC files: one record each, whole or not at all.

What is in a record is in `warc`. Nothing here writes.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

__all__ = [
    "OPEN",
    "Damage",
    "Member",
    "locate",
    "member_at",
    "scan",
    "size_of",
    "warc_names",
]

#: behind the name of a file that is still written
OPEN = ".open"
_WARC = ".warc.gz"
_CHUNK = 1 << 16
_MAGIC = b"\x1f\x8b\x08"
#: how every record begins and ends
_START, _END = b"WARC/1.", b"\r\n\r\n"
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Member:
    """A whole record: bytes `offset` to `end` of the file, unpacked in `plain`."""

    offset: int
    end: int
    plain: bytes


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes `offset` to `end` that are no whole record, and why."""

    offset: int
    end: int
    reason: str


def warc_names(folder: Path) -> list[str]:
    """Final names of the WARC files, closed and open ones, oldest first."""
    if not folder.is_dir():
        return []
    names = (path.name.removesuffix(OPEN) for path in folder.iterdir())
    return sorted({name for name in names if name.endswith(_WARC)})


def locate(folder: Path, name: str) -> Path | None:
    """Where a file is now: under its final name, or still open; None if nowhere.

    Asked three times, because its writer may close it in between.
    """
    for path in (folder / name, folder / (name + OPEN), folder / name):
        if path.is_file():
            return path
    return None


def size_of(folder: Path, name: str) -> int:
    """Bytes of a file; 0 if it is nowhere."""
    path = locate(folder, name)
    try:
        with _opened(path or folder / name) as file:
            return file.seek(0, 2)
    except FileNotFoundError:
        return 0


def _opened(path: Path) -> BinaryIO:
    """A file that its writer may have closed, and so renamed, since it was found."""
    try:
        return path.open("rb")
    except FileNotFoundError:
        return path.with_name(path.name.removesuffix(OPEN)).open("rb")


def scan(path: Path, start: int = 0) -> Iterator[Member | Damage]:
    """All records from a boundary on, in order.

    Bytes that are no whole record are told as one `Damage`, and reading goes on at the
    next whole record. Damage that reaches to the end of the file is a torn tail: of a
    writer that was killed, or that is writing just now.

    Raises:
        FileNotFoundError: the file is gone: it is taken away if it holds no record.
    """
    with _opened(path) as file:
        offset: int | None = start
        while offset is not None:
            damage = None
            for found in _until_damage(file, offset):
                if isinstance(found, Member):
                    yield found
                else:
                    damage = found
            if damage is None:
                return
            offset = _next_whole(file, damage.offset + 1)
            end = file.seek(0, 2) if offset is None else offset
            yield Damage(damage.offset, end, damage.reason)


def member_at(path: Path, offset: int) -> Member | Damage:
    """The record that begins at `offset`.

    Raises:
        FileNotFoundError: the file is gone.
    """
    with _opened(path) as file:
        for found in _until_damage(file, offset):
            return found
    return Damage(offset, offset, "the file ends before it")


def _until_damage(file: BinaryIO, offset: int) -> Iterator[Member | Damage]:
    """Records from `offset` on; the first that is not whole ends it."""
    file.seek(offset)
    rest = b""
    while True:
        stream = zlib.decompressobj(_GZIP)
        pieces: list[bytes] = []
        taken = 0
        while not stream.eof:
            data = rest or file.read(_CHUNK)
            rest = b""
            if not data:
                break
            taken += len(data)
            try:
                pieces.append(stream.decompress(data))
            except zlib.error as fault:
                yield Damage(offset, offset + taken, f"not readable: {fault}")
                return
        if not taken:
            return
        rest = stream.unused_data
        end = offset + taken - len(rest)
        plain = b"".join(pieces)
        if not stream.eof:
            yield Damage(offset, end, "cut short")
            return
        if not (plain.startswith(_START) and plain.endswith(_END)):
            yield Damage(offset, end, "not a WARC record")
            return
        yield Member(offset, end, plain)
        offset = end


def _next_whole(file: BinaryIO, start: int) -> int | None:
    """The offset of the next whole record; None if there is none."""
    position = start
    while True:
        file.seek(position)
        window = file.read(1 << 20)
        at = window.find(_MAGIC)
        while at >= 0:
            found = next(_until_damage(file, position + at), None)
            if isinstance(found, Member):
                return position + at
            at = window.find(_MAGIC, at + 1)
        if len(window) < len(_MAGIC):
            return None
        # so far that a mark across the edge of two windows is seen whole
        position += len(window) - len(_MAGIC) + 1
