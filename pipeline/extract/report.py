"""One file in, observations and issues out: the pure function that everything calls.

`extract` neither reads nor writes anything and depends on nothing but its arguments
and the form data, so it can be run in a process pool or on many machines. The one
broad `except` of the project stands here: a document that breaks a reader becomes an
issue, and the others go on.
"""

from collections import Counter
from dataclasses import dataclass, field

from pipeline.errors import ExtractionError, UnsupportedMediaError
from pipeline.extract.cells import CellWriter
from pipeline.extract.collect import Collector
from pipeline.extract.document import Document
from pipeline.extract.draft import Draft
from pipeline.extract.edition import editions_of
from pipeline.extract.fit_disputes import fit_disputes
from pipeline.extract.fit_labelled import fit_labelled
from pipeline.extract.identity import Identity, identify
from pipeline.extract.labels import LabelIndex
from pipeline.extract.limits import memory_limit
from pipeline.extract.media import sniff
from pipeline.extract.normal import label_key
from pipeline.extract.observation import Observation
from pipeline.extract.plans import Plans, skeleton
from pipeline.extract.prints import sort_drafts
from pipeline.extract.readers import read_document
from pipeline.extract.rows import (
    MAX_CAPTION,
    rows_of_grids,
    rows_of_lines,
    section_of,
)
from pipeline.extract.units import unit_doubts
from pipeline.extract.values import BLANK, ValueReader
from pipeline.forms import TABLES, FormSet, load_forms
from pipeline.issues import Issue, IssueCode, Severity

__all__ = ["Extraction", "Report", "extract", "failed"]

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
    """

    report_no: int
    edition: str | None
    observations: list[Observation] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

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


_NOBODY = Identity(None, None, None, None, None)


def extract(
    data: bytes, *, url: str = "", hint: str = "", forms: FormSet | None = None
) -> Extraction:
    """Read one document.

    Args:
        data: its bytes; what they are is told from themselves.
        url: its address or file name; only the year may be taken from it.
        hint: the title under which it was linked.
        forms: the forms to read it by; by default those of the project.

    Returns:
        The reports that it holds. Nothing is raised for a document, however broken:
        what could not be read is an issue.
    """
    forms = forms or load_forms()
    media = "unknown"
    try:
        media = sniff(data)
        document = read_document(data, media)
    except UnsupportedMediaError as error:
        return _failed(media, IssueCode.UNSUPPORTED_MEDIA, str(error))
    except ExtractionError as error:
        return _failed(media, IssueCode.UNREADABLE_DOCUMENT, str(error))
    except Exception as error:  # noqa: BLE001 - the one boundary, see the module
        return _failed(media, IssueCode.UNREADABLE_DOCUMENT, _describe(error))
    try:
        return _extract(document, url, hint, forms)
    except Exception as error:  # noqa: BLE001 - the one boundary, see the module
        return _failed(media, IssueCode.UNREADABLE_DOCUMENT, _describe(error))


def _describe(error: Exception) -> str:
    limit = memory_limit()
    if isinstance(error, MemoryError) and limit:
        return f"it needs more memory than a reader may use ({limit >> 20} MiB)"
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = ""
    if trace is not None:
        place = f" at {trace.tb_frame.f_code.co_name}:{trace.tb_lineno}"
    return f"the reader broke off: {type(error).__name__}{place}: {error}"


def failed(message: str) -> Extraction:
    """The extraction of a document that could not be read at all."""
    return _failed("unknown", IssueCode.UNREADABLE_DOCUMENT, message)


def _failed(media: str, code: IssueCode, message: str) -> Extraction:
    issue = Issue(code, Severity.ERROR, message)
    return Extraction(media, _NOBODY, issues=[issue])


def _extract(document: Document, url: str, hint: str, forms: FormSet) -> Extraction:
    identity, issues = identify(document, url=url, hint=hint)
    extraction = Extraction(document.media, identity, issues=issues)
    if document.damaged:
        extraction.issues.append(
            Issue(
                IssueCode.BAD_ENCODING,
                Severity.WARNING,
                "some bytes are valid in no encoding; they were replaced",
            )
        )
    reports, sorted_out = _reports(document, forms)
    extraction.issues.extend(sorted_out)
    for report in reports:
        report.issues += unit_doubts(document, report.observations, forms)
        extraction.reports.append(report)
    return extraction


def _reports(document: Document, forms: FormSet) -> tuple[list[Report], list[Issue]]:
    """The reports of a document: by a plan, where one is known for its skeleton."""
    matcher = _matcher_of(forms)
    key = skeleton(document, matcher.tells)
    planned = matcher.plans.read(document, key)
    if planned is not None:
        return [Report(1, _edition(planned), planned)], []
    reports, issues = _match(document, forms)
    cells = _without_issue(reports, issues)
    if cells is not None:

        def read(probe: Document) -> list[Observation] | None:
            return _without_issue(*_match(probe, forms))

        matcher.plans.learn(document, key, cells, read)
    return reports, issues


def _without_issue(
    reports: list[Report], issues: list[Issue]
) -> list[Observation] | None:
    """The cells of the one report that was read without any issue, else None."""
    if issues or len(reports) != 1 or reports[0].issues:
        return None
    return reports[0].observations


def _match(document: Document, forms: FormSet) -> tuple[list[Report], list[Issue]]:
    """The reports of a document by its labels, and what was put aside."""
    index, values = LabelIndex.of(forms), ValueReader.of(forms.values)
    drafts, collected = _collect(document, forms, index, values)
    prints, sorted_out = sort_drafts(drafts, forms)
    reports = []
    for number, of_report in enumerate(prints or [{}], start=1):
        writer = CellWriter(forms, values, damaged=document.damaged)
        report = _report(number, of_report, writer)
        if number == 1:
            report.issues = [*collected, *report.issues]
        glued = _glued(document, index) if len(report.tables) < len(TABLES) else []
        report.issues += [*_missing(report, forms, glued), *_blank(report, forms)]
        reports.append(report)
    return reports, sorted_out


class _Matcher:
    """What is remembered of a set of forms: plans, and what lines say."""

    def __init__(self, forms: FormSet) -> None:
        self.plans = Plans()
        self.forms = forms

    def tells(self, line: str, begun: bool) -> object | None:  # noqa: FBT001
        """What a line says to the matcher; None for nothing.

        A caption says something only below a heading or a grid.
        """
        section = section_of(line, self.forms.sections)
        if section is not None:
            return section.code, line
        if begun and len(line) <= MAX_CAPTION and LabelIndex.of(self.forms).find(line):
            return line
        return None


#: the forms are held so that their id stays their own
_MATCHERS: dict[int, _Matcher] = {}


def _matcher_of(forms: FormSet) -> _Matcher:
    matcher = _MATCHERS.get(id(forms))
    if matcher is None or matcher.forms is not forms:
        matcher = _MATCHERS[id(forms)] = _Matcher(forms)
    return matcher


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
    edition = _edition(writer.observations)
    return Report(number, edition, writer.observations, writer.issues)


def _edition(observations: list[Observation]) -> str | None:
    """The edition that most cells are of."""
    most = Counter(o.edition for o in observations).most_common(1)
    return most[0][0] if most else None


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
