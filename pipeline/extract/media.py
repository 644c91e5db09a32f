"""What kind of file the bytes are, and how text in them is encoded.

Recognised by content alone: names, headers and meta tags lie. Reading the content is
the work of one module a medium.
"""

import io
import re
import zipfile
from typing import NamedTuple

from pipeline.errors import UnsupportedMediaError

__all__ = ["Decoded", "decode", "sniff"]

_TAGS = re.compile(rb"<(?:!doctype html|html|body|table|div|p|td|span|meta)\b", re.I)
_SIGNATURES = {
    b"%PDF": "pdf",
    b"\xd0\xcf\x11\xe0": "doc",
    b"{\\rtf": "rtf",
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpeg",
    b"GIF8": "gif",
    b"BM": "bmp",
    b"II*\x00": "tiff",
    b"MM\x00*": "tiff",
    b"Rar!": "rar",
    b"7z\xbc\xaf": "7z",
}
_BOMS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_HEAD = 4096
_CJK = re.compile(r"[\u4e00-\u9fff]")
#: characters for each bad byte from which on a text counts as UTF-8 with bad bytes
_BAD_BYTE_SHARE = 50


class Decoded(NamedTuple):
    """Text, the encoding that it was read with, and whether characters were lost."""

    text: str
    encoding: str
    damaged: bool


def sniff(data: bytes) -> str:
    """The medium: `html`, `docx`, `text`, or the name of one that is not read yet.

    Raises:
        UnsupportedMediaError: the bytes are empty or of no known kind.
    """
    if not data.strip():
        raise UnsupportedMediaError("the file is empty")
    if data.startswith(b"PK\x03\x04"):
        return _sniff_zip(data)
    for signature, medium in _SIGNATURES.items():
        if data.startswith(signature) and (medium != "bmp" or b"\x00" in data[:32]):
            return medium
    if any(data.startswith(bom) for bom in _BOMS):
        sample = decode(data).text[:_HEAD].encode()
    elif b"\x00" in data[:_HEAD]:
        raise UnsupportedMediaError("binary bytes of no known kind")
    else:
        sample = data
    if sample.lstrip()[:1] in (b"{", b"["):
        return "json"
    return "html" if _TAGS.search(sample) else "text"


def _sniff_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile as error:
        raise UnsupportedMediaError(f"a damaged ZIP file: {error}") from error
    for marker, medium in (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx")):
        if marker in names:
            return medium
    return "zip"


def decode(data: bytes) -> Decoded:
    """Bytes to text: byte order mark, strict UTF-8, strict GB18030, else with losses.

    A declared charset is not asked: it lies more often than strict decoding errs. The
    text that comes out with fewer replaced characters wins where neither is strict.
    """
    for bom, encoding in _BOMS.items():
        if data.startswith(bom):
            text = data.decode(encoding, errors="replace")
            return Decoded(text, encoding, "�" in text)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", damaged=False)
    except UnicodeDecodeError:
        lossy = Decoded(data.decode("utf-8", errors="replace"), "utf-8", damaged=True)
    # UTF-8 with a few bad bytes may still be valid, and senseless, GB18030
    characters = len(_CJK.findall(lossy.text))
    if lossy.text.count("�") * _BAD_BYTE_SHARE < characters:
        return lossy
    try:
        return Decoded(data.decode("gb18030"), "gb18030", damaged=False)
    except UnicodeDecodeError:
        chinese = data.decode("gb18030", errors="replace")
        other = Decoded(chinese, "gb18030", damaged=True)
    return min((lossy, other), key=lambda decoded: decoded.text.count("�"))
