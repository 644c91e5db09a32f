"""Which of a row's cells are its values, where a row has more cells than columns.

A row with as many cells as columns is taken by order. One with more has blank cells
too many: they are found by the physical columns of the header above it. In text with
separators, they may also stand for the spans of labels, at the end of all rows. What is
printed in the cells is asked for blankness only, never added up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.document import Cell
from pipeline.extract.draft import HeaderLabel, is_blank

__all__ = ["PrintedRow", "header_columns", "place"]

Values = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row to be placed.

    Attributes:
        values: its cells after the label.
        width: how many columns the form has for it.
        columns: the physical columns of its header, from left to right, or None.
        measured: the physical columns of the cells are known.
        in_grid: the cells are those of one row for certain.
    """

    values: Values
    width: int
    columns: tuple[int, ...] | None
    measured: bool
    in_grid: bool


def header_columns(labels: Sequence[HeaderLabel], width: int) -> tuple[int, ...] | None:
    """The physical columns of a header that has one for each column of the form."""
    columns = sorted({label.cell.column for label in labels})
    if len(columns) != width or len(labels) != width:
        return None
    return tuple(columns)


def place(rows: Sequence[PrintedRow], *, alike: bool) -> list[Values | None]:
    """The values of each row, one for each column; None where that is not certain.

    Args:
        rows: the rows of one table in one grid.
        alike: all rows have the same columns, so that a row with fewer cells than the
            others has lost some, even if it has as many as the form.
    """
    wide = [r for r in rows if len(r.values) > r.width]
    fitting = [r for r in wide if _may_fit(r)]
    by_header = bool(fitting) and _header_fits(
        [r for r in rows if _may_fit(r) and (not r.measured or r in fitting)]
    )
    at_end = _bars_at_end(fitting, alike=alike)
    exact = sum(len(r.values) == r.width for r in rows)
    placed: list[Values | None] = []
    for row in rows:
        if len(row.values) < row.width:
            placed.append(None)
        elif len(row.values) > row.width:
            placed.append(_wide(row, by_header=by_header, at_end=at_end))
        elif alike and row.measured and wide and by_header:
            placed.append(_by_columns(row))
        elif alike and row.measured and exact <= len(wide):
            placed.append(None)
        else:
            placed.append(row.values)
    return placed


def _may_fit(row: PrintedRow) -> bool:
    return _printed(row) <= row.width <= len(row.values)


def _printed(row: PrintedRow) -> int:
    return sum(not is_blank(v) for v in row.values)


def _wide(row: PrintedRow, *, by_header: bool, at_end: bool) -> Values | None:
    """The values of a row with more cells than columns."""
    if by_header:
        found = _by_columns(row)
        return found if found and _is_pinned(row, found) else None
    if not _printed(row):
        return row.values[: row.width]
    if row.width == 1 and _printed(row) == 1:
        return tuple(v for v in row.values if not is_blank(v))
    return _without_end(row) if at_end else None


def _header_fits(rows: Sequence[PrintedRow]) -> bool:
    """Whether the header's columns are those of all rows.

    In a measured grid, the labels of all rows must end in the same column as well.
    """
    if any(_by_columns(r) is None for r in rows):
        return False
    return not rows[0].measured or len({r.values[0].column for r in rows}) == 1


def _is_pinned(row: PrintedRow, found: Values) -> bool:
    """Whether the row cannot have slipped from under its header.

    Text does not say how far a label reaches: a row that lost a cell in front ends with
    a blank one, and one that has a cell too many there ends behind the header.
    """
    if row.measured or row.values[0] is found[0] or not _printed(row):
        return True
    return row.values[-1] is found[-1] and not is_blank(found[-1])


def _by_columns(row: PrintedRow) -> Values | None:
    """The cells that begin where the header's do; everything else must be blank."""
    if row.columns is None:
        return None
    found = {v.column: v for v in row.values}
    if any(column not in found for column in row.columns):
        return None
    rest = (v for v in row.values if v.column not in row.columns)
    if not all(is_blank(v) for v in rest):
        return None
    return tuple(found[column] for column in row.columns)


def _without_end(row: PrintedRow) -> Values | None:
    rest = row.values[row.width :]
    return row.values[: row.width] if all(map(is_blank, rest)) else None


def _bars_at_end(rows: Sequence[PrintedRow], *, alike: bool) -> bool:
    """Whether text writes the spans of labels as bars at the end of the row.

    Then no row ends with a figure and most begin with one, and rows that have the same
    columns do not all have as many bars too many.
    """
    if not rows or any(r.measured or not r.in_grid for r in rows):
        return False
    if alike and len({len(r.values) for r in rows}) == 1:
        return False
    if any(_without_end(r) is None for r in rows):
        return False
    printed = [r for r in rows if _printed(r)]
    return sum(not is_blank(r.values[0]) for r in printed) * 2 > len(printed)
