"""From archived documents to issues: pages, attachments, one report in two forms."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.demo.catalogue import load_reports
from pipeline.demo.figures import CellKey
from pipeline.demo.looks.docx import render_docx
from pipeline.demo.site import build_pages
from tests.pipeline.given import BASE, Given, ask, read

REPORT = load_reports()["pingtan_2022"]
PAGE = build_pages().resources[REPORT.entry.host, REPORT.entry.path].body
TITLE = REPORT.entry.title
BARE = re.sub(rb"<table.*?</table>", b"", PAGE, flags=re.S)
CELL = ("applications", "granted", "natural_person")


def docx(printed: Mapping[CellKey, str] | None = None) -> bytes:
    """The report as a file, where wanted with other prints in some of its cells."""
    return render_docx(replace(REPORT, printed={**REPORT.printed, **(printed or {})}))


def test_two_forms_agree_but_for_one_cell(tmp_path: Path) -> None:
    printed = REPORT.printed["applications", "granted", "natural_person"]
    other = str(int(printed) + 1)
    found = read(
        tmp_path,
        [
            Given("page.htm", PAGE, link=TITLE),
            Given(
                "z.docx",
                docx({CELL: other}),
                "page.htm",
                "附件",
            ),
        ],
    )
    assert ask(
        found,
        "select outcome, is_parallel, count(*) from int_parallel_cells "
        "group by all order by 1",
    ) == [("agrees", True, 199), ("differs", True, 1)]
    ((code, severity, stage, item, breakdown, url, message),) = ask(
        found,
        "select code, severity, stage, item, breakdown, url, message from out_issues "
        "where not is_settled",
    )
    assert (code, severity, stage) == ("forms_disagree", "warning", "int")
    assert (item, breakdown) == CELL[1:]
    assert url == BASE + "page.htm"
    assert message.startswith(
        f'this form says "{printed}", another says "{other}" at t'
    )
    # the page adds up
    assert f" of {BASE}z.docx; the equations hold with this figure and fail" in message
    assert ask(found, "select verdict from int_reading_verdicts") == [
        ("counted_right",)
    ]
    # what counts is what the page prints; each figure is in the panel once
    assert ask(
        found,
        "select count(*), sum(corroborated_by), sum(contradicted_by) from int_cells",
    ) == [(200, 199, 1)]
    assert ask(
        found,
        "select value, confidence from int_cells where table_id = 'applications' "
        "and item = 'granted' and breakdown = 'natural_person'",
    ) == [(int(printed), 1.0)]


def test_a_bare_page_a_notice_and_a_file_that_names_nobody(tmp_path: Path) -> None:
    # only the tables: neither title nor period
    whole = docx()
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name == "word/document.xml":
                text = text.replace(TITLE, "附件").replace("2022年", "本年")
            new.writestr(name, text)
    notice = (
        "<html><body><h1>关于报送2022年政府信息公开年度报告的通知</h1></body></html>"
    )
    found = read(
        tmp_path,
        [
            Given("page.htm", BARE, link=TITLE),
            Given("a.docx", buffer.getvalue(), "page.htm", "附件1"),
            Given("b.htm", notice.encode(), "page.htm", "附件2"),
        ],
    )
    assert ask(
        found,
        "select url, report_year, year_basis, institution_id, cells, tables_missing "
        "is null from core_reports order by url",
    ) == [
        (BASE + "a.docx", 2022, "parent", "fujian-pingtan-zone", 200, True),
        (BASE + "b.htm", 2022, "title", "fujian-pingtan-zone", 0, False),
        (BASE + "page.htm", 2022, "period", "fujian-pingtan-zone", 0, False),
    ]
    assert ask(found, "select media, page_url, documents from int_reports") == [
        ("docx", BASE + "page.htm", 1)
    ]
    assert ask(
        found, "select status, cells, url from out_coverage where url is not null"
    ) == [("figures", 200, BASE + "page.htm")]
    assert ask(
        found,
        "select code, severity, url from out_issues where not is_settled",
    ) == [("not_a_report", "warning", BASE + "b.htm")]
    assert ask(found, "select count(*) from int_parallel_cells") == [(0,)]


def test_an_attachment_about_another_year_is_not_mixed_in(tmp_path: Path) -> None:
    older = load_reports()["pingtan_2021"]
    found = read(
        tmp_path,
        [
            Given("page.htm", BARE, link=TITLE),
            Given("last_year.docx", render_docx(older), "page.htm", "上年报告"),
        ],
    )
    assert ask(found, "select report_year, url, documents from int_reports") == [
        (2021, BASE + "last_year.docx", 1)
    ]
    codes = ask(
        found,
        "select code, report_year, count(*) from out_issues where not is_settled "
        "group by all order by 1",
    )
    assert codes == [("table_missing", 2022, 4), ("year_conflict", 2021, 1)]
    assert ask(
        found,
        "select report_year, status from out_coverage where institution_id = "
        "'fujian-pingtan-zone' and status <> 'no_report' order by 1",
    ) == [(2021, "figures"), (2022, "no_figures")]


def test_another_report_of_the_same_year_is_said_once(tmp_path: Path) -> None:
    figures = {
        key: str(int(text) + 3) if text.isdigit() and text != "0" else text
        for key, text in REPORT.printed.items()
    }
    other = render_docx(replace(REPORT, printed=figures))
    found = read(
        tmp_path,
        [
            Given("page.htm", PAGE, link=TITLE),
            Given("z.docx", other, "page.htm", "附件"),
        ],
    )
    ((code, item, message),) = ask(
        found, "select code, item, message from out_issues where not is_settled"
    )
    assert (code, item) == ("forms_disagree", None)
    differing = sum(t.isdigit() and t != "0" for t in REPORT.printed.values())
    assert message.startswith(f"{differing} of 200 figures differ from those of {BASE}")
    assert ask(
        found, "select sum(corroborated_by), sum(contradicted_by) from int_cells"
    ) == [(0, 0)]


@pytest.mark.parametrize("order", [("page.htm", "a.docx"), ("page.htm", "zz.docx")])
def test_pages_are_read_before_their_attachments(
    tmp_path: Path, order: tuple[str, str]
) -> None:
    page, attachment = order
    empty = b"<html><body><table><tr><td>x</td></tr></table></body></html>"
    found = read(
        tmp_path,
        [Given(page, PAGE, link=TITLE), Given(attachment, empty, page, "附件")],
    )
    assert ask(
        found, "select report_year, year_basis from core_reports where cells = 0"
    ) == [(2022, "parent")]
