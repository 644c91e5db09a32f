"""A page as a picture, for those who recognise characters."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from pipeline.errors import ExtractionError
from pipeline.extract.pdf.library import open_document, open_page

__all__ = ["render_page"]

_POINTS = 72.0
#: an A3 page at 300 dpi has 17 million
MAX_PIXELS = 24_000_000


def render_page(data: bytes, page: int, *, dpi: float = 200.0) -> NDArray[np.uint8]:
    """Draw a page in grey, as it is shown: rows of pixels, 0 for black.

    Args:
        data: the bytes of the PDF.
        page: its number, from 1.
        dpi: pixels an inch; fewer for a page that would have too many pixels.

    Raises:
        ExtractionError: there is no such page, or it cannot be drawn.
    """
    with open_document(data) as document, _page(document, page) as handle:
        wide, high = (
            pdfium.FPDF_GetPageWidthF(handle),
            pdfium.FPDF_GetPageHeightF(handle),
        )
        if not (wide > 0 and high > 0):
            raise ExtractionError(f"page {page} has no size")
        scale = min(dpi / _POINTS, (MAX_PIXELS / (wide * high)) ** 0.5)
        width = max(1, min(int(wide * scale), MAX_PIXELS))
        height = max(1, min(int(high * scale), MAX_PIXELS // width))
        return _drawn(handle, width, height)


def _drawn(handle: int, width: int, height: int) -> NDArray[np.uint8]:
    pixels = np.full((height, width), 255, np.uint8)
    bitmap = pdfium.FPDFBitmap_CreateEx(
        width,
        height,
        pdfium.FPDFBitmap_Gray,
        pixels.ctypes.data_as(ctypes.c_void_p),
        pixels.strides[0],
    )
    if not bitmap:
        raise ExtractionError("the page cannot be drawn")
    flags = pdfium.FPDF_ANNOT | pdfium.FPDF_GRAYSCALE
    try:
        pdfium.FPDF_RenderPageBitmap(bitmap, handle, 0, 0, width, height, 0, flags)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return pixels


@contextmanager
def _page(document: int, number: int) -> Iterator[int]:
    """A page that must be there."""
    count = pdfium.FPDF_GetPageCount(document)
    if not 1 <= number <= count:
        raise ExtractionError(f"there is no page {number}: the PDF has {count}")
    with open_page(document, number - 1) as handle:
        if handle is None:
            raise ExtractionError(f"page {number} is damaged")
        yield handle
