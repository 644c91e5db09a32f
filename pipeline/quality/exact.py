"""The figures of a set of changed cells, solved exactly from the equations.

Which set is changed is decided elsewhere (`search`, `milp`).
"""

from collections.abc import Iterable
from fractions import Fraction

from pipeline.quality.filling import can_be_filled
from pipeline.quality.problem import Problem

__all__ = ["figures_of"]


def figures_of(
    problem: Problem, support: Iterable[int]
) -> dict[int, int | None] | None:
    """What each cell of a set becomes if only these change.

    Args:
        problem: the table.
        support: the cells that change.

    Returns:
        Figures times the scale, None for a cell whose figure the equations leave open;
        None where they cannot be satisfied so, or a figure is none of its cell.
    """
    cells = sorted(support)
    rows = [
        (
            [Fraction(row.factors.get(c, 0)) for c in cells],
            Fraction(-row.rest),
        )
        for row in problem.rows
    ]
    pivots: dict[int, tuple[list[Fraction], Fraction]] = {}
    for place in range(len(cells)):
        found = next((r for r in rows if r[0][place]), None)
        if found is None:
            continue
        rows.remove(found)
        own = found[0][place]
        pivot = ([f / own for f in found[0]], found[1] / own)
        rows = [_less(row, pivot, place) for row in rows]
        pivots = {p: _less(row, pivot, place) for p, row in pivots.items()}
        pivots[place] = pivot
    if any(rest for _, rest in rows):
        return None
    figures: dict[int, int | None] = dict.fromkeys(cells)
    for place, (factors, rest) in pivots.items():
        if sum(1 for f in factors if f) > 1:
            continue  # it follows from a figure that is open
        figure = problem.printed(cells[place]) + rest
        if figure.denominator != 1 or not problem.is_possible(
            cells[place], int(figure)
        ):
            return None
        figures[cells[place]] = int(figure)
    said = {c: figure for c, figure in figures.items() if figure is not None}
    if len(said) == len(figures) and not can_be_filled(problem, said):
        return None
    return figures


def _less(
    row: tuple[list[Fraction], Fraction],
    pivot: tuple[list[Fraction], Fraction],
    place: int,
) -> tuple[list[Fraction], Fraction]:
    share = row[0][place]
    if not share:
        return row
    factors = [a - share * b for a, b in zip(row[0], pivot[0], strict=True)]
    return factors, row[1] - share * pivot[1]
