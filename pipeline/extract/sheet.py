"""Spreadsheets (XLSX, XLS, ET, ODS) to a document, by calamine.

Each visible sheet gives grids; a cell merged over the whole width is a line, a blank
row ends a grid. What a cell shows besides its value is `sheet_facts`. No knowledge of
the form.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import python_calamine as calamine

from pipeline.errors import ExtractionError
from pipeline.extract.biff import biff_facts
from pipeline.extract.document import Cell, Document, Grid, Line
from pipeline.extract.guard import guarded
from pipeline.extract.normal import clean, has_letter
from pipeline.extract.ods_facts import ods_facts
from pipeline.extract.sheet_facts import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, SheetFacts
from pipeline.extract.xlsx_facts import xlsx_facts

__all__ = ["read_ods", "read_xls", "read_xlsx"]

_MAX_SHEETS = 50
#: used places of all sheets together
_MAX_PLACES = 4 * MAX_CELLS
#: digits that a spreadsheet shows; what lies beyond is noise of its arithmetic
_DIGITS = 15
Place = tuple[int, int]


def read_xlsx(data: bytes) -> Document:
    """Read the bytes of an XLSX file.

    Raises:
        ExtractionError: it is not one that can be opened, or it is too large.
    """
    facts = xlsx_facts(data)
    _refuse_large(facts.items())
    return _read(data, "xlsx", lambda _, name: facts.get(name, SheetFacts()))


def read_xls(data: bytes) -> Document:
    """Read the bytes of an XLS or ET file.

    Raises:
        ExtractionError: it is not one that can be opened, or it is too large.
    """
    facts = dict(enumerate(biff_facts(data)))
    _refuse_large((f"number {n + 1}", found) for n, found in facts.items())
    return _read(data, "xls", lambda number, _: facts.get(number, SheetFacts()))


def read_ods(data: bytes) -> Document:
    """Read the bytes of an ODS file.

    Raises:
        ExtractionError: it is not one that can be opened, or it is too large.
    """
    facts = ods_facts(data)
    _refuse_large(facts.items())
    return _read(data, "ods", lambda _, name: facts.get(name, SheetFacts()))


def _refuse_large(sheets: Iterable[tuple[str, SheetFacts]]) -> None:
    """Refuse what would fill the memory, before the library opens the file."""
    places = 0
    for name, facts in sheets:
        if facts.too_large:
            raise ExtractionError(
                f"sheet {name!r} uses {facts.rows} rows and {facts.columns} "
                f"columns (limits: {MAX_ROWS}, {MAX_COLUMNS}, {MAX_CELLS} places)"
            )
        places += facts.rows * facts.columns
        if places > _MAX_PLACES:
            raise ExtractionError(f"the sheets use more than {_MAX_PLACES} places")


def _read(
    data: bytes, media: str, facts_of: Callable[[int, str], SheetFacts]
) -> Document:
    document = Document(media)
    with guarded():
        book = calamine.load_workbook(io.BytesIO(data))
    sheets = [s for s in book.sheets_metadata if _is(s.typ, "WorkSheet")]
    order = [s.name for s in book.sheets_metadata]
    for sheet in sheets[:_MAX_SHEETS]:
        number = order.index(sheet.name)
        if not _is(sheet.visible, "Visible"):
            document.notes.append(f"the sheet {sheet.name!r} is hidden: it is not read")
            continue
        facts = facts_of(number, sheet.name)
        with guarded():
            found = book.get_sheet_by_name(sheet.name)
        _Sheet(document, found, facts, number + 1).read()
    if len(sheets) > _MAX_SHEETS:
        document.notes.append(f"only the first {_MAX_SHEETS} sheets were read")
    return document


def _is(value: object, name: str) -> bool:
    return str(value).rpartition(".")[2] == name


class _Sheet:
    """The used part of a sheet on its way into a document."""

    def __init__(
        self,
        document: Document,
        sheet: "calamine.CalamineSheet",
        facts: SheetFacts,
        number: int,
    ) -> None:
        self._document = document
        self._facts = facts
        self._number = number
        self._name = sheet.name
        self._first = sheet.start or (0, 0)
        self._rows = sheet.to_python(skip_empty_area=True) if sheet.start else []
        last = sheet.end or (0, 0)
        # a cell that shows an error may lie beside all that has a value
        self._height = max(last[0] + 1, facts.rows) if (sheet.end or facts.rows) else 0
        self._width = max(last[1] + 1, facts.columns)
        used = SheetFacts(rows=self._height, columns=self._width)
        _refuse_large([(sheet.name, used)])
        #: where a merged cell begins -> columns; and the places that it covers
        self._merged: dict[Place, int] = {}
        self._covered: set[Place] = set()
        for first, end in sheet.merged_cell_ranges or facts.merged:
            self._merge(first, end)

    def _merge(self, first: Place, last: Place) -> None:
        bottom = min(last[0], self._height - 1)
        right = min(last[1], self._width - 1)
        self._merged[first] = sum(
            c not in self._facts.hidden_columns for c in range(first[1], right + 1)
        )
        for row in range(first[0], bottom + 1):
            for column in range(first[1], right + 1):
                if (row, column) != first:
                    self._covered.add((row, column))

    def read(self) -> None:
        """Add lines and grids."""
        pending: list[tuple[Cell, ...]] = []
        hidden = sorted(r for r in self._facts.hidden_rows if r < self._height)
        columns = sorted(c for c in self._facts.hidden_columns if c < self._width)
        if any(map(self._has_text, hidden)) or columns:
            self._document.notes.append(
                f"the sheet {self._name!r} hides rows {[r + 1 for r in hidden[:9]]} "
                f"and columns {[c + 1 for c in columns[:9]]}: they are not read"
            )
        begun = False  # above the first row of several cells stand titles
        for row in range(self._height):
            if row in self._facts.hidden_rows:
                continue
            cells = tuple(self._cells(row))
            printed = [c for c in cells if c.text or c.opaque]
            if not printed and not self._is_covered(row):
                self._grid(pending)
            elif len(printed) == 1 and (not begun or self._fills(printed[0])):
                self._grid(pending)
                self._line(printed[0])
            else:
                begun = True
                pending.append(cells)
        self._grid(pending)

    def _has_text(self, row: int) -> bool:
        return any(self._shown((row, c))[0] for c in range(self._width))

    def _is_covered(self, row: int) -> bool:
        return any((row, column) in self._covered for column in range(self._width))

    def _fills(self, cell: Cell) -> bool:
        """Whether a cell is merged over the whole width and no other is beside it."""
        wide = sum(c not in self._facts.hidden_columns for c in range(self._width))
        used = self._first[1]
        return cell.colspan > 1 and cell.colspan >= wide - used

    def _cells(self, row: int) -> Iterator[Cell]:
        column = 0
        for place in range(self._width):
            if place in self._facts.hidden_columns:
                continue
            if (row, place) in self._covered:
                column += 1
                continue
            text, opaque = self._shown((row, place))
            locator = f"s{self._number}/r{row + 1}/c{place + 1}"
            span = max(1, self._merged.get((row, place), 1))
            yield Cell(text, column, span, locator, opaque)
            column += 1

    def _shown(self, place: Place) -> tuple[str, bool]:
        """The text of a cell, and whether what it shows is not known."""
        if place in self._facts.texts:
            return self._facts.texts[place], False
        row, column = place[0] - self._first[0], place[1] - self._first[1]
        value: object = ""
        if 0 <= row < len(self._rows) and 0 <= column < len(self._rows[row]):
            value = self._rows[row][column]
        text = _text(value)
        if place in self._facts.suffixes and text:
            text += self._facts.suffixes[place]
        opaque = place in self._facts.opaque and not has_letter(text)
        return text, opaque

    def _line(self, cell: Cell) -> None:
        for text in cell.text.split("\n"):
            self._document.blocks.append(Line(text, locator=cell.locator))

    def _grid(self, rows: list[tuple[Cell, ...]]) -> None:
        """Add a grid without the blank columns at its right."""
        used = max(
            (c.column + c.colspan for row in rows for c in row if c.text or c.opaque),
            default=0,
        )
        kept = tuple(tuple(c for c in row if c.column < used) for row in rows)
        if any(kept):
            self._document.blocks.append(Grid(kept))
        rows.clear()


def _text(value: object) -> str:
    """A value as the sheet shows it, without the noise of binary fractions."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        shown = Decimal(f"{value:.{_DIGITS}g}")
        whole = shown == shown.to_integral_value()
        return format(shown.quantize(Decimal(1)) if whole else shown, "f")
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"{value.total_seconds():.0f} s"
    return clean(str(value))
