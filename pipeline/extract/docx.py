"""DOCX to a document: the XML itself, with gridSpan and vMerge.

Nested tables are walked through like layout tables in HTML; deleted text (tracked
changes) is left out, inserted text is kept. No knowledge of the form.
"""

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from pipeline.errors import ExtractionError
from pipeline.extract.document import Cell, Document, Grid, Line
from pipeline.extract.normal import clean, has_letter

__all__ = ["read_docx"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAX_XML = 64 * 2**20
_OFF = {"0", "false", "off"}
#: text in these is read at another place, or was deleted
_ELSEWHERE = {f"{_W}{tag}" for tag in ("txbxContent", "moveFrom", "del")}
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
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            info = archive.getinfo("word/document.xml")
            if info.file_size > _MAX_XML:
                raise ExtractionError(
                    f"word/document.xml has {info.file_size} bytes, "
                    f"more than {_MAX_XML}"
                )
            xml = archive.read(info)
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            root = etree.fromstring(xml, parser)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, RuntimeError) as error:
        raise ExtractionError(f"not a readable DOCX file: {error}") from error
    body = root.find(f"{_W}body")
    if body is None:
        raise ExtractionError("not a readable DOCX file: no w:body")
    document = Document("docx")
    _Reader(document).blocks(body)
    return document


def _unwrapped(node: etree._Element) -> Iterator[etree._Element]:
    """Children, looked for through wrappers."""
    for child in node:
        if child.tag in _WRAPPERS:
            yield from _unwrapped(child)
        elif isinstance(child.tag, str):
            yield child


class _Reader:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._tables = 0
        self._lines = 0

    def blocks(self, node: etree._Element) -> None:
        """Add the paragraphs and tables below a node."""
        for child in _unwrapped(node):
            if child.tag == f"{_W}p":
                self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                self._table(child)

    def _paragraph(self, node: etree._Element) -> None:
        for line in clean(_text(node)).split("\n"):
            if line:
                self._lines += 1
                self._document.blocks.append(Line(line, locator=f"p{self._lines}"))
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
            if r.tag == f"{_W}tr" and r.find(f"{_W}trPr/{_W}del") is None
        ]
        for index, row in enumerate(rows, start=1):
            cells = [c for c in _unwrapped(row) if c.tag == f"{_W}tc"]
            if any(c.find(f".//{_W}tbl") is not None for c in cells):
                self._grid(pending)
                for cell in cells:
                    self.blocks(cell)
                continue
            pending.append(_row_cells(row, cells, f"t{number}/r{index}"))
        self._grid(pending)

    def _grid(self, rows: list[tuple[Cell, ...]]) -> None:
        if any(rows):
            self._document.blocks.append(Grid(tuple(rows)))
        rows.clear()


def _row_cells(
    row: etree._Element, cells: list[etree._Element], place: str
) -> tuple[Cell, ...]:
    """The cells that begin in the row; continued ones (vMerge) only move the column."""
    before = row.find(f"{_W}trPr/{_W}gridBefore")
    column = int(before.get(f"{_W}val", "0")) if before is not None else 0
    found: list[Cell] = []
    for number, cell in enumerate(cells, start=1):
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        colspan = int(span.get(f"{_W}val", "1")) if span is not None else 1
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        begins = merge is None or merge.get(f"{_W}val") == "restart"
        if begins:
            text = clean("\n".join(_text(p) for p in cell.iter(f"{_W}p")))
            # beside a label a picture does no harm; beside a figure it may be a digit
            opaque = not has_letter(text) and _shows_picture(cell)
            found.append(Cell(text, column, colspan, f"{place}/c{number}", opaque))
        column += colspan
    return tuple(found)


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
