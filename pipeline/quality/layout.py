"""A table of an edition as localisation needs it: cells, equations, rows and columns.

Made once for each form from what `pipeline.extract.equations` gives: sums that are
hard, exact and need no other year. Printed figures are not here (`problem`).
"""

from dataclasses import dataclass
from functools import cache

from pipeline.extract.equations import equations
from pipeline.forms import load_forms

__all__ = ["Layout", "layout"]


# one object a form: two are the same only if they are one, which makes it a cache key
@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The cells of a table, numbered as printed, and its equations.

    Attributes:
        edition: of the form.
        table_id: the table.
        cells: `(item, breakdown)` of each cell.
        numbers: the number of each of them.
        is_count: whether a cell takes whole numbers only.
        is_signed: whether it may be negative.
        equations: coefficient by cell, each of which must add up to zero.
        naming: for each cell the equations that name it, as bits.
        rows: the cells of each row, in the order of the columns; those of a full row
            only can be shifted or swapped.
        columns: how many columns a full row has.
    """

    edition: str
    table_id: str
    cells: tuple[tuple[str, str], ...]
    numbers: dict[tuple[str, str], int]
    is_count: tuple[bool, ...]
    is_signed: tuple[bool, ...]
    equations: tuple[dict[int, int], ...]
    naming: tuple[int, ...]
    rows: tuple[tuple[int, ...], ...]
    columns: int

    def neighbours(self, cell: int) -> tuple[int, ...]:
        """The cells beside, above and below it."""
        row_no = next(n for n, row in enumerate(self.rows) if cell in row)
        row = self.rows[row_no]
        place = row.index(cell)
        found = [row[p] for p in (place - 1, place + 1) if 0 <= p < len(row)]
        around = self.rows[max(row_no - 1, 0) : row_no + 2]
        found += [r[place] for r in around if r is not row and len(r) == len(row)]
        return tuple(found)


@cache
def layout(edition: str, table_id: str) -> Layout:
    """The layout of a table of an edition.

    Raises:
        FormError: there is no such table.
    """
    forms = load_forms()
    form = forms.form(edition, table_id)
    cells = form.cells()
    places = tuple((c.item.code, c.breakdown.code) for c in cells)
    numbers = {place: number for number, place in enumerate(places)}
    compiled = tuple(
        {numbers[place]: factor for place, factor in equation.terms.items() if factor}
        for equation in equations(forms, edition, table_id)
    )
    rows: dict[str, list[int]] = {}
    for number, (item, _) in enumerate(places):
        rows.setdefault(item, []).append(number)
    return Layout(
        edition=edition,
        table_id=table_id,
        cells=places,
        numbers=numbers,
        is_count=tuple(c.breakdown.kind == "count" for c in cells),
        is_signed=tuple(c.breakdown.signed for c in cells),
        equations=compiled,
        naming=tuple(
            sum(1 << n for n, terms in enumerate(compiled) if cell in terms)
            for cell in range(len(cells))
        ),
        rows=tuple(tuple(row) for row in rows.values()),
        columns=len(form.breakdowns),
    )
