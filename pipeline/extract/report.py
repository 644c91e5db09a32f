"""One document to observations and issues: tables, editions, cells, what is missing.

Pure: it depends on nothing but its arguments and the form data. Bytes become documents
in `files`, which is what everything calls.
"""

from collections import Counter
from dataclasses import dataclass, field, replace

from pipeline.extract.cells import CellWriter
from pipeline.extract.collect import Collector
from pipeline.extract.document import Document
from pipeline.extract.draft import Draft
from pipeline.extract.edition import editions_of
from pipeline.extract.fit_disputes import fit_disputes
from pipeline.extract.fit_labelled import fit_labelled
from pipeline.extract.identity import Identity, identify
from pipeline.extract.labels import LabelIndex
from pipeline.extract.normal import label_key
from pipeline.extract.observation import Observation
from pipeline.extract.prints import sort_drafts
from pipeline.extract.rows import rows_of_grids, rows_of_lines
from pipeline.extract.run_together import decode_run_together
from pipeline.extract.titles import says_no_report
from pipeline.extract.units import unit_doubts
from pipeline.extract.values import BLANK, UNREADABLE, ValueReader
from pipeline.forms import TABLES, FormSet
from pipeline.issues import Issue, IssueCode, Severity

__all__ = ["Extraction", "Report", "read_report"]

_REGIONS = ("proactive_disclosure", "applications", "disputes")
#: a label with figures glued to it: this many make a flattened table
_MIN_GLUED = 5


@dataclass(slots=True)
class Report:
    """One report in a document: its number there, its edition, its cells.

    Attributes:
        report_no: 1 for the first report of the document.
        edition: of the form, or None where no table was found.
        observations: the cells.
        issues: what could not be read.
        identity: whose report of which year, where a file holds several documents;
            None where it is that of the extraction.
    """

    report_no: int
    edition: str | None
    observations: list[Observation] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    identity: Identity | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables of which something was read, in the order of the form."""
        found = {o.table_id for o in self.observations}
        return tuple(t for t in TABLES if t in found)


@dataclass(slots=True)
class Extraction:
    """What one document gave.

    Attributes:
        media: what the bytes are.
        identity: whose report of which year.
        reports: mostly one.
        issues: about the document as a whole.
    """

    media: str
    identity: Identity
    reports: list[Report] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def all_issues(self) -> list[Issue]:
        """The issues of the document and of its reports."""
        return [*self.issues, *(i for r in self.reports for i in r.issues)]


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
    if document.damaged:
        extraction.issues.append(
            Issue(
                IssueCode.BAD_ENCODING,
                Severity.WARNING,
                "bytes that are valid in no encoding, or not in that of the rest: "
                f"{document.damage or 'they were replaced'}",
            )
        )
    extraction.issues.extend(document.issues)
    extraction.issues += [
        Issue(IssueCode.PART_NOT_READ, Severity.INFO, note) for note in document.notes
    ]
    index, values = LabelIndex.of(forms), ValueReader(forms.values)
    drafts, collected = _collect(document, forms, index, values)
    prints, sorted_out = sort_drafts(drafts, forms)
    extraction.issues.extend(sorted_out)
    for number, of_report in enumerate(prints or [{}], start=1):
        writer = CellWriter(forms, values, damaged=document.damaged)
        report = _report(number, of_report, writer)
        if number == 1:
            report.issues = [*collected, *report.issues]
            _decode(document, report, index, values, forms)
        glued = _glued(document, index) if len(report.tables) < len(TABLES) else []
        report.issues += [*_missing(report, forms, glued), *_blank(report, forms)]
        report.issues += unit_doubts(document, report.observations, forms)
        extraction.reports.append(report)
    extraction.issues.extend(_pictures(document, extraction.reports))
    _no_report(extraction, document, hint)
    return extraction


def _pictures(document: Document, reports: list[Report]) -> list[Issue]:
    """An issue for pages that are pictures and were not recognised.

    Where every table was read, only whole pages are named: other pictures are charts.
    """
    complete = all(len(report.tables) == len(TABLES) for report in reports)
    pages = [p for p in document.pictures if p.whole or not complete]
    if not pages:
        return []
    numbers = _ranges([p.page for p in pages])
    many = "s" if len(pages) > 1 else ""
    reasons = sorted({p.reason for p in pages})
    message = (
        f"page{many} {numbers}: {' or '.join(reasons)}, to be recognised by OCR; "
        "install ogi[ocr], or read the page by hand"
    )
    severity = Severity.WARNING if complete else Severity.ERROR
    return [Issue(IssueCode.NEEDS_OCR, severity, message)]


def _ranges(numbers: list[int]) -> str:
    """Numbers with runs written as 2-5."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{r[0]}-{r[-1]}" if len(r) > 1 else str(r[0]) for r in runs)


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


def _collect(
    document: Document, forms: FormSet, index: LabelIndex, values: ValueReader
) -> tuple[dict[str, list[Draft]], list[Issue]]:
    """Grids first; lines of text only for the tables that no grid held."""
    first = Collector(index, values, _REGIONS)
    first.feed(rows_of_grids(document.blocks, forms.sections))
    drafts, issues = first.drafts, first.issues
    missing = [region for region, found in drafts.items() if not found]
    if missing:
        second = Collector(index, values, missing)
        second.feed(rows_of_lines(document.blocks, forms.sections, values))
        drafts |= second.drafts
        issues = [*issues, *second.issues]
    return drafts, issues


def _decode(
    document: Document,
    report: Report,
    index: LabelIndex,
    values: ValueReader,
    forms: FormSet,
) -> None:
    """Read tables without any readable cell from text that has lost its borders."""
    readable = {o.table_id for o in report.observations if o.obs_status != UNREADABLE}
    lost = [table for table in TABLES if table not in readable]
    if not lost or not document.lines:
        return
    writer = CellWriter(forms, values, damaged=document.damaged)
    decoded = decode_run_together(document, lost, writer, index, values)
    if not decoded.tables:
        return
    report.observations = [
        *(o for o in report.observations if o.table_id not in decoded.tables),
        *decoded.observations,
    ]
    report.issues = [
        *(i for i in report.issues if i.table_id not in decoded.tables),
        *decoded.issues,
    ]
    if report.edition is None:
        report.edition = decoded.observations[0].edition


def _report(number: int, drafts: dict[str, Draft], writer: CellWriter) -> Report:
    forms = writer.forms
    editions = editions_of(drafts, forms)
    for region in _REGIONS:
        edition = editions.get(region)
        if edition is None:
            if region in drafts:
                writer.issues.append(_edition_unknown(region))
        elif region == "disputes":
            fit_disputes(drafts[region], edition, forms, writer)
        else:
            fit_labelled(drafts[region], forms.form(edition, region), writer)
    found = sorted({o.edition for o in writer.observations})
    if len(found) > 1:
        message = f"the tables follow different editions of the form: {found}"
        writer.issues.append(
            Issue(IssueCode.EDITION_CONFLICT, Severity.WARNING, message)
        )
    most = Counter(o.edition for o in writer.observations).most_common(1)
    edition = most[0][0] if most else None
    return Report(number, edition, writer.observations, writer.issues)


def _edition_unknown(table: str) -> Issue:
    return Issue(
        IssueCode.EDITION_CONFLICT,
        Severity.ERROR,
        "neither the rows nor the headers say which edition of the form this table is; "
        "it was not read",
        table,
    )


def _blank(report: Report, forms: FormSet) -> list[Issue]:
    """An issue for each table that is printed without any figure."""
    issues = []
    for table in report.tables:
        cells = [o for o in report.observations if o.table_id == table]
        if all(o.obs_status == BLANK for o in cells):
            name = forms.form(cells[0].edition, table).name_zh
            message = (
                f"table {name} is printed without any figure: left blank, or filled in "
                "by a script of the page"
            )
            issues.append(
                Issue(IssueCode.TABLE_BLANK, Severity.WARNING, message, table)
            )
    return issues


def _missing(report: Report, forms: FormSet, glued: list[str]) -> list[Issue]:
    """An issue for each table of which nothing was read."""
    issues = []
    edition = report.edition or forms.editions[-1]
    for table in TABLES:
        if table in report.tables:
            continue
        form = forms.form(edition, table)
        if glued:
            code = IssueCode.RUN_TOGETHER
            message = (
                f"table {form.name_zh}: the text has lost its cell borders and figures "
                f"run together ({glued[0]!r}…); get the page or the file itself"
            )
        else:
            code = IssueCode.TABLE_MISSING
            message = (
                f"table {form.name_zh} was not found; it may be missing, a picture or "
                "in an attachment"
            )
        issues.append(Issue(code, Severity.ERROR, message, table))
    return issues


def _glued(document: Document, index: LabelIndex) -> list[str]:
    """Labels of the form with digits directly behind them, in a text without cells."""
    found: list[str] = []
    for line in document.lines:
        text = label_key(line)
        for key in index.all_keys:
            if len(key) < _MIN_GLUED:
                continue
            place = text.find(key)
            after = text[place + len(key) : place + len(key) + 12] if place >= 0 else ""
            if after[:3].isdigit():
                found.append(f"{key}{after}")
    return found if len(found) >= _MIN_GLUED else []
