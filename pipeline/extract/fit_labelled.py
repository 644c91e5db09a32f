"""Tables two and three: drafts to cells of an edition of the form.

A row is taken only where its values fit the columns of the form one to one. Everything
else becomes an issue and unreadable cells, never a shifted column.
"""

from collections.abc import Mapping, Sequence

from pipeline.extract.cells import CellWriter
from pipeline.extract.document import Cell
from pipeline.extract.draft import Draft, DraftRow, HeaderLabel, texts
from pipeline.extract.header import Order, applicant_order, row_order
from pipeline.extract.placing import (
    PrintedRow,
    header_columns,
    labels_begin_rows,
    place,
)
from pipeline.forms import Form, Item
from pipeline.issues import IssueCode

__all__ = ["fit_labelled"]

_APPLICATIONS = "applications"


def fit_labelled(draft: Draft, form: Form, writer: CellWriter) -> None:
    """Write the cells of table two or three, and issues for those that are not read."""
    rows = [(item, row) for item in form.items if (row := draft.row(item.code))]
    orders = _orders(rows, form, writer)
    placed = _placed(rows, orders, form)
    unsure = _unsure(rows, orders, form, writer)
    early = _early_totals(draft, form)
    for item in form.items:
        row = draft.row(item.code)
        if row is None:
            message = f"no row {item.zh} ({item.code}) was found"
            writer.issue(IssueCode.ROW_MISSING, message, form, item.code)
        elif item.code in draft.conflicts:
            _conflict(draft.conflicts[item.code], form, item.code, writer)
        elif item.code in early:
            writer.issue(
                IssueCode.ROW_CONFLICT,
                f"parts of {item.zh} are printed below it: it may be the sum of a "
                "group only",
                form,
                item.code,
                row.values[0].locator,
            )
            writer.unreadable(form, item.code, row.values)
        elif item.code in unsure:
            writer.shape(row, form, item.code, len(form.item_breakdowns(item)))
            writer.unreadable(form, item.code, row.values)
        else:
            _row(row, form, item, orders[item.code], placed[item.code], writer)
    _foreign_rows(draft, form, writer)


def _early_totals(draft: Draft, form: Form) -> set[str]:
    """Rows of sums with a part below them: 总计 of a group looks like （七）总计."""
    place = {row.item: number for number, row in enumerate(draft.rows)}
    return {
        item.parent
        for item in form.items
        if item.parent is not None
        and item.parent in place
        and item.code in place
        and place[item.code] > place[item.parent]
    }


def _orders(
    rows: Sequence[tuple[Item, DraftRow]], form: Form, writer: CellWriter
) -> dict[str, Order]:
    """The columns that the header above each row names; notes are written once."""
    orders: dict[str, Order] = {}
    noted: set[tuple[HeaderLabel, ...]] = set()
    for item, row in rows:
        if form.table_id == _APPLICATIONS:
            order = applicant_order(row.header, form.breakdowns, in_grid=row.in_grid)
            about = None
        else:
            order = row_order(row.header, form.item_breakdowns(item))
            about = item.code
        orders[item.code] = order
        if order.note and (about or row.header not in noted):
            noted.add(row.header)
            writer.header(form, order.note, about, refused=order.codes is None)
    return orders


def _placed(
    rows: Sequence[tuple[Item, DraftRow]], orders: Mapping[str, Order], form: Form
) -> dict[str, tuple[Cell, ...] | None]:
    """The values of each row, grid by grid: columns mean nothing in another grid."""
    grids: dict[int | None, list[tuple[str, PrintedRow]]] = {}
    for item, row in rows:
        width = len(form.item_breakdowns(item))
        labels = orders[item.code].labels
        columns = None
        here = row.in_grid and all(label.grid == row.grid for label in labels)
        if here:
            columns = header_columns(labels, width)
        printed = PrintedRow(
            row.values,
            width,
            columns,
            row.measured,
            row.in_grid,
            unspanned=here and labels_begin_rows(row.header),
        )
        grids.setdefault(row.grid, []).append((item.code, printed))
    alike = form.table_id == _APPLICATIONS
    return {
        code: values
        for found in grids.values()
        for (code, _), values in zip(
            found, place([printed for _, printed in found], alike=alike), strict=True
        )
    }


def _unsure(
    rows: Sequence[tuple[Item, DraftRow]],
    orders: Mapping[str, Order],
    form: Form,
    writer: CellWriter,
) -> set[str]:
    """The rows of text without separators that cannot be trusted.

    A blank cell leaves no trace there. Where one row has lost a cell, another may have
    lost one and gained a page number; and where the header is not known, nothing but
    the number of figures would say what they are.
    """
    unmarked = [(item, row) for item, row in rows if not row.marked]
    short = [
        item.code
        for item, row in unmarked
        if len(row.values) < len(form.item_breakdowns(item))
    ]
    if short:
        writer.issue(
            IssueCode.ROW_SHAPE,
            f"blank cells are lost in this text: the rows {short} have too few values; "
            "no row of the table is read",
            form,
        )
        return {item.code for item, _ in unmarked}
    return {item.code for item, _ in unmarked if not orders[item.code].known}


def _row(
    row: DraftRow,
    form: Form,
    item: Item,
    order: Order,
    values: tuple[Cell, ...] | None,
    writer: CellWriter,
) -> None:
    columns = form.item_breakdowns(item)
    if values is None:
        writer.shape(row, form, item.code, len(columns))
    if values is None or order.codes is None:
        writer.unreadable(form, item.code, row.values)
        return
    by_code = {c.code: c for c in columns}
    if not row.exact:
        writer.approximate(row, form, item.code)
    confidence = writer.confidence(exact=row.exact, header=order.known)
    for code, cell in zip(order.codes, values, strict=True):
        column = by_code[code]
        unit = None
        if column.kind == "amount":
            unit = _header_unit(row, code, writer.forms.values.money_units)
        writer.cell(form, item.code, column, cell, confidence, unit)


def _header_unit(row: DraftRow, code: str, units: Sequence[str]) -> str | None:
    """A money unit that the header prints, such as （单位：万元）."""
    for label in row.header:
        if label.code == code:
            for unit in sorted(units, key=len, reverse=True):
                if unit in label.cell.text:
                    return unit
    return None


def _conflict(rows: list[DraftRow], form: Form, item: str, writer: CellWriter) -> None:
    printed = " / ".join(texts(r.values) for r in rows)
    message = f"the row is printed {len(rows)} times with different figures: {printed}"
    locator = rows[0].values[0].locator
    writer.issue(IssueCode.ROW_CONFLICT, message, form, item, locator)
    writer.unreadable(form, item, rows[0].values)


def _foreign_rows(draft: Draft, form: Form, writer: CellWriter) -> None:
    """Rows of another edition of the form."""
    for row in draft.rows:
        if form.item(row.item or "") is None and not row.blank:
            writer.issue(
                IssueCode.EDITION_CONFLICT,
                f"row {row.item} is not in edition {form.edition}, which the other "
                f"rows fit; its figures {texts(row.values)} are not read",
                form,
                row.item,
                row.values[0].locator,
            )
