"""What is not there: tables that are missing, blank, or only pictures.

Each becomes an issue, so that a gap is never silence. What is there, `match` reads.
"""

from pipeline.extract.document import Document, Line
from pipeline.extract.labels import LabelIndex
from pipeline.extract.normal import label_key
from pipeline.extract.result import Report
from pipeline.extract.statistics_draft import is_title
from pipeline.extract.values import BLANK
from pipeline.forms import CURRENT_TABLES, STATISTICS, Form, FormSet
from pipeline.issues import Issue, IssueCode, Severity

__all__ = ["blank_tables", "missing_tables", "unrecognised"]

#: a label with figures glued to it: this many make a flattened table
_MIN_GLUED = 5
_MAX_PLACES = 3
#: reports on earlier years were printed before there were four tables
_FIRST_OF_FOUR = 2019
_SHOWN = 40


def missing_tables(
    report: Report,
    forms: FormSet,
    document: Document,
    index: LabelIndex,
    year: int | None,
) -> list[Issue]:
    """An issue for each table of which nothing was read.

    A report with the one table of the time before 2019 does not lack the four of today;
    a report about that time that has no table at all says so once.
    """
    read = set(report.tables)
    issues = _unread_statistics(document) if STATISTICS not in read else []
    if read == {STATISTICS} or any(i.table_id == STATISTICS for i in report.issues):
        return issues
    glued = _glued(document, index) if not read >= set(CURRENT_TABLES) else []
    if not read and not glued and year is not None and year < _FIRST_OF_FOUR:
        return issues or [_no_tables(year)]
    edition = report.edition
    if edition not in forms.editions_of(*CURRENT_TABLES):
        edition = forms.newest(CURRENT_TABLES[0]).edition
    for table in CURRENT_TABLES:
        if table not in read:
            form = forms.form(edition or "", table)
            issues.append(_table_missing(form, glued, document))
    return issues


def _unread_statistics(document: Document) -> list[Issue]:
    """An issue where a line is the title of a statistics table that was not read."""
    return [
        Issue(
            IssueCode.TABLE_MISSING,
            Severity.ERROR,
            f"a line reads {block.text[:_SHOWN]!r}, but no such table was found; it "
            "may be a picture, in an attachment or of a form that is not known",
            STATISTICS,
            locator=block.locator,
        )
        for block in document.blocks
        if isinstance(block, Line) and is_title(block.text)
    ][:1]


def _no_tables(year: int) -> Issue:
    return Issue(
        IssueCode.NO_TABLES,
        Severity.ERROR,
        f"the report on {year} holds no statistics table (before 2019 many have none); "
        "if it should, it may be a picture or in an attachment",
    )


def _table_missing(form: Form, glued: list[str], document: Document) -> Issue:
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
            f"in an attachment{_pictures_elsewhere(document)}"
        )
    return Issue(code, Severity.ERROR, message, form.table_id)


def _pictures_elsewhere(document: Document) -> str:
    """What to say of pictures whose bytes are not in the document."""
    places = [p.place for p in document.pictures if p.data is None and p.page is None]
    if not places:
        return ""
    shown = ", ".join(places[:_MAX_PLACES])
    return f"; the page shows {len(places)} large picture(s) from elsewhere ({shown})"


def blank_tables(report: Report, forms: FormSet) -> list[Issue]:
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


def unrecognised(document: Document, reports: list[Report]) -> list[Issue]:
    """An issue for whole pages that are pictures, beside tables that were all read.

    Where tables are missing, pictures are recognised, or that is an issue of its own.
    """
    pages = [p.page for p in document.pictures if p.whole and p.page is not None]
    complete = all(
        set(r.tables) >= set(CURRENT_TABLES) or STATISTICS in r.tables for r in reports
    )
    if not pages or not complete or document.reread is not None:
        return []
    many = "s" if len(pages) > 1 else ""
    reasons = sorted({p.reason for p in document.pictures if p.whole})
    message = (
        f"page{many} {_ranges(pages)}: {' or '.join(reasons)}, not recognised since "
        "every table was read elsewhere"
    )
    return [Issue(IssueCode.NEEDS_OCR, Severity.WARNING, message)]


def _ranges(numbers: list[int]) -> str:
    """Numbers with runs written as 2-5."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{r[0]}-{r[-1]}" if len(r) > 1 else str(r[0]) for r in runs)


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
