"""Tables saved as CSV: runs of records with the same number of fields become grids.

No knowledge of the form.
"""

import csv
from collections.abc import Iterator, Sequence

from pipeline.extract.document import Cell, Grid
from pipeline.extract.flat_boxes import Placed
from pipeline.extract.normal import clean

__all__ = ["find_csv"]

_MIN_FIELDS = 3
_MIN_RECORDS = 3
_MAX_FIELDS = 200


def find_csv(lines: Sequence[str]) -> list[Placed]:
    """The tables of a text whose cells have commas between them."""
    if sum(line.count(",") >= _MIN_FIELDS - 1 for line in lines) < _MIN_RECORDS:
        return []
    try:
        return list(_runs(lines))
    except csv.Error:
        return []  # a field without end: these are no records


def _runs(lines: Sequence[str]) -> Iterator[Placed]:
    reader = csv.reader(line + "\n" for line in lines)
    run: list[tuple[Cell, ...]] = []
    start = before = 0
    for fields in reader:
        here, before = before, reader.line_num
        if run and len(fields) != len(run[0]):
            yield from _placed(run, start, here)
            run = []
        if _MIN_FIELDS <= len(fields) <= _MAX_FIELDS:
            start = start if run else here
            locator = f"line {here + 1}"
            cells = (Cell(clean(t), n, 1, locator) for n, t in enumerate(fields))
            run.append(tuple(cells))
    yield from _placed(run, start, before)


def _placed(run: list[tuple[Cell, ...]], start: int, end: int) -> Iterator[Placed]:
    if len(run) >= _MIN_RECORDS:
        yield Placed(start, end, Grid(tuple(run), measured=False))
