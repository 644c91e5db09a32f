"""The localiser that is measured, by its one entry point, and what its answer says."""

from collections.abc import Iterable
from decimal import Decimal

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
    return [_finding(component, numbers) for component in components]


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
