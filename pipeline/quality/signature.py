"""One wrong cell: it is named by exactly the equations that fail, all by as much.

Every cell of a complete table three has its own set of equations, so that one wrong
cell there is known for certain. Two changes cost more than one whatever the weights
(`problem.SURE`, `problem.DOUBTFUL`), so nothing else needs to be looked at.
"""

from pipeline.quality.problem import Problem

__all__ = ["signature"]


def signature(problem: Problem) -> list[dict[int, int | None]]:
    """The explanations by one cell of the smallest weight; none if one is too few."""
    if not problem.failing or len(problem.forced) > 1:
        return []
    lowest = (problem.failing & -problem.failing).bit_length() - 1
    found: list[tuple[int, int, int]] = []
    for cell in problem.layout.equations[lowest]:
        if problem.naming(cell) != problem.failing:
            continue
        if problem.forced and cell not in problem.forced:
            continue
        change = _change(problem, cell)
        if change is None:
            continue
        figure = problem.printed(cell) + change
        if problem.is_possible(cell, figure):
            found.append((problem.weights[cell], cell, figure))
    least = min((weight for weight, _, _ in found), default=0)
    return [{cell: figure} for weight, cell, figure in found if weight == least]


def _change(problem: Problem, cell: int) -> int | None:
    """By how much the cell is wrong, if all its equations say the same."""
    said: int | None = None
    for number, rest in problem.residuals.items():
        factor = problem.layout.equations[number].get(cell)
        if factor is None:
            continue
        change, broken = divmod(-rest, factor)
        if broken or (said is not None and change != said):
            return None
        said = change
    return said
