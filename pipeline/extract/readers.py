"""Which reader takes which medium: bytes of a known kind to a `Document`.

One entry a medium. A reader knows nothing of the form; it raises `ExtractionError` for
bytes that it cannot open. Readers with heavy or optional libraries import them when
they are first used.
"""

from collections.abc import Callable

from pipeline.errors import UnsupportedMediaError
from pipeline.extract.document import Document, Picture
from pipeline.extract.docx import read_docx
from pipeline.extract.html import read_html
from pipeline.extract.media import decode
from pipeline.extract.ocr.pdf_pages import picture_pages
from pipeline.extract.ocr.picture import read_picture
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


def _scanned_pdf(data: bytes) -> Document:
    pages = picture_pages(data)
    return Document("pdf", pictures=[Picture(f"p{n}", page=n) for n in pages])


_READERS: dict[str, Reader] = {
    "bmp": read_picture,
    "docx": read_docx,
    "gif": read_picture,
    "html": _text_reader(read_html),
    "jpeg": read_picture,
    "pdf": _scanned_pdf,
    "png": read_picture,
    "text": _text_reader(read_text),
    "tiff": read_picture,
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
    document = _READERS[media](data)
    document.media = media
    return document
