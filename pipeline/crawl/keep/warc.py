"""WARC/1.1 records (ISO 28500:2017), packed and read; one gzip member each.

What of an exchange is in which record is in `warc_exchange`, finding whole records in a
file in `members`.

The head of an HTTP message is kept byte for byte: a header is text with one character
for each byte (ISO 8859-1), as HTTP libraries hand it over.
"""

import base64
import hashlib
import zlib
from dataclasses import dataclass
from io import BytesIO

from warcio.recordbuilder import RecordBuilder
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from pipeline.errors import StoreError

__all__ = [
    "BODY",
    "Head",
    "Record",
    "digest_of",
    "new_record_id",
    "pack",
    "parse",
    "read_head",
]

#: our own field: the SHA-256 of the unpacked body, in hexadecimal
BODY = "OGI-Body-SHA256"
_VERSION = "WARC/1.1"
_LEVEL = 6
_GZIP = 16 + zlib.MAX_WBITS
_DIGEST = "sha256:"


@dataclass(frozen=True, slots=True)
class Record:
    """A record as read: its type, its named fields and its block."""

    kind: str
    fields: StatusAndHeaders
    block: bytes

    def field(self, name: str) -> str | None:
        """The value of a field; None without it."""
        value: str | None = self.fields.get_header(name)
        return value

    @property
    def sha256(self) -> str | None:
        """Of the unpacked body, in hexadecimal; None if it is not whole."""
        return self.field(BODY)

    @property
    def payload(self) -> bytes:
        """The body of the HTTP message, content coding still on."""
        if self.kind == "resource":
            return self.block
        return self.block.partition(b"\r\n\r\n")[2]

    @property
    def payload_sha256(self) -> bytes:
        """The SHA-256 of the payload as the record says, 32 bytes.

        Raises:
            StoreError: it does not say.
        """
        told = self.field("WARC-Payload-Digest") or ""
        try:
            return base64.b32decode(told.removeprefix(_DIGEST).encode())
        except ValueError as fault:
            raise StoreError(f"expected a digest of SHA-256, found {told!r}") from fault

    @property
    def content_coding(self) -> str:
        """What Content-Encoding says; empty without it."""
        if self.kind == "resource":
            return ""
        headers = read_head(self.block)[1]
        return ", ".join(v for n, v in headers if n.lower() == "content-encoding")


class _Writer(WARCWriter):  # type: ignore[misc]
    """Plain records with digests of SHA-256."""

    @staticmethod
    def _create_digester() -> Digester:
        return Digester("sha256")


class Head(StatusAndHeaders):  # type: ignore[misc]
    """The head of an HTTP message that is written as it came."""

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        """Put the head together, without the changes that warcio makes to it."""
        del header_filter
        lines = [f"{self.protocol} {self.statusline}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        self.headers_buff = b"".join(_line(line) for line in lines) + b"\r\n"


def _line(text: str) -> bytes:
    text = text.replace("\r", " ").replace("\n", " ")
    try:
        return text.encode("latin-1") + b"\r\n"
    except UnicodeEncodeError:
        return text.encode() + b"\r\n"


def new_record_id() -> str:
    """An id for a record, as WARC writes it."""
    record_id: str = RecordBuilder._make_warc_id()  # noqa: SLF001 - has no public name
    return record_id


def pack(
    kind: str, uri: str, fields: dict[str, str], head: Head | None, payload: bytes
) -> bytes:
    """A record as a gzip member.

    Args:
        kind: its WARC-Type.
        uri: its WARC-Target-URI; empty for none.
        fields: further named fields, in their order; digests and length are added.
        head: of the HTTP message, if it is one.
        payload: what follows the head.
    """
    fields = {"WARC-Type": kind, **fields}
    buffer = BytesIO()
    writer = _Writer(buffer, gzip=False, warc_version=_VERSION)
    record = writer.create_warc_record(
        uri,
        kind,
        payload=BytesIO(payload),
        length=len(payload),
        warc_headers_dict=fields,
        http_headers=head,
    )
    writer.write_record(record)
    stream = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    return stream.compress(buffer.getvalue()) + stream.flush()


def digest_of(data: bytes) -> str:
    """As WARC writes it: the algorithm, and the hash in base 32."""
    return _DIGEST + base64.b32encode(hashlib.sha256(data).digest()).decode()


def parse(plain: bytes) -> Record:
    """A record from its unpacked bytes.

    Raises:
        StoreError: its fields and its length do not agree.
    """
    stream = BytesIO(plain)
    fields = StatusAndHeadersParser(["WARC/1.1", "WARC/1.0"]).parse(stream)
    kind, length = fields.get_header("WARC-Type"), fields.get_header("Content-Length")
    if not kind or not length or not length.isdigit():
        raise StoreError(f"expected WARC-Type and Content-Length, found {fields!r}")
    start = stream.tell()
    found = len(plain) - start - len(b"\r\n\r\n")
    if found != int(length):
        raise StoreError(f"expected a block of {length} bytes, found {found}")
    return Record(kind, fields, plain[start : start + found])


def read_head(block: bytes) -> tuple[str, list[tuple[str, str]]]:
    """The first line and the headers of an HTTP message."""
    lines = block.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    pairs = (line.partition(": ") for line in lines[1:])
    return lines[0], [(name, value) for name, _, value in pairs]
