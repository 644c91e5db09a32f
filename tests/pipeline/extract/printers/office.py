"""Sheets printed as office files, archives, answers of an API, and in old encodings."""

import base64 as codec
import gzip
import io
import json
import quopri
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import xlsxwriter
from opencc import OpenCC

from tests.pipeline.extract.sheets import (
    Sheet,
    Table,
    occupied,
    to_docx,
    to_html,
)

#: ending -> the filter by which LibreOffice writes it
WRITTEN = {
    "doc": "doc:MS Word 97",
    "rtf": "rtf:Rich Text Format",
    "odt": "odt:writer8",
    "xls": "xls:MS Excel 97",
    "ods": "ods:calc8",
}


def soffice() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def written(files: Mapping[str, bytes], source: str, target: str) -> dict[str, bytes]:
    """Files of one ending turned into another by LibreOffice, all in one call."""
    program = soffice()
    assert program is not None
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for number, data in enumerate(files.values()):
            (place / f"{number}.{source}").write_bytes(data)
        subprocess.run(
            [
                program,
                f"-env:UserInstallation={(place / 'profile').as_uri()}",
                "--headless",
                "--convert-to",
                WRITTEN[target],
                "--outdir",
                str(place / "out"),
                *(str(place / f"{n}.{source}") for n in range(len(files))),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return {
            name: (place / "out" / f"{number}.{target}").read_bytes()
            for number, name in enumerate(files)
        }


def to_doc(made: Sheet) -> bytes:
    return written({"x": to_docx(made)}, "docx", "doc")["x"]


def to_rtf(made: Sheet) -> bytes:
    return written({"x": to_docx(made)}, "docx", "rtf")["x"]


def to_odt(made: Sheet) -> bytes:
    return written({"x": to_docx(made)}, "docx", "odt")["x"]


# -- spreadsheets ------------------------------------------------------------------


def _value(text: str) -> str | float:
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text


def to_xlsx(
    made: Sheet, *, sheets: bool = False, merged_titles: bool = True, top: int = 0
) -> bytes:
    """All on one sheet, or a sheet for each section."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = None if sheets else book.add_worksheet("报告")
    row = top
    for block in made.blocks():
        if isinstance(block, str):
            if sheets or sheet is None:
                sheet, row = book.add_worksheet(), top
            if merged_titles:
                sheet.merge_range(row, 0, row, 9, block)
            else:
                sheet.write(row, 0, block)
            row += 1
        else:
            assert sheet is not None
            row += _write(sheet, block, row)
    book.close()
    return stream.getvalue()


def _write(sheet: "xlsxwriter.worksheet.Worksheet", table: Table, top: int) -> int:
    placed, _ = occupied(table)
    for number, line in enumerate(placed):
        for column, cell in line:
            row = top + number
            value = _value(cell.text) if cell.key else cell.text
            down = min(row + cell.rowspan, top + len(placed)) - 1
            right = column + cell.colspan - 1
            if (down, right) == (row, column):
                if value != "":
                    sheet.write(row, column, value)
            else:
                sheet.merge_range(row, column, down, right, value)
    return len(placed)


def to_xls(made: Sheet) -> bytes:
    return written({"x": to_xlsx(made)}, "xlsx", "xls")["x"]


def to_ods(made: Sheet) -> bytes:
    return written({"x": to_xlsx(made)}, "xlsx", "ods")["x"]


# -- wrapped -----------------------------------------------------------------------


def to_mhtml(made: Sheet, *, encoding: str = "utf-8", base64: bool = False) -> bytes:
    """A single web page as Word writes it, with a running head of its own."""
    page = to_html(made).decode().encode(encoding)
    head = (
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; boundary="----=_Next"\r\n\r\n'
        "This document is a single file web page.\r\n"
    )
    if base64:
        body, transfer = codec.encodebytes(page), "base64"
    else:
        body, transfer = quopri.encodestring(page), "quoted-printable"
    parts = [
        ("file:///C:/a.htm", body, transfer),
        ("file:///C:/a.files/header.htm", b"<p>1</p>", "7bit"),
    ]
    text = head.encode()
    for place, content, kind in parts:
        text += (
            f"\r\n------=_Next\r\nContent-Location: {place}\r\n"
            f"Content-Transfer-Encoding: {kind}\r\n"
            'Content-Type: text/html; charset="us-ascii"\r\n\r\n'
        ).encode()
        text += content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return text + b"\r\n------=_Next--\r\n"


def to_json(made: Sheet, *, style: str = "plain") -> bytes:
    """An answer of an API: `plain`, `escaped`, `nested`, `twice` JSON or `jsonp`."""
    page = to_html(made).decode()
    if style == "escaped":
        page = page.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    article = {
        "docTitle": made.title,
        "pubDate": 1706630400000,
        "source": "某市人民政府办公室",
        "content": page,
    }
    other = {"docTitle": "关于召开会议的通知", "content": "<p>" + "请准时参加。" * 60}
    value: object = {"code": 200, "data": {"list": [other, article], "total": 2}}
    if style == "nested":
        value = {"code": 200, "body": json.dumps(value, ensure_ascii=True)}
    text = json.dumps(value, ensure_ascii=style == "escaped")
    if style == "twice":  # the whole answer is a text with JSON in it
        text = json.dumps(text, ensure_ascii=False)
    return (f"callback_1({text});" if style == "jsonp" else text).encode()


def to_script(made: Sheet, *, quote: str = '"') -> bytes:
    """A page whose article is only in a script."""
    page = to_html(made).decode()
    body = page[page.index("<body>") + 6 : page.index("</body>")]
    literal = json.dumps(body, ensure_ascii=False).replace("</", "<\\/")
    if quote == "'":
        literal = "'" + literal[1:-1].replace('\\"', '"').replace("'", "\\'") + "'"
    return (
        f"<html><head><title>{made.title}</title></head><body><div id=a></div>"
        f"<script>var content = {literal};</script></body></html>"
    ).encode()


def to_zip(
    members: Mapping[str, bytes], *, names: str = "utf-8", packed: bool = True
) -> bytes:
    """An archive; with another encoding of names, as old Windows programs pack it."""
    stream = io.BytesIO()
    kind = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(stream, "w", kind) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = kind
            archive.writestr(info, data)
    data = stream.getvalue()
    if names == "utf-8":
        return data
    # the same names in other bytes of the same length are not to be had: patch both
    return _renamed(members, names, kind)


class _Raw(zipfile.ZipInfo):
    """A member whose name is written in an old encoding, without the flag."""

    codec = "gbk"

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - of the base
        return self.filename.encode(self.codec), self.flag_bits & ~0x800


def _renamed(members: Mapping[str, bytes], names: str, kind: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", kind) as archive:
        for name, data in members.items():
            info = _Raw(name)
            info.codec = names
            info.compress_type = kind
            archive.writestr(info, data)
    return stream.getvalue()


def to_gzip(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


# -- characters --------------------------------------------------------------------


def to_traditional(made: Sheet, *, config: str = "s2t") -> bytes:
    """The page in traditional characters; `s2twp` swaps words like a gate copy."""
    text: str = OpenCC(config).convert(to_html(made).decode())
    return text.encode()


def to_big5(made: Sheet) -> bytes:
    """A gate copy in Big5; what it does not have is a numeric reference."""
    text = to_traditional(made).decode()
    return text.encode("big5hkscs", errors="xmlcharrefreplace")


def to_gb18030(made: Sheet) -> bytes:
    return to_html(made).decode().encode("gb18030")


def to_utf16(made: Sheet, *, mark: bool = False) -> bytes:
    text = to_html(made).decode()
    return text.encode("utf-16" if mark else "utf-16-le")
