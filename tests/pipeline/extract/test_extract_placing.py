"""Rows with more cells than columns: placed by the header, or not at all."""

from pipeline.extract.document import Cell
from pipeline.extract.placing import PrintedRow, place

HEADER = (3, 4, 5)


def row(
    *texts: str,
    start: int = 1,
    columns: tuple[int, ...] | None = HEADER,
    measured: bool = True,
) -> PrintedRow:
    cells = tuple(Cell(text, column) for column, text in enumerate(texts, start=start))
    return PrintedRow(cells, 3, columns, measured, in_grid=True)


def placed(*rows: PrintedRow, alike: bool = True) -> list[list[str] | None]:
    return [
        [cell.text for cell in values] if values is not None else None
        for values in place(rows, alike=alike)
    ]


def test_as_many_cells_as_columns_are_taken_by_order() -> None:
    assert placed(row("1", "", "3", start=8)) == [["1", "", "3"]]


def test_too_few_cells_are_never_placed() -> None:
    assert placed(row("1", "2")) == [None]


def test_blanks_in_front_are_left_out_by_the_columns_of_the_header() -> None:
    rows = row("", "", "", "2", "3"), row("", "", "4", "5", "")
    assert placed(*rows) == [["", "2", "3"], ["4", "5", ""]]


def test_a_header_that_does_not_fit_one_row_fits_none() -> None:
    assert placed(row("", "", "1", "2", "3"), row("", "1", "2", "3", "")) == [
        None,
        None,
    ]


def test_labels_that_end_in_different_columns_are_not_trusted() -> None:
    rows = row("", "", "1", "2", "3", ""), row("", "", "2", "3", start=2)
    assert placed(*rows) == [None, None]


def test_blank_cells_for_spanned_ones_are_left_out_where_all_rows_end_alike() -> None:
    rows = row("", "", "1", "2", "3"), row("", "", "2", "3", start=2)
    assert placed(*rows) == [["1", "2", "3"], ["", "2", "3"]]
    apart = (3, 5, 6)
    loose = (
        row("", "", "1", "", "2", "3", columns=apart),
        row("", "", "", "2", "3", start=2, columns=apart),
    )
    assert placed(*loose) == [None, None]


def test_without_header_only_a_row_without_any_figure_is_certain() -> None:
    rows = row("", "", "", "", columns=None), row("", "1", "2", "3", columns=None)
    assert placed(*rows) == [["", "", ""], None]


def test_a_row_that_lost_a_cell_among_longer_ones_is_not_taken_by_order() -> None:
    long = row("1", "2", "3", "", start=3)
    merged = row("4", "6", "", start=3)
    shifted = PrintedRow(
        (Cell("4", 3, 2), Cell("6", 5), Cell("", 6)),
        3,
        HEADER,
        measured=True,
        in_grid=True,
    )
    assert placed(long, long, shifted) == [["1", "2", "3"], ["1", "2", "3"], None]
    assert placed(long, long, merged)[2] == ["4", "6", ""]


def test_bars_at_the_end_of_text_rows_stand_for_spans() -> None:
    rows = (
        row("1", "2", "3", "", "", columns=None, measured=False),
        row("4", "5", "", "", columns=None, measured=False),
        row("7", "8", "9", columns=None, measured=False),
    )
    assert placed(*rows) == [["1", "2", "3"], ["4", "5", ""], ["7", "8", "9"]]


def test_bars_are_not_left_out_where_they_may_be_blank_columns() -> None:
    one = row("1", "", "2", "3", columns=None, measured=False)
    assert placed(one, one) == [None, None]
