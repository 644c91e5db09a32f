"""DOCX to a document: the XML itself, with gridSpan, vMerge and hMerge.

Nested tables are walked through like layout tables in HTML; deleted text (tracked
changes) is left out, inserted text is kept. Opening the package is `docx_package`. No
knowledge of the form.
"""

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from pipeline.extract.document import Cell, Document, Grid, Line, Picture
from pipeline.extract.docx_chunk import chunk_medium, read_chunk
from pipeline.extract.docx_package import Package
from pipeline.extract.normal import clean, has_letter

__all__ = ["read_docx"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_VML = "{urn:schemas-microsoft-com:vml}imagedata"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MAX_SPAN = 200
_MAX_COLUMNS = 2000
_MAX_PICTURES = 50
_MAX_NESTED = 3
_OFF = {"0", "false", "off"}
#: text in these is read at another place, or was deleted
_ELSEWHERE = {f"{_W}{tag}" for tag in ("txbxContent", "moveFrom", "del")} | {
    f"{_MC}Fallback"
}
#: containers without a meaning of their own
_WRAPPERS = {
    f"{_W}{tag}" for tag in ("sdt", "sdtContent", "ins", "smartTag", "customXml")
}

#: what is text in a run, and what the marks without text of their own stand for
_TEXT = {
    f"{_W}t": "",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}tab": " ",
    f"{_W}noBreakHyphen": "-",
}
#: shows something that is no text: a picture, a symbol, a formula, a list number
_NO_TEXT = (
    *(f"{_W}{tag}" for tag in ("drawing", "pict", "object", "sym", "numPr")),
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath",
)


def read_docx(data: bytes) -> Document:
    """Read the bytes of a DOCX file.

    Raises:
        ExtractionError: it is not a DOCX file that can be opened.
    """
    return _read(data, 1)


def _read(data: bytes, depth: int) -> Document:
    package = Package(data)
    document = Document("docx")
    reader = _Reader(document, package, depth)
    reader.blocks(package.body)
    if reader.charts:
        document.notes.append(f"{reader.charts} charts stand in the document: not read")
    return document


def _unwrapped(node: etree._Element) -> Iterator[etree._Element]:
    """Children, looked for through wrappers; of alternatives the first."""
    for child in node:
        if child.tag in _WRAPPERS:
            yield from _unwrapped(child)
        elif child.tag == f"{_MC}AlternateContent":
            chosen = child.find(f"{_MC}Choice")
            if chosen is None:
                chosen = child.find(f"{_MC}Fallback")
            if chosen is not None:
                yield from _unwrapped(chosen)
        elif isinstance(child.tag, str):
            yield child


class _Reader:
    def __init__(self, document: Document, package: Package, depth: int) -> None:
        self._document = document
        self._package = package
        self._depth = depth
        self.charts = 0
        self._tables = 0
        self._lines = 0

    def blocks(self, node: etree._Element) -> None:
        """Add the paragraphs and tables below a node."""
        for child in _unwrapped(node):
            if child.tag == f"{_W}p":
                self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                self._table(child)
            elif child.tag == f"{_W}altChunk":
                self._chunk(child.get(f"{_R}id") or "")

    def _chunk(self, relation: str) -> None:
        """Add a part in another format: HTML, MHTML, text or a DOCX in the DOCX."""
        data = self._package.related(relation)
        medium = chunk_medium(data) if data else None
        if medium is None or data is None or self._depth == _MAX_NESTED:
            self._document.notes.append("an embedded part (altChunk) was not read")
            return
        inner = (
            _read(data, self._depth + 1)
            if medium == "docx"
            else read_chunk(data, medium)
        )
        self._document.blocks += inner.blocks
        self._document.notes += inner.notes
        self._document.damaged = self._document.damaged or inner.damaged

    def _shown(self, node: etree._Element, place: str) -> None:
        """Note the pictures and charts of a paragraph or a cell."""
        for found in node.iter(_CHART, _BLIP, _VML):
            if any(a.tag == f"{_MC}Fallback" for a in found.iterancestors()):
                continue
            if found.tag == _CHART:
                self.charts += 1
                continue
            relation = found.get(f"{_R}embed") or found.get(f"{_R}id") or ""
            pictures = self._document.pictures
            if len(pictures) < _MAX_PICTURES:
                data = self._package.related(relation)
                pictures.append(Picture(place, data, None))

    def _paragraph(self, node: etree._Element) -> None:
        for line in clean(_text(node)).split("\n"):
            if line:
                self._lines += 1
                self._document.blocks.append(Line(line, locator=f"p{self._lines}"))
        self._shown(node, f"p{max(self._lines, 1)}")
        for box in node.iter(f"{_W}txbxContent"):
            # drawings keep a fallback copy of the same box for old programs
            if not any(a.tag.endswith("}Fallback") for a in box.iterancestors()):
                self.blocks(box)

    def _table(self, table: etree._Element) -> None:
        self._tables += 1
        number = self._tables
        pending: list[tuple[Cell, ...]] = []
        rows = [
            r
            for r in _unwrapped(table)
            if r.tag == f"{_W}tr"
            and r.find(f"{_W}trPr/{_W}del") is None
            and not _has(r, "trPr", "hidden")
        ]
        for index, row in enumerate(rows, start=1):
            cells = [c for c in _unwrapped(row) if c.tag == f"{_W}tc"]
            if any(c.find(f".//{_W}tbl") is not None for c in cells):
                self._grid(pending)
                for cell in cells:
                    self.blocks(cell)
                continue
            pending.append(_row_cells(row, cells, f"t{number}/r{index}"))
            self._shown(row, f"t{number}/r{index}")
        self._grid(pending)

    def _grid(self, rows: list[tuple[Cell, ...]]) -> None:
        if any(rows):
            self._document.blocks.append(Grid(tuple(rows)))
        rows.clear()


def _row_cells(
    row: etree._Element, cells: list[etree._Element], place: str
) -> tuple[Cell, ...]:
    """The cells that begin in the row; continued ones (vMerge) only move the column."""
    column = _number(row, "trPr", "gridBefore", 0)
    found: list[Cell] = []
    for number, cell in enumerate(cells, start=1):
        colspan = max(1, _number(cell, "tcPr", "gridSpan", 1))
        joined = cell.find(f"{_W}tcPr/{_W}hMerge")
        if joined is not None and joined.get(f"{_W}val") != "restart" and column:
            # the older way to merge: the cell goes on from the one before it
            if found and found[-1].column + found[-1].colspan == column:
                found[-1] = replace(found[-1], colspan=found[-1].colspan + colspan)
            column += colspan
            continue
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        begins = merge is None or merge.get(f"{_W}val") == "restart"
        if begins:
            paragraphs = (p for p in cell.iter(f"{_W}p") if not _is_fallback(p, cell))
            text = clean("\n".join(map(_text, paragraphs)))
            # beside a label a picture does no harm; beside a figure it may be a digit
            opaque = not has_letter(text) and _shows_picture(cell)
            found.append(Cell(text, column, colspan, f"{place}/c{number}", opaque))
        column += colspan
        if column > _MAX_COLUMNS:
            break
    return tuple(found)


def _number(node: etree._Element, properties: str, name: str, default: int) -> int:
    """A bounded number among the properties of a row or a cell."""
    found = node.find(f"{_W}{properties}/{_W}{name}")
    digits = found.get(f"{_W}val", "") if found is not None else ""
    return min(int(digits), _MAX_SPAN) if digits.isdecimal() else default


def _has(node: etree._Element, properties: str, name: str) -> bool:
    found = node.find(f"{_W}{properties}/{_W}{name}")
    return found is not None and found.get(f"{_W}val") not in _OFF


def _is_fallback(node: etree._Element, top: etree._Element) -> bool:
    """Whether it is the copy of a drawing that old programs show."""
    return any(a.tag == f"{_MC}Fallback" for a in _below(node, top))


def _shows_picture(cell: etree._Element) -> bool:
    return any(cell.find(f".//{tag}") is not None for tag in _NO_TEXT)


def _text(paragraph: etree._Element) -> str:
    """The visible text of a paragraph; text boxes in it are read apart."""
    parts: list[str] = []
    for node in paragraph.iter(*_TEXT):
        run = node.getparent()
        if run is None or any(a.tag in _ELSEWHERE for a in _below(node, paragraph)):
            continue
        if _is_on(run, "vanish"):
            continue
        if node.tag == f"{_W}t":
            parts.append(_marked(run, node.text or ""))
        elif run.tag == f"{_W}r":
            parts.append(_TEXT[str(node.tag)])
    return "".join(parts)


def _below(node: etree._Element, top: etree._Element) -> Iterator[etree._Element]:
    """The ancestors of a node that lie below `top`."""
    for ancestor in node.iterancestors():
        if ancestor is top:
            return
        yield ancestor


def _is_on(run: etree._Element, name: str) -> bool:
    """Whether a run has a property such as `vanish` or `strike`."""
    found = run.find(f"{_W}rPr/{_W}{name}")
    return found is not None and found.get(f"{_W}val") not in _OFF


def _marked(run: etree._Element, text: str) -> str:
    """Text; raised, lowered and struck text is kept apart from the figure beside it."""
    align = run.find(f"{_W}rPr/{_W}vertAlign")
    raised = align is not None and align.get(f"{_W}val") in {"superscript", "subscript"}
    struck = _is_on(run, "strike") or _is_on(run, "dstrike")
    return f"\n{text}\n" if raised or struck else text
