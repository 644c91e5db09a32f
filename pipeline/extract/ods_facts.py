"""Facts about the sheets of an ODS file, from its XML.

See `sheet_facts` for what they are for. Values are read elsewhere.
"""

import io
import zipfile
import zlib

from lxml import etree

from pipeline.errors import ExtractionError
from pipeline.extract.sheet_facts import ODD, SheetFacts

__all__ = ["ods_facts"]

_MAX_CONTENT = 64 * 2**20
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
#: what a sheet of the largest kind may repeat
_MOST = 2**21


def ods_facts(data: bytes) -> dict[str, SheetFacts]:
    """Facts about each sheet, by its name.

    Raises:
        ExtractionError: it is no ODS file that can be opened, or unfolds too far.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            size = package.getinfo("content.xml").file_size
            if size > _MAX_CONTENT:
                raise ExtractionError(
                    f"content.xml unfolds to {size} bytes, more than {_MAX_CONTENT}"
                )
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            root = etree.fromstring(package.read("content.xml"), parser)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as error:
        raise ExtractionError(f"not a readable ODS file: {error}") from error
    except (RuntimeError, OSError, EOFError, zlib.error) as error:
        raise ExtractionError(f"not a readable ODS file: {error}") from error
    return {
        table.get(f"{_TABLE}name") or "": _sheet(table)
        for table in root.iter(f"{_TABLE}table")
    }


def _repeated(node: etree._Element, what: str) -> int:
    count = node.get(f"{_TABLE}number-{what}-repeated") or "1"
    return min(int(count), _MOST) if count.isdigit() else 1


def _spanned(node: etree._Element, what: str) -> int:
    count = node.get(f"{_TABLE}number-{what}-spanned") or "1"
    return min(int(count), _MOST) if count.isdigit() else 1


def _sheet(table: etree._Element) -> SheetFacts:
    facts = SheetFacts()
    row = 0
    for line in table.iter(f"{_TABLE}table-row"):
        rows, column = _repeated(line, "rows"), 0
        hidden = line.get(f"{_TABLE}visibility") in ("collapse", "filter")
        if hidden:
            facts.hidden_rows.update(range(row, row + min(rows, 10_000)))
        for cell in line.iterchildren(*_CELLS):
            columns = _repeated(cell, "columns")
            kind = cell.get(f"{_OFFICE}value-type")
            down, right = _spanned(cell, "rows"), _spanned(cell, "columns")
            if down > 1 or right > 1:
                last = (row + down - 1, column + right - 1)
                facts.merged.append(((row, column), last))
            if kind is not None or cell.find(f"{_TEXT}p") is not None:
                facts.used((row + rows - 1, column + columns - 1))
                _cell(facts, (row, column), cell, kind)
            column += columns
        row += rows
    return facts


def _cell(
    facts: SheetFacts, place: tuple[int, int], cell: etree._Element, kind: str | None
) -> None:
    """What a cell shows is written beside its value: compare the two."""
    shown = "\n".join(
        "".join(map(str, p.itertext())) for p in cell.iterchildren(f"{_TEXT}p")
    )
    if shown.startswith(("#", "Err:")):
        facts.texts[place] = shown
    elif kind not in ("float", "string", None):
        facts.number(place, ODD)
    elif kind == "float":
        bare = shown.replace(",", "").strip().lstrip("-+−")
        digits = bare.rstrip("件项条个份起宗次例元")
        if not digits.replace(".", "", 1).isdigit():
            facts.number(place, ODD)
        elif digits != bare:
            facts.suffixes[place] = bare[len(digits) :]
