"""Rows to drafts: which region of the report a row belongs to.

A heading opens a region, and so does a label that only one region has, where the
present region knows none of the row's labels. What the row is there, the region's
collector decides.
"""

from collections.abc import Iterable
from dataclasses import replace

from pipeline.extract.disputes import DisputesCollector
from pipeline.extract.document import Cell
from pipeline.extract.draft import Draft
from pipeline.extract.labelled import LabelledCollector
from pipeline.extract.labels import LabelIndex, Meaning
from pipeline.extract.region import RegionCollector, Tools
from pipeline.extract.rows import Row
from pipeline.extract.values import ValueReader
from pipeline.issues import Issue

__all__ = ["Collector"]

_DISPUTES = "disputes"
#: a line of more words is prose, not labels beside each other
_MAX_WORDS = 40
_REGION_OF_SECTION = {"litigation": _DISPUTES}


class Collector:
    """Goes through rows and hands them to the collectors of their regions."""

    def __init__(
        self, index: LabelIndex, values: ValueReader, regions: Iterable[str]
    ) -> None:
        self._tools = Tools(index, values)
        self._regions: dict[str, RegionCollector] = {
            region: (
                DisputesCollector(region, self._tools)
                if region == _DISPUTES
                else LabelledCollector(region, self._tools)
            )
            for region in regions
        }
        self._present: RegionCollector | None = None

    @property
    def drafts(self) -> dict[str, list[Draft]]:
        """The drafts of each region that have rows."""
        return {
            name: [d for d in region.drafts if d.rows]
            for name, region in self._regions.items()
        }

    @property
    def issues(self) -> list[Issue]:
        """What could not be read on the way."""
        return self._tools.issues

    def feed(self, rows: Iterable[Row]) -> None:
        """Take all rows."""
        for row in rows:
            if row.section is not None:
                self._enter_section(row)
            if row.caption:
                self._caption(row)
            elif row.section is None:
                self._row(row)

    def _enter_section(self, row: Row) -> None:
        if row.section is None:
            return
        table = row.section.table or ""
        region = self._regions.get(_REGION_OF_SECTION.get(table, table))
        for other in self._regions.values():
            if other is not region:
                other.leave_section()
        if region is not None:
            region.enter(by_heading=True, again=region is self._present)
        self._present = region

    def _caption(self, row: Row) -> None:
        if self._present is None:
            return
        for cell in row.cells:
            here = self._tools.index.find(cell.text, self._present.region)
            self._present.caption(cell, here)

    def _row(self, row: Row) -> None:
        if not row.in_grid:
            cells = tuple(part for cell in row.cells for part in self._parts(cell))
            row = replace(row, cells=cells)
        found = [self._meanings(cell) for cell in row.cells]
        self._switch(found)
        if self._present is not None:
            region = self._present.region
            here = [tuple(m for m in ms if m.region == region) for ms in found]
            self._present.take(row, here)

    def _meanings(self, cell: Cell) -> tuple[Meaning, ...]:
        if not cell.text or self._tools.values.is_value(cell):
            return ()
        found = self._tools.index.find(cell.text)
        return tuple(m for m in found if m.region in self._regions)

    def _parts(self, cell: Cell) -> Iterable[Cell]:
        """Labels that one line of text holds, with blanks between them."""
        words = cell.text.split()
        if 1 < len(words) <= _MAX_WORDS and not self._meanings(cell):
            cuts = [words, *_in_two(words)]
            for cut in cuts:
                if all(any(m.exact for m in self._tools.index.find(w)) for w in cut):
                    return [replace(cell, text=word) for word in cut]
        return [cell]

    def _switch(self, found: list[tuple[Meaning, ...]]) -> None:
        """Go to the region whose labels the row has, where the present one has none."""
        counts: dict[str, int] = {}
        for meanings in found:
            regions = {m.region for m in meanings if m.exact}
            for region in regions:
                # a label of several regions (其他, 总计) says nothing about the place
                counts[region] = counts.get(region, 0) + (1 if len(regions) == 1 else 0)
        present = self._present.region if self._present else None
        known_here = any(m.region == present for ms in found for m in ms)
        best = max(counts, key=lambda r: counts[r], default=None)
        if best is None or not counts[best] or known_here or best == present:
            return
        self._present = self._regions[best]
        self._present.enter(by_heading=False)


def _in_two(words: list[str]) -> list[list[str]]:
    return [[" ".join(words[:n]), " ".join(words[n:])] for n in range(1, len(words))]
