"""Which reader takes which medium: bytes of a known kind to a `Document`.

One entry a medium. A reader knows nothing of the form; it raises `ExtractionError` for
bytes that it cannot open. Readers with heavy or optional libraries import them when
they are first used. Archives and old office files are opened before (`files`).
"""

from collections.abc import Callable
from importlib import import_module

from pipeline.errors import UnsupportedMediaError
from pipeline.extract.document import Document
from pipeline.extract.docx import read_docx
from pipeline.extract.json_articles import read_articles
from pipeline.extract.media import UNREAD, decode
from pipeline.extract.mhtml import read_mhtml
from pipeline.extract.ocr.picture import read_picture
from pipeline.extract.script import read_page
from pipeline.extract.text import read_text

__all__ = ["read_documents"]

Reader = Callable[[bytes], Document]


def _text_reader(reader: Callable[[str], Document]) -> Reader:
    def read(data: bytes) -> Document:
        decoded = decode(data)
        document = reader(decoded.text)
        document.damaged = decoded.damaged
        document.damage = decoded.damage
        return document

    return read


def _later(module: str, name: str) -> Reader:
    """A reader whose module is imported when it is first used."""

    def read(data: bytes) -> Document:
        reader: Reader = getattr(import_module(f"pipeline.extract.{module}"), name)
        return reader(data)

    return read


def _read_page(data: bytes) -> Document:
    decoded = decode(data)
    as_it_is = decoded.encoding == "utf-8" and not decoded.damaged
    document = read_page(decoded.text, data if as_it_is else None)
    document.damaged, document.damage = decoded.damaged, decoded.damage
    return document


_READERS: dict[str, Reader] = {
    "bmp": read_picture,
    "docx": read_docx,
    "gif": read_picture,
    "html": _read_page,
    "jpeg": read_picture,
    "mhtml": read_mhtml,
    "ods": _later("sheet", "read_ods"),
    "pdf": _later("pdf", "read_pdf"),
    "png": read_picture,
    "text": _text_reader(read_text),
    "tiff": read_picture,
    "xls": _later("sheet", "read_xls"),
    "xlsx": _later("sheet", "read_xlsx"),
}
#: media that hold several documents, opened elsewhere
_OTHERS = ("doc", "json", "odt", "rtf", "wps", "zip")


def read_documents(data: bytes, media: str) -> list[tuple[str, Document]]:
    """Read bytes of a medium that `pipeline.extract.media.sniff` has named.

    Returns:
        The documents, each with its place in the file; mostly one, without a place.

    Raises:
        UnsupportedMediaError: no reader takes that medium.
        ExtractionError: the bytes cannot be opened.
    """
    if media == "json":
        decoded = decode(data)
        found = read_articles(decoded.text)
        for _, document in found:
            document.damaged, document.damage = decoded.damaged, decoded.damage
        return found
    if media not in _READERS:
        readable = ", ".join(sorted((*_READERS, *_OTHERS)))
        raise UnsupportedMediaError(
            UNREAD.get(media)
            or f"{media} files are not read yet (read: {readable}); "
            "save it as one of them"
        )
    document = _READERS[media](data)
    document.media = media
    return [("", document)]
