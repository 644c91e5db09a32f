"""A sheet as DOCX, written as XML: many documents a second, for the measurement.

`sheets.to_docx` does the same with python-docx, slowly; a test holds the two together.
"""

import io
import zipfile
from xml.sax.saxutils import escape

from tests.pipeline.extract.sheets import Cell, Sheet, Table, occupied

__all__ = ["to_docx"]

_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.main+xml"/>'
    "</Types>",
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
    'Target="word/document.xml"/></Relationships>',
}
_WHEN = (2024, 1, 31, 0, 0, 0)


def _paragraphs(text: str) -> str:
    return "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
        for line in text.split("\n")
    )


def _cell(text: str, colspan: int, merge: str) -> str:
    span = f'<w:gridSpan w:val="{colspan}"/>' if colspan > 1 else ""
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{_paragraphs(text)}</w:tc>"


def _table(table: Table) -> str:
    """Rows in which a cell that began above comes again, as Word keeps them."""
    placed, width = occupied(table)
    rows: list[dict[int, str]] = [{} for _ in placed]
    for number, line in enumerate(placed):
        for column, cell in line:
            for down in range(min(cell.rowspan, len(placed) - number)):
                rows[number + down][column] = _merged(cell, down)
    grid = "<w:gridCol/>" * width
    body = "".join(
        f"<w:tr>{''.join(row[column] for column in sorted(row))}</w:tr>" for row in rows
    )
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"


def _merged(cell: Cell, down: int) -> str:
    if cell.rowspan == 1:
        return _cell(cell.text, cell.colspan, "")
    if down:
        return _cell("", cell.colspan, "<w:vMerge/>")
    return _cell(cell.text, cell.colspan, '<w:vMerge w:val="restart"/>')


def to_docx(made: Sheet) -> bytes:
    """The sheet as the bytes of a DOCX file; the same sheet gives the same bytes."""
    body = "".join(
        _paragraphs(block) if isinstance(block, str) else _table(block)
        for block in made.blocks()
    )
    document = (
        f'<w:document xmlns:w="{_NAMESPACE}"><w:body>{body}</w:body></w:document>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in (_PARTS | {"word/document.xml": document}).items():
            package.writestr(zipfile.ZipInfo(name, _WHEN), text.encode())
    return stream.getvalue()
