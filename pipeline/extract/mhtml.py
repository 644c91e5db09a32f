"""MHTML, what Word calls a single web page (often named .doc): the HTML parts of it."""

import re
from email import message_from_bytes
from email.message import Message

from pipeline.errors import ExtractionError
from pipeline.extract.charset import decode
from pipeline.extract.document import Document, Grid
from pipeline.extract.script import read_page

__all__ = ["read_mhtml"]

_MAX_BYTES = 64 * 2**20
_MAX_PARTS = 500
_MAX_BOUNDARIES = 20
#: running heads and foot-notes are in a file of their own
_ASIDE = re.compile(r"(?:^|/)(?:header|footer|filelist)[^/]*$", re.I)


def read_mhtml(data: bytes) -> Document:
    """Read the first HTML part; the others too where it holds no table.

    Raises:
        ExtractionError: it has no HTML part, or too many parts.
    """
    if len(data) > _MAX_BYTES:
        raise ExtractionError(f"MHTML of {len(data)} bytes, more than {_MAX_BYTES}")
    if len(re.findall(rb"boundary\s*=", data[: 2**20], re.I)) > _MAX_BOUNDARIES:
        raise ExtractionError(f"MHTML nested more than {_MAX_BOUNDARIES} deep")
    start = re.search(rb"^[\w-]+:", data, re.M)
    try:
        message = message_from_bytes(data[start.start() if start else 0 :])
        pages = [p for p in _pages(message) if p.strip()]
    except (RecursionError, LookupError, ValueError) as error:
        raise ExtractionError(f"not a readable MHTML file: {error}") from error
    if not pages:
        raise ExtractionError("not a readable MHTML file: no HTML part")
    document = Document("mhtml")
    for number, page in enumerate(pages):
        decoded = decode(page)
        inner = read_page(decoded.text)
        document.blocks += inner.blocks
        document.notes += inner.notes
        document.meta = inner.meta | document.meta
        document.damaged = document.damaged or decoded.damaged
        document.damage = document.damage or decoded.damage
        if number == 0 and any(isinstance(b, Grid) for b in inner.blocks):
            break
    return document


def _pages(message: Message) -> list[bytes]:
    pages: list[bytes] = []
    for number, part in enumerate(message.walk()):
        if number > _MAX_PARTS:
            raise ExtractionError(f"MHTML of more than {_MAX_PARTS} parts")
        if part.is_multipart() or part.get_content_type() != "text/html":
            continue
        if _ASIDE.search(str(part.get("Content-Location", ""))):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            pages.append(content)
    return pages
