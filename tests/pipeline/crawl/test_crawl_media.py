"""What an answer is, by its bytes; headers and addresses that lie are in every case."""

import io
import zipfile

import pytest

from pipeline.crawl.media import sniff

LIES = ("text/html", "application/pdf", "application/octet-stream", None)


def packed(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "x" * 100)
    return target.getvalue()


@pytest.mark.parametrize("content_type", LIES)
@pytest.mark.parametrize(
    ("body", "medium"),
    [
        (b"<!DOCTYPE html><html><body>x</body></html>", "html"),
        ("\ufeff<html><p>年报</p></html>".encode(), "html"),
        ("<div>年报</div>".encode("gbk"), "html"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html><body/></html>', "html"),
        (b"%PDF-1.4\n", "pdf"),
        (packed("[Content_Types].xml", "word/document.xml"), "docx"),
        (packed("xl/workbook.xml"), "xlsx"),
        (packed("OFD.xml"), "ofd"),
        (packed("a.docx"), "zip"),
        (packed("word/document.xml")[:-30], "zip"),  # damaged, and still no page
        (b"Rar!\x1a\x07\x00", "rar"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image"),
        (b'{"data": []}', "json"),
        (b'callback({"data": []})', "json"),
        (b'<?xml version="1.0"?><datastore><record>1</record></datastore>', "xml"),
        (
            b"<?xml version='1.0'?><d><![CDATA[<p><td>1</td></p>]]></d>",
            "xml",
        ),
        (b"", "unknown"),
        (b"\r\n", "unknown"),
        (b"\x00\x01\x02\x03", "unknown"),
    ],
)
def test_bytes_go_first(body: bytes, medium: str, content_type: str | None) -> None:
    assert sniff(body, content_type, "http://www.site.test/a.docx") == medium


@pytest.mark.parametrize(
    ("body", "content_type", "path", "medium"),
    [
        (b"no mark of any kind", "text/plain", "a.txt", "text"),
        (b"no mark of any kind", "text/html; charset=gbk", "a", "html"),
        (b"no mark of any kind", None, "a.shtml?b=1", "html"),
        (b"no mark of any kind", None, "a", "text"),
        (b"var a = 1;", "application/javascript", "a.js", "text"),
        (b"<datastore><record>1</record></datastore>", "text/xml", "a.jsp", "xml"),
        (b"<datastore><record>1</record></datastore>", None, "a.xml", "xml"),
        (b"not found", "application/xml", "a.xml", "text"),
        (b"<oops>", "application/json", "a.json", "text"),
    ],
)
def test_names_speak_where_bytes_are_silent(
    body: bytes, content_type: str | None, path: str, medium: str
) -> None:
    assert sniff(body, content_type, f"http://www.site.test/{path}") == medium
