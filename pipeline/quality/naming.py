"""How a printed figure differs from what it should be: a code for each kind of slip.

The codes and what they are called are in data/quality/patterns.yml (`patterns`). A
pattern is a description, never a reason to prefer one solution.
"""

from collections.abc import Mapping

from pipeline.quality.problem import Problem

__all__ = ["NONE", "pattern_of", "patterns_of"]

NONE = "none"
_UNIT = 10**4
#: copies of a single digit are met by chance too often to be named
_COPIED = 10


def patterns_of(problem: Problem, figures: Mapping[int, int | None]) -> dict[int, str]:
    """The pattern of each cell of a solution, figures times the scale.

    Two cells side by side that would exchange their figures are one slip.
    """
    if len(figures) == 2:  # noqa: PLR2004 - two cells side by side
        (one, first), (other, second) = sorted(figures.items())
        exchanged = (
            other in problem.layout.neighbours(one)
            and problem.layout.cells[one][0] == problem.layout.cells[other][0]
            and problem.values[one] == second
            and problem.values[other] == first
        )
        if exchanged:
            return {one: "neighbour_column", other: "neighbour_column"}
    return {
        cell: NONE if figure is None else _of_cell(problem, cell, figure)
        for cell, figure in figures.items()
    }


def _of_cell(problem: Problem, cell: int, figure: int) -> str:
    scale = problem.scale
    printed = problem.printed(cell)
    if printed % scale or figure % scale:
        return pattern_of(printed, figure)
    copied = {
        value
        for n in problem.layout.neighbours(cell)
        if (value := problem.values[n]) is not None
    }
    is_copied = printed in copied and printed // scale >= _COPIED
    return pattern_of(printed // scale, figure // scale, is_copied=is_copied)


def pattern_of(printed: int, implied: int, *, is_copied: bool = False) -> str:
    """The pattern of one cell: the first that fits, the most telling ones first.

    Args:
        printed: the figure in the cell.
        implied: what it should be.
        is_copied: a cell beside it has the printed figure too.
    """
    if printed == -implied and printed:
        return "sign"
    if printed < 0 or implied < 0:
        return NONE
    a, b = str(printed), str(implied)
    fits = {
        "unit_error": _is_times(printed, implied, _UNIT),
        "factor_ten": any(_is_times(printed, implied, 10**n) for n in range(1, 10)),
        "digits_swapped": _is_swapped(a, b),
        "copied_neighbour": is_copied,
        "digit_lost": _is_lost(a, b),
        "digit_added": _is_lost(b, a),
        "digit_changed": _is_changed(a, b),
    }
    return next((code for code, does in fits.items() if does), NONE)


def _is_times(one: int, other: int, factor: int) -> bool:
    """One is so many times the other, either way."""
    small, large = sorted((one, other))
    return bool(small) and large == small * factor


def _is_changed(a: str, b: str) -> bool:
    """One digit differs; numbers of one digit always do, which says nothing."""
    if len(a) != len(b) or len(a) == 1:
        return False
    return sum(x != y for x, y in zip(a, b, strict=True)) == 1


def _is_swapped(a: str, b: str) -> bool:
    """Two digits have changed places."""
    if len(a) != len(b):
        return False
    places = [n for n, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    if len(places) != 2:  # noqa: PLR2004 - two digits
        return False
    one, other = places
    return a[one] == b[other] and a[other] == b[one]


def _is_lost(short: str, long: str) -> bool:
    """One digit of the longer number is missing in the shorter one."""
    if len(short) + 1 != len(long):
        return False
    return any(long[:n] + long[n + 1 :] == short for n in range(len(long)))
