"""Headers: gathering the labels of columns, and the order of columns that they name.

An order is either said by the header or it is the form's; it is refused where the
labels contradict the form. Rows and figures are not known here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipeline.extract.document import Cell
from pipeline.extract.draft import HeaderLabel
from pipeline.extract.labels import Meaning
from pipeline.extract.normal import label_key
from pipeline.forms import Breakdown

__all__ = ["HeaderBuffer", "Order", "applicant_order", "result_order", "row_order"]


@dataclass(frozen=True, slots=True)
class Order:
    """The columns that a header names.

    Attributes:
        codes: from left to right; None where the header contradicts the form.
        known: the header says so; otherwise it is the order of the form.
        note: what is wrong with the header, if anything.
        labels: the labels of the columns, without those over others.
    """

    codes: tuple[str, ...] | None
    known: bool
    note: str | None = None
    labels: tuple[HeaderLabel, ...] = ()


class HeaderBuffer:
    """The labels of the header that is in force."""

    def __init__(self, find: Callable[[str], tuple[Meaning, ...]]) -> None:
        self._find = find
        self.labels: list[HeaderLabel] = []
        self._line = -1
        self._grid: int | None = None
        self._open = True

    def clear(self) -> None:
        """Forget the header: another one begins."""
        self.labels = []
        self._line = -1
        self._open = True

    def begin_row(self, grid: int | None) -> None:
        """A header row begins; the first one after figures begins a new header."""
        if not self._open:
            self.clear()
        self._grid = grid
        self._line += 1

    def figures_seen(self) -> None:
        """The header is complete."""
        self._open = False

    def add(self, cell: Cell, meaning: Meaning | None, *, over: bool = False) -> None:
        """Note a label; a word below a cut word is joined with it."""
        if not cell.text or self._joined(cell):
            return
        code = meaning.code if meaning else None
        exact = meaning is not None and meaning.exact
        line = max(self._line, 0)
        self.labels.append(HeaderLabel(cell, code, exact, line, self._grid, over))

    def _joined(self, cell: Cell) -> bool:
        for index, upper in enumerate(self.labels):
            if upper.line != self._line - 1 or upper.over or self._grid is None:
                continue
            if (upper.cell.column, upper.cell.colspan) != (cell.column, cell.colspan):
                continue
            text = upper.cell.text + cell.text
            meaning = next(
                (m for m in self._find(text) if m.role == "breakdown" and m.exact), None
            )
            if meaning is not None and (not upper.exact or upper.code == meaning.code):
                whole = replace(upper.cell, text=text)
                self.labels[index] = replace(
                    upper, cell=whole, code=meaning.code, exact=True
                )
                return True
        return False


def row_order(labels: Sequence[HeaderLabel], columns: Sequence[Breakdown]) -> Order:
    """The columns of a row of table two."""
    expected = tuple(c.code for c in columns)
    found = _without_front(labels, len(expected))
    if not found:
        return Order(expected, known=False, note="no header was recognised above it")
    return _one_for_one(found, columns)


def applicant_order(
    labels: Sequence[HeaderLabel], columns: Sequence[Breakdown], *, in_grid: bool
) -> Order:
    """The columns of table three, whose header has two levels."""
    expected = tuple(c.code for c in columns)
    if not labels:
        note = "no header with the kinds of applicant was recognised"
        return Order(expected, known=False, note=note)
    flat = _flat(labels, expected, in_grid=in_grid)
    if flat is None:
        return Order(None, known=False, note=_contradiction(labels, expected))
    found = _without_front(flat, len(expected))
    return _one_for_one(found, columns)


def _flat(
    labels: Sequence[HeaderLabel], expected: tuple[str, ...], *, in_grid: bool
) -> list[HeaderLabel] | None:
    """The labels of the columns in the order of the columns; None if not certain."""
    over = [label for label in labels if label.over]
    columns = [label for label in labels if not label.over]
    outer = {expected[0], expected[-1]}
    if in_grid and columns and not any(c.cell.marked for c in columns):
        # aligned text: labels that reach down stand in the middle of their lines
        return sorted(columns, key=lambda c: c.cell.column)
    if over:
        first = over[0]
        upper = [
            c for c in columns if c.code in outer or (in_grid and c.line <= first.line)
        ]
        lower = [c for c in columns if c not in upper]
        before = [c for c in upper if labels.index(c) < labels.index(first)]
        return [*before, *lower, *(c for c in upper if c not in before)]
    if in_grid:
        columns = [c for c in columns if not _covers(c, columns)]
        if len({c.line for c in columns}) > 1:
            if len({c.cell.column for c in columns}) < len(columns):
                return None
            return sorted(columns, key=lambda c: c.cell.column)
        return columns
    # without columns, 总计 before the kinds may stand in an upper row or in front
    codes = [c.code for c in columns]
    return columns if expected[-1] not in codes[:-1] else None


def _covers(label: HeaderLabel, labels: Sequence[HeaderLabel]) -> bool:
    """Whether an unknown label stands over other labels."""
    end = label.cell.column + label.cell.colspan
    return label.code is None and any(
        other.line > label.line and label.cell.column <= other.cell.column < end
        for other in labels
    )


def _without_front(labels: Sequence[HeaderLabel], width: int) -> list[HeaderLabel]:
    """Without unknown labels in front: they stand over the labels of the rows."""
    found = list(labels)
    while len(found) > width and found[0].code is None:
        found.pop(0)
    return found


def _one_for_one(found: Sequence[HeaderLabel], columns: Sequence[Breakdown]) -> Order:
    """As many labels as columns: in the form's order, or all known in another."""
    expected = tuple(c.code for c in columns)
    labels = tuple(found)
    exact = tuple(label.code or "" for label in found if label.exact)
    if len(found) == len(expected):
        if sorted(exact) == sorted(expected):
            return Order(exact, known=True, labels=labels)
        pairs = list(zip(found, columns, strict=True))
        if all(label.code in (None, column.code) for label, column in pairs):
            odd = [label for label, column in pairs if not _similar(label, column)]
            if not odd:
                known = all(label.code for label in found)
                return Order(expected, known=known, labels=labels)
            if len(odd) == 1:
                place = next(n for n, pair in enumerate(pairs) if pair[0] is odd[0])
                note = (
                    f"the column label {_flat_text(odd[0])!r} is not known; on the "
                    f"form it is {columns[place].zh!r} ({columns[place].code}): if it "
                    "is another wording of it, add it to data/forms/labels.yml"
                )
                return Order(expected, known=False, note=note, labels=labels)
    return Order(None, known=False, note=_contradiction(found, expected))


def result_order(
    labels: Sequence[HeaderLabel], columns: Sequence[Breakdown], blocks: int
) -> Order:
    """The columns of a block of table four, the same in each block."""
    expected = tuple(c.code for c in columns)
    width = len(expected)
    if not any(label.code for label in labels):
        none = "no header with the results was recognised"
        return Order(expected, known=False, note=none)
    if len(labels) == width * blocks:
        parts = [labels[n : n + width] for n in range(0, len(labels), width)]
        orders = [_one_for_one(part, columns) for part in parts]
        codes = {order.codes for order in orders}
        if len(codes) == 1 and None not in codes:
            sure = all(order.known for order in orders)
            note = next((o.note for o in orders if o.note), None)
            return Order(codes.pop(), known=sure, note=note, labels=tuple(labels))
    return Order(None, known=False, note=_contradiction(labels, expected))


def _similar(label: HeaderLabel, column: Breakdown) -> bool:
    """A known label, or a cut one, such as 本年新 for 本年新制作数量."""
    key, full = label_key(label.cell.text), label_key(column.zh)
    return label.code == column.code or (len(key) > 1 and full.startswith(key))


def _flat_text(label: HeaderLabel) -> str:
    return "".join(label.cell.text.split())


def _contradiction(labels: Sequence[HeaderLabel], expected: Sequence[str]) -> str:
    names = [_flat_text(label) for label in labels]
    return (
        f"the header {names} does not fit the columns of the form ({list(expected)}): "
        "which column a figure belongs to is not certain; wordings of columns are in "
        "data/forms/labels.yml"
    )
