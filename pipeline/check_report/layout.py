"""The tables of a form as they are printed: rows of cells with their spans.

Knows which cell reaches how far; knows no figure and no HTML. Words that the form
prints around its cells are `data/check/print.yml`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Literal

from pipeline.check.result import CellKey
from pipeline.data_files import ClosedModel, Text, read_data
from pipeline.forms import STATISTICS, Breakdown, Form, FormSet, Item
from pipeline.paths import project_dir

__all__ = ["PrintCell", "PrintFrame", "PrintTable", "print_tables"]

Kind = Literal["clause", "head", "corner", "label", "spine", "group", "value", "empty"]


class Band(ClosedModel):
    """A head over some columns."""

    label: Text
    breakdowns: tuple[str, ...]


class PrintFrame(ClosedModel):
    """The words that the form prints around its cells: `data/check/print.yml`."""

    info_head: Text
    corner: Text
    applicants: Text
    bands: tuple[Band, ...]
    spine: Text
    spine_total: Text
    litigation: Text
    indicator: Text
    unit: Text


@dataclass(frozen=True, slots=True)
class PrintCell:
    """One cell of a printed table: what it says and how far it reaches.

    Attributes:
        kind: what it is.
        text: the label; of a value nothing.
        en: the label in English.
        colspan: columns that it covers.
        rowspan: rows that it covers.
        key: the cell of the form whose figure stands here.
    """

    kind: Kind
    text: str = ""
    en: str = ""
    colspan: int = 1
    rowspan: int = 1
    key: CellKey | None = None


@dataclass(frozen=True, slots=True)
class PrintTable:
    """One printed table: table four holds two tables of the form."""

    table_ids: tuple[str, ...]
    title_zh: str
    title_en: str
    width: int
    rows: tuple[tuple[PrintCell, ...], ...]


@cache
def _frame() -> PrintFrame:
    path = project_dir() / "data" / "check" / "print.yml"
    return read_data(path, PrintFrame)


def print_tables(forms: FormSet, editions: dict[str, str]) -> list[PrintTable]:
    """The tables as printed, in the order of the form.

    Args:
        forms: the forms.
        editions: table -> the edition that it follows, of the tables to be shown.
    """
    tables = []
    form = {name: forms.form(edition, name) for name, edition in editions.items()}
    if "proactive_disclosure" in form:
        tables.append(_by_clause(form["proactive_disclosure"]))
    if "applications" in form:
        tables.append(_applications(form["applications"]))
    disputes = [form[n] for n in ("reconsideration", "litigation") if n in form]
    if disputes:
        tables.append(_disputes(disputes))
    if STATISTICS in form:
        tables.append(_statistics(form[STATISTICS]))
    return tables


def _values(form: Form, item: Item, spans: Sequence[int]) -> Iterator[PrintCell]:
    columns = form.item_breakdowns(item)
    for column, span in zip(columns, spans, strict=True):
        key = (form.table_id, item.code, column.code)
        yield PrintCell("value", colspan=span, key=key)


def _head(column: Breakdown, colspan: int = 1, rowspan: int = 1) -> PrintCell:
    return PrintCell("head", column.zh, column.en, colspan, rowspan)


def _spread(columns: int, width: int) -> list[int]:
    """How many of `width` places each of some columns takes; the last has the rest."""
    each = width // columns
    return [each] * (columns - 1) + [width - each * (columns - 1)]


def _by_clause(form: Form) -> PrintTable:
    """Table two: below each clause of the Regulations its own columns."""
    width = max(len(form.item_breakdowns(item)) for item in form.items)
    rows: list[tuple[PrintCell, ...]] = []
    for clause, items in groupby(form.items, key=lambda item: item.clause):
        listed = list(items)
        columns = form.item_breakdowns(listed[0])
        spans = _spread(len(columns), width)
        rows.append((PrintCell("clause", clause or "", colspan=width + 1),))
        heads = [_head(c, s) for c, s in zip(columns, spans, strict=True)]
        rows.append((PrintCell("head", _frame().info_head), *heads))
        for item in listed:
            label = PrintCell("label", item.zh, item.en)
            rows.append((label, *_values(form, item, spans)))
    return PrintTable(
        (form.table_id,), form.name_zh, form.name_en, width + 1, tuple(rows)
    )


def _applications(form: Form) -> PrintTable:
    """Table three: three columns of labels, then the applicants."""
    frame = _frame()
    rows = _applicants(form.breakdowns)
    groups = {group.code: group for group in form.groups}
    # one below the other, as on the form
    hung = [i for i in form.items if frame.spine_total in (i.code, i.parent)]
    seen: set[str] = set()
    for item in form.items:
        cells = []
        if hung and item is hung[0]:
            cells.append(PrintCell("spine", frame.spine, rowspan=len(hung)))
        if item.group and item.group not in seen:
            seen.add(item.group)
            size = sum(other.group == item.group for other in form.items)
            group = groups[item.group]
            cells.append(PrintCell("group", group.zh, group.en, rowspan=size))
        span = 1 if item.group else 2 if item in hung else 3
        cells.append(PrintCell("label", item.zh, item.en, span))
        cells += _values(form, item, [1] * len(form.breakdowns))
        rows.append(tuple(cells))
    width = 3 + len(form.breakdowns)
    return PrintTable((form.table_id,), form.name_zh, form.name_en, width, tuple(rows))


def _applicants(columns: Sequence[Breakdown]) -> list[tuple[PrintCell, ...]]:
    frame = _frame()
    band_of = {code: band for band in frame.bands for code in band.breakdowns}
    second, third = [], []
    for band, below in groupby(columns, key=lambda column: band_of.get(column.code)):
        covered = list(below)
        if band is None:
            second += [_head(column, rowspan=2) for column in covered]
        else:
            second.append(PrintCell("head", band.label, colspan=len(covered)))
            third += [_head(column) for column in covered]
    corner = PrintCell("corner", frame.corner, colspan=3, rowspan=3)
    first = (corner, PrintCell("head", frame.applicants, colspan=len(columns)))
    return [first, tuple(second), tuple(third)]


def _disputes(forms: Sequence[Form]) -> PrintTable:
    """Table four: reconsideration, then the blocks of litigation, in one row."""
    first: list[PrintCell] = []
    second: list[PrintCell] = []
    third: list[PrintCell] = []
    values: list[PrintCell] = []
    for form in forms:
        columns, blocks = form.breakdowns, form.items
        if len(blocks) == 1:
            label = PrintCell("head", blocks[0].zh, blocks[0].en, len(columns))
            first.append(label)
            second += [_head(column, rowspan=2) for column in columns]
        else:
            width = len(columns) * len(blocks)
            label = PrintCell("head", _frame().litigation, form.name_en, width)
            first.append(label)
            second += [PrintCell("head", b.zh, b.en, len(columns)) for b in blocks]
            third += [_head(column) for _ in blocks for column in columns]
        for item in blocks:
            values += _values(form, item, [1] * len(columns))
    return PrintTable(
        table_ids=tuple(form.table_id for form in forms),
        title_zh="、".join(form.name_zh for form in forms),
        title_en=", ".join(form.name_en for form in forms),
        width=len(values),
        rows=tuple(tuple(row) for row in (first, second, third, values) if row),
    )


def _statistics(form: Form) -> PrintTable:
    """The table before 2019: a row a figure, below the headings of its parts."""
    frame = _frame()
    groups = {group.code: group for group in form.groups}
    width = 2 + len(form.breakdowns)
    heads = [PrintCell("head", frame.indicator), PrintCell("head", frame.unit)]
    rows = [(*heads, *(_head(column) for column in form.breakdowns))]
    last = None
    for item in form.items:
        if item.group and item.group != last:
            group = groups[item.group]
            rows.append((PrintCell("clause", group.zh, group.en, width),))
        last = item.group
        columns = form.item_breakdowns(item)
        values = {c.key[2]: c for c in _values(form, item, [1] * len(columns)) if c.key}
        places = [values.get(c.code, PrintCell("empty")) for c in form.breakdowns]
        label = PrintCell("label", item.zh, item.en)
        rows.append((label, PrintCell("label", columns[0].unit), *places))
    return PrintTable((form.table_id,), form.name_zh, form.name_en, width, tuple(rows))
