"""Which cells of a table are wrong, and what they should be.

The smallest weighted set of changed cells that satisfies all decidable equations with
figures that the cells can hold (Fellegi and Holt). All such sets are listed, so that
"the only explanation" is a proven word. Of several hypotheses the simplest comes first:

* one cell that is named by exactly the failing equations (`signature`);
* two cells;
* one slip of a whole row or column that closes everything (`shifts`): one cause, and so
  simpler than three independent ones; it is named, not repaired cell by cell. Where two
  cells do as well, both are listed and nothing is unique;
* two slips, or a slip and one wrong cell (`joint`), with three cells beside them;
* more cells, up to `MAX_CHANGES`.

What cannot be known from the equations is not claimed: two rows of results swapped
whole, and two columns of applicants swapped whole, break nothing; a figure in the
column beside breaks two column sums, which many rows could explain alike; the tables of
reconsideration and litigation have one equation a block, which names the block and no
cell. Only prose, a second reading or another year settle these.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pipeline.quality.filling import holds
from pipeline.quality.found import (
    Change,
    Component,
    Localised,
    Method,
    Solution,
    Status,
)
from pipeline.quality.joint import Joint, joints
from pipeline.quality.layout import layout
from pipeline.quality.naming import NONE, patterns_of
from pipeline.quality.parts import Figures, Part, parts
from pipeline.quality.problem import SURE, Problem, by_place, problem
from pipeline.quality.search import Found, search
from pipeline.quality.shifts import Shift, shifts
from pipeline.quality.signature import signature

__all__ = ["localise", "localise_values"]

#: more changed cells explain nothing: too many
MAX_CHANGES = 8
#: two changed cells are simpler than a slip of a whole row or column, three are not
_BEFORE_SHIFTS = 2 * SURE
#: where a larger share of the cells has no figure, neither moves of whole rows or
#: columns are looked at nor the program asked: little could speak against anything
_FEW_UNKNOWN = 0.25
#: three cells are no more than two slips: both are listed
_BESIDE_JOINT = 3 * SURE
#: solutions of a part that are listed
MAX_SOLUTIONS = 50


def localise(
    edition: str,
    table_id: str,
    cells: Mapping[tuple[str, str], Decimal | None],
    weights: Mapping[tuple[str, str], int] | None = None,
) -> Localised:
    """Which cells of a table are wrong, and what they should be.

    Args:
        edition: of the form.
        table_id: the table.
        cells: figure by `(item, breakdown)`, as printed; None, or not named, where no
            figure is known.
        weights: what changing a cell costs, see `problem.weight_of`; `SURE` where
            nothing is said.

    Raises:
        FormError: there is no such table.
        ValueError: a cell is not one of the form.
    """
    form = layout(edition, table_id)
    given = weights or {}
    unknown = sorted((cells.keys() | given.keys()) - form.numbers.keys())
    if unknown:
        raise ValueError(f"{edition}/{table_id}: no cells {unknown}")
    return localise_values(
        edition,
        table_id,
        by_place(form, cells),
        [given.get(place, SURE) for place in form.cells],
    )


def localise_values(
    edition: str,
    table_id: str,
    values: Sequence[Decimal | None],
    weights: Sequence[int],
) -> Localised:
    """The same, with figures and weights in the order of the cells of the form."""
    form = layout(edition, table_id)
    found = problem(form, values, weights)
    loose = [c for c in found.forced if not found.is_named(c)]
    components = [_loose(found, cell) for cell in loose]
    if loose:
        tied = [None if c in loose else value for c, value in enumerate(values)]
        found = problem(form, tied, weights)
    if found.forced or not holds(found):
        components += _components(found)
    return Localised(tuple(components))


def _loose(table: Problem, cell: int) -> Component:
    """A figure that its cell cannot hold, and no equation says what it should be."""
    solution = _solution(table, {cell: None})
    return Component(
        "explained",
        (solution,),
        is_complete=False,
        method="signature",
        equations_failed=0,
    )


def _components(table: Problem) -> list[Component]:
    one = signature(table)
    if one:
        return [_part(table, tuple(one), "signature", is_complete=True)]
    found = search(table, _BEFORE_SHIFTS)
    # one cell has no rivals
    moved = shifts(table) if _is_known(table) and found.least > SURE else []
    if found.solutions:
        return _two(table, found, moved)
    if moved:
        return [_systematic(table, [_moved(table, shift) for shift in moved])]
    both = joints(table) if _is_known(table) else []
    if both:
        return [_both(table, both)]
    if found.is_complete:
        found = search(table, MAX_CHANGES * SURE)
    return _more(table, found)


def _two(table: Problem, found: Found, moved: Sequence[Shift]) -> list[Component]:
    """Two cells, and slips that explain all of it too."""
    rivals = [shift for shift in moved if len(shift.cells) * SURE > _BEFORE_SHIFTS]
    if rivals:
        return [_either(table, found, [_moved(table, shift) for shift in rivals])]
    return _parts(table, found.solutions, "search", is_complete=found.is_complete)


def _both(table: Problem, joint: Sequence[Joint]) -> Component:
    """Two slips, and what three cells explain too."""
    found = search(table, _BESIDE_JOINT)
    known = {frozenset(s) for s in found.solutions}
    rivals = [_jointly(table, one) for one in joint if one.cells not in known]
    if found.solutions:
        return _either(table, found, rivals)
    return _systematic(table, rivals)


def _more(table: Problem, found: Found) -> list[Component]:
    """More cells, if they are not too many."""
    if found.solutions:
        return _parts(table, found.solutions, "search", is_complete=found.is_complete)
    if found.is_complete:
        return [_unexplained(table, "too_many")]
    if not _is_known(table):
        return [_unexplained(table, "timed_out")]
    return _programmed(table, found.least)


def _is_known(table: Problem) -> bool:
    return table.unknown.bit_count() <= _FEW_UNKNOWN * len(table.values)


def _programmed(table: Problem, least: int) -> list[Component]:
    # few tables need it, and its libraries take longer to load than most tables
    from pipeline.quality.milp import solve  # noqa: PLC0415

    found = solve(table, least=least, most=MAX_CHANGES * SURE)
    if found.solutions:
        return _parts(table, found.solutions, "milp", is_complete=found.is_complete)
    if found.is_complete:
        return [_unexplained(table, "too_many")]
    return [_unexplained(table, "timed_out" if found.is_limited else "not_explained")]


def _parts(
    table: Problem,
    solutions: Sequence[Mapping[int, int | None]],
    method: Method,
    *,
    is_complete: bool,
) -> list[Component]:
    """The components of the solutions: one if not all are there."""
    listed: list[Figures] = [dict(s) for s in solutions]
    if not is_complete:
        return [_part(table, tuple(listed), method, is_complete=False)]
    return [
        _part(table, part, method, is_complete=True) for part in parts(table, listed)
    ]


def _part(
    table: Problem, part: Part, method: Method, *, is_complete: bool
) -> Component:
    is_open = any(figure is None for s in part for figure in s.values())
    solutions = sorted((_solution(table, s) for s in part), key=_order)
    return Component(
        "explained",
        tuple(solutions[:MAX_SOLUTIONS]),
        is_complete and not is_open and len(solutions) <= MAX_SOLUTIONS,
        method,
        _named(table, {c for s in part for c in s}),
    )


def _order(solution: Solution) -> tuple[int, int, list[int]]:
    """Fewest changes first, then those with a pattern, then as in the form."""
    changes = solution.changes
    plain = sum(change.pattern == NONE for change in changes)
    return len(changes), plain, [change.position for change in changes]


def _solution(table: Problem, figures: Mapping[int, int | None]) -> Solution:
    patterns = patterns_of(table, figures)
    return Solution(
        tuple(
            _change(table, cell, figure, patterns[cell])
            for cell, figure in sorted(figures.items())
        )
    )


def _change(table: Problem, cell: int, figure: int | None, pattern: str) -> Change:
    item, breakdown = table.layout.cells[cell]
    printed = table.values[cell]
    return Change(
        item=item,
        breakdown=breakdown,
        position=cell,
        printed=None if printed is None else table.unscaled(printed),
        implied=None if figure is None else table.unscaled(figure),
        pattern=pattern,
    )


def _systematic(table: Problem, moved: Sequence[Solution]) -> Component:
    return Component(
        "systematic",
        tuple(moved[:MAX_SOLUTIONS]),
        len(moved) <= MAX_SOLUTIONS,
        "search",
        table.failing.bit_count(),
    )


def _either(table: Problem, found: Found, moved: Sequence[Solution]) -> Component:
    """Cells or slips: two kinds of explanation, of which none is better."""
    cells = sorted((_solution(table, s) for s in found.solutions), key=_order)
    solutions = [*cells, *moved]
    return Component(
        "explained",
        tuple(solutions[:MAX_SOLUTIONS]),
        found.is_complete and len(solutions) <= MAX_SOLUTIONS,
        "search",
        table.failing.bit_count(),
    )


def _moved(table: Problem, shift: Shift) -> Solution:
    changes = (_change(table, cell, None, shift.pattern) for cell in shift.cells)
    return Solution(tuple(changes), is_systematic=True)


def _jointly(table: Problem, joint: Joint) -> Solution:
    changes = [c for shift in joint.shifts for c in _moved(table, shift).changes]
    changes += _solution(table, joint.figures).changes
    changes.sort(key=lambda change: change.position)
    return Solution(tuple(changes), is_systematic=True)


def _unexplained(table: Problem, status: Status) -> Component:
    return Component(
        status,
        (),
        is_complete=False,
        method=None,
        equations_failed=table.failing.bit_count(),
    )


def _named(table: Problem, cells: set[int]) -> int:
    """Failing equations that name one of the cells."""
    named = 0
    for cell in cells:
        named |= table.naming(cell)
    return (named & table.failing).bit_count()
