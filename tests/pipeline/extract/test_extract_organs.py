"""Titles, publishers, signatures, scope: what is printed, and where two differ."""

from datetime import date

import pytest

from pipeline.extract import extract
from pipeline.extract.identity import Identity, title_organ, title_year
from pipeline.extract.origin import organs_relation
from pipeline.extract.report import Extraction
from pipeline.issues import IssueCode, Severity

BUREAU = "<h1>某县财政局2023年政府信息公开工作年度报告</h1>"


def read(body: str, *, head: str = "", hint: str = "") -> Extraction:
    page = f"<html><head>{head}</head><body>{body}</body></html>"
    return extract(page.encode(), hint=hint)


def identity(body: str, *, head: str = "", hint: str = "") -> Identity:
    return read(body, head=head, hint=hint).identity


@pytest.mark.parametrize(
    ("title", "year", "organ"),
    [
        ("某县人民政府信息公开年报2023年", 2023, "某县人民政府"),
        ("某局政府信息公开年度报告（2023年）", 2023, "某局"),
        ("2023年政府信息公开工作年度报告（某县财政局）", 2023, "某县财政局"),
        ("某县财政局关于2023年政府信息公开工作情况的报告", 2023, "某县财政局"),
        ("（文字版）某县2023年政府信息公开工作年度报告", 2023, "某县"),
        ("图解：某县2023年政府信息公开工作年度报告", 2023, "某县"),
        ("附件1：某县财政局2023年政府信息公开年报", 2023, "某县财政局"),
        ("某县２０２３年度政务公开年报", 2023, "某县"),
        ("某縣二〇二三年政府信息公開年度報告", 2023, "某县"),
        ("某乡2 0 2 3年政府信息公开工作年度报告", 2023, "某乡"),
        ("某县住建局2023年年度报告", 2023, "某县住建局"),
        ("某县人民政府政府信息公开工作年度报告", None, "某县人民政府"),
        ("县级政府信息公开年报", None, None),  # a column, not an organ
        ("2023年政府信息公开工作年度报告", 2023, None),
        ("关于发布2023年度政府信息公开工作年度报告的通知", 2023, None),
        ("某县2023年法治政府建设报告", None, None),
        ("某县财政局2023年度部门决算公开", None, None),
    ],
)
def test_year_and_organ_of_a_title(
    title: str, year: int | None, organ: str | None
) -> None:
    assert (title_year(title), title_organ(title)) == (year, organ)


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        # the page's own title names nobody, the heading does
        (
            "<title>2023年政府信息公开工作年度报告_某县人民政府门户网站</title>",
            BUREAU,
            "某县财政局2023年政府信息公开工作年度报告",
        ),
        (
            "<title>某县 公开年报 某县财政局2023年政府信息公开工作年度报告</title>",
            "<p>x</p>",
            "某县财政局2023年政府信息公开工作年度报告",
        ),
        (
            "",
            "<p>某县财政局</p><p>2023年政府信息公开工作年度报告</p>",
            "某县财政局2023年政府信息公开工作年度报告",
        ),
        (
            "",
            "<p>某县财政局2023年政府信息</p><p>公开工作年度报告</p>",
            "某县财政局2023年政府信息公开工作年度报告",
        ),
        (
            "",
            "<table><tr><td>某县 2023 年政府信息公开工作年度报告</td></tr></table>",
            "某县2023年政府信息公开工作年度报告",
        ),
        # the logo above the title is no part of it
        (
            '<meta name="SiteName" content="某县人民政府">',
            "<p>某县人民政府</p><p>2023年政府信息公开工作年度报告</p>",
            "2023年政府信息公开工作年度报告",
        ),
        # a link beside the report does not lend it its year
        (
            '<meta name="ArticleTitle" content="2023年政府信息公开工作年度报告">',
            "<p>某县财政局2021年政府信息公开工作年度报告</p>",
            "2023年政府信息公开工作年度报告",
        ),
    ],
)
def test_the_most_telling_title_of_the_year(head: str, body: str, title: str) -> None:
    found = read(body, head=head)
    assert (found.identity.title, found.identity.year) == (title, 2023)
    assert found.issues == []


def test_two_titles_of_different_years_are_a_conflict() -> None:
    head = '<meta name="ArticleTitle" content="某县2022年政府信息公开工作年度报告">'
    found = read("<h1>某县2023年政府信息公开工作年度报告</h1>", head=head)
    assert found.identity.year is None
    assert [i.code for i in found.issues] == [IssueCode.YEAR_UNKNOWN]
    assert "title says 2022, 2023" in found.issues[0].message


@pytest.mark.parametrize(
    ("body", "publisher", "basis"),
    [
        (
            BUREAU + "<p>发布机构：某县人民政府 来源：某县网</p>",
            "某县人民政府",
            "metadata",
        ),
        (BUREAU + "<p>来　源：本站</p>", "某县财政局", "title"),
        (
            "<h1>2023年政府信息公开工作年度报告</h1><p>某县教育局</p>"
            "<p>2024年1月20日</p>",
            "某县教育局",
            "signature",
        ),
        (
            "<p>当前位置：<a>首页</a> &gt; <a>某县财政局</a> &gt; 政府信息公开年报</p>"
            "<h1>2023年政府信息公开工作年度报告</h1>",
            "某县财政局",
            "breadcrumb",
        ),
    ],
)
def test_where_the_publisher_is_printed(body: str, publisher: str, basis: str) -> None:
    found = identity(body)
    assert (found.publisher, found.publisher_basis) == (publisher, basis)


def test_the_site_is_asked_last() -> None:
    head = "<title>2023年政府信息公开工作年度报告_某县人民政府门户网站</title>"
    found = identity("<p>x</p>", head=head)
    assert (found.publisher, found.publisher_basis) == ("某县人民政府", "site")


@pytest.mark.parametrize(
    ("lines", "signature", "day"),
    [
        (["某县教育局", "2024年1月20日"], "某县教育局", date(2024, 1, 20)),
        (["某县教育局", "二〇二四年一月二十日"], "某县教育局", date(2024, 1, 20)),
        (["某县教育局2024年1月20日"], "某县教育局", date(2024, 1, 20)),
        (["某县教育局（盖章）", "2024年1月20日"], "某县教育局", date(2024, 1, 20)),
        (["本年度没有", "2024年1月20日"], None, None),
        (["某县教育局", "2024年11日"], None, None),
    ],
)
def test_the_signature(
    lines: list[str], signature: str | None, day: date | None
) -> None:
    body = "".join(f"<p>{line}</p>" for line in ["六、其他需要报告的事项", *lines])
    found = identity(body)
    assert (found.signature, found.published_on) == (signature, day)
    assert found.date_basis == ("signed" if day else None)


def test_the_date_of_publication_goes_before_those_of_writing_and_signing() -> None:
    written = "<p>成文日期：2024-01-20</p>"
    assert identity(written).date_basis == "written"
    found = identity(written + "<p>公开日期：2024-01-31</p>")
    assert (found.published_on, found.date_basis) == (date(2024, 1, 31), "published")


@pytest.mark.parametrize(
    ("more", "severity"),
    [
        ("<p>发布机构：某县财政局</p>", None),
        ("<p>发布机构：财政局</p>", None),
        ("<p>发布机构：某县财政局办公室</p>", None),
        # a portal prints its government on every page
        ("<p>发布机构：某县人民政府办公室</p>", Severity.INFO),
        ("<p>来源：某县融媒体中心</p>", Severity.INFO),
        ("<p>发布机构：某县教育局</p>", Severity.WARNING),
        ("<p>某县教育局</p><p>2024年1月20日</p>", Severity.WARNING),
    ],
)
def test_different_organs_are_said(more: str, severity: Severity | None) -> None:
    found = [
        i.severity
        for i in read(BUREAU + more).issues
        if i.code is IssueCode.INSTITUTION_CONFLICT
    ]
    assert found == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("某县", "某县人民政府", "same"),
        ("某区管理委员会", "某区管委会", "same"),
        ("财政局", "某县财政局", "same"),
        ("某县人民政府办公室", "某县人民政府", "office"),
        ("某县", "某县财政局", "other"),
        ("某县教育局", "某县财政局", "other"),
    ],
)
def test_relations_of_organs(one: str, other: str, relation: str) -> None:
    assert organs_relation(one, other) == relation
    assert organs_relation(other, one) == relation


@pytest.mark.parametrize(
    ("sentence", "scope", "basis"),
    [
        ("本报告数据为全市汇总。", "jurisdiction", "全市汇总"),
        ("本报告由各单位材料汇总而成。", "jurisdiction", "各单位材料汇总"),
        (
            "本报告结合各县区统计数据编制。",
            "jurisdiction",
            "结合各县区统计数据",
        ),
        ("本机关2023年新收申请3件。", "own", "本机关"),
        ("我局主动公开信息10条。", "own", "我局"),
        ("数据不含所属单位，仅为本级。", "own", "不含所属单位"),
        ("本报告由局内设科室材料汇总而成。", "own", "内设科室材料汇总"),
        ("1.本机关不掌握相关政府信息", None, None),  # a row of the form
        ("全县共收到申请10件，均已办结。", None, None),
    ],
)
def test_scope_only_where_the_report_says_so(
    sentence: str, scope: str | None, basis: str | None
) -> None:
    found = identity(BUREAU + f"<p>{sentence}</p>")
    assert (found.scope, found.scope_basis) == (scope, basis)


@pytest.mark.parametrize(
    ("title", "hint", "is_about"),
    [
        ("图解：某县2023年政府信息公开工作年度报告", "", True),
        ("某县2023年政府信息公开工作年度报告解读", "", True),
        ("关于编制2023年政府信息公开工作年度报告的通知", "", True),
        ("关于2014年政府信息公开工作要点落实情况的函", "", True),
        ("某县2023年政府信息公开工作年度报告", "", False),
        ("某县民意征集中心2023年政府信息公开工作年度报告", "", False),
        # the listing calls it a report: not settled by its own title
        ("图解某县2023年", "某县2023年政府信息公开工作年度报告", False),
    ],
)
def test_titles_that_are_about_a_report(title: str, hint: str, is_about: bool) -> None:
    found = read(f"<h1>{title}</h1><p>没有表格。</p>", hint=hint)
    codes = [i.code for i in found.issues]
    assert (IssueCode.NOT_A_REPORT in codes) is is_about
    missing = {
        i.severity
        for r in found.reports
        for i in r.issues
        if i.code is IssueCode.TABLE_MISSING
    }
    assert missing == {Severity.INFO if is_about else Severity.ERROR}


INTRO = (
    "<p>本报告由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、"
    "政府信息公开行政复议行政诉讼情况、存在的主要问题及改进情况、其他需要报告的事项"
    "六部分组成。</p>"
)
METADATA = (
    "<table><tr><td>索引号</td><td>000014349/2024-00012</td><td>发布机构</td>"
    "<td>某县财政局</td></tr><tr><td>名称</td><td>年报</td><td>发布日期</td>"
    "<td>2024-01-31</td></tr><tr><td>文号</td><td>12</td><td>有效性</td><td>1</td>"
    "</tr></table>"
)
TABLE_TWO = (
    "<p>二、主动公开政府信息情况</p><table>"
    "<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td>"
    "<td>现行有效件数</td></tr>"
    "<tr><td>规章</td><td>1</td><td>2</td><td>3</td></tr>"
    "<tr><td>行政规范性文件</td><td>4</td><td>5</td><td>6</td></tr></table>"
)


def test_metadata_and_the_list_of_sections_are_no_table_and_no_heading() -> None:
    bare = read(BUREAU + METADATA + INTRO)
    assert [r.observations for r in bare.reports] == [[]]
    found = read(BUREAU + METADATA + INTRO + TABLE_TWO)
    cells = {
        (o.item, o.breakdown): o.value for r in found.reports for o in r.observations
    }
    assert cells == {
        ("rules", "issued"): 1,
        ("rules", "repealed"): 2,
        ("rules", "in_force"): 3,
        ("normative_documents", "issued"): 4,
        ("normative_documents", "repealed"): 5,
        ("normative_documents", "in_force"): 6,
    }
    assert found.identity.publisher == "某县财政局"
    assert found.identity.published_on == date(2024, 1, 31)
