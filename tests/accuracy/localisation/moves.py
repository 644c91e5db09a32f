"""Moves of whole rows and columns that would repair a table: all of them, tried.

What is tried is every exchange of two rows or two columns, and every row moved one
column to the left or the right, the figure that fell off being what the row lacks. As
in `explaining`, nothing of `pipeline.quality` is known here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from tests.accuracy.localisation.equations import Equations, Vector
from tests.accuracy.localisation.kinds import Grid

__all__ = ["Move", "repairing_moves"]


@dataclass(frozen=True)
class Move:
    """A move that explains a whole table.

    Attributes:
        pattern: rows_swapped, columns_swapped or row_shifted.
        places: the numbers of the rows, or of the columns.
    """

    pattern: str
    places: frozenset[int]


def repairing_moves(equations: Equations, figures: Vector) -> set[Move]:
    """The moves without which everything would add up, no figure being negative."""
    grid = figures.reshape(equations.shape)
    return {
        move
        for move, before in _undone(grid)
        if (before >= 0).all()
        and (before != grid).any()
        and not equations.residual(before.reshape(-1)).any()
    }


def _undone(grid: Grid) -> Iterator[tuple[Move, Grid]]:
    """Each move, and the table as it was before."""
    for a, b in combinations(range(grid.shape[0]), 2):
        before = grid.copy()
        before[[a, b]] = grid[[b, a]]
        yield Move("rows_swapped", frozenset((a, b))), before
    for a, b in combinations(range(grid.shape[1]), 2):
        before = grid.copy()
        before[:, [a, b]] = grid[:, [b, a]]
        yield Move("columns_swapped", frozenset((a, b))), before
    for row, printed in enumerate(grid):
        if printed[0] == 0:  # it went to the right, and its total fell off
            yield _shifted(grid, row, [*printed[1:], printed[1:].sum()])
        if printed[-1] == 0:  # it went to the left, and its first figure fell off
            rest = printed[:-1]
            yield _shifted(grid, row, [rest[-1] - rest[:-1].sum(), *rest])


def _shifted(grid: Grid, row: int, figures: list[np.int64]) -> tuple[Move, Grid]:
    before = grid.copy()
    before[row] = figures
    return Move("row_shifted", frozenset((row,))), before
