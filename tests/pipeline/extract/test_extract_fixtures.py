"""Pages of our own that look like real ones, and the issues of the real cases.

`tests/fixtures/reports/<name>/` holds `page.*`, `cells.csv` (what a person reads on the
page) and `issues.csv`; `tests/fixtures/cases/<case>/` the issues of real documents that
are not kept here. A file that is not there is written, and the test fails until
somebody has read it against the page and committed it.
"""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.extract import extract
from pipeline.extract.report import Extraction
from tests.accuracy.cases import CASES, cases_folder

FIXTURES = Path(__file__).parents[2] / "fixtures"
PAGES = sorted((FIXTURES / "reports").glob("*/page.*"))
#: cases on forms that are older than those compared cell by cell
OLDER = (
    ("pingtan_2018_provincial_statistics", "raw.txt"),
    ("pingtan_county_2013_provincial_statistics", "raw.txt"),
)


def cells(found: Extraction) -> str:
    head = ["report_no", "table_id", "item", "breakdown", "value", "unit", "status"]
    rows = [
        [r.report_no, o.table_id, o.item, o.breakdown, o.value, o.unit, o.obs_status]
        for r in found.reports
        for o in r.observations
    ]
    return _csv(head, rows)


def issues(found: Extraction) -> str:
    """Without messages: they may quote the page."""
    head = ["severity", "code", "table_id", "item", "breakdown", "locator"]
    rows = [
        [i.severity, i.code, i.table_id, i.item, i.breakdown, i.locator]
        for i in found.all_issues()
    ]
    return _csv(head, rows)


def _csv(head: Sequence[object], rows: Sequence[Sequence[object]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([head, *rows])
    return stream.getvalue()


def agree(path: Path, found: str) -> None:
    """The golden file says the same; one that is not there is written and fails."""
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(found, encoding="utf-8")
        pytest.fail(f"{path} was not there: written; read it against the page")
    assert found.splitlines() == path.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.parent.name)
def test_a_page_is_read_as_a_person_reads_it(page: Path) -> None:
    found = extract(page.read_bytes(), url=page.name)
    agree(page.parent / "cells.csv", cells(found))
    agree(page.parent / "issues.csv", issues(found))


@pytest.mark.parametrize(
    ("case", "name"), [*((case, name) for case, name, _ in CASES), *OLDER]
)
def test_the_issues_of_a_real_document(case: str, name: str) -> None:
    path = cases_folder() / case / name
    if not path.is_file():
        pytest.skip(f"no real cases at {cases_folder()}; set OGI_CASES")
    found = extract(path.read_bytes(), url=name)
    agree(FIXTURES / "cases" / case / f"{name}.issues.csv", issues(found))


def test_a_golden_that_is_not_there_is_written_and_fails(tmp_path: Path) -> None:
    path = tmp_path / "new" / "cells.csv"
    with pytest.raises(pytest.fail.Exception, match="read it against the page"):
        agree(path, "a\n1\n")
    agree(path, "a\n1\n")
    with pytest.raises(AssertionError):
        agree(path, "a\n2\n")


def test_there_are_pages() -> None:
    assert {page.parent.name for page in PAGES} >= {
        "word_export",
        "jcms_metadata",
        "nested_layout_tables",
        "old_gb2312",
    }
