"""The statistics table before 2019 (政府信息公开情况统计表) in grids.

A header (统计指标, 指标名称 … with a unit or a column of figures) opens it; without
one, rows that have the labels of such a form do. Rows that are taken are taken out of
the document, so that they and the tables since 2019 never disturb each other. Which
edition it is, and what the cells mean, is settled in `fit_statistics`.
"""

from collections.abc import Sequence

from pipeline.extract.document import Block, Cell, Grid, Line
from pipeline.extract.draft import is_blank
from pipeline.extract.rows import section_of
from pipeline.extract.statistics_draft import (
    Header,
    StatisticsDraft,
    StatisticsRow,
    is_title,
)
from pipeline.extract.statistics_header import HeaderFinder, side_by_side
from pipeline.extract.statistics_labels import Label, StatisticsLabels
from pipeline.extract.statistics_rows import RowCutter
from pipeline.extract.values import ValueReader
from pipeline.forms import STATISTICS, SectionList

__all__ = ["collect_grids"]

#: rows before a first row may come again as that of another table
_MIN_ROWS = 5
#: rows of another kind end a table that goes on without its header
_MIN_KNOWN_SHARE = 0.5


class _Reader:
    """Goes through grids and puts aside the rows that are of a statistics table."""

    def __init__(
        self, labels: StatisticsLabels, values: ValueReader, sections: SectionList
    ) -> None:
        self.labels = labels
        self._rows = RowCutter(labels, values)
        self._headers = HeaderFinder(labels)
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
        header, begin, first = self._headers.find(block)
        if any(is_title(c.text) for row in block.rows[:begin] for c in row):
            self._titled = True
        if header is None:
            header = self._continued(block) or self._headers.told(block)
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
    def _continued(self, block: Grid) -> Header | None:
        """The header of the grid before, where a table was cut in two."""
        header = self._header
        if header is None or not self.drafts:
            return None
        fits = [self._fits(row, header, measured=block.measured) for row in block.rows]
        return header if sum(fits) >= _MIN_KNOWN_SHARE * len(fits) else None

    def _fits(self, row: Sequence[Cell], header: Header, *, measured: bool) -> bool:
        found = self._rows.cut(row, header, measured=measured)
        label = self.labels.find(found[0].text, None) if found else None
        return label is not None

    def _is_table(self, block: Grid, header: Header, first: int, end: int) -> bool:
        """Whether the rows below a header are mostly those of a statistics form."""
        known = unknown = 0
        for row in block.rows[first:end]:
            if self._headers.is_marginal(row):
                continue
            found = self._rows.cut(row, header, measured=block.measured)
            if found is None:
                continue
            label = self.labels.find(found[0].text, None)
            known += label is not None
            unknown += label is None and any(not is_blank(c) for c in row[1:])
        return known > 0 and known >= unknown

    def _take(self, block: Grid, header: Header, first: int, end: int) -> None:
        parts = side_by_side(list(block.rows[first:end]), header)
        for columns, rows in parts:
            for row in rows:
                if row and not self._headers.is_marginal(row):
                    self._row(row, columns, measured=block.measured)

    def _row(self, row: Sequence[Cell], header: Header, *, measured: bool) -> None:
        draft = self._draft(header)
        found = self._rows.cut(row, header, measured=measured)
        if found is None:
            draft.unknown += [c for c in row if self._rows.is_figure(c)][:1]
            return
        label_cell, rest, problem = found
        label = self.labels.find(label_cell.text, draft.context)
        figures = [c for c in (rest or ()) if self._rows.is_figure(c)]
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
        if not draft.has_columns_of(header):
            problem = "its header names other columns than the first of the table"
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
