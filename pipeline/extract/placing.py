"""Which of a row's cells are its values, where a row has more cells than columns.

A row with as many cells as columns is taken by order. One with more has blank cells
too many: they are found by the physical columns of the header above it. In text with
separators, they may also stand for the spans of labels, all behind the labels or all at
the end of the rows. What is printed in the cells is asked for blankness only, never
added up.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.extract.document import Cell
from pipeline.extract.draft import HeaderLabel, is_blank

__all__ = ["PrintedRow", "header_columns", "labels_begin_rows", "place"]

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
        unspanned: the header shows that cells spanned from above left nothing behind.
    """

    values: Values
    width: int
    columns: tuple[int, ...] | None
    measured: bool
    in_grid: bool
    unspanned: bool = False

    @property
    def inferred(self) -> bool:
        """Whether blank cells are known by the columns of other rows alone."""
        return self.in_grid and not all(v.marked for v in self.values)


#: leaves out the blanks that stand for spans; None where something is printed there
Cut = Callable[[PrintedRow], Values | None]


def header_columns(labels: Sequence[HeaderLabel], width: int) -> tuple[int, ...] | None:
    """The physical columns of a header that has one for each column of the form."""
    columns = [label.cell.column for label in labels]
    if len(labels) != width or columns != sorted(set(columns)):
        return None
    return tuple(columns)


def labels_begin_rows(labels: Sequence[HeaderLabel]) -> bool:
    """Whether a lower line of the header begins with the label of a column.

    Labels of rows stand below cells that reach down beside the header; where nothing
    stands for these, text gives the cells of a row alone, and blanks for spans go
    elsewhere.
    """
    first = min((label.line for label in labels), default=0)
    return any(label.cell.column == 0 and label.line > first for label in labels)


def place(rows: Sequence[PrintedRow], *, alike: bool) -> list[Values | None]:
    """The values of each row, one for each column; None where that is not certain.

    Args:
        rows: the rows of one table in one grid.
        alike: all rows have the same columns, so that a row with fewer cells than the
            others has lost some, even if it has as many as the form.
    """
    wide = [r for r in rows if len(r.values) > r.width]
    fitting = [r for r in wide if _may_fit(r)]
    even = _are_even(rows)
    by_header = bool(fitting) and _header_fits(
        [r for r in rows if _may_fit(r) and (not r.measured or r in fitting)], even
    )
    exact = sum(len(r.values) == r.width for r in rows)
    shown = _begin_at_once(rows) and all(r.unspanned for r in rows)
    cut = _cut_of_spans(fitting, alike=alike, even=even, exact=exact, shown=shown)
    inferred = [r for r in rows if r.inferred]
    in_columns = all(_by_columns(r) is not None for r in inferred)
    placed: list[Values | None] = []
    for row in rows:
        if len(row.values) < row.width:
            placed.append(None)
        elif row.inferred:
            placed.append(_by_columns(row) if in_columns else None)
        elif len(row.values) > row.width:
            placed.append(_wide(row, cut, by_header=by_header, even=even))
        elif alike and row.measured and wide and by_header:
            placed.append(_by_columns(row))
        elif alike and exact <= len(wide) and (row.measured or not (even or cut)):
            placed.append(None)
        else:
            placed.append(row.values)
    return placed


def _are_even(rows: Sequence[PrintedRow]) -> bool:
    """Whether all rows reach to the same column, so that none has lost a cell."""
    ends = {r.values[-1].column + r.values[-1].colspan for r in rows if r.values}
    return len(ends) == 1


def _begin_at_once(rows: Sequence[PrintedRow]) -> bool:
    """Whether most rows have one label only: cells spanned from above are not there."""
    return sum(r.values[0].column == 1 for r in rows if r.values) * 2 > len(rows)


def _may_fit(row: PrintedRow) -> bool:
    return _printed(row) <= row.width <= len(row.values)


def _printed(row: PrintedRow) -> int:
    return sum(not is_blank(v) for v in row.values)


def _wide(
    row: PrintedRow, cut: Cut | None, *, by_header: bool, even: bool
) -> Values | None:
    """The values of a row with more cells than columns."""
    if by_header:
        found = _by_columns(row)
        sure = found and (_is_pinned(row, found) or (even and _is_dense(row)))
        return found if sure else None
    if not _printed(row):
        return row.values[: row.width]
    if row.width == 1 and _printed(row) == 1:
        return tuple(v for v in row.values if not is_blank(v))
    return cut(row) if cut else None


def _header_fits(rows: Sequence[PrintedRow], even: bool) -> bool:  # noqa: FBT001
    """Whether the header's columns are those of all rows.

    In a measured grid, the labels of all rows must end in the same column as well, or
    all rows in the same column and nothing be left out between those of the header.
    """
    if any(_by_columns(r) is None for r in rows):
        return False
    if not rows[0].measured or len({r.values[0].column for r in rows}) == 1:
        return True
    return even and all(map(_is_dense, rows))


def _is_dense(row: PrintedRow) -> bool:
    """Whether the columns of the header follow each other, without one between."""
    columns = row.columns
    return columns is not None and columns[-1] - columns[0] == len(columns) - 1


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


# -- bars that stand for the spans of labels -----------------------------------------


def _without_end(row: PrintedRow) -> Values | None:
    rest = row.values[row.width :]
    return row.values[: row.width] if all(map(is_blank, rest)) else None


def _without_front(row: PrintedRow) -> Values | None:
    front = row.values[: len(row.values) - row.width]
    return row.values[len(front) :] if all(map(is_blank, front)) else None


def _cut_of_spans(
    rows: Sequence[PrintedRow], *, alike: bool, even: bool, exact: int, shown: bool
) -> Cut | None:
    """Where text writes the spans of labels as blank cells: in front or at the end.

    One of the two must fit all rows and most rows must contradict the other. Rows that
    have the same columns do not all have as many blanks too many: that is a column.
    Where the header shows it, spans fill all rows up to one length, or stand in front
    of some of them.
    """
    if not rows or any(r.measured or not r.in_grid for r in rows):
        return None
    at_end = all(map(_without_end, rows))
    in_front = all(map(_without_front, rows))
    printed = [r for r in rows if _printed(r)]
    begin = sum(not is_blank(r.values[0]) for r in printed)
    end = sum(not is_blank(r.values[-1]) for r in printed)
    lengths = {len(r.values) for r in rows}
    if alike and shown and (exact or len(lengths) > 1):
        at_end &= even and begin > 0
        in_front &= not even and exact > len(rows)
    else:
        differ = not alike or len(lengths) > 1
        at_end &= differ and begin * 2 > len(printed)
        in_front &= alike and differ and not even and end * 2 > len(printed)
    if at_end:
        return _without_end
    return _without_front if in_front else None
