"""Ways in which offices bend the form: each takes a sheet and changes its layout.

`LAYOUTS` says for each which tables or rows (`table`, `table/item`) cannot be read from
HTML; everything else must be right. In other media a layout must be safe: right, or not
read and named by an issue.
"""

import copy
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.forms import load_forms
from tests.pipeline.extract.sheets import (
    CORNER,
    SPINE,
    Cell,
    Key,
    Sheet,
    Table,
    header_three,
)

Change = Callable[[Sheet], None]

TWO = "proactive_disclosure"
THREE = "applications"
FOUR = ("reconsideration", "litigation")
BLANK = Cell("")


@dataclass(frozen=True)
class Layout:
    change: Change
    lost: tuple[str, ...] = ()
    text: bool = True  # flattening it to text leaves what it says as it is


LAYOUTS: dict[str, Layout] = {}


def lost_cells(name: str, edition: str, printed: Iterable[Key]) -> set[Key]:
    """The cells of which a layout does not show the place, so that none may be read."""
    lost = LAYOUTS[name].lost if name in LAYOUTS else ()
    if name == "unknown_header_words" and edition == "2019":
        lost = (*lost, TWO)
    return {k for k in printed if k[0] in lost or f"{k[0]}/{k[1]}" in lost}


def layout(*lost: str, text: bool = True) -> Callable[[Change], Change]:
    def add(change: Change) -> Change:
        LAYOUTS[change.__name__] = Layout(change, lost, text)
        return change

    return add


def first_value(row: list[Cell]) -> int | None:
    return next((i for i, cell in enumerate(row) if cell.key), None)


def rows_with(table: Table, part: str) -> list[int]:
    return [n for n, row in enumerate(table) if any(part in c.text for c in row)]


def in_order(made: Sheet, *before: str | Table) -> Callable[[], Iterator[str | Table]]:
    """The blocks of the sheet, after some others."""

    def blocks() -> Iterator[str | Table]:
        yield made.title
        yield from before
        tables: tuple[list[Table], ...] = (made.two, made.three, made.four, [])
        for heading, found in zip(made.headings, tables, strict=True):
            yield heading
            yield from found

    return blocks


# -- headers -----------------------------------------------------------------------


@layout()
def header_cells_empty_instead_of_rowspan(made: Sheet) -> None:
    three, four = made.three[0], made.four[0]
    first, over, last = three[1]
    three[0] = [Cell("", 3), Cell("申请人情况", 7)]
    three[1] = [BLANK] * 3 + [replace(first, rowspan=1), over, replace(last, rowspan=1)]
    three[2] = [BLANK] * 4 + three[2] + [BLANK]
    four[1] = [replace(cell, rowspan=1) for cell in four[1]]
    four[2] = [BLANK] * 5 + four[2]


@layout()
def ragged_headers(made: Sheet) -> None:
    three, four = made.three[0], made.four[0]
    three[0] = [Cell(CORNER, 3), Cell("申请人情况", 7)]
    three[1] = [replace(cell, rowspan=1) for cell in three[1]]
    four[1] = [replace(cell, rowspan=1) for cell in four[1]]


def _halves(row: list[Cell]) -> Table:
    cut = {4: 2, 6: 4, 2: 2}
    return [
        [Cell(c.text[: cut[len(c.text)]]) for c in row],
        [Cell(c.text[cut[len(c.text)] :]) for c in row],
    ]


@layout()
def header_of_three_over_two_rows(made: Sheet) -> None:
    table = made.three[0]
    first, over, last = table[1]
    table[0][0] = replace(table[0][0], rowspan=4)
    table[1] = [replace(first, rowspan=3), over, replace(last, rowspan=3)]
    table[2:3] = _halves(table[2])


@layout()
def header_of_four_over_two_rows(made: Sheet) -> None:
    table = made.four[0]
    table[1] = [replace(c, rowspan=3) if c.colspan == 1 else c for c in table[1]]
    table[2:3] = _halves(table[2])


@layout()
def header_of_two_over_two_rows(made: Sheet) -> None:
    rows: Table = []
    for row in made.two[0]:
        if row[0].text == "信息内容":
            first = replace(row[0], rowspan=2)
            rows.append([first, *(replace(c, text=c.text[:3]) for c in row[1:])])
            rows.append([replace(c, text=c.text[3:]) for c in row[1:]])
        else:
            rows.append(row)
    made.two = [rows]


@layout()
def table_four_without_header_words(made: Sheet) -> None:
    made.four[0][1] = [BLANK] * len(made.four[0][1])
    made.four[0][2] = [BLANK] * 10


@layout()
def other_word_for_organisations(made: Sheet) -> None:
    made.three[0][1][1] = replace(made.three[0][1][1], text="单位申请")


@layout()
def no_word_for_organisations(made: Sheet) -> None:
    made.three[0][1][1] = replace(made.three[0][1][1], text="")


@layout(THREE, f"{TWO}/rules", f"{TWO}/normative_documents")
def unknown_header_words(made: Sheet) -> None:
    made.three[0][2] = [Cell("某类") for _ in made.three[0][2]]
    for row in made.two[0]:
        if row[0].text == "信息内容" and len(row) > 2:
            row[1:] = [replace(cell, text="数量") for cell in row[1:]]
    if made.edition == "2019":  # the other headers of table two have several columns
        made.two = [made.two[0][:4]]


@layout()
def other_word_for_content(made: Sheet) -> None:
    made.each_cell(lambda c: replace(c, text="内容") if c.text == "信息内容" else c)


@layout()
def no_clauses(made: Sheet) -> None:
    made.two = [[r for r in made.two[0] if not r[0].text.startswith("第二十条")]]


# -- extra and missing cells -------------------------------------------------------


def _every_row(made: Sheet, change: Callable[[list[Cell]], None]) -> None:
    for table in (*made.two, *made.three, *made.four):
        for row in table:
            change(row)


@layout()
def blank_column_at_the_end(made: Sheet) -> None:
    _every_row(made, lambda row: row.append(BLANK))


@layout()
def blank_column_in_front(made: Sheet) -> None:
    _every_row(made, lambda row: row.insert(0, BLANK))


@layout()
def blank_column_after_the_label(made: Sheet) -> None:
    for row in made.three[0]:
        place = first_value(row)
        if place is not None:
            row.insert(place, BLANK)
    for row, place in zip(made.three[0], (1, 0, 0), strict=False):
        row.insert(place, BLANK)


@layout()
def blank_column_in_the_middle(made: Sheet) -> None:
    table = made.three[0]
    for row in table:
        place = first_value(row)
        if place is not None:
            row.insert(place + 3, BLANK)
    table[1][1] = replace(table[1][1], colspan=6)
    table[2].insert(2, BLANK)


@layout(THREE)
def blank_column_without_header(made: Sheet) -> None:
    for row in made.three[0]:
        place = first_value(row)
        if place is not None:
            row.insert(place + 3, BLANK)


@layout(f"{THREE}/denied.prohibited_by_law", text=False)
def merged_cell_and_blank_column(made: Sheet) -> None:
    table = made.three[0]
    number = rows_with(table, "其他法律行政法规")[0]
    place = first_value(table[number]) or 0
    row = table[number]
    row[place + 1] = replace(row[place + 1], colspan=2)
    row.pop(place + 2)
    for other in table:
        other.append(BLANK)


@layout(f"{THREE}/denied.prohibited_by_law", text=False)
def one_cell_missing(made: Sheet) -> None:
    made.three[0][rows_with(made.three[0], "其他法律行政法规")[0]].pop()


@layout()
def serial_numbers(made: Sheet) -> None:
    table = made.three[0]
    for number, row in enumerate(table[3:], start=1):
        row.insert(0, Cell(str(number)))
    table[0].insert(0, Cell("序号", 1, 3))


def remark_in_a_column_of_its_own(made: Sheet) -> None:
    table = made.three[0]
    table[0].append(Cell("备注", 1, 3))
    for row in table[3:]:
        row.append(BLANK)
    table[rows_with(table, "予以公开")[0]][-1] = Cell("含上年")


# -- tables cut and joined ---------------------------------------------------------


@layout(text=False)
def three_cut_in_two_labels_cut(made: Sheet) -> None:
    table = made.three[0]
    at = rows_with(table, "无法提供")[0]
    upper, lower = table[: at + 1], table[at + 1 :]
    upper[at] = [replace(upper[at][0], text="（四）无", rowspan=1), *upper[at][1:]]
    lower[0] = [Cell(SPINE, 1, len(lower) - 1), Cell("法提供", 1, 2), *lower[0]]
    made.three = [upper, lower]


@layout(text=False)
def three_cut_in_two_header_again(made: Sheet) -> None:
    table = made.three[0]
    at = rows_with(table, "不予处理")[0]
    lower = copy.deepcopy(table[at:])
    lower[0].insert(0, Cell(SPINE, 1, len(lower) - 1))
    header = header_three(load_forms().form(made.edition, THREE))
    made.three = [table[:at], header + lower]


@layout(text=False)
def three_cut_in_two_row_label_again(made: Sheet) -> None:
    table = made.three[0]
    at = rows_with(table, "不予处理")[0]
    again = [BLANK if cell.key else cell for cell in table[at - 1]]
    made.three = [table[:at], [again, *table[at:]]]


@layout(f"{THREE}/unavailable.requires_creation")
def leaf_label_cut_from_its_values(made: Sheet) -> None:
    table = made.three[0]
    at = rows_with(table, "没有现成")[0]
    values = table[at][1:]
    table[at] = [Cell("2.没有现成信息需"), *([BLANK] * 7)]
    table.insert(at + 1, [Cell("要另行制作"), *values])
    for row in table:
        row[:] = [replace(c, rowspan=c.rowspan + 1) if _spans(c) else c for c in row]


def _spans(cell: Cell) -> bool:
    return "无法提供" in cell.text or cell.text == SPINE


@layout()
def all_in_one_table(made: Sheet) -> None:
    made.two = [made.two[0] + made.three[0] + made.four[0]]
    made.three, made.four = [], []
    made.headings = ("", "", "", made.headings[3])


@layout()
def no_headings(made: Sheet) -> None:
    made.headings = ("", "", "", "")


@layout()
def two_as_a_table_for_each_clause(made: Sheet) -> None:
    tables: list[Table] = []
    for row in made.two[0]:
        if row[0].text.startswith("第二十条"):
            tables.append([])
        tables[-1].append(row)
    made.two = tables


def _block(made: Sheet, number: int, label: str | None) -> Table:
    table = made.four[0]
    names = [Cell(cell.text) for cell in table[2][:5]]
    values = table[3][number * 5 : number * 5 + 5]
    return [*([[Cell(label, 5)]] if label else []), names, values]


@layout()
def four_as_three_tables(made: Sheet) -> None:
    labels = ("行政复议", "未经复议直接起诉", "复议后起诉")
    made.four = [_block(made, n, label) for n, label in enumerate(labels)]


@layout(*FOUR)
def four_as_three_tables_without_labels(made: Sheet) -> None:
    made.four = [_block(made, n, None) for n in range(3)]


@layout()
def four_as_three_rows(made: Sheet) -> None:
    table = made.four[0]
    made.four = [
        [
            [Cell("", 2), *(Cell(cell.text) for cell in table[2][:5])],
            [Cell("行政复议", 2), *table[3][:5]],
            [Cell("行政诉讼", 1, 2), Cell("未经复议直接起诉"), *table[3][5:10]],
            [Cell("复议后起诉"), *table[3][10:]],
        ]
    ]


# -- order -------------------------------------------------------------------------


@layout(text=False)
def rows_swapped(made: Sheet) -> None:
    two, three = made.two[0], made.three[0]
    two[2], two[3] = two[3], two[2]
    three[3], three[4] = three[4], three[3]
    at = rows_with(three, "重复申请")[0]
    three[at], three[at + 1] = three[at + 1], three[at]


def _move_total(made: Sheet, place: int) -> None:
    table = made.three[0]
    total = table[1].pop()
    table[1].insert(place, total)
    for row in table:
        first = first_value(row)
        if first is not None:
            row.insert(first + place, row.pop())


@layout()
def total_first(made: Sheet) -> None:
    _move_total(made, 0)


@layout()
def total_second(made: Sheet) -> None:
    _move_total(made, 1)


@layout()
def total_second_other_word_for_organisations(made: Sheet) -> None:
    _move_total(made, 1)
    made.three[0][1][2] = replace(made.three[0][1][2], text="单位申请")


@layout()
def organisations_in_another_order(made: Sheet) -> None:
    table = made.three[0]
    table[2] = table[2][::-1]
    for row in table:
        first = first_value(row)
        if first is not None:
            row[first + 1 : -1] = row[first + 1 : -1][::-1]


@layout(THREE)
def organisations_in_another_order_one_unknown(made: Sheet) -> None:
    organisations_in_another_order(made)
    made.three[0][2][1] = Cell("律师事务所")


@layout()
def columns_of_two_in_another_order(made: Sheet) -> None:
    for row in made.two[0]:
        if len(row) == 4:
            row[1:] = [row[2], row[1], row[3]]


@layout()
def blocks_of_four_in_another_order(made: Sheet) -> None:
    table = made.four[0]
    names = [replace(cell, rowspan=2) for cell in table[2][:5]]
    values = table[3]
    made.four = [
        [
            [Cell("行政诉讼", 10), Cell("行政复议", 5)],
            [Cell("复议后起诉", 5), Cell("未经复议直接起诉", 5), *names],
            table[2],
            values[10:] + values[5:10] + values[:5],
        ]
    ]


def _total_in_front(row: list[Cell]) -> list[Cell]:
    parts = [row[n : n + 5] for n in range(0, len(row), 5)]
    return [cell for part in parts for cell in (part[4], *part[:4])]


@layout()
def results_in_another_order(made: Sheet) -> None:
    table = made.four[0]
    table[1][:5] = _total_in_front(table[1][:5])
    table[2] = _total_in_front(table[2])
    table[3] = _total_in_front(table[3])


@layout(*FOUR)
def results_in_another_order_in_one_block(made: Sheet) -> None:
    table = made.four[0]
    table[1][:5] = _total_in_front(table[1][:5])
    table[3][:5] = _total_in_front(table[3][:5])


# -- words and marks ---------------------------------------------------------------


def _numbered(name: str, write: Callable[[int, str], str]) -> None:
    def change(cell: Cell) -> Cell:
        match = re.fullmatch(r"(\d)\.(\D.*)", cell.text)
        if cell.key or not match:
            return cell
        return replace(cell, text=write(int(match[1]), match[2]))

    LAYOUTS[name] = Layout(lambda made: made.each_cell(change))


_numbered("numbers_with_comma", lambda n, text: f"{n}、{text}")
_numbered("numbers_with_blank", lambda n, text: f"{n}. {text}")
_numbered("numbers_full_width", lambda n, text: f"{n}．{text}")
_numbered("numbers_in_brackets", lambda n, text: f"（{n}）{text}")
_numbered("numbers_in_circles", lambda n, text: "①②③④⑤⑥⑦⑧"[n - 1] + text)
_numbered("numbers_without_point", lambda n, text: f"{n}{text}")
_numbered("no_numbers", lambda _, text: text)


@layout(f"{THREE}/granted", f"{THREE}/carried_out", f"{TWO}/rules")
def unknown_row_words(made: Sheet) -> None:
    words = ("予以公开", "结转下年度", "规章")
    made.each_cell(
        lambda c: (
            replace(c, text="别的说法")
            if not c.key and any(c.text.endswith(w) or w in c.text[:8] for w in words)
            else c
        )
    )


# -- around the tables -------------------------------------------------------------


@layout()
def every_table_twice(made: Sheet) -> None:
    made.two, made.three, made.four = made.two * 2, made.three * 2, made.four * 2


@layout()
def metadata_above(made: Sheet) -> None:
    made.two.insert(
        0,
        [
            [Cell("索引号"), Cell("000014349/2024-00012"), Cell("主题"), Cell("政务")],
            [Cell("发布机构"), Cell("某市"), Cell("发布日期"), Cell("2024-01-31")],
        ],
    )


@layout()
def contacts_below(made: Sheet) -> None:
    made.four.append([[Cell("联系电话"), Cell("12345678")], [Cell("邮编"), Cell("1")]])


@layout()
def other_numbers_below(made: Sheet) -> None:
    years = [Cell(str(2000 + n)) for n in range(15)]
    made.four.append([[Cell("年份"), *years], [Cell("数"), *years]])


OTHER_TABLE: Table = [
    [Cell("类别"), Cell("数量")],
    [Cell("行政许可"), Cell("999")],
    [Cell("行政处罚"), Cell("998")],
    [Cell("规范性文件"), Cell("997")],
]


@layout()
def other_statistics_above(made: Sheet) -> None:
    made.blocks = in_order(made, "一、总体情况", OTHER_TABLE)  # type: ignore[method-assign]


@layout(TWO)
def other_statistics_instead_of_two(made: Sheet) -> None:
    made.two = []
    other_statistics_above(made)


@layout()
def narrative_list_above(made: Sheet) -> None:
    lines = ("行政许可 999件", "行政处罚 998件", "（一）予以公开 33件")
    made.blocks = in_order(made, "一、总体情况", *lines)  # type: ignore[method-assign]


@layout(TWO)
def narrative_list_instead_of_two(made: Sheet) -> None:
    made.two = []
    narrative_list_above(made)


@layout(f"{THREE}/received_new")
def comparison_in_the_section(made: Sheet) -> None:
    row = [Cell("本年新收政府信息公开申请数量"), Cell("997"), Cell("4")]
    made.three.insert(0, [[Cell("类别"), Cell("2022"), Cell("2023")], row])


@layout(text=False)
def page_numbers_between_rows(made: Sheet) -> None:
    """Tables cut at every page, with the number of the page between the parts."""
    tables = made.three
    made.three = []

    def blocks() -> Iterator[str | Table]:
        yield made.headings[0]
        yield from made.two
        yield made.headings[1]
        for table in tables:
            for start in range(0, len(table), 8):
                yield table[start : start + 8]
                yield "— 3 —"
                yield "4"
        yield made.headings[2]
        yield from made.four

    made.blocks = blocks  # type: ignore[method-assign]
