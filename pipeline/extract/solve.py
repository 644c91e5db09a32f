"""Which readings of the rows of a table satisfy all its equations together.

Each row has one or more candidates (a figure for each column). A candidate counts if
some choice for the other rows makes every equation hold. Exact within its bounds: where
a search is cut off, the candidate stays, so that doubt is never taken for certainty.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from pipeline.extract.equations import Equation

__all__ = ["supported"]

Vector = tuple[int, ...]
Ints = npt.NDArray[np.int64]
#: assignments tried for one candidate, and for the table; about a millisecond each
_MAX_NODES = 60
_MAX_NODES_IN_ALL = 300
#: with more candidates left than these, a search would end in doubt anyhow
_MAX_OPEN = 400


def supported(
    candidates: Mapping[str, Sequence[Vector]],
    equations: Sequence[Equation],
    columns: Sequence[str],
) -> dict[str, list[Vector]]:
    """For each row the candidates that are part of a solution of all equations.

    Args:
        candidates: by row; distinct figures for the columns.
        equations: those of the table; ones that name a row without candidates are
            left out.
        columns: the codes of the columns, in the order of the vectors.

    Returns:
        By row; all lists are empty where no choice satisfies the equations.
    """
    kept = _Search(candidates, equations, columns).supported()
    return {
        row: [found[number] for number in kept[row]] if kept else []
        for row, found in candidates.items()
    }


#: which candidates of each row are left, by their numbers
Domains = dict[str, Ints]


class _Search:
    """The candidates as their shares in each equation: rows, candidates, equations."""

    def __init__(
        self,
        candidates: Mapping[str, Sequence[Vector]],
        equations: Sequence[Equation],
        columns: Sequence[str],
    ) -> None:
        place = {code: number for number, code in enumerate(columns)}
        used = [e for e in equations if all(row in candidates for row, _ in e.terms)]
        self._shares: dict[str, Ints] = {}
        for row, vectors in candidates.items():
            weights = np.zeros((len(columns), len(used)), dtype=np.int64)
            for number, equation in enumerate(used):
                for (item, breakdown), coefficient in equation.terms.items():
                    if item == row:
                        weights[place[breakdown], number] += coefficient
            figures = np.array(vectors, dtype=np.int64).reshape(-1, len(columns))
            self._shares[row] = figures @ weights
        self._nodes_left = _MAX_NODES_IN_ALL

    def supported(self) -> Domains | None:
        """The candidates that are part of a solution; None where there is none."""
        whole = {row: np.arange(len(s)) for row, s in self._shares.items()}
        domains = self._propagated(whole)
        if domains is None:
            return None
        kept = dict(domains)
        if sum(map(len, domains.values())) - len(domains) > _MAX_OPEN:
            return kept
        for row, numbers in domains.items():
            if len(numbers) == 1:
                continue
            having = [n for n in numbers if self._is_possible(domains, row, n)]
            if not having:
                return None
            kept[row] = np.array(having)
        return kept

    def _is_possible(self, domains: Domains, row: str, number: int) -> bool:
        budget = min(_MAX_NODES, self._nodes_left)
        left = [budget]
        found = self._has_solution({**domains, row: np.array([number])}, left)
        self._nodes_left -= budget - max(left[0], 0)
        return found

    def _has_solution(self, domains: Domains, left: list[int]) -> bool:
        """Whether a choice satisfies all equations; True where it is cut off."""
        left[0] -= 1
        if left[0] < 0:
            return True
        reduced = self._propagated(domains)
        if reduced is None:
            return False
        open_rows = [row for row, numbers in reduced.items() if len(numbers) > 1]
        if not open_rows:
            return True
        row = min(open_rows, key=lambda r: len(reduced[r]))
        return any(
            self._has_solution({**reduced, row: np.array([number])}, left)
            for number in reduced[row]
        )

    def _propagated(self, domains: Domains) -> Domains | None:
        """Without what the bounds of the other rows rule out; None: no way is left."""
        domains = dict(domains)
        if any(len(numbers) == 0 for numbers in domains.values()):
            return None
        while True:
            shares = {row: self._shares[row][n] for row, n in domains.items()}
            least = {row: own.min(axis=0) for row, own in shares.items()}
            most = {row: own.max(axis=0) for row, own in shares.items()}
            low = np.sum(list(least.values()), axis=0)
            high = np.sum(list(most.values()), axis=0)
            if (low > 0).any() or (high < 0).any():
                return None
            changed = False
            for row, own in shares.items():
                if len(own) == 1:
                    continue
                fits = (own + (low - least[row]) <= 0) & (own + (high - most[row]) >= 0)
                keep = fits.all(axis=1)
                if not keep.any():
                    return None
                if not keep.all():
                    domains[row] = domains[row][keep]
                    changed = True
            if not changed:
                return domains
