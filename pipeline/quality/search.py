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

Cells whose figure is not known have been eliminated before (`problem`): they cost
nothing and are no part of a solution, but must have a figure that they can hold.

A cell that must change and of which no equation is left says nothing by itself: its
figure is open, and it is there for what others may then be.

All arithmetic is exact.
"""

from dataclasses import dataclass

from pipeline.quality.bounds import apart, unbalanced
from pipeline.quality.filling import wanting
from pipeline.quality.problem import Problem
from pipeline.quality.rows import Pivot, Row, bits, cells_of, solved, without

__all__ = ["Found", "search"]

#: sets looked at for one table: some tenths of a second
MAX_NODES = 10_000
#: solutions kept, before they are taken apart into independent parts
MAX_SOLUTIONS = 1_000

#: figure by changed cell, times the scale of the problem; None where it is open
Figures = dict[int, int | None]


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
class _Node:
    rows: tuple[Row, ...]
    chosen: tuple[Pivot, ...]  # each with the equation that says its figure
    open: tuple[int, ...]  # chosen as well, but no equation was left that would
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
    """
    return _Search(problem, most, max_nodes).run()


class _Search:
    def __init__(self, problem: Problem, most: int, max_nodes: int) -> None:
        self._problem = problem
        self._most = most
        self._left = max_nodes
        self._weights = problem.weights
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
        node = _Node(self._problem.rows, (), (), 0, 0)
        for cell in self._problem.forced:
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
            self._left -= len(self._problem.pivots)  # each of them is solved
            figures, wanted = self._figures(node)
            if wanted is None:
                if node.cost <= bound:
                    self._solutions.append(figures)
                return
            candidates = wanted & ~node.excluded
            if node.cost + self._lightest > bound:
                self._next = min(self._next, node.cost + self._lightest)
                return
        excluded = node.excluded
        for cell in cells_of(candidates):
            child = self._with(node, cell, excluded)
            least = child.cost + self._least(child)
            if least <= bound:
                self._grow(child, bound)
            else:
                self._next = min(self._next, least)
            excluded |= 1 << cell

    def _candidates(self, node: _Node, failing: list[Row], bound: int) -> int:
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
        if self._problem.is_network:
            least = max(least, unbalanced([row.rest for row in failing]))
        return least * self._lightest

    def _with(self, node: _Node, cell: int, excluded: int) -> _Node:
        """The node with a cell chosen."""
        rows, pivot = without(node.rows, cell)
        cost = node.cost + self._weights[cell]
        if pivot is None:
            return _Node(rows, node.chosen, (*node.open, cell), excluded, cost)
        chosen = (*node.chosen, (cell, pivot))
        return _Node(rows, chosen, node.open, excluded, cost)

    def _figures(self, node: _Node) -> tuple[Figures, int | None]:
        """The figures of the chosen cells; or cells of which one must change too."""
        problem = self._problem
        found = solved((*problem.pivots, *node.chosen))
        wanted = wanting(problem, found, bits(node.open))
        if wanted is not None:
            return {}, wanted
        free = problem.unknown | bits(node.open)
        figures: Figures = dict.fromkeys(node.open)
        for one in found[: len(node.chosen)]:
            if bits(one.factors) & free:
                figures[one.cell] = None
            elif not one.change:
                return {}, 0  # a smaller set does as well, and was found as such
            else:
                figures[one.cell] = problem.printed(one.cell) + int(one.change)
        return figures, None
