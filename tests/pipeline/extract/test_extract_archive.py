"""Archives: members are documents of their own, and hostile archives stay bounded."""

import io
import zipfile
from dataclasses import replace

import pytest

from pipeline.errors import ExtractionError
from pipeline.extract import archive, extract
from pipeline.extract.archive import members
from pipeline.extract.media import sniff
from pipeline.issues import IssueCode, Severity
from tests.pipeline.extract.printers.office import to_gzip, to_xlsx, to_zip
from tests.pipeline.extract.sheets import Sheet, figures, judge, sheet, to_docx, to_html


def made(year: int = 2023, organ: str = "某市", seed: int = 1) -> Sheet:
    found = sheet("2021", figures("2021", blanks=0.1, seed=seed))
    found.title = f"{organ}{year}年政府信息公开工作年度报告"
    return found


def other_figures(found: Sheet) -> Sheet:
    changed = {k: v and str(int(v) + 1) for k, v in found.printed.items()}
    new = sheet("2021", changed)
    new.title = found.title
    return new


@pytest.mark.parametrize("names", ["utf-8", "gbk"])
def test_one_report_is_that_report_with_its_member_in_the_places(names: str) -> None:
    one = made()
    found = extract(to_zip({"某市年报.docx": to_docx(one)}, names=names))
    assert judge(found, one.printed).whole
    assert found.media == "zip"
    assert found.identity.title == one.title
    places = {o.locator for o in found.reports[0].observations}
    assert all(place.startswith("某市年报.docx!t") for place in places)


def test_forms_of_one_report_are_one_report_and_the_others_are_noted() -> None:
    one = made()
    members_ = {
        "年报.docx": to_docx(one),
        "年报.html": to_html(one),
        "封面.png": b"\x89PNG",
    }
    found = extract(to_zip(members_))
    assert len(found.reports) == 1
    assert judge(found, one.printed).whole
    notes = [i for i in found.all_issues() if i.code == IssueCode.PART_NOT_READ]
    assert {i.severity for i in notes} == {Severity.INFO}
    assert any("年报.html: the same report in another form" in i.message for i in notes)
    assert any("封面.png" in i.message for i in notes)


def test_parts_of_one_report_complete_each_other() -> None:
    one = made()
    first, second = made(), made()
    first.three, first.four = [], []
    second.two = []
    found = extract(
        to_zip({"附件1.docx": to_html(first), "附件2.xlsx": to_xlsx(second)})
    )
    assert len(found.reports) == 1
    assert judge(found, one.printed).whole
    assert [i for i in found.all_issues() if i.severity is Severity.ERROR] == []


def test_different_reports_have_an_identity_each() -> None:
    reports = [made(2022), made(2023), made(2023, "某县")]
    packed = {f"{n}.docx": to_html(r) for n, r in enumerate(reports)}
    found = extract(to_zip(packed))
    assert [r.report_no for r in found.reports] == [1, 2, 3]
    said = [
        (r.identity.publisher, r.identity.year) for r in found.reports if r.identity
    ]
    assert said == [("某市", 2022), ("某市", 2023), ("某县", 2023)]
    for report, one in zip(found.reports, reports, strict=True):
        assert judge(found, one.printed, report).whole


def test_other_figures_under_the_same_name_are_never_mixed() -> None:
    one = made()
    packed = {"a.docx": to_html(one), "b.docx": to_html(other_figures(one))}
    found = extract(to_zip(packed))
    assert len(found.reports) == 2
    assert judge(found, one.printed, found.reports[0]).whole


def test_a_few_other_figures_are_a_warning() -> None:
    one, other = made(), made()
    key = ("applications", "granted", "total")
    other.each_cell(lambda c: replace(c, text="9999") if c.key == key else c)
    found = extract(to_zip({"a.docx": to_html(one), "b.docx": to_html(other)}))
    (issue,) = (i for i in found.all_issues() if i.code == IssueCode.FORMS_DISAGREE)
    assert (issue.table_id, issue.item, issue.breakdown) == key
    assert '"9999"' in issue.message
    assert judge(found, one.printed).whole


def test_litter_and_folders_are_no_members() -> None:
    one = made()
    packed = {
        "__MACOSX/._a.docx": b"\x00\x05",
        "报告/": b"",
        "报告/.DS_Store": b"\x00",
        "报告/~$a.docx": b"\x00",
        "报告/a.docx": to_html(one),
    }
    contents = members(to_zip(packed), "zip")
    assert [m.name for m in contents.members] == ["报告/a.docx"]
    assert contents.problems == []


def test_archives_in_archives_are_opened_two_deep_and_no_deeper() -> None:
    one = made()
    inner = to_zip({"a.docx": to_html(one)})
    found = extract(to_zip({"内.zip": inner}))
    assert judge(found, one.printed).whole
    assert found.reports[0].observations[0].locator.startswith("内.zip!a.docx!t")
    deep = extract(to_zip({"1.zip": to_zip({"2.zip": inner})}))
    assert deep.reports == []
    assert any("2 deep and no deeper" in i.message for i in deep.all_issues())


def test_gzip_is_opened() -> None:
    one = made()
    data = to_gzip(to_html(one))
    assert sniff(data) == "gzip"
    assert judge(extract(data), one.printed).whole


def locked(data: bytes) -> bytes:
    """The flag of a password in the headers of the first member."""
    changed = bytearray(data)
    changed[6] |= 1
    central = data.index(b"PK\x01\x02")
    changed[central + 8] |= 1
    return bytes(changed)


def test_a_password_is_named() -> None:
    found = extract(locked(to_zip({"年报.docx": b"x"})))
    assert found.reports == []
    assert any("protected by a password" in i.message for i in found.all_issues())
    assert any(i.severity is Severity.ERROR for i in found.all_issues())


def test_a_bomb_is_not_unfolded(monkeypatch: pytest.MonkeyPatch) -> None:
    one = made()
    packed = {"bomb.txt": b"0" * 6_000_000, "a.docx": to_html(one)}
    contents = members(to_zip(packed), "zip")
    assert [m.name for m in contents.members] == ["a.docx"]
    assert "times its packed size" in contents.problems[0]
    monkeypatch.setattr(archive, "_MAX_TOTAL", 1_000_000)
    contents = members(to_zip(packed), "zip")
    assert "unfolds to more than 1000000 bytes" in contents.problems[0]
    with pytest.raises(ExtractionError, match="more than 1000000"):
        members(to_gzip(b"0" * 2_000_000), "gzip")


def test_a_size_that_lies_does_not_unfold() -> None:
    data = bytearray(to_zip({"a.txt": b"0" * 5_000_000}))
    central = bytes(data).index(b"PK\x01\x02")
    data[central + 24 : central + 28] = (10).to_bytes(4, "little")
    contents = members(bytes(data), "zip")
    # the library stops at the size that is stated and then finds the sum wrong
    assert contents.members == []
    assert contents.problems[0].startswith("a.txt: it cannot be unpacked")


def test_many_members_are_cut_off() -> None:
    contents = members(to_zip({f"{n}.txt": b"1" for n in range(300)}), "zip")
    assert len(contents.members) == 200
    assert contents.problems == ["more than 200 files: the others were not read"]


def test_an_empty_archive_is_an_error() -> None:
    stream = io.BytesIO()
    zipfile.ZipFile(stream, "w").close()
    found = extract(stream.getvalue())
    assert [i.code for i in found.issues] == [IssueCode.UNREADABLE_DOCUMENT]


def test_a_damaged_directory_is_an_error_that_says_so() -> None:
    data = to_zip({"a.docx": to_html(made())})
    found = extract(data[: len(data) - 40])
    assert found.reports == []
    assert "damaged ZIP" in found.issues[0].message


def test_long_lines_of_other_members_take_no_time() -> None:
    one = made()
    packed = {"a.html": to_html(one), "meta.xml": b"<x>" + b"a b " * 250_000}
    assert judge(extract(to_zip(packed, packed=False)), one.printed).whole
