"""The rows of a document: label cells and what follows them, in reading order.

A row of a grid is a row. In flattened text a row is a run of labels and the run of
values after it. Section headings come through as rows of their own, since they say
which table follows, and so do the short lines between grids. What a label means is not
decided here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.extract.document import Block, Cell, Grid, Line
from pipeline.extract.normal import clean, label_key
from pipeline.extract.values import ValueReader
from pipeline.forms import Section, SectionList

__all__ = ["MAX_CAPTION", "Row", "rows_of_grids", "rows_of_lines", "section_of"]

#: a longer line between grids is prose, not the caption of one
MAX_CAPTION = 20
#: a heading inside a table; a bare 行政复议 is a label there
_NUMBERED = re.compile(r"\s*[一二三四五六七八九十]{1,3}\s*[、.．]")


@dataclass(frozen=True, slots=True)
class Row:
    """Cells that stand in one row.

    Attributes:
        cells: from left to right.
        in_grid: it is a row of a grid, so that order within it is certain.
        measured: the physical columns of its cells are known.
        section: the section that a heading opens, for a row that is a heading.
        caption: it is a short line between grids.
        position: the number of its block in the document.
        after_break: it is the first one on a page, in a table begun before.
    """

    cells: tuple[Cell, ...]
    in_grid: bool
    measured: bool = False
    section: Section | None = None
    caption: bool = False
    position: int = 0
    after_break: bool = False


def section_of(text: str, sections: SectionList) -> Section | None:
    """The section that a line of text opens, or None for other text."""
    if "。" in text or len(clean(text)) > sections.max_length:
        return None
    key = label_key(text)
    if not key:
        return None
    for section in sections.sections:
        if (
            all(word in key for word in section.all)
            and (not section.any or any(word in key for word in section.any))
            and not any(word in key for word in section.none)
        ):
            return section
    return None


def rows_of_grids(blocks: list[Block], sections: SectionList) -> Iterator[Row]:
    """The rows of the grids, and the headings and captions between them."""
    number = -1
    for block in blocks:
        number += 1
        if isinstance(block, Grid):
            start = 0
            for heading, rows in _parts(block, sections):
                number += 1  # what follows a heading is a grid of its own
                if heading is not None:
                    yield replace(heading, position=number)
                    start += 1
                for place, cells in enumerate(rows, start):
                    if cells:
                        yield Row(
                            cells,
                            in_grid=True,
                            measured=block.measured,
                            position=number,
                            after_break=place in block.breaks,
                        )
                start += len(rows)
        else:
            heading_of_line = section_of(block.text, sections)
            is_caption = len(block.text) <= MAX_CAPTION
            if heading_of_line is not None or is_caption:
                yield Row(
                    (Cell(block.text, locator=block.locator),),
                    in_grid=False,
                    section=heading_of_line,
                    caption=is_caption,
                    position=number,
                )


def _parts(
    grid: Grid, sections: SectionList
) -> list[tuple[Row | None, list[tuple[Cell, ...]]]]:
    """A grid cut at the section headings that stand in it, each part with its own.

    The widest part gives the grid its width, so in the others the columns at the right
    that nothing is printed in are no cells.
    """
    parts: list[tuple[Row | None, list[tuple[Cell, ...]]]] = [(None, [])]
    for cells in grid.rows:
        heading = _heading(cells, sections)
        if heading is not None:
            parts.append((heading, []))
        else:
            parts[-1][1].append(cells)
    if len(parts) == 1 or not grid.measured:
        return parts
    return [(heading, _trimmed(rows)) for heading, rows in parts]


def _trimmed(rows: list[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    used = max(
        (c.column + c.colspan for row in rows for c in row if c.text or c.opaque),
        default=0,
    )
    return [tuple(c for c in row if c.column < used) for row in rows]


def _heading(cells: tuple[Cell, ...], sections: SectionList) -> Row | None:
    """A row of a grid that is nothing but a numbered section heading."""
    printed = [cell for cell in cells if cell.text or cell.opaque]
    if len(printed) != 1 or not _NUMBERED.match(printed[0].text):
        return None
    section = section_of(printed[0].text, sections)
    if section is None:
        return None
    return Row((printed[0],), in_grid=False, section=section)


def rows_of_lines(
    blocks: list[Block], sections: SectionList, values: ValueReader
) -> Iterator[Row]:
    """The rows that lines of flattened text make: labels, then values."""
    labels: list[Cell] = []
    figures: list[Cell] = []
    for number, block in enumerate(blocks):
        if not isinstance(block, Line):
            continue
        heading = section_of(block.text, sections)
        tokens = block.tokens or (Cell(block.text, locator=block.locator),)
        for token in tokens:
            if values.is_value(token):
                figures.append(token)
                continue
            if figures:
                yield Row((*labels, *figures), in_grid=False, position=number)
                labels, figures = [], []
            labels.append(token)
        if heading is not None:
            if labels[:-1]:
                yield Row(tuple(labels[:-1]), in_grid=False, position=number)
            labels = labels[-1:]
            yield Row((), in_grid=False, section=heading, position=number)
    if labels or figures:
        yield Row((*labels, *figures), in_grid=False, position=len(blocks))
