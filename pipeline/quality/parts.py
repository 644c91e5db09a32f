"""Solutions of a table taken apart into independent parts.

Two errors that have nothing to do with each other are two findings, each unique or not
by itself. Parts are independent if the solutions of the table are all combinations of
the solutions of the parts. Cells that every solution changes alike are certain whatever
the others are; of these, those that meet in an equation are one part.
"""

from collections.abc import Callable, Sequence
from itertools import combinations
from math import prod

from pipeline.quality.problem import Problem

__all__ = ["Figures", "Part", "parts"]

#: figures by changed cell, times the scale; None where they are open
Figures = dict[int, int | None]
#: the solutions of one part
Part = tuple[Figures, ...]

#: what a solution says of a cell that it does not change
_UNCHANGED = "unchanged"


def parts(problem: Problem, solutions: Sequence[Figures]) -> list[Part]:
    """The finest parts whose combinations are the solutions, in the order of cells.

    Args:
        problem: the table.
        solutions: different ones; all of them, or nothing follows for the others.
    """
    cells = sorted({cell for solution in solutions for cell in solution})
    naming = problem.layout.naming
    said = {c: _sets(c, solutions) for c in cells}
    fixed = [c for c in cells if len(said[c]) == 1]
    varying = [c for c in cells if len(said[c]) > 1]
    groups = _joined(fixed, lambda a, b: bool(naming[a] & naming[b]))
    groups += _independent(varying, said, solutions)
    groups.sort(key=min)
    return [_projected(group, solutions) for group in groups]


def _sets(cell: int, solutions: Sequence[Figures]) -> dict[object, int]:
    """What solutions say of a cell, each with those that say it, as bits."""
    found: dict[object, int] = {}
    for number, solution in enumerate(solutions):
        said = solution.get(cell, _UNCHANGED)
        found[said] = found.get(said, 0) | 1 << number
    return found


def _independent(
    cells: list[int],
    said: dict[int, dict[object, int]],
    solutions: Sequence[Figures],
) -> list[list[int]]:
    """Groups whose combinations are all solutions; one group if there are no more.

    Cells are in one group if what is said of one depends on what is said of the other.
    That two by two they are independent does not make all of them so: therefore the
    combinations are counted.
    """
    count = len(solutions)

    def depend(one: int, other: int) -> bool:
        return any(
            (a & b).bit_count() * count != a.bit_count() * b.bit_count()
            for a in said[one].values()
            for b in said[other].values()
        )

    groups = _joined(cells, depend)
    sizes = [len(_projected(group, solutions)) for group in groups]
    return groups if prod(sizes) == count else [cells]


def _joined(cells: list[int], joins: Callable[[int, int], bool]) -> list[list[int]]:
    """The connected groups of cells."""
    group = {c: [c] for c in cells}
    for one, other in combinations(cells, 2):
        if group[one] is not group[other] and joins(one, other):
            group[one] += group[other]
            for cell in group[other]:
                group[cell] = group[one]
    return [sorted(g) for c, g in group.items() if c == min(g)]


def _projected(group: list[int], solutions: Sequence[Figures]) -> Part:
    """The different solutions of some cells."""
    found = {tuple((c, s[c]) for c in group if c in s): None for s in solutions}
    return tuple(dict(solution) for solution in found)
