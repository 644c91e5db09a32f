"""How a page lies: from the space of the file to the space in which it is read.

Positions in reading space are points from the upper left corner, x to the right and y
downwards. Which way is up, the text of the page decides.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Frame"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Frame:
    """How the page lies: its box in PDF space and the quarters it is turned by."""

    left: float
    bottom: float
    right: float
    top: float
    quarters: int = 0

    @property
    def width(self) -> float:
        """The width as it is read."""
        sizes = (self.right - self.left, self.top - self.bottom)
        return sizes[self.quarters % 2]

    @property
    def height(self) -> float:
        """The height as it is read."""
        sizes = (self.top - self.bottom, self.right - self.left)
        return sizes[self.quarters % 2]

    def point(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Points of PDF space in reading space."""
        if self.quarters == 0:
            return x - self.left, self.top - y
        if self.quarters == 1:
            return y - self.bottom, x - self.left
        if self.quarters == 2:  # noqa: PLR2004 - half a turn
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def box(
        self, x0: Floats, y0: Floats, x1: Floats, y1: Floats
    ) -> tuple[Floats, Floats, Floats, Floats]:
        """Boxes of PDF space in reading space: left, top, right, bottom."""
        ax, ay = self.point(x0, y0)
        bx, by = self.point(x1, y1)
        return (
            np.minimum(ax, bx),
            np.minimum(ay, by),
            np.maximum(ax, bx),
            np.maximum(ay, by),
        )
