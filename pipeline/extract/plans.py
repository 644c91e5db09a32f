"""Reading by a plan: pages that differ in nothing but their figures are read alike.

What a table means hangs on its labels, its spans and on which cells are blank, never
on the figures. Where that skeleton of a page was read before without any issue, the
way from cells to the form is known and only the figures are taken. A plan is made when
a skeleton comes for the second time, and only if every figure of the page goes into
exactly one cell of the form and a reading with other figures goes the same way; all
other pages are matched anew each time.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from pipeline.extract.document import Cell, Document, Grid
from pipeline.extract.observation import Observation
from pipeline.extract.values import is_plain_figure

__all__ = ["Plans", "skeleton"]

#: plans that are kept, and how large the skeleton of one may be
_MOST_PLANS = 64
_MOST_SEEN = 1_024
_MOST_CELLS = 2_000
_MOST_CHARACTERS = 20_000
#: what stands for a figure in a skeleton; no text of a page is a number
_FIGURE, _DECIMAL = 1, 2
_FIRST_PROBE = 1_000_003
#: parts of a skeleton that stand before its blocks
_BEFORE_BLOCKS = 2

Key = tuple[Any, ...]
Read = Callable[[Document], list[Observation] | None]


@dataclass(frozen=True, slots=True)
class _Step:
    """One cell of the form: the cell of the page, and what does not change."""

    place: int
    is_figure: bool
    seen: Observation


class Plans:
    """The plans of one set of forms."""

    def __init__(self) -> None:
        self._plans: OrderedDict[Key, tuple[_Step, ...]] = OrderedDict()
        self._seen: OrderedDict[int, None] = OrderedDict()

    def read(self, document: Document, key: Key | None) -> list[Observation] | None:
        """The cells of a document whose skeleton is known, else None."""
        if key is None or key not in self._plans:
            return None
        self._plans.move_to_end(key)
        cells = list(_cells(document))
        return [_fill(step, cells[step.place]) for step in self._plans[key]]

    def learn(
        self,
        document: Document,
        key: Key | None,
        found: list[Observation],
        read: Read,
    ) -> None:
        """Make a plan of a document that was read without an issue.

        Args:
            document: the document.
            key: its skeleton.
            found: what was read.
            read: reads a document; None where that gave an issue.
        """
        if key is None:
            return
        digest = hash(key)
        if digest not in self._seen:
            self._seen[digest] = None
            if len(self._seen) > _MOST_SEEN:
                self._seen.popitem(last=False)
            return
        steps = _steps(document, found)
        if steps is None or not _goes_the_same_way(document, steps, read):
            return
        self._plans[key] = steps
        if len(self._plans) > _MOST_PLANS:
            self._plans.popitem(last=False)


def skeleton(
    document: Document,
    year: int | None,
    tells: Callable[[str, bool], object | None],
) -> Key | None:
    """All that decides how a document is matched; None where that is too much.

    Args:
        document: the document.
        year: of the report: tables of other years are left out.
        tells: what a line says to the matcher, and whether anything stands above it
            that says something; None for nothing.
    """
    if document.pictures or document.reread is not None:
        return None
    parts: list[Any] = [document.damaged, year]
    cells = 0
    for block in document.blocks:
        if not isinstance(block, Grid):
            told = tells(block.text, len(parts) > _BEFORE_BLOCKS)
            if told is not None:
                parts.append(told)
            continue
        if not block.measured or block.breaks:
            return None
        for row in block.rows:
            cells += len(row)
            told_by_cells = _row(row)
            if told_by_cells is None or cells > _MOST_CELLS:
                return None
            parts += told_by_cells
        parts.append(block.measured)
    return tuple(parts) if _length(parts) <= _MOST_CHARACTERS else None


def _row(cells: tuple[Cell, ...]) -> list[Any] | None:
    """What the cells of a row say besides their figures; None for odd ones."""
    parts: list[Any] = []
    for cell in cells:
        if cell.opaque or not cell.marked or cell.score is not None:
            return None
        text = cell.text
        if is_plain_figure(text):
            parts.append(_FIGURE)
        else:
            parts.append(_DECIMAL if _is_decimal(text) else text)
        parts += (cell.column, cell.colspan)
    parts.append(None)
    return parts


def _length(parts: list[Any]) -> int:
    return sum(len(part) for part in parts if isinstance(part, str))


def _is_decimal(text: str) -> bool:
    whole, point, decimals = text.partition(".")
    return (
        bool(point)
        and is_plain_figure(whole)
        and decimals.isdecimal()
        and decimals.isascii()
        and len(decimals) <= 2  # noqa: PLR2004 - amounts have two
    )


def _is_figure(text: str) -> bool:
    return is_plain_figure(text) or _is_decimal(text)


def _cells(document: Document) -> Iterator[Cell]:
    for block in document.blocks:
        if isinstance(block, Grid):
            for row in block.rows:
                yield from row


def _fill(step: _Step, cell: Cell) -> Observation:
    seen = step.seen
    value = Decimal(cell.text) if step.is_figure else seen.value
    return Observation(
        seen.table_id,
        seen.item,
        seen.breakdown,
        seen.edition,
        value,
        seen.unit,
        cell.text,
        seen.obs_status,
        seen.is_total,
        seen.reading,
        seen.confidence,
        cell.locator,
    )


def _steps(document: Document, found: list[Observation]) -> tuple[_Step, ...] | None:
    """From which cell each observation is; None unless each figure is used once."""
    cells = list(_cells(document))
    places = {cell.locator: place for place, cell in enumerate(cells)}
    used = [places.get(o.locator) for o in found]
    figures = {place for place, cell in enumerate(cells) if _is_figure(cell.text)}
    if len(places) != len(cells) or None in used or len(set(used)) != len(used):
        return None
    if not figures <= set(used):
        return None
    return tuple(
        _Step(place, place in figures, observation)
        for place, observation in zip(used, found, strict=True)
        if place is not None
    )


def _goes_the_same_way(
    document: Document, steps: tuple[_Step, ...], read: Read
) -> bool:
    """Whether the page with other figures, all different, is read by the same steps."""
    number = iter(range(_FIRST_PROBE, _FIRST_PROBE + _MOST_CELLS))

    def other(cell: Cell) -> Cell:
        if not _is_figure(cell.text):
            return cell
        after = ".25" if _is_decimal(cell.text) else ""
        return replace(cell, text=f"{next(number)}{after}")

    blocks = [
        replace(block, rows=tuple(tuple(map(other, row)) for row in block.rows))
        if isinstance(block, Grid)
        else block
        for block in document.blocks
    ]
    probe = replace(document, blocks=blocks)
    cells = list(_cells(probe))
    return read(probe) == [_fill(step, cells[step.place]) for step in steps]
