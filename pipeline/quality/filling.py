"""Whether figures for the unknown cells exist that those cells can hold.

What the equations say whatever stands in them is in `Problem.rows`. That is not all:
an unknown cell must not be negative or broken either, or the explanation is none.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import ceil, floor

from pipeline.quality.problem import Problem
from pipeline.quality.rows import Solved, bits, solved

__all__ = ["can_be_filled", "holds", "wanting"]


def can_be_filled(problem: Problem, figures: Mapping[int, int]) -> bool:
    """Whether the unknown cells can be filled in if some cells have other figures."""
    if not problem.pivots:
        return True
    changes = {c: f - problem.printed(c) for c, f in figures.items()}
    return wanting(problem, solved(problem.pivots, changes)) is None


def holds(problem: Problem) -> bool:
    """Whether nothing contradicts itself, with some figures for the unknown cells."""
    return not any(row.rest for row in problem.rows) and can_be_filled(problem, {})


def wanting(problem: Problem, found: Iterable[Solved], free: int = 0) -> int | None:
    """Cells of which one must change too, if cells must hold what is possible.

    Args:
        problem: the table.
        found: what equations say of unknown cells, and of those that are to change.
        free: cells that are to change and of which no equation says anything, as bits;
            the unknown ones of which none does are free anyway.

    Returns:
        The cells as bits; None where all can hold what they must.
    """
    free |= problem.unknown
    tied: list[Solved] = []
    for one in found:
        if bits(one.factors) & free:
            tied.append(one)
        elif not _is_possible(problem, one):
            return bits(one.factors)
    if tied and not _can_be_shared(problem, tied, free):
        return bits(c for one in tied for c in one.factors) & ~free
    return None


def _least(problem: Problem, cell: int) -> int | None:
    """By how much a cell may change at the least; None where by anything."""
    return None if problem.layout.is_signed[cell] else -(problem.values[cell] or 0)


def _is_possible(problem: Problem, one: Solved) -> bool:
    figure = (problem.values[one.cell] or 0) + one.change
    return figure.denominator == 1 and problem.is_possible(one.cell, int(figure))


def _can_be_shared(problem: Problem, tied: list[Solved], free: int) -> bool:
    """Whether cells that depend on free ones can have figures together."""
    if all(_is_possible(problem, one) for one in tied):
        return True  # with the free ones as they are, the unknown ones zero
    cells = sorted({c for one in tied for c in one.factors if free >> c & 1})
    if len(cells) == 1:
        return _between(problem, tied, cells[0])
    return _by_program(problem, tied, cells)


def _between(problem: Problem, tied: list[Solved], free: int) -> bool:
    """Whether one free figure leaves all others what they can hold."""
    least = _least(problem, free)
    low = [] if least is None else [Fraction(least)]
    high: list[Fraction] = []
    for one in tied:
        least = _least(problem, one.cell)
        if least is not None:
            limits = low if one.factors[free] > 0 else high
            limits.append((least - one.change) / one.factors[free])
    return not low or not high or ceil(max(low)) <= floor(min(high))


def _by_program(problem: Problem, tied: list[Solved], free: list[int]) -> bool:
    # few tables need it, and its libraries take longer to load than most tables
    from pipeline.quality.milp import exists  # noqa: PLC0415

    limits = [_least(problem, one.cell) for one in tied]
    return exists(
        [[float(one.factors.get(c, 0)) for c in free] for one in tied],
        [
            None if least is None else float(least - one.change)
            for least, one in zip(limits, tied, strict=True)
        ],
        [_least(problem, c) for c in free],
    )
