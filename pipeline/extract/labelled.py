"""Tables two and three: rows that carry their label.

A row is what its label says, never what arithmetic would like. The header above a row
goes with it; what it means for the columns is settled later.
"""

from pipeline.extract.document import Cell
from pipeline.extract.draft import Draft, DraftRow
from pipeline.extract.header import HeaderBuffer
from pipeline.extract.labels import CLAUSE, Meaning
from pipeline.extract.region import RegionCollector, Tools
from pipeline.extract.rows import Row

__all__ = ["LabelledCollector"]

_FIRST_ITEMS = {"received_new", "rules", "normative_documents"}
_LAST_ITEMS = {"carried_out", "administrative_fees", "procurement"}
#: （六）其他处理 is a row of 2019 and a group of 2021, under one code
_GROUP_OR_ITEM = "other"
#: what stands over the kinds of organisation, and beside the rows of results
_OVER = "法人或其他组织"
_SPINE = "三、本年度办理结果"
_COLUMN = "breakdown"


class LabelledCollector(RegionCollector):
    """Collects the rows of table two or three."""

    def __init__(self, region: str, tools: Tools) -> None:
        super().__init__(region, tools)
        self._header = HeaderBuffer(lambda text: tools.index.find(text, region))

    def enter(self, *, by_heading: bool, again: bool = False) -> None:
        """Rows that only look like the table stay out of one that is complete."""
        last = self.drafts[-1] if self.drafts else None
        if not by_heading and last is not None and last.anchored and _complete(last):
            self.new_draft()
        super().enter(by_heading=by_heading, again=again)

    def _begin(self) -> None:
        self._header.clear()

    @property
    def _items_seen(self) -> bool:
        return bool(self.drafts and self.drafts[-1].rows)

    def _take(self, row: Row, here: list[tuple[Meaning, ...]]) -> None:
        last = max((i for i, ms in enumerate(here) if ms), default=None)
        if last is None:
            self._unlabelled(row)
            return
        rest = row.cells[last + 1 :]
        if self._is_header(here, rest):
            self._header_row(row, here)
            return
        columns = [i for i, ms in enumerate(here) if _opens_header(ms)]
        if columns and not row.in_grid:
            self._header.begin_row(self._grid)
        meaning: Meaning | None = None
        for index, cell in enumerate(row.cells[: last + 1]):
            is_column = bool(columns) and columns[0] < index < last
            meaning = self._label(cell, here[index], is_column=is_column)
        self._values_row(row, row.cells[last], meaning, rest)

    # -- headers -------------------------------------------------------------------

    def _is_header(
        self, here: list[tuple[Meaning, ...]], rest: tuple[Cell, ...]
    ) -> bool:
        """Whether the row names columns: no figures, and labels only a header has."""
        if any(self.tools.has_figure(cell) for cell in rest):
            return False
        if any(m.code == _SPINE for ms in here for m in ms):
            return False  # it stands beside rows, also beside one that is not known
        roles = [{m.role for m in ms} for ms in here if ms]
        if any(r in ({"item"}, {CLAUSE}, {"group"}) for r in roles):
            return False
        only_header = [r for r in roles if r <= {_COLUMN, "structure"}]
        return bool(only_header) or not self._items_seen

    def _header_row(self, row: Row, here: list[tuple[Meaning, ...]]) -> None:
        self._header.begin_row(self._grid)
        for cell, meanings in zip(row.cells, here, strict=True):
            self._label(cell, meanings, is_column=True)

    def _label(
        self, cell: Cell, meanings: tuple[Meaning, ...], *, is_column: bool
    ) -> Meaning | None:
        """Note one label cell; gives its meaning as a row, if it has one."""
        by_role = {m.role: m for m in meanings}
        if CLAUSE in by_role or "structure" in by_role:
            self._structure(cell, by_role)
            return None
        before_rows = not self._items_seen
        either = before_rows and _COLUMN in by_role and "item" in by_role
        if by_role.keys() == {_COLUMN} or either:
            self._column(cell, by_role[_COLUMN])
            return None
        if is_column and (_COLUMN in by_role or not by_role):
            self._column(cell, by_role.get(_COLUMN))
            return None
        return by_role.get("item") or by_role.get("group")

    def _structure(self, cell: Cell, by_role: dict[str, Meaning]) -> None:
        if CLAUSE in by_role:
            self._header.clear()
            self.anchor()
            return
        code = by_role["structure"].code
        if code == _OVER:
            self._header.add(cell, None, over=True)
        elif code != _SPINE:
            # 信息内容 and the corner of table three open a header
            if self.region == "proactive_disclosure":
                self._header.clear()
                self._header.begin_row(self._grid)
            self.anchor()

    def _column(self, cell: Cell, meaning: Meaning | None) -> None:
        if not cell.text or not self.tools.is_text(cell):
            return
        self._header.add(cell, meaning)
        if meaning is not None and not self._items_seen:
            self.anchor()

    # -- values --------------------------------------------------------------------

    def _values_row(
        self, row: Row, label: Cell, meaning: Meaning | None, rest: tuple[Cell, ...]
    ) -> None:
        first = rest[0] if rest else None
        has_figures = any(self.tools.has_figure(cell) for cell in rest)
        if first is not None and len(rest) > 1:
            # a text between a known label and the values: a label that is not known
            before = [c for c in rest if c.text][:1]
            may_be_group = meaning is not None and meaning.code == _GROUP_OR_ITEM
            if any(map(self.tools.is_text, before)) and (has_figures or may_be_group):
                self.unknown_label(before[0])
                return
        if not rest or (not has_figures and meaning is None):
            return
        is_group = meaning is not None and meaning.role == "group"
        if meaning is None or (is_group and meaning.code != _GROUP_OR_ITEM):
            if has_figures:
                self.unknown_label(label, beside=True)
            return
        if not has_figures and (is_group or not meaning.exact):
            return  # nothing is printed beside a label that may be another one's part
        self._header.figures_seen()
        self._add(
            DraftRow(
                item=meaning.code,
                table_id=meaning.table_id,
                values=rest,
                header=tuple(self._header.labels),
                exact=meaning.exact,
                grid=self._grid,
                measured=row.measured,
            )
        )

    def _unlabelled(self, row: Row) -> None:
        """A row without any label that is known here."""
        written = [c for c in row.cells if self.tools.is_text(c)]
        figures = [c for c in row.cells if self.tools.has_figure(c)]
        if not row.in_grid:
            if written and len(figures) > 1 and self._items_seen:
                self.unknown_label(written[-1])
        elif len(written) > 1 and not figures:
            self._header.begin_row(self._grid)
            for cell in written:
                self._column(cell, None)
        elif figures and self._items_seen:
            self.unknown_label(written[-1] if written else row.cells[0])

    # -- drafts --------------------------------------------------------------------

    def _add(self, row: DraftRow) -> None:
        draft = self.draft()
        before = draft.row(row.item)
        if before is None:
            draft.rows.append(row)
        elif _complete(draft) and row.item in _FIRST_ITEMS:
            self.new_draft(anchored=draft.anchored).rows.append(row)
        elif before.printed == row.printed:
            return
        elif before is draft.rows[-1] and (row.blank or before.blank):
            # the label alone is repeated where the table was cut
            draft.replace(before, before if row.blank else row)
        else:
            draft.conflicts.setdefault(row.item or "", [before]).append(row)


def _complete(draft: Draft) -> bool:
    """Whether the table ran to its end, so that a first row begins another one."""
    return any(r.item in _LAST_ITEMS for r in draft.rows)


def _opens_header(meanings: tuple[Meaning, ...]) -> bool:
    """Whether a label stands in headers only."""
    return bool(meanings) and all(
        m.role == _COLUMN or (m.role == "structure" and m.code != _SPINE)
        for m in meanings
    )
