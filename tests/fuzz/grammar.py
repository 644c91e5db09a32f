"""Documents nobody would write, but that are nearly of the right kind.

Random tags and spans, random Word XML, random members of ZIP files, random lines of
text. Each function takes a `random.Random` and gives bytes.
"""

import io
import random
import zipfile
from collections.abc import Callable

from pipeline.forms import load_forms

__all__ = ["GRAMMARS"]

_TAGS = (
    "table", "tbody", "thead", "tr", "td", "th", "p", "span", "div", "b", "sup", "br",
    "caption", "ul", "li", "img", "input", "select", "option", "svg", "template",
    "iframe", "noscript", "math", "textarea", "col", "colgroup", "form", "a",
)  # fmt: skip
_SPANS = ("0", "1", "2", "7", "200", "65534", "999999999", "-3", "x", "", " 2", "1.5")
_STYLES = ("display:none", "font-size:0", "vertical-align:super", "color:red", "")
_MAX_PARTS = 120


def _words() -> list[str]:
    forms = load_forms()
    words = [
        "",
        " ",
        "0",
        "12",
        "-3",
        "1,234",
        "—",
        "/",
        "３",
        "1 2",
        "12.50",
        "9" * 60,
    ]
    for form in forms.forms.values():
        words += [b.zh for b in form.breakdowns] + [i.zh for i in form.items]
    return words


def _html(chance: random.Random) -> bytes:
    words, parts = _words(), []
    for _ in range(chance.randint(1, _MAX_PARTS)):
        tag = chance.choice(_TAGS)
        kind = chance.random()
        if kind < 0.45:
            attributes = ""
            for name in ("rowspan", "colspan"):
                if chance.random() < 0.3:
                    attributes += f' {name}="{chance.choice(_SPANS)}"'
            if chance.random() < 0.2:
                attributes += f' style="{chance.choice(_STYLES)}"'
            parts.append(f"<{tag}{attributes}>" * chance.choice((1, 1, 1, 2, 30)))
        elif kind < 0.65:
            parts.append(f"</{tag}>")
        else:
            parts.append(chance.choice(words))
    return "".join(parts).encode("utf-8", "surrogatepass")


_WORD = (
    "<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>",
    "<w:tc>", "</w:tc>", "<w:tcPr>", "</w:tcPr>", '<w:gridSpan w:val="{}"/>',
    '<w:vMerge w:val="{}"/>', "<w:vMerge/>", "<w:br/>", "<w:drawing/>", "<w:sdt>",
    "</w:sdt>", "<w:txbxContent>", "</w:txbxContent>", "<w:del>", "</w:del>",
    '<w:trPr><w:gridBefore w:val="{}"/></w:trPr>', "<w:t>{}</w:t>", "<w:t>{}</w:t>",
)  # fmt: skip
_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _word_xml(chance: random.Random) -> bytes:
    """Elements that are always closed: else the XML parser refuses them unread."""
    words = [*_words(), *_SPANS]
    stack: list[str] = []
    parts: list[str] = []
    for _ in range(chance.randint(1, _MAX_PARTS)):
        part = chance.choice(_WORD).format(
            chance.choice(words).replace("&", "").replace("<", "").replace('"', "")
        )
        if part.startswith("</"):
            if stack:
                parts.append(f"</{stack.pop()}>")
            continue
        parts.append(part)
        if not part.endswith("/>") and "</" not in part:
            stack.append(part[1:].split(" ")[0].rstrip(">"))
    parts += [f"</{name}>" for name in reversed(stack)]
    body = "".join(parts)
    return (
        f'<w:document xmlns:w="{_NAMESPACE}"><w:body>{body}</w:body></w:document>'
    ).encode()


def _docx(chance: random.Random) -> bytes:
    return _zip({"word/document.xml": _word_xml(chance)})


def _zip(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return stream.getvalue()


_NAMES = (
    "word/document.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml", "a.html",
    "附件1.docx", "../../etc/x.txt", "/a.pdf", "a/b/c.zip", "[Content_Types].xml",
    "_rels/.rels", "content.xml", "mimetype", "\x01", "a" * 300,
)  # fmt: skip


def _package(chance: random.Random) -> bytes:
    members: dict[str, bytes] = {}
    for _ in range(chance.randint(0, 5)):
        kind = chance.choice((_html, _word_xml, _text, _docx, _zeros, _package_of_one))
        members[chance.choice(_NAMES)] = kind(chance)
    return _zip(members)


def _package_of_one(chance: random.Random) -> bytes:
    return _zip({chance.choice(_NAMES): _text(chance)})


def _zeros(chance: random.Random) -> bytes:
    """Packs a thousand times smaller than it is."""
    return b"\x00" * chance.choice((1_000, 1_000_000, 30_000_000))


def _text(chance: random.Random) -> bytes:
    words = _words()
    separators = ("\n", " | ", "|", "\t", " ", "", "\r\n", "　", "||", "\n---|---\n")
    count = chance.randint(1, _MAX_PARTS * 3)
    return "".join(
        chance.choice(words) + chance.choice(separators) for _ in range(count)
    ).encode()


def _json(chance: random.Random) -> bytes:
    depth = chance.choice((1, 3, 50, 5_000))
    page = _html(chance).decode("utf-8", "replace")
    inner = page.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    text = '{"data":[' * depth + f'"{inner}"'
    if chance.random() < 0.7:
        text += "]}" * depth
    return text.encode()


#: head, and what such a file is called
_HEADS = (
    b"%PDF-1.7\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf1\\ansi ",
    b"\x89PNG\r\n",
    b"\xff\xd8\xff\xe0", b"GIF89a", b"BM", b"II*\x00", b"MM\x00*", b"RIFF\x00\x00WEBP",
    b"From: x\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n",
    b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1f\x8b\x08",
)  # fmt: skip


def _headed(chance: random.Random) -> bytes:
    """Any bytes behind the first bytes of a kind of file."""
    size = chance.choice((0, 3, 40, 4_000))
    tail = chance.choice((chance.randbytes(size), b"\x00" * size, _text(chance)))
    return chance.choice(_HEADS) + tail


GRAMMARS: dict[str, Callable[[random.Random], bytes]] = {
    "html": _html,
    "docx": _docx,
    "zip": _package,
    "text": _text,
    "json": _json,
    "headed": _headed,
}
