"""A report as a Word document: real OOXML, tables with gridSpan and vMerge.

Written from templates with `zipfile`, entries stored and dated alike, so that the
bytes are the same on every machine.
"""

import io
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape

from pipeline.demo.catalogue import DemoReport
from pipeline.demo.layout import GridCell, TableGrid, tables
from pipeline.demo.looks.common import wide
from pipeline.demo.prose import sections

__all__ = ["CONTENT_TYPE", "render_docx"]

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    f"{_XML}<Types xmlns="
    '"http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{CONTENT_TYPE}.main+xml"/>'
    "</Types>"
)
_RELATIONS = (
    f"{_XML}<Relationships xmlns="
    '"http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest date that a ZIP can hold
_CELL_WIDTH = 900  # twentieths of a point


def render_docx(report: DemoReport) -> bytes:
    """The whole report, prose and tables, as the bytes of a .docx file."""
    blocks = [_paragraph(report.entry.title, align="center")]
    for section in sections(report):
        if section.heading:
            blocks.append(_paragraph(section.heading))
        blocks += [_paragraph(text) for text in section.paragraphs]
        if section.table:
            # Word asks for a paragraph after each table.
            for grid in tables(report, section.table):
                blocks += [_table(report, grid), _paragraph("")]
    document = (
        f'{_XML}<w:document xmlns:w="{_WORD}"><w:body>{"".join(blocks)}'
        "<w:sectPr/></w:body></w:document>"
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": document,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, _FIRST_DAY)
            info.create_system = 3  # else the bytes depend on the machine
            package.writestr(info, text.encode("utf-8"))
    return buffer.getvalue()


def _paragraph(text: str, align: str = "left") -> str:
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f'<w:p><w:pPr><w:jc w:val="{align}"/></w:pPr>{run}</w:p>'


def _table(report: DemoReport, grid: TableGrid) -> str:
    columns = f'<w:gridCol w:w="{_CELL_WIDTH}"/>' * grid.width
    rows = "".join(
        f"<w:tr>{''.join(_cell(report, cell, part) for cell, part in row)}</w:tr>"
        for row in _merged_rows(grid)
    )
    return (
        '<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


def _merged_rows(grid: TableGrid) -> Iterator[list[tuple[GridCell, int]]]:
    """Rows with a cell for every column: (cell, 0), or (cell, n) n rows below it."""
    open_cells: dict[int, tuple[GridCell, int]] = {}  # column -> cell from above, part
    for row in grid.rows:
        own = iter(row)
        column = 0
        line: list[tuple[GridCell, int]] = []
        while column < grid.width:
            cell, part = open_cells.pop(column, (None, 0))
            if cell is None:
                cell = next(own)
            line.append((cell, part))
            if part + 1 < cell.rowspan:
                open_cells[column] = (cell, part + 1)
            column += cell.colspan
        yield line


def _cell(report: DemoReport, cell: GridCell, part: int) -> str:
    properties = f'<w:tcW w:w="{_CELL_WIDTH * cell.colspan}" w:type="dxa"/>'
    if cell.colspan > 1:
        properties += f'<w:gridSpan w:val="{cell.colspan}"/>'
    if cell.rowspan > 1:
        properties += '<w:vMerge w:val="restart"/>' if part == 0 else "<w:vMerge/>"
    pieces = report.labels.frame.line_breaks.get(cell.text, (cell.text,))
    # Header labels are broken over paragraphs, as by hand in Word.
    texts = ("",) if part else pieces if cell.kind == "head" else (cell.text,)
    inner = "".join(_paragraph(wide(text), align="center") for text in texts)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"
