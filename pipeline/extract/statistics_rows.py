"""Rows of the statistics table before 2019 in grids: the label and the cells behind it.

A row is taken where its cells are those that the header names, one for one; blank ones
may be too many at its end. Otherwise it is said what is wrong with it.
"""

from collections.abc import Sequence

from pipeline.extract.document import Cell
from pipeline.extract.draft import is_blank
from pipeline.extract.normal import has_letter
from pipeline.extract.statistics_draft import Header
from pipeline.extract.statistics_header import width_of
from pipeline.extract.statistics_labels import Column, StatisticsLabels
from pipeline.extract.values import UNREADABLE, ValueReader

__all__ = ["RowCutter"]


class RowCutter:
    """Cuts rows into label and cells."""

    def __init__(self, labels: StatisticsLabels, values: ValueReader) -> None:
        self._labels = labels
        self._values = values

    def is_figure(self, cell: Cell) -> bool:
        """Whether a figure, or a text in the place of one, is printed in the cell."""
        return (
            not is_blank(cell)
            and self._labels.unit(cell.text) is None
            and self._values.read(cell).status in ("reported", UNREADABLE)
        )

    def cut(
        self, row: Sequence[Cell], header: Header, *, measured: bool
    ) -> tuple[Cell, tuple[Cell, ...] | None, str | None] | None:
        """Label, the cells behind it one for each column, and what is wrong."""
        texts = self._texts(row)
        if not texts:
            return None
        for place in texts:
            rest = tuple(row[place + 1 :])
            over = row[place + 1 : header.label + 1]
            if len(row) == len(header.columns) and all(map(is_blank, over)):
                rest = rest[len(over) :]  # the label spans columns
            found = self._aligned(rest, header)
            if found is None and measured and header.places:
                found = self._by_place(rest, header)
            if found is not None:
                return row[place], found, None
        for place in texts:
            if not any(self.is_figure(c) for c in row[place + 1 :]):
                return row[place], (), None
        message = (
            f"expected {len(header.behind)} cells behind the label, found "
            f"{len(row) - texts[-1] - 1}, or they are not what the header says"
        )
        return row[texts[-1]], None, message

    def _texts(self, row: Sequence[Cell]) -> list[int]:
        """The cells that may be the label: known ones first, from the right."""
        texts = [
            i
            for i, cell in enumerate(row)
            if has_letter(cell.text)
            and not self._values.is_value(cell)
            and self._labels.unit(cell.text) is None
        ]
        texts.reverse()
        return sorted(texts, key=lambda i: self._labels.find(row[i].text, None) is None)

    def _aligned(self, rest: Sequence[Cell], header: Header) -> tuple[Cell, ...] | None:
        """The cells in the order of the header; blank ones may be too many behind."""
        behind = header.behind
        core = len(behind)
        while core and behind[core - 1].role == "blank":
            core -= 1
        if len(rest) < core or not all(map(is_blank, rest[core:])):
            return None
        front = tuple(rest[:core])
        if not self._suits(front, behind):
            return None
        units = [
            c for c, column in zip(front, behind, strict=False) if column.role == "unit"
        ]
        if len(rest) != len(behind) and not any(
            self._labels.unit(cell.text) for cell in units
        ):
            return None
        return (*front, *[Cell("")] * (len(behind) - core))

    def _by_place(
        self, rest: Sequence[Cell], header: Header
    ) -> tuple[Cell, ...] | None:
        """The cells that begin where the header's do; everything else is blank."""
        if not rest or width_of(rest) != header.width:
            return None  # a cell is lacking: the others have moved
        by_place = {cell.column: cell for cell in rest}
        wanted = header.places[header.label + 1 :]
        pairs = list(zip(wanted, header.behind, strict=True))
        if any(c.is_figures and place not in by_place for place, c in pairs):
            return None
        if not all(is_blank(c) for c in rest if c.column not in wanted):
            return None
        found = tuple(by_place.get(place, Cell("")) for place in wanted)
        return found if self._suits(found, header.behind) else None

    def _suits(self, cells: Sequence[Cell], columns: Sequence[Column]) -> bool:
        """Whether each cell may stand where the header says."""
        for column, cell in zip(columns, cells, strict=False):
            if column.role == "unit":
                text = cell.text.strip(" -—–―─－")
                if text and self._labels.unit(text) is None:
                    return False
            elif column.role == "blank" and not is_blank(cell):
                return False
            if column.is_figures and self._labels.unit(cell.text):
                return False
        return True
