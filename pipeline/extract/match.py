"""From the grids and lines of a document to cells of the form.

Rows are collected under the form's labels, drafts are sorted into reports, and each is
fitted to its edition; what has lost its cells is decoded. Whose report it is plays no
part here.
"""

from collections import Counter
from dataclasses import replace

from pipeline.extract.by_place import name_rows
from pipeline.extract.cells import CellWriter
from pipeline.extract.collect import Collector
from pipeline.extract.confirm import confirm
from pipeline.extract.document import Block, Document
from pipeline.extract.draft import Draft
from pipeline.extract.edition import editions_of
from pipeline.extract.fit_disputes import fit_disputes
from pipeline.extract.fit_labelled import fit_labelled
from pipeline.extract.fit_statistics import fit_statistics
from pipeline.extract.gaps import blank_tables, missing_tables
from pipeline.extract.labels import LabelIndex
from pipeline.extract.observation import Observation
from pipeline.extract.plans import Plans, skeleton
from pipeline.extract.prints import of_year, sort_drafts
from pipeline.extract.result import Report
from pipeline.extract.rows import (
    MAX_CAPTION,
    rows_of_grids,
    rows_of_lines,
    section_of,
)
from pipeline.extract.run_together import decode_run_together
from pipeline.extract.statistics_draft import StatisticsDraft, is_title
from pipeline.extract.statistics_region import take_statistics, year_doubts
from pipeline.extract.values import UNREADABLE, ValueReader
from pipeline.forms import CURRENT_TABLES, STATISTICS, FormSet
from pipeline.issues import Issue, IssueCode, Severity

__all__ = ["match", "match_anew"]

_REGIONS = ("proactive_disclosure", "applications", "disputes")


def match(
    document: Document, forms: FormSet, year: int | None
) -> tuple[list[Report], list[Issue]]:
    """The reports of a document, by a plan where one is known for its skeleton.

    Args:
        document: what a reader gave.
        forms: the forms to read it by.
        year: that the report is about; tables that name another one are left out.

    Returns:
        The reports, and issues for what was put aside.
    """
    memory = _memory_of(forms)
    key = skeleton(document, year, memory.tells)
    planned = memory.plans.read(document, key)
    if planned is not None:
        return [Report(1, _edition(planned), planned)], []
    reports, issues = match_anew(document, forms, year)
    cells = _without_issue(reports, issues)
    if cells is not None:

        def read(probe: Document) -> list[Observation] | None:
            return _without_issue(*match_anew(probe, forms, year))

        memory.plans.learn(document, key, cells, read)
    return reports, issues


def _without_issue(
    reports: list[Report], issues: list[Issue]
) -> list[Observation] | None:
    """The cells of the one report that was read without any issue, else None."""
    if issues or len(reports) != 1 or reports[0].issues:
        return None
    return reports[0].observations


class _Memory:
    """What is remembered of a set of forms: plans, and what lines say."""

    def __init__(self, forms: FormSet) -> None:
        self.plans = Plans()
        self.forms = forms

    def tells(self, line: str, begun: bool) -> object | None:  # noqa: FBT001
        """What a line says to the matcher; None for nothing.

        A caption says something only below a heading or a grid; a year, or the title
        of the table before 2019, anywhere.
        """
        section = section_of(line, self.forms.sections)
        if section is not None:
            return section.code, line
        if len(line) > MAX_CAPTION:
            return line if is_title(line) else None
        if "年" in line or is_title(line):
            return line
        if begun and LabelIndex.of(self.forms).find(line):
            return line
        return None


#: the forms are held so that their id stays their own
_MEMORIES: dict[int, _Memory] = {}


def _memory_of(forms: FormSet) -> _Memory:
    memory = _MEMORIES.get(id(forms))
    if memory is None or memory.forms is not forms:
        memory = _MEMORIES[id(forms)] = _Memory(forms)
    return memory


def match_anew(
    document: Document, forms: FormSet, year: int | None
) -> tuple[list[Report], list[Issue]]:
    """The reports of a document by its labels, and issues for what was put aside.

    Args:
        document: what a reader gave.
        forms: the forms to read it by.
        year: that the report is about; tables that name another one are left out.
    """
    index, values = LabelIndex.of(forms), ValueReader.of(forms.values)
    recognised = document.reread is not None
    blocks = document.blocks
    issues: list[Issue] = []
    if recognised:
        blocks, issues = name_rows(blocks, index, values, forms)
    statistics, blocks = take_statistics(blocks, forms, values)
    drafts, collected = _collect(blocks, forms, index, values)
    drafts, of_others = of_year(drafts, year, forms)
    if statistics:
        drafts[STATISTICS] = [*statistics]
        collected += year_doubts(statistics, year)
    prints, sorted_out = sort_drafts(drafts, forms)
    reports = []
    for number, of_report in enumerate(prints or [{}], start=1):
        writer = CellWriter(forms, values, damaged=document.damaged)
        report = _report(number, of_report, writer, year)
        if number == 1:
            report.issues = [*collected, *report.issues]
        if recognised:
            report.observations, doubts = confirm(
                report.observations, forms, values, document.reread
            )
            report.issues += doubts
        elif number == 1:
            _decode(document, report, index, values, forms)
        rest = replace(document, blocks=blocks) if statistics else document
        report.issues += missing_tables(report, forms, rest, index, year)
        report.issues += blank_tables(report, forms)
        reports.append(report)
    return reports, [*issues, *of_others, *sorted_out]


def _collect(
    blocks: list[Block], forms: FormSet, index: LabelIndex, values: ValueReader
) -> tuple[dict[str, list[Draft]], list[Issue]]:
    """Grids first; lines of text only for the tables that no grid held."""
    first = Collector(index, values, _REGIONS)
    first.feed(rows_of_grids(blocks, forms.sections))
    drafts, issues = first.drafts, first.issues
    missing = [region for region, found in drafts.items() if not found]
    if missing:
        second = Collector(index, values, missing)
        second.feed(rows_of_lines(blocks, forms.sections, values))
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
    lost = [table for table in CURRENT_TABLES if table not in readable]
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


def _report(
    number: int, drafts: dict[str, Draft], writer: CellWriter, year: int | None
) -> Report:
    forms = writer.forms
    statistics = drafts.pop(STATISTICS, None)
    if isinstance(statistics, StatisticsDraft):
        fit_statistics(statistics, forms, writer, year)
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
