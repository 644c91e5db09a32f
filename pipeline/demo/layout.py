"""The form's tables as grids of cells, before any look is put on them.

Knows which cell spans what; knows no HTML, no site and no value but the printed text.
Every cell of the figures becomes exactly one `value` cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.demo.catalogue import DemoReport
from pipeline.demo.figures import CellKey, CellLabel

__all__ = ["GridCell", "TableGrid", "TableName", "tables"]

Kind = Literal["clause", "head", "corner", "label", "spine", "group", "value", "empty"]
TableName = Literal["proactive_disclosure", "applications", "reviews"]

# How many physical columns each logical cell of a row takes, by the width of table two
# and the number of value cells: the label first. Five columns is what Word leaves
# behind when header and data were drawn differently; then only the order tells.
_HEAD_SPANS = {
    4: {1: (1, 3), 2: (1, 1, 2), 3: (1, 1, 1, 1)},
    5: {1: (1, 4), 2: (1, 2, 2), 3: (1, 1, 2, 1)},
}
_DATA_SPANS = {
    4: _HEAD_SPANS[4],
    5: {1: (1, 4), 2: (1, 2, 2), 3: (1, 2, 1, 1)},
}


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell of a table: what it says, how far it reaches, what it is."""

    text: str
    kind: Kind
    colspan: int = 1
    rowspan: int = 1
    key: CellKey | None = None


@dataclass(frozen=True, slots=True)
class TableGrid:
    """One table: its width in physical columns and its rows of cells."""

    width: int
    rows: tuple[tuple[GridCell, ...], ...]


def tables(
    report: DemoReport,
    name: TableName,
    *,
    width_two: int = 4,
    empty_headers: bool = False,
) -> list[TableGrid]:
    """Lay out one of the form's tables.

    Args:
        report: whose figures.
        name: which table; `reviews` is table four.
        width_two: physical columns of table two, 4 or 5.
        empty_headers: fill header rows with empty cells instead of row spans.

    Returns:
        One grid, or two where the report's page cuts table three into two.
    """
    if name == "proactive_disclosure":
        return [_table_two(report, width_two)]
    if name == "applications":
        return _table_three(report, empty_headers=empty_headers)
    return [_table_four(report, empty_headers=empty_headers)]


def _rows_of(cells: Sequence[CellLabel]) -> list[list[CellLabel]]:
    """Cells grouped by item, keeping the order of the form."""
    rows: dict[str, list[CellLabel]] = {}
    for cell in cells:
        rows.setdefault(cell.item, []).append(cell)
    return list(rows.values())


def _values(report: DemoReport, row: Sequence[CellLabel]) -> list[GridCell]:
    return [GridCell(report.printed[c.key], "value", key=c.key) for c in row]


def _spanned(cells: Sequence[GridCell], spans: Sequence[int]) -> tuple[GridCell, ...]:
    return tuple(
        GridCell(cell.text, cell.kind, span, 1, cell.key)
        for cell, span in zip(cells, spans, strict=True)
    )


def _table_two(report: DemoReport, width: int) -> TableGrid:
    rows: list[tuple[GridCell, ...]] = []
    clauses: list[str] = []
    for item in _rows_of(report.labels.of_table("proactive_disclosure")):
        first = item[0]
        head_spans = _HEAD_SPANS[width][len(item)]
        if first.clause not in clauses:
            clauses.append(first.clause)
            head = [GridCell(report.labels.frame.info_head, "head")]
            head += [GridCell(c.breakdown_zh, "head") for c in item]
            rows.append((GridCell(first.clause, "clause", width),))
            rows.append(_spanned(head, head_spans))
        # The first clause is drawn like its header, also where the others are not.
        spans = head_spans if len(clauses) == 1 else _DATA_SPANS[width][len(item)]
        label = GridCell(first.item_zh, "label")
        rows.append(_spanned([label, *_values(report, item)], spans))
    return TableGrid(width, tuple(rows))


def _applicant_header(
    report: DemoReport, *, empty_headers: bool
) -> list[tuple[GridCell, ...]]:
    frame = report.labels.frame
    kinds = _rows_of(report.labels.of_table("applications"))[0]
    legal = [c for c in kinds if c.breakdown in frame.legal_persons.breakdowns]
    down = 1 if empty_headers else 2
    first, last = kinds[0], kinds[-1]
    third = [GridCell(c.breakdown_zh, "head") for c in legal]
    if empty_headers:
        third = [GridCell("", "empty"), *third, GridCell("", "empty")]
    return [
        (
            GridCell(frame.corner, "corner", 3, 3),
            GridCell(frame.applicants, "head", len(kinds)),
        ),
        (
            GridCell(first.breakdown_zh, "head", 1, down),
            GridCell(frame.legal_persons.label, "head", len(legal)),
            GridCell(last.breakdown_zh, "head", 1, down),
        ),
        tuple(third),
    ]


def _spine_cells(report: DemoReport, items: Sequence[str]) -> dict[str, GridCell]:
    """The vertical label before the items that start it: once, or twice if cut."""
    spine = report.labels.frame.spine
    inside = [item for item in items if item not in spine.outside]
    at = inside.index(report.entry.cut.before) if report.entry.cut else 0
    parts = [part for part in (inside[:at], inside[at:]) if part]
    return {p[0]: GridCell(spine.label, "spine", 1, len(p)) for p in parts}


def _table_three(report: DemoReport, *, empty_headers: bool) -> list[TableGrid]:
    items = _rows_of(report.labels.of_table("applications"))
    outside = report.labels.frame.spine.outside
    spine = _spine_cells(report, [row[0].item for row in items])
    rows = _applicant_header(report, empty_headers=empty_headers)
    parts = [rows]
    cut = report.entry.cut
    group = ""
    for row in items:
        first = row[0]
        if cut and cut.new == "table" and first.item == cut.before:
            parts.append(rows := [])
        cells: list[GridCell] = []
        if first.item in spine:
            cells.append(spine[first.item])
        if first.parent_zh and first.parent_zh != group:
            size = sum(r[0].parent_zh == first.parent_zh for r in items)
            cells.append(GridCell(first.parent_zh, "group", 1, size))
        group = first.parent_zh
        span = 3 if first.item in outside else 1 if group else 2
        cells.append(GridCell(first.item_zh, "label", span))
        rows.append((*cells, *_values(report, row)))
    return [TableGrid(10, tuple(part)) for part in parts]


def _table_four(report: DemoReport, *, empty_headers: bool) -> TableGrid:
    blocks = _rows_of(report.labels.of_table("reconsideration"))
    suits = _rows_of(report.labels.of_table("litigation"))
    down = 1 if empty_headers else 2
    first = blocks[0]
    outcomes = [GridCell(c.breakdown_zh, "head", 1, down) for c in first]
    third = [GridCell(c.breakdown_zh, "head") for block in suits for c in block]
    if empty_headers:
        third = [*(GridCell("", "empty") for _ in first), *third]
    width = len(first) + sum(len(block) for block in suits)
    return TableGrid(
        width,
        (
            (
                GridCell(first[0].item_zh, "head", len(first)),
                GridCell(report.labels.frame.litigation, "head", width - len(first)),
            ),
            (*outcomes, *(GridCell(b[0].item_zh, "head", len(b)) for b in suits)),
            tuple(third),
            tuple(v for block in (*blocks, *suits) for v in _values(report, block)),
        ),
    )
