"""Which hard equations must fail when figures that add up are printed wrong.

Said from the forms, a second time and apart from the compiled rules and the SQL, so
that the two can be held against each other: a figure that is off by some makes each
equation fail in which the sum of what is off is not zero.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from pipeline.forms import Form

__all__ = ["Equation", "broken", "broken_with_prior", "no_counts"]

#: rule and unit
Equation = tuple[str, str]
Off = NDArray[np.int64]
_CARRIES_OVER = "applications"


def broken(form: Form, off: Off) -> set[Equation]:
    """Sums and balances inside one report that fail, by how much each cell is off."""
    of = _reader(form, off)
    found: set[Equation] = set()
    totals = [b.code for b in form.breakdowns if b.is_total]
    parts = [b.code for b in form.breakdowns if not b.is_total]
    for total in totals:
        found |= {
            (f"{form.table_id}_row_sum", item.code)
            for item in form.items
            if sum(of(item.code, part) for part in parts) != of(item.code, total)
        }
    for parent in {item.parent for item in form.items if item.parent}:
        children = [item.code for item in form.items if item.parent == parent]
        found |= {
            (f"{form.table_id}_{parent}_sum", column)
            for column in [*parts, *totals]
            if sum(of(child, column) for child in children) != of(parent, column)
        }
    if form.table_id == _CARRIES_OVER:
        found |= {
            ("applications_balance", column)
            for column in [*parts, *totals]
            if of("received_new", column) + of("carried_in", column)
            != of("disposed_total", column) + of("carried_out", column)
        }
    return found


def broken_with_prior(
    form: Form, off: Off, prior_form: Form, prior_off: Off
) -> set[Equation]:
    """Carry-overs that fail: what came in against what last year's report left."""
    if form.table_id != _CARRIES_OVER:
        return set()
    of, before = _reader(form, off), _reader(prior_form, prior_off)
    return {
        ("applications_carry_over", b.code)
        for b in form.breakdowns
        if of("carried_in", b.code) != before("carried_out", b.code)
    }


def no_counts(form: Form, values: NDArray[np.int64], one: int) -> set[Equation]:
    """The rule that counts are whole and not negative; `one` is how 1 is written."""
    for cell in form.cells():
        value = int(values[cell.position])
        column = cell.breakdown
        is_negative = value < 0 and not column.signed
        if column.kind == "count" and (value % one or is_negative):
            return {("counts_are_whole", form.table_id)}
    return set()


def _reader(form: Form, off: Off) -> Callable[[str, str], int]:
    places = {(c.item.code, c.breakdown.code): c.position for c in form.cells()}
    return lambda item, column: int(off[places[item, column]])
