"""Prints of the statistics forms before 2019 (政府信息公开情况统计表), in many styles.

A print is a `Sheet` with one table, so that every writer of a medium takes it too.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.forms import STATISTICS, Form, Group, Item, load_forms
from tests.pipeline.extract.sheets import Cell, Key, Sheet, Table, flat

EDITIONS = tuple(f.edition for f in load_forms().of_table(STATISTICS))
TITLE = "某市2018年政府信息公开工作年度报告"
HEADING = "六、政府信息公开情况统计表"
HEADS = {
    "2014": ("统计指标", "单位", ("统计数",)),
    "2014-fujian": ("指标名称", "计量单位", ("2018年度", "历年累计")),
    "2008-fujian": ("指标名称", "计量单位", ("2018年度", "历年累计")),
    "2008-shanghai": ("指标名称", "计量单位", ("本期", "本年累计")),
}
LETTERS = ("甲", "乙", "丙")


@dataclass(frozen=True)
class Style:
    """How an office prints the form."""

    unit: bool = True
    code: bool = False
    number: bool = False
    remark: bool = False
    letters: bool = False
    marks: str = "."  # behind a number in front of a label; "" leaves numbers out
    of_which: bool = False  # 其中： in front of the first part of a row
    groups: str = "dashes"  # beside the heading of a part: dashes | span | blank
    head: str = "plain"  # plain | levels | stacked | none
    cut: str = ""  # in two: "" | header | bare
    halves: bool = False  # side by side
    spine: bool = False  # the part beside its rows, in a column of its own
    signed: bool = False  # behind the date of the signature
    indent: str = ""


PLAIN = Style()

STYLES: dict[str, Style] = {
    "plain": Style(),
    "code": Style(code=True),
    "code_and_letters": Style(code=True, letters=True),
    "number": Style(number=True),
    "remark": Style(remark=True),
    "no_unit": Style(unit=False),
    "ideographic_marks": Style(marks="、"),
    "no_numbers": Style(marks=""),
    "of_which": Style(of_which=True),
    "spans": Style(groups="span"),
    "blank_groups": Style(groups="blank"),
    "levels": Style(head="levels"),
    "stacked": Style(head="stacked"),
    "no_header": Style(head="none"),
    "cut_with_header": Style(cut="header"),
    "cut_bare": Style(cut="bare"),
    "halves": Style(halves=True),
    "spine": Style(spine=True),
    "after_the_signature": Style(signed=True),
    "indented": Style(indent="\u3000\u3000"),
}


def form_of(edition: str) -> Form:
    return load_forms().form(edition, STATISTICS)


def statistics_figures(
    edition: str, *, blanks: float = 0.0, seed: int = 1, most: int = 99_999
) -> dict[Key, str]:
    """Random figures; amounts have decimals; some cells are blank."""
    chance = random.Random(seed)
    found: dict[Key, str] = {}
    for cell in form_of(edition).cells():
        if chance.random() < blanks:
            found[cell.key] = ""
        elif cell.breakdown.kind == "amount":
            found[cell.key] = str(Decimal(chance.randint(1, most)) / 100)
        else:
            low = chance.random() < 0.4  # many figures are small
            found[cell.key] = str(chance.randint(0, 9 if low else most))
    return found


def statistics_sheet(
    edition: str, printed: dict[Key, str], style: Style = PLAIN
) -> Sheet:
    """The form, filled in, as the last part of a report."""
    tables = statistics_tables(form_of(edition), printed, style)
    before = ("2019年1月10日", HEADING) if style.signed else (HEADING,)
    made = _StatisticsSheet(edition, printed, title=TITLE)
    made.before, made.tables = before, tables
    return made


class _StatisticsSheet(Sheet):
    before: tuple[str, ...] = ()
    tables: list[Table] = []  # noqa: RUF012 - set for each sheet

    def blocks(self) -> Iterator[str | Table]:
        yield self.title
        yield "一、概述"
        yield "有关工作已经完成。"
        yield from self.before
        yield from self.tables


def statistics_tables(form: Form, printed: dict[Key, str], style: Style) -> list[Table]:
    body = [_row(form, entry, n, printed, style) for n, entry in _entries(form)]
    if style.spine:
        body = _with_spine(form, printed, style)
    head = _head(form.edition, style)
    if style.halves:
        half = (len(body) + 1) // 2
        width = len(body[0])
        rest = [*body[half:], *[[Cell("")] * width] * (2 * half - len(body))]
        pairs = zip(body[:half], rest, strict=True)
        return [[*([*h, *h] for h in head), *([*a, *b] for a, b in pairs)]]
    if style.cut:
        half = len(body) // 2
        second = head if style.cut == "header" else []
        return [[*head, *body[:half]], [*second, *body[half:]]]
    return [[*head, *body]]


def _entries(form: Form) -> Iterator[tuple[int, Item | Group]]:
    """Rows and the headings of parts, in the order of print."""
    group: str | None = None
    number = 0
    for item in form.items:
        if item.group and item.group != group:
            number += 1
            yield number, next(g for g in form.groups if g.code == item.group)
        group = item.group
        number += 1
        yield number, item


def _label(form: Form, entry: Item | Group, style: Style) -> str:
    text = entry.zh.replace("(", "（").replace(")", "）").replace(":", "：")
    of_which = text.startswith("其中：")
    if of_which:
        text = text.removeprefix("其中：")
    number, dot, rest = text.partition(".")
    if dot and number.isdigit():
        text = f"{number}{style.marks}{rest}" if style.marks else rest
    main = isinstance(entry, Item) and (entry.parent or entry.under)
    first = main and next(i.code for i in form.items if main in (i.parent, i.under))
    if of_which or (style.of_which and first == entry.code):
        text = f"其中：{text}"
    return style.indent + text if main else text


def _values(form: Form, item: Item, printed: dict[Key, str]) -> list[Cell]:
    keys = [(STATISTICS, item.code, b.code) for b in form.item_breakdowns(item)]
    return [Cell(printed[key], key=key) for key in keys]


def _row(
    form: Form, entry: Item | Group, number: int, printed: dict[Key, str], style: Style
) -> list[Cell]:
    label = Cell(_label(form, entry, style))
    front = [Cell(str(number))] if style.number else []
    behind = [Cell("")] if style.remark else []
    width = int(style.unit) + int(style.code) + len(form.breakdowns)
    if isinstance(entry, Group):
        if style.groups == "span":
            return [*front, replace(label, colspan=1 + width), *behind]
        filler = "——" if style.groups == "dashes" else ""
        return [*front, label, *[Cell(filler)] * width, *behind]
    middle = [Cell(form.item_breakdowns(entry)[0].unit)] if style.unit else []
    middle += [Cell(f"{number:02d}")] if style.code else []
    return [*front, label, *middle, *_values(form, entry, printed), *behind]


def _with_spine(form: Form, printed: dict[Key, str], style: Style) -> Table:
    """Headings of parts in a column in front, over all rows of the part."""
    rows: Table = []
    groups = {g.code: g for g in form.groups}
    group: str | None = None
    for number, item in enumerate(form.items, start=1):
        row = _row(form, item, number, printed, style)
        if item.group is None:
            row[0] = replace(row[0], colspan=2)
        elif item.group != group:
            size = 0
            for other in form.items[number - 1 :]:
                if other.group != item.group:
                    break
                size += 1
            row.insert(0, Cell(groups[item.group].zh, 1, size))
        group = item.group
        rows.append(row)
    return rows


def _head(edition: str, style: Style) -> Table:
    label, unit, figures = HEADS[edition]
    front = [Cell("序号")] if style.number else []
    first = Cell(label, 2 if style.spine else 1)
    middle = [Cell(unit)] if style.unit else []
    middle += [Cell("代码")] if style.code else []
    behind = [Cell("备注")] if style.remark else []
    row = [*front, first, *middle, *map(Cell, figures), *behind]
    if style.head == "none":
        return []
    rows = [row]
    if style.head == "levels" and len(figures) > 1:
        tall = [replace(c, rowspan=2) for c in (*front, first, *middle)]
        rows = [
            [*tall, Cell("统计数", len(figures)), *behind],
            [Cell(text) for text in figures],
        ]
    elif style.head == "stacked":
        rows = [
            [replace(c, text=c.text[: len(c.text) // 2]) for c in row],
            [replace(c, text=c.text[len(c.text) // 2 :]) for c in row],
        ]
    if style.letters:
        rows.append([Cell(t) for t in (*LETTERS, "1", "2")[: len(row)]])
    return rows


def to_glued(made: Sheet) -> bytes:
    """Everything of a table in one line, without any border."""
    return _lines(made, lambda t: ["".join(flat(c) for row in t for c in row)])


def to_glued_rows(made: Sheet) -> bytes:
    """A row a line, without borders."""
    return _lines(made, lambda t: ["".join(flat(c) for c in row) for row in t])


def _lines(made: Sheet, table_lines: Callable[[Table], list[str]]) -> bytes:
    lines: list[str] = []
    for block in made.blocks():
        lines += [block] if isinstance(block, str) else table_lines(block)
    return "\n".join(lines).encode()
