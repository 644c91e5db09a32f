"""What must hold of the tables, as data: the files under `data/expectations`.

`references.yml` says which columns name rows of another table, `outside.yml` which
cells of the form no equation names, `row_counts.yml` how many rows a year should have
and `budgets.yml` which violations are known. Here they are read and checked; the checks
made from them are in `pipeline.data_checks`.
"""

from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import Field

from pipeline.data_files import ClosedModel, read_data, refuse_twice, shown
from pipeline.errors import DataFileError
from pipeline.forms import FormSet
from pipeline.paths import project_dir

__all__ = [
    "Budget",
    "OutsideCells",
    "Reference",
    "References",
    "RowCounts",
    "budgets_frame",
    "expectations_frame",
    "load_budgets",
    "load_outside",
    "load_references",
    "load_row_counts",
    "outside_frame",
]

_CELL_PARTS = 3


class Reference(ClosedModel):
    """Columns whose values must be there in another table, wherever they stand.

    It is about every table of `layers` that has all of `columns` and is made after the
    table named by `of`, but for those in `not_in`, each with the reason, and those for
    which a reference of `implied_by` says more. A row with a null in these columns
    refers to nothing.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    columns: dict[str, str] = Field(min_length=1)
    of: str
    layers: tuple[Literal["raw", "core", "int", "out"], ...] = ("core", "int", "out")
    severity: Literal["error", "warn"] = "error"
    implied_by: tuple[str, ...] = ()
    not_in: dict[str, str] = Field(default={})
    zh: str
    en: str


class References(ClosedModel):
    """`data/expectations/references.yml`.

    `no_reference` are columns that end in `_id` and name rows of no table, each with
    the reason.
    """

    references: tuple[Reference, ...]
    no_reference: dict[str, str]


class OutsideCells(ClosedModel):
    """Cells that no equation names, each `table/item/breakdown`; `*` for any text."""

    editions: tuple[str, ...] = Field(min_length=1)
    cells: tuple[str, ...] = Field(min_length=1)
    zh: str
    en: str


class RowCounts(ClosedModel):
    """How many rows of a year a table should have.

    `years` holds the bounds, both included, by year; with `per_institution` they are
    factors of the number of institutions that existed in the year.
    """

    table: str
    applies_to: Literal["demo", "real"]
    severity: Literal["error", "warn"]
    per_institution: bool = False
    years: dict[int, tuple[float, float]] = Field(min_length=1)
    zh: str
    en: str


class Budget(ClosedModel):
    """How much of a known violation is allowed.

    Either `rows`, how many rows the check may find until the day `until`, or `share`,
    which the SQL of the check reads from `seed_budgets`.
    """

    check: str
    asset: str
    rows: int | None = Field(default=None, ge=1)
    share: float | None = Field(default=None, gt=0, lt=1)
    until: date | None = None
    zh: str
    en: str


# -- reading ---------------------------------------------------------------------------


def _file(name: str, folder: Path | None) -> Path:
    return (folder or project_dir() / "data" / "expectations") / name


@cache
def load_references(folder: Path | None = None) -> References:
    """The references between tables.

    Raises:
        DataFileError: the file is wrong, or names a reference twice or one that is not
            there.
    """
    path = _file("references.yml", folder)
    found = read_data(path, References)
    where = shown(path)
    names = [r.name for r in found.references]
    refuse_twice(where, "reference", names)
    for reference in found.references:
        unknown = sorted(set(reference.implied_by) - set(names))
        if unknown:
            raise DataFileError(
                f"{where}: {reference.name}: implied_by names no reference: "
                f"{', '.join(unknown)}"
            )
    return found


@cache
def load_outside(folder: Path | None = None) -> tuple[OutsideCells, ...]:
    """The cells that no equation names.

    Raises:
        DataFileError: the file is wrong.
    """
    return read_data(_file("outside.yml", folder), tuple[OutsideCells, ...])


@cache
def load_row_counts(folder: Path | None = None) -> tuple[RowCounts, ...]:
    """How many rows tables should have.

    Raises:
        DataFileError: the file is wrong, has two entries for a table, or a lower bound
            above the upper one.
    """
    path = _file("row_counts.yml", folder)
    found = read_data(path, tuple[RowCounts, ...])
    where = shown(path)
    refuse_twice(where, "table", [f"{e.table} ({e.applies_to})" for e in found])
    for entry in found:
        for year, (least, most) in entry.years.items():
            if not 0 <= least <= most:
                raise DataFileError(
                    f"{where}: {entry.table} {year}: expected [at least, at most], "
                    f"found [{least:g}, {most:g}]"
                )
    return found


@cache
def load_budgets(folder: Path | None = None) -> tuple[Budget, ...]:
    """The budgets for known violations.

    Raises:
        DataFileError: the file is wrong, has two budgets for a check, or a budget that
            says both or none of rows and share.
    """
    path = _file("budgets.yml", folder)
    found = read_data(path, tuple[Budget, ...])
    where = shown(path)
    refuse_twice(where, "check", [f"{b.check} of {b.asset}" for b in found])
    for budget in found:
        if (budget.rows is None) == (budget.share is None):
            raise DataFileError(
                f"{where}: {budget.check}: expected either rows or share"
            )
        if budget.share is not None and budget.until is not None:
            raise DataFileError(
                f"{where}: {budget.check}: only a budget of rows runs out, a share is "
                "what the check means"
            )
    return found


# -- seeds -----------------------------------------------------------------------------


def outside_frame(forms: FormSet, folder: Path | None = None) -> pd.DataFrame:
    """`seed_outside_cells`: one row a cell that no equation names.

    Raises:
        DataFileError: an entry names no cell of one of its editions, or a cell is
            named twice.
    """
    where = shown(_file("outside.yml", folder))
    rows: list[dict[str, str]] = []
    for entry in load_outside(folder):
        for selector in entry.cells:
            found = [
                (edition, *cell)
                for edition in entry.editions
                for cell in _cells(where, selector, edition, forms)
            ]
            if not found:
                raise DataFileError(
                    f"{where}: {selector!r} is no cell of {', '.join(entry.editions)}; "
                    "see data/forms/<edition>/"
                )
            names = ("edition", "table_id", "item", "breakdown")
            reasons = {"reason_zh": entry.zh, "reason_en": entry.en}
            rows += [dict(zip(names, cell, strict=True)) | reasons for cell in found]
    keys = ["/".join(list(row.values())[:4]) for row in rows]
    refuse_twice(where, "cell", keys)
    return pd.DataFrame(rows)


def _cells(
    where: str, selector: str, edition: str, forms: FormSet
) -> list[tuple[str, str, str]]:
    parts = selector.split("/")
    if len(parts) != _CELL_PARTS:
        raise DataFileError(
            f"{where}: expected table/item/breakdown, found {selector!r}"
        )
    table, item, breakdown = parts
    if edition not in forms.editions:
        raise DataFileError(
            f"{where}: {selector}: no edition {edition!r}, expected one of "
            f"{', '.join(forms.editions)}"
        )
    if edition not in forms.editions_of(table):
        return []
    return [
        (table, cell.item.code, cell.breakdown.code)
        for cell in forms.form(edition, table).cells()
        if fnmatchcase(cell.item.code, item)
        and fnmatchcase(cell.breakdown.code, breakdown)
    ]


def expectations_frame(*, is_demo: bool, folder: Path | None = None) -> pd.DataFrame:
    """`seed_expectations`: one row a table and year, for this kind of data root."""
    kind = "demo" if is_demo else "real"
    return pd.DataFrame(
        [
            {
                "table_name": entry.table,
                "report_year": year,
                "at_least": Decimal(str(least)),
                "at_most": Decimal(str(most)),
                "per_institution": entry.per_institution,
                "applies_to": entry.applies_to,
            }
            for entry in load_row_counts(folder)
            if entry.applies_to == kind
            for year, (least, most) in entry.years.items()
        ]
    )


def budgets_frame(folder: Path | None = None) -> pd.DataFrame:
    """`seed_budgets`: one row a check that has a budget."""
    return pd.DataFrame(
        [
            {
                "check_name": budget.check,
                "asset": budget.asset,
                "rows_allowed": budget.rows,
                "share_allowed": budget.share,
                "until": budget.until,
                "reason_zh": budget.zh,
                "reason_en": budget.en,
            }
            for budget in load_budgets(folder)
        ]
    )
