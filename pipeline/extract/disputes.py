"""Table four: blocks of five figures, named by the header or by a label beside them.

Reconsideration, litigation at once and litigation after reconsideration stand in one
row mostly; some pages print three small tables, or three rows.
"""

from pipeline.extract.document import Cell
from pipeline.extract.draft import DraftRow
from pipeline.extract.header import HeaderBuffer
from pipeline.extract.labels import Meaning
from pipeline.extract.normal import label_key
from pipeline.extract.region import RegionCollector, Tools
from pipeline.extract.rows import Row

__all__ = ["BLOCKS", "LITIGATION", "DisputesCollector"]

#: the blocks in the order of the form
BLOCKS = ("reconsideration", "direct", "after_reconsideration")
#: 行政诉讼 stands over the last two
LITIGATION = "litigation"
_LITIGATION_BLOCKS = ("direct", "after_reconsideration")
_WIDTH = 5


class DisputesCollector(RegionCollector):
    """Collects the rows of table four."""

    def __init__(self, region: str, tools: Tools) -> None:
        super().__init__(region, tools)
        self._results = HeaderBuffer(lambda text: tools.index.find(text, region))
        #: the blocks named since the grid, or the last figures of a text, began
        self._named: list[str] = []
        self._captioned = False
        #: labels of the blocks that are named were all known exactly
        self._exact = True
        self._figures_seen = False

    def _begin(self) -> None:
        self._results.clear()
        self._named = []
        self._captioned = False

    def _begin_grid(self) -> None:
        if self._grid is None:
            return
        self._results.clear()
        if not self._captioned:
            self._named = []
        self._captioned = False

    def caption(self, cell: Cell, meanings: tuple[Meaning, ...]) -> None:
        """A line such as 行政复议 over a small table names its block."""
        exact = tuple(m for m in meanings if m.exact)
        if not any(m.role in ("item", "structure") for m in exact):
            return
        if not self._captioned:
            self._named = []
        self._captioned = True
        self._name(cell, exact)

    def _take(self, row: Row, here: list[tuple[Meaning, ...]]) -> None:
        cells = row.cells
        last = max((i for i, ms in enumerate(here) if ms), default=-1)
        rest = list(cells[last + 1 :])
        if not row.in_grid:
            while rest and self.tools.is_text(rest[0]):
                rest.pop(0)
        has_figures = any(self.tools.has_figure(cell) for cell in rest)
        own = self._own_block(here) if row.in_grid else None
        if not has_figures and len(rest) != _WIDTH:
            own = None
        if own is not None:
            self._add_row(row, rest, own.code, exact=own.exact)
            return
        self._header_row(row, here, cells[: len(cells) - len(rest)])
        blank_text = not row.in_grid and bool(self._named) and len(rest) >= _WIDTH
        words = any(self.tools.is_text(cell) for cell in rest)
        blank_row = blank_text or (row.in_grid and last < 0 and not words)
        if not rest or not (has_figures or blank_row):
            return
        if row.in_grid:
            if not self._is_foreign(rest):
                self._add_row(row, rest, None, exact=self._exact)
            return
        if self._named and len(rest) == len(cells) - last - 1:
            self._add_row(row, rest, None, exact=self._exact)
        elif len(rest) >= _WIDTH:
            # a text between the header and the figures says that they are others
            self.unknown_label(cells[max(len(cells) - len(rest) - 1, 0)])
        self._results.clear()
        self._named = []

    def _is_foreign(self, rest: list[Cell]) -> bool:
        """Whether cells are none of the table: a header that shows no word, or words.

        Where the table is complete, a row with words and figures is of another one,
        such as a list of telephones on the same sheet.
        """
        if not any(cell.text for cell in rest) and len(rest) % _WIDTH:
            return True
        words = any(self.tools.is_text(cell) for cell in rest)
        rows = self.drafts[-1].rows if self.drafts else []
        return words and set(BLOCKS) <= {b for r in rows for b in _covered(r)}

    def _own_block(self, here: list[tuple[Meaning, ...]]) -> Meaning | None:
        """The block that a label in front of the figures of the same row names."""
        items = [m for ms in here for m in ms if m.role == "item"]
        others = [m for ms in here for m in ms if m.role == "breakdown"]
        return items[-1] if items and not others else None

    def _header_row(
        self, row: Row, here: list[tuple[Meaning, ...]], labels: tuple[Cell, ...]
    ) -> None:
        if not any(self.tools.is_text(cell) for cell in labels):
            return
        self._results.begin_row(self._grid)
        if self._figures_seen and any(m.role == "item" for ms in here for m in ms):
            self._named = []
        self._figures_seen = False
        for cell, meanings in zip(labels, here, strict=False):
            self._name(cell, meanings)
            by_role = {m.role: m for m in meanings}
            if "breakdown" in by_role:
                self._results.add(cell, by_role["breakdown"])
                self.anchor()
            elif not meanings and self._may_be_result(cell, in_grid=row.in_grid):
                self._results.add(cell, None)

    def _may_be_result(self, cell: Cell, *, in_grid: bool) -> bool:
        """A cut label, such as 结果 for 结果维持, or its second half in a row below."""
        if not self.tools.is_text(cell):
            return False
        key = label_key(cell.text)
        keys = self.tools.index.keys(self.region, "breakdown")
        starts = len(key) > 1 and any(full.startswith(key) for full in keys)
        return starts or (in_grid and bool(self._results.labels))

    def _name(self, cell: Cell, meanings: tuple[Meaning, ...]) -> None:
        for meaning in meanings:
            if meaning.role == "item":
                self._named.append(meaning.code)
            elif meaning.role == "structure" and cell.text:
                self._named.append(LITIGATION)
            else:
                continue
            self._exact &= meaning.exact

    def _add_row(
        self, row: Row, values: list[Cell], item: str | None, *, exact: bool
    ) -> None:
        blocks = (item,) if item else _ordered(self._named)
        self._results.figures_seen()
        self._figures_seen = True
        table = "reconsideration" if item == "reconsideration" else LITIGATION
        self._add(
            DraftRow(
                item=item,
                table_id=table,
                values=tuple(values),
                header=tuple(self._results.labels),
                exact=exact,
                grid=self._grid,
                measured=row.measured,
                blocks=blocks,
            )
        )

    def _add(self, row: DraftRow) -> None:
        draft = self.draft()
        if row.blank and not _is_whole(row):
            return  # a header without labels
        draft.rows = [r for r in draft.rows if not (r.blank and r.blocks == row.blocks)]
        again = any(_covered(r) & _covered(row) for r in draft.rows)
        if again and _covered(row) == set(BLOCKS):
            self.new_draft(anchored=draft.anchored).rows.append(row)
        elif (row.blocks, row.printed) not in {
            (r.blocks, r.printed) for r in draft.rows
        }:
            draft.rows.append(row)


def _ordered(named: list[str]) -> tuple[str, ...]:
    """The blocks in the order of a header of two levels.

    行政诉讼 stands for its two blocks where the header does not name them.
    """
    once = list(dict.fromkeys(named))
    below = [b for b in once if b in _LITIGATION_BLOCKS]
    if LITIGATION not in once or not below:
        return tuple(once)
    top = [b for b in once if b not in _LITIGATION_BLOCKS]
    place = top.index(LITIGATION)
    return (*top[:place], *below, *top[place + 1 :])


def _is_whole(row: DraftRow) -> bool:
    """Whether all columns of the row are named, so that it is no empty header."""
    return bool(row.blocks) and len(row.header) == _WIDTH * len(row.blocks)


def _covered(row: DraftRow) -> set[str]:
    """The blocks that a row holds, as far as its length and header say."""
    if len(row.values) >= _WIDTH * len(BLOCKS):
        return set(BLOCKS)
    return set(row.blocks)
