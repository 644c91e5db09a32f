"""Pages put together: running lines left out, tables over several pages made whole.

Between the parts of a table stand page numbers and running titles. A part goes on with
the table of the page before where nothing else stands between them and the columns are
the same. Rows cut by the end of a page are marked, not joined: whether two texts are
one label, only the form can say.
"""

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.extract.document import Cell, Grid
from pipeline.extract.pdf.page import Page
from pipeline.extract.pdf.tables import Part
from pipeline.extract.pdf.typeset import PrintedLine

__all__ = ["flow", "grid_of", "without_running_lines"]

#: running lines stand in the outer parts of the page
_MARGIN = 0.1
_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:第?\s*\d{1,4}\s*页?|第?\s*\d{1,4}\s*页?[\s\W_]*共?\s*\d{1,4}\s*页?)[\W_]*"
)
_EDGE = 0.06
_SAME_PLACE = 3.0
_SAME_EDGE = 4.0

Item = tuple[int, PrintedLine | Part]


def without_running_lines(pages: list[Page]) -> None:
    """Take page numbers and repeated lines in the margins out of the pages.

    Of a repeated line the first one stays: it may be the only place of a title.
    """
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        seen.update({_mark(line) for line in _margin(page)})
    kept: set[tuple[str, int]] = set()
    for page in pages:
        gone = []
        for line in _margin(page):
            mark = _mark(line)
            text = line.text
            if _PAGE_NUMBER.fullmatch(text) and _is_outermost(line, page):
                gone.append(line)
            elif seen[mark] > 1:
                if mark in kept:
                    gone.append(line)
                kept.add(mark)
        page.lines = [n for n in page.lines if all(n is not g for g in gone)]


def _margin(page: Page) -> list[PrintedLine]:
    low, high = _MARGIN * page.height, (1 - _MARGIN) * page.height
    return [n for n in page.lines if n.base < low or n.base > high]


def _mark(line: PrintedLine) -> tuple[str, int]:
    text = re.sub(r"\d+", "#", line.text)
    return text, round(line.base / _SAME_PLACE)


def _is_outermost(line: PrintedLine, page: Page) -> bool:
    edges = [part.box for part in page.parts]
    tops = [n.base for n in page.lines if n is not line] + [b[1] for b in edges]
    ends = [n.base for n in page.lines if n is not line] + [b[3] for b in edges]
    beside = line.em / 2
    return line.base - beside <= min(tops, default=line.base) or (
        line.base + beside >= max(ends, default=line.base)
    )


def flow(pages: list[Page]) -> Iterator[Item]:
    """Lines and tables in reading order with the page on which they begin.

    Lines at the very edge of a page, or beside a table, do not part it; they may come
    after it.
    """
    waiting: tuple[int, Part] | None = None
    aside: list[Item] = []
    for page in pages:
        items: list[tuple[float, PrintedLine | Part]] = [
            *((line.base, line) for line in page.lines),
            *((part.box[1], part) for part in page.parts),
        ]
        items.sort(key=lambda item: item[0])
        body = [n for n, (_, item) in enumerate(items) if not _at_edge(item, page)]
        first, last = (body[0], body[-1]) if body else (-1, -1)
        for place, (_, item) in enumerate(items):
            if waiting is not None and place not in body:
                aside.append((page.number, item))
                continue
            if waiting is not None:
                begin, before = waiting
                if place == first and isinstance(item, Part):
                    whole = _continued(before, item, page.number)
                    if whole is not None:
                        waiting = (begin, whole)
                        continue
                    if before.pages[1] == page.number - 1:
                        item.breaks = (0,)
                yield waiting
                yield from aside
                waiting, aside = None, []
            if isinstance(item, Part) and place == last:
                waiting = (page.number, item)
            else:
                yield page.number, item
    if waiting is not None:
        yield waiting
    yield from aside


def _at_edge(item: PrintedLine | Part, page: Page) -> bool:
    """Whether a line stands where only running lines do, or beside a table."""
    if isinstance(item, Part):
        return False
    if any(part.box[1] <= item.base <= part.box[3] for part in page.parts):
        return True
    return not _EDGE * page.height < item.base < (1 - _EDGE) * page.height


def _continued(first: Part, second: Part, page: int) -> Part | None:
    """Both parts as one table; None where they are not one for certain."""
    if second.pages[0] != page or first.pages[1] != page - 1:
        return None
    edges = _edges(first.xs, second.xs)
    if edges is None:
        return None
    again = _header_again(first, second)
    xs, of_first, of_second = edges
    rows = [*_moved(first.rows, of_first), *_moved(second.rows[again:], of_second)]
    return Part(
        rows,
        xs,
        first.box,
        (first.pages[0], second.pages[1]),
        breaks=(*first.breaks, len(first.rows)),
    )


def _edges(
    first: list[float], second: list[float]
) -> tuple[list[float], list[int], list[int]] | None:
    """The edges of the columns of both, and where those of each are among them."""
    wide, narrow = (first, second) if len(first) >= len(second) else (second, first)
    places = []
    for x in narrow:
        near = min(range(len(wide)), key=lambda n: abs(wide[n] - x))
        if abs(wide[near] - x) > _SAME_EDGE:
            return None
        places.append(near)
    if places[0] != 0 or places[-1] != len(wide) - 1 or len(set(places)) < len(narrow):
        return None
    every = list(range(len(wide)))
    return (wide, every, places) if wide is first else (wide, places, every)


def _moved(rows: list[tuple[Cell, ...]], places: list[int]) -> list[tuple[Cell, ...]]:
    """Rows whose columns are counted anew."""
    return [
        tuple(
            Cell(
                c.text,
                places[c.column],
                places[c.column + c.colspan] - places[c.column],
                c.locator,
                c.opaque,
            )
            for c in row
        )
        for row in rows
    ]


def _header_again(first: Part, second: Part) -> int:
    """How many rows of the second part only repeat the header of the first."""
    count = 0
    for upper, lower in zip(first.rows, second.rows, strict=False):
        texts = ["".join(c.text.split()) for c in upper]
        if texts != ["".join(c.text.split()) for c in lower]:
            break
        if not any(texts) or any(t.isdigit() for t in texts):
            break
        count += 1
    return count


def grid_of(part: Part) -> Grid:
    """The table as a grid."""
    return Grid(tuple(part.rows), breaks=part.breaks)
