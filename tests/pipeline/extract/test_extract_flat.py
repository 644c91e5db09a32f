"""Reports flattened by other programs: with separators whole, aligned never wrong."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.extract import extract
from pipeline.extract.document import Grid
from pipeline.extract.flat_boxes import find_boxes
from pipeline.extract.flat_columns import find_columns
from pipeline.extract.flat_csv import find_csv
from pipeline.extract.text import read_text
from pipeline.issues import IssueCode
from tests.pipeline.extract.layouts import LAYOUTS
from tests.pipeline.extract.printers.flat import ALIGNED, FLAT_PRINTERS, SEPARATED
from tests.pipeline.extract.sheets import (
    TEXT_PRINTERS,
    Sheet,
    figures,
    judge,
    sheet,
    to_html,
)
from tests.pipeline.extract.strategies import balanced

#: these mark every cell as well
MARKED = ("cell_lines", "row_lines", "markdown", "tabs")
PRINTERS = {**{name: TEXT_PRINTERS[name] for name in MARKED}, **FLAT_PRINTERS}
#: a row of blanks is left out; in rows, bars for spans are not told from cells
GONE_WITHOUT_FIGURES = ("trafilatura", "w3m_boxes", "w3m_narrow_boxes", "row_lines")
TEXT_LAYOUTS = [name for name, known in LAYOUTS.items() if known.text]


@pytest.mark.parametrize("name", [*MARKED, *SEPARATED])
@pytest.mark.parametrize(
    ("edition", "blanks"), [("2021", 0.0), ("2019", 0.3), ("2021", 0.8), ("2019", 1.0)]
)
def test_text_with_separators_is_read_whole(
    name: str, edition: str, blanks: float
) -> None:
    printed = figures(edition, blanks=blanks, seed=3)
    verdict = judge(extract(PRINTERS[name](sheet(edition, printed))), printed)
    if blanks == 1.0 and name in GONE_WITHOUT_FIGURES:
        assert verdict.safe
    else:
        assert verdict.whole


@pytest.mark.parametrize("name", ["w3m", "inscriptis", "simple_table"])
@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_aligned_text_is_read_where_it_has_no_blank_rows(
    name: str, edition: str
) -> None:
    printed = figures(edition)
    assert judge(extract(ALIGNED[name](sheet(edition, printed))), printed).whole


@pytest.mark.parametrize("number", range(len(TEXT_LAYOUTS)))
def test_no_layout_in_any_flattening_gives_a_wrong_cell(number: int) -> None:
    """Each layout in two programs' text; over all layouts, each program comes up."""
    layout = TEXT_LAYOUTS[number]
    names = list(PRINTERS)
    for turn, (edition, blanks) in enumerate((("2019", 0.3), ("2021", 0.8))):
        name = names[(2 * number + turn) % len(names)]
        printed = figures(edition, blanks=blanks, seed=3)
        made = sheet(edition, printed)
        LAYOUTS[layout].change(made)
        verdict = judge(extract(PRINTERS[name](made)), printed)
        assert (name, verdict.wrong, verdict.silent) == (name, [], [])


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    balanced(),
    st.sampled_from(sorted({**PRINTERS, "html": to_html})),
    st.sampled_from([None, *TEXT_LAYOUTS]),
    st.sampled_from([0.0, 0.2, 0.6, 0.95]),
    st.integers(0, 99),
)
def test_balanced_reports_give_no_wrong_cell_anywhere(
    made: Sheet, name: str, layout: str | None, blanks: float, seed: int
) -> None:
    """Balanced figures are small and alike, so that shifted cells may look right."""
    chance = random.Random(seed)
    printed = {
        key: "" if chance.random() < blanks else text
        for key, text in made.printed.items()
    }
    bent = sheet(made.edition, printed)
    if layout is not None:
        LAYOUTS[layout].change(bent)
    printer = {**PRINTERS, "html": to_html}[name]
    verdict = judge(extract(printer(bent)), printed)
    assert (verdict.wrong, verdict.silent) == ([], [])


def cells(grid: Grid) -> list[list[tuple[str, int, int]]]:
    return [[(c.text, c.column, c.colspan) for c in row] for row in grid.rows]


def test_spans_and_broken_lines_of_a_drawn_table() -> None:
    drawn = ["┌──┬─────┐", "│甲│ab │1│", "│乙├───┼─┤", "│  │  │─│", "└──┴─────┘"]
    assert list(find_boxes(drawn)) == []  # its borders do not meet
    drawn = [
        "┌──┬─────┐",
        "│甲│abcde│",
        "│乙├───┬─┤",
        "│  │   │─│",
        "└──┴───┴─┘",
    ]
    (found,) = find_boxes(drawn)
    assert (found.start, found.end) == (0, 5)
    assert cells(found.grid) == [
        [("甲\n乙", 0, 1), ("abcde", 1, 2)],
        [("", 1, 1), ("─", 2, 1)],
    ]


def test_a_box_of_bars_and_crosses_with_bars_inside() -> None:
    (found,) = find_boxes(
        ["+----+---+", "| a| | 1 |", "+----+---+", "| b  | + |"] * 2 + ["+----+---+"]
    )
    assert cells(found.grid)[0] == [("a|", 0, 1), ("1", 1, 1)]
    assert cells(found.grid)[1] == [("b", 0, 1), ("+", 1, 1)]


def test_rows_without_rules_between_them_are_left_to_the_reader_of_rows() -> None:
    rows = [f"| {n} | {n + 1} |" for n in range(20, 40)]
    rule = "+----+----+"
    assert list(find_boxes([rule, "| ab | cd |", rule, *rows, rule])) == []


def test_columns_of_blanks_need_figures_below_each_other() -> None:
    even = ["ab    c    d", "x     1    2", "y          3", "z     4"]
    (found,) = find_columns(even)
    texts = [[(c.text, c.marked) for c in row] for row in found.grid.rows]
    assert texts[2] == [("y", False), ("", False), ("3", False)]
    odd = ["ab    c    d", "x   1    2", "y         3", "z     4"]
    assert list(find_columns(odd)) == []


def test_a_column_without_any_text_is_not_counted_away() -> None:
    """Two blanks between columns and no more: only then are blank cells counted."""
    tight = ["label  ab  cd", "x      1   2", "y          3"]
    (found,) = find_columns(tight)
    assert all(cell.marked for row in found.grid.rows for cell in row)
    loose = [line.replace("  cd", "    cd").replace("   2", "     2") for line in tight]
    loose[2] = "y            3"
    (found,) = find_columns(loose)
    assert not any(cell.marked for row in found.grid.rows for cell in row)


def test_a_ruler_says_where_cells_begin() -> None:
    lines = ["  -- --- --", "  甲 12  3", "  乙      4", "  -- --- --"]
    (found,) = find_columns(lines)
    assert cells(found.grid) == [
        [("甲", 0, 1), ("12", 1, 1), ("3", 2, 1)],
        [("乙", 0, 1), ("", 1, 1), ("4", 2, 1)],
    ]


def test_records_of_one_length_are_a_table_and_prose_is_none() -> None:
    (found,) = find_csv(["标题", '"a,b",1,"1,234"', "c,,2", "d,3,4", "e"])
    assert (found.start, found.end) == (1, 4)
    assert [c.text for c in found.grid.rows[0]] == ["a,b", "1", "1,234"]
    assert find_csv(["a,b,c,d", "a,b,c", "e,f,g,h,i"]) == []
    assert find_csv(['"' + "a,b,c\n" * 3, "x,y,z", "1,2,3"]) == []


def test_escaped_marks_and_entities_of_markdown() -> None:
    text = "| 甲 | \\-3 | a\\|b |\n| *乙* | &nbsp; | **4** |\n| 丙 | 12* | x<br>y |\n"
    (grid,) = (b for b in read_text(text).blocks if isinstance(b, Grid))
    assert [[c.text for c in row] for row in grid.rows] == [
        ["甲", "-3", "a|b"],
        ["乙", "", "4"],
        ["丙", "12*", "x\ny"],
    ]


def test_a_text_without_end_is_refused_with_the_limit() -> None:
    (issue,) = extract(("规章 1 2 3\n" * 40_000).encode()).issues
    assert issue.code is IssueCode.UNREADABLE_DOCUMENT
    assert "30000" in issue.message


@pytest.mark.parametrize(
    "text",
    [
        "a 1 " * 100_000,
        "+--+--+\n" * 5_000,
        "|:-" * 20_000 + "x",
        '"' + "a,b,c\n" * 20_000,
        ("甲   " + "   ".join(map(str, range(50))) + "\n") * 500,
    ],
    ids=["one long line", "open boxes", "half a rule", "open quote", "columns"],
)
def test_noise_gives_no_cells(text: str) -> None:
    assert [r.observations for r in extract(text.encode()).reports] == [[]]
