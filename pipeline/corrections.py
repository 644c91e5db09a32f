"""Corrections: known wrong figures of reports, as data; the print is never altered.

`data/corrections/<institution_id>.yml` lists them; they compile to `seed_corrections`.
Each states the figure that it expects to be printed: it is applied (in `int_cells`,
beside the printed value) only while that figure is printed, and a check fails where it
no longer is. How to write one is in docs/corrections.md.
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, Self

import pandas as pd
from pydantic import Field, model_validator

from pipeline.errors import EntryError
from pipeline.forms import FormSet, TableId
from pipeline.institution_files import Entry, InstitutionEntry, Text, read_entries

__all__ = ["Correction", "CorrectionEntry", "corrections_frame", "load_corrections"]

Printed = Annotated[Decimal, Field(max_digits=20, decimal_places=6)]
Base = Annotated[Decimal, Field(max_digits=26, decimal_places=6)]
Factor = Annotated[Decimal, Field(max_digits=18, decimal_places=6, gt=0)]

#: in 亿元 it is still within decimal(26, 6)
_TOO_LARGE = Decimal(10) ** 12


class CorrectionEntry(InstitutionEntry):
    """One cell of one report, and what stands for its figure.

    `expect` is the figure as printed, in the printed unit. `value` (override) is in
    the base unit (money in yuan); `factor` (scale) multiplies the printed figure; drop
    says that the cell has no usable figure. `status` tells how far the office is with
    it, `provider` who was told.
    """

    table: TableId
    item: Text
    breakdown: Text
    action: Literal["override", "scale", "drop"]
    value: Base | None = None
    factor: Factor | None = None
    expect: Printed
    provider: Text | None = None
    status: Literal["open", "reported", "acknowledged", "fixed_upstream"]

    @model_validator(mode="after")
    def _says_what_its_action_needs(self) -> Self:
        needed = {"override": "value", "scale": "factor"}.get(self.action)
        for key in ("value", "factor"):
            if (getattr(self, key) is not None) != (key == needed):
                verb = "needs" if key == needed else "has no"
                message = f"the action {self.action} {verb} {key}"
                raise ValueError(message)
        if self.factor == 1:
            message = "the factor 1 changes nothing"
            raise ValueError(message)
        if self.factor and abs(self.expect * self.factor) >= _TOO_LARGE:
            message = f"{self.expect} times {self.factor} is larger than any figure"
            raise ValueError(message)
        return self


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction with its id, `<institution>:<year>:<table>/<item>/<breakdown>`."""

    correction_id: str
    institution_id: str
    entry: CorrectionEntry


def load_corrections(
    folder: Path, forms: FormSet, institutions: Collection[str]
) -> list[Correction]:
    """All corrections of a folder, in the order of the files.

    Args:
        folder: one `<institution_id>.yml` each; need not be there.
        forms: the forms that have the cells.
        institutions: the ids that the registry knows.

    Raises:
        EntryError: an entry cannot be read, names an unknown institution or a cell
            that no edition has, or corrects a cell that another one corrects.
    """
    cells = {cell.key for cell in forms.cells()}
    found: dict[str, Entry[CorrectionEntry]] = {}
    for entry in read_entries(folder, CorrectionEntry, institutions):
        content = entry.content
        key = (content.table, content.item, content.breakdown)
        cell = "/".join(key)
        if key not in cells:
            raise EntryError(
                f"{entry.where}: no edition of the form has a cell {cell}; see "
                f"data/forms/<edition>/{content.table}.yml"
            )
        correction_id = f"{entry.institution_id}:{content.year}:{cell}"
        if correction_id in found:
            raise EntryError(
                f"{entry.where}: {cell} of {content.year} is already corrected in "
                f"{found[correction_id].where}"
            )
        found[correction_id] = entry
    return [Correction(key, e.institution_id, e.content) for key, e in found.items()]


def corrections_frame(corrections: list[Correction]) -> pd.DataFrame:
    """`seed_corrections`: one row a corrected cell."""
    return pd.DataFrame(
        [
            {
                "correction_id": c.correction_id,
                "institution_id": c.institution_id,
                "report_year": c.entry.year,
                "table_id": c.entry.table,
                "item": c.entry.item,
                "breakdown": c.entry.breakdown,
                "action": c.entry.action,
                "value": c.entry.value,
                "factor": c.entry.factor,
                "expect": c.entry.expect,
                "reason": c.entry.reason,
                "evidence": c.entry.evidence,
                "status": c.entry.status,
                "provider": c.entry.provider,
            }
            for c in corrections
        ]
    )
