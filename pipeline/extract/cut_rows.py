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


def join_cut_rows(rows: Iterable[Row], tools: Tools) -> Iterator[Row]:
    """The rows, those that a page cut in two joined again."""
    held: list[Row] = []
    for row in rows:
        if held and held[-1].position != row.position:
            yield from held
            held = []
        if held and row.after_break:
            _take_up(held, row, tools)
        else:
            held.append(row)
    yield from held


def _take_up(held: list[Row], row: Row, tools: Tools) -> None:
    """Add the first row of a page to the rows of its table."""
    upper = held[-1]
    partners = {c: _partner(held, c) for c in row.cells}
    rests = {
        cell: place
        for cell, place in partners.items()
        if place is not None and _is_rest(held[place[0]].cells[place[1]], cell, tools)
    }
    both = any(map(tools.has_figure, upper.cells)) and any(
        map(tools.has_figure, row.cells)
    )
    whole = {(c.column, c.colspan) for c in upper.cells}
    below = {(c.column, c.colspan) for c in row.cells}
    last = len(held) - 1
    if rests and not both and whole <= below and _is_only_rest(row, rests, tools):
        for cell, place in partners.items():
            if place is not None and (cell in rests or place[0] == last):
                _append(held, place, cell)
        return
    for cell, place in rests.items():
        if place[0] < last:  # a label beside several rows: only its text goes on
            _append(held, place, cell)
            row = replace(
                row,
                cells=tuple(replace(c, text="") if c is cell else c for c in row.cells),
            )
    if _lost_its_figures(upper, row, tools):
        held[-1] = replace(upper, cells=tuple(map(_doubted, upper.cells)))
    held.append(row)


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


def _is_only_rest(row: Row, rests: dict[Cell, tuple[int, int]], tools: Tools) -> bool:
    """Whether all words of a row are the rest of words above it."""
    return all(cell in rests for cell in row.cells if tools.is_text(cell))


def _append(held: list[Row], place: tuple[int, int], cell: Cell) -> None:
    number, index = place
    cells = list(held[number].cells)
    above = cells[index]
    texts = [t for t in (above.text, cell.text) if t]
    cells[index] = replace(
        above, text="\n".join(texts), opaque=above.opaque or cell.opaque
    )
    held[number] = replace(held[number], cells=tuple(cells))


def _lost_its_figures(upper: Row, lower: Row, tools: Tools) -> bool:
    """Whether a row without figures is followed by figures without a label."""
    return (
        any(map(tools.is_text, upper.cells))
        and not any(map(tools.has_figure, upper.cells))
        and not any(map(tools.is_text, lower.cells))
        and any(map(tools.has_figure, lower.cells))
    )


def _doubted(cell: Cell) -> Cell:
    return cell if cell.text else replace(cell, opaque=True)
