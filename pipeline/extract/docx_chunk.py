"""Parts of other formats that a DOCX file carries (altChunk), read by their readers."""

from pipeline.errors import UnsupportedMediaError
from pipeline.extract.document import Document
from pipeline.extract.media import decode, sniff
from pipeline.extract.mhtml import read_mhtml
from pipeline.extract.script import read_page
from pipeline.extract.text import read_text

__all__ = ["chunk_medium", "read_chunk"]

_READ = frozenset({"docx", "html", "mhtml", "text"})


def chunk_medium(data: bytes) -> str | None:
    """The medium of a part; None where it cannot be read inside of a document."""
    try:
        medium = sniff(data)
    except UnsupportedMediaError:
        return None
    return medium if medium in _READ else None


def read_chunk(data: bytes, medium: str) -> Document:
    """Read a part that is not a DOCX file itself."""
    if medium == "mhtml":
        return read_mhtml(data)
    decoded = decode(data)
    document = (read_page if medium == "html" else read_text)(decoded.text)
    document.damaged, document.damage = decoded.damaged, decoded.damage
    return document
