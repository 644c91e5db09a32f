"""Broken and hostile PDF files: issues, bounded time, and no word on stderr."""

import random

import pytest

from pipeline.errors import ExtractionError
from pipeline.extract import extract
from pipeline.extract.pdf import read_pdf, render_page
from pipeline.issues import IssueCode
from tests.pipeline.extract.printers.pdf import to_pdf
from tests.pipeline.extract.sheets import figures, judge, sheet

MADE = sheet("2021", figures("2021"))
PDF = to_pdf(MADE)


def built(*objects: bytes) -> bytes:
    """A PDF of these objects; the first is the catalogue."""
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\n"
        b"startxref\n%d\n%%%%EOF" % (size, table, size, len(data))
    )


def stream(content: bytes, extra: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (extra, len(content), content)


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R%s>>"
A4 = b"0 0 595 842"
FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>"
SHOWS = b"/Resources<</XObject<</X 5 0 R>>>>"
LINES = b"".join(b"%d 0 m %d 800 l S\n" % (n % 600, n % 600) for n in range(61_000))
MESH = b"".join(
    b"%.1f 0 m %.1f 800 l S 0 %.1f m 600 %.1f l S\n" % (n, n, n, n)
    for n in (k * 0.5 for k in range(2500))
)

HOSTILE = {
    "pages that hold themselves": built(
        CATALOGUE, b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>", b"<</Kids[2 0 R]>>"
    ),
    "more pages than there are": built(
        CATALOGUE, b"<</Type/Pages/Kids[3 0 R]/Count 2000000>>", PAGE % (A4, b"")
    ),
    "a page as large as a town": built(
        CATALOGUE, PAGES, PAGE % (b"0 0 1e9 1e9", b""), stream(b"0 0 1e9 1e9 re f")
    ),
    "too many lines": built(CATALOGUE, PAGES, PAGE % (A4, b""), stream(LINES)),
    "a mesh": built(CATALOGUE, PAGES, PAGE % (A4, b""), stream(MESH)),
    "a form that shows itself": built(
        CATALOGUE,
        PAGES,
        PAGE % (A4, SHOWS),
        stream(b"/X Do"),
        stream(b"/X Do /X Do", FORM),
    ),
    "nothing": b"%PDF-1.7",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_issues(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    extraction = extract(HOSTILE[name])
    assert extraction.all_issues()
    assert all(not report.observations for report in extraction.reports)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("seed", range(12))
def test_broken_files_are_never_misread(
    seed: int, capfd: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(seed)
    broken = bytearray(PDF)
    if seed % 3 == 0:
        broken = broken[: chance.randrange(10, len(PDF))]
    elif seed % 3 == 1:
        start = chance.randrange(100, len(PDF) - 600)
        broken[start : start + 500] = chance.randbytes(500)
    else:
        broken[9:] = chance.randbytes(3000)
    extraction = extract(bytes(broken))
    if extraction.reports:
        verdict = judge(extraction, MADE.printed)
        assert verdict.wrong == []
        assert verdict.silent == []
    else:
        assert [i.code for i in extraction.issues] == [IssueCode.UNREADABLE_DOCUMENT]
    assert capfd.readouterr() == ("", "")


def test_a_large_page_is_drawn_small_and_a_missing_one_not_at_all() -> None:
    page = render_page(HOSTILE["a page as large as a town"], 1)
    assert page.size <= 24_000_000
    with pytest.raises(ExtractionError, match="there is no page 9"):
        render_page(PDF, 9)


def test_a_password_is_asked_for() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption  # noqa: PLC0415
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415

    for password, opens in (("", True), ("secret", False)):
        lock = StandardEncryption(password, ownerPassword="owner", canPrint=0)
        canvas = Canvas("", encrypt=lock)
        canvas.drawString(100, 700, "2023")
        data = canvas.getpdfdata()
        if opens:
            assert read_pdf(data).lines == ["2023"]
        else:
            with pytest.raises(ExtractionError, match="protected by a password"):
                read_pdf(data)
