"""The same tables through the SQL models, as a release has them.

Planted tables become core tables, and what `out_suspect_cells` says of each becomes
findings in the words of the judge, so that both ways can be compared.
"""

from collections.abc import Sequence

from pipeline.accuracy.localisation import Located
from tests.accuracy.localisation.judging import Finding, Planted, judge
from tests.rules.bench import Report, evaluate

__all__ = ["judged_in_sql"]

_YEAR = 2022
_UNREADABLE = "?"

_COMPONENTS = """
    select r.institution_id, e.component_no, e.status, e.pattern, e.solutions
    from int_explained_tables as e
    inner join int_reports as r on e.report_key = r.report_key
"""
_CELLS = """
    select institution_id, component_no, position, is_unique, implied_value
    from out_suspect_cells
"""


def judged_in_sql(tables: Sequence[Planted]) -> list[Located]:
    """The counts of each table; all are put into one warehouse."""
    reports = [_report(number, table) for number, table in enumerate(tables)]
    warehouse = evaluate(reports, "out_suspect_cells", "int_explained_tables")
    components = warehouse.connection.execute(_COMPONENTS).fetchall()
    cells = warehouse.connection.execute(_CELLS).fetchall()
    found: dict[str, list[Finding]] = {report.institution: [] for report in reports}
    for institution, component, status, pattern, solutions in components:
        mine = [c for c in cells if c[:2] == (institution, component)]
        systematic = pattern if status == "systematic" and solutions == 1 else None
        found[institution].append(_finding(mine, systematic))
    return [
        judge(table, found[report.institution])
        for report, table in zip(reports, tables, strict=True)
    ]


def _report(number: int, table: Planted) -> Report:
    cells = {
        (table.equations.table_id, *cell): str(figure) if is_known else _UNREADABLE
        for cell, figure, is_known in zip(
            table.equations.cells, table.printed, table.known, strict=True
        )
    }
    return Report(f"office_{number:04d}", _YEAR, table.equations.edition, cells)


def _finding(cells: list[tuple[object, ...]], systematic: str | None) -> Finding:
    """A component: its cells, and their figures where all of them must be wrong."""
    numbers = frozenset(int(str(position)) for _, _, position, *_ in cells)
    unique = {
        int(str(position)): int(float(str(implied)))
        for _, _, position, is_unique, implied in cells
        if is_unique
    }
    if not unique:
        return Finding(systematic=systematic, suspects=numbers)
    return Finding((unique,), is_unique=True, suspects=numbers)
