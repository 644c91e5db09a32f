"""How many digits a line of print has room for, counted from its ink alone.

Recognition may swallow one of two equal digits, twice in the same way; the ink cannot.
The distance from digit to digit is measured on the lines where each digit is a piece of
its own. What the digits are is not asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.extract.ocr.ink import PrintLine, Spans

__all__ = ["Pitch", "pitch_of"]

#: digits of most typefaces, as shares of their height
_ADVANCE, _WIDTH = 0.74, 0.62
_MIN_SAMPLES = 6
#: how far a measured number of digits may be from a whole one
_TOLERANCE = 0.3
#: digits of one table differ in height by less than this share
_SAME_SIZE = 0.2


@dataclass(frozen=True, slots=True)
class Pitch:
    """Measures of the digits of a page, in pixels.

    Attributes:
        advance: from the middle of a digit to that of the next.
        width: of a digit's ink.
        height: of a digit; 0 where none was measured, then the other two are shares
            of the height of the line.
    """

    advance: float = _ADVANCE
    width: float = _WIDTH
    height: float = 0.0

    def counts(self, line: PrintLine) -> set[int]:
        """How many digits the line may have; empty where that is not certain."""
        found = {self._count(line, spans) for spans in (line.spans, line.loose)}
        return {n for n in found if n is not None}

    def _count(self, line: PrintLine, spans: Spans) -> int | None:
        scale = float(max(1, line.height))
        if self.height:
            scale /= self.height
            # blur makes a line of round digits a little higher, and no wider
            scale = 1.0 if abs(scale - 1) < _SAME_SIZE else scale
        width, advance = self.width * scale, self.advance * scale
        total = 0
        for left, right in spans:
            if right - left < width + advance * 0.5:
                total += 1
                continue
            digits = (right - left - width) / advance + 1
            if abs(digits - round(digits)) > _TOLERANCE:
                return None
            total += round(digits)
        return total


def pitch_of(figures: Iterable[tuple[PrintLine, str]]) -> Pitch:
    """The measures of figures that have a piece of ink for each digit."""
    advances: list[float] = []
    widths: list[float] = []
    heights: list[float] = []
    for line, text in figures:
        if not text.isdigit() or len(text) != len(line.spans):
            continue
        pairs = list(zip(text, line.spans, strict=True))
        heights.append(line.height)
        widths += [s[1] - s[0] for digit, s in pairs if digit != "1"]
        advances += [
            (sum(after) - sum(before)) / 2
            for (one, before), (other, after) in pairwise(pairs)
            if "1" not in (one, other)
        ]
    if min(len(advances), len(widths)) < _MIN_SAMPLES:
        return Pitch()
    return Pitch(median(advances), median(widths), median(heights))
