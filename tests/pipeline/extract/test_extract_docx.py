"""What Word files hold besides plain tables, written as XML by hand."""

import io
import zipfile
from typing import Any

import pytest

from pipeline.errors import ExtractionError
from pipeline.extract.document import Document, Grid, Picture
from pipeline.extract.docx import read_docx

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
PICTURE = f'<w:r><w:drawing><a:blip xmlns:a="{_A}" r:embed="r1"/></w:drawing></w:r>'


def word(
    body: str,
    parts: dict[str, bytes] | None = None,
    *,
    namespace: str = _W,
    main: str = "word/document.xml",
) -> bytes:
    """A package of this body; parts are related as r1, r2 …"""
    stream = io.BytesIO()
    parts = parts or {}
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(
            "_rels/.rels", f'<R><X Type="{_R}/officeDocument" Target="/{main}"/></R>'
        )
        related = "".join(
            f'<X Id="r{n}" Target="{name}"/>' for n, name in enumerate(parts, start=1)
        )
        folder, _, file = main.rpartition("/")
        package.writestr(f"{folder}/_rels/{file}.rels", f"<R>{related}</R>")
        for name, data in parts.items():
            package.writestr(f"word/{name}", data)
        package.writestr(
            main,
            f'<w:document xmlns:w="{namespace}" xmlns:r="{_R}" xmlns:mc="{_MC}">'
            f"<w:body>{body}</w:body></w:document>",
        )
    return stream.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(text: str, properties: str = "", more: str = "") -> str:
    inner = f"<w:p><w:r><w:t>{text}</w:t></w:r>{more}</w:p>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def grids(document: Document) -> list[list[list[tuple[Any, ...]]]]:
    return [
        [[(c.text, c.column, c.colspan) for c in line] for line in block.rows]
        for block in document.blocks
        if isinstance(block, Grid)
    ]


ONE = table(row(cell("a"), cell("1")))
READ = [[[("a", 0, 1), ("1", 1, 1)]]]


def test_the_strict_form_of_the_format() -> None:
    assert grids(read_docx(word(ONE, namespace=_STRICT))) == READ


def test_a_main_part_of_another_name() -> None:
    assert grids(read_docx(word(ONE, main="word/document2.xml"))) == READ


def test_a_table_in_a_text_box_is_read_once() -> None:
    box = (
        "<w:p><w:r><mc:AlternateContent>"
        f"<mc:Choice><w:drawing><w:txbxContent>{ONE}</w:txbxContent></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><w:txbxContent>{ONE}</w:txbxContent>"
        "</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert grids(read_docx(word(box))) == READ


def test_of_alternatives_the_first_is_read() -> None:
    old = table(row(cell("b"), cell("2")))
    both = (
        f"<mc:AlternateContent><mc:Choice>{ONE}</mc:Choice>"
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent>"
    )
    assert grids(read_docx(word(both))) == READ
    alone = (
        f"<mc:AlternateContent><mc:Fallback>{ONE}</mc:Fallback></mc:AlternateContent>"
    )
    assert grids(read_docx(word(alone))) == READ


def test_a_text_box_in_a_cell_is_not_read_twice() -> None:
    box = (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>"
        f"{paragraph('7')}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f"<w:txbxContent>{paragraph('7')}</w:txbxContent></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    document = read_docx(word(table(row(cell("", more=box)))))
    assert grids(document) == [[[("7", 0, 1)]]]


def test_cells_merged_in_the_older_way() -> None:
    merged = table(
        row(
            cell("a", '<w:hMerge w:val="restart"/>'),
            cell("", "<w:hMerge/>"),
            cell("1"),
        )
    )
    assert grids(read_docx(word(merged))) == [[[("a", 0, 2), ("1", 2, 1)]]]


def test_hidden_rows_are_left_out() -> None:
    rows = table(
        row(cell("a"), cell("1")),
        row(cell("b"), cell("2"), properties="<w:hidden/>"),
    )
    assert grids(read_docx(word(rows))) == READ


def test_results_of_fields_are_read_and_their_codes_are_not() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        "<w:r><w:instrText>=SUM(LEFT) 99</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>12</w:t></w:r>'
    )
    assert grids(read_docx(word(table(row(cell("", more=field)))))) == [
        [[("12", 0, 1)]]
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", "<table><tr><td>a<td>1</table>".encode("gb18030")),
        (
            "a.mht",
            b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n"
            b"<table><tr><td>a<td>1</table>",
        ),
        ("a.docx", word(ONE)),
    ],
)
def test_embedded_parts_of_other_formats(name: str, data: bytes) -> None:
    document = read_docx(word('<w:altChunk r:id="r1"/>', {name: data}))
    assert grids(document) == READ
    assert document.notes == []


def test_embedded_parts_that_are_not_read_are_noted() -> None:
    document = read_docx(word('<w:altChunk r:id="r1"/>', {"a.bin": b"\x00\x01"}))
    assert document.notes == ["an embedded part (altChunk) was not read"]


def test_pictures_and_charts_are_kept_and_noted() -> None:
    chart = f'<w:p><w:r><w:drawing><c:chart xmlns:c="{_C}"/></w:drawing></w:r></w:p>'
    body = f"{paragraph('x')}<w:p>{PICTURE}</w:p>{chart}"
    document = read_docx(
        word(body + table(row(cell("", more=PICTURE))), {"i.png": b"P"})
    )
    assert document.pictures == [
        Picture("p1", b"P", None),
        Picture("t1/r1", b"P", None),
    ]
    assert document.notes == ["1 charts stand in the document: not read"]
    (grid,) = (b for b in document.blocks if isinstance(b, Grid))
    assert grid.rows[0][0].opaque


@pytest.mark.parametrize("span", ["999999999", "x", "-3", ""])
def test_spans_are_bounded(span: str) -> None:
    rows = table(row(cell("a", f'<w:gridSpan w:val="{span}"/>'), cell("1")))
    ((line,),) = grids(read_docx(word(rows)))
    assert [c[0] for c in line] == ["a", "1"]
    assert line[1][1] <= 200


def test_a_file_that_is_no_package_is_refused() -> None:
    with pytest.raises(ExtractionError, match="not a readable DOCX"):
        read_docx(word(ONE)[:-60])
    with pytest.raises(ExtractionError, match="no w:body"):
        read_docx(word("", namespace="urn:other"))
