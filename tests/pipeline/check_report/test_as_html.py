"""The page of a check, as a parser has it; how it looks is `test_page_in_browser`."""

from collections import Counter
from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from pipeline.check import CheckedReport, check_document
from pipeline.check_report.as_html import as_html
from pipeline.check_report.page import cell_id
from tests.pipeline.check_report.given import HOSTILE, OTHER, PERSONS, RECEIVED, TOTAL

BLANK = "   "


@pytest.fixture(scope="module")
def page(remarked: CheckedReport) -> LexborHTMLParser:
    return LexborHTMLParser(as_html(remarked))


def text_of(page: LexborHTMLParser, selector: str) -> str:
    (node,) = page.css(selector)
    return node.text()


def cell(key: tuple[str, str, str]) -> str:
    return f'[id="{cell_id(1, key)}"]'


def test_every_link_leads_somewhere_and_no_anchor_is_there_twice(
    page: LexborHTMLParser,
) -> None:
    anchors = Counter(node.attributes["id"] for node in page.css("[id]"))
    assert set(anchors.values()) == {1}
    links = [node.attributes["href"] for node in page.css("a")]
    assert links
    for link in links:
        assert link is not None
        assert link.startswith("#")
        assert link[1:] in anchors


def test_nothing_is_fetched_and_nothing_runs(page: LexborHTMLParser) -> None:
    assert not page.css("script, link, img, iframe, object, embed, base, form")
    assert not page.css("[onerror], [onclick], [onload], [style], [src]")
    assert "url(" not in text_of(page, "style")
    assert "@import" not in text_of(page, "style")


def test_hostile_text_is_shown_as_it_is(page: LexborHTMLParser) -> None:
    assert text_of(page, f"{cell(OTHER)} .print") == HOSTILE
    sentences = [node.text() for node in page.css(".sentence bdi")]
    assert any(text.startswith(HOSTILE) for text in sentences)


def test_every_cell_is_printed_exactly(remarked: CheckedReport) -> None:
    page = LexborHTMLParser(as_html(remarked))
    (part,) = remarked.parts
    for found in part.cells:
        shown = text_of(page, f"{cell(found.name.key)} .print")
        assert shown == found.printed.strip()


def test_marked_cells_say_their_number_and_what_they_should_be(
    page: LexborHTMLParser,
) -> None:
    for key, kind, number, due in (
        (PERSONS, "wrong", "✗ 1", "应为 26"),
        (TOTAL, "wrong", "✗ 1", "应为 27"),
        (OTHER, "maybe", "? 2", "应为 -2.5?"),
        (RECEIVED, "said", "句 3", None),
    ):
        (node,) = page.css(cell(key))
        assert kind in (node.attributes["class"] or "").split()
        assert text_of(page, f"{cell(key)} .badge") == number
        assert [n.text() for n in page.css(f"{cell(key)} .due")] == (
            [] if due is None else [due]
        )
    assert len(page.css("td .badge")) == 4


def test_a_settled_finding_marks_the_cells_that_explain_it_alone(
    remarked: CheckedReport,
) -> None:
    (part,) = remarked.parts
    bare = replace(remarked, parts=(replace(part, suspects=(), claims=()),))
    page = LexborHTMLParser(as_html(bare))
    named = {cell.name.key for cell in part.findings[0].cells}
    assert len(page.css("td.named")) == len(named) > 4
    assert not page.css("td.wrong, td.maybe")


def test_blank_missing_and_unreadable_cells_differ(remarked: CheckedReport) -> None:
    (part,) = remarked.parts
    kept = [c for c in part.cells if c.name.key not in (PERSONS, TOTAL)]
    (total,) = [c for c in part.cells if c.name.key == TOTAL]
    blank = replace(total, printed=BLANK, status="blank", value=None)
    bare = replace(part, cells=(*kept, blank), suspects=(), claims=())
    page = LexborHTMLParser(as_html(replace(remarked, parts=(bare,))))
    notes = {
        key: text_of(page, f"{cell(key)} .state") for key in (PERSONS, TOTAL, OTHER)
    }
    assert notes == {PERSONS: "未读到", TOTAL: "空白", OTHER: "未能识别"}


def test_numbers_in_sentences_are_highlighted_with_their_outcome(
    page: LexborHTMLParser,
) -> None:
    marked = [(n.text(), n.attributes["class"]) for n in page.css(".sentence mark")]
    assert marked == [
        ("12件", "mismatch"),
        ("26件", "match"),
        ("3场", "not_compared"),
    ]
    assert "正文为12件，表格为21" in text_of(page, "#remark-3")


def test_chinese_comes_first_and_english_is_said_to_be_it(
    page: LexborHTMLParser,
) -> None:
    (root,) = page.css("html")
    assert root.attributes["lang"] == "zh-CN"
    assert len(page.css('[lang="en"]')) > 10


def test_a_sound_report_has_no_remark(sound: CheckedReport) -> None:
    page = LexborHTMLParser(as_html(sound))
    assert "未发现必须更正之处" in text_of(page, "#verdict")
    assert not page.css(".card, td .badge")
    assert len(page.css(".sheet")) == 3


def test_a_document_without_tables_is_a_page_that_says_so() -> None:
    page = LexborHTMLParser(as_html(check_document("关于放假的通知".encode(), "x")))
    assert "未能读到任何统计表" in text_of(page, "#verdict")
    assert not page.css(".sheet")
    assert page.css(".issues li")
