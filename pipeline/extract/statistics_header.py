"""Headers of the statistics table before 2019 in grids: which columns there are.

A header is one row, two rows of which the lower cuts a label or names the columns below
one, or none at all: then label, unit and figures are told from the rows.
"""

from collections.abc import Sequence

from pipeline.extract.document import Cell, Grid
from pipeline.extract.normal import label_key
from pipeline.extract.statistics_draft import Header
from pipeline.extract.statistics_labels import Column, StatisticsLabels

__all__ = ["HeaderFinder", "side_by_side", "width_of"]

_LETTERS = frozenset("甲乙丙丁戊己")
#: without a header, this many different rows of a form make a table of it
_MIN_ROWS = 5
#: characters of which every label column has one: a quick look before a thorough one
_OPENERS = ("指", "项", "统")
_MAX_OPENER = 12


class HeaderFinder:
    """Finds the header of a grid."""

    def __init__(self, labels: StatisticsLabels) -> None:
        self._labels = labels

    def find(self, block: Grid) -> tuple[Header | None, int, int]:
        """The header of a grid, its row and the row behind it."""
        for number, row in enumerate(block.rows):
            if not _may_open(row):
                continue
            below = block.rows[number + 1] if number + 1 < len(block.rows) else ()
            stacked = self._as_header(_stacked(row, below), measured=block.measured)
            if stacked is not None and all(
                c.role != "unknown" for c in stacked.columns
            ):
                return stacked, number, number + 2
            header = self._as_header(row, measured=block.measured)
            if header is None:
                continue
            under = self._levels(header, below)
            if under is not None:
                return under, number, number + 2
            return header, number, number + 1
        return None, 0, 0

    def _as_header(self, row: Sequence[Cell], *, measured: bool) -> Header | None:
        columns = tuple(self._labels.column(cell.text) for cell in row)
        roles = [c.role for c in columns]
        if "label" not in roles:
            return None
        named = sum(c.role not in ("label", "blank", "unknown") for c in columns)
        unknown = roles.count("unknown")
        if not named or unknown > named:
            return None
        places = tuple(cell.column for cell in row) if measured else ()
        return Header(columns, places, width_of(row))

    def _levels(self, header: Header, below: Sequence[Cell]) -> Header | None:
        """A header of two rows: 统计数 above 年度 and 累计."""
        written = [cell for cell in below if cell.text]
        lower = [self._labels.column(cell.text) for cell in written]
        if len(lower) < 2 or any(  # noqa: PLR2004 - one below one is no second level
            c.role in ("unknown", "label") or not c.is_figures for c in lower
        ):
            return None
        upper = [i for i, c in enumerate(header.columns) if c.is_figures]
        if not upper or len({c.role for c in lower}) != len(lower):
            return None
        first, last = upper[0], upper[-1]
        if len(upper) not in (1, len(lower)) or last - first + 1 != len(upper):
            return None
        behind = last + 1
        # in text, the columns that the upper label spans are blank cells behind it
        for column in header.columns[last + 1 : first + len(lower)]:
            behind += column.role == "blank"
        columns = (*header.columns[:first], *lower, *header.columns[behind:])
        places: tuple[int, ...] = ()
        if header.places:
            inner = (cell.column for cell in written)
            places = (*header.places[:first], *inner, *header.places[behind:])
        return Header(columns, places, header.width)

    def told(self, block: Grid) -> Header | None:
        """The columns of a table without header: label, unit, figures."""
        widths: set[int] = set()
        seen: set[str] = set()
        for row in block.rows:
            units = [i for i, c in enumerate(row) if c.text in self._labels.units]
            place = units[0] - 1 if units else -1
            if place < 0 or not self._labels.is_row(row[place].text):
                continue
            seen.add(label_key(row[place].text))
            widths.add(len(row) - place - 2)
        if len(seen) < _MIN_ROWS or len(widths) != 1:
            return None
        figures = [Column("unknown")] * widths.pop()
        return Header((Column("label"), Column("unit"), *figures), known=False)

    def is_marginal(self, row: Sequence[Cell]) -> bool:
        """A row of column letters (甲 乙 丙 1 2) or the header once more."""
        texts = [cell.text.strip() for cell in row if cell.text.strip()]
        if any(t in _LETTERS for t in texts):
            return all(t in _LETTERS or t.isdigit() for t in texts)
        return _may_open(row) and self._as_header(row, measured=False) is not None


def _may_open(row: Sequence[Cell]) -> bool:
    """Whether a row can be a header: a quick look."""
    return any(
        len(cell.text) <= _MAX_OPENER and any(o in cell.text for o in _OPENERS)
        for cell in row
    )


def width_of(row: Sequence[Cell]) -> int:
    """How many physical columns a row reaches over."""
    return max((cell.column + cell.colspan for cell in row), default=0)


def _stacked(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[Cell]:
    """Two rows as one: labels that were cut in two (计量 above 单位)."""
    if len(upper) != len(lower):
        return []
    return [
        Cell(a.text + b.text, a.column, a.colspan, a.locator)
        for a, b in zip(upper, lower, strict=True)
    ]


def side_by_side(
    rows: Sequence[Sequence[Cell]], header: Header
) -> list[tuple[Header, Sequence[Sequence[Cell]]]]:
    """A table printed in two halves side by side, one after the other."""
    starts = [i for i, c in enumerate(header.columns) if c.role == "label"]
    width = len(header.columns)
    if len(starts) == 1:
        return [(header, rows)]
    size = width // len(starts)
    parts = [header.columns[i : i + size] for i in range(0, width, size)]
    alike = {tuple(c.role for c in part) for part in parts}
    if width % len(starts) or len(alike) != 1:
        return [(header, rows)]
    halves: list[tuple[Header, Sequence[Sequence[Cell]]]] = []
    for number, part in enumerate(parts):
        begin = number * size
        cut = [row[begin : begin + size] for row in rows if len(row) == width]
        halves.append((Header(part), cut))
    return halves
