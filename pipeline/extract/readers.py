"""Which reader takes which medium: bytes of a known kind to a `Document`.

One entry a medium. A reader knows nothing of the form; it raises `ExtractionError` for
bytes that it cannot open. Readers with heavy or optional libraries import them when
they are first used.
"""

from collections.abc import Callable

from pipeline.errors import UnsupportedMediaError
from pipeline.extract.document import Document
from pipeline.extract.docx import read_docx
from pipeline.extract.html import read_html
from pipeline.extract.media import decode
from pipeline.extract.text import read_text

__all__ = ["read_document"]

Reader = Callable[[bytes], Document]


def _text_reader(reader: Callable[[str], Document]) -> Reader:
    def read(data: bytes) -> Document:
        decoded = decode(data)
        document = reader(decoded.text)
        document.damaged = decoded.damaged
        return document

    return read


def _read_html(data: bytes) -> Document:
    decoded = decode(data)
    as_it_is = decoded.encoding == "utf-8" and not decoded.damaged
    document = read_html(decoded.text, data if as_it_is else None)
    document.damaged = decoded.damaged
    return document


_READERS: dict[str, Reader] = {
    "docx": read_docx,
    "html": _read_html,
    "text": _text_reader(read_text),
}


def read_document(data: bytes, media: str) -> Document:
    """Read bytes of a medium that `pipeline.extract.media.sniff` has named.

    Raises:
        UnsupportedMediaError: no reader takes that medium.
        ExtractionError: the bytes cannot be opened.
    """
    if media not in _READERS:
        readable = ", ".join(sorted(_READERS))
        raise UnsupportedMediaError(
            f"{media} files are not read yet (read: {readable}); save it as one of them"
        )
    return _READERS[media](data)
