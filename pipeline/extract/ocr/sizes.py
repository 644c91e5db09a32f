"""How many pixels a picture has, told from its header before anything is decoded.

A few bytes can decode to gigabytes, so that the decoder is never asked first.
"""

import struct
from collections.abc import Iterator

from pipeline.errors import ExtractionError

__all__ = ["MAX_PIXELS", "MAX_SIDE", "checked_pages", "picture_sizes"]

#: pixels of one picture: an A4 page at 600 dpi has 35 million
MAX_PIXELS = 60_000_000
MAX_SIDE = 30_000
_MIN_SIDE = 32
#: pictures in one TIFF
_MAX_PAGES = 40

_TIFF_WIDTH, _TIFF_HEIGHT = 256, 257
_TIFF_SHORT = 3
_JPEG_SIZE = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_JPEG_BARE = {0x01, *range(0xD0, 0xDA)}
_JPEG_SCAN = 0xDA
_JPEG_MARK = 0xFF
_BMP_CORE = 12

Size = tuple[int, int]


def picture_sizes(data: bytes) -> list[Size]:
    """Width and height of each picture in the file.

    Raises:
        ExtractionError: the header is broken.
    """
    try:
        sizes = list(_sizes(data))
    except (struct.error, IndexError) as error:
        raise ExtractionError("the picture breaks off in its header") from error
    if not sizes:
        raise ExtractionError("no picture was found in the file")
    return sizes


def checked_pages(data: bytes) -> int:
    """How many pictures the file holds, after checking the size of each.

    Raises:
        ExtractionError: the header is broken, or a picture is too large.
    """
    sizes = picture_sizes(data)
    if len(sizes) > _MAX_PAGES:
        raise ExtractionError(f"more than {_MAX_PAGES} pictures in one file")
    for width, height in sizes:
        if min(width, height) < _MIN_SIDE:
            raise ExtractionError(
                f"a picture of {width} × {height} pixels is too small for a table"
            )
        if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
            raise ExtractionError(
                f"a picture of {width} × {height} pixels; at most {MAX_PIXELS:,} in "
                f"all and {MAX_SIDE:,} a side are read"
            )
    return len(sizes)


def _sizes(data: bytes) -> Iterator[Size]:
    if data.startswith(b"\x89PNG"):
        yield struct.unpack(">II", data[16:24])
    elif data.startswith(b"GIF8"):
        yield struct.unpack("<HH", data[6:10])
    elif data.startswith(b"BM"):
        yield _bmp(data)
    elif data.startswith(b"\xff\xd8"):
        yield _jpeg(data)
    elif data.startswith((b"II*\x00", b"MM\x00*")):
        yield from _tiff(data)


def _bmp(data: bytes) -> Size:
    (header,) = struct.unpack("<I", data[14:18])
    if header == _BMP_CORE:
        width, height = struct.unpack("<HH", data[18:22])
    else:
        width, height = struct.unpack("<ii", data[18:26])
    return abs(width), abs(height)


def _jpeg(data: bytes) -> Size:
    place = 2
    while True:
        marker = data[place + 1]
        if data[place] != _JPEG_MARK or marker == _JPEG_SCAN:
            raise ExtractionError("a JPEG picture without its size")
        if marker == _JPEG_MARK:
            place += 1
        elif marker in _JPEG_BARE:
            place += 2
        elif marker in _JPEG_SIZE:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return width, height
        else:
            place += 2 + struct.unpack(">H", data[place + 2 : place + 4])[0]


def _tiff(data: bytes) -> Iterator[Size]:
    order = "<" if data.startswith(b"II") else ">"
    (place,) = struct.unpack(f"{order}I", data[4:8])
    seen: set[int] = set()
    while place and place not in seen and len(seen) <= _MAX_PAGES:
        seen.add(place)
        (entries,) = struct.unpack(f"{order}H", data[place : place + 2])
        found: dict[int, int] = {}
        for number in range(entries):
            at = place + 2 + 12 * number
            tag, kind, _ = struct.unpack(f"{order}HHI", data[at : at + 8])
            form, end = ("H", 10) if kind == _TIFF_SHORT else ("I", 12)
            if tag in (_TIFF_WIDTH, _TIFF_HEIGHT):
                (found[tag],) = struct.unpack(f"{order}{form}", data[at + 8 : at + end])
        yield found.get(_TIFF_WIDTH, 0), found.get(_TIFF_HEIGHT, 0)
        at = place + 2 + 12 * entries
        (place,) = struct.unpack(f"{order}I", data[at : at + 4])
