"""Which text of a document is prose, and where it stands."""

from pipeline.extract.document import Cell, Document, Grid, Line
from pipeline.forms import load_forms
from pipeline.narrative import read_claims
from pipeline.narrative.prose import Passage, passages
from tests.pipeline.narrative.saying import claims_of, compared, said


def _passages(*blocks: Grid | Line) -> list[Passage]:
    document = Document("text", blocks=list(blocks))
    return list(passages(document, load_forms().sections))


def _texts(*lines: str) -> list[str]:
    return [p.text for p in _passages(*(Line(text) for text in lines))]


def test_lines_that_a_page_broke_are_one_paragraph() -> None:
    lines = ("全年共受理政府信息公开申请", "128件，办结", "125件。", "行政复议0件。")
    assert _texts(*lines) == ["".join(lines[:3]), lines[3]]
    assert compared(*lines) == "received 128, answered 125, reconsideration 0"


def test_a_number_that_a_page_broke_is_one() -> None:
    lines = ("全年办结政府信息公开申请1", "2件，结转下年度3件。")
    assert compared(*lines) == "answered 12, carried_out 3"


def test_figures_between_lines_part_them() -> None:
    assert _texts("本机关不掌握相关政府信息", "25", "没有现成信息需要另行制作") == [
        "本机关不掌握相关政府信息",
        "没有现成信息需要另行制作",
    ]


def test_parts_of_a_section_stay_in_it() -> None:
    found = _passages(
        Line("一、总体情况"),
        Line("（一）主动公开情况"),
        Line("制发规章2件。"),
        Line("（二）依申请公开情况"),
        Line("收到23件。"),
        Line("二、主动公开政府信息情况"),
        Line("见下表。"),
    )
    assert [(p.section, p.heading) for p in found] == [
        ("overview", "（一）主动公开情况"),
        ("overview", "（二）依申请公开情况"),
        ("proactive_disclosure", ""),
    ]


def test_a_report_without_main_numbers_has_sections_too() -> None:
    found = _passages(Line("（一）总体情况"), Line("收到申请2件。"))
    assert [p.section for p in found] == ["overview"]


def test_a_heading_says_what_is_counted_below_it() -> None:
    assert compared("（二）依申请公开情况", "全年收到23件，办结22件。") == (
        "received 23, answered 22"
    )
    assert compared("（二）窗口服务情况", "全年收到23件，办结22件。") == ""


def test_an_article_in_a_layout_table_is_read() -> None:
    text = "一、总体情况\n（一）依申请公开\n全年收到申请5件，均已答复。"
    rows = ((Cell("栏目导航", locator="t1/r1/c1"), Cell(text, 1, locator="t1/r1/c2")),)
    document = Document("html", blocks=[Grid(rows)])
    claims = read_claims(document, 2023, load_forms())
    assert said(claims) == "received 5"
    assert (claims[0].section, claims[0].locator) == ("overview", "t1/r1/c2")


def test_cells_of_a_table_are_no_prose() -> None:
    rows = (
        (Cell("本年新收政府信息公开申请数量12件", 0), Cell("12件", 1)),
        (Cell("行政复议", 0), Cell("3件", 1)),
    )
    assert _passages(Grid(rows)) == []


def test_a_label_with_its_figures_is_no_prose() -> None:
    tokens = (Cell("行政许可"), Cell("310件"))
    assert _passages(Line("行政许可 310件", tokens)) == []


def test_a_table_that_lost_its_lines_states_nothing() -> None:
    flat = "第二十条第（九）项信息内容采购项目数量采购总金额政府集中采购1235元。"
    assert compared(flat) == ""


def test_the_sentence_that_lists_the_sections_states_nothing() -> None:
    text = (
        "本报告由总体情况、收到和处理政府信息公开申请情况、行政复议情况等6个部分组成。"
    )
    assert claims_of(text) == []
