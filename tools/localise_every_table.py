"""Every table through the search in Python: the alternative to a prescreen in SQL."""

import time
from decimal import Decimal
from typing import Any

import duckdb

from pipeline.quality.localise import localise_values
from pipeline.quality.problem import SURE
from pipeline.store import Lake
from pipeline.warehouse import scan

__all__ = ["every_table"]

#: tables that print every figure: with blanks the rules say what they mean
_TABLES = """
with chosen as (
    from {reports} as r
    order by r.report_key
    limit {limit}
),

cells as (
    {cells}
)

select
    r.report_key,
    c.edition,
    c.table_id,
    list(c.value order by f.position) as figures
from chosen as r
inner join cells as c
    on r.document_sha256 = c.document_sha256 and r.report_no = c.report_no
inner join {form_cells} as f
    on
        c.edition = f.edition
        and c.table_id = f.table_id
        and c.item = f.item
        and c.breakdown = f.breakdown
group by all
having count(c.value) = count(*)
order by all
"""
_EXPLAINED = """
select
    l.report_key,
    l.table_id,
    l.position,
    l.implied_value
from {localised} as l
where l.position is not null
"""
_SUMMED = ("applications", "reconsideration", "litigation")


def every_table(lake: Lake, reports: int) -> dict[str, Any]:
    """Localise in every table of some reports; gives how long it took.

    `same` is in how many the same cells are named as in int_localised, with the same
    figures; `differ` in how many not.
    """
    start = time.perf_counter()
    given, explained = _given(lake, reports)
    gathering = time.perf_counter() - start
    first = [row for row in given if row[2] == _SUMMED[0]][:1]
    for row in first:  # what is made once for each form is not counted
        _localised(row)
    start, cpu = time.perf_counter(), time.process_time()
    found = [_localised(row) for row in given]
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    same = 0
    for (key, _, table, _), localised in zip(given, found, strict=True):
        cells = {
            (change.position, change.implied)
            for component in localised.components
            for solution in component.solutions
            for change in solution.changes
        }
        same += cells == explained.get((key, table), set())
    return {
        "seconds": seconds,
        "cpu": cpu,
        "gathering": gathering,
        "tables": len(given),
        "same": same,
        "differ": len(given) - same,
    }


def _localised(row: tuple[int, str, str, list[Decimal | None]]) -> Any:
    _, edition, table, figures = row
    return localise_values(edition, table, figures, [SURE] * len(figures))


def _given(
    lake: Lake, reports: int
) -> tuple[list[Any], dict[tuple[int, str], set[Any]]]:
    names = {
        name: scan(lake.files(table))
        for name, table in (
            ("reports", "int_reports"),
            ("form_cells", "seed_form_cells"),
            ("localised", "int_localised"),
        )
    }
    cells = " union all by name ".join(
        f"select * from {scan(lake.files(f'core_{table}'))}"  # noqa: S608
        for table in _SUMMED
    )
    with duckdb.connect(":memory:") as connection:
        given = connection.execute(
            _TABLES.format(cells=cells, limit=reports, **names)
        ).fetchall()
        rows = connection.execute(_EXPLAINED.format(**names)).fetchall()
    explained: dict[tuple[int, str], set[Any]] = {}
    for key, table, position, implied in rows:
        explained.setdefault((key, table), set()).add((position, implied))
    return given, explained
