"""The smallest weighted sets of changed cells by mixed integer programming (HiGHS).

For what `search` leaves: very many changes.
A set that was found is cut off and the program solved again, until the next one costs
more. The solver computes in floating point: every set it names is solved again exactly,
and where its answer leaves a doubt (limits, a set that does not hold) nothing is called
complete. Cells without a figure are variables of no cost.

Limits are nodes, so that results do not depend on the machine; the seconds are a last
resort.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_array

from pipeline.quality.exact import figures_of
from pipeline.quality.problem import Problem

__all__ = ["Programmed", "exists", "solve"]

#: sets that are listed
MAX_SUPPORTS = 50
#: nodes of the solver, for all sets of a table together
MAX_NODES = 200
#: for all sets of a table, a last resort: the limit of nodes comes first
SECONDS = 20.0

_OPTIMAL, _LIMIT, _INFEASIBLE = 0, 1, 2
#: costs are whole numbers: nearer than this is equal
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Programmed:
    """What the program gave.

    Attributes:
        solutions: figures by changed cell, None where they are open.
        is_complete: these are all optimal sets.
        is_limited: a limit ended it.
    """

    solutions: tuple[dict[int, int | None], ...]
    is_complete: bool
    is_limited: bool


def solve(
    problem: Problem,
    *,
    least: int = 0,
    most: int | None = None,
    max_nodes: int = MAX_NODES,
) -> Programmed:
    """All optimal sets of changed cells.

    Args:
        problem: the table; something fails in it.
        least: no set costs less, as is known already.
        most: no dearer set is looked for.
        max_nodes: of the solver, for all sets together.
    """
    program = _Program(problem, least, most)
    ends = time.monotonic() + SECONDS
    left = max_nodes
    found: list[dict[int, int | None]] = []
    best: float | None = None
    while len(found) < MAX_SUPPORTS and left > 0:
        result = program.run(left, ends - time.monotonic())
        if result.status == _INFEASIBLE:
            return Programmed(tuple(found), is_complete=True, is_limited=False)
        if result.status != _OPTIMAL or result.x is None:
            return Programmed(tuple(found), is_complete=False, is_limited=True)
        support = program.support(result)
        cost = sum(problem.weights[c] for c in support)
        if best is not None and result.fun > best + _HALF:
            return Programmed(tuple(found), is_complete=True, is_limited=False)
        figures = figures_of(problem, support)
        if figures is None or abs(cost - result.fun) > _HALF or not support:
            # within the tolerances of floating point, but not in truth
            return Programmed(tuple(found), is_complete=False, is_limited=False)
        best = cost if best is None else best
        left -= int(result.mip_node_count)
        found.append(figures)
        program.cut(support)
    return Programmed(tuple(found), is_complete=False, is_limited=True)


def exists(
    factors: Sequence[Sequence[float]],
    sums: Sequence[float | None],
    least: Sequence[float | None],
) -> bool:
    """Whether whole numbers exist whose sums are large enough.

    Args:
        factors: of the numbers, one sequence a sum.
        sums: what each must be at least; None where it may be anything.
        least: the same of each number.
    """
    result = milp(
        c=np.zeros(len(least)),
        integrality=np.ones(len(least)),
        bounds=Bounds(_from(least), np.inf),
        constraints=LinearConstraint(np.array(factors), _from(sums), np.inf),
    )
    # what is in doubt is left as a possibility
    return bool(result.status != _INFEASIBLE)


def _from(least: Sequence[float | None]) -> NDArray[np.float64]:
    return np.array([-np.inf if v is None else float(v) for v in least])


@dataclass(slots=True)
class _Program:
    """Variables: the figure of each cell, then whether it changes."""

    problem: Problem
    least: int
    most: int | None
    cells: list[int] = field(default_factory=list)
    _constraints: list[LinearConstraint] = field(default_factory=list)

    def __post_init__(self) -> None:
        problem = self.problem
        self.cells = sorted({c for terms in problem.layout.equations for c in terms})
        self._constraints = [self._equations(), *self._changes(), self._cost()]

    def run(self, nodes: int, seconds: float) -> OptimizeResult:
        """The next optimal set."""
        count, problem = len(self.cells), self.problem
        most = self._most()
        low = [-most if problem.layout.is_signed[c] else 0.0 for c in self.cells]
        must = [1.0 if c in problem.forced else 0.0 for c in self.cells]
        whole = [1 if problem.layout.is_count[c] else 0 for c in self.cells]
        return milp(
            c=np.array([0.0] * count + self._weights()),
            integrality=np.array(whole + [1] * count),
            bounds=Bounds(
                np.array(low + must), np.array([most] * count + [1.0] * count)
            ),
            constraints=self._constraints,
            options={
                "mip_rel_gap": 0.0,
                "node_limit": nodes,
                "time_limit": max(seconds, 0.0),
            },
        )

    def support(self, result: OptimizeResult) -> list[int]:
        """The cells whose figure differs."""
        scale = self.problem.scale
        return [
            c
            for place, c in enumerate(self.cells)
            if self.problem.values[c] is not None
            and round(result.x[place] * scale) != self.problem.printed(c)
        ]

    def cut(self, support: list[int]) -> None:
        """Exclude a set, and all that contain it."""
        row = np.zeros(2 * len(self.cells))
        for cell in support:
            row[len(self.cells) + self.cells.index(cell)] = 1.0
        self._constraints.append(
            LinearConstraint(csr_array(row[None, :]), -np.inf, len(support) - 1.0)
        )

    def _cost(self) -> LinearConstraint:
        """What is known of the cost cuts most of the work off."""
        weights = [0.0] * len(self.cells) + self._weights()
        most = np.inf if self.most is None else float(self.most)
        return LinearConstraint(
            csr_array(np.array(weights)[None, :]), float(self.least), most
        )

    def _weights(self) -> list[float]:
        """What changing each cell costs: nothing where it has no figure."""
        problem = self.problem
        return [
            0.0 if problem.values[c] is None else float(problem.weights[c])
            for c in self.cells
        ]

    def _printed(self) -> list[int]:
        """The figures; zero where there is none."""
        return [self.problem.values[c] or 0 for c in self.cells]

    def _most(self) -> float:
        """No figure of a solution that changes few cells is larger: sums of prints."""
        total = sum(abs(figure) for figure in self._printed()) * max(
            abs(f) for terms in self.problem.layout.equations for f in terms.values()
        )
        return float(total) / self.problem.scale + 1.0

    def _equations(self) -> LinearConstraint:
        place = {c: n for n, c in enumerate(self.cells)}
        equations = self.problem.layout.equations
        matrix = np.zeros((len(equations), 2 * len(self.cells)))
        for row, terms in enumerate(equations):
            for cell, factor in terms.items():
                matrix[row, place[cell]] = factor
        return LinearConstraint(csr_array(matrix), 0.0, 0.0)

    def _changes(self) -> list[LinearConstraint]:
        """A figure is as printed unless its cell changes."""
        count = len(self.cells)
        most = self._most()
        printed = np.array([p / self.problem.scale for p in self._printed()])
        eye = np.eye(count)
        return [
            LinearConstraint(
                csr_array(np.hstack([eye, -most * eye])), -np.inf, printed
            ),
            LinearConstraint(csr_array(np.hstack([eye, most * eye])), printed, np.inf),
        ]
