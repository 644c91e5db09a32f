"""How tables and checks are shown in the UI: schemas, counts, previews, offences."""

from collections.abc import Sequence

import pyarrow as pa
from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    MetadataValue,
    TableColumn,
    TableSchema,
)

from pipeline.schema import TableSchema as Dictionary
from pipeline.sqlmodels import Check, Model, load_checks
from pipeline.steps import Offence
from pipeline.store import Lake

__all__ = [
    "OWNERS",
    "check_results",
    "check_specs",
    "column_schema",
    "model_schema",
    "preview",
    "row_counts",
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
        cells = [str(row[n]) if row[n] is not None else "" for n in names]
        short = [
            c if len(c) <= _PREVIEW_WIDTH else c[:_PREVIEW_WIDTH] + "…" for c in cells
        ]
        lines.append("| " + " | ".join(s.replace("|", "\\|") for s in short) + " |")
    return "\n".join(lines)


def checks_of(table: str) -> list[Check]:
    """The checks of a table."""
    return [check for check in load_checks() if check.asset == table]


def check_specs(table: str) -> list[AssetCheckSpec]:
    """The checks of a table as Dagster knows them; errors stop what comes after."""
    return [
        AssetCheckSpec(
            name=check.name,
            asset=table,
            description=check.description,
            blocking=check.severity == "error",
        )
        for check in checks_of(table)
    ]


def check_results(table: str, offences: Sequence[Offence]) -> list[AssetCheckResult]:
    """The outcome of all checks of a table, with the offending rows and the SQL."""
    found = {offence.check.name: offence for offence in offences}
    results = []
    for check in checks_of(table):
        offence = found.get(check.name)
        metadata: dict[str, MetadataValue] = {
            "rows": MetadataValue.int(offence.count if offence else 0),
            "sql": MetadataValue.md(f"```sql\n{check.sql}\n```"),
        }
        if offence:
            metadata["offending_rows"] = MetadataValue.md(_markdown(offence.rows))
        results.append(
            AssetCheckResult(
                asset_key=table,
                check_name=check.name,
                passed=offence is None,
                severity=AssetCheckSeverity.ERROR
                if check.severity == "error"
                else AssetCheckSeverity.WARN,
                metadata=metadata,
            )
        )
    return results
