"""Rows of recognised tables whose label was misread: named by their place.

Only where the table has exactly as many rows of figures as the form, every other row is
known and stands where the form has it, the neighbours are known, and what was seen
comes near the label of the form. Sums are never asked.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from pipeline.extract.document import Block, Cell, Grid
from pipeline.extract.labels import LabelIndex
from pipeline.extract.normal import label_key
from pipeline.extract.values import ValueReader
from pipeline.forms import Form, FormSet
from pipeline.issues import Issue, IssueCode, Severity

__all__ = ["name_rows"]

_TABLE = "applications"
#: what was seen must be at least this near to the label of the form
_MIN_RATIO = 0.5
#: of the rows of a table, at least this share must be known
_MIN_KNOWN = 0.8

Row = tuple[Cell, ...]


def name_rows(
    blocks: Sequence[Block], index: LabelIndex, values: ValueReader, forms: FormSet
) -> tuple[list[Block], list[Issue]]:
    """The blocks with such labels replaced by those of the form, and a note of each."""
    named: list[Block] = []
    issues: list[Issue] = []
    for block in blocks:
        if isinstance(block, Grid) and _is_recognised(block):
            rows = list(block.rows)
            for edition in forms.editions_of(_TABLE):
                form = forms.form(edition, _TABLE)
                issues += _name(rows, form, index, values, forms.values.turning)
            named.append(replace(block, rows=tuple(rows)))
        else:
            named.append(block)
    return named, issues


def _is_recognised(grid: Grid) -> bool:
    return any(c.score is not None for row in grid.rows for c in row)


def _name(
    rows: list[Row],
    form: Form,
    index: LabelIndex,
    values: ValueReader,
    turning: Sequence[str],
) -> list[Issue]:
    """Name the rows of one table by one edition of the form, in place."""
    width = len(form.breakdowns)
    places = [n for n, row in enumerate(rows) if _has_figures(row, width, values)]
    if len(places) != len(form.items):
        return []
    codes = [_code(rows[n][-width - 1], index) for n in places]
    expected = [item.code for item in form.items]
    pairs = list(zip(codes, expected, strict=True))
    unknown = [n for n, code in enumerate(codes) if code is None]
    is_form = all(code in (None, wanted) for code, wanted in pairs)
    if not is_form or len(unknown) > (1 - _MIN_KNOWN) * len(pairs):
        return []
    issues = []
    for number in unknown:
        between = 0 < number < len(codes) - 1
        if not between or None in (codes[number - 1], codes[number + 1]):
            continue
        row = rows[places[number]]
        seen, item = row[-width - 1], form.items[number]
        if _near(seen.text, item.zh, turning):
            label = replace(seen, text=item.zh, opaque=False)
            rows[places[number]] = (*row[: -width - 1], label, *row[-width:])
            issues.append(_note(form, item.code, seen))
    return issues


def _has_figures(row: Row, width: int, values: ValueReader) -> bool:
    return len(row) > width and all(values.is_value(c) for c in row[-width:])


def _code(cell: Cell, index: LabelIndex) -> str | None:
    found = index.find(cell.text, _TABLE) if cell.text and not cell.opaque else ()
    return next((m.code for m in found if m.role in ("item", "group")), None)


def _near(seen: str, label: str, turning: Sequence[str]) -> bool:
    one, other = label_key(seen), label_key(label)
    differs = Counter(one)
    differs.subtract(Counter(other))
    if any(differs[word] for word in turning):
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _MIN_RATIO


def _note(form: Form, item: str, seen: Cell) -> Issue:
    return Issue(
        IssueCode.LABEL_APPROXIMATE,
        Severity.WARNING,
        f"the row label was recognised as {seen.text!r}; it was taken for {item}, "
        "which the form has between the rows above and below it",
        form.table_id,
        item,
        locator=seen.locator,
    )
