"""The readers of media: what a file is, and what its tables hold."""

import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from pipeline.errors import ExtractionError, UnsupportedMediaError
from pipeline.extract import extract
from pipeline.extract.document import Document, Grid
from pipeline.extract.docx import read_docx
from pipeline.extract.html import read_html
from pipeline.extract.media import decode, sniff
from pipeline.extract.text import read_text
from pipeline.issues import IssueCode


def grids(document: Document) -> list[list[list[str]]]:
    return [
        [[cell.text for cell in row] for row in block.rows]
        for block in document.blocks
        if isinstance(block, Grid)
    ]


@pytest.mark.parametrize(
    ("data", "medium"),
    [
        (b"%PDF-1.7", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "ole"),
        (b'{"code": 0}', "json"),
        ("\ufeff<P>年报".encode(), "html"),
        ("二、主动公开".encode("gb18030"), "text"),
        ("<html>".encode("utf-16"), "html"),
    ],
)
def test_files_are_known_by_their_content(data: bytes, medium: str) -> None:
    assert sniff(data) == medium


@pytest.mark.parametrize("data", [b"", b" \n", b"\x01\x00\x02"])
def test_bytes_of_no_known_kind_are_refused(data: bytes) -> None:
    with pytest.raises(UnsupportedMediaError):
        sniff(data)


@pytest.mark.parametrize("data", [b"", b"%!PS\x00", b"PK\x03\x04broken", b"\x00\x01"])
def test_what_cannot_be_read_is_one_issue_and_no_exception(data: bytes) -> None:
    found = extract(data)
    assert found.reports == []
    assert [i.code for i in found.issues] == [IssueCode.UNSUPPORTED_MEDIA]


def test_strict_decoding_goes_before_any_declaration() -> None:
    text = "<meta charset=gbk>政府信息公开"
    assert decode(text.encode()) == (text, "utf-8", False, "")
    assert decode(text.encode("gb18030")) == (text, "gb18030", False, "")


def test_spans_are_bounded_and_move_the_columns() -> None:
    document = read_html(
        "<table><tr><td rowspan=2>a<td colspan=2>b</tr><tr><td>c<td>d</table>"
    )
    (grid,) = (b for b in document.blocks if isinstance(b, Grid))
    places = [[(c.text, c.column) for c in row] for row in grid.rows]
    assert places == [[("a", 0), ("b", 1)], [("c", 1), ("d", 2)]]


def test_layout_tables_are_walked_through_and_hidden_text_left_out() -> None:
    document = read_html(
        "<table><tr><td>menu<td><p>above</p><table><tr><td>1<span hidden>9</span>"
        "<td style='display: none'>8</table>below</table>"
    )
    assert grids(document) == [[["1"]]]
    assert document.lines == ["menu", "above", "below"]


def test_a_picture_makes_a_figure_opaque_but_not_a_label() -> None:
    document = read_html(
        "<table><tr><td>规章<img src=a><td>1<img src=b><td><img src=c></table>"
    )
    (grid,) = (b for b in document.blocks if isinstance(b, Grid))
    assert [c.opaque for c in grid.rows[0]] == [False, True, True]


def saved(document: "docx.document.Document") -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_word_marks_are_kept_apart_from_the_figure() -> None:
    document = docx.Document()
    row = document.add_table(rows=1, cols=3).rows[0]
    for cell, style in zip(row.cells, ("superscript", "strike", "hidden"), strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.add_run("12")
        setattr(paragraph.add_run("3").font, style, True)
    assert grids(read_docx(saved(document))) == [[["12\n3", "12\n3", "12"]]]


def test_deleted_rows_and_text_of_tracked_changes_are_left_out() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=1)
    table.cell(0, 0).text = "kept"
    table.cell(1, 0).text = "gone"
    properties = table.rows[1]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:del"))
    moved = OxmlElement("w:moveFrom")
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "9"
    run.append(text)
    moved.append(run)
    table.cell(0, 0).paragraphs[0]._p.append(moved)
    assert table.cell(0, 0).paragraphs[0]._p.find(qn("w:moveFrom")) is not None
    assert grids(read_docx(saved(document))) == [[["kept"]]]


def test_a_zip_without_a_document_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("a.txt", "a")
    with pytest.raises(ExtractionError, match="not a readable DOCX"):
        read_docx(stream.getvalue())


def test_closing_bars_are_no_cells_but_open_rows_keep_their_last_blank() -> None:
    closed = read_text("| a | b |\n| c | |\n| | d |\n| e | f |\n| g | h |\n")
    assert grids(closed)[0][:3] == [["a", "b"], ["c", ""], ["", "d"]]
    tabs = read_text("a\tb\tc\n\t\td\ne\tf\t\ng\th\ti\n")
    assert grids(tabs)[0][1:3] == [["", "", "d"], ["e", "f", ""]]
