"""Localisation as SQL calls it: Arrow arrays in, a list of rows a table out.

Which tables are given is for the models (`sql/intermediate/int_localised.sql`); what is
found is in `localise`, how many are worked on at once in `many`.
"""

from decimal import Decimal
from typing import Any

import pyarrow as pa

from pipeline.quality.found import Component, Localised
from pipeline.quality.layout import layout
from pipeline.quality.many import Table, localise_many
from pipeline.quality.problem import SURE, weight_of

__all__ = ["localised"]

#: one row a changed cell; a component without solutions has one row without a cell
ROW = pa.struct(
    [
        ("component_no", pa.int16()),
        ("status", pa.string()),
        ("method", pa.string()),
        ("is_complete", pa.bool_()),
        ("is_systematic", pa.bool_()),
        ("equations_failed", pa.int16()),
        ("component_pattern", pa.string()),
        ("component_changes", pa.int16()),
        ("solutions", pa.int16()),
        ("solution_no", pa.int16()),
        ("changes", pa.int16()),
        ("position", pa.int16()),
        ("implied_value", pa.decimal128(26, 6)),
        ("pattern", pa.string()),
    ]
)
_SIX = Decimal("0.000001")


def localised(
    editions: pa.ChunkedArray,
    tables: pa.ChunkedArray,
    positions: pa.ChunkedArray,
    figures: pa.ChunkedArray,
    confidences: pa.ChunkedArray,
) -> pa.Array:
    """What is wrong in each table.

    Args:
        editions: of the form, one a table.
        tables: the statistics table, one a table.
        positions: places in the form, from 0, of the cells that are given.
        figures: of these cells, null where none is known.
        confidences: how sure the reading of each is.
    """
    columns = (
        c.to_pylist() for c in (editions, tables, positions, figures, confidences)
    )
    given = [_table(*row) for row in zip(*columns, strict=True)]
    rows = [_rows(found) for found in localise_many(given)]
    return pa.array(rows, type=pa.list_(ROW))


def _table(
    edition: str,
    table_id: str,
    positions: list[int],
    figures: list[Decimal | None],
    confidences: list[float | None],
) -> Table:
    cells = len(layout(edition, table_id).cells)
    values: list[Decimal | None] = [None] * cells
    weights = [SURE] * cells
    for place, figure, confidence in zip(positions, figures, confidences, strict=True):
        values[place] = figure
        weights[place] = weight_of(confidence)
    return edition, table_id, tuple(values), tuple(weights)


def _rows(found: Localised) -> list[dict[str, Any]]:
    return [
        row
        for number, component in enumerate(found.components, 1)
        for row in _rows_of(number, component)
    ]


def _rows_of(number: int, component: Component) -> list[dict[str, Any]]:
    whole: dict[str, Any] = {
        "component_no": number,
        "status": component.status,
        "method": component.method,
        "is_complete": component.is_complete,
        "is_systematic": component.is_systematic,
        "equations_failed": component.equations_failed,
        "component_pattern": component.pattern,
        "component_changes": component.changes,
        "solutions": len(component.solutions),
    }
    rows = [
        whole
        | {
            "is_systematic": solution.is_systematic,
            "solution_no": solution_no,
            "changes": len(solution.changes),
            "position": change.position,
            "implied_value": _six(change.implied),
            "pattern": change.pattern,
        }
        for solution_no, solution in enumerate(component.solutions, 1)
        for change in solution.changes
    ]
    return rows or [whole]


def _six(figure: Decimal | None) -> Decimal | None:
    return None if figure is None else figure.quantize(_SIX)
