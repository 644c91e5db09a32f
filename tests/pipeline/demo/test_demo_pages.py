"""Every figure stands on its page exactly once, found by readers of their own.

The pages are read with lxml and python-docx, rows are recognised by their official
labels, and the expected texts come from the figures' CSV and from the form, never from
the code that laid the tables out.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import docx
import lxml.etree
import lxml.html
import pytest
import yaml

from pipeline.demo.catalogue import load_reports, load_sites
from pipeline.demo.looks.text import render_text
from pipeline.demo.site import build_pages
from pipeline.paths import project_dir

DEMO = project_dir() / "data" / "demo"
HTML_REPORTS = [
    "pingtan_2019",
    "pingtan_2020",
    "pingtan_2022",
    "pingtan_2024",
    "zhumadian_2024",
    "shanghai_general_office_2019",
]
ALL_REPORTS = [*HTML_REPORTS, "pingtan_2021"]
AMOUNT = ("proactive_disclosure", "procurement", "amount")
PRINTED_MONEY = {
    "pingtan_2019": "75394432.52元",
    "pingtan_2020": "73802895.90元",
    "shanghai_general_office_2019": "251000元",
}
Key = tuple[str, str, str]
Cells = list[tuple[Key, str]]


def expected_cells(report_id: str) -> Counter[tuple[Key, str]]:
    path = DEMO / "figures" / f"{report_id}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        found = {
            (row["table_id"], row["item"], row["breakdown"]): row["value"]
            for row in csv.DictReader(file)
        }
    if report_id in PRINTED_MONEY:
        found[AMOUNT] = PRINTED_MONEY[report_id]
    return Counter(found.items())


def clean(text: str) -> str:
    """Text without any space, with ASCII brackets."""
    return re.sub(r"\s", "", text).translate(str.maketrans("（）", "()"))


def text_of(element: lxml.etree._Element) -> str:
    return "".join(str(text) for text in element.itertext())


def form_rows(edition: str) -> dict[str, list[Key]]:
    """Label of each row of tables two and three -> the cells it holds, in order."""
    rows: dict[str, list[Key]] = {}
    for table in ("proactive_disclosure", "applications"):
        path = project_dir() / "data" / "forms" / edition / f"{table}.yml"
        form = yaml.safe_load(path.read_text(encoding="utf-8"))
        columns = [column["code"] for column in form["breakdowns"]]
        for item in form["items"]:
            keys = [(table, item["code"], c) for c in item.get("breakdowns", columns)]
            rows.setdefault(clean(item["zh"]), []).extend(keys)
    return rows


def table_four() -> list[Key]:
    outcomes = ["upheld", "corrected", "other", "pending", "total"]
    blocks = [
        ("reconsideration", "reconsideration"),
        ("litigation", "direct"),
        ("litigation", "after_reconsideration"),
    ]
    return [(table, item, o) for table, item in blocks for o in outcomes]


def read_rows(rows: Iterable[list[str]], edition: str) -> Cells:
    """Match rows of cell texts with the form: by the label, then by order."""
    form = form_rows(edition)
    found: Cells = []
    for row in rows:
        texts = [clean(text) for text in row]
        at = next((i for i, text in enumerate(texts) if text in form), None)
        if at is not None:
            found += zip(form[texts[at]], texts[at + 1 :], strict=True)
        elif len(texts) == 15 and all(re.fullmatch(r"\d*", text) for text in texts):
            found += zip(table_four(), texts, strict=True)
    return found


def html_rows(body: bytes, encoding: str) -> Iterator[list[str]]:
    tree = lxml.html.document_fromstring(
        body, parser=lxml.html.HTMLParser(encoding=encoding)
    )
    for row in tree.iter("tr"):
        if not row.findall(".//table"):
            yield [text_of(cell) for cell in row.findall("td")]


def page_of(report_id: str) -> bytes:
    entry = load_reports()[report_id].entry
    return build_pages().resources[entry.host, entry.path].body


def docx_of(report_id: str) -> bytes:
    entry = load_reports()[report_id].entry
    assert entry.attachment_path is not None
    return build_pages().resources[entry.host, entry.attachment_path].body


def encoding_of(report_id: str) -> str:
    return "gb2312" if report_id.startswith("shanghai") else "utf-8"


@pytest.mark.parametrize("report_id", HTML_REPORTS)
def test_page_prints_every_cell_once(report_id: str) -> None:
    edition = "2019" if report_id.endswith(("2019", "2020")) else "2021"
    rows = html_rows(page_of(report_id), encoding_of(report_id))
    found = Counter(read_rows(rows, edition))
    assert found == expected_cells(report_id)
    assert found.total() == {"2019": 198, "2021": 200}[edition]


def test_docx_prints_every_cell_once() -> None:
    document = docx.Document(io.BytesIO(docx_of("pingtan_2021")))
    rows = [
        ["".join(p.text for p in cell.paragraphs) for cell in unmerged(row)]
        for table in document.tables
        for row in table.rows
    ]
    found = Counter(read_rows(rows, "2021"))
    assert found == expected_cells("pingtan_2021")
    assert found.total() == 200


def unmerged(row: docx.table._Row) -> list[docx.table._Cell]:
    """The cells of a row as Word sees them, a merged one once."""
    cells: list[docx.table._Cell] = []
    for cell in row.cells:
        if not cells or cell._tc is not cells[-1]._tc:
            cells.append(cell)
    return cells


def test_docx_merges_are_real() -> None:
    document = docx.Document(io.BytesIO(docx_of("pingtan_2021")))
    two, three, four = document.tables
    assert [len(t.columns) for t in (two, three, four)] == [4, 10, 15]
    spine = {three.cell(row, 0)._tc for row in range(5, 27)}  # 22 rows of outcomes
    assert len(spine) == 1
    assert clean(three.cell(5, 0).text) == "三、本年度办理结果"
    assert clean(three.cell(7, 1).text) == "(三)不予公开"
    assert three.cell(14, 1)._tc is three.cell(7, 1)._tc
    assert clean(three.cell(2, 5).text) == "科研机构"


def test_docx_parts_are_stored_with_one_fixed_date() -> None:
    package = docx_of("pingtan_2021")
    assert package[:4] == b"PK\x03\x04"
    # compression 0 (stored), time 00:00, date 1980-01-01 in the first local header
    assert package[8:14] == b"\x00\x00\x00\x00\x21\x00"


def test_page_with_attachment_has_headings_but_no_table() -> None:
    tree = lxml.html.document_fromstring(page_of("pingtan_2021").decode())
    text = text_of(tree)
    for heading in ("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"):
        assert heading in text
    assert tree.xpath("//table") == []
    assert tree.xpath("//a[contains(@href, '.docx')]/@href") == [
        "./P020220208597341826045.docx"
    ]


@pytest.mark.parametrize("report_id", ALL_REPORTS)
def test_flat_text_prints_every_cell_once(report_id: str) -> None:
    report = load_reports()[report_id]
    rows: list[list[str]] = [[]]
    labels = form_rows(report.entry.edition).keys() | {"其他", "总计"}
    for line in render_text(report).splitlines():
        cell, bar, _ = line.partition(" |")
        if not bar:
            continue
        number = re.fullmatch(r"-?[\d.]*元?", cell)
        if not number and (clean(cell) in labels or rows[-1]):
            rows.append([])
        rows[-1].append(cell)
    found = Counter(read_rows(merge_four(rows), report.entry.edition))
    assert found == expected_cells(report_id)


def merge_four(rows: list[list[str]]) -> list[list[str]]:
    """Table four's values follow its last header cell: cut that label off."""
    return [row[1:] if len(row) == 16 else row for row in rows]


def test_flat_text_has_the_known_shape() -> None:
    lines = render_text(load_reports()["zhumadian_2024"]).splitlines()
    assert lines[:4] == [
        "发布时间:",
        "2025-03-10 15:36",
        "信息来源:",
        "驻马店市人民政府",
    ]
    assert "第二十条第(一)项 | |||" in lines
    at = lines.index("行政许可 |")
    assert lines[at + 1] == "661932 | ||"
    assert lines.count("尚未 |") == 3  # three blocks lose the second line of the label
    at = lines.index("结果维持 |")
    assert lines[at + 1 : at + 4] == ["结果 |", "其他 |", "尚未 |"]
    assert "复议后起诉 | " + "|" * 8 in lines  # 7 cells of 15 columns
    assert "商业 企业 |" in lines
    assert lines.count("总计 | " + "|" * 5) == 1
    blank = render_text(load_reports()["shanghai_general_office_2019"])
    # 135 blank cells, 19 of them totals at the end of a row: the four rows that begin
    # with a vertical or a group label have 9 of the 10 columns, the others 8
    ends = Counter(line for line in blank.splitlines() if not line.strip(" |"))
    assert ends == {" |": 135 - 19, " | |": 4, " | ||": 15}


def test_label_of_table_three_is_printed_twice_where_it_is_cut() -> None:
    def labels(report_id: str) -> int:
        rows = html_rows(page_of(report_id), "utf-8")
        return sum("三、本年度办理结果" in map(clean, row) for row in rows)

    counts = {r: labels(r) for r in ("pingtan_2019", "pingtan_2020", "pingtan_2022")}
    assert counts == {"pingtan_2019": 2, "pingtan_2020": 2, "pingtan_2022": 1}
    tables = {r: page_of(r).count(b"<table") for r in counts}
    assert tables == {"pingtan_2019": 3, "pingtan_2020": 4, "pingtan_2022": 3}


def test_new_editor_splits_labels_inside_words() -> None:
    page = page_of("pingtan_2024").decode()
    assert re.search(r">年<span[^>]*>度办</span>", page)
    assert "三、本年度办理结果" not in page
    assert re.search(r">商业</p><p[^>]*>企<span", page)


def test_old_editor_leaves_bare_cells_and_padded_headings() -> None:
    page = page_of("pingtan_2019").decode()
    assert re.search(r"<td[^>]*>0</td>", page)
    assert re.search(r"<td[^>]*><p[^>]*><span[^>]*>0</span></p></td>", page)
    assert re.search(r"二、主动公开政府信息情况</span> (&nbsp;)+</span>", page)


def test_word_export_fills_headers_with_empty_cells() -> None:
    page = page_of("zhumadian_2024").decode()
    assert page.count("<td></td>") == 2 + 5  # two in table three, five in table four
    assert 'class="MsoNormalTable"' in page
    assert "<o:p></o:p>" in page
    assert (
        "<span lang=EN-US>661</span><span lang=EN-US>932</span>" in page
    )  # a number typed in two goes


def test_old_site_is_gb2312_with_open_tags_and_blank_cells() -> None:
    body = page_of("shanghai_general_office_2019")
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")
    page = body.decode("gb2312")
    assert "charset=gb2312" in page
    assert "</TD>" not in page
    assert "</TR>" not in page
    assert page.count("&nbsp;") >= 135
    # header 1|1|2|1, data 1|2|1|1: the same five columns, cut differently
    head = (
        r"信息内容</FONT><TD noWrap>.*?上一年项目数量</FONT><TD noWrap colSpan=\"2\">"
    )
    assert re.search(head, page)
    assert re.search(r"行政许可</FONT><TD noWrap colSpan=\"2\">", page)


ZHUMADIAN = (
    "2024年需要办理的申请合计2046件，当年收到2040件，上年转来6件。年内办结2033件："
    "予以公开830件，部分公开90件，不予公开83件，无法提供877件，不予处理65件，"
    "按其他情形处理88件；尚有13件转入下一年。"
)


def test_prose_restates_the_figures() -> None:
    def text(report_id: str) -> str:
        body = page_of(report_id).decode(encoding_of(report_id))
        return text_of(lxml.html.document_fromstring(body))

    assert ZHUMADIAN in text("zhumadian_2024")
    assert "共收到70件申请，办结69件，结转下年度继续办理1件" in text("pingtan_2021")
    assert "行政复议2件、行政诉讼1件" in text("pingtan_2022")
    shanghai = "上年转来18件；年内答复805件，其余72件转到下一年答复"
    assert shanghai in text("shanghai_general_office_2019")
    # what the real report states and its table three does not hold
    stated = "予以公开和部分公开258件，不予公开35件，无法提供265件，不予处理158件"
    assert stated in text("shanghai_general_office_2019")


def test_prose_of_the_contradictory_report_restates_only_what_was_received() -> None:
    page = lxml.html.document_fromstring(page_of("pingtan_2020").decode())
    paragraphs = [
        text_of(paragraph)
        for paragraph in page.iter("p")
        if not any(parent.tag == "table" for parent in paragraph.iterancestors())
    ]
    found = [re.findall(r"(\d+)件", text) for text in paragraphs]
    assert [number for numbers in found for number in numbers] == ["21"]


def test_every_report_says_where_its_figures_come_from() -> None:
    for report in load_reports().values():
        body = page_of(report.entry.id).decode(encoding_of(report.entry.id))
        assert report.entry.source_url in body
        assert "演示站点" in body
        assert ".gov.cn" in report.entry.source_url


def test_no_page_prints_a_host_that_the_demo_does_not_have() -> None:
    hosts = set(build_pages().hosts)
    for (host, path), resource in build_pages().resources.items():
        if not path.endswith(".docx"):
            encoding = "gb2312" if host.startswith("www.shanghai") else "utf-8"
            page = resource.body.decode(encoding)
            linked = re.findall(r"href=\"?https?://([^/\"]+)", page, re.IGNORECASE)
            assert set(linked) <= hosts, path


def test_sites_serve_what_they_list() -> None:
    missing = [
        (site.host, row.url)
        for site in load_sites().sites
        for page in site.pages
        for row in page
        if hasattr(row, "url") and (site.host, row.url) not in build_pages().resources
    ]
    assert missing == [
        (
            "www.pingtan.ogi-demo.test",
            "http://www.pingtan-mirror.ogi-demo.test"
            "/zwgk/zfxxgk/zfxxgknb/202503/t20250310_97791.htm",
        ),
        (
            "www.pingtan.ogi-demo.test",
            "/zwgk/zfxxgk/zfxxgknb/202403/t20240305_87885.htm",
        ),
    ]


def test_figures_folder_holds_the_reports_and_nothing_else() -> None:
    names = sorted(path.stem for path in Path(DEMO / "figures").glob("*.csv"))
    assert names == sorted(ALL_REPORTS)
    assert sorted(load_reports()) == names
