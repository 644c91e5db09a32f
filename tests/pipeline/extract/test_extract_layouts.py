"""No silent wrong cell, however the form is laid out."""

import pytest

from pipeline.extract import extract
from tests.pipeline.extract.layouts import (
    LAYOUTS,
    lost_cells,
    remark_in_a_column_of_its_own,
)
from tests.pipeline.extract.sheets import (
    TEXT_PRINTERS,
    figures,
    judge,
    sheet,
    to_cell_lines,
    to_docx,
    to_html,
    to_row_lines,
)

IN_WORD = (
    "header_cells_empty_instead_of_rowspan",
    "three_cut_in_two_labels_cut",
    "total_second",
)


@pytest.mark.parametrize(("edition", "blanks"), [("2021", 0.0), ("2019", 0.3)])
@pytest.mark.parametrize("name", LAYOUTS)
def test_html_reads_what_is_certain_and_nothing_else(
    name: str, edition: str, blanks: float
) -> None:
    printed = figures(edition, blanks=blanks)
    made = sheet(edition, printed)
    LAYOUTS[name].change(made)

    verdict = judge(extract(to_html(made)), printed)

    assert verdict.wrong == []
    assert verdict.silent == []
    assert set(verdict.unread) == lost_cells(name, edition, printed)


@pytest.mark.parametrize("form", ["cell_lines", "row_lines", "markdown", "spaced"])
@pytest.mark.parametrize("name", [n for n, known in LAYOUTS.items() if known.text])
def test_text_is_never_misread(name: str, form: str) -> None:
    for edition, blanks in (("2019", 0.3), ("2021", 0.8)):
        printed = figures(edition, blanks=blanks, seed=3)
        made = sheet(edition, printed)
        LAYOUTS[name].change(made)
        verdict = judge(extract(TEXT_PRINTERS[form](made)), printed)
        assert verdict.wrong == []
        assert verdict.silent == []


def test_a_remark_beside_a_row_costs_that_row_only() -> None:
    printed = figures("2021")
    made = sheet("2021", printed)
    remark_in_a_column_of_its_own(made)
    verdict = judge(extract(to_html(made)), printed)
    assert verdict.safe
    assert {key[1] for key in verdict.unread} == {"granted"}


@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize("blanks", [0.0, 0.3, 1.0])
def test_the_form_as_it_is_in_html_and_as_lines_of_cells(
    edition: str, blanks: float
) -> None:
    printed = figures(edition, blanks=blanks)
    made = sheet(edition, printed)
    assert judge(extract(to_html(made)), printed).whole
    assert judge(extract(to_cell_lines(made)), printed).whole
    assert judge(extract(to_row_lines(made)), printed).safe


@pytest.mark.parametrize("name", IN_WORD)
def test_word_reads_them_too(name: str) -> None:
    printed = figures("2021", blanks=0.2)
    made = sheet("2021", printed)
    LAYOUTS[name].change(made)
    assert judge(extract(to_docx(made)), printed).whole
