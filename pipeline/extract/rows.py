"""The rows of a document: label cells and what follows them, in reading order.

A row of a grid is a row. In flattened text a row is a run of labels and the run of
values after it. Section headings come through as rows of their own, since they say
which table follows, and so do the short lines between grids. What a label means is not
decided here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.extract.document import Block, Cell, Grid, Line
from pipeline.extract.normal import clean, label_key
from pipeline.extract.values import ValueReader
from pipeline.forms import Section, SectionList

__all__ = ["Row", "rows_of_grids", "rows_of_lines", "section_of"]

#: a longer line between grids is prose, not the caption of one
_MAX_CAPTION = 20
#: in a grid, only a numbered text is a heading: 行政复议 is a label there
_NUMBERED = re.compile(r"^\s*[一二三四五六七八九十]{1,2}\s*[、.．]")


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
    """

    cells: tuple[Cell, ...]
    in_grid: bool
    measured: bool = False
    section: Section | None = None
    caption: bool = False
    position: int = 0


def section_of(text: str, sections: SectionList) -> Section | None:
    """The section that a line of text opens, or None for other text."""
    if len(clean(text)) > sections.max_length or "。" in text:
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
    for number, block in enumerate(blocks):
        if isinstance(block, Grid):
            for cells in block.rows:
                if cells:
                    yield Row(
                        cells,
                        in_grid=True,
                        measured=block.measured,
                        section=_heading_in(cells, sections),
                        position=number,
                    )
        else:
            heading = section_of(block.text, sections)
            is_caption = len(block.text) <= _MAX_CAPTION
            if heading is not None or is_caption:
                yield Row(
                    (Cell(block.text, locator=block.locator),),
                    in_grid=False,
                    section=heading,
                    caption=is_caption,
                    position=number,
                )


def _heading_in(cells: tuple[Cell, ...], sections: SectionList) -> Section | None:
    """The section that a row of a grid opens: a sheet holds headings as rows."""
    text = cells[0].text
    if not _NUMBERED.match(text) or any(c.text or c.opaque for c in cells[1:]):
        return None
    return section_of(text, sections)


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
