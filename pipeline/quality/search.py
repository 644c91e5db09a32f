"""The smallest weighted sets of cells whose change satisfies all equations: exact.

A set of changed cells is grown one cell at a time. Each chosen cell is eliminated from
the equations (one equation then says what it must be, the others are combined until
they no longer name it), so that what is left is what the rest of the table must satisfy
whatever the chosen cells become. While one of these fails, a solution changes one of
its cells: these are tried, each one without those tried before it, so that no set is
met twice. Where all hold, the chosen cells have one figure each; if a cell cannot hold
its figure, one of the cells that its figure follows from must change as well.

What the rest costs at least (`bounds`) cuts most sets off. The bound on the cost is
raised step by step (iterative deepening), so that the first sets that are found are the
optimal ones, and all of them.

All arithmetic is in whole numbers. Sets whose figures are not determined are left to
`milp`: `Undetermined` says that one is met.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from pipeline.quality.bounds import apart, as_network, unbalanced
from pipeline.quality.problem import Problem

__all__ = ["Found", "Undetermined", "search"]

#: sets looked at for one table: some tenths of a second
MAX_NODES = 20_000
#: solutions kept, before they are taken apart into independent parts
MAX_SOLUTIONS = 2_000

#: figure by changed cell, times the scale of the problem
Figures = dict[int, int]


class Undetermined(Exception):  # noqa: N818 - an outcome, not a fault
    """A set was met whose figures the equations leave open."""


class _OutOfNodes(Exception):  # noqa: N818 - an outcome, not a fault
    pass


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave.

    Attributes:
        solutions: figures of the changed cells; all of the same, smallest cost.
        is_complete: these are all of that cost, and none is cheaper.
        least: no solution costs less than this.
    """

    solutions: tuple[Figures, ...]
    is_complete: bool
    least: int


@dataclass(frozen=True, slots=True)
class _Row:
    """An equation over cells that are not chosen: factors, what it adds up to, cells.

    A solution's changes (new figure less old one) times factors add up to minus `rest`.
    """

    factors: dict[int, int]
    rest: int
    cells: int


@dataclass(frozen=True, slots=True)
class _Node:
    rows: tuple[_Row, ...]
    chosen: tuple[tuple[int, _Row], ...]  # each with the equation that says its figure
    excluded: int
    cost: int


def search(problem: Problem, most: int, max_nodes: int = MAX_NODES) -> Found:
    """All solutions of the smallest cost.

    Args:
        problem: the table.
        most: no dearer solution is looked for.
        max_nodes: sets looked at before it is given up.

    Returns:
        No solutions, and incomplete, where it was given up; no solutions, and
        complete, where none costs `most` or less.

    Raises:
        Undetermined: a set was met whose figures are open.
    """
    return _Search(problem, most, max_nodes).run()


class _Search:
    def __init__(self, problem: Problem, most: int, max_nodes: int) -> None:
        self._problem = problem
        self._most = most
        self._left = max_nodes
        self._weights = problem.weights
        network = as_network(problem.layout, problem.decidable)
        self._is_network = network is not None
        self._signs = network or dict.fromkeys(problem.residuals, 1)
        self._lightest = min(problem.weights)
        self._next = most + 1
        self._solutions: list[Figures] = []

    def run(self) -> Found:
        root = self._root()
        bound = root.cost + self._least(root)
        while bound <= self._most:
            self._next = self._most + 1
            self._solutions = []
            try:
                self._grow(root, bound)
            except _OutOfNodes:
                # what is found by then is optimal, for the bound below gave nothing
                return Found(tuple(self._solutions), is_complete=False, least=bound)
            if self._solutions:
                return Found(tuple(self._solutions), is_complete=True, least=bound)
            bound = self._next
        return Found((), is_complete=True, least=bound)

    def _root(self) -> _Node:
        problem = self._problem
        rows = []
        for number, sign in self._signs.items():
            factors = {c: sign * f for c, f in problem.layout.equations[number].items()}
            rest = sign * problem.residuals[number]
            rows.append(_Row(factors, rest, _bits(factors)))
        node = _Node(tuple(rows), (), 0, 0)
        for cell in problem.forced:
            node = self._with(node, cell, node.excluded)
        return node

    def _grow(self, node: _Node, bound: int) -> None:
        self._left -= 1
        if self._left < 0 or len(self._solutions) >= MAX_SOLUTIONS:
            raise _OutOfNodes
        failing = [row for row in node.rows if row.rest]
        if failing:
            candidates = self._candidates(node, failing, bound)
        else:
            figures, wanting = self._figures(node)
            if wanting is None:
                if node.cost <= bound:
                    self._solutions.append(figures)
                return
            candidates = wanting & ~node.excluded
            if node.cost + self._lightest > bound:
                self._next = min(self._next, node.cost + self._lightest)
                return
        excluded = node.excluded
        for cell in _cells(candidates):
            child = self._with(node, cell, excluded)
            least = child.cost + self._least(child)
            if least <= bound:
                self._grow(child, bound)
            else:
                self._next = min(self._next, least)
            excluded |= 1 << cell

    def _candidates(self, node: _Node, failing: list[_Row], bound: int) -> int:
        """Cells of one failing equation, of which a solution changes one at least."""
        left = bound - node.cost
        free = ~node.excluded
        best = min((row.cells & free for row in failing), key=int.bit_count)
        if left < 2 * self._lightest:  # the last one: it is in all that fail
            shared = best
            for row in failing:
                shared &= row.cells
            if shared != best:
                # what is left out needs two cells: not within this bound
                self._next = min(self._next, node.cost + 2 * self._lightest)
            return shared
        return best

    def _least(self, node: _Node) -> int:
        """What the rest costs at least."""
        free = ~node.excluded
        failing = [row for row in node.rows if row.rest]
        cells = [row.cells & free for row in failing]
        if not all(cells):
            return self._most + 1  # nothing may change one of them any more
        least = apart(cells)
        if self._is_network:
            least = max(least, unbalanced([row.rest for row in failing]))
        return least * self._lightest

    def _with(self, node: _Node, cell: int, excluded: int) -> _Node:
        """The node with a cell chosen.

        Raises:
            Undetermined: no equation would say its figure.
        """
        naming = [row for row in node.rows if cell in row.factors]
        if not naming:
            raise Undetermined
        pivot = min(naming, key=lambda row: len(row.factors))
        rows = [
            _eliminated(row, pivot, cell) if cell in row.factors else row
            for row in node.rows
            if row is not pivot
        ]
        kept = tuple(row for row in rows if row.factors or row.rest)
        return _Node(
            kept,
            (*node.chosen, (cell, pivot)),
            excluded,
            node.cost + self._weights[cell],
        )

    def _figures(self, node: _Node) -> tuple[Figures, int | None]:
        """The figures of the chosen cells; or cells of which one must change too."""
        changes: dict[int, Fraction] = {}
        solved: list[tuple[int, dict[int, Fraction]]] = []
        for cell, row in reversed(node.chosen):
            own = row.factors[cell]
            factors = {
                c: Fraction(-f, own) for c, f in row.factors.items() if c != cell
            }
            change = Fraction(-row.rest, own)
            for other, others in solved:
                share = factors.pop(other, None)
                if share:
                    change += share * changes[other]
                    for c, f in others.items():
                        factors[c] = factors.get(c, Fraction(0)) + share * f
            changes[cell] = change
            solved.append((cell, factors))
        figures = {}
        for cell, factors in reversed(solved):
            figure = self._problem.printed(cell) + changes[cell]
            if figure.denominator != 1 or not self._problem.is_possible(
                cell, int(figure)
            ):
                return {}, _bits({c: 1 for c, f in factors.items() if f})
            figures[cell] = int(figure)
        if not all(changes.values()):
            return {}, 0  # a smaller set does as well, and was found as such
        return figures, None


def _eliminated(row: _Row, pivot: _Row, cell: int) -> _Row:
    """The equation combined with another so that it no longer names the cell.

    It keeps its own sign, so that a network stays one.
    """
    mine, other = row.factors[cell], pivot.factors[cell]
    if other < 0:
        mine, other = -mine, -other
    combined = {c: f * other for c, f in row.factors.items()}
    for c, f in pivot.factors.items():
        value = combined.get(c, 0) - mine * f
        if value:
            combined[c] = value
        else:
            combined.pop(c, None)
    return _Row(combined, row.rest * other - mine * pivot.rest, _bits(combined))


def _bits(cells: dict[int, int]) -> int:
    found = 0
    for cell in cells:
        found |= 1 << cell
    return found


def _cells(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
