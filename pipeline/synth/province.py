"""One province: its figures drawn, and all its tables written.

Years are written one after the other, so that memory holds one year of cells.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.random import Generator
from numpy.typing import NDArray

from pipeline.forms import TABLES, FormSet
from pipeline.schema import load_schemas
from pipeline.store import Lake, write_parquet
from pipeline.synth.cells import MICRO, Layout, Printed, cell_table
from pipeline.synth.figures import Figures, edition_of, first_year, history
from pipeline.synth.narrative import Prose, write_prose
from pipeline.synth.papers import (
    OLDER,
    Documents,
    document_rows,
    documents,
    raw_frames,
)
from pipeline.synth.planted import Planted
from pipeline.synth.population import YEARS, Block

__all__ = ["Draft", "Written", "drawn", "write_province"]

#: share of the reports that leave a blank where a zero is meant
_BLANK = 0.06
#: share of the institutions that print amounts in 元
_YUAN = 0.1
#: the words by which a report says what it covers
_SCOPE_BASIS = {"own": "本机关", "jurisdiction": "全区域"}


@dataclass(frozen=True)
class Draft:
    """What a province reports, before it is printed.

    Attributes:
        block: who reports.
        figures: of every institution and year.
        is_blank: institution by year: zeros are left blank.
        in_yuan: institution: amounts are printed in 元.
    """

    block: Block
    figures: Figures
    is_blank: NDArray[np.bool_]
    in_yuan: NDArray[np.bool_]


@dataclass(frozen=True)
class Written:
    """How much of a province was written, and all its errors."""

    documents: int
    cells: int
    claims: int
    planted: tuple[Planted, ...]


def drawn(rng: Generator, block: Block, forms: FormSet) -> Draft:
    """The figures of a province, all of which add up."""
    return Draft(
        block=block,
        figures=history(rng, block, forms),
        is_blank=rng.random(block.has_report.shape) < _BLANK,
        in_yuan=rng.random(len(block.institutions)) < _YUAN,
    )


def write_province(
    lake: Lake,
    rng: Generator,
    draft: Draft,
    layouts: Mapping[tuple[str, str], Layout],
    prose: Prose,
) -> Written:
    """Write all tables of a province; gives how much was written."""
    block, schemas = draft.block, load_schemas()
    rows: list[dict[str, Any]] = []
    reports: list[dict[str, Any]] = []
    written, claims = 0, 0
    planted: list[Planted] = []
    for index, year in enumerate(YEARS):
        found = documents(rng, block, index, draft.is_blank[:, index])
        if not found.sha256:
            continue
        of_year = document_rows(block, found)
        cells = np.zeros(len(of_year), dtype=np.int64)
        reported = np.zeros(len(of_year), dtype=np.int64)
        tables: list[str] = []
        for layout, printed in _printed(rng, draft, found, layouts):
            name = f"core_{layout.form.table_id}"
            table = cell_table(schemas[name], layout, printed, block.province_id, year)
            path = lake.folder / name / f"report_year={year}"
            write_parquet(
                table.drop_columns(["report_year"]),
                path / f"{block.province_id}.parquet",
            )
            cells += printed.figures.shape[1]
            reported += (~printed.is_blank).sum(axis=1)
            tables.append(layout.form.table_id)
        edition = edition_of(block.province_id, year)
        reports += [
            _report(row, edition, tables, int(cells[n]), int(reported[n]))
            for n, row in enumerate(of_year)
        ]
        said, told = write_prose(
            lake, prose, block, draft.figures, draft.is_blank, found
        )
        claims += said
        planted += told
        rows += of_year
        written += int(cells.sum())
    frames = raw_frames(block, rows)
    frames["core_issues"] = pd.DataFrame()
    frames["core_reports"] = pd.DataFrame(reports)
    for name, frame in frames.items():
        lake.write_province(frame, schemas[name], block.province_id)
    return Written(len(rows), written, claims, tuple(planted))


def _printed(
    rng: Generator,
    draft: Draft,
    found: Documents,
    layouts: Mapping[tuple[str, str], Layout],
) -> Iterator[tuple[Layout, Printed]]:
    """What the documents of a year print, table by table."""
    province_id = draft.block.province_id
    ids = pa.array([i.institution_id for i in draft.block.institutions])
    older = np.flatnonzero(found.role == OLDER)
    edition = edition_of(province_id, found.year)
    place = found.year - first_year(province_id, edition)
    leaves_blank = draft.is_blank[found.institution, YEARS.index(found.year)]
    for table in TABLES:
        if (edition, table) not in draft.figures:
            continue
        values = draft.figures[edition, table][found.institution, place]
        # an older version printed one figure of each table otherwise
        cell = rng.integers(0, values.shape[1], len(older))
        values[older, cell] += MICRO * rng.integers(1, 9, len(older))
        yield (
            layouts[edition, table],
            Printed(
                figures=values,
                is_blank=(values == 0) & leaves_blank[:, None],
                sha256=pa.array(found.sha256),
                institutions=ids.take(pa.array(found.institution)),
                in_yuan=draft.in_yuan[found.institution],
            ),
        )


def _report(
    row: Mapping[str, Any], edition: str, tables: list[str], cells: int, reported: int
) -> dict[str, Any]:
    """A row of `core_reports`."""
    stated = row["published_on"]
    return {
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
        "published_on": stated,
        "date_basis": None if stated is None else "published",
        "scope": row["scope"],
        "scope_basis": _SCOPE_BASIS.get(row["scope"]),
        "edition": edition,
        "media": row["media"],
        "cells": cells,
        "cells_reported": reported,
        "cells_derived": 0,
        "cells_unreadable": 0,
        "tables_present": "|".join(tables),
        "tables_missing": "",
        "parse_fingerprint": "synth",
    }
