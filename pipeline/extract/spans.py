"""Spans of cells: what they say, and in which columns the cells of a table begin.

The places are a pure function of the spans, and the tables of one form have mostly the
same ones, so they are remembered. No markup and no text here.
"""

from functools import lru_cache

__all__ = ["MAX_SPAN", "ONE", "Place", "Span", "places", "row_places"]

#: columns that a cell may cover; more is nonsense, and would take forever
MAX_SPAN = 200
#: cells of a table whose places are remembered
_MOST_REMEMBERED = 1_000

#: columns and rows that a cell covers
Span = tuple[int, int]
ONE: Span = (1, 1)
#: the column in which a cell begins, its width and its locator
Place = tuple[int, int, str]


def row_places(spans: tuple[Span, ...], covered: dict[int, int]) -> list[int]:
    """The columns in which the cells of a row begin.

    Args:
        spans: of its cells, from left to right.
        covered: column -> rows that a cell above still covers; it is moved on.
    """
    begin: list[int] = []
    below: dict[int, int] = {}
    column = 0
    for colspan, rowspan in spans:
        while covered.get(column):
            column += 1
        begin.append(column)
        if rowspan > 1:
            for offset in range(colspan):
                below[column + offset] = rowspan - 1
        column += colspan
    for place in list(covered):
        covered[place] -= 1
        if covered[place] <= 0:
            del covered[place]
    covered.update(below)
    return begin


def places(
    rows: tuple[tuple[Span, ...], ...], number: int
) -> tuple[tuple[Place, ...], ...]:
    """The places of all cells of a table, the `number`th of its document."""
    if sum(map(len, rows)) > _MOST_REMEMBERED:
        return _places(rows, number)
    return _remembered(rows, number)


def _places(
    rows: tuple[tuple[Span, ...], ...], number: int
) -> tuple[tuple[Place, ...], ...]:
    covered: dict[int, int] = {}
    found: list[tuple[Place, ...]] = []
    for row_number, spans in enumerate(rows, start=1):
        begin = row_places(spans, covered)
        place = f"t{number}/r{row_number}/c"
        found.append(
            tuple(
                (column, span[0], f"{place}{cell_number}")
                for cell_number, (column, span) in enumerate(
                    zip(begin, spans, strict=True), start=1
                )
            )
        )
    return tuple(found)


_remembered = lru_cache(maxsize=256)(_places)
