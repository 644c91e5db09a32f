"""What prose states goes with its report: once, in its place, as printed."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline import narrative
from pipeline.extract import extract
from pipeline.extract.document import Document, Line
from pipeline.extract.result import Extraction
from pipeline.extract.traditional import Printed
from pipeline.forms import FormSet
from pipeline.issues import IssueCode
from pipeline.narrative.claim import Claim
from tests.pipeline.extract.printers.office import to_zip
from tests.pipeline.extract.sheets import Sheet, figures, sheet, to_html

PATTERN = re.compile(r"(?:本年度|其中)[^。；]*收到\s*申请(\d+件)[^。；\n]*[。；]")


def claims_of(document: Document) -> Iterator[Claim]:
    lines = [b for b in document.blocks if isinstance(b, Line)]
    text = " ".join(line.text for line in lines)
    for number, match in enumerate(PATTERN.finditer(text), start=1):
        sentence = match[0].strip()
        start = sentence.index(match[1])
        yield Claim(
            claim_no=number,
            section=None,
            sentence=sentence,
            span=(start, start + len(match[1])),
            subject="received",
            breakdown="total",
            kind="count",
            value=Decimal(match[1][:-1]),
            value_text=match[1],
            unit="件",
            tolerance=Decimal(0),
            bound="exact",
            is_negation=False,
            year=None,
            measure=None,
            why_not_compared=None,
            locator=lines[0].locator,
        )


@pytest.fixture(autouse=True)
def simple_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sentences of one shape, so that what becomes of claims is all that is tested."""

    def read(document: Document, year: int | None, forms: FormSet) -> list[Claim]:
        del year, forms
        return list(claims_of(document))

    monkeypatch.setattr(narrative, "read_claims", read)


def page(*sentences: str, made: Sheet | None = None) -> bytes:
    """A report with its sentences, as a page."""
    found = to_html(made or report())
    prose = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    at = found.index(b"<table")
    return found[:at] + prose.encode() + found[at:]


def report(organ: str = "某市", more: int = 0) -> Sheet:
    """A report; other figures than another one where `more` differs."""
    printed = {k: str(int(v) + more) for k, v in figures("2021").items()}
    found = sheet("2021", printed)
    found.title = f"{organ}2023年政府信息公开工作年度报告"
    return found


def prose(title: str, *sentences: str) -> bytes:
    """A page without tables."""
    return "".join(f"<p>{text}</p>" for text in (title, *sentences)).encode()


def stated(found: Extraction) -> list[list[tuple[int, int]]]:
    return [[(c.claim_no, int(c.value)) for c in r.claims] for r in found.reports]


def test_claims_are_of_the_report() -> None:
    found = extract(page("本年度收到申请12件。", "其中网上收到申请7件；"))
    assert stated(found) == [[(1, 12), (2, 7)]]


def test_several_reports_in_a_document_leave_open_whose_claims_they_are() -> None:
    first = page("本年度收到申请12件。").decode().removesuffix("</body></html>")
    second = to_html(report("某县", more=1)).decode().partition("<body>")[2]
    found = extract((first + second).encode())
    assert stated(found) == [[(1, 12)], []]
    assert found.reports[0].claims[0].why_not_compared == "several_reports"


def test_members_of_an_archive_keep_theirs() -> None:
    one = page("本年度收到申请12件。")
    two = page("本年度收到申请40件。", made=report("某县", more=1))
    found = extract(to_zip({"a.html": one, "b.html": two}))
    assert stated(found) == [[(1, 12)], [(1, 40)]]
    (claim,) = found.reports[1].claims
    assert claim.locator.startswith("b.html!")
    assert claim.why_not_compared is None


def test_forms_of_one_report_state_a_thing_once() -> None:
    short = page("本年度收到申请12件。")
    full = page("本年度收到申请12件。", "其中网上收到申请7件。")
    found = extract(to_zip({"a.html": short, "b.html": full}))
    assert stated(found) == [[(1, 12), (2, 7)]]
    assert {c.locator.split("!")[0] for c in found.reports[0].claims} == {"b.html"}


def test_prose_and_tables_may_be_files_of_their_own() -> None:
    one = report()
    said = prose(one.title, "本年度收到申请12件。")
    found = extract(to_zip({"报告.html": said, "附表.html": to_html(one)}))
    assert stated(found) == [[(1, 12)]]


def test_prose_of_another_member_does_not_take_the_place_of_the_reports_own() -> None:
    own = page("本年度收到申请12件。")
    notes = prose("填报说明", "本年度收到申请30件。", "其中网上收到申请7件。")
    found = extract(to_zip({"报告.html": own, "说明.html": notes}))
    assert stated(found) == [[(1, 12)]]


def test_prose_that_may_be_of_two_reports_is_of_none_and_that_is_said() -> None:
    one, two = to_html(report()), to_html(report(more=1))
    said = prose(report().title, "本年度收到申请12件。")
    found = extract(to_zip({"a.html": said, "b.html": one, "c.html": two}))
    assert stated(found) == [[], []]
    notes = [i for i in found.issues if i.code is IssueCode.PART_NOT_READ]
    assert any("its 1 claims" in i.message for i in notes)


def test_traditional_sentences_are_kept_as_printed() -> None:
    found = extract(page("本年度行政機關 共收到", "申請12件，均已辦結。"))
    (claim,) = found.reports[0].claims
    assert claim.sentence == "本年度行政機關 共收到 申請12件，均已辦結。"
    assert claim.sentence[slice(*claim.span)] == claim.value_text == "12件"


def test_a_sentence_without_traditional_characters_in_such_a_document() -> None:
    found = extract(page("行政機關。", "本年度共收到申请12件。"))
    assert [c.sentence for c in found.reports[0].claims] == ["本年度共收到申请12件。"]


def test_what_cannot_be_found_again_stays_simplified() -> None:
    (claim,) = extract(page("本年度收到申请12件。")).reports[0].claims
    other = replace(claim, sentence="换了说法，收到申请12件。", span=(9, 12))
    printed = Printed(running=("本年度收到申请12件。", "本年度收到申請12件。"))
    assert printed.claim(other) == other
    assert printed.claim(claim).sentence == "本年度收到申請12件。"
