"""Writing what a report says: one observation a cell, one issue for what is not read.

Settled rows come in; which row and column it is was decided before.
"""

from collections.abc import Collection
from dataclasses import replace

from pipeline.extract.document import Cell
from pipeline.extract.draft import DraftRow, texts
from pipeline.extract.observation import CONFIDENCE, Observation
from pipeline.extract.values import UNREADABLE, Reading, ValueReader
from pipeline.forms import Breakdown, Form, FormSet
from pipeline.issues import Issue, IssueCode, Severity

__all__ = ["CellWriter"]


class CellWriter:
    """Collects the observations and issues of one report."""

    def __init__(self, forms: FormSet, values: ValueReader, *, damaged: bool) -> None:
        self.forms = forms
        self._values = values
        self._damaged = damaged
        self._count_units = frozenset(forms.values.count_units)
        self.observations: list[Observation] = []
        self.issues: list[Issue] = []

    def confidence(self, *, exact: bool, header: bool) -> float:
        """How sure the place of a figure is."""
        anchors = ["printed"]
        if not exact:
            anchors.append("label")
        if not header:
            anchors.append("header")
        if self._damaged:
            anchors.append("damaged")
        return min(CONFIDENCE[a] for a in anchors)

    def cell(
        self,
        form: Form,
        item: str,
        column: Breakdown,
        cell: Cell,
        confidence: float,
        header_unit: str | None = None,
        how: str = "printed",
    ) -> None:
        """Write one cell; a text that is not one number becomes an issue as well.

        Args:
            form: the table.
            item: the row.
            column: the column.
            cell: what is printed, and where.
            confidence: how sure its place is.
            header_unit: the unit that the header states.
            how: what the reading rests on, `printed` or `by_equations`.
        """
        reading = self._values.read(cell, column)
        if cell.score is not None:
            confidence = min(confidence, CONFIDENCE["ocr"])
        unit = column.unit or None
        if column.kind == "amount":
            unit = reading.unit or header_unit or unit
        elif reading.unit is not None and reading.unit not in self._count_units:
            reading = Reading(UNREADABLE)
        if reading.status == UNREADABLE:
            confidence = CONFIDENCE["unreadable"]
            shown = _shown(cell)
            self.issue(
                IssueCode.VALUE_UNREADABLE,
                f"{column.zh}: expected one number, found {shown}",
                form,
                item,
                cell.locator,
                breakdown=column.code,
            )
        self.observations.append(
            Observation(
                table_id=form.table_id,
                item=item,
                breakdown=column.code,
                edition=form.edition,
                value=reading.value,
                unit=unit,
                value_text=cell.text,
                obs_status=reading.status,
                is_total=column.is_total,
                reading=how if how != "printed" else _reading(cell),
                confidence=confidence,
                locator=cell.locator,
            )
        )

    def unreadable(
        self,
        form: Form,
        item: str,
        values: tuple[Cell, ...],
        columns: Collection[str] | None = None,
    ) -> None:
        """Write cells of a row, by default all, as unreadable, with what is printed."""
        row = form.item(item)
        if row is None:
            return
        printed = Cell(texts(values), locator=values[0].locator if values else "")
        blank = Observation(
            table_id=form.table_id,
            item=item,
            breakdown="",
            edition=form.edition,
            value=None,
            unit=None,
            value_text=printed.text,
            obs_status=UNREADABLE,
            is_total=False,
            reading=_reading(*values),
            confidence=CONFIDENCE["unreadable"],
            locator=printed.locator,
        )
        self.observations.extend(
            replace(
                blank,
                breakdown=column.code,
                unit=column.unit or None,
                is_total=column.is_total,
            )
            for column in form.item_breakdowns(row)
            if columns is None or column.code in columns
        )

    # -- issues --------------------------------------------------------------------

    def issue(
        self,
        code: IssueCode,
        message: str,
        form: Form,
        item: str | None = None,
        locator: str | None = None,
        *,
        breakdown: str | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Note something about a table, a row or a cell."""
        self.issues.append(
            Issue(code, severity, message, form.table_id, item, breakdown, locator)
        )

    def header(
        self, form: Form, note: str, item: str | None = None, *, refused: bool = False
    ) -> None:
        """Note a header that does not say which column is which."""
        if not refused:
            note += "; columns are taken in the order of the form"
        severity = Severity.ERROR if refused else Severity.WARNING
        self.issue(IssueCode.HEADER_UNKNOWN, note, form, item, severity=severity)

    def shape(self, row: DraftRow, form: Form, item: str | None, columns: int) -> None:
        """Note a row whose cells are not those of the form."""
        joined = _looks_joined(row.values, columns)
        message = f"expected {columns} values, found {len(row.values)}"
        if len(row.values) == columns:
            message += ", but it is not certain which columns they are"
        message += f": {texts(row.values)}"
        if joined:
            message += "; the digits of neighbouring cells seem to run together"
        code = IssueCode.RUN_TOGETHER if joined else IssueCode.ROW_SHAPE
        locator = row.values[0].locator if row.values else None
        self.issue(code, message, form, item, locator)

    def approximate(self, row: DraftRow, form: Form, item: str) -> None:
        """Note a label that was not known exactly."""
        self.issue(
            IssueCode.LABEL_APPROXIMATE,
            f"the row label is not printed as on the form; it was taken for {item}",
            form,
            item,
            row.values[0].locator,
            severity=Severity.WARNING,
        )


def _reading(*cells: Cell) -> str:
    """How cells were read: by a reader of text, or by recognition of characters."""
    return "ocr" if any(c.score is not None for c in cells) else "printed"


def _shown(cell: Cell) -> str:
    """What stands in a cell that is no number, for a message."""
    if not cell.opaque:
        return repr(cell.text)
    if cell.score is None:
        return "a picture"
    if not cell.text:
        return "ink in which no character was recognised"
    return f"{cell.text!r}, of which recognition is not certain"


def _looks_joined(values: tuple[Cell, ...], width: int) -> bool:
    """Fewer values than columns, with enough digits for all of them."""
    printed = [v.text for v in values if v.text]
    digits = sum(c.isdigit() for t in printed for c in t)
    return 0 < len(printed) < width <= digits
