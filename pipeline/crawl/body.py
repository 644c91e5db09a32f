"""Reading the body of an answer within bounds of size and time.

Compressed bodies are unpacked here, piece by piece, and the unpacked bytes are counted:
a few kilobytes can unpack to gigabytes, so the bound must hold before the bytes exist.
"""

import time
import zlib
from collections.abc import Iterator

import httpx

from pipeline.errors import FetchError, TransientError

__all__ = ["ACCEPTED_ENCODINGS", "read_body"]

#: what the client asks for in Accept-Encoding, and all that is unpacked
ACCEPTED_ENCODINGS = "gzip, deflate"
_PIECE = 1 << 16
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP = 16 + zlib.MAX_WBITS


def read_body(response: httpx.Response, *, max_bytes: int, deadline: float) -> bytes:
    """The body of a streamed response, unpacked.

    Args:
        response: opened with `stream`, not read yet.
        max_bytes: the most unpacked bytes to accept.
        deadline: a time of `time.monotonic` after which reading stops.

    Raises:
        FetchError: too large, or packed in a way that was not asked for.
        TransientError: too slow, or cut short.
    """
    announced = response.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > max_bytes:
        message = f"expected at most {max_bytes} bytes, {announced} are announced"
        raise FetchError(message)
    body = bytearray()
    for piece in _unpacked(_in_time(response, deadline), _encoding(response)):
        body += piece
        if len(body) > max_bytes:
            message = f"expected at most {max_bytes} bytes, the body has more"
            raise FetchError(message)
    return bytes(body)


def _encoding(response: httpx.Response) -> str:
    named = response.headers.get("content-encoding", "").strip().lower()
    if named in {"", "identity"}:
        return ""
    if named in {"gzip", "x-gzip", "deflate"}:
        return "deflate" if named == "deflate" else "gzip"
    message = f"expected the encoding {ACCEPTED_ENCODINGS}, found {named!r}"
    raise FetchError(message)


def _in_time(response: httpx.Response, deadline: float) -> Iterator[bytes]:
    for chunk in response.iter_raw():
        if time.monotonic() > deadline:
            message = "the body took too long to arrive"
            raise TransientError(message)
        yield chunk


def _unpacked(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    if not encoding:
        yield from chunks
        return
    stream = None
    try:
        for chunk in chunks:
            data = chunk
            while data:
                if stream is None:
                    stream = zlib.decompressobj(_window(encoding, data))
                elif stream.eof:  # gzip may hold several members, or padding
                    if encoding != "gzip" or not data.startswith(_GZIP_MAGIC):
                        return
                    stream = zlib.decompressobj(_GZIP)
                yield stream.decompress(data, _PIECE)
                data = stream.unconsumed_tail or stream.unused_data
        while stream is not None and not stream.eof:
            piece = stream.decompress(b"", _PIECE)
            if not piece:
                message = f"the {encoding} body is cut short"
                raise TransientError(message)
            yield piece
    except zlib.error as fault:
        message = f"expected a body packed with {encoding}: {fault}"
        raise FetchError(message) from fault


def _window(encoding: str, data: bytes) -> int:
    """The window for zlib; some servers send "deflate" without its two-byte header."""
    if encoding == "gzip":
        return _GZIP
    header = int.from_bytes(data[:2], "big")
    bare = data[0] & 0x0F != zlib.DEFLATED or header % 31
    return -zlib.MAX_WBITS if bare else zlib.MAX_WBITS
