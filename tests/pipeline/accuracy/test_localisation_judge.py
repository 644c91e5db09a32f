"""The judge of localisation judges right: one example by hand for each outcome.

The table is that of reconsideration or a small piece of table three, so that what is
true can be seen by eye; nothing of `pipeline.quality` is asked.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from pipeline.accuracy.localisation import Located
from tests.accuracy.localisation.equations import Cell, equations_of
from tests.accuracy.localisation.explaining import smallest
from tests.accuracy.localisation.judging import Finding, Planted, judge
from tests.accuracy.localisation.moves import Move, repairing_moves

THREE = equations_of("2021", "applications")
AT = {cell: number for number, cell in enumerate(THREE.cells)}
#: every column of table three that is no total
KINDS = [kind for item, kind in THREE.cells if item == "granted" and kind != "total"]
#: twelve applications of people and four of enterprises: a granted row, one that is
#: not held, and the four rows of the balance
TRUE = {
    ("received_new", "natural_person"): 12,
    ("received_new", "enterprise"): 4,
    ("received_new", "total"): 16,
    ("granted", "natural_person"): 10,
    ("granted", "enterprise"): 3,
    ("granted", "total"): 13,
    ("unavailable.not_held", "natural_person"): 1,
    ("unavailable.not_held", "enterprise"): 1,
    ("unavailable.not_held", "total"): 2,
    ("disposed_total", "natural_person"): 11,
    ("disposed_total", "enterprise"): 4,
    ("disposed_total", "total"): 15,
    ("carried_out", "natural_person"): 1,
    ("carried_out", "total"): 1,
}
GRANTED = ("granted", "natural_person")


def planted(
    errors: Mapping[Cell, int],
    unreadable: tuple[Cell, ...] = (),
    systematic: str | None = None,
) -> Planted:
    true = np.array([TRUE.get(cell, 0) for cell in THREE.cells], dtype=np.int64)
    assert not THREE.residual(true).any()
    printed = true.copy()
    for cell, figure in errors.items():
        printed[AT[cell]] = figure
    known = np.array([cell not in unreadable for cell in THREE.cells])
    return Planted(THREE, true, printed, known, systematic)


def proposal(values: Mapping[Cell, int], *, unique: bool = True) -> Finding:
    return Finding(({AT[c]: v for c, v in values.items()},), unique)


ONE = planted({GRANTED: 70})


def test_the_equations_are_those_that_the_form_shows() -> None:
    assert THREE.matrix.shape == (25 + 2 * 7, 175)
    assert np.linalg.matrix_rank(THREE.matrix) == 37
    assert equations_of("2019", "applications").matrix.shape == (23 + 2 * 7, 161)
    assert equations_of("2021", "litigation").matrix.shape == (2, 10)
    # every cell of table three has equations of its own
    assert len({tuple(column) for column in THREE.matrix.T != 0}) == 175


def test_one_cell_with_its_true_figure_is_pinned() -> None:
    assert judge(ONE, [proposal({GRANTED: 10})]) == Located(
        tables=1, found=1, pinned=1, suspected=1, broken=1, among=1, alone=1
    )


WRONG: dict[str, tuple[list[Finding], dict[str, int]]] = {
    "another figure": ([proposal({GRANTED: 11})], {"suspected": 1, "wrong": 1}),
    "another cell": ([proposal({("granted", "total"): 73})], {"wrong": 1}),
    "one cell too many": (
        [proposal({GRANTED: 10, ("granted", "total"): 13})],
        {"suspected": 1, "wrong": 1},
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_proposal_is_wrong_and_refuted(name: str) -> None:
    findings, counts = WRONG[name]
    assert judge(ONE, findings) == Located(
        tables=1, found=1, broken=1, among=1, alone=1, refuted=1, **counts
    )


def test_what_is_not_claimed_to_be_unique_is_a_suspicion_only() -> None:
    several = Finding(({AT[GRANTED]: 10}, {AT["granted", "total"]: 73}))
    found = judge(ONE, [several])
    assert (found.found, found.suspected, found.pinned, found.wrong) == (1, 1, 0, 0)


def test_half_of_two_errors_is_neither_pinned_nor_wrong() -> None:
    other = ("unavailable.not_held", "enterprise")
    two = planted({GRANTED: 70, other: 6})
    half = judge(two, [proposal({GRANTED: 10})])
    assert (half.pinned, half.suspected, half.wrong, half.alone) == (0, 0, 0, 1)
    apart = [proposal({GRANTED: 10}), proposal({other: 1})]
    assert judge(two, apart).pinned == 1
    open_ = [proposal({GRANTED: 10}), proposal({other: 1}, unique=False)]
    assert judge(two, open_).pinned == 0


def test_silence_is_no_finding_and_what_breaks_nothing_has_no_ceiling() -> None:
    assert judge(ONE, []) == Located(tables=1, broken=1, among=1, alone=1)
    swapped = {
        (a, kind): TRUE.get((b, kind), 0)
        for a, b in (
            ("granted", "unavailable.not_held"),
            ("unavailable.not_held", "granted"),
        )
        for kind in (*KINDS, "total")
    }
    assert judge(planted(swapped, systematic="rows_swapped"), []) == Located(tables=1)


def test_a_figure_in_the_next_column_has_as_many_explanations_as_rows_allow() -> None:
    # one application of people under enterprises in the row not_held; the row granted
    # could be it as well, a row of the balance could not: the balance holds
    moved = planted(
        {
            ("unavailable.not_held", "natural_person"): 0,
            ("unavailable.not_held", "enterprise"): 2,
        }
    )
    found = smallest(THREE, moved.printed, moved.known)
    assert found.size == 2
    assert {frozenset(THREE.cells[c] for c in e) for e in found.explanations} == {
        frozenset((item, kind) for kind in ("natural_person", "enterprise"))
        for item in ("granted", "unavailable.not_held")
    }
    assert found.only is None
    judged = judge(moved, [Finding(found.explanations)])
    assert (judged.suspected, judged.among, judged.alone, judged.misled) == (1, 1, 0, 0)
    # whoever claims one of them is refuted, also where it happens to be the truth
    right = proposal(
        {
            ("unavailable.not_held", "natural_person"): 1,
            ("unavailable.not_held", "enterprise"): 1,
        }
    )
    judged = judge(moved, [right])
    assert (judged.pinned, judged.wrong, judged.refuted) == (1, 0, 1)


def test_three_cells_are_found_by_trying_and_no_smaller_set_is_missed() -> None:
    errors = {
        GRANTED: 17,
        ("received_new", "total"): 61,
        ("carried_out", "enterprise"): 9,
    }
    found = smallest(THREE, planted(errors).printed, np.ones(175, dtype=np.bool_))
    assert found.size == 3
    assert found.only == {AT[cell]: TRUE.get(cell, 0) for cell in errors}


def test_an_explanation_holds_whatever_stands_in_cells_that_cannot_be_read() -> None:
    row, column = ("granted", "other_org"), ("denied.state_secret", "natural_person")
    # the row and the column of the changed cell are undecided; the rest is not
    one = planted({GRANTED: 70}, unreadable=(row, column))
    found = smallest(THREE, one.printed, one.known)
    # the sum of all rows and columns still says that something is 60 too much, and
    # nothing else could be: no figure is negative
    assert found.size == 1
    assert {AT[GRANTED]: 10} in found.explanations
    whole = smallest(THREE, one.true, one.known)
    assert whole.size == 0


def test_blanks_of_an_office_that_prints_no_zeros_are_known_to_the_judge() -> None:
    zeros = tuple(cell for cell in THREE.cells if not TRUE.get(cell, 0))
    blank = replace(planted({GRANTED: 70}, unreadable=zeros), blank_is_zero=True)
    assert judge(blank, []) == Located(tables=1, broken=1, among=1, alone=1)


def test_a_figure_of_a_block_can_be_any_of_its_cells() -> None:
    block = equations_of("2021", "reconsideration")
    known = np.ones(5, dtype=np.bool_)
    # 3 + 2 + 0 + 1 printed 7: any result may be one short, or the total one too much
    found = smallest(block, np.array([3, 2, 0, 1, 7]), known)
    assert (found.size, len(found.explanations)) == (1, 5)
    # printed 4: the total, or the first or second result; no other can be so much less
    found = smallest(block, np.array([3, 2, 0, 1, 4]), known)
    assert sorted(found.explanations, key=list) == [{0: 1}, {1: 0}, {4: 6}]
    # a negative figure must change, whatever the equation says
    found = smallest(block, np.array([-3, 2, 0, 1, 6]), known)
    assert found.explanations == ({0: 3},)


def test_a_smallest_explanation_that_is_not_the_truth_misleads() -> None:
    block = equations_of("2021", "reconsideration")
    known = np.ones(5, dtype=np.bool_)
    true, printed = np.array([1, 1, 0, 0, 2]), np.array([9, 9, 0, 0, 2])
    two = Planted(block, true, printed, known)
    judged = judge(two, [Finding(({4: 18},), is_unique=True)])
    # that one of the five is wrong is certain, so all of them are suspects at the most
    assert judged == Located(tables=1, found=1, wrong=1, broken=1, among=1, misled=1)
    block_named = judge(two, [Finding(suspects=frozenset(range(5)))])
    assert (block_named.suspected, block_named.wrong, block_named.among) == (1, 0, 1)


SHIFTED = planted(
    {
        ("granted", kind): figure
        for kind, figure in zip([*KINDS, "total"], [0, 10, 3, 0, 0, 0, 0], strict=True)
    },
    systematic="row_shifted",
)


def named(pattern: str, item: str) -> Finding:
    cells = frozenset(AT[item, kind] for kind in KINDS)
    return Finding(systematic=pattern, suspects=cells)


def test_a_shifted_row_is_named_by_its_row_and_by_nothing_else() -> None:
    row = THREE.cells.index(("granted", "natural_person")) // 7
    moves = repairing_moves(THREE, SHIFTED.printed)
    assert moves == {Move("row_shifted", frozenset({row}))}
    right = judge(SHIFTED, [named("row_shifted", "granted")])
    assert (right.named, right.misnamed, right.alone) == (1, 0, 1)
    for other in (
        named("row_shifted", "unavailable.not_held"),
        named("columns_swapped", "granted"),
    ):
        judged = judge(SHIFTED, [other])
        assert (judged.named, judged.misnamed) == (0, 1)
    # one wrong cell is no move
    assert judge(ONE, [named("row_shifted", "granted")]).misnamed == 1
