"""Equations over cells, and the elimination of a cell from them.

Eliminating a cell takes one equation that names it away (it then says what the cell
must be) and combines the others with it until none names the cell. What is left holds
or fails whatever the cell is: that is how a cell is treated that may be anything, be it
because it cannot be read (`Problem.unknown`) or because it is to change (`search`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Pivot", "Row", "Solved", "bits", "cells_of", "solved", "without"]


@dataclass(frozen=True, slots=True)
class Row:
    """An equation: factors, what it adds up to, its cells as bits.

    A solution's changes (new figure less old one) times factors add up to minus `rest`.
    """

    factors: Mapping[int, int]
    rest: int
    cells: int


#: an eliminated cell with the equation that says what it must be
Pivot = tuple[int, Row]


@dataclass(frozen=True, slots=True)
class Solved:
    """By how much an eliminated cell changes.

    Attributes:
        cell: the cell.
        change: if no other cell changes.
        factors: by how much more for each one that another cell changes.
    """

    cell: int
    change: Fraction
    factors: dict[int, Fraction]


def without(rows: Sequence[Row], cell: int) -> tuple[tuple[Row, ...], Row | None]:
    """The equations with a cell eliminated, and the one that says what it must be.

    That is None where no equation names the cell.
    """
    naming = [row for row in rows if row.cells >> cell & 1]
    if not naming:
        return tuple(rows), None
    pivot = min(naming, key=lambda row: len(row.factors))
    combined = (
        _combined(row, pivot, cell) if row.cells >> cell & 1 else row
        for row in rows
        if row is not pivot
    )
    return tuple(row for row in combined if row.factors or row.rest), pivot


def _combined(row: Row, pivot: Row, cell: int) -> Row:
    """The equation combined with another so that it no longer names the cell.

    It keeps its own sign, so that a network stays one.
    """
    mine, other = row.factors[cell], pivot.factors[cell]
    if other < 0:
        mine, other = -mine, -other
    combined = {c: f * other for c, f in row.factors.items()}
    for c, f in pivot.factors.items():
        value = combined.get(c, 0) - mine * f
        if value:
            combined[c] = value
        else:
            combined.pop(c, None)
    return Row(combined, row.rest * other - mine * pivot.rest, bits(combined))


def solved(
    chosen: Sequence[Pivot], given: Mapping[int, int | Fraction] | None = None
) -> list[Solved]:
    """By how much eliminated cells change: those that were eliminated last come first.

    Args:
        chosen: the cells in the order in which they were eliminated.
        given: changes of other cells that are known.
    """
    found: list[Solved] = []
    known = given or {}
    for cell, row in reversed(chosen):
        own = row.factors[cell]
        change = Fraction(-row.rest, own)
        factors: dict[int, Fraction] = {}
        for c, f in row.factors.items():
            if c in known:
                change -= Fraction(f, own) * known[c]
            elif c != cell:
                factors[c] = Fraction(-f, own)
        for later in found:
            share = factors.pop(later.cell, None)
            if share:
                change += share * later.change
                for c, more in later.factors.items():
                    factors[c] = factors.get(c, Fraction(0)) + share * more
        found.append(Solved(cell, change, {c: f for c, f in factors.items() if f}))
    return found


def bits(cells: Iterable[int]) -> int:
    """Cells as bits."""
    found = 0
    for cell in cells:
        found |= 1 << cell
    return found


def cells_of(found: int) -> Iterator[int]:
    """The cells that bits stand for."""
    while found:
        lowest = found & -found
        yield lowest.bit_length() - 1
        found ^= lowest
