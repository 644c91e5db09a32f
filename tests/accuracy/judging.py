"""What became of the cells of one document: the counts of the accuracy report."""

from pipeline.accuracy.report import Counts
from pipeline.extract.report import Extraction
from pipeline.issues import Severity
from tests.pipeline.extract.balanced import Printed
from tests.pipeline.extract.sheets import Key, judge

__all__ = ["count"]


def count(
    extraction: Extraction, printed: Printed, lost: frozenset[Key] = frozenset()
) -> Counts:
    """Each printed cell is right, uncertain, unreadable, missing, wrong or silent.

    `lost` are those of which the layout does not show the place.

    Cells that were read and are on no printed form count as wrong, also those of a
    second report: one was printed.
    """
    if not extraction.reports:
        said = any(i.severity is Severity.ERROR for i in extraction.issues)
        cells, open_ = len(printed), len(lost)
        if not said:
            return Counts(1, cells, silent=cells)
        return Counts(1, cells, uncertain=open_, missing=cells - open_)
    verdict = judge(extraction, printed)
    first, *others = extraction.reports
    marked = {
        (o.table_id, o.item, o.breakdown)
        for o in first.observations
        if o.obs_status == "unreadable"
    }
    invented = sum(o.obs_status != "unreadable" for r in others for o in r.observations)
    named = set(verdict.unread).difference(verdict.unnamed)
    return Counts(
        documents=1,
        cells=verdict.total,
        right=verdict.right,
        uncertain=len(named & lost),
        unreadable=len((named & marked) - lost),
        missing=len(named - marked - lost),
        wrong=len(verdict.wrong) + invented,
        silent=len(verdict.unnamed),
    )
