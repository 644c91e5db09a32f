"""Printed tables on their way to the form: rows under a label, columns not yet settled.

Made by the collectors, settled by the fitters. Types and small questions only.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.extract.document import Cell

__all__ = ["Draft", "DraftRow", "HeaderLabel", "is_blank", "texts"]


@dataclass(frozen=True, slots=True)
class HeaderLabel:
    """A label of a header.

    Attributes:
        cell: as printed, and where.
        code: of the column, or None where it is not known.
        exact: the label was known exactly.
        line: the header row, from 0; always 0 in flattened text.
        grid: the number of the grid that it stands in; None in flattened text.
        over: it stands over other columns and has none of its own.
    """

    cell: Cell
    code: str | None
    exact: bool
    line: int = 0
    grid: int | None = None
    over: bool = False


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One printed row with its value cells.

    Attributes:
        item: the code that its label stands for; None where no label names it (the
            one row of table four).
        table_id: the statistics table of the label.
        values: the cells after the label.
        header: the header labels in force.
        exact: the label was known exactly.
        grid: the number of the grid that it comes from; None in flattened text.
        measured: the physical columns of its cells are known.
        blocks: table four only: the blocks that its header names, in order.
    """

    item: str | None
    table_id: str
    values: tuple[Cell, ...]
    header: tuple[HeaderLabel, ...]
    exact: bool
    grid: int | None
    measured: bool
    blocks: tuple[str, ...] = ()

    @property
    def printed(self) -> tuple[str, ...]:
        """The texts of the values."""
        return tuple(v.text for v in self.values)

    @property
    def in_grid(self) -> bool:
        """Whether order within the row is certain."""
        return self.grid is not None

    @property
    def marked(self) -> bool:
        """Whether a blank cell would show: not so in text without separators."""
        return all(v.marked for v in self.values)

    @property
    def blank(self) -> bool:
        """Whether nothing is printed in it."""
        return all(is_blank(v) for v in self.values)


@dataclass(slots=True)
class Draft:
    """One printed table of a region of the report.

    Attributes:
        region: which.
        start: where in the document it begins (a running number).
        anchored: a heading, a clause or a header says that it is this table.
        rows: its rows.
        conflicts: rows printed more than once with different figures, by item.
        year: that a line above it names, such as 2022年度.
    """

    region: str
    start: int
    anchored: bool = False
    rows: list[DraftRow] = field(default_factory=list)
    conflicts: dict[str, list[DraftRow]] = field(default_factory=dict)
    year: int | None = None

    def row(self, item: str | None) -> DraftRow | None:
        """The row of that item, if it was seen."""
        return next((r for r in self.rows if r.item == item), None)

    def replace(self, old: DraftRow, new: DraftRow) -> None:
        """Put another row in the place of one."""
        self.rows[self.rows.index(old)] = new

    @property
    def content(self) -> list[tuple[str | None, tuple[str, ...]]]:
        """What is printed, for comparison with another print of the same table."""
        return [(r.item, r.printed) for r in self.rows]


def is_blank(cell: Cell) -> bool:
    """Whether nothing is printed in a cell, not even a picture."""
    return not cell.text and not cell.opaque


def texts(values: Iterable[Cell]) -> str:
    """Cells in one line, for people."""
    return " | ".join(v.text if not v.opaque else "[picture]" for v in values)
