"""Real documents, read by eye: counts of what the reader makes of them.

They are not kept in this repository; `OGI_CASES` names their folder, by default
`shared/cases` beside the checkout. Only figures are compared, no text is kept.
"""

import csv
import os
from decimal import Decimal
from pathlib import Path

from pipeline.accuracy.report import Counts, Row
from pipeline.extract import extract
from pipeline.extract.report import Extraction
from pipeline.issues import Severity
from pipeline.paths import project_dir
from tests.pipeline.extract.sheets import Key

__all__ = ["CASES", "case_rows", "cases_folder"]

TABLES = ("proactive_disclosure", "applications", "reconsideration", "litigation")
#: case, file, the tables that the file holds
CASES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("hangzhou_style_2025_html", "raw.html", TABLES),
    ("pingtan_2019_html", "raw_struct.html", TABLES[:1]),
    ("pingtan_2019_html", "raw.txt", TABLES),
    ("pingtan_2024_html", "raw_struct.html", TABLES[:2]),
    ("pingtan_2024_html", "raw.txt", TABLES),
    ("shanghai_general_office_2019_html", "raw.html", TABLES),
    ("suqian_2025_markdown_partial", "raw.txt", TABLES),
    ("zhumadian_2024_text", "raw.txt", TABLES),
)


def cases_folder() -> Path:
    """Where the real documents are, if they are here."""
    beside = project_dir().parent / "shared" / "cases"
    return Path(os.environ.get("OGI_CASES", beside))


def case_rows() -> tuple[Row, ...]:
    """A row for each document; none where the folder is not here."""
    folder = cases_folder()
    return tuple(
        _row(folder / case, name, tables)
        for case, name, tables in CASES
        if (folder / case / name).is_file()
    )


def _row(folder: Path, name: str, tables: tuple[str, ...]) -> Row:
    found = extract((folder / name).read_bytes(), url=name)
    expected = {k: v for k, v in _expected(folder).items() if k[0] in tables}
    editions = sorted({r.edition for r in found.reports if r.edition})
    return Row(folder.name, "+".join(editions), name, _compare(found, expected))


def _expected(folder: Path) -> dict[Key, Decimal | None]:
    with (folder / "expected.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["table_id"], row["item"], row["breakdown"]): (
                Decimal(row["value"]) if row["value"] else None
            )
            for row in csv.DictReader(file)
        }


def _compare(found: Extraction, expected: dict[Key, Decimal | None]) -> Counts:
    seen = {
        (o.table_id, o.item, o.breakdown): o
        for report in found.reports
        for o in report.observations
    }
    named = {
        (i.table_id, i.item, i.breakdown)
        for i in found.all_issues()
        if i.severity is not Severity.INFO
    }
    right = unreadable = missing = wrong = silent = 0
    for key, value in expected.items():
        cell = seen.pop(key, None)
        if cell is not None and cell.obs_status != "unreadable":
            right, wrong = right + (cell.value == value), wrong + (cell.value != value)
        elif named.isdisjoint({key, (*key[:2], None), (key[0], None, None)}):
            silent += 1
        elif cell is None:
            missing += 1
        else:
            unreadable += 1
    wrong += sum(o.value is not None for o in seen.values())
    return Counts(1, len(expected), right, 0, unreadable, missing, wrong, silent)
