"""The smallest explanations of a table that does not add up, by trying all of them.

An explanation is a set of cells with the figures that they should have, so that every
equation closes, no figure of the table is negative and all are whole. Sets of one, two
and three cells are tried without exception, which is what says how many there are:
the ceiling of what arithmetic can tell. Slow and plain on purpose; it does not know
how `pipeline.quality` works.

Cells of which the figure is unknown may hold any whole number from zero on. They are
eliminated first: only what the equations say whatever stands there is used, and an
explanation counts only if figures for them exist.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.accuracy.localisation.equations import Equations, Vector

__all__ = ["MOST", "Explanation", "Smallest", "smallest"]

#: more cells than this are never tried
MOST = 3
_NEAR = 1e-9

#: the figure that each cell should have, by the number of the cell
Explanation = dict[int, int]
_Gram = NDArray[np.float64]


@dataclass(frozen=True)
class Smallest:
    """The explanations with the fewest cells.

    Attributes:
        size: how many cells each of them changes; None where more than were tried.
        explanations: all of that size.
        is_open: two cells share a difference in more than one way, so that there are
            more explanations of this size than are listed.
    """

    size: int | None
    explanations: tuple[Explanation, ...] = ()
    is_open: bool = False

    @property
    def only(self) -> Explanation | None:
        """The explanation, where there is one alone."""
        alone = len(self.explanations) == 1 and not self.is_open
        return self.explanations[0] if alone else None


def smallest(
    equations: Equations, figures: Vector, known: NDArray[np.bool_], most: int = MOST
) -> Smallest:
    """All explanations of the smallest size, if that is `most` at the most."""
    search = _Search(equations, figures, known)
    if not search.residual.any() and search.is_possible({}):
        return Smallest(0, ({},))
    for size in range(1, most + 1):
        found, is_open = search.of_size(size)
        if found or is_open:
            return Smallest(size, tuple(found), is_open)
    return Smallest(None)


class _Search:
    """One table: what is known of it, and the equations between that."""

    def __init__(
        self, equations: Equations, figures: Vector, known: NDArray[np.bool_]
    ) -> None:
        self.known = np.flatnonzero(known)
        self.unknown = np.flatnonzero(~known)
        self.whole = equations.matrix
        self.figures = figures
        left = _left_null(equations.matrix[:, self.unknown])
        self.matrix = left @ equations.matrix[:, self.known]
        self.residual = self.matrix @ figures[self.known]
        columns = self.matrix.astype(float)
        self.gram = columns.T @ columns
        self.along = columns.T @ self.residual
        self.square = float(self.residual @ self.residual)

    def of_size(self, size: int) -> tuple[list[Explanation], bool]:
        """All explanations with so many cells; whether there are more, uncounted."""
        if size == 1:
            sets: Iterator[tuple[int, ...]] = self._single()
        elif size == 2:
            sets = _pairs(self.gram, self.along, self.square)
        else:
            sets = self._larger(size)
        found = [self._solve(cells) for cells in sorted(set(sets))]
        is_open = size == 2 and self._shares()
        return [one for one in found if one is not None], is_open

    def _single(self) -> Iterator[tuple[int, ...]]:
        """Columns along which the residual may lie; checked exactly later."""
        off = self.square * np.diag(self.gram) - self.along**2
        near = off <= _NEAR * self.square * np.diag(self.gram)
        near &= np.diag(self.gram) > 0
        yield from ((cell,) for cell in np.flatnonzero(near).tolist())

    def _larger(self, size: int) -> Iterator[tuple[int, ...]]:
        """Sets that may do: one of their cells is in the shortest failing equation."""
        if size != 3:
            raise ValueError(f"sets of {size} cells are not tried")
        failing = np.flatnonzero(self.residual)
        if not len(failing):
            return
        lengths = (self.matrix[failing] != 0).sum(axis=1)
        shortest = self.matrix[failing[int(lengths.argmin())]]
        for first in np.flatnonzero(shortest).tolist():
            # with this cell free: what is left of the others at right angles to it
            towards, norm = self.gram[first], self.gram[first, first]
            gram = self.gram - np.outer(towards, towards) / norm
            along = self.along - towards * (self.along[first] / norm)
            square = self.square - self.along[first] ** 2 / norm
            for pair in _pairs(gram, along, square):
                if first not in pair:
                    yield tuple(sorted((first, *pair)))

    def _solve(self, cells: tuple[int, ...]) -> Explanation | None:
        """The figures with which exactly these cells explain it, if there are any."""
        columns = self.matrix[:, list(cells)]
        off, _, rank, _ = np.linalg.lstsq(
            columns.astype(float), self.residual.astype(float), rcond=None
        )
        whole = np.rint(off).astype(np.int64)
        if rank < len(cells) or not whole.all():
            return None
        if (columns @ whole != self.residual).any():
            return None
        places = self.known[list(cells)]
        should = self.figures[places] - whole
        changed = dict(zip(places.tolist(), should.tolist(), strict=True))
        return changed if self.is_possible(changed) else None

    def is_possible(self, changed: Explanation) -> bool:
        """Whether no figure is negative, and the unknown ones can be filled in."""
        figures = self.figures.copy()
        for place, value in changed.items():
            figures[place] = value
        if (figures[self.known] < 0).any():
            return False
        if not len(self.unknown):
            return True
        due = -self.whole[:, self.known] @ figures[self.known]
        return _can_be_filled(self.whole[:, self.unknown], due)

    def _shares(self) -> bool:
        """Whether two cells that no equation tells apart can share one difference."""
        norms = np.diag(self.gram)
        alike = np.triu(self.gram**2 >= np.outer(norms, norms) * (1 - _NEAR), 1)
        for first, second in np.argwhere(alike & (self.gram > 0)).tolist():
            one, other = self.matrix[:, first], self.matrix[:, second]
            at = int(np.flatnonzero(one)[0])
            off, rest = divmod(int(self.residual[at]), int(one[at]))
            if not rest and (one == other).all() and (one * off == self.residual).all():
                have = self.figures[self.known[[first, second]]].sum()
                if 0 < off <= have:
                    return True
        return False


def _pairs(gram: _Gram, along: _Gram, square: float) -> Iterator[tuple[int, int]]:
    """Pairs of columns in whose plane the residual may lie; checked exactly later."""
    first, second = np.triu_indices(len(along), 1)
    one, two = gram[first, first], gram[second, second]
    both = gram[first, second]
    area = one * two - both**2
    apart = area > _NEAR * np.maximum(one * two, _NEAR)
    first, second, area = first[apart], second[apart], area[apart]
    one, two, both = one[apart], two[apart], both[apart]
    by, on = along[first], along[second]
    reached = (by**2 * two - 2 * by * on * both + on**2 * one) / area
    near = np.abs(square - reached) <= _NEAR * square + 1e-6
    # with a half as the border between whole numbers that are zero and others
    near &= np.minimum(np.abs(by * two - on * both), np.abs(on * one - by * both)) > (
        area / 2
    )
    yield from zip(first[near].tolist(), second[near].tolist(), strict=True)


def _can_be_filled(matrix: Vector, due: Vector) -> bool:
    """Whether whole numbers from zero on solve `matrix @ x == due`."""
    found, _, rank, _ = np.linalg.lstsq(matrix.astype(float), due.astype(float))
    if rank == matrix.shape[1]:
        whole = np.rint(found).astype(np.int64)
        return bool((whole >= 0).all() and (matrix @ whole == due).all())
    answer = milp(
        np.zeros(matrix.shape[1]),
        constraints=LinearConstraint(matrix, due, due),
        bounds=Bounds(0, np.inf),
        integrality=np.ones(matrix.shape[1]),
    )
    return bool(answer.success)


def _left_null(matrix: Vector) -> Vector:
    """Whole rows `n` with `n @ matrix == 0`: equations in which the unknown cancels."""
    equations, unknown = matrix.shape
    rows = np.hstack([matrix, np.eye(equations, dtype=np.int64)])
    for column in range(unknown):
        naming = np.flatnonzero(rows[:, column])
        if not len(naming):
            continue
        pivot = rows[naming[0]]
        for other in naming[1:]:
            row = rows[other] * pivot[column] - pivot * rows[other, column]
            rows[other] = row // np.gcd.reduce(row)
        rows = np.delete(rows, naming[0], axis=0)
    return rows[:, unknown:]
