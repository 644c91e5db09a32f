"""What a run adds to a table in the UI: how many rows, and the first few of them.

All of it goes into the event log each night, once for every partition, so it is kept
small: a preview is at most 4 KiB, and of a run over many partitions only the last has
one.
"""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from dagster import AssetExecutionContext, MetadataValue

from assets.markdown import markdown_table
from pipeline.store import YEAR, Lake

__all__ = ["cut_table_facts", "head_of", "preview", "table_facts"]

_ROWS = 8
_COLUMNS = 10
#: of a preview in the event log; wide tables show fewer rows, but always one
MOST_BYTES = 4 * 1024


def preview(table: pa.Table) -> MetadataValue:
    """The first rows and columns as a Markdown table, as many as fit."""
    if YEAR in table.column_names:  # the newest year says most
        table = table.sort_by([(YEAR, "descending")])
    left = table.num_columns - _COLUMNS
    cut = table.select(table.column_names[:_COLUMNS])
    more = f"\n\n另有 {left} 列 · {left} more columns" if left > 0 else ""
    for rows in range(min(_ROWS, cut.num_rows), 1, -1):
        text = markdown_table(cut.slice(0, rows)) + more
        # the event log writes each Chinese character as six of ASCII
        if len(json.dumps(text)) <= MOST_BYTES:
            return MetadataValue.md(text)
    return MetadataValue.md(markdown_table(cut.slice(0, 1)) + more)


def head_of(files: Sequence[Path]) -> pa.Table | None:
    """The first rows of the first file that has any; None where all are empty."""
    for path in files:
        file = pq.ParquetFile(path)
        if file.metadata.num_rows:
            batch = next(file.iter_batches(batch_size=_ROWS))
            return pa.Table.from_batches([batch])
    return None


def table_facts(lake: Lake, name: str) -> dict[str, Any]:
    """Rows and first rows of a whole table."""
    facts: dict[str, Any] = {"dagster/row_count": lake.count(name)}
    head = head_of(lake.files(name))
    if head is not None:
        facts["preview"] = preview(head)
    return facts


def cut_table_facts(
    context: AssetExecutionContext, lake: Lake, name: str
) -> dict[str, Any]:
    """Facts of a table that is cut by province, each partition with its own rows.

    Gives what is the same for all partitions of the run; the rest is added to the
    events of the partitions.
    """
    files = lake.files(name)
    counts: Counter[str] = Counter()
    for path in files:
        counts[path.stem] += pq.read_metadata(path).num_rows
    wanted = list(context.partition_keys)
    for key in wanted:
        own: dict[str, Any] = {"dagster/partition_row_count": counts[key]}
        if key == wanted[-1]:  # the one that the UI shows as the latest
            head = head_of([p for p in files if p.stem in wanted])
            if head is not None:
                own["preview"] = preview(head)
        context.add_asset_metadata(own, asset_key=name, partition_key=key)
    return {"dagster/row_count": counts.total()}
