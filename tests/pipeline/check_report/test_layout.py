"""The form as printed: every cell once, and no hole in any table."""

from collections import Counter

import pytest

from pipeline.check_report.layout import PrintTable, print_tables
from pipeline.forms import CURRENT_TABLES, STATISTICS, load_forms

EDITIONS = load_forms().editions


def tables(edition: str) -> list[PrintTable]:
    forms = load_forms()
    here = [t for t in (*CURRENT_TABLES, STATISTICS) if (edition, t) in forms.forms]
    return print_tables(forms, dict.fromkeys(here, edition))


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_cell_of_the_form_is_printed_once(edition: str) -> None:
    printed = Counter(
        cell.key
        for table in tables(edition)
        for row in table.rows
        for cell in row
        if cell.key is not None
    )
    wanted = Counter(c.key for c in load_forms().cells() if c.edition == edition)
    assert printed == wanted


@pytest.mark.parametrize("edition", EDITIONS)
def test_cells_fill_their_table(edition: str) -> None:
    for table in tables(edition):
        taken: set[tuple[int, int]] = set()
        for y, row in enumerate(table.rows):
            x = 0
            for cell in row:
                while (y, x) in taken:
                    x += 1
                area = {
                    (y + down, x + right)
                    for down in range(cell.rowspan)
                    for right in range(cell.colspan)
                }
                assert not area & taken, (table.table_ids, cell)
                taken |= area
        full = {(y, x) for y in range(len(table.rows)) for x in range(table.width)}
        assert taken == full, table.table_ids


def test_table_three_is_headed_as_on_the_form() -> None:
    (three,) = [t for t in tables("2021") if t.table_ids == ("applications",)]
    first, second, third, new, _, granted, *_ = three.rows
    assert [(c.text, c.colspan, c.rowspan) for c in first[1:]] == [("申请人情况", 7, 1)]
    assert [(c.text, c.colspan, c.rowspan) for c in second] == [
        ("自然人", 1, 2),
        ("法人或其他组织", 5, 1),
        ("总计", 1, 2),
    ]
    assert [c.text for c in third] == [
        *("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
    ]
    assert (new[0].text, new[0].colspan) == ("一、本年新收政府信息公开申请数量", 3)
    # the results hang on one label beside them, down to their total
    assert granted[0].text == "三、本年度办理结果"
    assert three.rows[3 + 2 + granted[0].rowspan - 1][0].text.endswith("总计")


def test_table_four_is_one_row_below_three_heads() -> None:
    (four,) = [t for t in tables("2019") if "litigation" in t.table_ids]
    assert four.table_ids == ("reconsideration", "litigation")
    assert (four.width, len(four.rows)) == (15, 4)
    assert [c.text for c in four.rows[0]] == ["行政复议", "行政诉讼"]
