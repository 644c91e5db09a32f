import pytest

from pipeline.crawl.attachments import attachments_of, names_a_file

URL = "http://www.a.gov.cn/nb/202501/t1.html"
FOLDER = "http://www.a.gov.cn/nb/202501/"
PAGE = """<html><body>
<a href="./P02025.docx" title="x">附件:  年报.docx</a>
<a href="/module/download/downfile.jsp?classid=0&filename=0af.PDF">下载</a>
<a appendix="true" href="/protect/P0202">附表</a>
<a href="./P02025.docx#2">again</a>
<iframe src="/files/scan.pdf"></iframe>
<a href="t2.html">下一篇</a> <a href="/pdf/">folder</a>
<a href="javascript:x('a.pdf')">no</a>
<a href="https://other.test/copy.wps">elsewhere</a>
</body></html>"""


def found(body: str, url: str = URL) -> list[tuple[str, str]]:
    attachments = attachments_of(f"<html>{body}</html>".encode(), "text/html", url)
    return [(a.url.removeprefix("http://www.a.gov.cn"), a.role) for a in attachments]


def test_links_to_files_each_once() -> None:
    attachments = attachments_of(PAGE.encode("gb18030"), "text/html", URL)
    assert [(a.url, a.title) for a in attachments] == [
        ("http://www.a.gov.cn/nb/202501/P02025.docx", "附件: 年报.docx"),
        (
            "http://www.a.gov.cn/module/download/downfile.jsp?classid=0&filename=0af.PDF",
            "下载",
        ),
        ("http://www.a.gov.cn/protect/P0202", "附表"),
        ("http://www.a.gov.cn/files/scan.pdf", ""),
        ("https://other.test/copy.wps", "elsewhere"),
    ]


def test_a_base_element_moves_relative_links() -> None:
    page = b'<html><base href="/other/"><a href="a.doc">x</a></html>'
    (attachment,) = attachments_of(page, None, URL)
    assert attachment.url == "http://www.a.gov.cn/other/a.doc"


def test_only_pages_have_attachments() -> None:
    assert attachments_of(b"%PDF-1.7 <a href='a.doc'>", "text/html", URL) == []
    assert attachments_of(b"PK\x03\x04", "application/zip", URL) == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a/%E5%B9%B4%E6%8A%A5.xlsx", True),
        ("http://a/get?fileUrl=/cms/x.rtf&fileName=y", True),
        ("http://a/x.doc/", False),
        ("http://a/.pdf", False),
        ("http://a/x.html?type=pdf", False),
    ],
)
def test_extension(url: str, expected: bool) -> None:
    assert names_a_file(url) is expected


@pytest.mark.parametrize(
    ("markup", "path"),
    [
        # the address is not where it usually is
        (
            '<a appendix="true" OLDSRC="/protect/P020.docx">附件</a>',
            "/protect/P020.docx",
        ),
        ('<a href="#" oldsrc="P02.pdf" appendix>附件</a>', "/nb/202501/P02.pdf"),
        ('<div id="pdfshow" data-value="/files/a.pdf"></div>', "/files/a.pdf"),
        # no extension, but a place that serves files, or a link that says so
        (
            '<a href="/system/_content/download.jsp?owner=1&wbfileid=2">年报.docx</a>',
            "/system/_content/download.jsp?owner=1&wbfileid=2",
        ),
        ('<a href="/get/17">附件：2023年年报.wps</a>', "/get/17"),
        # a page that only shows the file
        ('<iframe src="/js/viewer.html?file=/files/b.pdf"></iframe>', "/files/b.pdf"),
        # a script
        (
            """<script>document.write('<a href="./P03.pdf">下载</a>')</script>""",
            "/nb/202501/P03.pdf",
        ),
        ("<script>var pdf = '\\/files\\/c.pdf';</script>", "/files/c.pdf"),
        ("<object data='/files/d.ofd'></object>", "/files/d.ofd"),
        (
            "<a onclick=\"down('/group1/M00/e.pdf','年报.pdf')\">x</a>",
            "/group1/M00/e.pdf",
        ),
        ("<a href=\"javascript:window.open('/f/g.doc')\">下载</a>", "/f/g.doc"),
        # twice, for visitors from elsewhere
        ("<a href='/h.pdf'>1</a><a href='/h.pdf?from=timeline'>2</a>", "/h.pdf"),
    ],
)
def test_files_in_unusual_places(markup: str, path: str) -> None:
    assert found(markup) == [(path, "attachment")]


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="t9.html">2023年年报.pdf</a>',  # says so, but is a page
        "<script>if (name.endsWith('.pdf')) show()</script>",
        '<div data-url="/api/list"></div>',
        '<a href="viewer.html?file=none">x</a>',
        '<a href="/about/help.pdf">网站使用帮助</a>',  # of the site, on every page
    ],
)
def test_no_files(markup: str) -> None:
    assert found(markup) == []


def test_the_address_of_a_picture_that_is_shown_late() -> None:
    late = "<img src='/images/loading.gif' data-src='W01.jpg'>"
    assert found(f"<div id=zoom>{late}</div>") == [("/nb/202501/W01.jpg", "image")]


def test_pictures_are_pages_of_a_report_without_text() -> None:
    scans = '<img src="W01.jpg"><img src="W02.PNG"><img src="/images/logo.png">'
    assert found(f'<div class="TRS_Editor"><p>见图</p>{scans}</div>') == [
        ("/nb/202501/W01.jpg", "image"),
        ("/nb/202501/W02.PNG", "image"),
    ]


@pytest.mark.parametrize(
    "article",
    [
        "<div id='zoom'><table><tr><td>1</td></tr></table><img src='W01.jpg'></div>",
        f"<div id='zoom'>{'本年度公开信息若干条。' * 30}<img src='W01.jpg'></div>",
        "<img src='W01.jpg'>",  # no article is known there
        "<div id='zoom'><img src='data:image/png;base64,AA'><img src='x.svg'></div>",
    ],
)
def test_pictures_beside_text_or_tables_are_none(article: str) -> None:
    assert found(article) == []


PARTS = [("/nb/202501/t1_1.html", "page_part"), ("/nb/202501/t1_2.html", "page_part")]


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="t1.html">1</a><a href="t1_1.html">2</a><a href="t1_2.html">3</a>',
        "<script>var countPage = 3; var currentPage = 0;</script>",
        '<script>createPageHTML(3, 0, "t1", "html");</script>',
    ],
)
def test_an_article_in_several_pages(markup: str) -> None:
    assert found(markup) == PARTS


def test_a_list_is_no_article_in_several_pages() -> None:
    pager = '<script>createPageHTML(3, 0, "index", "html");</script>'
    assert found(pager, FOLDER) == []
    assert found(pager, FOLDER + "index.html") == []
    other = '<script>createPageHTML(3, 0, "comments", "html");</script>'
    assert found(other) == []
    assert found(pager) == []
