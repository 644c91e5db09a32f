"""Issues: one line each, and every code is explained."""

import re

import pytest

from pipeline.issues import Issue, IssueCode, Severity
from pipeline.paths import project_dir

PAGE = (project_dir() / "docs" / "issues.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([a-z_]+)` \|(.+)\|$", PAGE, re.MULTILINE)


def test_every_code_is_explained_once_in_order() -> None:
    assert [code for code, _ in ROWS] == [str(code) for code in IssueCode]


@pytest.mark.parametrize(("code", "rest"), ROWS)
def test_each_row_has_meaning_severity_and_advice(code: str, rest: str) -> None:
    meaning, severity, advice = (cell.strip() for cell in rest.split("|"))
    assert re.search(r"[\u4e00-\u9fff]", meaning), code
    assert any(str(s) in severity for s in Severity)
    assert advice.endswith(".")


def test_line_names_source_place_and_message() -> None:
    issue = Issue(
        IssueCode.VALUE_UNREADABLE,
        Severity.ERROR,
        "总计: expected one number, found '约20'",
        "applications",
        "granted",
        "total",
        "t3/r7/c10",
    )
    assert issue.line("report.html") == (
        "report.html: error: value_unreadable [applications/granted/total t3/r7/c10]: "
        "总计: expected one number, found '约20'"
    )


def test_line_without_a_place() -> None:
    issue = Issue(IssueCode.BAD_ENCODING, Severity.WARNING, "bytes were replaced")
    assert issue.line("a.txt") == "a.txt: warning: bad_encoding: bytes were replaced"
