"""Pages of a PDF that are pictures, and any page as pixels.

Text layers are not read here.
"""

import numpy as np
import pypdfium2

from pipeline.errors import ExtractionError
from pipeline.extract.ocr.load import Grey
from pipeline.extract.ocr.sizes import MAX_PIXELS

__all__ = ["picture_pages", "render_page"]

_POINTS = 72
_DPI = 200
_MAX_PAGES = 100
#: a page with fewer characters than this has no text layer to speak of
_MIN_CHARACTERS = 8


def picture_pages(data: bytes) -> list[int]:
    """The numbers, from 1, of the pages without text.

    Raises:
        ExtractionError: the PDF cannot be opened.
    """
    document = _opened(data)
    try:
        return [
            number + 1
            for number in range(min(len(document), _MAX_PAGES))
            if _characters(document, number) < _MIN_CHARACTERS
        ]
    except pypdfium2.PdfiumError as error:
        raise ExtractionError(f"the PDF cannot be read: {error}") from error
    finally:
        document.close()


def _characters(document: pypdfium2.PdfDocument, number: int) -> int:
    text = document[number].get_textpage().get_text_range()
    return sum(not c.isspace() for c in text)


def render_page(data: bytes, page: int) -> Grey:
    """A page as grey pixels, at 200 to the inch unless that would be too many.

    Raises:
        ExtractionError: the page cannot be rendered.
    """
    document = _opened(data)
    try:
        leaf = document[page - 1]
        width, height = leaf.get_size()
        if width <= 0 or height <= 0:
            raise ExtractionError(f"page {page} has no size")
        most = (MAX_PIXELS / 2 / (width * height)) ** 0.5
        picture = leaf.render(scale=min(_DPI / _POINTS, most), grayscale=True)
        return np.array(picture.to_numpy(), np.uint8).reshape(
            picture.height, picture.width
        )
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise ExtractionError(f"page {page} cannot be rendered: {error}") from error
    finally:
        document.close()


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ExtractionError(f"the PDF cannot be opened: {error}") from error
