"""Reports printed from the forms, to be bent and read back: the tests' own renderer.

A `Sheet` holds headings, prose and tables of cells. It is independent of what
`pipeline.demo` draws, so that one cannot hide a fault of the other.
"""

import io
import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from html import escape

import docx
from docx.document import Document as WordDocument

from pipeline.extract.observation import Observation
from pipeline.extract.report import Extraction, Report
from pipeline.forms import Form, Item, load_forms
from pipeline.issues import Severity

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Cell:
    text: str
    colspan: int = 1
    rowspan: int = 1
    key: Key | None = None
    raw: str | None = None  # HTML to print instead of the text


Table = list[list[Cell]]


@dataclass
class Sheet:
    edition: str
    printed: dict[Key, str]
    two: list[Table] = field(default_factory=list)
    three: list[Table] = field(default_factory=list)
    four: list[Table] = field(default_factory=list)
    title: str = "某市2023年政府信息公开工作年度报告"
    headings: tuple[str, ...] = (
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "五、存在的主要问题及改进情况",
    )

    def blocks(self) -> Iterator[str | Table]:
        yield self.title
        for heading, tables in zip(
            self.headings, (self.two, self.three, self.four, []), strict=True
        ):
            if heading:
                yield heading
            yield from tables
        yield "有关工作将继续改进。"

    def each_cell(self, change: Callable[[Cell], Cell]) -> None:
        for table in (*self.two, *self.three, *self.four):
            for row in table:
                row[:] = [change(cell) for cell in row]


OVER = ("enterprise", "research_institution", "public_welfare_org", "legal_services")
SPINE = "三、本年度办理结果"
CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
OUTSIDE = ("received_new", "carried_in", "carried_out")


def figures(edition: str, *, blanks: float = 0.0, seed: int = 1) -> dict[Key, str]:
    """A figure for each cell, all different; some cells blank."""
    chance = random.Random(seed)
    found: dict[Key, str] = {}
    cells = [c for c in load_forms().cells() if c.edition == edition]
    for number, cell in enumerate(cells):
        blank = chance.random() < blanks
        found[cell.key] = "" if blank else str(11 + 7 * number)
    return found


def sheet(edition: str, printed: dict[Key, str]) -> Sheet:
    """The form of an edition, filled in and laid out as in the official notice."""
    made = Sheet(edition, printed)
    forms = load_forms()
    made.two = [table_two(forms.form(edition, "proactive_disclosure"), printed)]
    made.three = [table_three(forms.form(edition, "applications"), printed)]
    made.four = [table_four(edition, printed)]
    return made


def values(form: Form, item: Item, printed: dict[Key, str]) -> list[Cell]:
    keys = [(str(form.table_id), item.code, b.code) for b in form.item_breakdowns(item)]
    return [Cell(printed[key], key=key) for key in keys]


def _widened(cells: list[Cell], width: int) -> list[Cell]:
    """The last cell takes the columns that are left."""
    cells[-1] = replace(cells[-1], colspan=width - len(cells) + 1)
    return cells


def table_two(form: Form, printed: dict[Key, str]) -> Table:
    table: Table = []
    clause = None
    for item in form.items:
        if item.clause != clause:
            clause = item.clause
            table.append([Cell(clause or "", colspan=4)])
            names = [Cell(b.zh) for b in form.item_breakdowns(item)]
            table.append(_widened([Cell("信息内容"), *names], 4))
        table.append(_widened([Cell(item.zh), *values(form, item, printed)], 4))
    return table


def header_three(form: Form) -> Table:
    first, *over, last = [Cell(b.zh) for b in form.breakdowns]
    return [
        [Cell(CORNER, 3, 3), Cell("申请人情况", 7)],
        [
            replace(first, rowspan=2),
            Cell("法人或其他组织", 5),
            replace(last, rowspan=2),
        ],
        over,
    ]


def table_three(form: Form, printed: dict[Key, str]) -> Table:
    table = header_three(form)
    inside = [i for i in form.items if i.code not in OUTSIDE]
    group = None
    for item in form.items:
        row: list[Cell] = []
        if item is inside[0]:
            row.append(Cell(SPINE, 1, len(inside)))
        if item.group and item.group != group:
            name = next(g.zh for g in form.groups if g.code == item.group)
            size = sum(i.group == item.group for i in form.items)
            row.append(Cell(name, 1, size))
        group = item.group
        span = 3 if item.code in OUTSIDE else 1 if group else 2
        table.append([*row, Cell(item.zh, span), *values(form, item, printed)])
    return table


def table_four(edition: str, printed: dict[Key, str]) -> Table:
    forms = load_forms()
    one = forms.form(edition, "reconsideration")
    two = forms.form(edition, "litigation")
    names = [Cell(b.zh) for b in one.breakdowns]
    row = [c for f in (one, two) for i in f.items for c in values(f, i, printed)]
    return [
        [Cell("行政复议", 5), Cell("行政诉讼", 10)],
        [*(replace(n, rowspan=2) for n in names), *(Cell(i.zh, 5) for i in two.items)],
        [*names, *names],
        row,
    ]


# -- printing ----------------------------------------------------------------------


def cell_html(cell: Cell) -> str:
    spans = "".join(
        f' {name}="{n}"'
        for name, n in (("colspan", cell.colspan), ("rowspan", cell.rowspan))
        if n > 1
    )
    text = escape(cell.text) if cell.raw is None else cell.raw
    return f"<td{spans}>{text}</td>"


def table_html(table: Table) -> str:
    rows = "\n".join(f"<tr>{''.join(map(cell_html, row))}</tr>" for row in table)
    return f"<table>\n{rows}\n</table>"


def to_html(made: Sheet) -> bytes:
    body = "\n".join(
        f"<p>{escape(block)}</p>" if isinstance(block, str) else table_html(block)
        for block in made.blocks()
    )
    page = (
        f"<!DOCTYPE html><html><head><title>x</title></head><body>{body}</body></html>"
    )
    return page.encode()


def occupied(table: Table) -> tuple[list[list[tuple[int, Cell]]], int]:
    """The columns in which the cells of each row begin, and the width."""
    covered: dict[tuple[int, int], bool] = {}
    placed = []
    width = 0
    for number, row in enumerate(table):
        column = 0
        line = []
        for cell in row:
            while (number, column) in covered:
                column += 1
            line.append((column, cell))
            for down in range(cell.rowspan):
                for right in range(cell.colspan):
                    covered[number + down, column + right] = True
            column += cell.colspan
            width = max(width, column)
        placed.append(line)
    return placed, width


def to_docx(made: Sheet) -> bytes:
    document: WordDocument = docx.Document()
    for block in made.blocks():
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        placed, width = occupied(block)
        word = document.add_table(rows=len(placed), cols=width)
        for number, line in enumerate(placed):
            for column, cell in line:
                first = word.cell(number, column)
                last = word.cell(
                    min(number + cell.rowspan, len(placed)) - 1,
                    column + cell.colspan - 1,
                )
                target = first if first is last else first.merge(last)
                target.text = cell.text
        document.add_paragraph("")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _text(made: Sheet, table_lines: Callable[[Table], Iterable[str]]) -> bytes:
    lines: list[str] = []
    for block in made.blocks():
        lines += [block] if isinstance(block, str) else table_lines(block)
    return ("\n".join(lines) + "\n").encode()


def flat(cell: Cell) -> str:
    return " ".join(cell.text.split())


def to_cell_lines(made: Sheet) -> bytes:
    """One cell a line, each with a bar; bars at the end of short rows."""

    def lines(table: Table) -> Iterator[str]:
        width = occupied(table)[1]
        for row in filter(None, table):  # of a row that lost all cells nothing is left
            for cell in row[:-1]:
                yield f"{flat(cell)} |"
            yield f"{flat(row[-1])} |" + "|" * (width - len(row))

    return _text(made, lines)


def to_row_lines(made: Sheet) -> bytes:
    """One row a line, the bars of spans at its end."""

    def lines(table: Table) -> Iterator[str]:
        width = occupied(table)[1]
        for row in table:
            yield " | ".join(map(flat, row)) + " |" * (width - len(row) + 1)

    return _text(made, lines)


def expanded(table: Table) -> list[list[str]]:
    placed, width = occupied(table)
    rows = []
    for line in placed:
        texts = [""] * width
        for column, cell in line:
            texts[column] = flat(cell)
        rows.append(texts)
    return rows


def to_markdown(made: Sheet) -> bytes:
    def lines(table: Table) -> Iterator[str]:
        rows = expanded(table)
        yield "| " + " | ".join(rows[0]) + " |"
        yield "|" + "---|" * len(rows[0])
        for row in rows[1:]:
            yield "| " + " | ".join(row) + " |"

    return _text(made, lines)


def to_tabs(made: Sheet) -> bytes:
    return _text(made, lambda table: ("\t".join(row) for row in expanded(table)))


def to_paragraphs(made: Sheet) -> bytes:
    def lines(table: Table) -> Iterator[str]:
        for row in table:
            for cell in row:
                yield flat(cell)
                yield ""

    return _text(made, lines)


def to_spaced(made: Sheet) -> bytes:
    def lines(table: Table) -> Iterator[str]:
        for row in table:
            yield " ".join(flat(cell) for cell in row)

    return _text(made, lines)


def to_joined(made: Sheet) -> bytes:
    return _text(made, lambda t: ["".join(flat(c) for row in t for c in row)])


def to_joined_rows(made: Sheet) -> bytes:
    return _text(made, lambda t: ["".join(flat(c) for c in row) for row in t])


TEXT_PRINTERS: dict[str, Callable[[Sheet], bytes]] = {
    "cell_lines": to_cell_lines,
    "row_lines": to_row_lines,
    "markdown": to_markdown,
    "tabs": to_tabs,
    "paragraphs": to_paragraphs,
    "spaced": to_spaced,
    "joined": to_joined,
    "joined_rows": to_joined_rows,
}


# -- reading back ------------------------------------------------------------------


@dataclass(frozen=True)
class Verdict:
    right: int
    total: int
    wrong: list[str]
    silent: list[str]
    unread: list[Key]
    unnamed: list[Key]  # of the unread ones, those that no issue is about

    @property
    def safe(self) -> bool:
        return not self.wrong and not self.silent

    @property
    def whole(self) -> bool:
        return self.safe and self.right == self.total


#: what stands for no figure, and the status that it must be read with
_MARKS = {"": "blank", "-": "dash", "—": "dash", "/": "not_applicable"}
_MONEY = re.compile(r"(?P<number>[^元万]+)(?P<unit>万?元)")


def _same(text: str, seen: Observation) -> bool:
    if text in _MARKS:
        return (seen.obs_status, seen.value) == (_MARKS[text], None)
    money = _MONEY.fullmatch(text)
    if money:
        return (seen.value, seen.unit) == (Decimal(money["number"]), money["unit"])
    return seen.value == Decimal(text)


def judge(
    extraction: Extraction, printed: dict[Key, str], report: Report | None = None
) -> Verdict:
    """Every cell is right, or not read and named by an issue."""
    report = report or extraction.reports[0]
    found = {(o.table_id, o.item, o.breakdown): o for o in report.observations}
    issues = [i for i in extraction.all_issues() if i.severity is not Severity.INFO]
    right = 0
    wrong: list[str] = []
    silent: list[str] = []
    unread: list[Key] = []
    unnamed: list[Key] = []
    for key, text in printed.items():
        seen = found.get(key)
        if seen is None or seen.obs_status == "unreadable":
            unread.append(key)
            table, item, column = key
            if not any(
                i.table_id == table
                and i.item in (None, item)
                and i.breakdown in (None, column)
                for i in issues
            ):
                unnamed.append(key)
                silent.append(f"{key}: {text!r} was not read and nothing says so")
        elif _same(text, seen):
            right += 1
        else:
            wrong.append(f"{key}: printed {text!r}, read {seen.value_text!r}")
    wrong += [
        f"{key}: no such cell"
        for key, seen in found.items()
        if key not in printed and seen.obs_status != "unreadable"
    ]
    return Verdict(right, len(printed), wrong, silent, unread, unnamed)
