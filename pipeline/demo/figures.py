"""The figures of the demonstration, and the form's labels as its pages print them.

Figures and the words around the cells come from `data/demo`, labels from `data/forms`
like everywhere else. What the reports are and where they stand is in `catalogue`; how
they look is in `looks`.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import DataFileError
from pipeline.forms import CURRENT_TABLES, load_forms
from pipeline.paths import project_dir

__all__ = [
    "CellKey",
    "CellLabel",
    "FormLabels",
    "Frame",
    "demo_dir",
    "load_figures",
    "load_form_labels",
    "load_yaml",
]

#: table_id, item, breakdown
CellKey = tuple[str, str, str]

_Model = TypeVar("_Model", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LegalPersons(_Strict):
    """The header over the applicants that are not natural persons."""

    label: str
    breakdowns: tuple[str, ...]


class Spine(_Strict):
    """The vertical label of table three, and the rows that do not hang on it."""

    label: str
    outside: tuple[str, ...]


class Frame(_Strict):
    """The words that the form prints around its cells."""

    info_head: str
    applicants: str
    corner: str
    legal_persons: LegalPersons
    spine: Spine
    litigation: str
    line_breaks: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class CellLabel:
    """The official labels of one cell; empty where the form prints none."""

    edition: str
    table_id: str
    clause: str
    parent_zh: str
    item: str
    item_zh: str
    breakdown: str
    breakdown_zh: str

    @property
    def key(self) -> CellKey:
        """The cell that the labels belong to."""
        return self.table_id, self.item, self.breakdown


@dataclass(frozen=True, slots=True)
class FormLabels:
    """One edition of the form: its cells in printing order, and the frame."""

    cells: tuple[CellLabel, ...]
    frame: Frame

    def of_table(self, table_id: str) -> list[CellLabel]:
        """The cells of one table, in printing order."""
        return [cell for cell in self.cells if cell.table_id == table_id]


def demo_dir() -> Path:
    """The folder of the demonstration's data files."""
    return project_dir() / "data" / "demo"


def load_yaml(path: Path, model: type[_Model]) -> _Model:
    """Read one YAML file into its model.

    Raises:
        DataFileError: the file is not what the model says; names file and field.
    """
    try:
        return model.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except (ValidationError, yaml.YAMLError) as error:
        raise DataFileError(f"{path}: {error}") from error


@cache
def load_form_labels(edition: str) -> FormLabels:
    """The labels of one edition of the form (`"2019"` or `"2021"`).

    Raises:
        FormError: there is no such edition under `data/forms`.
    """
    cells: list[CellLabel] = []
    for table_id in CURRENT_TABLES:
        form = load_forms().form(edition, table_id)
        groups = {group.code: group.zh for group in form.groups}
        cells += [
            CellLabel(
                edition=edition,
                table_id=table_id,
                clause=cell.item.clause or "",
                parent_zh=groups[cell.item.group] if cell.item.group else "",
                item=cell.item.code,
                item_zh=cell.item.zh,
                breakdown=cell.breakdown.code,
                breakdown_zh=cell.breakdown.zh,
            )
            for cell in form.cells()
        ]
    return FormLabels(tuple(cells), load_yaml(demo_dir() / "frame.yml", Frame))


@cache
def load_figures(report_id: str, edition: str) -> Mapping[CellKey, str]:
    """The figures of one report by cell; an empty text is a blank on the form.

    Raises:
        DataFileError: the cells are not exactly those of the edition.
    """
    path = demo_dir() / "figures" / f"{report_id}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    figures = {(r["table_id"], r["item"], r["breakdown"]): r["value"] for r in rows}
    expected = {cell.key for cell in load_form_labels(edition).cells}
    odd = sorted(expected ^ figures.keys())
    if odd or len(rows) != len(figures):
        raise DataFileError(
            f"{path}: expected each of the {len(expected)} cells of edition {edition} "
            f"once, found {len(rows)} rows; first difference: {odd[:1]}"
        )
    return figures
