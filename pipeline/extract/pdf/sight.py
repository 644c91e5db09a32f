"""What of a page can be seen: text that is not hidden, and pictures instead of text.

A page whose content is a picture is named as such, with or without a layer of
recognised text: such text was not printed. So is a page whose text says nothing that
can be read.
"""

import ctypes

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from pipeline.extract.pdf.chars import Chars
from pipeline.extract.pdf.frame import Frame
from pipeline.extract.pdf.paths import Area, Drawing

__all__ = ["is_unreadable", "pictured", "seen"]

#: of the page: from this share on, a picture is the page
_PAGE = 0.5
#: a picture of this share of the page may be a table
_PART = 0.06
#: characters from which on a page with a large picture still counts as text
_TEXT = 200
_UNREADABLE = 0.2
_OUTLINES = 40
_MAX_COMPARED = 20_000_000
_MAX_PIXELS = 40_000_000


def seen(chars: Chars, drawing: Drawing) -> Chars:
    """The characters that can be seen."""
    shown = ~chars.hidden
    solid = [a for a in drawing.areas if a.solid and not a.picture and not a.curved]
    order = chars.order
    latest = int(order.min()) if len(order) else 0
    over = [a for a in solid if a.order > latest]
    if len(over) * len(chars) > _MAX_COMPARED:
        over = []
    for area in over:
        shown &= ~(_inside(chars, area) & (order < area.order))
    if (chars.white & shown).any():
        shown &= ~chars.white | _on_something(chars, drawing.areas)
    return chars if shown.all() else chars.take(shown)


def _inside(chars: Chars, area: Area) -> NDArray[np.bool_]:
    x0, y0, x1, y1 = area.box
    inside: NDArray[np.bool_] = (
        (chars.cx > x0) & (chars.cx < x1) & (chars.cy > y0) & (chars.cy < y1)
    )
    return inside


def _on_something(chars: Chars, areas: list[Area]) -> NDArray[np.bool_]:
    """White characters that stand on a colour or a picture."""
    found = np.zeros(len(chars), bool)
    for index in np.flatnonzero(chars.white):
        x, y, order = chars.cx[index], chars.cy[index], chars.order[index]
        below = (
            a
            for a in reversed(areas)
            if a.order < order
            and a.box[0] <= x <= a.box[2]
            and a.box[1] <= y <= a.box[3]
        )
        top = next(below, None)
        found[index] = top is not None and not top.white
    return found


def pictured(
    chars: Chars, drawing: Drawing, frame: Frame, document: int, page: int
) -> tuple[bool, bool]:
    """Whether the page is a picture, and whether a part of it may be one.

    Args:
        chars: what can be seen of its text.
        drawing: what is drawn on it.
        frame: how it lies.
        document: the handle of the document.
        page: the handle of the page.
    """
    whole = frame.width * frame.height
    large = [
        a for a in drawing.areas if a.picture and _share(a, frame) >= _PAGE * whole
    ]
    covered = any(
        bool((chars.order < a.order).mean() > _PAGE) and _is_solid(a, document, page)
        for a in large
        if len(chars)
    )
    outlines = sum(a.curved for a in drawing.areas)
    tiles = sum(_share(a, frame) for a in drawing.areas if a.picture)
    few = len(chars) < _TEXT
    full = few and (bool(large) or tiles >= _PAGE * whole)
    drawn = not len(chars) and outlines >= _OUTLINES
    part = (
        any(_PART * whole <= _share(a, frame) for a in drawing.areas if a.picture)
        and not large
    )
    return covered or full or drawn, part


def _share(area: Area, frame: Frame) -> float:
    """The size of the part of an area that lies on the page."""
    x0, y0, x1, y1 = area.box
    wide = min(x1, frame.width) - max(x0, 0.0)
    high = min(y1, frame.height) - max(y0, 0.0)
    return max(wide, 0.0) * max(high, 0.0)


def _is_solid(area: Area, document: int, page: int) -> bool:
    """Whether nothing can be seen through a picture; watermarks can be seen through."""
    handle = ctypes.cast(area.handle, pdfium.FPDF_PAGEOBJECT)
    wide, high = ctypes.c_uint(), ctypes.c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(handle, wide, high)
    if wide.value * high.value > _MAX_PIXELS:
        return True
    bitmap = pdfium.FPDFImageObj_GetRenderedBitmap(document, page, handle)
    if not bitmap:
        return True
    try:
        if pdfium.FPDFBitmap_GetFormat(bitmap) != pdfium.FPDFBitmap_BGRA:
            return True
        height = pdfium.FPDFBitmap_GetHeight(bitmap)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        address = ctypes.cast(pdfium.FPDFBitmap_GetBuffer(bitmap), ctypes.c_void_p)
        buffer = (ctypes.c_ubyte * (height * stride)).from_address(address.value or 0)
        alpha = np.frombuffer(buffer, np.uint8)[3::4]
        return bool((alpha > 127).mean() > _PAGE)  # noqa: PLR2004 - half
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def is_unreadable(chars: Chars) -> bool:
    """Whether the text of the page says nothing: no names for its characters."""
    return len(chars) > 0 and bool(chars.unknown.mean() > _UNREADABLE)
