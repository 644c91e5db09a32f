"""The accuracy report: its file, its page, and what counts as a fall."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.accuracy.compare import failures
from pipeline.accuracy.page import accuracy_page, share_text
from pipeline.accuracy.prose import ProseCounts, ProseRow
from pipeline.accuracy.report import Accuracy, Counts, Row, load_accuracy
from pipeline.errors import DataFileError

WHOLE = Counts(documents=2, cells=400, right=360, uncertain=40)
GAPS = Counts(documents=1, cells=200, right=150, unreadable=30, missing=20)
REPORT = Accuracy(
    "0123456789ab",
    {"extract/html.py": "aa"},
    seed=7,
    libraries={"lxml": "6.0"},
    rows=(Row("html", "2021", "as_printed", WHOLE), Row("text", "2019", "cut", GAPS)),
    cases=(Row("a_case", "2021", "raw.html", WHOLE),),
    prose=(ProseRow("dev", "all", ProseCounts(2, labelled=3, right=3, compared=2)),),
)


def with_row(counts: Counts, number: int = 1) -> Accuracy:
    rows = list(REPORT.rows)
    rows[number] = replace(rows[number], counts=counts)
    return replace(REPORT, rows=tuple(rows))


def test_a_report_is_written_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "accuracy.json"
    path.write_text(REPORT.to_json(), encoding="utf-8")
    assert load_accuracy(path) == REPORT
    text = path.read_text(encoding="utf-8")
    assert '  ["html", "2021", "as_printed", 2, 400, 360, 40, 0, 0, 0, 0]' in text
    assert '  ["dev", "all", 2, 3, 3, 2, 0]' in text


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"columns": []}'])
def test_another_file_is_refused_and_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "accuracy.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError, match=r"accuracy\.json is no accuracy report"):
        load_accuracy(path)


def test_shares_are_of_the_cells_that_can_be_read_and_never_rounded_up() -> None:
    assert WHOLE.share == 1
    assert share_text(WHOLE) == "100 %"
    assert GAPS.share == 0.75
    assert share_text(Counts(cells=1_000_000, right=999_999)) == "99.99 %"
    assert REPORT.total() == WHOLE + GAPS
    assert REPORT.total(edition="2019") == GAPS


def test_the_page_names_whole_layouts_and_counts_the_others() -> None:
    page = accuracy_page(replace(REPORT, not_measured={"png": "no fonts"}))
    assert "right in 1 of 1 layouts: `as_printed` 360 of 400." in page
    assert "| cut | 1 | 200 | 150 | 0 | 30 | 20 | 0 | 0 | 75.00 % |" in page
    assert "| a_case / raw.html | 2 | 400 |" in page
    assert "| png | not measured: no fonts |" in page


def test_nothing_lost_is_no_failure() -> None:
    assert failures(REPORT, REPORT) == []
    assert failures(with_row(replace(GAPS, right=151, missing=19)), REPORT) == []


FALLEN = with_row(replace(GAPS, right=149, missing=21))
FAILURES: dict[str, tuple[Accuracy, list[str]]] = {
    "wrong": (
        with_row(replace(GAPS, missing=19, wrong=1)),
        ["wrong: 1 cells of text / 2019 / cut"],
    ),
    "silent": (
        with_row(replace(GAPS, missing=18, silent=2)),
        ["lost without an issue: 2 cells of text / 2019 / cut"],
    ),
    "share": (
        FALLEN,
        [
            f"{name}: right fell from 75.000% to 74.500%"
            for name in ("medium text", "edition 2019", "layout cut")
        ]
        + ["text / 2019 / cut: right fell from 75.000% to 74.500%"],
    ),
    "case": (
        replace(REPORT, cases=(replace(REPORT.cases[0], counts=GAPS),)),
        ["a_case / 2021 / raw.html: right fell from 100.000% to 75.000%"],
    ),
    "tool": (
        replace(REPORT, not_measured={"doc": "no soffice"}),
        ["not measured: doc: no soffice"],
    ),
    "less": (
        replace(REPORT, rows=REPORT.rows[:1]),
        ["no longer measured: text / 2019 / cut"],
    ),
    "more": (
        replace(REPORT, rows=(*REPORT.rows, Row("pdf", "2021", "cut", WHOLE))),
        ["not in the committed report: pdf / 2021 / cut: run `ogi accuracy`"],
    ),
}


@pytest.mark.parametrize("kind", FAILURES)
def test_each_fall_is_one_sentence(kind: str) -> None:
    now, expected = FAILURES[kind]
    assert failures(now, REPORT) == expected


def test_another_reader_is_told_to_measure() -> None:
    (line,) = failures(replace(REPORT, fingerprint="ffffffffffff"), REPORT)
    assert "0123456789ab" in line
    assert "ffffffffffff" in line
    assert "run `ogi accuracy` and commit" in line


def test_a_quick_measurement_is_compared_where_all_was_right() -> None:
    assert failures(replace(FALLEN, is_quick=True), REPORT) == []
    worse = with_row(Counts(documents=1, cells=200, right=199, missing=1), number=0)
    (line,) = failures(replace(worse, is_quick=True), REPORT)
    assert line.startswith("html / 2021 / as_printed: right fell from 100.000%")
