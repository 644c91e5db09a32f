"""Two slips in one table: two moves of rows or columns, or a move and one wrong cell.

Neither explains the table alone. A move changes what the equations add up to by fixed
amounts, whatever else is wrong: two moves go together if their amounts cancel what
fails, so that the second is looked up and not tried. Moves of cells without a figure
are not looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from pipeline.quality.filling import holds
from pipeline.quality.problem import Problem
from pipeline.quality.rows import cells_of
from pipeline.quality.shifts import Shift, moves

__all__ = ["Joint", "joints"]

#: no cell is in more equations that count
_MOST_FAILING = 3

#: what equations add up to, by the number of the row: those that are not zero
_Rests = dict[int, int]


@dataclass(frozen=True, slots=True)
class Joint:
    """Two slips under which all equations hold.

    Attributes:
        shifts: one move, or two of different cells.
        figures: what the one wrong cell should be, beside one move.
    """

    shifts: tuple[Shift, ...]
    figures: dict[int, int] = field(default_factory=dict)

    @property
    def cells(self) -> frozenset[int]:
        """All that they change."""
        return frozenset(c for s in self.shifts for c in s.cells) | self.figures.keys()


@dataclass(frozen=True, slots=True)
class _Move:
    shift: Shift
    after: dict[int, int]  # figure by changed cell
    effect: _Rests  # what it adds to the rests


def joints(problem: Problem) -> list[Joint]:
    """The pairs of slips that close all equations; of the same effect only one."""
    failing = {n: row.rest for n, row in enumerate(problem.rows) if row.rest}
    found: dict[frozenset[tuple[int, int]], Joint] = {}
    tried = list(_moves(problem))
    for joint, after in (*_pairs(tried, failing), *_cells(problem, tried, failing)):
        key = frozenset(after.items())
        if key not in found and _closes(problem, after):
            found[key] = joint
    return list(found.values())


def _moves(problem: Problem) -> Iterator[_Move]:
    """Moves of known cells that an equation sees."""
    naming: dict[int, list[tuple[int, int]]] = {}
    for number, row in enumerate(problem.rows):
        for cell, factor in row.factors.items():
            naming.setdefault(cell, []).append((number, factor))
    for pattern, table in moves(problem):
        after: dict[int, int] = {}
        for cell, (old, new) in enumerate(zip(problem.values, table, strict=True)):
            if old == new:
                continue
            if old is None or new is None or not problem.is_possible(cell, new):
                break
            after[cell] = new
        else:
            effect: _Rests = {}
            for cell, new in after.items():
                for number, factor in naming.get(cell, ()):
                    more = factor * (new - problem.printed(cell))
                    effect[number] = effect.get(number, 0) + more
            effect = {number: more for number, more in effect.items() if more}
            if effect:
                yield _Move(Shift(pattern, tuple(after)), after, effect)


def _pairs(
    tried: list[_Move], failing: _Rests
) -> Iterator[tuple[Joint, dict[int, int]]]:
    """Two moves of different cells that together cancel all that fails."""
    by_effect: dict[frozenset[tuple[int, int]], list[int]] = {}
    for number, move in enumerate(tried):
        by_effect.setdefault(frozenset(move.effect.items()), []).append(number)
    for number, move in enumerate(tried):
        wanted = {n: -rest for n, rest in _after(failing, move).items()}
        for other in by_effect.get(frozenset(wanted.items()), ()):
            second = tried[other]
            if other > number and not move.after.keys() & second.after.keys():
                both = (move.shift, second.shift)
                yield Joint(both), move.after | second.after


def _cells(
    problem: Problem, tried: list[_Move], failing: _Rests
) -> Iterator[tuple[Joint, dict[int, int]]]:
    """A move, and one cell that is named by exactly what still fails."""
    for move in tried:
        left = _after(failing, move)
        if not 0 < len(left) <= _MOST_FAILING:
            continue
        named = -1
        for number in left:
            named &= problem.rows[number].cells
        for cell in cells_of(named):
            figure = _figure(problem, move, left, cell)
            if figure is not None:
                figures = {cell: figure}
                kept = tuple(c for c in move.shift.cells if c != cell)
                shift = Shift(move.shift.pattern, kept)
                yield Joint((shift,), figures), move.after | figures


def _figure(problem: Problem, move: _Move, left: _Rests, cell: int) -> int | None:
    """What a cell should be if it alone explains what a move leaves."""
    changes = {
        Fraction(-rest, problem.rows[n].factors[cell]) for n, rest in left.items()
    }
    naming = sum(row.cells >> cell & 1 for row in problem.rows)
    if len(changes) > 1 or naming != len(left):
        return None
    change = changes.pop()
    figure = move.after.get(cell, problem.printed(cell)) + int(change)
    is_other = figure != problem.printed(cell)
    possible = change.denominator == 1 and problem.is_possible(cell, figure)
    return figure if possible and is_other else None


def _after(failing: _Rests, move: _Move) -> _Rests:
    """What still fails after a move."""
    rests = dict(failing)
    for number, more in move.effect.items():
        rests[number] = rests.get(number, 0) + more
    return {number: rest for number, rest in rests.items() if rest}


def _closes(problem: Problem, after: dict[int, int]) -> bool:
    """Whether nothing is left to say, of impossible and of unknown figures either."""
    if set(problem.forced) - after.keys():
        return False
    if not problem.pivots:
        return True
    values = [after.get(cell, value) for cell, value in enumerate(problem.values)]
    return holds(problem.with_values(values))
