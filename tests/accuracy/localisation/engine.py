"""The localiser that is measured, by its one entry point, and what its answer says.

An answer is taken as it is published: of cells that no second equation tells apart,
the block is named and none of them (`out_suspect_cells.is_block`), unless one is no
count. That the models say
the same is tested with `path`.
"""

from collections.abc import Iterable
from decimal import Decimal

import numpy as np

from pipeline.quality import Component, localise
from tests.accuracy.localisation.judging import Finding, Planted

__all__ = ["findings_of", "read_findings"]


def findings_of(planted: Planted) -> list[Finding]:
    """What the localiser says about a table."""
    equations = planted.equations
    cells = {
        cell: Decimal(int(figure)) if is_known else None
        for cell, figure, is_known in zip(
            equations.cells, planted.printed, planted.known, strict=True
        )
    }
    found = localise(equations.edition, equations.table_id, cells)
    return read_findings(found.components, planted)


def read_findings(components: Iterable[Component], planted: Planted) -> list[Finding]:
    """An answer in the words of the judge."""
    numbers = {cell: n for n, cell in enumerate(planted.equations.cells)}
    return [
        _as_published(_finding(component, numbers), planted) for component in components
    ]


def _as_published(finding: Finding, planted: Planted) -> Finding:
    """The block instead of a cell, where the cells have the one equation in common."""
    matrix = planted.equations.matrix != 0
    cells = sorted(finding.cells)
    blocks = [row for row in matrix if row[cells].any()]
    is_block = all(matrix[:, row].sum(axis=0).max() == 1 for row in blocks)
    # a negative count is wrong whatever the others are
    is_certain = finding.is_unique and (planted.printed[cells] < 0).all()
    if not blocks or not is_block or is_certain:
        return finding
    whole = np.flatnonzero(np.any(blocks, axis=0)).tolist()
    return Finding(suspects=frozenset(whole))


def _finding(component: Component, numbers: dict[tuple[str, str], int]) -> Finding:
    cells = frozenset(
        numbers[change.item, change.breakdown]
        for solution in component.solutions
        for change in solution.changes
    )
    if component.is_systematic:
        # several moves explain it: suspects, and nothing is named
        pattern = component.pattern if component.is_unique else None
        return Finding(systematic=pattern, suspects=cells)
    solutions = tuple(
        {
            numbers[change.item, change.breakdown]: int(change.implied)
            for change in solution.changes
            if change.implied is not None
        }
        for solution in component.solutions
    )
    return Finding(solutions, component.is_unique, suspects=cells)
