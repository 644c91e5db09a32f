"""The picture of docs/localisation.md: table three with one cell printed wrong.

    python tools/draw_wrong_cell.py            # writes docs/images/wrong-cell.svg

Figures are those of Zhumadian 2024, which add up; one of them is misprinted here, and
the picture says so. Which equations then fail follows from the form.
"""

import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402 - the package is found from the root

from pipeline.demo.catalogue import load_reports  # noqa: E402
from pipeline.forms import CellDef, Form, load_forms  # noqa: E402
from pipeline.synth.expected import broken  # noqa: E402

REPORT = "zhumadian_2024"
ITEM, BREAKDOWN = "unavailable.not_held", "natural_person"
PRINTED = 890

ROW, GROUP, LABEL, COLUMN, TOP = 22, 108, 560, 84, 64
WRONG, FAILED, HEAD = "#f8c9c4", "#fdebc8", "#f2f2f2"
GRID, TEXT = "#c8c8c8", "#222222"
STYLE = (
    "text{font-family:'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',"
    "'PingFang SC',sans-serif;font-size:12px;fill:" + TEXT + "}"
    ".n{text-anchor:end}.h{text-anchor:middle}.b{font-weight:bold}"
)


@dataclass(frozen=True, slots=True)
class Case:
    """A table with one wrong cell.

    Attributes:
        form: table three.
        printed: its figures by row and column.
        true: of the wrong cell.
        rows: rows whose sum fails.
        columns: columns of which a sum or the balance fails.
    """

    form: Form
    printed: dict[tuple[str, str], Decimal]
    true: Decimal
    rows: frozenset[str]
    columns: frozenset[str]

    def row_sum(self, item: str) -> Decimal:
        """What the applicants of a row add up to."""
        parts = [b.code for b in self.form.breakdowns if not b.is_total]
        return sum((self.printed[item, part] for part in parts), Decimal(0))

    def column_sum(self, column: str) -> Decimal:
        """What the results of a column add up to."""
        leaves = [i.code for i in self.form.items if i.parent == "disposed_total"]
        return sum((self.printed[leaf, column] for leaf in leaves), Decimal(0))


def case() -> Case:
    """The report with its one wrong cell."""
    report = load_reports()[REPORT]
    form = load_forms().form(report.entry.edition, "applications")
    figures = {
        (item, column): Decimal(text)
        for (table, item, column), text in report.figures.items()
        if table == "applications"
    }
    true = figures[ITEM, BREAKDOWN]
    off = np.zeros(len(form.cells()), dtype=np.int64)
    off[[_is_wrong(cell) for cell in form.cells()]] = PRINTED - int(true)
    failed = broken(form, off)
    return Case(
        form,
        figures | {(ITEM, BREAKDOWN): Decimal(PRINTED)},
        true,
        frozenset(unit for rule, unit in failed if rule.endswith("_row_sum")),
        frozenset(unit for rule, unit in failed if not rule.endswith("_row_sum")),
    )


def _is_wrong(cell: CellDef) -> bool:
    return (cell.item.code, cell.breakdown.code) == (ITEM, BREAKDOWN)


def _text(x: float, y: float, words: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{x:g}" y="{y:g}"{named}>{escape(words)}</text>'


def _box(x: float, y: float, width: float, fill: str, rows: int = 1) -> str:
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{rows * ROW}" '
        f'fill="{fill}" stroke="{GRID}"/>'
    )


def _fill(of: Case, item: str, column: str) -> str:
    if (item, column) == (ITEM, BREAKDOWN):
        return WRONG
    part = of.form.item(item)
    is_summed = item == "disposed_total" or bool(part and part.parent)
    if item in of.rows or (column in of.columns and is_summed):
        return FAILED
    return "#ffffff"


def _table(of: Case) -> list[str]:
    """Heads, labels and figures, with what fails marked."""
    found = []
    columns = of.form.breakdowns
    for n, column in enumerate(columns):
        x = LABEL + n * COLUMN
        found += [_box(x, TOP, COLUMN, HEAD)]
        found += [_text(x + COLUMN / 2, TOP + 15, column.zh, "h")]
    for m, item in enumerate(of.form.items, start=1):
        y = TOP + m * ROW
        left = GROUP if item.group else 8
        found += [_box(left, y, LABEL - left, HEAD), _text(left + 6, y + 15, item.zh)]
        for n, column in enumerate(columns):
            x = LABEL + n * COLUMN
            value = f"{of.printed[item.code, column.code]:f}"
            is_wrong = (item.code, column.code) == (ITEM, BREAKDOWN)
            found += [_box(x, y, COLUMN, _fill(of, item.code, column.code))]
            kind = "n b" if is_wrong else "n"
            found += [_text(x + COLUMN - 8, y + 15, value, kind)]
    return found + _groups(of.form)


def _groups(form: Form) -> list[str]:
    """The labels that stand beside several rows."""
    found = []
    for group in form.groups:
        rows = [m for m, i in enumerate(form.items, start=1) if i.group == group.code]
        y = TOP + rows[0] * ROW
        found += [_box(8, y, GROUP - 8, HEAD, len(rows)), _text(14, y + 15, group.zh)]
    return found


def _words(of: Case, below: float) -> list[str]:
    """What fails, and what follows from it."""
    total = of.printed[ITEM, "total"]
    column = of.printed["disposed_total", BREAKDOWN]
    row_sum, column_sum = of.row_sum(ITEM), of.column_sum(BREAKDOWN)
    return [
        _text(
            8,
            below,
            f"Row: the applicants add up to {row_sum}, the total printed is {total}: "
            f"{row_sum - total:+}.   本行各类申请人之和{row_sum}，总计{total}。",
        ),
        _text(
            8,
            below + 20,
            f"Column: the results add up to {column_sum}, the total printed is "
            f"{column}: {column_sum - column:+}.   "
            f"本列各项之和{column_sum}，总计{column}。",
        ),
        _text(
            8,
            below + 40,
            "One cell stands in just these two sums. With "
            f"{PRINTED - (row_sum - total)} instead of {PRINTED} both hold: two digits "
            f"changed places.   应为{PRINTED - (row_sum - total)}，相邻两位数字对调。",
            "b",
        ),
    ]


def picture(of: Case) -> str:
    """The whole of the SVG file.

    Raises:
        ValueError: what follows from the sums is not what was true.
    """
    if PRINTED - (of.row_sum(ITEM) - of.printed[ITEM, "total"]) != of.true:
        raise ValueError(f"the sums do not give the true figure {of.true}")
    bottom = TOP + (len(of.form.items) + 1) * ROW
    width = LABEL + len(of.form.breakdowns) * COLUMN + 8
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {bottom + 76}" '
        f'width="{width}" height="{bottom + 76}" role="img">',
        "<title>Table three with one wrong cell: two sums fail</title>",
        f"<style>{STYLE}</style>",
        f'<rect width="{width}" height="{bottom + 76}" fill="#ffffff"/>',
        _text(8, 22, "Table three (表三) with one cell printed wrong", "b"),
        _text(
            8,
            44,
            "Figures: Zhumadian (驻马店) 2024, whose table adds up. "
            f"The {PRINTED} is made up for this picture; the report prints {of.true}.",
        ),
        *_table(of),
        *_words(of, bottom + 24),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the picture."""
    path = ROOT / "docs" / "images" / "wrong-cell.svg"
    path.write_text(picture(case()), encoding="utf-8")


if __name__ == "__main__":
    main()
