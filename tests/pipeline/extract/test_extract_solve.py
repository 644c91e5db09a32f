"""Candidates that are part of a solution: exact where it ends, in doubt where not."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.equations import Equation
from pipeline.extract.solve import supported

SUM = [
    Equation(
        "sum",
        column,
        "applications",
        {("a", column): 1, ("b", column): 1, ("t", column): -1},
    )
    for column in ("x", "y")
]
COLUMNS = ("x", "y")
Vector = tuple[int, int]


def test_one_solution_leaves_one_candidate_a_row() -> None:
    candidates = {"a": [(1, 2), (12, 0)], "b": [(3, 4)], "t": [(4, 6), (15, 5)]}
    assert supported(candidates, SUM, COLUMNS) == {
        "a": [(1, 2)], "b": [(3, 4)], "t": [(4, 6)],
    }  # fmt: skip


def test_several_solutions_are_all_kept() -> None:
    candidates = {"a": [(1, 0), (0, 1)], "b": [(1, 0), (0, 1)], "t": [(1, 1)]}
    assert supported(candidates, SUM, COLUMNS) == candidates


def test_no_solution_leaves_nothing() -> None:
    candidates = {"a": [(1, 0)], "b": [(1, 0)], "t": [(1, 1)]}
    assert supported(candidates, SUM, COLUMNS) == {"a": [], "b": [], "t": []}


def test_an_equation_with_a_row_that_is_not_there_says_nothing() -> None:
    candidates = {"a": [(1, 0), (7, 7)], "t": [(1, 1)]}
    assert supported(candidates, SUM, COLUMNS) == candidates


VECTORS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=5, unique=True
)


@settings(max_examples=200, deadline=None)
@given(VECTORS, VECTORS, VECTORS)
def test_it_is_what_trying_everything_gives(
    a: list[Vector], b: list[Vector], t: list[Vector]
) -> None:
    solutions = [
        choice
        for choice in product(a, b, t)
        if all(choice[0][n] + choice[1][n] == choice[2][n] for n in (0, 1))
    ]
    kept = supported({"a": a, "b": b, "t": t}, SUM, COLUMNS)
    for place, row in enumerate("abt"):
        assert set(kept[row]) == {choice[place] for choice in solutions}
