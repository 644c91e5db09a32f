"""Pages in other wrappings: answers of an API, scripts, MHTML."""

import json
from collections.abc import Callable
from datetime import date

import pytest

from pipeline.errors import ExtractionError
from pipeline.extract import extract
from pipeline.extract.json_articles import read_articles
from pipeline.extract.media import sniff
from pipeline.extract.mhtml import read_mhtml
from pipeline.extract.script import read_page, unescaped
from pipeline.issues import IssueCode, Severity
from tests.pipeline.extract.printers.office import to_json, to_mhtml, to_script
from tests.pipeline.extract.sheets import Sheet, figures, judge, sheet, to_html

PRINTERS: dict[str, tuple[str, Callable[[Sheet], bytes]]] = {
    "json": ("json", to_json),
    "json, escaped": ("json", lambda m: to_json(m, style="escaped")),
    "json in json": ("json", lambda m: to_json(m, style="nested")),
    "jsonp": ("json", lambda m: to_json(m, style="jsonp")),
    "twice": ("json", lambda m: to_json(m, style="twice")),
    "script": ("html", to_script),
    "script, single quotes": ("html", lambda m: to_script(m, quote="'")),
    "mhtml": ("mhtml", to_mhtml),
    "mhtml, gbk": ("mhtml", lambda m: to_mhtml(m, encoding="gbk", base64=True)),
}


@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize("name", PRINTERS)
def test_all_cells_are_right(name: str, edition: str) -> None:
    medium, printer = PRINTERS[name]
    printed = figures(edition, blanks=0.3)
    data = printer(sheet(edition, printed))
    assert sniff(data) == medium
    found = extract(data)
    assert judge(found, printed).whole
    assert found.identity.year == 2023
    assert {i.severity for i in found.all_issues()} <= {Severity.INFO}


def test_what_stands_beside_an_article_says_what_it_is() -> None:
    found = extract(to_json(sheet("2021", figures("2021"))))
    assert found.identity.publisher == "某市人民政府办公室"
    assert found.identity.published_on == date(2024, 1, 31)
    assert [i.message for i in found.all_issues()] == [
        "1 other articles of the answer were not read: data.list[0]"
    ]


def test_articles_of_several_years_are_several_reports() -> None:
    pages = []
    for year in (2022, 2023):
        made = sheet("2021", figures("2021", seed=year))
        made.title = f"某市{year}年政府信息公开工作年度报告"
        pages.append({"title": made.title, "content": to_html(made).decode()})
    found = extract(json.dumps({"rows": pages}).encode())
    assert [r.identity.year for r in found.reports if r.identity] == [2022, 2023]
    assert found.reports[1].observations[0].locator.startswith("rows[1]!t1/")


def test_a_report_cut_into_the_strings_of_one_object_is_put_together() -> None:
    printed = figures("2021")
    page = to_html(sheet("2021", printed)).decode()
    cut = page.index("<p>三、收到和处理")
    answer = {"a": page[:cut], "b": page[cut:]}
    assert judge(extract(json.dumps(answer).encode()), printed).whole


def test_text_that_begins_like_json_is_text() -> None:
    ((place, document),) = read_articles("[附件] 年报\n一、总体情况\n")
    assert place == ""
    assert document.lines == ["[附件] 年报", "一、总体情况"]


@pytest.mark.parametrize(
    "text", ["[" * 200_000 + "]" * 200_000, '{"a":' * 50_000 + "1" + "}" * 50_000]
)
def test_deep_json_is_refused(text: str) -> None:
    found = extract(text.encode())
    assert [i.code for i in found.issues] == [IssueCode.UNREADABLE_DOCUMENT]
    assert "nested too deep" in found.issues[0].message


def test_json_without_an_article_is_refused() -> None:
    with pytest.raises(ExtractionError, match="without an article"):
        read_articles('{"code": 404, "msg": "没有"}')


def test_scripts_are_asked_only_where_the_body_has_no_table() -> None:
    page = (
        "<body><table><tr><td>1</td></tr></table>"
        "<script>var a = '<table><tr><td>2</td></tr></table>'</script>"
    )
    document = read_page(page)
    assert len(document.blocks) == 1
    assert document.notes == []


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (r"\u003ctd\u003e1\n", "<td>1\n"),
        (r"\x3ctd\x3e\'1\'", "<td>'1'"),
        (r"<\/td>\"", '</td>"'),
    ],
)
def test_strings_of_javascript(raw: str, text: str) -> None:
    assert unescaped(raw) == text


def test_a_script_of_many_open_quotes_takes_no_time() -> None:
    page = "<script>" + "'<table " * 50_000 + "</script>"
    assert read_page(page).blocks == []


def test_mhtml_without_a_page_is_refused() -> None:
    with pytest.raises(ExtractionError, match="no HTML part"):
        read_mhtml(b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nabc")


def test_mhtml_in_mhtml_in_mhtml_is_refused() -> None:
    part = b'Content-Type: multipart/related; boundary="b%d"\r\n\r\n--b%d\r\n'
    data = b"MIME-Version: 1.0\r\n" + b"".join(part % (n, n) for n in range(5000))
    with pytest.raises(ExtractionError, match="nested more than"):
        read_mhtml(data)
