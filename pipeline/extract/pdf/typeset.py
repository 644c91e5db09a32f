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
    found: list[PrintedLine] = []
    x0s, x1s = chars.x0[order].tolist(), chars.x1[order].tolist()
    ems, bases = chars.em[order].tolist(), chars.base[order].tolist()
    doubts = (chars.unknown | struck)[order].tolist()
    text, lines = [chars.text[n] for n in order], line.tolist()
    groups = group[order].tolist()
    current: PrintedLine | None = None
    word = Word("", 0.0, 0.0)
    before = -1
    last_em = last_x0 = 0.0
    for number, sign in enumerate(text):
        x0, x1, em = x0s[number], x1s[number], ems[number]
        if current is None or lines[number] != before:
            before = lines[number]
            current = PrintedLine(groups[number], bases[number], em)
            found.append(current)
            word = Word(sign, x0, x1)
            current.words.append(word)
        else:
            gap = x0 - word.x1
            if word.text[-1] == sign and x0 - last_x0 < _SAME * em:
                current.doubt |= doubts[number]
                continue  # printed twice, to look bold
            current.doubt |= gap < -_OVER * em
            if gap > _BLANK * em or _other_size(word.text[-1], sign, last_em, em):
                word = Word(sign, x0, x1)
                current.words.append(word)
            else:
                word.text += sign
                word.x1 = x1
        last_em, last_x0 = em, x0
        current.em = max(current.em, em)
        current.doubt |= doubts[number]
    return found


def _other_size(before: str, sign: str, size: float, other: float) -> bool:
    """Whether two digits differ in size, as a figure and a mark beside it do."""
    return (
        before.isdigit()
        and sign.isdigit()
        and max(size, other) > _SIZES * min(size, other)
    )
