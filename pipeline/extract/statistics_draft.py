"""The statistics table before 2019 on its way to the form: header, rows, table.

Made from grids (`statistics`) or from text (`statistics_text`), settled by
`fit_statistics`. Types and small questions only.
"""

from dataclasses import dataclass, field

from pipeline.extract.document import Cell
from pipeline.extract.draft import Draft, DraftRow
from pipeline.extract.normal import label_key
from pipeline.extract.statistics_labels import Column

__all__ = ["Header", "StatisticsDraft", "StatisticsRow", "is_title"]

_TITLE = "信息公开情况统计"
_MAX_TITLE = 60


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table, from left to right.

    Attributes:
        columns: what each names, from the first cell of the row on.
        places: their physical columns, where they are known.
        width: how many physical columns they cover.
        known: they were read from a header, not told from the rows.
    """

    columns: tuple[Column, ...]
    places: tuple[int, ...] = ()
    width: int = 0
    known: bool = True

    @property
    def label(self) -> int:
        """The number of the column of labels, the last one where they have several."""
        place = next(i for i, c in enumerate(self.columns) if c.role == "label")
        while place + 2 < len(self.columns) and self.columns[place + 1].role == "blank":
            place += 1
        return place

    @property
    def behind(self) -> tuple[Column, ...]:
        """The columns behind the labels."""
        return self.columns[self.label + 1 :]

    @property
    def figures(self) -> tuple[Column, ...]:
        """The columns of figures."""
        return tuple(c for c in self.behind if c.is_figures)


@dataclass(frozen=True, slots=True)
class StatisticsRow(DraftRow):
    """A row of the table; `values` are in the order of the header's figures.

    Attributes:
        label: as printed.
        unit: the unit printed beside it, or None.
        editions: those that print the label so.
        problem: why the values cannot be told, if they cannot.
        joined: the borders of its cells were lost in text.
    """

    label: str = ""
    unit: str | None = None
    editions: frozenset[str] = frozenset()
    problem: str | None = None
    joined: bool = False


@dataclass(slots=True)
class StatisticsDraft(Draft):
    """One printed statistics table.

    Attributes:
        columns: of the first header.
        table: its rows.
        unknown: labels with figures that no form has.
        titled: a line says that it is this table.
    """

    columns: Header | None = None
    table: list[StatisticsRow] = field(default_factory=list)
    unknown: list[Cell] = field(default_factory=list)
    titled: bool = False
    context: str | None = None

    def has_columns_of(self, header: Header) -> bool:
        """Whether another header of the table names the same columns of figures."""
        own = self.columns.figures if self.columns else ()
        if not header.known:
            return len(own) == len(header.figures)
        return [c.role for c in own] == [c.role for c in header.figures]

    def add(self, row: StatisticsRow) -> None:
        """Take a row; one printed again with other figures is a conflict."""
        known = self.row(row.item)
        if known is None:
            self.table.append(row)
            self.rows.append(row)
        elif known.printed != row.printed and not row.blank:
            self.conflicts.setdefault(row.item or "", [known]).append(row)


def is_title(text: str) -> bool:
    """Whether a line is the title of such a table."""
    return (
        len(text) <= _MAX_TITLE
        and "。" not in text
        and "续" not in text
        and _TITLE in label_key(text)
    )
