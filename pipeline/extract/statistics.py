"""The statistics table before 2019 (政府信息公开情况统计表) in grids: rows and columns.

A header (统计指标, 指标名称 … with a unit or a column of figures) opens it; without one,
rows that have the labels of such a form do. Rows that are taken are taken out of the
document, so that they and the tables since 2019 never disturb each other. Which edition
it is, and what the cells mean, is settled in `fit_statistics`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.extract.document import Block, Cell, Grid, Line
from pipeline.extract.draft import Draft, DraftRow, is_blank
from pipeline.extract.normal import has_letter, label_key
from pipeline.extract.rows import section_of
from pipeline.extract.statistics_labels import Column, Label, StatisticsLabels
from pipeline.extract.values import UNREADABLE, ValueReader
from pipeline.forms import STATISTICS, SectionList

__all__ = [
    "Header",
    "StatisticsDraft",
    "StatisticsRow",
    "collect_grids",
    "is_title",
]

_LETTERS = frozenset("甲乙丙丁戊己")
#: without a header, this many different rows of a form make a table of it
_MIN_ROWS = 5
#: rows of another kind end a table that goes on without its header
_MIN_KNOWN_SHARE = 0.5
_TITLE = "信息公开情况统计"
_MAX_TITLE = 60
#: characters of which every label column has one: a quick look before a thorough one
_OPENERS = ("指", "项", "统")
_MAX_OPENER = 12


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


def _may_open(row: Sequence[Cell]) -> bool:
    """Whether a row can be a header: a quick look."""
    return any(
        len(cell.text) <= _MAX_OPENER and any(o in cell.text for o in _OPENERS)
        for cell in row
    )


class _Reader:
    """Goes through grids and puts aside the rows that are of a statistics table."""

    def __init__(
        self, labels: StatisticsLabels, values: ValueReader, sections: SectionList
    ) -> None:
        self.labels = labels
        self.values = values
        self._sections = sections
        self.drafts: list[StatisticsDraft] = []
        self._header: Header | None = None
        self._titled = False
        self._position = 0

    def line(self, block: Line) -> None:
        """A line may be the title of the table below it."""
        if is_title(block.text):
            self._titled = True
            self._header = None

    def grid(self, block: Grid, position: int) -> list[Block]:
        """What is left of a grid without the rows that were taken."""
        self._position = position
        header, begin, first = self._find_header(block)
        if any(is_title(c.text) for row in block.rows[:begin] for c in row):
            self._titled = True
        if header is None:
            header = self._continued(block) or self._told(block)
        if header is None:
            return [block]
        end = self._end(block, first)
        if not self._is_table(block, header, first, end):
            return [block]
        self._take(block, header, first, end)
        self._header = header
        parts = (block.rows[:begin], block.rows[end:])
        return [Grid(rows, measured=block.measured) for rows in parts if rows]

    def _end(self, block: Grid, first: int) -> int:
        """The row at which another section begins, in a grid that holds several."""
        for number in range(first, len(block.rows)):
            written = [c.text for c in block.rows[number] if c.text]
            if (
                len(written) == 1
                and section_of(written[0], self._sections) is not None
                and self.labels.find(written[0], None) is None
            ):
                return number
        return len(block.rows)

    # -- headers -------------------------------------------------------------------

    def _find_header(self, block: Grid) -> tuple[Header | None, int, int]:
        """The header of a grid, its row and the row behind it."""
        for number, row in enumerate(block.rows):
            if not _may_open(row):
                continue
            below = block.rows[number + 1] if number + 1 < len(block.rows) else ()
            stacked = self._as_header(_stacked(row, below), measured=block.measured)
            if stacked is not None and all(c.role != "unknown" for c in stacked.columns):
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
        columns = tuple(self.labels.column(cell.text) for cell in row)
        roles = [c.role for c in columns]
        if "label" not in roles:
            return None
        named = sum(c.role not in ("label", "blank", "unknown") for c in columns)
        unknown = roles.count("unknown")
        if not named or unknown > named:
            return None
        places = tuple(cell.column for cell in row) if measured else ()
        return Header(columns, places, _width(row))

    def _levels(self, header: Header, below: Sequence[Cell]) -> Header | None:
        """A header of two rows: 统计数 above 年度 and 累计."""
        written = [cell for cell in below if cell.text]
        lower = [self.labels.column(cell.text) for cell in written]
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

    def _continued(self, block: Grid) -> Header | None:
        """The header of the grid before, where a table was cut in two."""
        header = self._header
        if header is None or not self.drafts:
            return None
        fits = [self._fits(row, header, measured=block.measured) for row in block.rows]
        return header if sum(fits) >= _MIN_KNOWN_SHARE * len(fits) else None

    def _fits(self, row: Sequence[Cell], header: Header, *, measured: bool) -> bool:
        found = self._split(row, header, measured=measured)
        label = self.labels.find(found[0].text, None) if found else None
        return label is not None

    def _told(self, block: Grid) -> Header | None:
        """The columns of a table without header: label, unit, figures."""
        widths: set[int] = set()
        seen: set[str] = set()
        for row in block.rows:
            units = [i for i, c in enumerate(row) if c.text in self.labels.units]
            place = units[0] - 1 if units else -1
            if place < 0 or not self._known_exactly(row[place]):
                continue
            seen.add(label_key(row[place].text))
            widths.add(len(row) - place - 2)
        if len(seen) < _MIN_ROWS or len(widths) != 1:
            return None
        figures = [Column("unknown")] * widths.pop()
        return Header((Column("label"), Column("unit"), *figures), known=False)

    def _known_exactly(self, cell: Cell) -> bool:
        return self.labels.is_row(cell.text)

    # -- rows ----------------------------------------------------------------------

    def _is_table(self, block: Grid, header: Header, first: int, end: int) -> bool:
        """Whether the rows below a header are mostly those of a statistics form."""
        known = unknown = 0
        for row in block.rows[first:end]:
            if self._is_marginal(row):
                continue
            found = self._split(row, header, measured=block.measured)
            if found is None:
                continue
            label = self.labels.find(found[0].text, None)
            known += label is not None
            unknown += label is None and any(not is_blank(c) for c in row[1:])
        return known > 0 and known >= unknown

    def _is_marginal(self, row: Sequence[Cell]) -> bool:
        """A row of column letters (甲 乙 丙 1 2) or the header once more."""
        texts = [cell.text.strip() for cell in row if cell.text.strip()]
        if any(t in _LETTERS for t in texts):
            return all(t in _LETTERS or t.isdigit() for t in texts)
        return _may_open(row) and self._as_header(row, measured=False) is not None

    def _take(self, block: Grid, header: Header, first: int, end: int) -> None:
        parts = _side_by_side(list(block.rows[first:end]), header)
        for columns, rows in parts:
            for row in rows:
                if row and not self._is_marginal(row):
                    self._row(row, columns, measured=block.measured)

    def _row(self, row: Sequence[Cell], header: Header, *, measured: bool) -> None:
        draft = self._draft(header)
        found = self._split(row, header, measured=measured)
        if found is None:
            draft.unknown += [c for c in row if self._is_figure(c)][:1]
            return
        label_cell, rest, problem = found
        label = self.labels.find(label_cell.text, draft.context)
        figures = [c for c in (rest or ()) if self._is_figure(c)]
        if label is None or label.code is None:
            if label_cell.text and (figures or problem):
                draft.unknown.append(label_cell)
                draft.context = None
            return
        if not label.is_row:
            draft.context = None
            if figures:
                draft.unknown.append(label_cell)
            return
        self._add(row, header, label_cell, label, rest, problem, measured=measured)

    def _add(
        self,
        row: Sequence[Cell],
        header: Header,
        label_cell: Cell,
        label: Label,
        rest: tuple[Cell, ...] | None,
        problem: str | None,
        *,
        measured: bool,
    ) -> None:
        draft = self._draft(header)
        if self._again(draft, label.code):
            draft = self._new(header)
        code = label.code or ""
        draft.context = self.labels.context_after(code, draft.context)
        behind = header.behind
        values = tuple(row[1:]) if rest is None else rest
        unit = self.labels.unit_in_label(label_cell.text)
        if rest:
            for column, cell in zip(behind, rest, strict=True):
                if column.role == "unit":
                    unit = self.labels.unit(cell.text) or unit
            values = tuple(
                cell
                for column, cell in zip(behind, rest, strict=True)
                if column.is_figures
            )
        elif rest is not None:
            problem = f"expected {len(behind)} cells behind the label, found none"
        draft.add(
            StatisticsRow(
                item=code,
                table_id=STATISTICS,
                values=values,
                header=(),
                exact=label.exact,
                grid=self._position,
                measured=measured,
                label=label_cell.text,
                unit=unit,
                editions=label.editions,
                problem=problem,
            )
        )

    def _is_figure(self, cell: Cell) -> bool:
        return (
            not is_blank(cell)
            and self.labels.unit(cell.text) is None
            and self.values.read(cell).status in ("reported", UNREADABLE)
        )

    def _split(
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
            if not any(self._is_figure(c) for c in row[place + 1 :]):
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
            and not self.values.is_value(cell)
            and self.labels.unit(cell.text) is None
        ]
        texts.reverse()
        return sorted(texts, key=lambda i: self.labels.find(row[i].text, None) is None)

    def _aligned(
        self, rest: Sequence[Cell], header: Header
    ) -> tuple[Cell, ...] | None:
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
        units = [c for c, column in zip(front, behind, strict=False)
                 if column.role == "unit"]
        if len(rest) != len(behind) and not any(
            self.labels.unit(cell.text) for cell in units
        ):
            return None
        return (*front, *[Cell("")] * (len(behind) - core))

    def _by_place(
        self, rest: Sequence[Cell], header: Header
    ) -> tuple[Cell, ...] | None:
        """The cells that begin where the header's do; everything else is blank."""
        if not rest or _width(rest) != header.width:
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
                if text and self.labels.unit(text) is None:
                    return False
            elif column.role == "blank" and not is_blank(cell):
                return False
            elif column.is_figures and self.labels.unit(cell.text):
                return False
        return True

    # -- drafts --------------------------------------------------------------------

    def _draft(self, header: Header) -> StatisticsDraft:
        if not self.drafts or (self._titled and self.drafts[-1].table):
            return self._new(header)
        return self.drafts[-1]

    def _new(self, header: Header) -> StatisticsDraft:
        draft = StatisticsDraft(STATISTICS, self._position, anchored=True)
        draft.columns, draft.titled = header, self._titled
        self._titled = False
        self.drafts.append(draft)
        return draft

    def _again(self, draft: StatisticsDraft, code: str | None) -> bool:
        """Whether the first row comes again: another table begins."""
        first = draft.table[0].item if draft.table else None
        return code == first and len(draft.table) >= _MIN_ROWS


def _width(row: Sequence[Cell]) -> int:
    return max((cell.column + cell.colspan for cell in row), default=0)


def _stacked(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[Cell]:
    """Two rows as one: labels that were cut in two (计量 above 单位)."""
    if len(upper) != len(lower):
        return []
    return [
        Cell(a.text + b.text, a.column, a.colspan, a.locator)
        for a, b in zip(upper, lower, strict=True)
    ]


def _side_by_side(
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


def collect_grids(
    blocks: Sequence[Block],
    labels: StatisticsLabels,
    values: ValueReader,
    sections: SectionList,
) -> tuple[list[StatisticsDraft], list[Block]]:
    """The statistics tables of the grids, and the blocks without them."""
    reader = _Reader(labels, values, sections)
    rest: list[Block] = []
    for number, block in enumerate(blocks):
        if isinstance(block, Line):
            reader.line(block)
            rest.append(block)
            continue
        rest += reader.grid(block, number)
    return [d for d in reader.drafts if d.table], rest
