"""What must add up in a table, taken from the form itself: a matrix over its cells.

Made here a second time, so that what judges the localisation shares nothing with what
is judged: neither the compiled rules nor `pipeline.quality` is looked at.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.forms import Form, load_forms

__all__ = ["Cell", "Equations", "Vector", "equations_of"]

#: item, breakdown
Cell = tuple[str, str]
Vector = NDArray[np.int64]

#: what the corner cell of table three says: one and two are three and four
_BALANCE = {"received_new": 1, "carried_in": 1, "disposed_total": -1, "carried_out": -1}


@dataclass(frozen=True, eq=False)
class Equations:
    """The equations of a table of one edition: `matrix @ figures == 0`.

    Attributes:
        edition: of the form.
        table_id: of the form.
        cells: in the order of the matrix, row by row.
        shape: rows and columns of the printed table; the last column is the total.
        matrix: one row an equation, one column a cell.
    """

    edition: str
    table_id: str
    cells: tuple[Cell, ...]
    shape: tuple[int, int]
    matrix: Vector

    def residual(self, figures: Vector) -> Vector:
        """By how much each equation misses; all zero where the table adds up."""
        return self.matrix @ figures


@cache
def equations_of(edition: str, table_id: str) -> Equations:
    """The equations of table three or of one of tables four; of table two: amounts."""
    form = load_forms().form(edition, table_id)
    if table_id == "proactive_disclosure":
        return _amounts(form)
    items = tuple(item.code for item in form.items)
    kinds = tuple(b.code for b in form.breakdowns)
    if [b.is_total for b in form.breakdowns] != [False] * (len(kinds) - 1) + [True]:
        raise ValueError(f"{edition}/{table_id}: the last column is not the only total")
    rows = [_row_sum(len(items), len(kinds), row) for row in range(len(items))]
    if table_id == "applications":
        for column in range(len(kinds)):
            rows.append(_column(form, kinds, column, _leaves(form)))
            rows.append(_column(form, kinds, column, _BALANCE))
    cells = tuple((item, kind) for item in items for kind in kinds)
    matrix = np.array(rows, dtype=np.int64)
    return Equations(edition, table_id, cells, (len(items), len(kinds)), matrix)


def _amounts(form: Form) -> Equations:
    """The amounts of money of table two, about which its form has no equation."""
    found = tuple(
        (cell.item.code, cell.breakdown.code)
        for cell in form.cells()
        if cell.breakdown.kind == "amount"
    )
    matrix = np.zeros((0, len(found)), dtype=np.int64)
    return Equations(form.edition, form.table_id, found, (1, len(found)), matrix)


def _row_sum(items: int, kinds: int, row: int) -> Vector:
    weights = np.zeros((items, kinds), dtype=np.int64)
    weights[row] = 1
    weights[row, -1] = -1
    return weights.reshape(-1)


def _leaves(form: Form) -> dict[str, int]:
    weights = {item.code: 1 for item in form.items if item.parent == "disposed_total"}
    return weights | {"disposed_total": -1}


def _column(
    form: Form, kinds: tuple[str, ...], column: int, weights: dict[str, int]
) -> Vector:
    found = np.zeros((len(form.items), len(kinds)), dtype=np.int64)
    for row, item in enumerate(form.items):
        found[row, column] = weights.get(item.code, 0)
    return found.reshape(-1)
