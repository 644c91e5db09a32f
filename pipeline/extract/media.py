"""What kind of file the bytes are, told by their content alone: names and headers lie.

Inside of containers (ZIP, OLE) the names of the parts tell. How text is encoded is
`charset`; reading the content is the work of one module a medium.
"""

import io
import re
import zipfile

from pipeline.errors import UnsupportedMediaError
from pipeline.extract import ole
from pipeline.extract.charset import Decoded, decode, is_wide

__all__ = ["UNREAD", "Decoded", "decode", "sniff"]

_TAGS = re.compile(rb"<(?:!doctype html|html|body|table|div|p|td|span|meta)\b", re.I)
_SIGNATURES = {
    b"%PDF": "pdf",
    b"{\\rtf": "rtf",
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpeg",
    b"GIF8": "gif",
    b"BM": "bmp",
    b"II*\x00": "tiff",
    b"MM\x00*": "tiff",
    b"Rar!": "rar",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b\x08": "gzip",
    b"MZ": "exe",
    b"PK\x05\x06": "zip",
}
#: what signatures of letters need to have near the start, to be no text
_BINARY = {"bmp", "exe"}
#: a part that only one kind of ZIP file has
_ZIP_PARTS = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("ppt/presentation.xml", "pptx"),
    ("OFD.xml", "ofd"),
)
_ZIP_TYPES = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
    b"application/epub+zip": "epub",
}
_DOCX_PART = re.compile(r"word/document\d*\.xml", re.I)
_MAX_TYPE = 200
#: XML that Office of 2003 saved in one file
_XML_KINDS = (
    (b"http://schemas.microsoft.com/office/word/2003/wordml", "wordxml"),
    (b"http://schemas.microsoft.com/office/2006/xmlPackage", "wordxml"),
    (b"urn:schemas-microsoft-com:office:spreadsheet", "excelxml"),
)
_MHTML = re.compile(
    rb"\A(?:[\w-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){0,30}?"
    rb"(?:MIME-Version|Content-Type:\s*multipart/related)",
    re.I,
)
#: an answer that was made JSON twice: a text with the real answer in it
_JSON_TEXT = re.compile(rb'"\s*[{\[]\s*(?:\\["nrt]|[\]}{\[])')
_JSONP = re.compile(rb"\A\s*(?:/\*.{0,80}?\*/)?\s*[\w$.]{1,80}\s*\(\s*[{\[]", re.S)
_HEAD = 4096

#: media that no reader takes, and what to do with such a file
UNREAD = {
    "ofd": "OFD files are not read: save it as PDF or DOCX",
    "rar": "RAR archives are not read: unpack it, or pack it as ZIP",
    "7z": "7z archives are not read: unpack it, or pack it as ZIP",
    "exe": "a program (perhaps a self-extracting archive): unpack it by hand",
    "encrypted": "the file is protected by a password: save it without one",
    "ppt": "presentations are not read: save it as PDF or DOCX",
    "pptx": "presentations are not read: save it as PDF or DOCX",
    "odp": "presentations are not read: save it as PDF or DOCX",
    "epub": "EPUB books are not read: save it as PDF or DOCX",
    "msg": "Outlook messages are not read: save what is attached to it",
    "visio": "drawings are not read: save it as PDF",
    "hwp": "HWP files are not read: save it as PDF or DOCX",
    "ole": "an OLE file of no known kind: save it as PDF or DOCX",
}


def sniff(data: bytes) -> str:
    """The medium: `html`, `docx`, `text`, or the name of one that is not read.

    Raises:
        UnsupportedMediaError: the bytes are empty or of no known kind.
    """
    if not data.strip():
        raise UnsupportedMediaError("the file is empty")
    if data.startswith(b"PK\x03\x04"):
        return _sniff_zip(data)
    if data.startswith(ole.SIGNATURE[:4]):
        return ole.kind_of(data)
    for signature, medium in _SIGNATURES.items():
        if data.startswith(signature) and (
            medium not in _BINARY or b"\x00" in data[:32]
        ):
            return medium
    return _sniff_text(data)


def _sniff_text(data: bytes) -> str:
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) or is_wide(data):
        sample = decode(data).text[: 10 * _HEAD].encode()
    elif b"\x00" in data[:_HEAD]:
        raise UnsupportedMediaError("binary bytes of no known kind")
    else:
        sample = data
    head = sample[:_HEAD].lstrip()
    if head[:1] in (b"{", b"[") or _JSONP.match(head) or _JSON_TEXT.match(head):
        return "rtf" if head.startswith(b"{\\rtf") else "json"
    if head.startswith(b"<?xml"):
        for name, medium in _XML_KINDS:
            if name in head:
                return medium
    if _MHTML.match(head):
        return "mhtml"
    return "html" if _TAGS.search(sample) else "text"


def _sniff_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            kind = b""
            if "mimetype" in names:
                with archive.open("mimetype") as stream:
                    kind = stream.read(_MAX_TYPE).strip()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise UnsupportedMediaError(f"a damaged ZIP file: {error}") from error
    except (ValueError, EOFError) as error:
        raise UnsupportedMediaError(f"a damaged ZIP file: {error}") from error
    if kind in _ZIP_TYPES:
        return _ZIP_TYPES[kind]
    for part, medium in _ZIP_PARTS:
        if part in names:
            return medium
    if "[Content_Types].xml" in names and any(map(_DOCX_PART.fullmatch, names)):
        return "docx"
    return "zip"
