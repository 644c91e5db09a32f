"""The objects of a page in the order in which they are drawn, forms opened.

Paths and pictures come with their boxes; text is read elsewhere, but its place in the
order is noted here.
"""

import ctypes
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from pipeline.extract.pdf import library as lib

__all__ = ["PATH", "PICTURE", "Item", "ObjectList", "matrix_of", "times"]

Floats = NDArray[np.float64]

PATH, PICTURE = pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE
_MAX_DEPTH = 6


@dataclass(slots=True)
class Item:
    """A path or a picture: its address, its place in order, and its form's matrix."""

    handle: int
    order: int
    matrix: tuple[float, ...] | None


class ObjectList:
    """The objects of a page in the order in which they are drawn, forms opened."""

    def __init__(self, page: Any, limit: int) -> None:
        self.limit = limit
        self.orders: dict[int, int] = {}
        self.complete = True
        #: paths and pictures, and their boxes
        self.paths: list[Item] = []
        self.pictures: list[Item] = []
        self._boxes: dict[int, list[Floats]] = {PATH: [], PICTURE: []}
        handle = ctypes.cast(page, ctypes.c_void_p).value or 0
        count = pdfium.FPDFPage_CountObjects(page)
        numbers = self._some(count)
        self._add(list(map(lib.page_object, repeat(handle), numbers)), None, 0)

    def boxes(self, kind: int) -> Floats:
        """The boxes of all paths or of all pictures."""
        found = self._boxes[kind]
        return np.concatenate(found) if found else np.zeros((0, 4))

    def _some(self, count: int) -> range:
        room = self.limit - len(self.orders)
        if count > room:
            self.complete = False
        return range(max(0, min(count, room)))

    def _add(
        self, handles: list[int], matrix: tuple[float, ...] | None, depth: int
    ) -> None:
        kinds = np.fromiter(map(lib.object_type, handles), np.int64, len(handles))
        begin = len(self.orders)
        self.orders.update(
            zip(handles, range(begin, begin + len(handles)), strict=True)
        )
        for kind, items in ((PATH, self.paths), (PICTURE, self.pictures)):
            index = np.flatnonzero(kinds == kind).tolist()
            items += [Item(handles[n], begin + n, matrix) for n in index]
            bounds = lib.floats(len(index), 4, np.float32)
            chosen = (handles[n] for n in index)
            lib.call_all(map(lib.object_bounds, chosen, *lib.into_rows(bounds)))
            self._boxes[kind].append(_moved(bounds.astype(np.float64), matrix))
        for n in np.flatnonzero(kinds == pdfium.FPDF_PAGEOBJ_FORM).tolist():
            if depth >= _MAX_DEPTH:
                self.complete = False
                continue
            form = handles[n]
            numbers = self._some(lib.form_count(form))
            inner = list(map(lib.form_object, repeat(form), numbers))
            self._add(inner, times(matrix_of(form), matrix), depth + 1)


def matrix_of(handle: int) -> tuple[float, ...]:
    """The matrix of an object."""
    matrix = (ctypes.c_float * 6)()
    if not lib.object_matrix(handle, ctypes.addressof(matrix)):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return tuple(matrix)


def times(
    inner: tuple[float, ...], outer: tuple[float, ...] | None
) -> tuple[float, ...]:
    """One matrix after the other."""
    if outer is None:
        return inner
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
        e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip


def _moved(boxes: Floats, matrix: tuple[float, ...] | None) -> Floats:
    """The boxes of boxes behind a matrix."""
    if matrix is None:
        return boxes
    a, b, c, d, e, f = matrix
    corners = [(boxes[:, i], boxes[:, j]) for i in (0, 2) for j in (1, 3)]
    xs = np.stack([a * x + c * y + e for x, y in corners])
    ys = np.stack([b * x + d * y + f for x, y in corners])
    return np.stack((xs.min(0), ys.min(0), xs.max(0), ys.max(0)), axis=1)
