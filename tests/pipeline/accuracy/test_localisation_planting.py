"""What is planted is what its name says, and a worse localiser does not pass."""

import random
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest

from pipeline.accuracy.localisation import COMPLETE, Localisation, breaches
from tests.accuracy.localisation.engine import findings_of
from tests.accuracy.localisation.equations import equations_of
from tests.accuracy.localisation.figures import EDITIONS, REAL, drawn, real_tables
from tests.accuracy.localisation.judging import Finding, Planted
from tests.accuracy.localisation.kinds import KINDS, Grid
from tests.accuracy.localisation.measure import (
    UNREADABLE,
    Task,
    measure_task,
    plant,
    tasks,
)

KIND = {kind.name: kind for kind in KINDS}
SEED = 5


def planted(kind: str, seed: int = SEED) -> tuple[Grid, Grid]:
    """A table before and after."""
    chance = random.Random(f"{kind}/{seed}")
    while True:
        table = drawn("2021", KIND[kind].tables[0], chance)
        grid = table.figures.reshape(table.equations.shape)
        after = KIND[kind].change(grid.copy(), chance)
        if after is not None:
            return grid, after


@pytest.mark.parametrize("kind", KIND)
def test_as_many_cells_change_as_the_kind_says(kind: str) -> None:
    for seed in range(5):
        before, after = planted(kind, seed)
        changed = int((before != after).sum())
        if KIND[kind].cells:
            assert changed == KIND[kind].cells
        elif KIND[kind].systematic == "row_shifted":
            assert int((before != after).any(axis=1).sum()) == 1
        else:
            axis = 1 if KIND[kind].systematic == "rows_swapped" else 0
            lines = (before != after).any(axis=axis)
            assert int(lines.sum()) == 2
            assert sorted(before.reshape(-1)) == sorted(after.reshape(-1))


def figures(kind: str, seed: int) -> tuple[int, int]:
    before, after = planted(kind, seed)
    (place,) = np.argwhere(before != after).tolist()
    return int(before[*place]), int(after[*place])


@pytest.mark.parametrize("seed", range(5))
def test_one_figure_becomes_what_the_name_says(seed: int) -> None:
    before, after = figures("digit_changed", seed)
    assert len(str(before)) == len(str(after))
    assert sum(a != b for a, b in zip(str(before), str(after), strict=True)) == 1
    before, after = figures("digits_swapped", seed)
    assert (before - after) % 9 == 0
    assert sorted(f"{before:09d}") == sorted(f"{after:09d}")
    before, after = figures("factor_ten_up", seed)
    assert after == before * 10
    before, after = figures("factor_ten_down", seed)
    assert after * 10 == before
    before, after = figures("digit_lost", seed)
    assert any(int(f"{s[:n]}{s[n + 1 :]}") == after
               for s in [str(before)] for n in range(len(s)))  # fmt: skip
    before, after = figures("sign", seed)
    assert after == -before
    before, after = figures("figure_left_out", seed)
    assert before
    assert not after
    before, after = figures("unit_error", seed)
    assert 10_000 in (before // max(after, 1), after // max(before, 1))


@pytest.mark.parametrize("seed", range(5))
def test_two_cells_keep_what_stood_in_them(seed: int) -> None:
    for kind in ("neighbour_column", "two_exchanged"):
        before, after = planted(kind, seed)
        (row, one), (other_row, two) = np.argwhere(before != after).tolist()
        assert (row, one + 1) == (other_row, two)
        assert two < before.shape[1] - 1, "no total"
        assert before[row, [one, two]].tolist() == after[row, [two, one]].tolist()
    before, after = planted("split_digit", seed)
    (row, one), (_, two) = np.argwhere(before != after).tolist()
    texts = [f"{grid[row, one]}{grid[row, two]}" for grid in (before, after)]
    # a zero that came first in its cell is lost
    assert texts[0].replace("0", "") == texts[1].replace("0", "")


def test_every_true_table_adds_up_and_the_real_ones_are_there() -> None:
    for edition in EDITIONS:
        for table in real_tables(edition, "applications"):
            assert table.figures.any()
            assert not table.equations.residual(table.figures).any()
    # Pingtan 2020 contradicts itself, the one of Shanghai leaves cells blank
    assert [t.name for t in real_tables("2019", "applications")] == ["pingtan_2019"]
    assert len(real_tables("2021", "applications")) == 4


def test_a_row_draws_the_same_tables_each_time_and_reads_what_was_changed() -> None:
    task = Task("two_errors", "applications", "2019", REAL, UNREADABLE, 4, SEED)
    once, again = list(plant(task)), list(plant(task))
    assert len(once) == 4
    for a, b in zip(once, again, strict=True):
        assert (a.printed == b.printed).all()
        assert (a.known == b.known).all()
        assert not a.known.all()
        assert a.known[list(a.truth)].all()


def test_the_report_has_a_row_for_each_kind_and_table_it_can_happen_to() -> None:
    rows = {(t.kind, t.table_id) for t in tasks(SEED)}
    assert rows == {(k.name, table) for k in KINDS for table in k.tables}


ONE_CELL = [
    task
    for task in tasks(SEED, quick=True)
    if (task.table_id, task.cells) == ("applications", COMPLETE)
    and KIND[task.kind].cells == 1
]


def measured(engine: object) -> Localisation:
    """One cell of complete tables three, with another localiser."""
    rows = tuple(measure_task(task, engine) for task in ONE_CELL)  # type: ignore[arg-type]
    return Localisation(rows=tuple(row for row in rows if row.counts.tables))


def test_one_cell_of_a_complete_table_three_is_always_pinned() -> None:
    found = measured(findings_of)
    assert sum(row.counts.tables for row in found.rows) > 80
    assert all(row.must_be_pinned for row in found.rows)
    assert list(breaches(found)) == []


def one_off(planted_table: Planted) -> Iterable[Finding]:
    """The right cell, and a figure that is one too much."""
    for finding in findings_of(planted_table):
        (solution,) = finding.solutions
        yield replace(finding, solutions=({c: v + 1 for c, v in solution.items()},))


def unsure(planted_table: Planted) -> Iterable[Finding]:
    """Right, but never sure."""
    return [replace(f, is_unique=False) for f in findings_of(planted_table)]


def test_a_planted_regression_fails() -> None:
    lines = list(breaches(measured(one_off)))
    assert any(line.startswith("not pinned: 2 of 2 tables of sign") for line in lines)
    assert any(line.startswith("proposed wrongly: 2 tables of sign") for line in lines)
    assert any("which it is not: 2 tables of sign" in line for line in lines)
    lines = list(breaches(measured(unsure)))
    assert lines
    assert all(line.startswith("not pinned: 2 of 2 tables") for line in lines)


def test_a_block_of_tables_four_is_tried_too() -> None:
    task = Task("wrong_total", "reconsideration", "2021", REAL, COMPLETE, 3, SEED)
    counts = measure_task(task).counts
    assert (counts.tables, counts.found, counts.broken) == (3, 3, 3)
    assert equations_of("2021", "reconsideration").matrix.shape == (1, 5)
