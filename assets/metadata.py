"""How tables are shown in the UI: schemas, counts, previews.

Checks are in `assets.check_results`.
"""

from collections.abc import Iterable, Sequence

import pyarrow as pa
from dagster import MetadataValue, TableColumn, TableSchema

from pipeline.checks import seeds_read_by_checks
from pipeline.schema import TableSchema as Dictionary
from pipeline.sqlmodels import Model
from pipeline.store import Lake

__all__ = [
    "OWNERS",
    "column_schema",
    "model_schema",
    "preview",
    "row_counts",
    "waits_for",
]

OWNERS = ["team:ogi"]
_PREVIEW_ROWS = 8
_PREVIEW_WIDTH = 60


def column_schema(table: Dictionary) -> TableSchema:
    """The columns of a table that code writes."""
    return TableSchema(
        columns=[
            TableColumn(name=c.name, type=c.type, description=c.description)
            for c in table.columns
        ]
    )


def model_schema(model: Model) -> TableSchema:
    """The columns of an SQL model; types are known once it has run."""
    return TableSchema(
        columns=[
            TableColumn(name=name, description=meaning)
            for name, meaning in model.columns.items()
        ]
    )


def row_counts(
    lake: Lake, table: str, rows: int, partitions: Sequence[str]
) -> dict[str, int]:
    """Rows of the whole table, and of the partition where the run had only one."""
    counts = {"dagster/row_count": lake.count(table)}
    if len(partitions) == 1:
        counts["dagster/partition_row_count"] = rows
    return counts


def preview(table: pa.Table) -> MetadataValue:
    """The first rows, as a Markdown table."""
    return MetadataValue.md(_markdown(table.slice(0, _PREVIEW_ROWS)))


def _markdown(table: pa.Table) -> str:
    names = table.column_names
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    for row in table.to_pylist():
        cells = ["" if row[n] is None else _short(row[n]) for n in names]
        lines.append("| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |")
    return "\n".join(lines)


def waits_for(table: str, reads: Iterable[str]) -> list[str]:
    """What an asset depends on: what it reads, and the seeds that its checks read."""
    return sorted({*reads, *seeds_read_by_checks(table)})


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= _PREVIEW_WIDTH else text[:_PREVIEW_WIDTH] + "…"
