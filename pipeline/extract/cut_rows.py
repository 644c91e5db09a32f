"""Rows cut in two by the end of a page: put together where their labels say so.

The upper part holds the beginning of a label, the lower part its rest; the figures
stand in one of them. Two texts are one label only where the whole is a label of the
form and the lower part alone is none. Anything less certain stays as it is, and a row
whose figures may stand on the other page is not read as blank.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.extract.document import Cell
from pipeline.extract.region import Tools
from pipeline.extract.rows import Row

__all__ = ["join_cut_rows"]

#: what a label of a row with figures may be
_ROWS = {"item", "group"}


def join_cut_rows(rows: Iterable[Row], tools: Tools) -> Iterator[Row]:
    """The rows, those that a page cut in two joined again."""
    held: list[Row] = []
    #: the last row before the end of a page, until figures are seen behind it
    above: int | None = None
    for found in rows:
        row = found
        follows = bool(held) and row.after_break
        if held and held[-1].position != row.position and not follows:
            yield from held
            held, above = [], None
        if follows:
            above = len(held) - 1
            if held[-1].position == row.position and _is_joined(held, row, tools):
                above = None
                continue
            row = _without_rests(held, row, tools)
        if above is not None and any(map(tools.has_figure, row.cells)):
            held[above], row = _doubted(held[above], row, tools)
            above = None
        held.append(row)
    yield from held


def _rests(held: list[Row], row: Row, tools: Tools) -> dict[Cell, tuple[int, int]]:
    """The cells that hold the rest of a label, and where its beginning stands."""
    if held[-1].position != row.position:
        return {}
    partners = {cell: _partner(held, cell) for cell in row.cells}
    return {
        cell: place
        for cell, place in partners.items()
        if place is not None and _is_rest(held[place[0]].cells[place[1]], cell, tools)
    }


def _is_joined(held: list[Row], row: Row, tools: Tools) -> bool:
    """Add a row to the one before it, if all its words are the rest of words there.

    Figures on both pages stand in two lines then, so that they are no number.
    """
    rests = _rests(held, row, tools)
    last = len(held) - 1
    whole = {(c.column, c.colspan) for c in held[-1].cells}
    below = {(c.column, c.colspan) for c in row.cells}
    words = [cell for cell in row.cells if tools.is_text(cell)]
    if not words or not whole <= below or any(cell not in rests for cell in words):
        return False
    beside = all(place[0] < last for place in rests.values())
    if beside and any(map(tools.has_figure, row.cells)):
        return False
    for cell in row.cells:
        place = rests.get(cell) or _partner(held, cell)
        if place is not None and (cell in rests or place[0] == last):
            _append(held, place, cell)
    return True


def _without_rests(held: list[Row], row: Row, tools: Tools) -> Row:
    """Give back the rest of labels whose beginning stands above."""
    for cell, place in _rests(held, row, tools).items():
        _append(held, place, cell)
        cells = (replace(c, text="") if c is cell else c for c in row.cells)
        row = replace(row, cells=tuple(cells))
    return row


def _doubted(upper: Row, lower: Row, tools: Tools) -> tuple[Row, Row]:
    """Two rows at the end of a page, with what may be parts of the other doubted.

    A figure may be cut as well: 31 above and 2 below are 312. Rows are two for certain
    only where each has a label that is known exactly.
    """
    figures = any(map(tools.has_figure, upper.cells))
    if not figures and not _is_known(upper, tools):
        return upper, lower  # a header, or no row of the form
    if _is_known(lower, tools) and (_is_known(upper, tools) or not figures):
        return upper, lower
    if not figures:
        return _opaque(upper, tools), lower
    return _opaque(upper, tools), _opaque(lower, tools)


def _is_known(row: Row, tools: Tools) -> bool:
    """Whether the label in front of the figures is one of a row of the form."""
    words = [n for n, cell in enumerate(row.cells) if tools.is_text(cell)]
    figures = [n for n, cell in enumerate(row.cells) if tools.has_figure(cell)]
    if not words or (figures and figures[-1] < words[-1]):
        return False
    if any(cell.opaque for cell in row.cells):
        return False
    meanings = tools.index.find(row.cells[words[-1]].text)
    return any(m.exact and m.role in _ROWS for m in meanings)


def _opaque(row: Row, tools: Tools) -> Row:
    """The row with values that cannot be read."""
    cells = (c if tools.is_text(c) else replace(c, opaque=True) for c in row.cells)
    return replace(row, cells=tuple(cells))


def _partner(held: list[Row], cell: Cell) -> tuple[int, int] | None:
    """The row and number of the last cell above in the same columns."""
    for number in range(len(held) - 1, -1, -1):
        for index, above in enumerate(held[number].cells):
            if (above.column, above.colspan) == (cell.column, cell.colspan):
                return number, index
            if above.column <= cell.column < above.column + above.colspan:
                return None
    return None


def _is_rest(upper: Cell, lower: Cell, tools: Tools) -> bool:
    """Whether two texts make one label, and the lower one alone makes none."""
    if not (tools.is_text(upper) and tools.is_text(lower)):
        return False
    whole = any(m.exact for m in tools.index.find(upper.text + lower.text))
    return whole and not any(m.exact for m in tools.index.find(lower.text))


def _append(held: list[Row], place: tuple[int, int], cell: Cell) -> None:
    number, index = place
    cells = list(held[number].cells)
    above = cells[index]
    texts = [t for t in (above.text, cell.text) if t]
    cells[index] = replace(
        above, text="\n".join(texts), opaque=above.opaque or cell.opaque
    )
    held[number] = replace(held[number], cells=tuple(cells))
