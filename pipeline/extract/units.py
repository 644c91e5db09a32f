"""Units that a document states apart from its cells, such as a line 单位：元.

Which table such a line is about is not certain, so it never changes a unit; where it
contradicts the unit of an amount, that is said. Units in cells and headers are read
where cells are.
"""

import re
from collections.abc import Iterator

from pipeline.extract.document import Document, Grid
from pipeline.extract.normal import half_width
from pipeline.extract.observation import Observation
from pipeline.forms import FormSet
from pipeline.issues import Issue, IssueCode, Severity

__all__ = ["unit_doubts"]

_STATED = re.compile(r"\(?(?:计量|金额)?单位:(?P<unit>[^\s()]{1,4})\)?")


def unit_doubts(
    document: Document, observations: list[Observation], forms: FormSet
) -> list[Issue]:
    """An issue for each amount whose unit a line of the document contradicts."""
    money = set(forms.values.money_units)
    stated = {unit for unit in _stated(document) if unit in money}
    if not stated:
        return []
    amounts = {
        (cell.edition, *cell.key)
        for cell in forms.cells()
        if cell.breakdown.kind == "amount"
    }
    return [
        Issue(
            IssueCode.UNIT_CONFLICT,
            Severity.ERROR,
            f"read in {o.unit or 'an unknown unit'}, but a line of the document states "
            f"{'、'.join(sorted(stated))}; it may be wrong by orders of magnitude",
            o.table_id,
            o.item,
            o.breakdown,
            o.locator,
        )
        for o in observations
        if (o.edition, o.table_id, o.item, o.breakdown) in amounts
        and o.value is not None
        and stated - {o.unit}
        and not (o.unit and o.value_text.endswith(o.unit))
    ]


def _stated(document: Document) -> Iterator[str]:
    for block in document.blocks:
        texts = (
            [cell.text for row in block.rows for cell in row]
            if isinstance(block, Grid)
            else [block.text]
        )
        for text in texts:
            if "单" not in text or "位" not in text:
                continue
            match = _STATED.fullmatch(re.sub(r"\s+", "", half_width(text)))
            if match:
                yield match["unit"]
