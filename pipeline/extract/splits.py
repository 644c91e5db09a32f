"""All ways to cut a run of digits into the cells of one row.

A figure has no zeros in front, so `000` is three cells. Blanks between digits are
borders. A cell that was blank has left no trace, so any column but the last printed one
may be blank; where the last column is a total, it is the sum of the others. Which way
is the right one is not decided here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Split", "TooManyError", "splits"]

#: more ways than these say nothing; the row stays unread
MAX_SPLITS = 5_000
_MAX_STEPS = 200_000
_PLAIN = re.compile(r"0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+")
#: a longer figure is no count of applications
_MAX_DIGITS = 9
#: nothing that begins like this can grow into a figure
_ZERO_IN_FRONT = {f"0{digit}" for digit in range(10)}


class TooManyError(Exception):
    """There are too many ways to cut the digits."""


@dataclass(frozen=True, slots=True)
class Split:
    """One way: for each column what is printed there; None for a blank cell."""

    texts: tuple[str | None, ...]

    @property
    def is_full(self) -> bool:
        """Whether no cell is blank."""
        return None not in self.texts

    @property
    def values(self) -> tuple[int, ...]:
        """The figures; a blank or a mark counts nothing."""
        return tuple(
            int(t.replace(",", "")) if t and t[0].isdigit() else 0 for t in self.texts
        )


def splits(chunks: list[str], width: int, *, total: bool) -> list[Split]:
    """The ways to put chunks of digits into the columns of a row, in order.

    Args:
        chunks: digits between blanks, or a single mark (`-`) that fills a cell.
        width: how many columns the row has.
        total: the last column is the sum of the others, and is printed where any of
            them is.

    Raises:
        TooManyError: more than `MAX_SPLITS`.
    """
    if not chunks:
        return [Split((None,) * width)]
    if len(chunks) > width:
        return []
    search = _Search(chunks, width)
    found: list[Split] = []
    ways = search.with_total() if total else search.without_total()
    for way in ways:
        found.append(Split(way))
        if len(found) > MAX_SPLITS:
            raise TooManyError
    return found


def _is_mark(chunk: str) -> bool:
    return not chunk[0].isdigit()


Way = tuple[str | None, ...]


class _Search:
    def __init__(self, chunks: list[str], width: int) -> None:
        self._chunks = chunks
        self._width = width
        self._steps = 0

    def without_total(self) -> Iterator[Way]:
        """Every way to fill the columns."""
        yield from self._fill(self._chunks, self._width, None)

    def with_total(self) -> Iterator[Way]:
        """The last figure is the sum of the figures before it."""
        *front, last = self._chunks
        if _is_mark(last):
            for way in self._fill(front, self._width - 1, 0):
                yield (*way, last)
            return
        for cut in range(max(0, len(last) - _MAX_DIGITS - 3), len(last)):
            text = last[cut:]
            if not _PLAIN.fullmatch(text) or (cut and last[cut - 1] == ","):
                continue
            chunks = [*front, last[:cut]] if cut else front
            total = int(text.replace(",", ""))
            for way in self._fill(chunks, self._width - 1, total):
                yield (*way, text)

    def _fill(self, chunks: list[str], width: int, left: int | None) -> Iterator[Way]:
        """Ways to fill `width` columns whose figures add up to `left`, if given."""
        self._steps += 1
        if self._steps > _MAX_STEPS:
            raise TooManyError
        if not chunks:
            if not left:
                yield (None,) * width
            return
        if not _may_fit(chunks, width, left):
            return
        yield from self._printed_next(chunks, width, left)
        for way in self._fill(chunks, width - 1, left):
            yield (None, *way)

    def _printed_next(
        self, chunks: list[str], width: int, left: int | None
    ) -> Iterator[Way]:
        """Ways in which the next column is printed."""
        first, *rest = chunks
        if _is_mark(first):
            for way in self._fill(rest, width - 1, left):
                yield (first, *way)
            return
        for end in range(1, len(first) + 1):
            text = first[:end]
            if not _PLAIN.fullmatch(text) or first[end : end + 1] == ",":
                if text[:2] in _ZERO_IN_FRONT:
                    return
                continue
            value = int(text.replace(",", ""))
            if left is not None and value > left:
                return
            after = [first[end:], *rest] if end < len(first) else rest
            remains = None if left is None else left - value
            for way in self._fill(after, width - 1, remains):
                yield (text, *way)


def _may_fit(chunks: list[str], width: int, left: int | None) -> bool:
    """Whether so many digits fit into so many columns at all."""
    if len(chunks) > width:
        return False
    longest = _MAX_DIGITS if left is None else len(str(left))
    digits = sum(len(c.replace(",", "")) for c in chunks if not _is_mark(c))
    marks = sum(map(_is_mark, chunks))
    return digits <= longest * (width - marks)
