"""The rows of a document: label cells and what follows them, in reading order.

A row of a grid is a row. In flattened text a row is a run of labels and the run of
values after it. Section headings come through as rows of their own, since they say
which table follows. What a label means is not decided here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.extract.document import Block, Cell, Grid
from pipeline.extract.normal import clean, label_key
from pipeline.extract.values import ValueReader
from pipeline.forms import Section, SectionList

__all__ = ["Row", "rows_of_grids", "rows_of_lines", "section_of"]


@dataclass(frozen=True, slots=True)
class Row:
    """Cells that stand in one row.

    Attributes:
        cells: from left to right.
        in_grid: it is a row of a grid, so that columns mean something.
        section: the section that a heading opens, for a row that is a heading.
    """

    cells: tuple[Cell, ...]
    in_grid: bool
    section: Section | None = None


def section_of(text: str, sections: SectionList) -> Section | None:
    """The section that a line of text opens, or None for other text."""
    key = label_key(text)
    if not key or len(clean(text)) > sections.max_length or "。" in text:
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
    """The rows of the grids, and the headings between them."""
    for block in blocks:
        if isinstance(block, Grid):
            for cells in block.rows:
                if cells:
                    yield Row(cells, in_grid=True)
        else:
            heading = section_of(block.text, sections)
            if heading is not None:
                yield Row((), in_grid=False, section=heading)


def rows_of_lines(
    blocks: list[Block], sections: SectionList, values: ValueReader
) -> Iterator[Row]:
    """The rows that lines of flattened text make: labels, then values."""
    labels: list[Cell] = []
    figures: list[Cell] = []
    for block in blocks:
        if isinstance(block, Grid):
            continue
        heading = section_of(block.text, sections)
        tokens = block.tokens or (Cell(block.text, locator=block.locator),)
        for token in tokens:
            if values.is_value(token):
                figures.append(token)
                continue
            if figures:
                yield Row((*labels, *figures), in_grid=False)
                labels, figures = [], []
            labels.append(token)
        if heading is not None:
            if labels[:-1]:
                yield Row(tuple(labels[:-1]), in_grid=False)
            labels = labels[-1:]
            yield Row((), in_grid=False, section=heading)
    if labels or figures:
        yield Row((*labels, *figures), in_grid=False)
