"""Prose in the accuracy report: its rows, its section of the page, what fails."""

import json
from dataclasses import replace

import pytest

from pipeline.accuracy.prose import (
    PROSE_COLUMNS,
    ProseCounts,
    ProseRow,
    below,
    prose_cells,
    prose_failures,
    prose_page,
    prose_rows,
    prose_share,
)

GOOD = ProseCounts(sentences=50, labelled=200, right=197, compared=180, wrong=1)
FEW = ProseCounts(sentences=4, labelled=10, right=6, compared=8, wrong=2)
ROWS = (
    ProseRow("dev", "all", GOOD),
    ProseRow("dev", "other_year", FEW),
    ProseRow("held_out", "all", GOOD),
)


def changed(number: int, counts: ProseCounts) -> tuple[ProseRow, ...]:
    rows = list(ROWS)
    rows[number] = replace(rows[number], counts=counts)
    return tuple(rows)


def test_precision_is_of_the_compared_and_recall_of_the_labelled() -> None:
    assert FEW.missed == 4
    assert FEW.precision == pytest.approx(6 / 8)
    assert FEW.recall == pytest.approx(0.6)
    assert (ProseCounts().precision, ProseCounts().recall) == (1, 1)
    assert ProseCounts(54, 210, 203, 188, 3) == GOOD + FEW


def test_a_share_is_never_rounded_up() -> None:
    assert prose_share(1) == "100 %"
    assert prose_share(0.99999) == "99.99 %"


def test_rows_are_written_and_read_back() -> None:
    written = json.loads(json.dumps([prose_cells(row) for row in ROWS]))
    assert prose_rows(list(PROSE_COLUMNS), written) == ROWS
    with pytest.raises(ValueError, match="other columns of prose"):
        prose_rows(["part"], written)


def test_the_page_has_each_part_with_its_phenomena() -> None:
    page = prose_page(ROWS)
    assert page.index("### Prose: dev") < page.index("### Prose: held_out")
    assert "| other year | 4 | 10 | 6 | 4 | 8 | 2 | 75.00 % | 60.00 % |" in page
    assert "Each part\n  has to reach 99% and 95%." in page
    assert "Prose was not measured." in prose_page(())


def test_only_whole_parts_have_to_reach_something() -> None:
    assert below(ROWS) == []
    assert below(changed(2, replace(GOOD, wrong=3))) == [
        "prose held_out / all: precision 98.33 %, 99% is the least"
    ]
    assert below(changed(0, replace(GOOD, labelled=210))) == [
        "prose dev / all: recall 93.80 %, 95% is the least"
    ]


def test_nothing_lost_is_no_failure() -> None:
    assert list(prose_failures(ROWS, ROWS)) == []
    better = changed(1, replace(FEW, right=7))
    assert list(prose_failures(better, ROWS)) == []


FAILURES: dict[str, tuple[tuple[ProseRow, ...], list[str]]] = {
    "precision": (
        changed(1, replace(FEW, wrong=4)),
        ["prose dev / other_year: precision fell from 75.000% to 50.000%"],
    ),
    "both": (
        changed(1, replace(FEW, right=5, wrong=3)),
        [
            "prose dev / other_year: precision fell from 75.000% to 62.500%",
            "prose dev / other_year: recall fell from 60.000% to 50.000%",
        ],
    ),
    "gone": (ROWS[:2], ["no longer measured: prose held_out / all"]),
    "new": (
        (*ROWS, ProseRow("dev", "leaf", GOOD)),
        ["not in the committed report: prose dev / leaf: run `ogi accuracy`"],
    ),
}


@pytest.mark.parametrize("kind", FAILURES)
def test_each_fall_is_one_sentence(kind: str) -> None:
    now, expected = FAILURES[kind]
    assert list(prose_failures(now, ROWS)) == expected


def test_prose_that_is_not_measured_fails() -> None:
    assert list(prose_failures((), ())) == ["not measured: prose"]
