"""pdfium itself: opening and closing, and its functions for many calls in a row.

pypdfium2's own wrappers check and convert each argument. A page has thousands of
characters, so the functions asked for each of them are declared here once more, with
plain addresses that point into arrays. pdfium is not safe for threads: everything that
touches it holds `LOCK`.
"""

import ctypes
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from pipeline.errors import ExtractionError

__all__ = ["LOCK", "call_all", "into_rows", "open_document", "open_page"]

LOCK = RLock()

_POINTER, _INT, _UINT = ctypes.c_void_p, ctypes.c_int, ctypes.c_uint
_PASSWORD_NEEDED = {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}


def _fast(name: str, result: Any, *arguments: Any) -> Any:
    """A function of pdfium that takes and gives plain numbers."""
    address = ctypes.cast(getattr(pdfium, name), ctypes.c_void_p).value
    if address is None:
        raise ExtractionError(f"the installed pdfium has no {name}")
    return ctypes.CFUNCTYPE(result, *arguments)(address)


char_code = _fast("FPDFText_GetUnicode", _UINT, _POINTER, _INT)
char_object = _fast("FPDFText_GetTextObject", _POINTER, _POINTER, _INT)
char_error = _fast("FPDFText_HasUnicodeMapError", _INT, _POINTER, _INT)
char_box = _fast("FPDFText_GetLooseCharBox", _INT, _POINTER, _INT, _POINTER)
char_origin = _fast("FPDFText_GetCharOrigin", _INT, _POINTER, _INT, _POINTER, _POINTER)
char_matrix = _fast("FPDFText_GetMatrix", _INT, _POINTER, _INT, _POINTER)
char_color = _fast("FPDFText_GetFillColor", _INT, _POINTER, _INT, *[_POINTER] * 4)
font_size = _fast("FPDFText_GetFontSize", ctypes.c_double, _POINTER, _INT)
render_mode = _fast("FPDFTextObj_GetTextRenderMode", _INT, _POINTER)
font_of = _fast("FPDFTextObj_GetFont", _POINTER, _POINTER)
page_object = _fast("FPDFPage_GetObject", _POINTER, _POINTER, _INT)
form_object = _fast("FPDFFormObj_GetObject", _POINTER, _POINTER, _UINT)
form_count = _fast("FPDFFormObj_CountObjects", _INT, _POINTER)
object_type = _fast("FPDFPageObj_GetType", _INT, _POINTER)
object_bounds = _fast("FPDFPageObj_GetBounds", _INT, _POINTER, *[_POINTER] * 4)
object_matrix = _fast("FPDFPageObj_GetMatrix", _INT, _POINTER, _POINTER)
object_fill = _fast("FPDFPageObj_GetFillColor", _INT, _POINTER, *[_POINTER] * 4)
object_stroke = _fast("FPDFPageObj_GetStrokeColor", _INT, _POINTER, *[_POINTER] * 4)
object_blends = _fast("FPDFPageObj_HasTransparency", _INT, _POINTER)
draw_mode = _fast("FPDFPath_GetDrawMode", _INT, _POINTER, _POINTER, _POINTER)
segment_count = _fast("FPDFPath_CountSegments", _INT, _POINTER)
segment_of = _fast("FPDFPath_GetPathSegment", _POINTER, _POINTER, _INT)
segment_point = _fast("FPDFPathSegment_GetPoint", _INT, _POINTER, _POINTER, _POINTER)
segment_type = _fast("FPDFPathSegment_GetType", _INT, _POINTER)
segment_close = _fast("FPDFPathSegment_GetClose", _INT, _POINTER)


def call_all(calls: Iterable[object]) -> None:
    """Run through a lazy `map` of calls whose answers stand in arrays."""
    deque(calls, maxlen=0)


def into_rows(array: NDArray[Any]) -> list[range]:
    """The addresses of each column of a two-dimensional array, row by row."""
    begin, step = array.ctypes.data, array.strides[0]
    end = begin + step * array.shape[0]
    return [
        range(begin + n * array.itemsize, end + n * array.itemsize, step)
        if array.shape[0]
        else range(0)
        for n in range(array.shape[1])
    ]


def floats(rows: int, columns: int, kind: type = np.float64) -> NDArray[Any]:
    """An array that pdfium may write into."""
    return np.zeros((rows, columns), kind)


@contextmanager
def open_document(data: bytes) -> Iterator[int]:
    """The handle of a document, closed afterwards.

    Raises:
        ExtractionError: it is protected by a password, or no PDF that can be opened.
    """
    with LOCK:
        document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
        if not document:
            code = pdfium.FPDF_GetLastError()
            if code in _PASSWORD_NEEDED:
                raise ExtractionError(
                    "the PDF is protected by a password; save a copy without one"
                )
            raise ExtractionError(f"not a readable PDF file (pdfium error {code})")
        try:
            yield document
        finally:
            pdfium.FPDF_CloseDocument(document)


@contextmanager
def open_page(document: int, number: int) -> Iterator[int | None]:
    """The handle of a page, closed afterwards; None for one that is broken.

    Form fields and remarks that are printed become part of the page first, since their
    text would be missing otherwise.
    """
    page = pdfium.FPDF_LoadPage(document, number)
    if page and _shows_annotations(page):
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_PRINT)
        pdfium.FPDF_ClosePage(page)
        page = pdfium.FPDF_LoadPage(document, number)
    try:
        yield page or None
    finally:
        if page:
            pdfium.FPDF_ClosePage(page)


_NOT_SHOWN = {pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP}
_MAX_ANNOTATIONS = 1000


def _shows_annotations(page: Any) -> bool:
    count = min(pdfium.FPDFPage_GetAnnotCount(page), _MAX_ANNOTATIONS)
    for number in range(count):
        annotation = pdfium.FPDFPage_GetAnnot(page, number)
        if not annotation:
            continue
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind not in _NOT_SHOWN:
            return True
    return False
