"""The kinds of errors that are planted: each prints some figures of a report wrong.

A kind takes a report that adds up and gives the tables that it prints otherwise, or
None where it does not fit. Who gets which error is in `pipeline.synth.plant`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from pipeline.forms import CellDef, Form
from pipeline.synth.cells import MICRO

__all__ = ["KINDS", "Case", "Report", "misprinted"]

#: the figures of one report, by table
Report = dict[str, NDArray[np.int64]]
_SUMMED = ("applications", "reconsideration", "litigation")
_DISCLOSURE = "proactive_disclosure"
_TEN_THOUSAND = 10_000
#: the largest amount (万元) that may be printed ten thousand times as large
_LARGE = 10_000


@dataclass(frozen=True)
class Case:
    """A report that is to get an error.

    Attributes:
        rng: of the province.
        forms: of its edition, by table.
        figures: what is true.
        prior: last year's report, where it is of the same edition.
        has_prior: there is a report of last year with the same table three.
        other: the report of another institution, of the same province and year.
    """

    rng: Generator
    forms: dict[str, Form]
    figures: Report
    prior: Report | None
    has_prior: bool
    other: Report | None

    def place(self, table: str, item: str, column: str) -> int | None:
        """Where a cell stands, None where the edition has none such."""
        for cell in self.forms[table].cells():
            if cell.key == (table, item, column):
                return cell.position
        return None

    def cell(self, tables: tuple[str, ...], fits: Callable[[CellDef], bool]) -> CellDef:
        """One of the cells that fit; every second time one with a figure."""
        cells = [c for t in tables for c in self.forms[t].cells() if fits(c)]
        filled = [c for c in cells if self.figures[c.table_id][c.position]]
        if filled and self.rng.integers(2):
            cells = filled
        return cells[self.rng.integers(len(cells))]


def _is_count(cell: CellDef) -> bool:
    return cell.breakdown.kind == "count" and not cell.breakdown.signed


def _is_total(cell: CellDef) -> bool:
    return cell.breakdown.is_total or cell.item.code == "disposed_total"


def misprinted(rng: Generator, value: int) -> int:
    """A count as a slip of the hand prints it: never the same."""
    digits = str(value)
    slips = [value + int(rng.integers(1, 30))]
    if value:
        slips += [value * 10, value - int(rng.integers(1, value + 1))]
    for n in range(len(digits) - 1):
        swapped = digits[:n] + digits[n + 1] + digits[n] + digits[n + 2 :]
        if digits[n] != digits[n + 1]:
            slips += [int(swapped)] * 2
    return slips[rng.integers(len(slips))]


def _with_slip(case: Case, wrong: Report, cell: CellDef) -> Report:
    row = wrong.get(cell.table_id, case.figures[cell.table_id]).copy()
    true = int(case.figures[cell.table_id][cell.position]) // MICRO
    row[cell.position] = misprinted(case.rng, true) * MICRO
    return wrong | {cell.table_id: row}


def _wrong_cell(case: Case) -> Report:
    return _with_slip(case, {}, case.cell(_SUMMED, lambda c: not _is_total(c)))


def _wrong_total(case: Case) -> Report:
    return _with_slip(case, {}, case.cell(_SUMMED, _is_total))


def _two_errors(case: Case) -> Report | None:
    first = case.cell(_SUMMED, _is_count)
    second = case.cell(_SUMMED, lambda c: c.key != first.key)
    return _with_slip(case, _with_slip(case, {}, first), second)


def _carry_over(case: Case) -> Report | None:
    """Carried over and newly received are off by as much: all sums still hold."""
    if not case.has_prior:
        return None
    form = case.forms["applications"]
    parts = [b.code for b in form.breakdowns if not b.is_total]
    (total,) = [b.code for b in form.breakdowns if b.is_total]
    kind = parts[case.rng.integers(len(parts))]
    by = int(case.rng.integers(1, 20)) * MICRO
    return _shifted(case, {"carried_in": by, "received_new": -by}, (kind, total)) or (
        _shifted(
            case,
            {"carried_in": by, "disposed_total": by, "other.other": by, "other": by},
            (kind, total),
        )
    )


def _jump(case: Case) -> Report | None:
    """Forty times as many applications, all granted: every sum still holds."""
    row = case.figures["applications"]
    place = case.place("applications", "received_new", "natural_person")
    if place is None:
        return None
    by = 40 * int(row[place]) + 200 * MICRO
    moved = dict.fromkeys(("received_new", "granted", "disposed_total"), by)
    return _shifted(case, moved, ("natural_person", "total"))


def _shifted(
    case: Case, moved: dict[str, int], columns: tuple[str, ...]
) -> Report | None:
    """Rows of table three moved in some columns; None if one became negative."""
    row = case.figures["applications"].copy()
    for item, by in moved.items():
        for column in columns:
            place = case.place("applications", item, column)
            if place is not None:
                row[place] += by
    return None if (row < 0).any() else {"applications": row}


def _negative(case: Case) -> Report:
    cell = case.cell((*_SUMMED, _DISCLOSURE), _is_count)
    row = case.figures[cell.table_id].copy()
    true = int(row[cell.position])
    row[cell.position] = -true or -MICRO * int(case.rng.integers(1, 4))
    return {cell.table_id: row}


def _not_whole(case: Case) -> Report:
    cell = case.cell((*_SUMMED, _DISCLOSURE), _is_count)
    row = case.figures[cell.table_id].copy()
    row[cell.position] += MICRO // 2
    return {cell.table_id: row}


def _fee_unit(case: Case) -> Report | None:
    """An amount in 元 in the column of 万元, or the other way round."""
    amounts = [
        c
        for c in case.forms[_DISCLOSURE].cells()
        if c.breakdown.kind == "amount" and case.figures[_DISCLOSURE][c.position]
    ]
    if not amounts:
        return None
    place = amounts[0].position
    row = case.figures[_DISCLOSURE].copy()
    if row[place] < _LARGE * MICRO:
        row[place] *= _TEN_THOUSAND
    else:
        row[place] //= _TEN_THOUSAND
    return {_DISCLOSURE: row}


def _stock(case: Case) -> Report | None:
    """More is in force than last year's stock and this year's flow give."""
    place = case.place(_DISCLOSURE, "normative_documents", "in_force")
    if place is None or case.prior is None:
        return None
    row = case.figures[_DISCLOSURE].copy()
    row[place] += int(case.rng.integers(20, 200)) * MICRO
    return {_DISCLOSURE: row}


def _copied(source: Report | None) -> Report | None:
    if source is None:
        return None
    return {table: row.copy() for table, row in source.items()}


#: kind, and how it prints a report
KINDS: dict[str, Callable[[Case], Report | None]] = {
    "wrong_cell": _wrong_cell,
    "wrong_total": _wrong_total,
    "two_errors": _two_errors,
    "carry_over": _carry_over,
    "negative": _negative,
    "not_whole": _not_whole,
    "fee_unit": _fee_unit,
    "stale_copy": lambda case: _copied(case.prior),
    "copy_of_other": lambda case: _copied(case.other),
    "jump": _jump,
    "stock": _stock,
}
