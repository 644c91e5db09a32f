"""Reading the body of an answer within bounds of size and time, and unpacking it.

The bytes are kept as they came, also when they are not all: the archive takes both.
A few kilobytes can unpack to gigabytes, so that bound must hold before the bytes exist.
Unpacking is a pure function of what was received: a replay comes to the same result.
"""

import asyncio
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from pipeline.crawl.keep.exchange import Truncated
from pipeline.errors import FetchError, TransientError

__all__ = ["ACCEPTED_ENCODINGS", "Body", "Raw", "read_body", "read_raw", "unpack"]

#: what the client asks for in Accept-Encoding, and all that is unpacked
ACCEPTED_ENCODINGS = "gzip, deflate"
#: words that mean that a body is packed
_CODINGS = frozenset(
    {"gzip", "x-gzip", "deflate", "br", "zstd", "compress", "x-compress"}
)
_PIECE = 1 << 16
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """The bytes of a body as received: no transfer coding, content coding still on.

    Attributes:
        payload: what came; all of it if `truncated` is None.
        truncated: why it is not all, in the words of the WARC standard.
        error: the same as a fault; None if it is all.
    """

    payload: bytes
    truncated: Truncated | None = None
    error: FetchError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body(Raw):
    """A body as received, and unpacked.

    Attributes:
        body: the payload unpacked; None if there is an `error`, which is also set if a
            whole payload cannot be unpacked.
    """

    body: bytes | None


async def read_body(
    response: httpx.Response, *, max_bytes: int, deadline: float
) -> Body:
    """The body of a streamed answer. What goes wrong is told in the result.

    The bounds and the faults are those of `read_raw` and `unpack`.
    """
    raw = await read_raw(response, max_bytes=max_bytes, deadline=deadline)
    body, error = None, raw.error
    if error is None:
        try:
            encoding = response.headers.get("content-encoding", "")
            body = unpack(raw.payload, encoding, max_bytes=max_bytes)
        except FetchError as fault:
            error = fault
    return Body(payload=raw.payload, truncated=raw.truncated, error=error, body=body)


async def read_raw(response: httpx.Response, *, max_bytes: int, deadline: float) -> Raw:
    """The bytes of a streamed answer, as far as they come within the bounds.

    The connection of a body that is left unread is closed with the answer.

    Args:
        response: opened with `stream`, not read yet.
        max_bytes: the most bytes to receive. A body that announces more is not read.
        deadline: a time of `time.monotonic` at which reading stops, also between two
            bytes of a peer that trickles.

    Returns:
        With an `error`: `FetchError` for a body that is too large, `TransientError` for
        one that is too slow or cut short.
    """
    announced = response.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > max_bytes:
        message = f"expected at most {max_bytes} bytes, {announced} are announced"
        return await _stop(response, b"", "length", FetchError(message))
    payload = bytearray()
    try:
        async with asyncio.timeout(deadline - time.monotonic()):
            async for chunk in response.aiter_raw():
                payload += chunk
                if len(payload) > max_bytes:
                    break
    except (TimeoutError, httpx.TimeoutException):
        message = f"the body took too long to arrive: {len(payload)} bytes came"
        return await _stop(response, bytes(payload), "time", TransientError(message))
    except httpx.TransportError as fault:
        message = f"the body is cut short after {len(payload)} bytes: {fault}"
        error = TransientError(message)
        error.__cause__ = fault
        return await _stop(response, bytes(payload), "disconnect", error)
    if len(payload) > max_bytes:
        message = f"expected at most {max_bytes} bytes, the body has more"
        kept = bytes(payload[:max_bytes])
        return await _stop(response, kept, "length", FetchError(message))
    return Raw(payload=bytes(payload))


async def _stop(
    response: httpx.Response, payload: bytes, why: Truncated, error: FetchError
) -> Raw:
    """Read no more, and see to it that no more is sent."""
    await response.aclose()
    if response.http_version == "HTTP/2":
        # HTTP/2 goes on sending the stream: only the end of the connection stops it.
        await response.extensions["network_stream"].aclose()
    return Raw(payload=payload, truncated=why, error=error)


def unpack(payload: bytes, encoding: str, *, max_bytes: int) -> bytes:
    """Undo the content coding of a whole payload.

    Args:
        payload: as received.
        encoding: the header Content-Encoding, empty if there is none.
        max_bytes: the most unpacked bytes to accept.

    Raises:
        FetchError: too large, or packed in a way that was not asked for.
        TransientError: the packed stream has no end.
    """
    coding = _coding(encoding)
    if not coding or not payload:
        return payload
    body = bytearray()
    try:
        for piece in _unpacked(payload, coding):
            body += piece
            if len(body) > max_bytes:
                message = f"expected at most {max_bytes} bytes, it unpacks to more"
                raise FetchError(message)
    except zlib.error as fault:
        message = f"expected a body packed with {coding}: {fault}"
        raise FetchError(message) from fault
    return bytes(body)


def _coding(encoding: str) -> str:
    """How a body is packed, by its Content-Encoding; empty if it is not.

    Words that are no coding (`utf-8`, `none`, `binary`) are ignored, as browsers do.
    """
    named = encoding.lower().split(",")
    packed = [word.strip() for word in named if word.strip() in _CODINGS]
    if not packed:
        return ""
    if len(packed) == 1 and packed[0] in {"gzip", "x-gzip", "deflate"}:
        return "deflate" if packed[0] == "deflate" else "gzip"
    message = f"expected the encoding {ACCEPTED_ENCODINGS}, found {encoding!r}"
    raise FetchError(message)


def _unpacked(payload: bytes, coding: str) -> Iterator[bytes]:
    """The unpacked bytes, at most `_PIECE` at once."""
    stream = zlib.decompressobj(_window(coding, payload))
    for start in range(0, len(payload), _PIECE):
        data = payload[start : start + _PIECE]
        while data:
            if stream.eof:  # gzip may hold several members, or padding
                if coding != "gzip" or not data.startswith(_GZIP_MAGIC[: len(data)]):
                    return
                stream = zlib.decompressobj(_GZIP)
            yield stream.decompress(data, _PIECE)
            data = stream.unconsumed_tail or stream.unused_data
    while not stream.eof:
        piece = stream.decompress(b"", _PIECE)
        if not piece:
            message = f"the {coding} body is cut short"
            raise TransientError(message)
        yield piece


def _window(coding: str, payload: bytes) -> int:
    """The window for zlib; some servers send "deflate" without its two-byte header."""
    if coding == "gzip":
        return _GZIP
    header = int.from_bytes(payload[:2], "big")
    bare = payload[0] & 0x0F != zlib.DEFLATED or header % 31
    return -zlib.MAX_WBITS if bare else zlib.MAX_WBITS
