"""Rows to drafts: which row of the form a printed row is, by its label.

A `Draft` is one printed statistics table (a report can be printed twice in a document,
and a table can be cut in two): its rows with their value cells, and the header labels
seen before them. Columns and edition are settled later, in `fit`. A row is what its
label says, never what arithmetic would like.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.extract.document import Cell
from pipeline.extract.labels import CLAUSE, LabelIndex, Meaning
from pipeline.extract.rows import Row
from pipeline.extract.values import ValueReader
from pipeline.issues import Issue, IssueCode, Severity

__all__ = ["Collector", "Draft", "DraftRow", "HeaderLabel"]

_FIRST_ITEMS = {"received_new", "rules", "normative_documents"}
_DISPUTES = "disputes"
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class HeaderLabel:
    """A label of a column: as printed, where, and the code if it is known."""

    cell: Cell
    code: str | None
    exact: bool


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One printed row with figures.

    Attributes:
        item: the code that its label stands for; None in table four, where the place
            of a figure and not a label says what it is.
        table_id: the statistics table of the label.
        values: the cells after the label.
        header: the header labels in force (table two has several headers).
        exact: the label was known exactly.
        in_grid: columns mean something.
    """

    item: str | None
    table_id: str
    values: tuple[Cell, ...]
    header: tuple[HeaderLabel, ...]
    exact: bool
    in_grid: bool

    @property
    def printed(self) -> tuple[str, ...]:
        """The texts of the values."""
        return tuple(v.text for v in self.values)


@dataclass(slots=True)
class Draft:
    """One printed table of a region."""

    region: str
    rows: list[DraftRow] = field(default_factory=list)
    header: list[HeaderLabel] = field(default_factory=list)
    conflicts: dict[str, list[DraftRow]] = field(default_factory=dict)

    def row(self, item: str | None) -> DraftRow | None:
        """The row of that item, if it was seen."""
        return next((r for r in self.rows if r.item == item), None)


class Collector:
    """Goes through rows and sorts them into drafts, region by region."""

    def __init__(
        self, index: LabelIndex, values: ValueReader, regions: Iterable[str]
    ) -> None:
        self._index = index
        self._values = values
        self._regions = frozenset(regions)
        self.drafts: dict[str, list[Draft]] = {region: [] for region in self._regions}
        self.issues: list[Issue] = []
        self._region: str | None = None
        #: columns named since the last header of table two began
        self._header: list[HeaderLabel] = []
        self._block: str | None = None

    # -- going through -------------------------------------------------------------

    def feed(self, rows: Iterable[Row]) -> None:
        """Take all rows."""
        for row in rows:
            if row.section is not None:
                self._enter_section(row)
            else:
                self._row(row)

    def _enter_section(self, row: Row) -> None:
        if row.section is None:
            return
        region = {"litigation": _DISPUTES}.get(
            row.section.table or "", row.section.table
        )
        if region != self._region:
            self._region = region if region in self._regions else None
            self._header = []
            self._block = None

    def _row(self, row: Row) -> None:
        found = [self._meanings(cell) for cell in row.cells]
        self._switch(found)
        if self._region is None:
            return
        here = [tuple(m for m in ms if m.region == self._region) for ms in found]
        if self._region == _DISPUTES:
            self._disputes_row(row, here)
        else:
            self._labelled_row(row, here)

    def _meanings(self, cell: Cell) -> tuple[Meaning, ...]:
        if not cell.text or self._values.is_value(cell):
            return ()
        found = self._index.find(cell.text)
        return tuple(m for m in found if m.region in self._regions)

    def _switch(self, found: list[tuple[Meaning, ...]]) -> None:
        """Go to the region whose labels the row has, where the present one has none."""
        counts: dict[str, int] = {}
        for meanings in found:
            regions = {m.region for m in meanings if m.exact}
            for region in regions:
                # a label of several regions (其他, 总计) says nothing about the place
                counts[region] = counts.get(region, 0) + (1 if len(regions) == 1 else 0)
        present = any(m.region == self._region for ms in found for m in ms)
        best = max(counts, key=lambda r: counts[r], default=None)
        if best is None or not counts[best] or (present and self._region):
            return
        if best != self._region:
            self._region = best
            self._header = []
            self._block = None

    # -- tables two and three ------------------------------------------------------

    def _labelled_row(self, row: Row, here: list[tuple[Meaning, ...]]) -> None:
        last = max((i for i, ms in enumerate(here) if ms), default=None)
        if last is None:
            self._unlabelled(row)
            return
        rest = row.cells[last + 1 :]
        is_header = self._is_header(here, rest)
        meaning: Meaning | None = None
        for index, cell in enumerate(row.cells[: last + 1]):
            meaning = self._label(cell, here[index], is_header=is_header)
        if is_header:
            for cell in rest:
                self._label(cell, (), is_header=True)
            return
        self._values_row(row, row.cells[last], meaning, rest)

    def _is_header(
        self, here: list[tuple[Meaning, ...]], rest: tuple[Cell, ...]
    ) -> bool:
        """Whether the row names columns: no figures, and labels only a header has."""
        if any(self._has_figure(cell) for cell in rest):
            return False
        roles = [{m.role for m in ms} for ms in here if ms]
        if any(r in ({"item"}, {CLAUSE}) for r in roles):
            return False
        only_header = [r for r in roles if r <= {"breakdown", "structure"}]
        return bool(only_header) or not self._items_seen()

    def _items_seen(self) -> bool:
        drafts = self.drafts[self._region or ""]
        return bool(drafts and drafts[-1].rows)

    def _label(
        self, cell: Cell, meanings: tuple[Meaning, ...], *, is_header: bool
    ) -> Meaning | None:
        """Note one label cell; gives its meaning as a row, if it has one."""
        by_role = {m.role: m for m in meanings}
        if CLAUSE in by_role or ("structure" in by_role and self._opens(by_role)):
            self._header = []
            return None
        before_rows = not self._items_seen()
        wants_column = is_header or (
            before_rows and "breakdown" in by_role and "item" in by_role
        )
        if wants_column or by_role.keys() == {"breakdown"}:
            self._column(cell, by_role)
            return None
        return by_role.get("item") or by_role.get("group")

    def _opens(self, by_role: dict[str, Meaning]) -> bool:
        """信息内容 opens a header of table two."""
        return self._region == "proactive_disclosure" and "item" not in by_role

    def _column(self, cell: Cell, by_role: dict[str, Meaning]) -> None:
        if not cell.text and not self._header:
            return
        if "structure" in by_role or (
            self._region == "applications" and "breakdown" not in by_role
        ):
            return
        meaning = by_role.get("breakdown")
        label = HeaderLabel(
            cell,
            meaning.code if meaning else None,
            exact=meaning is not None and meaning.exact,
        )
        if cell.text:
            self._header.append(label)
            if self._region == "applications":
                self._draft().header.append(label)

    def _values_row(
        self, row: Row, label: Cell, meaning: Meaning | None, rest: tuple[Cell, ...]
    ) -> None:
        first = rest[0] if rest else None
        has_figures = any(self._has_figure(cell) for cell in rest)
        if first is not None and self._is_text(first) and len(rest) > 1:
            # a text between a known label and the values: a label that is not known
            if any(self._values.is_value(c) and c.text for c in rest[1:]):
                self._unknown_label(first)
            return
        if not rest or (not has_figures and meaning is None):
            return
        if meaning is None or (
            meaning.role == "group" and not self._is_item_too(meaning)
        ):
            if has_figures:
                self._unknown_label(label, beside=True)
            return
        if meaning.role == "group" and not has_figures:
            return
        self._add(
            DraftRow(
                item=meaning.code,
                table_id=meaning.table_id,
                values=rest,
                header=tuple(self._header),
                exact=meaning.exact,
                in_grid=row.in_grid,
            )
        )

    def _is_item_too(self, meaning: Meaning) -> bool:
        """（六）其他处理 is a row of 2019 and a group of 2021, under one code."""
        return meaning.code == "other"

    def _unlabelled(self, row: Row) -> None:
        """A row without any label that is known here."""
        if row.in_grid:
            texts = [c for c in row.cells if self._is_text(c)]
            figures = [c for c in row.cells if self._has_figure(c)]
            if texts and not figures and self._header and not self._items_seen():
                for cell in texts:
                    self._column(cell, {})
            elif figures and self._items_seen():
                self._unknown_label(texts[-1] if texts else row.cells[0])
            return
        figures = [c for c in row.cells if self._has_figure(c)]
        texts = [c for c in row.cells if self._is_text(c)]
        if texts and len(figures) > 1 and self._items_seen():
            self._unknown_label(texts[-1])

    def _unknown_label(self, cell: Cell, *, beside: bool = False) -> None:
        what = "figures beside" if beside else "unknown row label"
        self.issues.append(
            Issue(
                IssueCode.LABEL_UNKNOWN,
                Severity.ERROR,
                f"{what} {_short(cell.text)!r}, its figures are not read; if it is a "
                "wording of a row of the form, add it to data/forms/labels.yml",
                table_id=self._region if self._region != _DISPUTES else None,
                locator=cell.locator,
                details={"label": _short(cell.text)},
            )
        )

    # -- table four ----------------------------------------------------------------

    def _disputes_row(self, row: Row, here: list[tuple[Meaning, ...]]) -> None:
        last = -1
        for index, meanings in enumerate(here):
            if not meanings:
                continue
            last = index
            self._disputes_label(row.cells[index], meanings)
        rest = list(row.cells[last + 1 :])
        while rest and self._is_text(rest[0]):
            rest.pop(0)
        labels_only_in_front = last >= 0 and row.in_grid
        has_figures = any(self._has_figure(cell) for cell in rest)
        if not rest or (labels_only_in_front and not has_figures):
            return
        if not row.in_grid and not has_figures:
            return
        self._add(
            DraftRow(
                item=self._block,
                table_id="litigation"
                if self._block != "reconsideration"
                else "reconsideration",
                values=tuple(rest),
                header=tuple(self._draft().header),
                exact=True,
                in_grid=row.in_grid,
            )
        )

    def _disputes_label(self, cell: Cell, meanings: tuple[Meaning, ...]) -> None:
        by_role = {m.role: m for m in meanings}
        if "item" in by_role:
            self._block = by_role["item"].code
        elif "breakdown" in by_role:
            meaning = by_role["breakdown"]
            self._draft().header.append(HeaderLabel(cell, meaning.code, meaning.exact))

    # -- shared --------------------------------------------------------------------

    def _draft(self) -> Draft:
        drafts = self.drafts[self._region or ""]
        if not drafts:
            drafts.append(Draft(self._region or ""))
        return drafts[-1]

    def _add(self, row: DraftRow) -> None:
        draft = self._draft()
        if draft.region == _DISPUTES:
            self._add_disputes(draft, row)
            return
        before = draft.row(row.item)
        if before is None:
            draft.rows.append(row)
        elif before.printed == row.printed:
            return  # printed twice, the same both times
        elif row.item in _FIRST_ITEMS and self._is_complete(draft):
            drafts = self.drafts[draft.region]
            drafts.append(Draft(draft.region, [row], list(draft.header)))
        else:
            draft.conflicts.setdefault(row.item or "", [before]).append(row)

    def _is_complete(self, draft: Draft) -> bool:
        """The table ran to its end, so that a first row begins another one."""
        ends = {"carried_out", "administrative_fees", "procurement"}
        return any(r.item in ends for r in draft.rows)

    def _add_disputes(self, draft: Draft, row: DraftRow) -> None:
        has_figures = any(self._has_figure(cell) for cell in row.values)
        if not has_figures:
            # an empty row may be a header without labels: a figure row replaces it
            if not draft.rows:
                draft.rows.append(row)
            return
        if draft.rows and not any(
            self._has_figure(c) for r in draft.rows for c in r.values
        ):
            draft.rows.clear()
        if any(r.printed == row.printed and r.item == row.item for r in draft.rows):
            return
        draft.rows.append(row)

    def _has_figure(self, cell: Cell) -> bool:
        return bool(cell.text or cell.opaque) and self._values.is_value(cell)

    def _is_text(self, cell: Cell) -> bool:
        return bool(cell.text) and not self._values.is_value(cell)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHOWN else flat[: _SHOWN - 1] + "…"
