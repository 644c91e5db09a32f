import pytest

from pipeline.crawl.attachments import attachments_of, names_a_file

URL = "http://www.a.gov.cn/nb/202501/t1.html"
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


def test_links_to_files_each_once() -> None:
    found = attachments_of(PAGE.encode("gb18030"), "text/html", URL)
    assert [(a.url, a.title) for a in found] == [
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
    (found,) = attachments_of(page, None, URL)
    assert found.url == "http://www.a.gov.cn/other/a.doc"


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
