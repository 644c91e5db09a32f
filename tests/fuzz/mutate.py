"""Breaking valid documents: bytes flipped, cut, doubled, spliced with another one.

A mutation is a kind, a place and a number, so that hypothesis can shrink a list of
them and a failure can be written down.
"""

import io
import zipfile
import zlib
from collections.abc import Callable
from typing import NamedTuple

__all__ = ["KINDS", "Mutation", "mutate"]

#: what parsers trip over, put in at a place
_TOKENS = (
    b"<table>", b"</table>", b"<tr>", b"<td rowspan=0 colspan=99999>", b"<td>", b"<!--",
    b"<script>", b"</td></tr>", b"&#0;", b"&#xD800;", b"\x00", b"\xff\xfe", b"\xe2\x80",
    b"|", b"\t", b"\n|---|---|\n", b"]]>", b"<w:tbl>", b"</w:tc>", b"<w:vMerge/>",
    b'w:val="-1"', b'w:val="99999999999"', b"%%EOF", b"endobj", b"{\\rtf1", b"\\cell ",
    b"\\row", b"9" * 400, "总计".encode(), "（一）予以公开".encode(), b"[[[[[[",
    b'{"a":',
    b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"1e999", b"-", b"\xc2\xa0", "⼀".encode(),
)  # fmt: skip
_MAX_BYTES = 2**20


class Mutation(NamedTuple):
    """One change: what, where (a share of the length), and how much."""

    kind: str
    place: float
    number: int


def _flip(data: bytes, at: int, number: int, other: bytes) -> bytes:
    del other
    changed = bytearray(data)
    for step in range(1 + number % 16):
        where = (at + step * (number + 1)) % len(changed)
        changed[where] ^= 1 + (number * 31 + step) % 255
    return bytes(changed)


def _truncate(data: bytes, at: int, number: int, other: bytes) -> bytes:
    del number, other
    return data[:at]


def _remove(data: bytes, at: int, number: int, other: bytes) -> bytes:
    del other
    return data[:at] + data[at + 1 + number % 2_000 :]


def _double(data: bytes, at: int, number: int, other: bytes) -> bytes:
    del other
    part = data[at : at + 1 + number % 3_000]
    return data[:at] + part * (2 + number % 40) + data[at:]


def _splice(data: bytes, at: int, number: int, other: bytes) -> bytes:
    start = number % max(1, len(other))
    return data[:at] + other[start:]


def _insert(data: bytes, at: int, number: int, other: bytes) -> bytes:
    del other
    token = _TOKENS[number % len(_TOKENS)]
    return data[:at] + token * (1 + number % 5) + data[at:]


def _nest(data: bytes, at: int, number: int, other: bytes) -> bytes:
    del other
    token = _TOKENS[number % len(_TOKENS)]
    return data[:at] + token * (200 + number % 20_000) + data[at:]


KINDS: dict[str, Callable[[bytes, int, int, bytes], bytes]] = {
    "flip": _flip,
    "truncate": _truncate,
    "remove": _remove,
    "double": _double,
    "splice": _splice,
    "insert": _insert,
    "nest": _nest,
}


def mutate(data: bytes, changes: list[Mutation], other: bytes) -> bytes:
    """Apply changes one after another; inside the members where it is a ZIP.

    A ZIP with flipped bytes hardly ever opens, so members are changed and packed
    again; a first change of kind `truncate` or `splice` is made to the package.
    """
    whole = not changes or changes[0].kind in {"truncate", "splice"}
    if data.startswith(b"PK\x03\x04") and not whole:
        return _repacked(data, changes, other)
    for change in changes:
        if data:
            at = int(change.place * (len(data) - 1))
            data = KINDS[change.kind](data, at, change.number, other)[:_MAX_BYTES]
    return data


def _repacked(data: bytes, changes: list[Mutation], other: bytes) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        largest = max(old.infolist(), key=lambda i: i.file_size).filename
        foreign = _largest_member(other)
        for info in old.infolist():
            member = old.read(info)
            if info.filename == largest:
                member = mutate(member, changes, foreign)
            new.writestr(info.filename, member)
    return stream.getvalue()


def _largest_member(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            largest = max(package.infolist(), key=lambda i: i.file_size)
            return package.read(largest)
    except (zipfile.BadZipFile, zlib.error, ValueError):
        return data
