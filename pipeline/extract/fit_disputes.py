"""Table four: drafts to the cells of reconsideration and litigation.

The header or the label beside it says which block five figures are; where it names
none, fifteen figures are taken in the order of the form, with a warning.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.cells import CellWriter
from pipeline.extract.disputes import BLOCKS, LITIGATION
from pipeline.extract.document import Cell
from pipeline.extract.draft import Draft, DraftRow, texts
from pipeline.extract.header import Order, result_order
from pipeline.extract.placing import PrintedRow, header_columns, place
from pipeline.forms import Breakdown, Form, FormSet
from pipeline.issues import IssueCode, Severity

__all__ = ["fit_disputes"]


#: what a header may name of all three blocks without saying that they are swapped
_IN_ORDER = {
    (),
    BLOCKS[:1],
    BLOCKS[:2],
    BLOCKS[1:],
    (BLOCKS[0], LITIGATION),
}


@dataclass(frozen=True, slots=True)
class _Part:
    """The cells of one block, and the row that they stand in."""

    cells: tuple[Cell, ...]
    order: Order
    row: DraftRow
    named: bool


def fit_disputes(
    draft: Draft, edition: str, forms: FormSet, writer: CellWriter
) -> None:
    """Write the cells of table four, and issues for those that are not read."""
    form_of = {
        item.code: form
        for form in (
            forms.form(edition, "reconsideration"),
            forms.form(edition, "litigation"),
        )
        for item in form.items
    }
    found: dict[str, list[_Part]] = {block: [] for block in BLOCKS}
    odd = []
    for row in draft.rows:
        held = _parts(row, form_of, writer)
        if held is None:
            odd.append(row)
            continue
        for block, part in held.items():
            found[block].append(part)
    if not all(found.values()):
        # otherwise they are rows of another table, below this one
        first = form_of[BLOCKS[0]]
        for row in odd:
            writer.shape(row, first, None, len(BLOCKS) * len(first.breakdowns))
    for block, parts in found.items():
        _block(block, parts, form_of[block], writer)


def _parts(
    row: DraftRow, form_of: dict[str, Form], writer: CellWriter
) -> dict[str, _Part] | None:
    """The blocks that a row of figures holds; None where nothing says which."""
    first = form_of[BLOCKS[0]]
    columns = first.breakdowns
    blocks, named = _blocks(row, len(columns))
    if not blocks:
        return None
    width = len(columns) * len(blocks)
    in_one = row.in_grid and all(label.grid == row.grid for label in row.header)
    header = row.header
    apart = len({label.cell.column for label in header}) == len(header)
    if in_one and row.measured and apart:
        # 总 / 计 over two rows may come last in reading order and stand in front
        header = tuple(sorted(header, key=lambda label: label.cell.column))
    order = result_order(header, columns, len(blocks))
    physical = header_columns(row.header, width) if in_one else None
    printed = PrintedRow(row.values, width, physical, row.measured, row.in_grid)
    values = place([printed], alike=False)[0]
    if values is None or not (row.marked or (order.known and named)):
        # without separators, only a known header tells figures from other numbers
        for block in blocks:
            writer.shape(row, form_of[block], block, width)
        return {}
    if order.note:
        for block in blocks:
            refused = order.codes is None
            writer.header(form_of[block], order.note, block, refused=refused)
    return {
        block: _Part(_cut(values, n, columns), order, row, named)
        for n, block in enumerate(blocks)
    }


def _cut(
    values: tuple[Cell, ...], number: int, columns: Sequence[Breakdown]
) -> tuple[Cell, ...]:
    width = len(columns)
    return values[number * width : (number + 1) * width]


def _blocks(row: DraftRow, width: int) -> tuple[tuple[str, ...], bool]:
    """The blocks of a row in order, and whether labels name them."""
    length, named = len(row.values), row.blocks
    if named and set(named) <= set(BLOCKS):
        whole = set(named) == set(BLOCKS)
        if row.item is not None or whole or length < len(BLOCKS) * width:
            return named, True
    if named == (LITIGATION,):
        return BLOCKS[1:], False
    if named in _IN_ORDER and length >= len(BLOCKS) * width:
        return BLOCKS, False
    return (), False


def _block(block: str, parts: list[_Part], form: Form, writer: CellWriter) -> None:
    if not parts:
        message = f"no five figures for {block} were found"
        writer.issue(IssueCode.ROW_MISSING, message, form, block)
        return
    part = parts[0]
    if len(parts) > 1:
        printed = " / ".join(texts(p.cells) for p in parts)
        message = f"printed {len(parts)} times with different figures: {printed}"
        locator = part.cells[0].locator
        writer.issue(IssueCode.ROW_CONFLICT, message, form, block, locator)
    if len(parts) > 1 or part.order.codes is None:
        writer.unreadable(form, block, part.cells)
        return
    if not part.row.exact:
        writer.approximate(part.row, form, block)
    if not part.named:
        writer.issue(
            IssueCode.HEADER_UNKNOWN,
            "no label names the blocks; they are taken in the order of the form",
            form,
            block,
            severity=Severity.WARNING,
        )
    by_code = {c.code: c for c in form.breakdowns}
    known = part.order.known and part.named
    confidence = writer.confidence(exact=part.row.exact, header=known)
    for code, cell in zip(part.order.codes, part.cells, strict=True):
        writer.cell(form, block, by_code[code], cell, confidence)
