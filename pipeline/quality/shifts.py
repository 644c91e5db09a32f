"""Whole rows and columns that stand in the wrong place: one cause, many cells.

Each hypothesis says what the table would be without the slip. It counts if every
equation closes then, those included that a blank left undecided before. A figure that
the slip has lost (a row shifted out of the table by one cell) is what its row implies.

Two of these break nothing and cannot be found: two rows of results that are swapped
whole, and two columns of applicants.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from pipeline.quality.filling import holds
from pipeline.quality.layout import Layout
from pipeline.quality.problem import Problem
from pipeline.quality.rows import bits

__all__ = ["Shift", "moves", "shifts"]

Table = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """A hypothesis under which all equations hold.

    Attributes:
        pattern: rows_swapped, row_shifted or columns_swapped.
        cells: the known cells whose figure it would change.
    """

    pattern: str
    cells: tuple[int, ...]


def shifts(problem: Problem) -> list[Shift]:
    """The hypotheses that close all equations; two of the same effect are one."""
    found: dict[Table, Shift] = {}
    for pattern, table in _hypotheses(problem):
        if table in found or not _holds(problem, table):
            continue
        cells = tuple(
            c
            for c, (old, new) in enumerate(zip(problem.values, table, strict=True))
            if old is not None and old != new
        )
        if cells:
            found[table] = Shift(pattern, cells)
    return list(found.values())


def _hypotheses(problem: Problem) -> Iterator[tuple[str, Table]]:
    """Slips that touch every failing equation; no other could close them all."""
    return moves(problem, lambda cells: _touches(problem, cells))


def moves(
    problem: Problem, is_worth: Callable[[Iterable[int]], bool] = lambda _: True
) -> Iterator[tuple[str, Table]]:
    """The pattern of each slip, and what the table would be without it.

    Args:
        problem: the table.
        is_worth: whether slips of some cells are wanted.
    """
    form, values = problem.layout, problem.values
    rows = [row for row in form.rows if len(row) == form.columns > 1]
    for row in rows:
        if is_worth(row):
            for moved in _shifted([values[c] for c in row]):
                figures = dict(zip(row, moved, strict=True))
                yield "row_shifted", _closed(form, _replaced(values, figures), row)
    for one, other in combinations(rows, 2):
        if is_worth((*one, *other)):
            yield "rows_swapped", _exchanged(values, zip(one, other, strict=True))
    for a, b in combinations(range(form.columns), 2):
        pairs = [(row[a], row[b]) for row in rows]
        if is_worth([c for pair in pairs for c in pair]):
            yield "columns_swapped", _exchanged(values, pairs)


def _touches(problem: Problem, cells: Iterable[int]) -> bool:
    """Whether every equation that fails would have another figure, or might."""
    moved = bits(cells)
    if moved & problem.unknown:
        return True  # the equations from which its place was eliminated are others
    return all(row.cells & moved for row in problem.rows if row.rest)


def _shifted(row: list[int | None]) -> Iterator[list[int | None]]:
    """The row moved back: what fell out is not known, or came in at the other end."""
    if not row[0]:
        yield [*row[1:], None]
    if not row[-1]:
        yield [None, *row[:-1]]
    yield [*row[1:], row[0]]
    yield [row[-1], *row[:-1]]


def _replaced(values: Table, figures: dict[int, int | None]) -> Table:
    return tuple(figures.get(c, value) for c, value in enumerate(values))


def _exchanged(values: Table, pairs: Iterable[tuple[int, int]]) -> Table:
    figures: dict[int, int | None] = {}
    for one, other in pairs:
        figures[one], figures[other] = values[other], values[one]
    return _replaced(values, figures)


def _closed(form: Layout, table: Table, row: tuple[int, ...]) -> Table:
    """The one unknown figure of a row is what an equation of the row alone implies."""
    unknown = [c for c in row if table[c] is None]
    if len(unknown) != 1:
        return table
    (cell,) = unknown
    for terms in form.equations:
        if cell in terms and set(terms) <= set(row):
            rest = sum(
                factor * value
                for c, factor in terms.items()
                if (value := table[c]) is not None
            )
            if rest % terms[cell] == 0:
                return _replaced(table, {cell: -rest // terms[cell]})
    return table


def _holds(problem: Problem, table: Table) -> bool:
    """Whether every equation holds, with some figures for the unknown cells."""
    is_open = False
    for number, terms in enumerate(problem.layout.equations):
        total = 0
        for cell, factor in terms.items():
            value = table[cell]
            if value is None:
                if problem.decidable >> number & 1:
                    return False  # it would close by no longer saying anything
                is_open = True
                break
            total += factor * value
        else:
            if total:
                return False
    if not all(
        value is None or problem.is_possible(cell, value)
        for cell, value in enumerate(table)
    ):
        return False
    return not is_open or holds(problem.with_values(table))
