"""PDF with a text layer: every cell right or named, however the table is drawn."""

import io
from collections.abc import Callable
from typing import Any

import pdfplumber
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from pipeline.extract import extract
from pipeline.extract.document import Document, Grid, Picture
from pipeline.extract.pdf import read_pdf, render_page
from tests.pipeline.extract.layouts import LAYOUTS
from tests.pipeline.extract.printers.pdf import FONT, canvas_with_font, to_pdf
from tests.pipeline.extract.sheets import figures, judge, sheet, to_html

#: a row that lacks a cell cannot be drawn: the lines around it make one
NOT_ON_PAPER = {"one_cell_missing"}
PRINTED = [name for name in LAYOUTS if name not in NOT_ON_PAPER]
RULED: dict[str, dict[str, Any]] = {
    "lines": {},
    "rectangles": {"rules": "rectangles", "align": "right"},
    "strokes": {"rules": "strokes", "align": "left"},
    "dashes": {"rules": "dashes"},
    "double": {"rules": "double"},
    "shaded": {"shade": True, "split": True},
    "without_outer_sides": {"sides": "open"},
    "turned": {"turned": True, "rules": "rectangles"},
    "radicals": {"radicals": True},
    "many_pages": {"bottom": 400.0, "repeat": True},
    "open_at_breaks": {"bottom": 400.0, "closed": False, "numbers": False},
}


def grids(document: Document) -> list[list[list[str]]]:
    return [
        [[cell.text for cell in row] for row in block.rows]
        for block in document.blocks
        if isinstance(block, Grid)
    ]


@pytest.mark.parametrize("name", PRINTED)
def test_ruled_tables_are_read_as_well_as_pages(name: str) -> None:
    number = PRINTED.index(name)
    style = list(RULED)[number % len(RULED)]
    edition, blanks = (("2021", 0.0), ("2019", 0.3))[number % 2]
    printed = figures(edition, blanks=blanks)
    made = sheet(edition, printed)
    LAYOUTS[name].change(made)
    on_page = judge(extract(to_html(made)), printed)
    verdict = judge(extract(to_pdf(made, **RULED[style])), printed)
    assert verdict.wrong == []
    assert verdict.silent == []
    assert len(verdict.unread) <= len(on_page.unread) + len(printed) // 12


@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize("style", RULED)
def test_the_form_as_it_is(style: str, edition: str) -> None:
    printed = figures(edition, blanks=0.2)
    verdict = judge(extract(to_pdf(sheet(edition, printed), **RULED[style])), printed)
    assert verdict.whole


def test_rules_of_dots() -> None:
    printed = figures("2021", blanks=0.2)
    assert judge(extract(to_pdf(sheet("2021", printed), rules="pieces")), printed).whole


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["2019", "2021"]),
    st.integers(0, 10_000),
    st.floats(0, 1),
    st.floats(100, 560),
    st.booleans(),
    st.booleans(),
)
def test_wherever_pages_end_nothing_is_misread(
    edition: str, seed: int, blanks: float, bottom: float, closed: bool, cut: bool
) -> None:
    printed = figures(edition, blanks=blanks, seed=seed)
    made = sheet(edition, printed)
    pdf = to_pdf(made, bottom=bottom, closed=closed, cut_rows=cut, repeat=not cut)
    verdict = judge(extract(pdf), printed)
    assert verdict.wrong == []
    assert verdict.silent == []
    assert verdict.right >= 0.9 * verdict.total


@pytest.mark.parametrize("bottom", [210.0, 287.0, 330.0, 395.0])
@pytest.mark.parametrize(
    "name", ["all_in_one_table", "ragged_headers", "three_cut_in_two_row_label_again"]
)
def test_figures_cut_by_the_end_of_a_page_are_no_figures(
    name: str, bottom: float
) -> None:
    """31 at the end of a page and 2 on the next one are 312, and neither 31 nor 2."""
    printed = figures("2021")
    made = sheet("2021", printed)
    LAYOUTS[name].change(made)
    pdf = to_pdf(made, narrow=True, cut_rows=True, bottom=bottom, closed=False)
    verdict = judge(extract(pdf), printed)
    assert verdict.wrong == []
    assert verdict.silent == []
    assert verdict.right > 0.2 * verdict.total


def test_a_header_cut_by_the_end_of_a_page_keeps_its_order() -> None:
    printed = figures("2021", blanks=0.8)
    made = sheet("2021", printed)
    LAYOUTS["results_in_another_order_in_one_block"].change(made)
    for bottom in (259.0, 279.0, 299.0):
        verdict = judge(extract(to_pdf(made, bottom=bottom, closed=False)), printed)
        assert verdict.wrong == []
        assert verdict.silent == []


@pytest.mark.parametrize("name", ["lines", "shaded", "many_pages"])
def test_another_reader_of_pdf_sees_the_same_cells(name: str) -> None:
    pdf = to_pdf(sheet("2021", figures("2021", blanks=0.2)), **RULED[name])
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        theirs = [
            "".join((text or "").split())
            for page in opened.pages
            for table in page.extract_tables()
            for row in table
            for text in row
        ]
    ours = [
        "".join(text.split())
        for grid in grids(read_pdf(pdf))
        for row in grid
        for text in row
    ]
    figures_of = [sorted(t for t in texts if t.isdigit()) for texts in (theirs, ours)]
    assert len(figures_of[1]) > 100
    assert figures_of[0] == figures_of[1]


# -- tables without all rules ------------------------------------------------------


@pytest.mark.parametrize("sides", ["none", "horizontal", "three"])
@pytest.mark.parametrize("name", PRINTED[::5])
def test_without_upright_rules_nothing_is_guessed(name: str, sides: str) -> None:
    edition, blanks = (("2021", 0.0), ("2019", 0.3))[PRINTED.index(name) % 2]
    printed = figures(edition, blanks=blanks, seed=5)
    made = sheet(edition, printed)
    LAYOUTS[name].change(made)
    verdict = judge(extract(to_pdf(made, sides=sides)), printed)
    assert verdict.wrong == []
    assert verdict.silent == []


# -- pages drawn by hand -----------------------------------------------------------


def drawn(draw: Callable[[Canvas], None], **options: Any) -> bytes:
    stream = io.BytesIO()
    canvas = canvas_with_font(stream, **options)
    canvas.setFont(FONT, 10)
    draw(canvas)
    canvas.save()
    return stream.getvalue()


def table(canvas: Canvas, *texts: str) -> None:
    """One row of cells 60 points wide from (100, 700)."""
    for number, text in enumerate(texts):
        canvas.rect(100 + 60 * number, 700, 60, 20)
        canvas.drawString(105 + 60 * number, 706, text)


def test_a_dash_at_the_end_of_a_line_is_a_dash() -> None:
    def draw(canvas: Canvas) -> None:
        table(canvas, "规章", "-")
        canvas.drawString(105, 650, "12")

    assert grids(read_pdf(drawn(draw))) == [[["规章", "-"]]]


def test_hidden_text_is_not_there() -> None:
    def draw(canvas: Canvas) -> None:
        table(canvas, "规章", "12", "", "7")
        canvas.setFillGray(1)
        canvas.drawString(230, 706, "99")  # white on white
        canvas.drawString(150, 706, "8")
        canvas.rect(281, 701, 58, 18, 0, 1)  # the seven is painted over
        canvas.setFillGray(0)
        canvas.setFont(FONT, 0.5)
        canvas.drawString(180, 706, "3")  # too small to be seen
        hidden = canvas.beginText(182, 706)
        hidden.setTextRenderMode(3)
        hidden.textOut("4")
        canvas.drawText(hidden)

    assert grids(read_pdf(drawn(draw))) == [[["规章", "12", "", ""]]]


def test_white_figures_on_a_dark_cell_are_read() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0, 0, 0.5)
        canvas.rect(160, 700, 60, 20, 0, 1)
        canvas.setFillGray(0)
        table(canvas, "规章", "")
        canvas.setFillGray(1)
        canvas.drawString(170, 706, "35")

    assert grids(read_pdf(drawn(draw))) == [[["规章", "35"]]]


def cell_of(document: Document, column: int) -> tuple[str, bool]:
    (grid,) = (b for b in document.blocks if isinstance(b, Grid))
    cell = grid.rows[0][column]
    return cell.text, cell.opaque


def test_figures_over_a_rule_belong_to_nobody() -> None:
    def draw(canvas: Canvas) -> None:
        table(canvas, "规章", "", "5")
        canvas.drawRightString(233, 706, "1234567")

    document = read_pdf(drawn(draw))
    assert [cell_of(document, n)[1] for n in range(3)] == [False, True, True]


def test_struck_and_overprinted_figures_are_doubtful_and_bold_ones_are_not() -> None:
    def draw(canvas: Canvas) -> None:
        table(canvas, "规章", "12", "34", "56")
        canvas.line(164, 710, 178, 710)
        canvas.drawString(226, 706, "78")
        canvas.drawString(285.2, 706, "56")

    document = read_pdf(drawn(draw))
    assert [cell_of(document, n)[1] for n in range(1, 4)] == [True, True, False]
    assert cell_of(document, 3)[0] == "56"


def test_a_raised_mark_is_no_digit_of_the_figure() -> None:
    def draw(canvas: Canvas) -> None:
        table(canvas, "规章", "12")
        canvas.setFont(FONT, 6)
        canvas.drawString(116.5, 711, "3")
        canvas.drawString(176.5, 711, "3")

    assert cell_of(read_pdf(drawn(draw)), 1)[0].split("\n") == ["3", "12"]


def test_text_names_no_characters_so_the_page_has_to_be_recognised() -> None:
    pdf = to_pdf(sheet("2021", figures("2021")))
    document = read_pdf(pdf.replace(b"/ToUnicode", b"/ToNothing"))
    assert document.blocks == []
    assert [(p.page, p.reason, p.whole) for p in document.pictures] == [
        (1, "unreadable text layer", True),
        (2, "unreadable text layer", True),
    ]


def scan(canvas: Canvas) -> None:
    """A page that is a picture, with recognised text that is not shown."""
    from PIL import Image  # noqa: PLC0415

    picture = Image.new("L", (300, 400), 200)
    canvas.drawInlineImage(picture, 0, 0, 595, 842)
    text = canvas.beginText(100, 700)
    text.setTextRenderMode(3)
    for _ in range(40):
        text.textLine("规章 11 18 25")
    canvas.drawText(text)


def test_a_scan_is_named_and_its_hidden_text_is_not_taken_for_print() -> None:
    pdf = drawn(scan)
    document = read_pdf(pdf)
    assert document.blocks == []
    assert document.pictures == [Picture("p1", page=1, whole=True)]
    assert [r.observations for r in extract(pdf).reports] == [[]]
    page = render_page(pdf, 1)
    assert page.shape == (2338, 1652)
    assert page[0, 0] == 200


def test_a_figure_that_is_a_picture_is_opaque() -> None:
    from PIL import Image  # noqa: PLC0415

    def draw(canvas: Canvas) -> None:
        table(canvas, "规章", "", "4")
        canvas.drawInlineImage(Image.new("L", (20, 10)), 170, 704, 20, 10)

    document = read_pdf(drawn(draw))
    assert [cell_of(document, n)[1] for n in range(3)] == [False, True, False]
