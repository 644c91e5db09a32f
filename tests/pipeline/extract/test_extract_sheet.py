"""Spreadsheets: values as shown, what is not shown, and hostile files."""

import io
import os
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter

from pipeline.errors import ExtractionError
from pipeline.extract import extract
from pipeline.extract.document import Cell, Document, Grid
from pipeline.extract.guard import guarded
from pipeline.extract.sheet import read_xlsx
from pipeline.extract.sheet_facts import display
from tests.pipeline.extract.layouts import LAYOUTS
from tests.pipeline.extract.printers.office import to_xlsx
from tests.pipeline.extract.sheets import figures, judge, sheet

#: the sheet shows a blank where its cell is missing: that is what is printed
SHOWN_BLANK = "one_cell_missing"
#: read from the other media too only where the grid is cut by the page
SOME = (
    "header_cells_empty_instead_of_rowspan",
    "blank_column_in_the_middle",
    "four_as_three_tables",
    "total_second",
    "two_as_a_table_for_each_clause",
    "metadata_above",
    "merged_cell_and_blank_column",
    "serial_numbers",
)


def book(fill: Callable[["xlsxwriter.Workbook"], None]) -> bytes:
    stream = io.BytesIO()
    made = xlsxwriter.Workbook(stream)
    fill(made)
    made.close()
    return stream.getvalue()


def cells(document: Document) -> list[Cell]:
    return [
        cell
        for block in document.blocks
        if isinstance(block, Grid)
        for row in block.rows
        for cell in row
    ]


@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize("blanks", [0.0, 0.4])
@pytest.mark.parametrize(
    "style", [{}, {"sheets": True}, {"merged_titles": False}, {"top": 3}]
)
def test_all_cells_are_right(
    edition: str, blanks: float, style: dict[str, int]
) -> None:
    printed = figures(edition, blanks=blanks)
    found = extract(to_xlsx(sheet(edition, printed), **style))  # type: ignore[arg-type]
    assert judge(found, printed).whole
    assert found.identity.year == 2023
    assert found.all_issues() == []


@pytest.mark.parametrize("name", SOME)
@pytest.mark.parametrize("merged", [True, False])
def test_no_layout_is_misread(name: str, merged: bool) -> None:
    printed = figures("2021", blanks=0.2)
    made = sheet("2021", printed)
    LAYOUTS[name].change(made)
    verdict = judge(extract(to_xlsx(made, merged_titles=merged)), printed)
    assert verdict.wrong == []
    assert verdict.silent == []


def test_figures_are_written_as_the_sheet_shows_them() -> None:
    def fill(made: "xlsxwriter.Workbook") -> None:
        page = made.add_worksheet()
        for column, value in enumerate((12.0, 470.31, 0.1 + 0.2, -18, 1e15, 0.0)):
            page.write(0, column, value)
        page.write(0, 6, 3, made.add_format({"num_format": '0"件"'}))
        page.write(0, 7, 1234.5, made.add_format({"num_format": "#,##0.00"}))
        page.write(0, 8, True)

    texts = [cell.text for cell in cells(read_xlsx(book(fill)))]
    assert texts == [
        "12", "470.31", "0.3", "-18", "1000000000000000", "0", "3件", "1234.5", "TRUE",
    ]  # fmt: skip


def test_what_is_shown_otherwise_than_stored_is_never_a_figure() -> None:
    def fill(made: "xlsxwriter.Workbook") -> None:
        page = made.add_worksheet()
        raised = made.add_format({"font_script": 1})
        page.write_formula(0, 0, "=1/0", None, "#REF!")
        page.write_formula(0, 1, "=A1+1", None, "")
        page.write(0, 2, 0.5, made.add_format({"num_format": "0%"}))
        page.write(0, 3, 4703100, made.add_format({"num_format": r"0\.0,"}))
        page.write_rich_string(0, 4, "12", raised, "3", " ")
        page.write(0, 5, 7)

    found = cells(read_xlsx(book(fill)))
    assert found[0].text == "#REF!"
    assert found[1].text.startswith("=A1+1")
    assert [cell.opaque for cell in found] == [False, False, True, True, True, False]


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", ""),
        ("0.00", ""),
        ("#,##0;[Red]-#,##0", ""),
        ("_ * #,##0.00_ ;_ * -#,##0.00_ ", ""),
        ('0"件"', "件"),
        ("0.00%", "odd"),
        ("0,", "odd"),
        ('0.00,,"百万"', "odd"),
        ('"约"0', "odd"),
        (r"0\.0,", "odd"),
    ],
)
def test_number_formats_that_change_what_is_shown(code: str, shown: str) -> None:
    assert display(code) == shown


def test_hidden_sheets_rows_and_columns_are_left_out_and_named() -> None:
    def fill(made: "xlsxwriter.Workbook") -> None:
        page = made.add_worksheet("表")
        for row in range(3):
            for column in range(3):
                page.write(row, column, 10 * row + column)
        page.set_row(1, None, None, {"hidden": True})
        page.set_column(1, 1, None, None, {"hidden": True})
        made.add_worksheet("旧").hide()

    document = read_xlsx(book(fill))
    assert [cell.text for cell in cells(document)] == ["0", "2", "20", "22"]
    assert any("hides rows [2] and columns [2]" in note for note in document.notes)
    assert any("'旧' is hidden" in note for note in document.notes)


def changed_sheet(data: bytes, old: bytes, new: bytes) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert old in content
                content = content.replace(old, new, 1)
            target.writestr(name, content)
    return stream.getvalue()


def test_a_cell_in_the_last_corner_is_refused_and_not_unfolded() -> None:
    data = book(lambda made: made.add_worksheet().write(0, 0, 1))
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    with pytest.raises(ExtractionError, match="1048576 rows and 16384 columns"):
        read_xlsx(changed_sheet(data, b"</sheetData>", far))


def test_rows_that_are_only_formatted_cost_nothing() -> None:
    data = book(lambda made: made.add_worksheet().write(0, 0, 1))
    rows = b"".join(b'<row r="%d" s="1"/>' % n for n in range(2, 200_000))
    document = read_xlsx(changed_sheet(data, b"</sheetData>", rows + b"</sheetData>"))
    assert document.lines == ["1"]


def test_a_panic_of_the_library_is_an_error_without_a_word(
    capfd: pytest.CaptureFixture[str],
) -> None:
    # a pyo3 panic is a BaseException of this name
    panic = type("PanicException", (BaseException,), {})

    def broken() -> None:
        with guarded():
            os.write(2, b"thread panicked")
            raise panic("broken")

    with pytest.raises(ExtractionError, match="not a readable spreadsheet: broken"):
        broken()
    with pytest.raises(KeyboardInterrupt), guarded():
        raise KeyboardInterrupt
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"
