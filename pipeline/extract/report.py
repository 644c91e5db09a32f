"""What a document says: its reports with their cells and claims, and whose they are.

Puts together `identify` (whose report of which year), `match` (the tables),
`narrative` (the prose) and what is doubtful about the whole. Nothing here reads bytes
(that is `files`).
"""

from dataclasses import replace

# not the name in it: the package reads documents, and may be what is imported first
from pipeline import narrative
from pipeline.extract.document import Document
from pipeline.extract.gaps import unrecognised
from pipeline.extract.identity import identify
from pipeline.extract.match import match
from pipeline.extract.result import Extraction, Report
from pipeline.extract.titles import says_no_report
from pipeline.extract.units import unit_doubts
from pipeline.forms import FormSet
from pipeline.issues import Issue, IssueCode, Severity

__all__ = ["Extraction", "Report", "read_report"]

#: why a claim of a document with several reports is not compared
_SEVERAL = "several_reports"


def read_report(
    document: Document, *, url: str, hint: str, forms: FormSet
) -> Extraction:
    """Bring what a document holds under the form.

    Args:
        document: what a reader gave, in simplified characters.
        url: its address or file name; only the year may be taken from it.
        hint: the title under which it was linked.
        forms: the forms to read it by.
    """
    identity, issues = identify(document, url=url, hint=hint)
    extraction = Extraction(document.media, identity, issues=issues)
    extraction.issues += _of_reading(document)
    extraction.reports, put_aside = match(document, forms, identity.year)
    extraction.issues += put_aside
    for report in extraction.reports:
        report.issues += unit_doubts(document, report.observations, forms)
    extraction.issues += unrecognised(document, extraction.reports)
    _no_report(extraction, document, hint)
    _claims(extraction, document, forms)
    return extraction


def _claims(extraction: Extraction, document: Document, forms: FormSet) -> None:
    """Give the first report what the prose states.

    Where there are several, nothing says which of them a sentence is about.
    """
    claims = narrative.read_claims(document, extraction.identity.year, forms)
    if len(extraction.reports) > 1:
        claims = [replace(claim, why_not_compared=_SEVERAL) for claim in claims]
    if extraction.reports:
        extraction.reports[0].claims = claims


def _of_reading(document: Document) -> list[Issue]:
    """What the reader of the medium could not read."""
    issues = [
        *document.issues,
        *(
            Issue(IssueCode.PART_NOT_READ, Severity.INFO, note)
            for note in document.notes
        ),
    ]
    if document.damaged:
        message = (
            "bytes that are valid in no encoding, or not in that of the rest: "
            f"{document.damage or 'they were replaced'}"
        )
        issues.append(Issue(IssueCode.BAD_ENCODING, Severity.WARNING, message))
    return issues


def _no_report(extraction: Extraction, document: Document, hint: str) -> None:
    """Where the title says so, missing tables mean that this is no report."""
    title = says_no_report(document, hint)
    if title is None or any(report.tables for report in extraction.reports):
        return
    for report in extraction.reports:
        report.issues = [
            replace(issue, severity=Severity.INFO)
            if issue.code is IssueCode.TABLE_MISSING
            else issue
            for issue in report.issues
        ]
    message = f"no table, and the title is of something else than a report: {title}"
    issue = Issue(IssueCode.NOT_A_REPORT, Severity.WARNING, message)
    extraction.issues.append(issue)
