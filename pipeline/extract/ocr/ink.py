"""What stands in a cell: nothing, lines of print, or something that is no print.

A cell with ink is never blank. What the print says is not read here.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipeline.extract.ocr.lattice import Lattice, LatticeCell
from pipeline.extract.ocr.libraries import cv

__all__ = ["Print", "PrintLine", "Spans", "print_in"]

#: ink smaller than this share of a character is dust, or a point
_DUST = 0.22
_DUST_AREA = 0.008
#: what is left of a ruling beside it is this thin
_SEAM = 0.2
_MIN_SIDE = 4
_MAX_LINES = 24
#: digits are at least this share as high as the highest of their line
_DIGIT_HEIGHT = 0.55
_POINT_AREA = 0.004

Box = tuple[int, int, int, int]
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class PrintLine:
    """A line of print in a cell.

    Attributes:
        box: left, top, right, bottom on the page.
        spans: left and right of the pieces of a digit's height, side by side.
        loose: the same with faint ink, in which a worn digit is still one piece.
        points: small pieces at the foot of the line: decimal points.
        gap: the widest blank between pieces, as a share of the height.
    """

    box: Box
    spans: Spans
    loose: Spans
    points: int
    gap: float

    @property
    def height(self) -> int:
        """In pixels."""
        return self.box[3] - self.box[1]

    @property
    def width(self) -> int:
        """In pixels."""
        return self.box[2] - self.box[0]


@dataclass(frozen=True, slots=True)
class Print:
    """The print in a cell; `doubtful` where ink may be cut off or faint."""

    lines: tuple[PrintLine, ...]
    doubtful: bool = False

    @property
    def blank(self) -> bool:
        """Whether there is nothing at all."""
        return not self.lines and not self.doubtful


@dataclass(frozen=True, slots=True)
class _Pieces:
    boxes: np.ndarray  # left, top, right, bottom, area
    touching: bool


def print_in(lattice: Lattice, cell: LatticeCell) -> Print:
    """The print in a cell of a table."""
    page = lattice.page
    left, top, right, bottom = cell.box
    part = (slice(top, bottom), slice(left, right))
    erased = lattice.erased[part]
    if cell.broken or min(erased.shape) < _MIN_SIDE:
        return Print((), doubtful=True)
    traces = _pieces(page.trace[part], erased, page.em)
    large = _large(traces.boxes, page.em)
    if not len(large) and not traces.touching:
        return Print(())
    inked = _pieces(page.ink[part], erased, page.em)
    sure = _large(inked.boxes, page.em)
    if not len(sure):
        return Print((), doubtful=True)
    lines = _lines(sure, traces.boxes, page.em, (left, top))
    # faint ink beside the print would be lost in silence
    apart = [box for box in large if not _near(box, sure, page.em)]
    doubtful = inked.touching or bool(apart) or len(lines) > _MAX_LINES
    return Print(tuple(lines[:_MAX_LINES]), doubtful)


def _pieces(mask: np.ndarray, erased: np.ndarray, em: float) -> _Pieces:
    """The pieces of ink in a cell, without its rulings and their seams."""
    cv2 = cv()
    bare = np.where(erased > 0, 0, mask).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(bare, connectivity=8)
    seam = cv2.dilate(erased, np.ones((3, 3), np.uint8)) > 0
    seam[[0, -1], :] = True
    seam[:, [0, -1]] = True
    at_ruling = np.bincount(labels[seam], minlength=count) > 0
    kept = []
    touching = False
    for number in range(1, count):
        x, y, w, h, area = stats[number]
        if at_ruling[number]:
            if min(w, h) <= em * _SEAM:
                continue
            touching = True
        kept.append((x, y, x + w, y + h, area))
    return _Pieces(np.array(kept, np.int64).reshape(-1, 5), touching)


def _large(boxes: np.ndarray, em: float) -> np.ndarray:
    size = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    kept = (size >= em * _DUST) & (boxes[:, 4] >= em * em * _DUST_AREA)
    return np.asarray(boxes[kept])


def _near(box: np.ndarray, others: np.ndarray, em: float) -> bool:
    reach = em * 0.15
    beside = (box[0] <= others[:, 2] + reach) & (box[2] >= others[:, 0] - reach)
    level = (box[1] <= others[:, 3] + reach) & (box[3] >= others[:, 1] - reach)
    return bool((beside & level).any())


def _lines(
    boxes: np.ndarray, traces: np.ndarray, em: float, at: tuple[int, int]
) -> list[PrintLine]:
    """Pieces that overlap in height are one line."""
    spans: list[list[int]] = []
    for top, bottom in sorted((int(b[1]), int(b[3])) for b in boxes):
        if spans and top <= spans[-1][1] - 1:
            spans[-1][1] = max(spans[-1][1], bottom)
        else:
            spans.append([top, bottom])
    lines = []
    for top, bottom in _whole_lines(spans, em):
        own = boxes[(boxes[:, 1] >= top) & (boxes[:, 3] <= bottom)]
        left, right = int(own[:, 0].min()), int(own[:, 2].max())
        spans_across, gap = _side_by_side(own, bottom - top)
        middle = (traces[:, 1] + traces[:, 3]) / 2
        faint = traces[(middle >= top) & (middle <= bottom)]
        loose, _ = _side_by_side(faint, bottom - top)
        points = _points(traces, (left, top, right, bottom), loose, em)
        box = (left + at[0], top + at[1], right + at[0], bottom + at[1])
        lines.append(PrintLine(box, spans_across, loose, points, gap))
    return lines


def _whole_lines(spans: list[list[int]], em: float) -> list[list[int]]:
    """Flat spans (the strokes of 二) are part of the line beside them."""
    found: list[list[int]] = []
    for span in spans:
        near = bool(found) and span[0] - found[-1][1] <= em * 0.35
        together = span[1] - found[-1][0] if found else 0
        flat = min(span[1] - span[0], found[-1][1] - found[-1][0]) if found else 0
        if near and flat <= em * 0.5 and together <= em * 1.25:
            found[-1][1] = span[1]
        else:
            found.append(list(span))
    return found


def _side_by_side(boxes: np.ndarray, height: int) -> tuple[Spans, float]:
    """The pieces that stand side by side, and the widest blank between two."""
    tall = boxes[(boxes[:, 3] - boxes[:, 1]) >= height * _DIGIT_HEIGHT]
    spans: list[tuple[int, int]] = []
    for left, right in sorted((int(b[0]), int(b[2])) for b in tall):
        if spans and left < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], right))
        else:
            spans.append((left, right))
    gaps = [after[0] - before[1] for before, after in pairwise(spans)]
    return tuple(spans), max(gaps, default=0) / max(1, height)


def _points(boxes: np.ndarray, line: Box, digits: Spans, em: float) -> int:
    """Small pieces at the foot, faint ones too, between two digits of the line.

    Before the first and behind the last no decimal point stands; below a digit lie the
    crumbs of a worn one.
    """
    if not digits:
        return 0
    _, top, _, bottom = line
    wide, high = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    low = boxes[:, 1] >= top + 0.55 * (bottom - top)
    small = (wide <= em * 0.3) & (high <= em * 0.4) & low
    solid = boxes[:, 4] >= em * em * _POINT_AREA
    found = small & solid & (boxes[:, 3] <= bottom + em * 0.3)
    found &= (boxes[:, 0] >= digits[0][1] - 1) & (boxes[:, 2] <= digits[-1][0] + 1)
    for start, end in digits:
        found &= (boxes[:, 2] <= start + 1) | (boxes[:, 0] >= end - 1)
    return int(found.sum())
