"""The smallest weighted sets of changed cells by mixed integer programming (HiGHS).

For what `search` leaves: very many changes, and sets whose figures are not determined.
A set that was found is cut off and the program solved again, until the next one costs
more. The solver computes in floating point: every set it names is solved again exactly,
and where its answer leaves a doubt (limits, a set that does not hold) nothing is called
complete. Limits are nodes, so that results do not depend on the machine; the seconds
are a last resort.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_array

from pipeline.quality.exact import figures_of
from pipeline.quality.problem import Problem

__all__ = ["Programmed", "solve"]

#: sets that are listed
MAX_SUPPORTS = 50
MAX_NODES = 2_000
#: of one solution, a last resort: the limit of nodes comes first
SECONDS = 60.0

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


def solve(problem: Problem, max_nodes: int = MAX_NODES) -> Programmed:
    """All optimal sets of changed cells.

    Args:
        problem: the table; something fails in it.
        max_nodes: of the solver, for each set.
    """
    program = _Program(problem, max_nodes)
    found: list[dict[int, int | None]] = []
    best: float | None = None
    while len(found) < MAX_SUPPORTS:
        result = program.run()
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
        found.append(figures)
        program.cut(support)
    return Programmed(tuple(found), is_complete=False, is_limited=True)


@dataclass(slots=True)
class _Program:
    """Variables: the figure of each cell, then whether it changes."""

    problem: Problem
    max_nodes: int
    cells: list[int] = field(default_factory=list)
    _constraints: list[LinearConstraint] = field(default_factory=list)

    def __post_init__(self) -> None:
        problem = self.problem
        named = {
            c for number in problem.residuals for c in problem.layout.equations[number]
        }
        self.cells = sorted(named)
        self._constraints = [self._equations(), *self._changes()]

    def run(self) -> OptimizeResult:
        """The next optimal set."""
        count, problem = len(self.cells), self.problem
        most = self._most()
        low = [-most if problem.layout.is_signed[c] else 0.0 for c in self.cells]
        must = [1.0 if c in problem.forced else 0.0 for c in self.cells]
        whole = [1 if problem.layout.is_count[c] else 0 for c in self.cells]
        return milp(
            c=np.array([0.0] * count + [float(problem.weights[c]) for c in self.cells]),
            integrality=np.array(whole + [1] * count),
            bounds=Bounds(
                np.array(low + must), np.array([most] * count + [1.0] * count)
            ),
            constraints=self._constraints,
            options={
                "mip_rel_gap": 0.0,
                "node_limit": self.max_nodes,
                "time_limit": SECONDS,
            },
        )

    def support(self, result: OptimizeResult) -> list[int]:
        """The cells whose figure differs."""
        scale = self.problem.scale
        return [
            c
            for place, c in enumerate(self.cells)
            if round(result.x[place] * scale) != self.problem.printed(c)
        ]

    def cut(self, support: list[int]) -> None:
        """Exclude a set, and all that contain it."""
        row = np.zeros(2 * len(self.cells))
        for cell in support:
            row[len(self.cells) + self.cells.index(cell)] = 1.0
        self._constraints.append(
            LinearConstraint(csr_array(row[None, :]), -np.inf, len(support) - 1.0)
        )

    def _most(self) -> float:
        """No figure of a solution that changes few cells is larger: sums of prints."""
        total = sum(abs(self.problem.printed(c)) for c in self.cells)
        return float(total) / self.problem.scale + 1.0

    def _equations(self) -> LinearConstraint:
        place = {c: n for n, c in enumerate(self.cells)}
        matrix = np.zeros((len(self.problem.residuals), 2 * len(self.cells)))
        for row, number in enumerate(self.problem.residuals):
            for cell, factor in self.problem.layout.equations[number].items():
                matrix[row, place[cell]] = factor
        return LinearConstraint(csr_array(matrix), 0.0, 0.0)

    def _changes(self) -> list[LinearConstraint]:
        """A figure is as printed unless its cell changes."""
        count = len(self.cells)
        most = self._most()
        printed = np.array(
            [self.problem.printed(c) / self.problem.scale for c in self.cells]
        )
        eye = np.eye(count)
        return [
            LinearConstraint(
                csr_array(np.hstack([eye, -most * eye])), -np.inf, printed
            ),
            LinearConstraint(csr_array(np.hstack([eye, most * eye])), printed, np.inf),
        ]
