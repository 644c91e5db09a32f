"""Checking one document with the rules of the panel."""

from pathlib import Path

from pipeline.check import check_document


def test_contradiction_of_pingtan_2020(demo_pages: Path) -> None:
    name = "pingtan_2020.html"
    checked = check_document((demo_pages / name).read_bytes(), name)
    assert (checked.cells, checked.unreadable) == (198, 0)
    assert checked.has_hard_failure
    assert not checked.is_incomplete
    (finding,) = checked.findings  # natural persons and total have one cause
    assert finding.table_zh == "收到和处理政府信息公开申请情况"
    assert finding.severity == "hard"
    # the results add up to 6+6+4+3+3+4 = 26, and to 27; printed are 20 and 21
    assert {cell.zh for cell in finding.cells} >= {
        "(一)予以公开 · 自然人 = 6",
        "(一)予以公开 · 总计 = 7",
        "(四)无法提供 / 1.本机关不掌握相关政府信息 · 自然人 = 4",
        "(六)其他处理 · 自然人 = 4",
        "(七)总计 · 自然人 = 20",
        "(七)总计 · 总计 = 21",
    }


def test_media_give_the_same_answer(demo_pages: Path) -> None:
    answers = {
        (c.cells, c.passed, c.undecided, c.findings)
        for name in ("zhumadian_2024.html", "zhumadian_2024.txt")
        for c in [check_document((demo_pages / name).read_bytes(), name)]
    }
    ((cells, passed, undecided, findings),) = answers
    assert (cells, undecided, findings) == (200, 0, ())
    assert passed > 40  # sums of rows and columns, the balance, table four


def test_every_sound_report_of_the_demonstration(demo_pages: Path) -> None:
    for name in ("pingtan_2019.html", "pingtan_2022.html", "pingtan_2024.html"):
        checked = check_document((demo_pages / name).read_bytes(), name)
        assert not checked.has_hard_failure, name
        assert not checked.is_incomplete, name


def test_rules_of_other_years_are_left_out(demo_pages: Path) -> None:
    """No report of the year before is there, and that is no lack of this one."""
    data = (demo_pages / "pingtan_2022.txt").read_bytes()
    checked = check_document(data, "pingtan_2022.txt")
    assert checked.undecided == 0


def test_changed_total_is_found_in_its_column(demo_pages: Path) -> None:
    page = (demo_pages / "zhumadian_2024.txt").read_text(encoding="utf-8")
    assert page.count("2040 |") == 1  # the total of the applications received
    draft = page.replace("2040 |", "2041 |")
    checked = check_document(draft.encode(), "draft.txt")
    assert checked.has_hard_failure
    named = {cell.zh for finding in checked.findings for cell in finding.cells}
    assert "一、本年新收政府信息公开申请数量 · 总计 = 2041" in named


def test_nothing_is_raised_for_a_document_that_is_none() -> None:
    for data in (b"", b"\x00\x01\x02", b"PK\x03\x04broken", "关于放假的通知".encode()):
        checked = check_document(data, "x")
        assert (checked.cells, checked.passed, checked.findings) == (0, 0, ())
        assert checked.is_incomplete
