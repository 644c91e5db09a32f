"""OLE compound files (old Office): the names of their streams, and single streams.

As little of the format as it takes to tell which program wrote a file and whether it is
protected. Every chain is bounded, since a broken file may point in circles.
"""

import struct
from dataclasses import dataclass

from pipeline.errors import ExtractionError

__all__ = ["SIGNATURE", "CompoundFile", "kind_of"]

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
_ENTRY = 128
_FREE = 0xFFFFFFFA  # from here on a number means "no sector"
_MAX_DIRECTORY = 4096
_HEADER_FAT = 109
_STREAM, _ROOT = 2, 5
#: bytes of a name with its closing zero; of the part of the header that is read
_SHORTEST, _NAME, _FIB = 2, 64, 12
#: streams that only one kind of file has, the telling ones first
_KINDS = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("MatOST", "wps"),
    ("MN0", "wps"),
    ("VisioDocument", "visio"),
    ("__properties_version1.0", "msg"),
    ("FileHeader", "hwp"),
)
_FIB_ENCRYPTED = 0x0100


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


class CompoundFile:
    """The directory of a compound file.

    Raises:
        ExtractionError: the bytes are no compound file, or a broken one.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) < _HEADER or not data.startswith(SIGNATURE[:4]):
            raise ExtractionError("not an OLE file")
        self._data = data
        (shift,) = struct.unpack_from("<H", data, 30)
        if shift not in (9, 12):
            raise ExtractionError(f"a broken OLE file: sectors of 2^{shift} bytes")
        self._size = 1 << shift
        self._sectors = len(data) // self._size + 1
        self._fat = self._read_fat()
        (start,) = struct.unpack_from("<I", data, 48)
        raw = self._chain(start, _MAX_DIRECTORY * _ENTRY)
        self._entries = [e for e in map(_entry, _cut(raw, _ENTRY)) if e is not None]
        if not self._entries:
            raise ExtractionError("a broken OLE file: its directory is empty")

    @property
    def names(self) -> frozenset[str]:
        """The names of all streams and storages."""
        return frozenset(e.name for e in self._entries)

    def stream(self, name: str, most: int) -> bytes:
        """The first bytes of a stream, at most `most`; empty where there is none."""
        for entry in self._entries:
            if entry.name == name and entry.kind == _STREAM:
                (cutoff,) = struct.unpack_from("<I", self._data, 56)
                if entry.size < cutoff:
                    return self._small(entry, most)
                return self._chain(entry.start, most)[: min(entry.size, most)]
        return b""

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._data[start : start + self._size]

    def _read_fat(self) -> tuple[int, ...]:
        numbers = list(struct.unpack_from(f"<{_HEADER_FAT}I", self._data, 76))
        (more,) = struct.unpack_from("<I", self._data, 68)
        seen = 0
        while more < _FREE and seen < self._sectors:
            sector = self._sector(more)
            if len(sector) < self._size:
                break
            found = struct.unpack(f"<{self._size // 4}I", sector)
            numbers += found[:-1]
            more = found[-1]
            seen += 1
        used = [n for n in numbers if n < _FREE][: self._sectors]
        raw = b"".join(self._sector(n) for n in used)
        return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])

    def _chain(self, start: int, most: int) -> bytes:
        parts: list[bytes] = []
        number, left = start, most
        while number < min(_FREE, len(self._fat)) and left > 0:
            part = self._sector(number)
            if not part:
                break
            parts.append(part)
            left -= len(part)
            number = self._fat[number]
            if len(parts) > self._sectors:
                raise ExtractionError("a broken OLE file: its sectors form a circle")
        return b"".join(parts)

    def _small(self, entry: _Entry, most: int) -> bytes:
        """A stream kept in 64-byte pieces of the root's stream."""
        root = next((e for e in self._entries if e.kind == _ROOT), None)
        (start,) = struct.unpack_from("<I", self._data, 60)
        raw = self._chain(start, len(self._data))
        table = struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])
        pieces = self._chain(root.start, len(self._data)) if root else b""
        parts: list[bytes] = []
        number = entry.start
        while number < min(_FREE, len(table)) and len(parts) * 64 < entry.size:
            parts.append(pieces[number * 64 : number * 64 + 64])
            number = table[number]
        return b"".join(parts)[: min(entry.size, most)]


def _cut(raw: bytes, size: int) -> list[bytes]:
    return [raw[i : i + size] for i in range(0, len(raw) - size + 1, size)]


def _entry(raw: bytes) -> _Entry | None:
    (length,) = struct.unpack_from("<H", raw, 64)
    kind = raw[66]
    if not kind or not _SHORTEST <= length <= _NAME:
        return None
    name = raw[: length - 2].decode("utf-16-le", errors="replace")
    start, size = struct.unpack_from("<II", raw, 116)
    return _Entry(name, kind, start, size)


def kind_of(data: bytes) -> str:
    """The medium of OLE bytes: `doc`, `xls`, `ppt`, `encrypted` …, or `ole`.

    A file whose directory is broken is told by the names that stand in its bytes.
    """
    try:
        found = CompoundFile(data)
    except ExtractionError:
        for name, kind in _KINDS:
            if f"{name}\0".encode("utf-16-le") in data:
                return kind
        return "ole"
    for name, kind in _KINDS:
        if name in found.names:
            locked = kind == "doc" and _is_locked(found)
            return "encrypted" if locked else kind
    return "ole"


def _is_locked(found: CompoundFile) -> bool:
    head = found.stream("WordDocument", 32)
    if len(head) < _FIB:
        return False
    (flags,) = struct.unpack_from("<H", head, 10)
    return bool(flags & _FIB_ENCRYPTED)
