"""Deposits as documents to read: the table `raw_deposits`, and what of it is read.

How files come in is in `pipeline.inbox`. A deposit is read like a document of a
listing, but no listing led to it (`source_id` is null), and what it lacks of year and
institution it has from its side-car, not from a page.
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from pipeline.inbox.register import Entry, entries_of, rows_of
from pipeline.inbox.whose import Stated
from pipeline.schema import load_schemas
from pipeline.settings import Settings
from pipeline.store import conform

__all__ = ["DEPOSITS", "deposits_of", "rebuild_deposits", "write_deposits"]

DEPOSITS = "raw_deposits"


def write_deposits(settings: Settings, entries: Sequence[Entry]) -> int:
    """Write `raw_deposits` from the register, if it differs; gives its rows."""
    schema = load_schemas()[DEPOSITS]
    table = conform(pd.DataFrame(rows_of(entries)), schema)
    files = settings.lake.files(DEPOSITS)
    if len(files) == 1 and pq.read_table(files[0]).equals(table):
        return int(table.num_rows)
    return settings.lake.write(table, schema)


def rebuild_deposits(settings: Settings) -> int:
    """Make `raw_deposits` again from the fetch log alone; gives its rows."""
    return write_deposits(settings, entries_of(settings.fetch_log))


def deposits_of(settings: Settings, province: str) -> list[dict[str, Any]]:
    """The deposits of a province that are read, as documents, in order.

    `parent_url` is where the report was published, as the side-car says: the deposit is
    another form of what is there, never a version of what that address served.
    """
    rows = [
        row
        for path in settings.lake.files(DEPOSITS)
        for row in pq.read_table(path).to_pylist()
    ]
    found = [
        _document(row)
        for row in rows
        if row["province_id"] == province and row["is_current"]
    ]
    return sorted(found, key=lambda r: (r["url"], -r["version_no"]))


def _document(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "sha256": row["sha256"],
        "url": row["url"],
        "parent_url": row["published_url"],
        "link_title": row["stated_title"] or "",
        "source_id": None,
        "province_id": row["province_id"],
        "version_no": row["version_no"],
        "stated": Stated(row["stated_institution_id"], row["stated_year"]),
    }
