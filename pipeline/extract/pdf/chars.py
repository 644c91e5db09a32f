"""The characters of a page as arrays, turned so that they read from left to right.

Positions are points from the upper left corner, x to the right and y downwards. Which
characters can be seen is settled here; what they mean together is not.
"""

import ctypes
from collections import Counter
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from pipeline.extract.pdf import library as lib
from pipeline.extract.pdf.frame import Frame

__all__ = ["Chars", "read_chars"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_FIRST_SIGN = 0x20
_INVISIBLE_MODES = {3, 7}
_BLANKS = frozenset(code for code in range(_FIRST_SIGN, 0x3001) if chr(code).isspace())
_HYPHEN = 0x02  # what pdfium makes of a hyphen at the end of a line
_PRIVATE = (0xE000, 0xF8FF)
_REPLACED = 0xFFFD
_PAIRS = (0xD800, 0xDFFF)
#: smaller text is not there for readers
_MIN_EM = 1.5
#: a text is upright, or turned by quarters, up to this many degrees
_SKEW = 8.0
#: unnamed characters of a font, as a share, up to which the others are believed
_TRUST = 0.05
_CAP = 0.35  # of the em: from the baseline to the middle of a character


@dataclass(slots=True)
class Chars:
    """Characters in the order of the file; all arrays have one entry for each.

    Attributes:
        text: the characters.
        x0: where it begins, by its advance, not by its ink.
        x1: where it ends.
        base: the line that it stands on.
        cx: its middle.
        cy: its middle.
        em: the size of its font.
        turn: quarters by which it is turned against the page.
        order: the place of its object in the page, for what lies over what.
        run: the number of its text object.
        unknown: what it says is not known.
        white: it is white.
        hidden: text that is never shown (an OCR layer).
    """

    text: list[str]
    x0: Floats
    x1: Floats
    base: Floats
    cx: Floats
    cy: Floats
    em: Floats
    turn: Ints
    order: Ints
    run: Ints
    unknown: Flags
    white: Flags
    hidden: Flags

    def __len__(self) -> int:
        return len(self.text)

    def take(self, chosen: NDArray[Any]) -> "Chars":
        """The characters of a mask or of indexes."""
        index = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen
        return Chars(
            [self.text[i] for i in index],
            *(
                getattr(self, name)[index]
                for name in Chars.__slots__
                if name not in ("text",)
            ),
        )


@dataclass(slots=True)
class _Runs:
    """What the text objects of a page have for all their characters."""

    angle: Floats
    em: Floats
    origin: Floats
    mode: list[int]
    white: list[bool]
    clear: list[bool]
    font: list[int | None]


def read_chars(
    page: Any, text_page: Any, orders: dict[int, int], limit: int
) -> tuple[Chars, Frame] | None:
    """The characters of a page, and how it lies; None where it has more than `limit`.

    Args:
        page: its handle.
        text_page: the handle of its text.
        orders: the place of each object in the page, by its address.
        limit: of characters.
    """
    count = pdfium.FPDFText_CountChars(text_page)
    if count > limit:
        return None
    handle = ctypes.cast(text_page, ctypes.c_void_p).value
    every = list(map(lib.char_object, repeat(handle), range(max(count, 0))))
    codes = _all_codes(text_page, len(every))
    kept = [
        n
        for n, (thing, code) in enumerate(zip(every, codes, strict=True))
        if thing is not None and code not in _BLANKS
    ]
    objects = [every[n] for n in kept]
    box = lib.floats(len(kept), 4, np.float32)
    lib.call_all(map(lib.char_box, repeat(handle), kept, lib.into_rows(box)[0]))
    errors = np.fromiter(map(lib.char_error, repeat(handle), kept), np.int64, len(kept))
    run, firsts = _run_numbers(objects)
    runs = _runs(handle, [kept[n] for n in firsts], [objects[n] for n in firsts])
    turn, skewed = _turns(runs.angle)
    quarters = _main_turn(turn[run])
    frame = _frame(page, quarters)
    unknown = _unknown([codes[n] for n in kept], errors, run, runs.font)
    chars = _placed(frame, box.astype(np.float64), runs, run)
    chars.text = [_sign(codes[n]) for n in kept]
    chars.turn = (turn[run] - quarters) % 4
    chars.cy = np.where(chars.turn == 0, chars.base - _CAP * chars.em, chars.cy)
    chars.run, chars.unknown = run, unknown
    order = [orders.get(objects[n] or 0, -1) for n in firsts]
    chars.order = np.array(order, np.int64)[run]
    chars.white = np.array(runs.white, bool)[run]
    chars.hidden = _hidden(runs)[run]
    inside = (
        (chars.cx > 0)
        & (chars.cx < frame.width)
        & (chars.cy > 0)
        & (chars.cy < frame.height)
    )
    visible = inside & ~skewed[run] & (chars.em >= _MIN_EM)
    return chars.take(visible), frame


def _all_codes(text_page: Any, count: int) -> list[int]:
    """The codes of all characters.

    In one call where it gives one unit for each: only pairs of units could make up for
    one that is left out.
    """
    units = (ctypes.c_ushort * (count + 1))()
    given = pdfium.FPDFText_GetText(text_page, 0, count, units)
    codes = np.frombuffer(bytes(units), np.uint16)[:count]
    if given == count + 1 and not ((codes >= _PAIRS[0]) & (codes <= _PAIRS[1])).any():
        found: list[int] = codes.tolist()
        return found
    handle = ctypes.cast(text_page, ctypes.c_void_p).value
    return list(map(lib.char_code, repeat(handle), range(count)))


def _sign(code: int) -> str:
    if code == _HYPHEN:
        return "-"
    return chr(code) if _FIRST_SIGN <= code <= 0x10FFFF else "�"  # noqa: PLR2004


def _run_numbers(objects: list[int]) -> tuple[Ints, list[int]]:
    """The number of each character's object, and the first character of each."""
    if not objects:
        return np.zeros(0, np.int64), []
    handles = np.array(objects, np.uint64)
    _, firsts, run = np.unique(handles, return_index=True, return_inverse=True)
    return run.astype(np.int64), firsts.tolist()


def _runs(handle: int | None, firsts: list[int], objects: list[int]) -> _Runs:
    count = len(firsts)
    matrix = lib.floats(count, 6, np.float32)
    lib.call_all(map(lib.char_matrix, repeat(handle), firsts, lib.into_rows(matrix)[0]))
    color = lib.floats(count, 4, np.uint32)
    known = list(map(lib.char_color, repeat(handle), firsts, *lib.into_rows(color)))
    sizes = np.fromiter(map(lib.font_size, repeat(handle), firsts), float, count)
    origin = lib.floats(count, 2)
    lib.call_all(map(lib.char_origin, repeat(handle), firsts, *lib.into_rows(origin)))
    a, b, c, d = (matrix[:, n].astype(np.float64) for n in range(4))
    colors = color.tolist()
    return _Runs(
        angle=np.degrees(np.arctan2(b, a)),
        em=sizes * np.hypot(c, d),
        origin=origin,
        mode=list(map(lib.render_mode, objects)),
        white=[ok and min(c[:3]) >= WHITE for ok, c in zip(known, colors, strict=True)],
        clear=[bool(ok) and c[3] == 0 for ok, c in zip(known, colors, strict=True)],
        font=list(map(lib.font_of, objects)),
    )


#: a colour of which all parts are at least this is white
WHITE = 250


def _hidden(runs: _Runs) -> Flags:
    return np.array(
        [
            mode in _INVISIBLE_MODES or clear
            for mode, clear in zip(runs.mode, runs.clear, strict=True)
        ],
        bool,
    )


def _turns(angle: Floats) -> tuple[Ints, Flags]:
    """Quarters, against the clock, by which text is turned; what is askew."""
    quarters = np.round(angle / 90.0)
    askew = np.abs(angle - quarters * 90.0) > _SKEW
    return quarters.astype(np.int64) % 4, askew


def _main_turn(turn: Ints) -> int:
    if not len(turn):
        return 0
    return int(np.bincount(turn, minlength=4).argmax())


def _frame(page: Any, quarters: int) -> Frame:
    """The visible box of the page; turned as it is shown where it has no text."""
    edges = [ctypes.c_float() for _ in range(4)]
    pointers = [ctypes.byref(e) for e in edges]
    if not pdfium.FPDFPage_GetCropBox(page, *pointers) and not (
        pdfium.FPDFPage_GetMediaBox(page, *pointers)
    ):
        width, height = (
            pdfium.FPDF_GetPageWidthF(page),
            pdfium.FPDF_GetPageHeightF(page),
        )
        return Frame(0.0, 0.0, width, height, quarters)
    left, bottom, right, top = (e.value for e in edges)
    return Frame(
        min(left, right), min(bottom, top), max(left, right), max(bottom, top), quarters
    )


def _placed(frame: Frame, box: Floats, runs: _Runs, run: Ints) -> Chars:
    """Positions in reading space; the rest is filled in later.

    The characters of a text object stand on one base line, unless it is written
    downwards.
    """
    left, top, right, bottom = frame.box(box[:, 0], box[:, 3], box[:, 2], box[:, 1])
    em = runs.em[run]
    em = np.where(em > 0, em, bottom - top)
    _, base = frame.point(runs.origin[:, 0], runs.origin[:, 1])
    base = base[run]
    middle = (top + bottom) / 2
    base = np.where(np.abs(base - _CAP * em - middle) > em, middle + _CAP * em, base)
    count = len(em)
    return Chars(
        text=[],
        x0=left,
        x1=right,
        base=base,
        cx=(left + right) / 2,
        cy=middle,
        em=em,
        turn=np.zeros(count, np.int64),
        order=np.zeros(count, np.int64),
        run=np.zeros(count, np.int64),
        unknown=np.zeros(count, bool),
        white=np.zeros(count, bool),
        hidden=np.zeros(count, bool),
    )


def _unknown(
    codes: list[int], errors: Ints, run: Ints, fonts: list[int | None]
) -> Flags:
    """Characters that the file does not name.

    A font that leaves many characters unnamed is not believed about its others either:
    their codes may look like digits and be something else.
    """
    code = np.array(codes, np.int64)
    unknown: Flags = (
        (errors > 0)
        | ((code < _FIRST_SIGN) & (code != _HYPHEN))
        | ((code >= _PRIVATE[0]) & (code <= _PRIVATE[1]))
        | (code == _REPLACED)
    )
    if not unknown.any():
        return unknown
    font = [fonts[r] for r in run]
    total = Counter(font)
    wrong = Counter(f for f, w in zip(font, errors, strict=True) if w)
    distrusted = {f for f, n in wrong.items() if n > _TRUST * total[f]}
    doubted: Flags = np.array([f in distrusted for f in font], bool)
    return unknown | doubted
