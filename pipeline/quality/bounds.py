"""How many cells must change at least, for `search`.

Two bounds. Failing equations that have no cell in common need a cell each (`apart`).

And a table of sums is mostly a *network*: once equations that follow from others are
left out, each cell is in two of them at most, with opposite signs, as a pipe carries
what one node loses and another gains. The changed cells of a smallest solution are
then trees over the nodes (equations) that are out of balance. A tree of cells over `n`
nodes has `n - 1` cells, and what its nodes lack adds up to zero, unless a cell of it is
in one equation only. So at least as many cells change as there are nodes out of
balance, less one for each group of them that adds up to zero (`unbalanced`). Such
groups are rare unless they are real: independent errors are told apart at once.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import cache, lru_cache

from pipeline.quality.layout import Layout

__all__ = ["apart", "as_network", "unbalanced"]

#: with more nodes, groups are not counted but bounded: each has three nodes at least
_COUNTED = 10


def apart(failing: Sequence[int]) -> int:
    """How many failing equations, as bits of their cells, have no cell in common."""
    used = count = 0
    for cells in sorted(failing, key=int.bit_count):
        if not cells & used:
            used |= cells
            count += 1
    return count


def unbalanced(rests: Sequence[int]) -> int:
    """How many cells of a network must change at least.

    Args:
        rests: what the nodes that are out of balance lack, none of them zero.
    """
    return _unbalanced(tuple(sorted(rests)))


@lru_cache(maxsize=100_000)
def _unbalanced(rests: tuple[int, ...]) -> int:
    """Nodes less the most groups that add up to zero.

    Two that cancel can always be a group: whatever groups they would be in otherwise
    add up to zero together without them.
    """
    left: list[int] = []
    groups = 0
    waiting: dict[int, int] = {}
    for rest in rests:
        if waiting.get(-rest):
            waiting[-rest] -= 1
            groups += 1
        else:
            waiting[rest] = waiting.get(rest, 0) + 1
    for rest, times in waiting.items():
        left += [rest] * times
    if len(left) > _COUNTED:
        groups += len(left) // 3
    else:
        groups += _groups(left)
    return len(rests) - groups


def _groups(rests: list[int]) -> int:
    """The most disjoint groups that add up to zero.

    Put in the best order, each group closes where what came before adds up to zero.
    """
    size = 1 << len(rests)
    sums = [0] * size
    best = [0] * size
    for chosen in range(1, size):
        lowest = chosen & -chosen
        sums[chosen] = sums[chosen ^ lowest] + rests[lowest.bit_length() - 1]
        most, bits = 0, chosen
        while bits:
            one = bits & -bits
            bits ^= one
            most = max(most, best[chosen ^ one])
        best[chosen] = most + (sums[chosen] == 0)
    return best[-1]


@cache
def as_network(form: Layout, decidable: int) -> dict[int, int] | None:
    """The decidable equations as a network: the sign of each that is needed.

    Equations that follow from the others are left out. None where a cell is then in
    more than two equations, or no signs make it a network.
    """
    numbers = [n for n in range(len(form.equations)) if decidable >> n & 1]
    kept = _independent(form, numbers)
    places: dict[int, list[int]] = {}
    for number in kept:
        for cell, factor in form.equations[number].items():
            if abs(factor) != 1:
                return None
            places.setdefault(cell, []).append(number)
    if any(len(found) > 2 for found in places.values()):  # noqa: PLR2004 - two ends
        return None
    return _signs(form, kept, [p for p in places.items() if len(p[1]) > 1])


def _independent(form: Layout, numbers: list[int]) -> list[int]:
    """Equations of which none follows from the others.

    Those whose cells are in many equations are left out first.
    """

    def named(number: int) -> Fraction:
        cells = form.equations[number]
        return Fraction(sum(form.naming[c].bit_count() for c in cells), len(cells))

    kept: list[int] = []
    reduced: list[tuple[int, dict[int, Fraction]]] = []
    for number in sorted(numbers, key=lambda n: (named(n), n)):
        row = {c: Fraction(f) for c, f in form.equations[number].items()}
        for cell, other in reduced:
            share = row.get(cell)
            if share:
                for c, f in other.items():
                    row[c] = row.get(c, Fraction(0)) - share * f
        row = {c: f for c, f in row.items() if f}
        if row:
            lead = min(row)
            reduced.append((lead, {c: f / row[lead] for c, f in row.items()}))
            kept.append(number)
    return sorted(kept)


def _signs(
    form: Layout, numbers: list[int], shared: list[tuple[int, list[int]]]
) -> dict[int, int] | None:
    """Signs with which each shared cell is once positive and once negative."""
    beside: dict[int, list[tuple[int, int]]] = {n: [] for n in numbers}
    for cell, (one, other) in shared:
        turn = -form.equations[one][cell] * form.equations[other][cell]
        beside[one].append((other, turn))
        beside[other].append((one, turn))
    signs: dict[int, int] = {}
    for start in numbers:
        waiting = [] if start in signs else [start]
        signs.setdefault(start, 1)
        while waiting:
            one = waiting.pop()
            for other, turn in beside[one]:
                if other not in signs:
                    signs[other] = signs[one] * turn
                    waiting.append(other)
                elif signs[other] != signs[one] * turn:
                    return None
    return signs
