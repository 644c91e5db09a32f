"""Figures of localisation: written and read back, shown beside ceilings, compared."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.accuracy.compare import failures
from pipeline.accuracy.localisation import (
    COMPLETE,
    Localisation,
    Located,
    LocatedRow,
    breaches,
    losses,
)
from pipeline.accuracy.localisation_page import localisation_page
from pipeline.accuracy.report import Accuracy, load_accuracy

ALL = Located(tables=8, found=8, pinned=8, suspected=8, broken=8, among=8, alone=8)
SOME = Located(
    tables=8, found=6, pinned=1, named=2, suspected=4, wrong=1, broken=6, among=5,
    alone=4, misled=2,
)  # fmt: skip
ONE = LocatedRow("digit_lost", "applications", "2021", "real", COMPLETE, 1, ALL)
MOVED = LocatedRow("rows_swapped", "applications", "2021", "real", COMPLETE, 0, SOME)
BLOCK = LocatedRow("digit_lost", "litigation", "2019", "synthetic", COMPLETE, 1, SOME)
TWO = LocatedRow("unit_error", "proactive_disclosure", "2021", "real", COMPLETE, 1,
                 Located(tables=3))  # fmt: skip
HALF = LocatedRow("digit_lost", "applications", "2021", "real", "half", 1, SOME)
REPORT = Localisation(
    "0123456789ab", {"quality/search.py": "aa"}, (ONE, MOVED, HALF, BLOCK, TWO)
)


def with_counts(row: LocatedRow, **counts: int) -> Localisation:
    changed = replace(row, counts=replace(row.counts, **counts))
    rows = tuple(changed if r == row else r for r in REPORT.rows)
    return replace(REPORT, rows=rows)


def test_they_are_written_and_read_back() -> None:
    assert load_of(REPORT) == REPORT
    assert load_of(Localisation()) == Localisation()


def load_of(measured: Localisation) -> Localisation:
    return Localisation.of_json(json.loads(measured.to_json()))


def test_the_page_shows_each_figure_beside_its_ceiling() -> None:
    page = localisation_page(REPORT)
    three, _, unreadable, four, two = page.split("### ")[1:]
    assert "| digit lost | 8 | 100 % / 100 % | 100 % / 100 % |" in three
    assert (
        "| rows swapped | 8 | 75.0 % / 75.0 % | 37.5 % / 50.0 % | 50.0 % / 62.5 % | "
        "1 / 2 | 0 |" in three
    )
    assert "| 2021, real | 16 |" in three
    assert unreadable.startswith("Table three, half\n")
    assert "| digit lost | 8 | 75.0 % / 75.0 % |" in four
    assert "| unit error | 3 | 0 % / 0 % | 0 % / 0 % | 0 % / 0 % | 0 / 0 |" in two
    assert "Not measured." in localisation_page(Localisation())


def test_a_share_is_all_or_none_only_where_it_is() -> None:
    nearly = Located(tables=100_000, found=99_999, broken=1)
    page = localisation_page(replace(REPORT, rows=(replace(ONE, counts=nearly),)))
    assert "| digit lost | 100,000 | 99.9 % / 0.1 % |" in page


def test_the_same_figures_are_no_loss() -> None:
    assert list(breaches(REPORT)) == []
    assert list(losses(REPORT, REPORT, is_quick=False)) == []
    better = with_counts(MOVED, pinned=2, wrong=0)
    assert list(losses(better, REPORT, is_quick=False)) == []


BREACHES = {
    "not pinned: 1 of 8 tables of digit_lost / applications": {"pinned": 7},
    "proposed wrongly: 1 tables of digit_lost / applications": {"wrong": 1},
    "the only explanation, which it is not: 2 tables of digit_lost / appl": {
        "refuted": 2
    },
}


@pytest.mark.parametrize("words", BREACHES)
def test_what_must_never_be_fails_also_where_it_was_committed(words: str) -> None:
    worse = with_counts(ONE, **BREACHES[words])
    (line,) = breaches(worse)
    assert words in line
    for is_quick in (True, False):
        assert line in losses(worse, worse, is_quick=is_quick)


def test_only_one_cell_of_a_complete_table_three_must_be_pinned() -> None:
    for row in (MOVED, HALF, BLOCK):
        assert list(breaches(with_counts(row, pinned=0, wrong=8))) == []
    for row in (MOVED, BLOCK):
        assert list(breaches(with_counts(row, refuted=1))) != []
    # where cells cannot be read, none is the aim, and more than before is a loss
    assert list(breaches(with_counts(HALF, refuted=1))) == []
    (line,) = losses(with_counts(HALF, refuted=1), REPORT, is_quick=False)
    assert "refuted was 0, is 1 of 8 tables" in line


@pytest.mark.parametrize("count", ["found", "pinned", "named", "suspected"])
def test_less_than_was_committed_is_a_loss(count: str) -> None:
    less = getattr(SOME, count) - 1
    now = with_counts(MOVED, **{count: less})
    (line,) = losses(now, REPORT, is_quick=False)
    name = "rows_swapped / applications / 2021 / real / complete"
    assert line == f"{name}: {count} was {less + 1}, is {less} of 8 tables"
    # a quick measurement plants other errors
    assert list(losses(now, REPORT, is_quick=True)) == []


@pytest.mark.parametrize("count", ["wrong", "misnamed"])
def test_more_that_is_wrong_is_a_loss(count: str) -> None:
    more = getattr(SOME, count) + 1
    (line,) = losses(with_counts(HALF, **{count: more}), REPORT, is_quick=False)
    assert f"{count} was {more - 1}, is {more} of 8 tables" in line


def test_other_rows_and_another_localiser_are_told() -> None:
    fewer = replace(REPORT, rows=REPORT.rows[1:])
    assert list(losses(fewer, REPORT, is_quick=False)) == [
        f"no longer measured: {ONE.name}"
    ]
    assert list(losses(REPORT, fewer, is_quick=False)) == [
        f"not in the committed report: {ONE.name}"
    ]
    (line,) = losses(replace(REPORT, fingerprint="f" * 12), REPORT, is_quick=True)
    assert "0123456789ab" in line
    assert "`ogi accuracy --only localisation`" in line


def test_the_check_of_the_whole_report_asks_for_it() -> None:
    report = Accuracy("0" * 12, {}, seed=1, localisation=REPORT)
    worse = replace(report, localisation=with_counts(ONE, pinned=7))
    assert any("not pinned: 1 of 8" in line for line in failures(worse, report))


def test_they_are_a_part_of_the_whole_report(tmp_path: Path) -> None:
    report = Accuracy("0" * 12, {}, seed=1, localisation=REPORT)
    path = tmp_path / "accuracy.json"
    path.write_text(report.to_json(), encoding="utf-8")
    assert load_accuracy(path) == report
