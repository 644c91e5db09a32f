"""What an answer is: told by its bytes, and by its headers only where these are silent.

Servers call PDF files HTML and error pages DOCX. The signatures are those of
`pipeline.extract.media`; here its many kinds become the few that crawling goes by, and
kinds that only a crawl meets (XML, scripts) are added.
"""

import re
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import urlsplit

from pipeline.errors import UnsupportedMediaError
from pipeline.extract.media import sniff as sniff_bytes

__all__ = ["Medium", "sniff"]

Medium = Literal[
    "html",
    "pdf",
    "docx",
    "doc",
    "xlsx",
    "xls",
    "zip",
    "rar",
    "ofd",
    "image",
    "text",
    "json",
    "xml",
    "unknown",
]
#: names of `pipeline.extract.media` -> ours, where they differ
_KINDS: dict[str, Medium] = {
    "html": "html",
    "mhtml": "html",
    "pdf": "pdf",
    "docx": "docx",
    "odt": "docx",
    "doc": "doc",
    "wps": "doc",
    "rtf": "doc",
    "wordxml": "doc",
    "xlsx": "xlsx",
    "xlsb": "xlsx",
    "ods": "xlsx",
    "xls": "xls",
    "excelxml": "xls",
    "zip": "zip",
    "rar": "rar",
    "7z": "rar",
    "ofd": "ofd",
    "png": "image",
    "jpeg": "image",
    "gif": "image",
    "bmp": "image",
    "tiff": "image",
    "json": "json",
    "text": "text",
}
#: what a header or the end of an address says of text that could be anything
_NAMED: tuple[tuple[str, Medium], ...] = (
    ("html", "html"),
    ("json", "json"),
    ("javascript", "text"),
    ("xml", "xml"),
)
_ENDINGS: dict[str, Medium] = {
    ".html": "html",
    ".htm": "html",
    ".shtml": "html",
    ".json": "json",
    ".xml": "xml",
}
_XML = re.compile(r"\A\s*(?:<\?xml\b|<!DOCTYPE\s+(?!html))", re.I)
_HTML_ROOT = re.compile(r"<(?:!doctype\s+html|html)\b", re.I)
_WEBP = re.compile(rb"RIFF.{4}WEBP", re.S)
_HEAD = 4096


def sniff(body: bytes, content_type: str | None, url: str) -> Medium:
    """The medium of an answer.

    Args:
        body: unpacked, whole (the parts of a ZIP file are named at its end).
        content_type: as the server says; None if it does not.
        url: where it was found.

    Returns:
        `unknown` for bytes of no known kind, and for an empty body. RAR and 7z are
        both `rar`; the formats of WPS and OpenDocument go with those of Office.
    """
    if _WEBP.match(body[:12]):
        return "image"
    try:
        kind = sniff_bytes(body)
    except UnsupportedMediaError:
        return "zip" if body.startswith(b"PK\x03\x04") else "unknown"
    medium = _KINDS.get(kind, "unknown")
    if medium not in {"html", "text"}:
        return medium
    head = body[:_HEAD].decode("utf-8", errors="replace").lstrip("\ufeff")
    if _XML.match(head):
        return "html" if _HTML_ROOT.search(head) else "xml"
    return medium if medium == "html" else _by_name(head, content_type, url)


def _by_name(head: str, content_type: str | None, url: str) -> Medium:
    """The medium of text without a mark of its own."""
    named = (content_type or "").partition(";")[0].lower()
    for word, medium in _NAMED:
        if word in named:
            return _if_marked(medium, head)
    ending = PurePosixPath(urlsplit(url).path).suffix.lower()
    return _if_marked(_ENDINGS.get(ending, "text"), head)


def _if_marked(medium: Medium, head: str) -> Medium:
    """XML and JSON look like it, whatever they are called; HTML may be plain text."""
    start = head.lstrip()[:1]
    if (medium == "xml" and start != "<") or (medium == "json" and start == "<"):
        return "text"
    return medium
