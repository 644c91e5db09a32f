"""Pictures of tables, clean and spoilt: read right, or not read and named."""

import base64
import os
import random
import struct
import subprocess
import sys
import zlib
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from pipeline.extract import extract
from pipeline.extract.observation import CONFIDENCE
from pipeline.extract.ocr.ink import PrintLine, print_in
from pipeline.extract.ocr.lattice import find_tables, lattice_of, rulings
from pipeline.extract.ocr.page import finished
from pipeline.extract.ocr.pitch import Pitch
from pipeline.extract.ocr.sizes import picture_sizes
from pipeline.extract.report import Extraction
from pipeline.issues import IssueCode
from tests.pipeline.extract.balanced import repeating_figures
from tests.pipeline.extract.printers.picture import to_png, to_scanned_pdf
from tests.pipeline.extract.sheets import (
    Cell,
    Key,
    Sheet,
    judge,
    sheet,
    table_html,
)

FOUR = ("reconsideration", "litigation")


def only(made: Sheet, *tables: str) -> Sheet:
    """The sheet with some of its tables."""
    for name in {"two", "three", "four"} - set(tables):
        setattr(made, name, [])
    return made


def of_tables(printed: dict[Key, str], *tables: str) -> dict[Key, str]:
    return {key: text for key, text in printed.items() if key[0] in tables}


def codes(extraction: Extraction) -> set[IssueCode]:
    return {i.code for i in extraction.all_issues()}


# -- whole reports -----------------------------------------------------------------


@pytest.mark.slow
def test_clean_picture_of_a_report_is_read_whole() -> None:
    printed = repeating_figures("2021", random.Random(5))
    extraction = extract(to_png(sheet("2021", printed)))
    verdict = judge(extraction, printed)
    assert verdict.safe, (verdict.wrong, verdict.silent)
    assert verdict.right >= 0.99 * len(printed)
    assert extraction.media == "png"
    assert extraction.identity.year == 2023
    cells = extraction.reports[0].observations
    assert {o.reading for o in cells} == {"ocr"}
    assert max(o.confidence for o in cells) == CONFIDENCE["ocr"]
    assert IssueCode.OCR_UNCONFIRMED not in codes(extraction)


@pytest.mark.slow
def test_spoilt_picture_of_a_report_is_read_safely() -> None:
    printed = repeating_figures("2019", random.Random(6))
    made = to_png(
        sheet("2019", printed),
        dpi=130,
        skew=-3.5,
        noise=25,
        blur=0.6,
        jpeg=60,
        tilt=0.01,
    )
    extraction = extract(made)
    verdict = judge(extraction, printed)
    assert verdict.safe, (verdict.wrong, verdict.silent)
    assert verdict.right >= 0.95 * len(printed)
    assert {o.edition for o in extraction.reports[0].observations} == {"2019"}


def test_scanned_pdf_is_read_page_by_page() -> None:
    printed = repeating_figures("2021", random.Random(7))
    fees = ("proactive_disclosure", "administrative_fees", "amount")
    printed[fees] = "470.31"
    made = only(sheet("2021", printed), "two", "four")
    made.headings = ("二、主动公开政府信息情况", "", made.headings[2], "")
    extraction = extract(to_scanned_pdf(made, dpi=200))
    read = of_tables(printed, "proactive_disclosure", *FOUR)
    verdict = judge(extraction, read)
    assert verdict.whole, (verdict.wrong, verdict.silent, verdict.unread)
    assert extraction.media == "pdf"
    assert extraction.reports[0].observations[0].locator.startswith("p1/t1/r")


def test_picture_upside_down_is_turned() -> None:
    printed = repeating_figures("2021", random.Random(8))
    made = only(sheet("2021", printed), "four")
    verdict = judge(extract(to_png(made, turn=2, dpi=150)), of_tables(printed, *FOUR))
    assert verdict.whole, (verdict.wrong, verdict.silent, verdict.unread)


def test_blanks_and_marks_of_a_picture_are_kept_apart() -> None:
    printed = repeating_figures("2021", random.Random(9))
    keys = [k for k in printed if k[0] == "litigation"]
    printed |= {keys[0]: "", keys[1]: "/", keys[2]: "—", keys[3]: "1", keys[4]: "111"}
    extraction = extract(to_png(only(sheet("2021", printed), "four")))
    found = {
        (o.table_id, o.item, o.breakdown): o for o in extraction.reports[0].observations
    }
    assert found[keys[0]].obs_status == "blank"
    assert found[keys[1]].obs_status in ("not_applicable", "unreadable")
    assert found[keys[2]].obs_status in ("dash", "unreadable")
    assert found[keys[3]].value in (Decimal(1), None)
    assert found[keys[4]].value in (Decimal(111), None)
    assert found[keys[4]].obs_status != "blank"


# -- equations ---------------------------------------------------------------------


def test_table_that_does_not_add_up_is_never_accepted_in_silence() -> None:
    printed = repeating_figures("2021", random.Random(10))
    total = ("reconsideration", "reconsideration", "total")
    printed[total] = str(int(printed[total]) + 30)
    extraction = extract(to_png(only(sheet("2021", printed), "four")))
    verdict = judge(extraction, of_tables(printed, *FOUR))
    assert verdict.safe
    (issue,) = [
        i for i in extraction.all_issues() if i.code is IssueCode.OCR_UNCONFIRMED
    ]
    assert issue.table_id == "reconsideration"
    assert issue.details["equations"] == "reconsideration_row_sum/reconsideration"
    assert "reconsideration/total" in issue.details["cells"]
    cells = extraction.reports[0].observations
    assert {o.confidence for o in cells if o.table_id == "reconsideration"} <= {
        0.3,
        0.0,
    }
    assert 0.3 not in {o.confidence for o in cells if o.table_id == "litigation"}


# -- pictures in pages -------------------------------------------------------------


def test_picture_of_a_table_in_a_page_is_read_where_the_table_is_missing() -> None:
    printed = repeating_figures("2021", random.Random(13))
    made = sheet("2021", printed)
    picture = to_png(only(sheet("2021", printed), "four"), dpi=150)
    address = "data:image/png;base64," + base64.b64encode(picture).decode()
    page = (
        f"<p>{made.title}</p><p>{made.headings[0]}</p>{table_html(made.two[0])}"
        f"<p>{made.headings[1]}</p>{table_html(made.three[0])}"
        f'<table><tr><td><img src="{address}"></td></tr></table>'
    )
    extraction = extract(page.encode())
    verdict = judge(extraction, printed)
    assert verdict.whole, (verdict.wrong, verdict.silent, verdict.unread)
    readings = {(o.table_id, o.reading) for o in extraction.reports[0].observations}
    assert readings == {
        ("proactive_disclosure", "printed"),
        ("applications", "printed"),
        ("reconsideration", "ocr"),
        ("litigation", "ocr"),
    }


def test_pictures_from_elsewhere_are_named_where_a_table_is_missing() -> None:
    made = sheet("2021", repeating_figures("2021", random.Random(12)))
    page = (
        f"<p>{made.title}</p>{table_html(made.two[0])}<p><img src='/a.png'></p>"
        "<img src='/b.png' width='20' height='20'><img src='/logo.png'>"
    )
    messages = [
        i.message
        for i in extract(page.encode()).all_issues()
        if i.code is IssueCode.TABLE_MISSING
    ]
    assert messages
    assert all("1 large picture(s) from elsewhere (picture 1)" in m for m in messages)


# -- without the extra -------------------------------------------------------------

_BLOCKED = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"cv2", "onnxruntime", "rapidocr"}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Refuse())
from pipeline.extract import extract
for issue in extract(open(sys.argv[1], "rb").read()).all_issues():
    print(issue.code, issue.severity, issue.message)
"""


@pytest.mark.parametrize("kind", ["png", "pdf"])
def test_without_the_extra_an_issue_says_what_to_install(
    kind: str, tmp_path: Path
) -> None:
    made = only(sheet("2021", repeating_figures("2021", random.Random(1))), "four")
    path = tmp_path / f"scan.{kind}"
    path.write_bytes(to_png(made) if kind == "png" else to_scanned_pdf(made))
    run = subprocess.run(
        [sys.executable, "-c", _BLOCKED, str(path)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    (line,) = [x for x in run.stdout.splitlines() if x.startswith("needs_ocr error")]
    assert "pip install 'ogi[ocr]'" in line
    assert "picture" in line
    assert run.stderr == ""


# -- hostile files -----------------------------------------------------------------


def png(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + body))
        return struct.pack(">I", len(body)) + name + body + check

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body)


def test_bomb_is_refused_before_it_is_decoded() -> None:
    (issue,) = extract(png(60_000, 60_000)).all_issues()
    assert issue.code is IssueCode.UNREADABLE_DOCUMENT
    assert "60000 × 60000" in issue.message


@pytest.mark.parametrize(
    "head",
    [
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"GIF89a",
        b"BM\0\0",
        b"II*\0",
        b"MM\0*",
    ],
)
def test_broken_pictures_give_issues_only(
    head: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(3)
    for length in (0, 1, 7, 20, 60, 3000):
        extraction = extract(head + chance.randbytes(length))
        assert codes(extraction) <= {
            IssueCode.UNREADABLE_DOCUMENT,
            IssueCode.UNSUPPORTED_MEDIA,
        }
        assert extraction.all_issues()
    assert capfd.readouterr() == ("", "")


def test_cut_pictures_give_issues_only(capfd: pytest.CaptureFixture[str]) -> None:
    made = only(sheet("2021", repeating_figures("2021", random.Random(2))), "four")
    for whole in (to_png(made, dpi=60), to_png(made, dpi=60, jpeg=50)):
        for share in (0.02, 0.3, 0.7):
            extraction = extract(whole[: int(len(whole) * share)])
            assert extraction.all_issues()
            values = [o.value for r in extraction.reports for o in r.observations]
            assert not any(values)
    assert capfd.readouterr() == ("", "")


def test_picture_too_small_for_a_table_is_named() -> None:
    (issue,) = extract(png(100, 9)).all_issues()
    assert "100 × 9 pixels is too small" in issue.message


# -- parts -------------------------------------------------------------------------


def grid_page() -> np.ndarray:
    page = np.full((240, 640), 255, np.uint8)
    for y in (20, 90, 160, 230):
        page[y - 1 : y + 2, 20:620] = 0
    for x in (20, 220, 420, 619):
        page[20:232, x - 1 : x + 2] = 0
    return page


def prints_of(page: np.ndarray) -> list[tuple[int, int, bool, bool]]:
    made = finished(page, 26.0)
    (box,) = find_tables(made, rulings(made))
    lattice = lattice_of(made, box)
    assert lattice is not None
    found = [(c, print_in(lattice, c)) for c in lattice.cells]
    return [(c.row, c.column, p.blank, p.doubtful) for c, p in found]


def test_blank_cells_are_blank_and_faint_ink_is_not() -> None:
    page = grid_page()
    page[45:65, 300:312] = 215  # faint
    page[115:135, 480:492] = 20  # clear
    page[190:192, 100:102] = 0  # a speck
    found = {(r, c): (blank, doubtful) for r, c, blank, doubtful in prints_of(page)}
    assert len(found) == 9
    assert found.pop((0, 1)) == (False, True)
    assert found.pop((1, 2)) == (False, False)
    assert set(found.values()) == {(True, False)}


def test_missing_ruling_joins_cells_and_half_a_ruling_breaks_them() -> None:
    page = grid_page()
    page[22:89, 215:226] = 255
    page[95:125, 415:426] = 255
    found = prints_of(page)
    assert len(found) == 8
    assert [(r, c) for r, c, _, doubtful in found if doubtful] == [(1, 1), (1, 2)]


def line(*spans: tuple[int, int]) -> PrintLine:
    return PrintLine((0, 0, spans[-1][1], 20), spans, spans, 0, 0.1)


@pytest.mark.parametrize(
    ("spans", "digits"),
    [
        (((0, 12), (15, 27), (30, 42)), {3}),
        (((0, 42),), {3}),
        (((0, 12), (15, 42)), {3}),
        (((0, 5), (15, 20)), {2}),
        (((0, 34),), set()),
    ],
)
def test_digits_are_counted_by_their_pitch(
    spans: tuple[tuple[int, int], ...], digits: set[int]
) -> None:
    assert Pitch(15, 12, 20).counts(line(*spans)) == digits


def test_sizes_are_told_from_headers() -> None:
    made = Sheet("2021", {}, four=[[[Cell("1"), Cell("2")]]])
    for kind in ("PNG", "GIF", "BMP", "TIFF", "JPEG"):
        ((width, height),) = picture_sizes(to_png(made, kind, dpi=50))
        assert width == round(8.27 * 50)
        assert 100 < height < 500


def test_damaged_pictures_are_only_issues_and_silent(
    capfd: pytest.CaptureFixture[str],
) -> None:
    made = only(sheet("2021", repeating_figures("2021", random.Random(3))), "four")
    picture = to_png(made, dpi=100)
    for cut in (len(picture) // 3, len(picture) - 40):
        broken = picture[:cut] + bytes(20) + picture[cut + 20 :]
        found = extract(broken)
        assert all(o.value is None for r in found.reports for o in r.observations)
        assert found.all_issues()
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")
