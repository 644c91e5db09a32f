"""A bench for the models: reports given as cells, put into a warehouse as core tables.

Nothing is crawled or read from a document here.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from pipeline.forms import TABLES, CellDef, load_forms
from pipeline.paths import project_dir
from pipeline.schema import load_schemas
from pipeline.seeds import seed_tables
from pipeline.sqlmodels import models_for
from pipeline.store import conform
from pipeline.warehouse import Warehouse

#: table_id, item, breakdown
CellKey = tuple[str, str, str]

#: what stands for a cell that is no figure
MARKS = {"": "blank", "-": "dash", "/": "not_applicable", "?": "unreadable"}


@dataclass(frozen=True)
class Report:
    """Cells of one report; a text of `MARKS` instead of a figure is a status."""

    institution: str
    year: int
    edition: str
    cells: Mapping[CellKey, str]
    number: int = field(default=1)

    @property
    def sha(self) -> str:
        return f"{self.institution}-{self.year}-{self.number}"


@cache
def form_cells(edition: str) -> dict[CellKey, CellDef]:
    return {c.key: c for c in load_forms().cells() if c.edition == edition}


@cache
def seeds() -> dict[str, pa.Table]:
    return seed_tables()


def figures(name: str) -> dict[CellKey, str]:
    """The figures of a real report, `data/demo/figures/<name>.csv`."""
    path = project_dir() / "data" / "demo" / "figures" / f"{name}.csv"
    return read_cells(path)


def read_cells(path: Path) -> dict[CellKey, str]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(r["table_id"], r["item"], r["breakdown"]): r["value"] for r in rows}


def core_tables(reports: Iterable[Report]) -> dict[str, pa.Table]:
    """`core_*` as the reader would have written them."""
    rows: dict[str, list[dict[str, Any]]] = {f"core_{t}": [] for t in TABLES}
    rows["core_reports"] = []
    for report in reports:
        statuses = [MARKS.get(text, "reported") for text in report.cells.values()]
        rows["core_reports"].append(_report_row(report, statuses))
        for key, text in report.cells.items():
            rows[f"core_{key[0]}"].append(_cell_row(report, key, text))
    schemas = load_schemas()
    return {name: conform(pd.DataFrame(r), schemas[name]) for name, r in rows.items()}


def _report_row(report: Report, statuses: list[str]) -> dict[str, Any]:
    return {
        "document_sha256": report.sha,
        "report_no": 1,
        "url": f"https://{report.institution}/{report.year}/{report.number}.html",
        "parent_url": None,
        "province_id": "fujian",
        "source_id": "source",
        "report_year": report.year,
        "year_basis": "title",
        "institution_id": report.institution,
        "publisher": None,
        "publisher_basis": None,
        "signature": None,
        "title": None,
        "published_on": None,
        "date_basis": None,
        "scope": None,
        "scope_basis": None,
        "edition": report.edition,
        "media": "html",
        "cells": len(statuses),
        "cells_reported": statuses.count("reported"),
        "cells_derived": 0,
        "cells_unreadable": statuses.count("unreadable"),
        "tables_present": None,
        "tables_missing": None,
        "parse_fingerprint": "bench",
    }


def _cell_row(report: Report, key: CellKey, text: str) -> dict[str, Any]:
    cell = form_cells(report.edition)[key]
    status = MARKS.get(text, "reported")
    return {
        "province_id": "fujian",
        "document_sha256": report.sha,
        "report_no": 1,
        "table_id": key[0],
        "item": key[1],
        "breakdown": key[2],
        "report_year": report.year,
        "institution_id": report.institution,
        "edition": report.edition,
        "value": Decimal(text) if status == "reported" else None,
        "unit": cell.breakdown.unit or None,
        "value_text": text,
        "obs_status": status,
        "is_total": cell.breakdown.is_total,
        "reading": "printed",
        "confidence": 0.0 if status == "unreadable" else 1.0,
        "locator": "t1/r1/c1",
    }


def evaluate(
    reports: Iterable[Report], *models: str, more: Mapping[str, pa.Table] | None = None
) -> Warehouse:
    """A warehouse in which the models, and what they need, have been built.

    `more` are tables that reports do not give: those of their prose.
    """
    warehouse = Warehouse(threads=2)
    schemas = load_schemas()
    for name, table in (seeds() | core_tables(reports) | dict(more or {})).items():
        warehouse.add_table(name, table)
    for name in sorted(schemas.keys() - warehouse.relations()):
        warehouse.add_table(name, schemas[name].arrow.empty_table())
    warehouse.build(models_for(*models))
    return warehouse
