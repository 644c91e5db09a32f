"""Facts about the sheets of an XLSX file, from its XML, in one bounded pass a sheet.

See `sheet_facts` for what they are for. Values are read elsewhere.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from lxml import etree

from pipeline.errors import ExtractionError
from pipeline.extract.sheet_facts import ODD, SheetFacts, display

__all__ = ["xlsx_facts"]

_MAX_PART = 256 * 2**20
_MAX_SMALL = 64 * 2**20
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})$")
#: number formats that a file does not define: percent
_BUILT_IN = {9: "0%", 10: "0.00%"}
_MARKS = ("vertAlign", "strike")


def xlsx_facts(data: bytes) -> dict[str, SheetFacts]:
    """Facts about each worksheet, by its name.

    Raises:
        ExtractionError: it is no XLSX file that can be opened, or unfolds too far.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
            formats = _formats(package, names)
            marked = _marked_strings(package, names)
            return {
                name: _sheet(package, part, formats, marked)
                for name, part in _sheets(package, names)
                if part in names
            }
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as error:
        raise ExtractionError(f"not a readable XLSX file: {error}") from error
    except (RuntimeError, OSError, EOFError, ValueError, zlib.error) as error:
        raise ExtractionError(f"not a readable XLSX file: {error}") from error


def _open(package: zipfile.ZipFile, part: str, most: int) -> IO[bytes]:
    size = package.getinfo(part).file_size
    if size > most:
        raise ExtractionError(f"{part} unfolds to {size} bytes, more than {most}")
    return package.open(part)


def _local(node: etree._Element) -> str:
    return str(node.tag).rpartition("}")[2]


def _attribute(node: etree._Element, name: str) -> str:
    """An attribute by its local name; empty where it is not there."""
    for key, value in node.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def _elements(stream: IO[bytes], *names: str) -> Iterator[tuple[str, etree._Element]]:
    """Elements as they end, each cleared afterwards, so that memory stays flat."""
    found = etree.iterparse(
        stream, events=("end",), resolve_entities=False, no_network=True
    )
    for _, node in found:
        name = _local(node)
        if name in names:
            yield name, node
            node.clear()
            parent = node.getparent()
            while parent is not None and node.getprevious() is not None:
                del parent[0]


def _sheets(package: zipfile.ZipFile, names: set[str]) -> Iterator[tuple[str, str]]:
    parts: dict[str, str] = {}
    relations = "xl/_rels/workbook.xml.rels"
    if relations in names:
        with _open(package, relations, _MAX_SMALL) as stream:
            for _, node in _elements(stream, "Relationship"):
                target = node.get("Target") or ""
                path = posixpath.normpath(posixpath.join("xl", target))
                parts[node.get("Id") or ""] = path.lstrip("/")
    with _open(package, "xl/workbook.xml", _MAX_SMALL) as stream:
        for _, node in _elements(stream, "sheet"):
            relation = _attribute(node, "id")
            yield node.get("name") or "", parts.get(relation, "")


def _formats(package: zipfile.ZipFile, names: set[str]) -> list[str]:
    """For each cell style how it shows figures, as `display` says it."""
    if "xl/styles.xml" not in names:
        return []
    codes = dict(_BUILT_IN)
    styles: list[int] = []
    with _open(package, "xl/styles.xml", _MAX_SMALL) as stream:
        root = etree.parse(
            stream, etree.XMLParser(resolve_entities=False, no_network=True)
        ).getroot()
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        name = _local(node)
        if name == "numFmt":
            codes[int(node.get("numFmtId") or 0)] = node.get("formatCode") or ""
        elif name == "cellXfs":
            styles = [int(x.get("numFmtId") or 0) for x in node if _local(x) == "xf"]
    return [display(codes[s]) if s in codes else "" for s in styles]


def _marked_strings(package: zipfile.ZipFile, names: set[str]) -> set[int]:
    """Shared strings with raised, lowered or struck characters."""
    marked: set[int] = set()
    if "xl/sharedStrings.xml" not in names:
        return marked
    with _open(package, "xl/sharedStrings.xml", _MAX_SMALL) as stream:
        for number, (_, node) in enumerate(_elements(stream, "si")):
            if _is_marked(node):
                marked.add(number)
    return marked


def _is_marked(node: etree._Element) -> bool:
    return any(_local(n) in _MARKS for n in node.iter("*"))


def _sheet(
    package: zipfile.ZipFile, part: str, formats: list[str], marked: set[int]
) -> SheetFacts:
    facts = SheetFacts()
    row = 0
    with _open(package, part, _MAX_PART) as stream:
        # cells end before their row does, so their place is taken from themselves
        for name, node in _elements(stream, "c", "row", "col"):
            if name == "c":
                place = _place(node.get("r") or "")
                if place is not None:
                    _cell(facts, place, node, formats, marked)
            elif name == "row":
                row = int(node.get("r") or row + 1)
                if node.get("hidden") in ("1", "true"):
                    facts.hidden_rows.add(row - 1)
            elif node.get("hidden") in ("1", "true"):
                first, last = int(node.get("min") or 1), int(node.get("max") or 1)
                facts.hidden_columns.update(range(first - 1, min(last, first + 512)))
    return facts


def _place(reference: str) -> tuple[int, int] | None:
    found = _PLACE.match(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1


def _cell(
    facts: SheetFacts,
    place: tuple[int, int],
    node: etree._Element,
    formats: list[str],
    marked: set[int],
) -> None:
    parts = {_local(child): child for child in node if isinstance(child.tag, str)}
    kind = node.get("t") or "n"
    value = (parts["v"].text or "") if "v" in parts else ""
    if not value and "is" not in parts:
        if "f" in parts and kind != "str":
            facts.used(place)
            formula = parts["f"].text or ""
            facts.texts[place] = f"={formula} [result not stored]"
        return
    facts.used(place)
    if kind == "e":
        facts.texts[place] = value
    elif kind == "n":
        style = int(node.get("s") or 0)
        facts.number(place, formats[style] if style < len(formats) else "")
    elif kind == "s":
        if value.isdigit() and int(value) in marked:
            facts.number(place, ODD)
    elif "is" in parts and _is_marked(parts["is"]):
        facts.number(place, ODD)
