"""Bytes of a picture to grey pixels: black print on white paper.

What is on the page is not looked at.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.errors import ExtractionError
from pipeline.extract.ocr.libraries import cv
from pipeline.extract.ocr.sizes import checked_pages

__all__ = ["Grey", "load_pages"]

#: rows × columns, 0 black to 255 white
Grey = npt.NDArray[np.uint8]

_COLOURS, _WITH_ALPHA = 3, 4
_DEEP = 257  # from 16 bits to 8
#: print lighter than its ground is turned where the ground is darker than this
_DARK_GROUND = 100


def load_pages(data: bytes) -> list[Grey]:
    """The pictures of a PNG, JPEG, BMP, GIF or TIFF file, in grey.

    Raises:
        ExtractionError: it is too large or cannot be decoded.
    """
    pages = checked_pages(data)
    cv2 = cv()
    buffer = np.frombuffer(data, np.uint8)
    # a JPEG is turned as its camera says, which only this way of reading does
    is_photo = data.startswith(b"\xff\xd8")
    way = cv2.IMREAD_GRAYSCALE if is_photo else cv2.IMREAD_UNCHANGED
    try:
        with _quiet():
            if pages > 1:
                fine, decoded = cv2.imdecodemulti(buffer, cv2.IMREAD_GRAYSCALE)
                found = list(decoded) if fine else []
            else:
                one = cv2.imdecode(buffer, way)
                found = [] if one is None else [one]
    except (cv2.error, MemoryError) as error:
        raise ExtractionError("the picture cannot be decoded") from error
    if not found:
        raise ExtractionError("the picture cannot be decoded; it is damaged")
    return [_dark_on_light(_grey(page)) for page in found]


@contextmanager
def _quiet() -> Iterator[None]:
    """Nothing on stderr: libpng and libjpeg write there of damaged pictures."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(nowhere)
        os.close(kept)


def _grey(page: Any) -> Grey:
    if page.dtype == np.uint16:
        page = (page // _DEEP).astype(np.uint8)
    elif page.dtype != np.uint8:
        raise ExtractionError(f"a picture of {page.dtype} pixels")
    cv2 = cv()
    if page.ndim == 2:  # noqa: PLR2004 - rows and columns
        return np.ascontiguousarray(page)
    channels = page.shape[2]
    if channels == 1:
        return np.ascontiguousarray(page[:, :, 0])
    if channels == _COLOURS:
        return np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY))
    if channels != _WITH_ALPHA:
        return np.ascontiguousarray(page[:, :, 0])
    # what is transparent shows the white of the paper
    alpha = page[:, :, 3].astype(np.float32) / 255
    grey = cv2.cvtColor(page[:, :, :3], cv2.COLOR_BGR2GRAY).astype(np.float32)
    return np.asarray(grey * alpha + 255 * (1 - alpha), np.uint8)


def _dark_on_light(grey: Grey) -> Grey:
    return 255 - grey if float(np.median(grey)) < _DARK_GROUND else grey
