"""A page made ready: straight, of one size of print, on white ground.

Which pixels are ink is said here; what the ink is, is not.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.extract.ocr.libraries import cv
from pipeline.extract.ocr.load import Grey

__all__ = ["Mask", "Page", "prepare", "turned"]

Mask = npt.NDArray[np.uint8]  # 0 or 255

#: the height of a character that everything after this is made for, in pixels
_EM = 26.0
_MIN_EM, _MAX_EM = 20.0, 40.0
_MAX_SCALE, _MIN_SCALE = 4.0, 0.4
_MAX_WORK = 24_000_000
_MAX_SKEW = 20.0
_MIN_SKEW = 0.05
#: pieces of print: least width and height, least area, greatest side, in pixels
_MIN_PRINT, _MIN_AREA, _MAX_PRINT = (3, 6), 12, 90
#: neighbours that differ more are the edge of print, not grain
_STEP_OF_PRINT = 100
_NOISY = 5.0
#: ink is at least this much darker than the paper, whatever the noise
_FAINT = 24.0
_NOISE_SIGMAS = 5.0


@dataclass(frozen=True, slots=True)
class Page:
    """A straightened page.

    Attributes:
        grey: the print on even, white ground.
        ink: what is clearly ink.
        trace: what may be ink, faint print included.
        em: the height of a character in pixels.
    """

    grey: Grey
    ink: Mask
    trace: Mask
    em: float


def turned(grey: Grey, quarters: int) -> Grey:
    """The page turned by quarters against the clock."""
    return np.ascontiguousarray(np.rot90(grey, quarters))


def prepare(grey: Grey) -> Page:
    """Straighten a page and bring its print to one size."""
    cv2 = cv()
    rough = _on_white(grey)
    em = _em(_ink(rough))
    if em is None:
        em = _EM
    angle = _skew(_ink(rough))
    work = grey
    scale = 1.0
    if not _MIN_EM <= em <= _MAX_EM:
        scale = float(np.clip(_EM / em, _MIN_SCALE, _MAX_SCALE))
    scale = min(scale, (_MAX_WORK / work.size) ** 0.5)
    if abs(scale - 1.0) > 0.05:  # noqa: PLR2004 - not worth a blur
        how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
        work = cv2.resize(work, None, fx=scale, fy=scale, interpolation=how)
        em *= scale
    if abs(angle) >= _MIN_SKEW:
        work = _rotated(work, angle)
    return finished(work, em)


def finished(grey: Grey, em: float) -> Page:
    """A page of pixels that are straight already."""
    cv2 = cv()
    white = _on_white(grey)
    noise = _noise(white)
    calm = cv2.medianBlur(white, 3) if noise > _NOISY else white
    remaining = _noise(calm)
    limit = 255 - max(_FAINT, _NOISE_SIGMAS * remaining)
    trace = ((calm < limit) * 255).astype(np.uint8)
    return Page(calm, _ink(calm), trace, em)


def _on_white(grey: Grey) -> Grey:
    """The page without shadows: each place divided by the paper around it."""
    cv2 = cv()
    small = cv2.resize(grey, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    if min(small.shape) < 3:  # noqa: PLR2004 - too small for a kernel
        return grey
    kernel = np.ones((9, 9), np.uint8)
    paper = cv2.GaussianBlur(cv2.dilate(small, kernel), (9, 9), 0)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]))
    return np.asarray(cv2.divide(grey, np.maximum(paper, 60), scale=255.0))


def _ink(white: Grey) -> Mask:
    cv2 = cv()
    level, _ = cv2.threshold(white, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    level = float(np.clip(level, 110, 205))
    return np.asarray((white < level) * 255, np.uint8)


def _noise(white: Grey) -> float:
    """The usual difference between neighbours on paper, as a deviation."""
    flat = white[:: max(1, white.shape[0] // 400)].astype(np.int16)
    steps = np.abs(np.diff(flat, axis=1))
    return float(np.median(steps[steps < _STEP_OF_PRINT]) / 0.95) if steps.size else 0.0


def _em(ink: Mask) -> float | None:
    """The height of a character, from pieces of ink of the sizes that print has."""
    _, _, stats, _ = cv().connectedComponentsWithStats(ink, connectivity=8)
    height, width, area = stats[1:, 3], stats[1:, 2], stats[1:, 4]
    fits = (height >= _MIN_PRINT[1]) & (width >= _MIN_PRINT[0]) & (area >= _MIN_AREA)
    fits &= (np.maximum(height, width) <= _MAX_PRINT) & (area < 0.8 * height * width)
    if int(fits.sum()) < 8:  # noqa: PLR2004 - no print
        return None
    return float(np.percentile(height[fits], 80)) * 1.08


def _skew(ink: Mask) -> float:
    """The angle of the rulings against the edges of the picture, in degrees."""
    cv2 = cv()
    scale = min(1.0, 1400 / max(ink.shape))
    small = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    edges = ((small > 90) * 255).astype(np.uint8)  # noqa: PLR2004 - half covered
    length = max(40, min(small.shape) // 8)
    lines = cv2.HoughLinesP(
        edges, 1, np.pi / 720, 120, minLineLength=length, maxLineGap=4
    )
    if lines is None:
        return 0.0
    ends = np.asarray(lines).reshape(-1, 4)[:4000].astype(np.float64)
    across, down = ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]
    angles = np.degrees(np.arctan2(down, across))
    angles = (angles + 45.0) % 90.0 - 45.0
    weights = np.hypot(across, down)
    near = np.abs(angles) <= _MAX_SKEW
    if not near.any():
        return 0.0
    angles, weights = angles[near], weights[near]
    order = np.argsort(angles)
    middle = np.searchsorted(np.cumsum(weights[order]), weights.sum() / 2)
    return float(angles[order][min(middle, len(order) - 1)])


def _rotated(grey: Grey, angle: float) -> Grey:
    cv2 = cv()
    height, width = grey.shape
    turn: Any = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    full = (int(height * sin + width * cos), int(height * cos + width * sin))
    turn[0, 2] += full[0] / 2 - width / 2
    turn[1, 2] += full[1] / 2 - height / 2
    return np.asarray(
        cv2.warpAffine(
            grey, turn, full, flags=cv2.INTER_CUBIC, borderValue=float(np.median(grey))
        )
    )
