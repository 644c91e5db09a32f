"""Characters to lines of words, by where they stand.

Characters of one line stand on one base line. Raised marks, text printed over text and
struck text are kept apart or called doubtful, so that they cannot pass for a figure.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.pdf.chars import Chars

__all__ = ["PrintedLine", "Word", "turned", "typeset"]

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_BASE = 0.2  # of the em: base lines of one line differ by no more
_BLANK = 0.3  # of the em: a wider gap is a blank
_OVER = 0.4  # of the em: characters that overlap by more are printed over each other
_SAME = 0.12  # of the em: the same character as near as this was printed twice
_SIZES = 1.25  # figures whose size differs by more are no one number


@dataclass(slots=True)
class Word:
    """Characters without a blank between them."""

    text: str
    x0: float
    x1: float


@dataclass(slots=True)
class PrintedLine:
    """A line of a group of characters.

    Attributes:
        group: the number of the group (a cell).
        base: where it stands.
        em: the size of its largest character.
        words: from left to right.
        doubt: what it says is not certain.
    """

    group: int
    base: float
    em: float
    words: list[Word] = field(default_factory=list)
    doubt: bool = False

    @property
    def text(self) -> str:
        """Its words with blanks between them."""
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        """Where it begins."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Where it ends."""
        return self.words[-1].x1


def turned(chars: Chars) -> Chars:
    """Characters that stand on their side, as if they stood upright.

    Only their order is kept, not their width.
    """
    if not chars.turn.any():
        return chars
    x, y, half = chars.cx, chars.cy, chars.em / 2
    side = chars.turn
    along = np.select([side == 1, side == 2, side == 3], [-y, -x, y], x)  # noqa: PLR2004
    down = np.select([side == 1, side == 2, side == 3], [x, -y, -x], y)  # noqa: PLR2004
    upright = side == 0
    new = chars.take(np.arange(len(chars)))
    new.x0 = np.where(upright, chars.x0, along - half)
    new.x1 = np.where(upright, chars.x1, along + half)
    new.base = np.where(upright, chars.base, down + half)
    return new


def typeset(chars: Chars, group: Ints, struck: Flags) -> list[PrintedLine]:
    """The lines of each group, from top to bottom.

    Args:
        chars: the characters.
        group: the group of each.
        struck: whether a line is drawn through each.
    """
    if not len(chars):
        return []
    chars_ = turned(chars)
    order = np.lexsort((chars_.base, chars.turn, group))
    base, em = chars_.base[order], chars.em[order]
    key = group[order] * 4 + chars.turn[order]
    new = np.ones(len(order), bool)
    new[1:] = (key[1:] != key[:-1]) | (
        base[1:] - base[:-1] > _BASE * np.minimum(em[1:], em[:-1])
    )
    line = np.cumsum(new)
    inner = np.lexsort((chars_.x0[order], line))
    return _lines(chars_, group, struck, order[inner], line[inner])


def _lines(
    chars: Chars, group: Ints, struck: Flags, order: Ints, line: Ints
) -> list[PrintedLine]:
    """Words and lines of characters that are in order already."""
    code = _codes(chars.text)[order]
    again = np.zeros(len(order), bool)
    again[1:] = (
        (line[1:] == line[:-1])
        & (code[1:] == code[:-1])
        & (np.diff(chars.x0[order]) < _SAME * chars.em[order[1:]])
    )
    if again.any():  # printed twice, to look bold
        order, line, code = order[~again], line[~again], code[~again]
    x0, x1, em = chars.x0[order], chars.x1[order], chars.em[order]
    same = line[1:] == line[:-1]
    gap = x0[1:] - x1[:-1]
    doubt = (chars.unknown | struck)[order]
    doubt[1:] |= same & (gap < -_OVER * em[1:])
    digit = ((code >= _ZERO) & (code <= _NINE)) | (
        (code >= _ZERO + _WIDE) & (code <= _NINE + _WIDE)
    )
    sizes = np.maximum(em[1:], em[:-1]) > _SIZES * np.minimum(em[1:], em[:-1])
    cut = ~same | (gap > _BLANK * em[1:]) | (digit[1:] & digit[:-1] & sizes)
    begin = np.concatenate(([0], np.flatnonzero(cut) + 1))
    end = np.append(begin[1:], len(order))
    text = "".join(map(chars.text.__getitem__, order.tolist()))
    found: list[PrintedLine] = []
    before = -1
    firsts = order[begin]
    for a, b, number, of, base, left, right, size, unsure in zip(
        begin.tolist(),
        end.tolist(),
        line[begin].tolist(),
        group[firsts].tolist(),
        chars.base[firsts].tolist(),
        x0[begin].tolist(),
        x1[end - 1].tolist(),
        np.maximum.reduceat(em, begin).tolist(),
        np.logical_or.reduceat(doubt, begin).tolist(),
        strict=True,
    ):
        if number != before:
            before = number
            found.append(PrintedLine(of, base, size))
        current = found[-1]
        current.words.append(Word(text[a:b], left, right))
        current.em = max(current.em, size)
        current.doubt |= unsure
    return found


_ZERO, _NINE, _WIDE = ord("0"), ord("9"), ord("０") - ord("0")


def _codes(text: list[str]) -> Ints:
    """The code of each character."""
    return np.array(text, "<U1").view(np.uint32).astype(np.int64)
