"""The one table before 2019 in a document: taken out of it before anything else.

Its labels (行政复议数, 其他) would make those of the four tables since 2019 ambiguous,
and the other way round. So its rows are found by its own header and labels, and only
what is left is asked for the four tables.
"""

from collections.abc import Sequence

from pipeline.extract.document import Block
from pipeline.extract.statistics import collect_grids
from pipeline.extract.statistics_draft import StatisticsDraft
from pipeline.extract.statistics_labels import StatisticsLabels
from pipeline.extract.statistics_text import collect_lines
from pipeline.extract.values import ValueReader
from pipeline.forms import STATISTICS, FormSet
from pipeline.issues import Issue, IssueCode, Severity

__all__ = ["take_statistics", "year_doubts"]

#: form sets and their labels; the set is held so that its id stays its own
_LABELS: dict[int, tuple[FormSet, StatisticsLabels]] = {}


def take_statistics(
    blocks: list[Block], forms: FormSet, values: ValueReader
) -> tuple[list[StatisticsDraft], list[Block]]:
    """The statistics tables of a document, and its blocks without them."""
    labels = _labels(forms)
    drafts, rest = collect_grids(blocks, labels, values, forms.sections)
    if drafts:
        return drafts, rest
    return collect_lines(blocks, labels, values, forms)


def _labels(forms: FormSet) -> StatisticsLabels:
    known = _LABELS.get(id(forms))
    if known is None or known[0] is not forms:
        known = (forms, StatisticsLabels(forms))
        _LABELS[id(forms)] = known
    return known[1]


def year_doubts(drafts: Sequence[StatisticsDraft], year: int | None) -> list[Issue]:
    """An issue for each table whose header prints other years than the report's."""
    issues = []
    for draft in drafts:
        header = draft.columns
        printed = {c.year for c in header.figures if c.year} if header else set()
        if year is not None and printed and year not in printed:
            said = ", ".join(map(str, sorted(printed)))
            issues.append(
                Issue(
                    IssueCode.YEAR_CONFLICT,
                    Severity.WARNING,
                    f"the header of the statistics table says {said}; the report is "
                    f"taken to be about {year}",
                    STATISTICS,
                )
            )
    return issues
