"""Facts about the sheets of an XLS file, from its records.

See `sheet_facts` for what they are for. Values are read elsewhere.
"""

import struct
from collections.abc import Iterator

from pipeline.errors import ExtractionError
from pipeline.extract.ole import CompoundFile
from pipeline.extract.sheet_facts import SheetFacts, display

__all__ = ["biff_facts"]

_MAX_STREAM = 64 * 2**20
_MAX_RECORDS = 4_000_000
_BOF, _BOUNDSHEET, _FILEPASS = 0x0809, 0x0085, 0x002F
_FORMAT, _XF, _ROW, _COLINFO = 0x041E, 0x00E0, 0x0208, 0x007D
_FORMULA, _BOOLERR, _MULRK = 0x0006, 0x0205, 0x00BD
#: records of one cell that has a value: row, column, style …
_CELLS = {0x0203, 0x0204, 0x00FD, 0x027E, 0x00D6, _FORMULA, _BOOLERR}
_NUMBERS = {0x0203, 0x027E, _FORMULA}
_BUILT_IN = {9: "0%", 10: "0.00%"}
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_HIDDEN_ROW = 0x20
_RESULT_IS_ERROR = 2


def biff_facts(data: bytes) -> list[SheetFacts]:
    """Facts about each sheet, in the order of the workbook.

    Raises:
        ExtractionError: it is protected by a password, or broken.
    """
    compound = CompoundFile(data)
    name = "Workbook" if "Workbook" in compound.names else "Book"
    stream = compound.stream(name, _MAX_STREAM)
    book = _Book()
    try:
        for offset, kind, body in _records(stream):
            book.take(offset, kind, body)
    except struct.error as error:
        raise ExtractionError(f"a broken XLS file: {error}") from error
    return [book.facts_at(offset) for offset in book.sheets]


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    offset = 0
    for _ in range(_MAX_RECORDS):
        if offset + 4 > len(stream):
            return
        kind, length = struct.unpack_from("<HH", stream, offset)
        yield offset, kind, stream[offset + 4 : offset + 4 + length]
        offset += 4 + length
    raise ExtractionError(f"an XLS file of more than {_MAX_RECORDS} records")


class _Book:
    def __init__(self) -> None:
        self.sheets: list[int] = []
        self._facts: dict[int, SheetFacts] = {}
        self._codes = dict(_BUILT_IN)
        self._styles: list[int] = []
        self._now = SheetFacts()

    def facts_at(self, offset: int) -> SheetFacts:
        """The facts of the sheet that begins there."""
        return self._facts.setdefault(offset, SheetFacts())

    def take(self, offset: int, kind: int, body: bytes) -> None:
        """Take the next record."""
        if kind == _BOF:
            # a chart in a sheet begins a part of its own: its cells are nobody's
            self._now = self._facts.setdefault(offset, SheetFacts())
        elif kind == _FILEPASS:
            raise ExtractionError(
                "the file is protected by a password: save it without one"
            )
        elif kind == _BOUNDSHEET:
            self.sheets.append(int(struct.unpack_from("<I", body)[0]))
        elif kind == _FORMAT:
            number, length, wide = struct.unpack_from("<HHB", body)
            raw = body[5 : 5 + length * (2 if wide & 1 else 1)]
            text = raw.decode("utf-16-le" if wide & 1 else "latin-1", errors="replace")
            self._codes[number] = text
        elif kind == _XF:
            self._styles.append(struct.unpack_from("<HH", body)[1])
        else:
            self._of_sheet(kind, body)

    def _of_sheet(self, kind: int, body: bytes) -> None:
        facts = self._now
        if kind == _ROW:
            row, *_, options = struct.unpack_from("<HHHHHHH", body)
            if options & _HIDDEN_ROW:
                facts.hidden_rows.add(row)
        elif kind == _COLINFO:
            first, last, _, _, options = struct.unpack_from("<HHHHH", body)
            if options & 1:
                facts.hidden_columns.update(range(first, min(last, 255) + 1))
        elif kind == _MULRK:
            row, first = struct.unpack_from("<HH", body)
            for number in range((len(body) - 6) // 6):
                (style,) = struct.unpack_from("<H", body, 4 + number * 6)
                self._number((row, first + number), style)
        elif kind in _CELLS:
            row, column, style = struct.unpack_from("<HHH", body)
            place = (row, column)
            facts.used(place)
            if kind in _NUMBERS:
                self._number(place, style)
            code = _error(kind, body)
            if code is not None:
                facts.texts[place] = _ERRORS.get(code, "#ERROR!")

    def _number(self, place: tuple[int, int], style: int) -> None:
        self._now.used(place)
        number = self._styles[style] if style < len(self._styles) else 0
        if number in self._codes:
            self._now.number(place, display(self._codes[number]))


def _error(kind: int, body: bytes) -> int | None:
    if kind == _BOOLERR and body[7]:
        return body[6]
    if kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == _RESULT_IS_ERROR:
        return body[8]
    return None
