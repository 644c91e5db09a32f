"""Print to text: labels by one reading, figures only by two that agree.

A figure is taken where two readings of differently cut and treated crops are the same,
both are sure, and the number of digits is that of the pieces of ink. Everything else
stays a text that is no number, or an opaque cell; it is never made to fit.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.extract.normal import half_width
from pipeline.extract.ocr.ink import Print, PrintLine
from pipeline.extract.ocr.libraries import cv
from pipeline.extract.ocr.load import Grey
from pipeline.extract.ocr.page import Page
from pipeline.extract.ocr.pitch import Pitch, pitch_of
from pipeline.extract.ocr.recognise import Seen, recognise

__all__ = ["Reading", "read_lines", "read_prints", "third_reading"]

#: a figure needs at least this score in each of its readings
MIN_SCORE = 0.80
#: a text with more characters than this is a label: its words vouch for each other
_SHORT = 4
_CJK = re.compile(r"[\u4e00-\u9fff]")
_FIGURE = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?%?")
#: between two digits of one number there is less blank than this share of the height
_MAX_GAP = 0.75
#: narrower than this, in pixels, a flat line of print is a lone dash
_LONE_WIDTH = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a cell, its score, and whether it is certain.

    Attributes:
        text: as seen; the first reading where they differ.
        score: of the least sure character.
        certain: it may be taken for a figure or a mark.
    """

    text: str
    score: float
    certain: bool


def read_lines(page: Page, lines: Sequence[PrintLine]) -> list[Seen]:
    """One reading of each line."""
    return recognise([_plain(page, line) for line in lines])


def read_prints(tables: Sequence[tuple[Page, Sequence[Print]]]) -> list[list[Reading]]:
    """The readings of all cells of the tables of a page."""
    prints = [(page, one) for page, found in tables for one in found]
    seen = _each(prints, range(len(prints)), _plain)
    doubtful = [n for n, found in seen.items() if found and not _is_label(found)]
    again = _each(prints, doubtful, _other)
    pitch = pitch_of(
        (one.lines[0], _joined(seen[n]))
        for n, (_, one) in enumerate(prints)
        if len(one.lines) == 1
    )
    readings = iter(
        [
            _settled(one, seen[n], again.get(n), pitch)
            for n, (_, one) in enumerate(prints)
        ]
    )
    return [[next(readings) for _ in found] for _, found in tables]


def _each(
    prints: Sequence[tuple[Page, Print]],
    chosen: Iterable[int],
    crop: Callable[[Page, PrintLine], Grey],
) -> dict[int, list[Seen]]:
    """The lines of the chosen cells, cut in one way and recognised together."""
    lines = [(n, line) for n in chosen for line in prints[n][1].lines]
    texts = recognise([crop(prints[n][0], line) for n, line in lines])
    found: dict[int, list[Seen]] = {n: [] for n in chosen}
    for (number, _), text in zip(lines, texts, strict=True):
        found[number].append(text)
    return found


def third_reading(page: Page, one: Print) -> str:
    """The text of a cell, read in yet another way."""
    found = recognise([_third(page, line) for line in one.lines])
    return _joined(found)


def _is_label(found: Sequence[Seen]) -> bool:
    return sum(len(_CJK.findall(s.text)) for s in found) > _SHORT


def _settled(
    one: Print, found: list[Seen], again: list[Seen] | None, pitch: Pitch
) -> Reading:
    text = _joined(found)
    score = min((s.score for s in found), default=1.0)
    if again is None:
        return Reading(text, score, certain=not one.doubtful)
    score = min(score, *(s.score for s in again))
    agree = _joined(again) == text
    certain = (
        agree and score >= MIN_SCORE and not one.doubtful and _fits(one, text, pitch)
    )
    return Reading(text, score, certain)


def _joined(found: Sequence[Seen]) -> str:
    """The lines of a label are one text; those of anything else stay apart."""
    parts = [half_width(s.text).strip() for s in found]
    between = "" if any(_CJK.search(p) for p in parts) else "\n"
    return between.join(parts)


def _fits(one: Print, text: str, pitch: Pitch) -> bool:
    """Whether a figure has as many digits as the ink has room for."""
    if not any(c.isdigit() for c in text) or _CJK.search(text):
        return bool(text)
    if len(one.lines) != 1 or not _FIGURE.fullmatch(text):
        return False
    line = one.lines[0]
    points = text.count(".") + text.count(",")
    if line.points != points or line.gap > _MAX_GAP:
        return False
    digits = sum(c.isdigit() for c in text)
    return digits in pitch.counts(line)


def _plain(page: Page, line: PrintLine) -> Grey:
    return _crop(page.grey, line, 0.16, 0.3)


def _other(page: Page, line: PrintLine) -> Grey:
    """Tighter above, and wider."""
    crop = _crop(page.grey, line, 0.12, 0.5)
    width = max(1, round(crop.shape[1] * 1.2))
    return np.asarray(cv().resize(crop, (width, crop.shape[0])))


def _third(page: Page, line: PrintLine) -> Grey:
    """Narrower and softer."""
    cv2 = cv()
    crop = _crop(page.grey, line, 0.24, 0.8)
    width = max(1, round(crop.shape[1] * 0.88))
    return np.asarray(
        cv2.GaussianBlur(cv2.resize(crop, (width, crop.shape[0])), (3, 3), 0)
    )


def _crop(grey: Grey, line: PrintLine, above: float, beside: float) -> Grey:
    """The line on white, with blank around it in shares of its height."""
    left, top, right, bottom = line.box
    edge = 2
    inner = grey[max(0, top - edge) : bottom + edge, max(0, left - edge) : right + edge]
    # a lone dash is as high as print, else it would be blown up to a bar
    height = max(
        bottom - top, round(0.35 * (right - left)) if right - left < _LONE_WIDTH else 0
    )
    lack = max(0, height - (bottom - top)) // 2
    over, side = round(height * above) + lack, round(height * beside)
    return np.asarray(
        cv().copyMakeBorder(
            inner, over, over, side, side, cv().BORDER_CONSTANT, value=255
        )
    )
