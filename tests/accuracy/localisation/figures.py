"""Tables that add up, in which errors are planted: real ones and drawn ones.

Real figures are those of `data/demo/figures`; only tables that are complete and close
every equation are taken. Drawn ones are those with which the reader is measured, and
those of the national panel of `pipeline.synth`, in turn: both have the proportions of
real tables, mostly zeros and few large figures.
"""

import csv
import random
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import numpy as np

from pipeline.forms import load_forms
from pipeline.paths import project_dir
from pipeline.synth.cells import MICRO
from pipeline.synth.figures import Figures, history
from pipeline.synth.population import country
from tests.accuracy.localisation.equations import Equations, Vector, equations_of
from tests.pipeline.extract.balanced import balanced_figures

__all__ = ["EDITIONS", "REAL", "SYNTHETIC", "TABLES", "Table", "drawn", "real_tables"]

REAL, SYNTHETIC = "real", "synthetic"
EDITIONS = ("2021", "2019")
TABLES = ("applications", "reconsideration", "litigation", "proactive_disclosure")
#: reports of the panel from which tables are taken
_PANEL = 4_000


@dataclass(frozen=True, eq=False)
class Table:
    """The true figures of one table."""

    name: str
    equations: Equations
    figures: Vector


@cache
def real_tables(edition: str, table_id: str) -> tuple[Table, ...]:
    """The tables of real reports that are complete and add up, and are not empty."""
    folder = project_dir() / "data" / "demo" / "figures"
    found = (_read(path, edition, table_id) for path in sorted(folder.glob("*.csv")))
    return tuple(table for table in found if table is not None)


def _read(path: Path, edition: str, table_id: str) -> Table | None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if edition != _edition({row["item"] for row in rows}):
        return None
    cells = {
        (row["item"], row["breakdown"]): row["value"]
        for row in rows
        if row["table_id"] == table_id
    }
    equations = equations_of(edition, table_id)
    if "" in cells.values():
        return None
    figures = _whole([cells[cell] for cell in equations.cells], table_id)
    if equations.residual(figures).any() or not figures.any():
        return None
    return Table(path.stem, equations, figures)


def _whole(texts: list[str], table_id: str) -> Vector:
    """Counts as they are; amounts of money in millionths, for their decimals."""
    scale = MICRO if table_id == "proactive_disclosure" else 1
    return np.array([int(Decimal(text) * scale) for text in texts], dtype=np.int64)


def _edition(items: set[str]) -> str:
    """The edition that has all these rows; tables four alone do not tell."""
    (edition,) = (
        edition
        for edition in EDITIONS
        if items == {c.item.code for c in load_forms().cells() if c.edition == edition}
    )
    return edition


def drawn(edition: str, table_id: str, chance: random.Random) -> Table:
    """A table with random figures that add up; at least one of them is not zero."""
    equations = equations_of(edition, table_id)
    cells = equations.cells
    while True:
        if table_id == "proactive_disclosure":
            # amounts of money: from a few yuan to thousands of millions
            amounts = [chance.randint(0, 10 ** chance.randint(1, 9)) for _ in cells]
            name, figures = "drawn", np.array(amounts, dtype=np.int64) * MICRO
        elif chance.random() < 0.5:
            name, figures = "panel", chance.choice(_panel(edition, table_id))
        else:
            name, printed = "drawn", balanced_figures(edition, chance)
            figures = _whole([printed[table_id, *cell] for cell in cells], table_id)
        if equations.residual(figures).any():
            raise ValueError(f"a drawn table does not add up: {edition}/{table_id}")
        if figures.any():
            return Table(name, equations, figures)


@cache
def _panel(edition: str, table_id: str) -> list[Vector]:
    """The tables of the largest province of a small panel, one row a report."""
    found = _histories()[edition, table_id] // MICRO
    return list(found.reshape(-1, found.shape[-1]))


@cache
def _histories() -> Figures:
    block = max(country(_PANEL, 6), key=lambda b: len(b.institutions))
    return history(np.random.default_rng([6, block.number]), block, load_forms())
