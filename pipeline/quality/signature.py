"""One wrong cell: it is named by exactly the equations that fail, all by as much.

Every cell of a complete table three has its own set of equations, so that one wrong
cell there is known for certain. Two changes cost more than one whatever the weights
(`problem.SURE`, `problem.DOUBTFUL`), so nothing else needs to be looked at.
"""

from pipeline.quality.filling import can_be_filled
from pipeline.quality.problem import Problem
from pipeline.quality.rows import Row, cells_of

__all__ = ["signature"]


def signature(problem: Problem) -> list[dict[int, int | None]]:
    """The explanations by one cell of the smallest weight; none if one is too few."""
    failing = [row for row in problem.rows if row.rest]
    if not failing or len(problem.forced) > 1:
        return []
    candidates = -1
    for row in problem.rows:
        candidates &= row.cells if row.rest else ~row.cells
    found: list[tuple[int, int, int]] = []
    for cell in cells_of(candidates):
        if problem.forced and cell not in problem.forced:
            continue
        change = _change(failing, cell)
        if change is None:
            continue
        figure = problem.printed(cell) + change
        if problem.is_possible(cell, figure) and can_be_filled(problem, {cell: figure}):
            found.append((problem.weights[cell], cell, figure))
    least = min((weight for weight, _, _ in found), default=0)
    return [{cell: figure} for weight, cell, figure in found if weight == least]


def _change(failing: list[Row], cell: int) -> int | None:
    """By how much the cell is wrong, if all equations that fail say the same."""
    said: int | None = None
    for row in failing:
        change, broken = divmod(-row.rest, row.factors[cell])
        if broken or (said is not None and change != said):
            return None
        said = change
    return said
