"""Old office files: converted in batches, a bad one alone, without network."""

import http.server
import io
import threading
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from pipeline.errors import ExtractionError, UnsupportedMediaError
from pipeline.extract import extract, office
from pipeline.extract.media import UNREAD, sniff
from pipeline.extract.office import convert, prepared
from pipeline.extract.office_profile import PROFILE
from pipeline.extract.ole import CompoundFile
from pipeline.issues import IssueCode
from tests.pipeline.extract.printers.office import soffice, to_xlsx, to_zip, written
from tests.pipeline.extract.sheets import Sheet, figures, judge, sheet, to_docx

needs_soffice = pytest.mark.skipif(
    soffice() is None, reason="LibreOffice is not installed"
)
KINDS = ("doc", "rtf", "odt")


def made(edition: str) -> Sheet:
    return sheet(edition, figures(edition, blanks=0.2))


@pytest.fixture(scope="session")
def old_files() -> Mapping[str, bytes]:
    """`2021.doc` and so on: each ending written in one call."""
    docx = {edition: to_docx(made(edition)) for edition in ("2019", "2021")}
    sheets = {"2021": to_xlsx(made("2021"))}
    found: dict[str, bytes] = {}
    for kind in KINDS:
        for edition, data in written(docx, "docx", kind).items():
            found[f"{edition}.{kind}"] = data
    for kind in ("xls", "ods"):
        found[f"2021.{kind}"] = written(sheets, "xlsx", kind)["2021"]
    return found


@pytest.fixture(scope="session")
def converted(old_files: Mapping[str, bytes]) -> Mapping[str, bytes | ExtractionError]:
    broken = {"bad.rtf": b"{\\rtf1 \\bin99999 cut"}
    chosen = {n: d for n, d in old_files.items() if n.endswith(KINDS)}
    return convert(chosen | broken)


@needs_soffice
@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize("kind", KINDS)
def test_all_cells_are_right_and_a_bad_file_loses_no_other(
    converted: Mapping[str, bytes | ExtractionError], kind: str, edition: str
) -> None:
    data = converted[f"{edition}.{kind}"]
    assert isinstance(data, bytes)
    found = extract(data)
    assert judge(found, made(edition).printed).whole
    assert found.identity.year == 2023


@needs_soffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_old_sheets_need_no_conversion(
    old_files: Mapping[str, bytes], kind: str
) -> None:
    found = extract(old_files[f"2021.{kind}"])
    assert found.media == kind
    assert judge(found, made("2021").printed).whole


@needs_soffice
def test_the_same_bytes_give_the_same_cells_alone_and_in_a_batch(
    old_files: Mapping[str, bytes], converted: Mapping[str, bytes | ExtractionError]
) -> None:
    alone = extract(old_files["2021.doc"])
    batch = converted["2021.doc"]
    assert isinstance(batch, bytes)
    assert alone.media == "doc"
    assert alone.reports == extract(batch).reports


@needs_soffice
def test_documents_and_members_of_archives_are_converted_once_and_together(
    old_files: Mapping[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    call = office._call

    def counted(
        program: str, kind: str, files: Mapping[str, bytes]
    ) -> tuple[dict[str, bytes], str]:
        calls.append(len(files))
        return call(program, kind, files)

    monkeypatch.setattr(office, "_call", counted)
    packed = to_zip({"年报.doc": old_files["2019.doc"]})
    files = [packed, old_files["2021.doc"], b"text", packed]
    with prepared(files) as ready:
        found = [extract(data, converted=ready) for data in files[:2]]
    assert calls == [2]
    assert judge(found[0], made("2019").printed).whole
    assert judge(found[1], made("2021").printed).whole


def test_a_failure_is_kept_for_the_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OGI_SOFFICE", str(tmp_path / "none"))
    data = b"{\\rtf1 a}"
    with prepared([data]) as ready:
        kept = ready.get(data)
    assert isinstance(kept, UnsupportedMediaError)
    assert "apt-get install libreoffice" in str(kept)


def test_without_the_program_the_issue_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OGI_SOFFICE", "/nowhere/soffice")
    found = extract(b"{\\rtf1 a}")
    (issue,) = found.issues
    assert issue.code == IssueCode.UNSUPPORTED_MEDIA
    assert "RTF files need LibreOffice: apt-get install" in issue.message


def script(folder: Path, text: str) -> str:
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_what_hangs_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "child"
    program = script(tmp_path, f"sleep 60 & echo $! > {mark}; wait")
    monkeypatch.setenv("OGI_SOFFICE", program)
    monkeypatch.setattr(office, "_START_SECONDS", 0.5)
    monkeypatch.setattr(office, "_SECONDS_A_FILE", 0.0)
    found = convert({"a": b"{\\rtf1 a}"})["a"]
    assert "took more than" in str(found)
    child = Path("/proc") / mark.read_text().strip() / "stat"
    # gone, or a zombie that nobody has asked for yet
    assert not child.exists() or child.read_text().split()[2] in "ZX"


def test_files_that_are_too_large_are_not_handed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OGI_SOFFICE", script(tmp_path, "exit 1"))
    monkeypatch.setattr(office, "_MAX_BYTES", 100)
    found = convert({"a": b"{\\rtf1 " + b"a" * 200, "b": b"{\\rtf1 b}"})
    assert "more than the 100" in str(found["a"])
    assert "ended with code 1" in str(found["b"])


class _Server(http.server.ThreadingHTTPServer):
    asked: list[str]


class _Asked(http.server.BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(404)
        self.end_headers()

    do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815 - of the base

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[_Server]:
    server = _Server(("127.0.0.1", 0), _Asked)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def with_remote_picture(odt: bytes, port: int) -> bytes:
    frame = (
        '<text:p><draw:frame text:anchor-type="as-char" svg:width="1cm" '
        'svg:height="1cm"><draw:image xlink:type="simple" xlink:show="embed" '
        f'xlink:actuate="onLoad" xlink:href="http://127.0.0.1:{port}/a.png"/>'
        "</draw:frame></text:p></office:text>"
    )
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(odt)) as source,
        zipfile.ZipFile(stream, "w") as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "content.xml":
                content = content.replace(b"</office:text>", frame.encode())
            target.writestr(name, content)
    return stream.getvalue()


@needs_soffice
@pytest.mark.parametrize("ours", [True, False])
def test_pictures_of_other_sites_are_not_asked_for(
    old_files: Mapping[str, bytes],
    site: _Server,
    ours: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = with_remote_picture(old_files["2021.odt"], site.server_address[1])
    if not ours:  # the control: without our settings the picture is asked for
        head = PROFILE[: PROFILE.index("<item")]
        monkeypatch.setattr(office, "PROFILE", f"{head}</oor:items>")
    assert isinstance(convert({"a": data})["a"], bytes)
    assert bool(site.asked) is not ours


# -- what OLE and ZIP files are --------------------------------------------------------


def ole(*names: str) -> bytes:
    """A compound file of one directory sector with these streams."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[30:32] = (9).to_bytes(2, "little")
    header[48:52] = (1).to_bytes(4, "little")  # the directory is sector 1
    header[56:60] = (4096).to_bytes(4, "little")
    header[60:64] = header[68:72] = b"\xfe\xff\xff\xff"
    header[76:512] = b"\xff" * 436
    header[76:80] = (0).to_bytes(4, "little")  # the table is sector 0
    table = b"\xfd\xff\xff\xff" + b"\xfe\xff\xff\xff" + b"\xff" * 504
    entries = b""
    for number, name in enumerate(("Root Entry", *names)):
        raw = name.encode("utf-16-le") + b"\0\0"
        entry = bytearray(128)
        entry[: len(raw)] = raw
        entry[64:66] = len(raw).to_bytes(2, "little")
        entry[66] = 5 if number == 0 else 2
        entries += bytes(entry)
    return bytes(header) + table + entries.ljust(512, b"\0")


@pytest.mark.parametrize(
    ("names", "medium"),
    [
        (("WordDocument", "1Table"), "doc"),
        (("Workbook",), "xls"),
        (("Book",), "xls"),
        (("PowerPoint Document",), "ppt"),
        (("EncryptionInfo", "EncryptedPackage"), "encrypted"),
        (("MatOST",), "wps"),
        (("Contents",), "ole"),
    ],
)
def test_ole_files_are_told_by_their_streams(
    names: tuple[str, ...], medium: str
) -> None:
    data = ole(*names)
    assert sniff(data) == medium
    assert CompoundFile(data).names >= set(names)
    # the same with a directory that cannot be found
    assert sniff(data[:48] + b"\xff" * 4 + data[52:]) == medium


def test_sectors_that_form_a_circle_are_refused() -> None:
    data = bytearray(ole("WordDocument"))
    data[512 + 4 : 512 + 8] = (1).to_bytes(4, "little")
    with pytest.raises(ExtractionError, match="circle"):
        CompoundFile(bytes(data)).stream("x", 1)


@pytest.mark.parametrize(
    ("members", "medium"),
    [
        ({"OFD.xml": b""}, "ofd"),
        ({"xl/workbook.xml": b""}, "xlsx"),
        ({"ppt/presentation.xml": b""}, "pptx"),
        ({"mimetype": b"application/vnd.oasis.opendocument.text"}, "odt"),
        ({"[Content_Types].xml": b"", "word/document2.xml": b""}, "docx"),
        ({"a.txt": b""}, "zip"),
    ],
)
def test_zip_files_are_told_by_their_parts(
    members: dict[str, bytes], medium: str
) -> None:
    assert sniff(to_zip(members)) == medium


@pytest.mark.parametrize(
    ("data", "medium"),
    [
        (b"Rar!\x1a\x07\x01\x00", "rar"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"MZ\x90\x00\x03", "exe"),
        (ole("EncryptedPackage"), "encrypted"),
    ],
)
def test_what_is_not_read_has_a_message_of_its_own(data: bytes, medium: str) -> None:
    found = extract(data)
    assert found.media == medium
    assert [(i.code, i.message) for i in found.issues] == [
        (IssueCode.UNSUPPORTED_MEDIA, UNREAD[medium])
    ]


@pytest.mark.parametrize(
    ("text", "medium"),
    [
        ('<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">', "wordxml"),  # noqa: E501
        ('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "excelxml"),  # noqa: E501
        ("MIME-Version: 1.0\nContent-Type: multipart/related", "mhtml"),
        ("From: <Saved>\r\nMIME-Version: 1.0\r\n", "mhtml"),
        ("jQuery123({\"a\": 1})", "json"),
        ("发布时间: 2024\n<p>", "html"),
    ],
)  # fmt: skip
def test_text_files_of_office_programs(text: str, medium: str) -> None:
    assert sniff(text.encode()) == medium
