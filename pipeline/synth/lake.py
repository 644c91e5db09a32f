"""A data root with made-up reports: written province by province.

The only place of the package that writes. Which root may be written is in
`pipeline.settings`.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from pipeline import progress
from pipeline.errors import UsageError
from pipeline.forms import TABLES, FormSet, load_forms
from pipeline.registry import Registry, load_provinces
from pipeline.schema import TableSchema, load_schemas
from pipeline.seeds import seed_tables
from pipeline.settings import Settings
from pipeline.store import Lake, write_parquet
from pipeline.synth.cells import MICRO, Layout, Printed, cell_table
from pipeline.synth.figures import Figures, edition_of, history
from pipeline.synth.papers import (
    OLDER,
    Documents,
    document_rows,
    documents,
    raw_frames,
)
from pipeline.synth.population import YEARS, Block, country

__all__ = ["Made", "Plan", "is_made", "make_lake", "make_root", "write_seeds"]

_HERE = Path(__file__).resolve().parent
#: what a root was made from, written when it is whole
_MADE = "made.json"

_SHARE_BLANK = 0.06
_SHARE_YUAN = 0.1


@dataclass(frozen=True)
class Plan:
    """What is asked for.

    Attributes:
        reports: how many, over all provinces and years.
        seed: the same seed gives the same bytes.
        errors: share of the reports since 2019 with a planted error.
    """

    reports: int
    seed: int = 1
    errors: float = 0.02


@dataclass
class Made:
    """What was written."""

    institutions: int = 0
    reports: int = 0
    documents: int = 0
    cells: int = 0
    planted: int = 0


def make_root(settings: Settings, plan: Plan) -> Made:
    """Mark a root as made up and write its lake anew.

    Raises:
        UsageError: the settings are not of a root for made-up figures.
    """
    if not settings.is_synthetic:
        raise UsageError(f"{settings.root.path} is no root for made-up figures")
    settings.prepare()
    (settings.root.path / _MADE).unlink(missing_ok=True)
    shutil.rmtree(settings.root.lake, ignore_errors=True)
    made = make_lake(settings.lake, plan)
    text = json.dumps(_description(plan), indent=2) + "\n"
    (settings.root.path / _MADE).write_text(text, encoding="utf-8")
    return made


def is_made(settings: Settings, plan: Plan) -> bool:
    """Whether a root holds just this, whole, in tables as they are described today."""
    path = settings.root.path / _MADE
    if not path.is_file():
        return False
    return bool(json.loads(path.read_text(encoding="utf-8")) == _description(plan))


def _description(plan: Plan) -> dict[str, Any]:
    """What the tables of a lake follow from, but for the seeds."""
    said = repr([s for s in load_schemas().values() if s.layer in ("raw", "core")])
    files = [p for p in sorted(_HERE.glob("*.py")) if p.stem != "measure"]
    code = "".join(path.read_text("utf-8") for path in files)
    forms = repr(sorted(load_forms().forms.items()))
    made_by = hashlib.sha256((said + code + forms).encode()).hexdigest()
    return asdict(plan) | {"made_by": made_by}


def make_lake(lake: Lake, plan: Plan) -> Made:
    """Write all tables that code writes, with so many reports."""
    blocks = country(plan.reports, plan.seed)
    _write_seeds(lake, blocks)
    forms = load_forms()
    layouts = {key: Layout(form) for key, form in forms.forms.items()}
    made = Made()
    for number, block in enumerate(blocks):
        progress.report("make reports", number, len(blocks), block.province_id)
        _write_block(lake, plan, block, forms, layouts, made)
    progress.report("make reports", len(blocks), len(blocks))
    return made


def write_seeds(lake: Lake, plan: Plan) -> int:
    """Write the seeds of a lake anew, from today's data files; gives how many."""
    return _write_seeds(lake, country(plan.reports, plan.seed))


def _write_seeds(lake: Lake, blocks: list[Block]) -> int:
    registry = Registry(
        provinces=load_provinces(),
        institutions={i.institution_id: i for b in blocks for i in b.institutions},
        sources={s.source_id: s for b in blocks for s in b.sources},
        hosts={},
        scope=frozenset(),
    )
    schemas = load_schemas()
    seeds = seed_tables(registry)
    for name, table in seeds.items():
        lake.write(table, schemas[name])
    return len(seeds)


def _write_block(
    lake: Lake,
    plan: Plan,
    block: Block,
    forms: FormSet,
    layouts: dict[tuple[str, str], Layout],
    made: Made,
) -> None:
    rng = default_rng([plan.seed, 1, block.number])
    figures = history(rng, block, forms)
    is_blank = rng.random(block.has_report.shape) < _SHARE_BLANK
    in_yuan = rng.random(len(block.institutions)) < _SHARE_YUAN
    schemas = load_schemas()
    ids = pa.array([i.institution_id for i in block.institutions])
    all_rows: list[dict[str, Any]] = []
    for index, year in enumerate(YEARS):
        found = documents(rng, block, index)
        if not len(found.sha256):
            continue
        rows = document_rows(block, found)
        counts = np.zeros((len(rows), 2), dtype=np.int64)
        edition = edition_of(block.province_id, year)
        for table, layout, values in _tables(rng, block, found, figures, layouts):
            blank = (values == 0) & is_blank[found.institution, index][:, None]
            printed = Printed(
                values,
                blank,
                pa.array(found.sha256),
                ids.take(pa.array(found.institution)),
                in_yuan[found.institution],
            )
            counts += np.stack(
                [np.full(len(rows), values.shape[1]), (~blank).sum(axis=1)], axis=1
            )
            schema = schemas[f"core_{table}"]
            made.cells += values.size
            _write_year(
                lake,
                cell_table(schema, layout, printed, block.province_id, year),
                schema,
                block.province_id,
                year,
            )
        reports = _report_frame(rows, edition, counts, forms)
        all_rows += [
            r | {"report": report} for r, report in zip(rows, reports, strict=True)
        ]
    made.institutions += len(block.institutions)
    made.reports += int(block.has_report.sum())
    made.documents += len(all_rows)
    frames = raw_frames(block, all_rows)
    frames["core_issues"] = pd.DataFrame()
    frames["core_reports"] = pd.DataFrame([r["report"] for r in all_rows])
    for name, frame in frames.items():
        lake.write_province(frame, schemas[name], block.province_id)


def _tables(
    rng: Generator,
    block: Block,
    found: Documents,
    figures: Figures,
    layouts: dict[tuple[str, str], Layout],
) -> Iterator[tuple[str, Layout, NDArray[np.int64]]]:
    """What the documents of a year print, table by table."""
    older = np.flatnonzero(found.role == OLDER)
    edition = edition_of(block.province_id, found.year)
    for table in TABLES:
        if (edition, table) not in figures:
            continue
        history = figures[edition, table]
        years = [y for y in YEARS if edition_of(block.province_id, y) == edition]
        values = history[found.institution, years.index(found.year)]
        if len(older):
            cell = rng.integers(0, values.shape[1], len(older))
            values[older, cell] += MICRO * rng.integers(1, 9, len(older))
        yield table, layouts[edition, table], values


def _write_year(
    lake: Lake, table: pa.Table, schema: TableSchema, province_id: str, year: int
) -> None:
    folder = lake.folder / schema.name / f"report_year={year}"
    write_parquet(
        table.drop_columns(["report_year"]), folder / f"{province_id}.parquet"
    )


def _report_frame(
    rows: list[dict[str, Any]],
    edition: str,
    counts: NDArray[np.int64],
    forms: FormSet,
) -> list[dict[str, Any]]:
    tables = "|".join(t for t in TABLES if (edition, t) in forms.forms)
    return [
        {
            "document_sha256": row["document_sha256"],
            "report_no": 1,
            "url": row["url"],
            "parent_url": row["parent_url"],
            "province_id": row["institution"].province_id,
            "source_id": row["source"].source_id,
            "report_year": row["year"],
            "year_basis": "title",
            "institution_id": row["institution"].institution_id,
            "publisher": row["institution"].name,
            "publisher_basis": "title",
            "signature": None,
            "title": row["title"],
            "published_on": row["published_on"],
            "date_basis": "published" if row["published_on"] else None,
            "scope": None,
            "scope_basis": None,
            "edition": edition,
            "media": row["media"],
            "cells": int(counts[number, 0]),
            "cells_reported": int(counts[number, 1]),
            "cells_derived": 0,
            "cells_unreadable": 0,
            "tables_present": tables,
            "tables_missing": "",
            "parse_fingerprint": "synth",
        }
        for number, row in enumerate(rows)
    ]
