"""Digits of a row that lost its cell borders: in how many ways they can be cut.

`018` can only be 0 and 18, since no number begins with a zero; `728` may be 7 and 28,
72 and 8, or one figure beside a blank cell. No equation helps: 历年累计 may have been
begun anew, and the parts of real tables do not add up. So a row is cut where there is
one way only, and its ways are named otherwise.
"""

import re
from collections.abc import Iterator

__all__ = ["ways_to_cut"]

_NUMBER = re.compile(r"(?:0|[1-9]\d*)(?:\.\d+)?")
#: longer than any row of figures; what is longer is not taken apart
_MAX_LENGTH = 40


def ways_to_cut(digits: str, columns: int) -> list[tuple[str, ...]]:
    """All ways in which figures, or blanks, can have given these digits.

    Args:
        digits: digits, with decimal points.
        columns: how many cells they were.

    Returns:
        The figures of the cells, "" for a blank one; none for what is no row of
        figures.
    """
    if len(digits) > _MAX_LENGTH:
        return []
    return list(_cuts(digits, columns))


def _cuts(digits: str, columns: int) -> Iterator[tuple[str, ...]]:
    if columns == 0:
        if not digits:
            yield ()
        return
    for end in range(len(digits) + 1):
        first = digits[:end]
        if first and not _NUMBER.fullmatch(first):
            continue
        for rest in _cuts(digits[end:], columns - 1):
            yield (first, *rest)
