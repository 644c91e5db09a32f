"""Ways in which a figure could be read wrong without a word, each met once."""

import io
import re
import zipfile

import pytest

from pipeline.demo.catalogue import load_reports
from pipeline.demo.looks.docx import render_docx
from pipeline.demo.site import build_pages
from pipeline.extract import extract
from pipeline.extract.identity import title_organ, title_year
from pipeline.extract.labels import LabelIndex
from pipeline.forms import load_forms
from pipeline.issues import IssueCode

PAGE = """<p>二、主动公开政府信息情况</p><table>
<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>
<tr><td>规章</td><td>{cell}</td><td>1</td><td>2</td></tr>
<tr><td>行政规范性文件</td><td>3</td><td>4</td><td>5</td></tr>
<tr><td>信息内容</td><td colspan=3>本年处理决定数量</td></tr>
<tr><td>行政许可</td><td colspan=3>6</td></tr></table>"""


def _first(page: str) -> tuple[str, object]:
    cells = {
        (o.item, o.breakdown): o
        for report in extract(page.encode()).reports
        for o in report.observations
    }
    cell = cells["rules", "issued"]
    return cell.obs_status, cell.value


@pytest.mark.parametrize(
    ("cell", "status", "value"),
    [
        ("<input type=hidden value=9>12", "reported", 12),
        ("<input value=12>", "reported", 12),
        ("<input type=checkbox value=1>", "unreadable", None),
        ('<span style="font-size:0">5</span>12', "reported", 12),
    ],
)
def test_form_controls_and_invisible_text(
    cell: str, status: str, value: object
) -> None:
    assert _first(PAGE.format(cell=cell)) == (status, value)


def _docx(replacement: str) -> dict[str, tuple[str, object]]:
    """Pingtan 2021 with other content in the cell 行政强制."""
    original = render_docx(load_reports()["pingtan_2021"])
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(original)) as source,
        zipfile.ZipFile(changed, "w") as target,
    ):
        for name in source.namelist():
            data = source.read(name).decode()
            if name == "word/document.xml":
                pattern = (
                    r"(行政强制</w:t>.*?)<w:r>(?:(?!</w:r>).)*<w:t[^>]*>42</w:t></w:r>"
                )
                data, count = re.subn(pattern, rf"\1{replacement}", data, count=1)
                assert count == 1
            target.writestr(name, data)
    (report,) = extract(changed.getvalue()).reports
    return {o.item: (o.obs_status, o.value) for o in report.observations}


@pytest.mark.parametrize(
    ("content", "status", "value"),
    [
        ("<w:r><w:noBreakHyphen/><w:t>12</w:t></w:r>", "reported", -12),
        (
            '<w:r><w:sym w:font="Symbol" w:char="F02D"/><w:t>15</w:t></w:r>',
            "unreadable",
            None,
        ),
        ("<w:r><w:t>12</w:t></w:r>", "reported", 12),
    ],
)
def test_marks_of_word_that_are_no_text(
    content: str, status: str, value: object
) -> None:
    assert _docx(content)["coercive_measures"] == (status, value)


@pytest.mark.parametrize(
    "label", ["上年处理决定数量", "结果未维持", "1.不属于国家秘密", "2.非重复申请"]
)
def test_a_label_that_means_the_opposite_is_not_taken(label: str) -> None:
    assert LabelIndex.of(load_forms()).find(label) == ()


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("测试市二〇二四年政府信息公开工作年度报告", 2024),
        ("测试市2025年发布的2024年政府信息公开年度报告", 2024),
        ("政府信息公开工作年度报告（2023年）", 2023),
    ],
)
def test_years_in_titles(title: str, year: int) -> None:
    assert title_year(title) == year


def test_the_stamp_of_the_article_goes_before_that_of_its_folder() -> None:
    url = "https://www.example.test/nb/2023/2024-01/t20250131_1.html"
    assert extract(PAGE.format(cell=0).encode(), url=url).identity.year == 2024


def test_organs_in_titles() -> None:
    assert title_organ("2024年政府信息公开工作年度报告") is None
    assert title_organ("2024年测试县财政局政府信息公开年报") == "测试县财政局"


def test_a_table_without_figures_is_said() -> None:
    page = re.sub(r">\d<", "><", PAGE.format(cell=""))
    codes = [issue.code for issue in extract(page.encode()).all_issues()]
    assert IssueCode.TABLE_BLANK in codes


def test_a_unit_stated_over_the_table_is_not_passed_over() -> None:
    fees = (
        "<tr><td>信息内容</td><td colspan=3>本年收费金额</td></tr>"
        "<tr><td>行政事业性收费</td><td colspan=3>164</td></tr></table>"
    )
    page = PAGE.format(cell=0).replace("</table>", fees)
    stated = page.replace("<table>", "<p>（单位：元）</p><table>")
    codes = [[i.code for i in extract(p.encode()).all_issues()] for p in (page, stated)]
    assert [IssueCode.UNIT_CONFLICT in found for found in codes] == [False, True]


def test_the_sum_of_a_group_is_not_the_total_of_the_table() -> None:
    pages = build_pages().resources
    bodies = [r.body for (_, path), r in pages.items() if path.endswith("97791.htm")]
    page = bodies[0].decode()
    (last,) = re.findall(r"<tr[^>]*>(?:(?!</tr>).)*（七）总计.*?</tr>", page, re.S)
    moved = page.replace(last, "")
    place = moved.index("<tr", moved.index("2.其他法律行政法规禁止公开"))
    moved = moved[:place] + last + moved[place:]
    (report,) = extract(moved.encode()).reports
    total = [o for o in report.observations if o.item == "disposed_total"]
    assert {o.obs_status for o in total} == {"unreadable"}
    assert len(total) == 7
