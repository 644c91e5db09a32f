"""Which edition of the form a table is: told from its rows, never from the year.

Only the four tables since 2019; for the table before see `fit_statistics`.
"""

from collections import Counter

from pipeline.extract.draft import Draft, DraftRow
from pipeline.forms import CURRENT_TABLES, Form, FormSet

__all__ = ["editions_of"]

_FOREIGN_ROW, _FOREIGN_BLANK_ROW = -2, -1
_HEADER_FITS = 2


def editions_of(drafts: dict[str, Draft], forms: FormSet) -> dict[str, str | None]:
    """The edition of each draft, by region.

    That is the edition that its own rows and headers fit best, else that of the rest
    of the report. A region that no edition differs in goes with the rest; None where
    it differs and nothing tells which one it is.
    """
    scores = {region: _scores(draft, forms) for region, draft in drafts.items()}
    total: Counter[str] = Counter()
    for score in scores.values():
        total.update(score)
    of_report = _best(total, forms)
    found: dict[str, str | None] = {}
    for region, score in scores.items():
        own = _best(score, forms)
        edition = own or of_report
        if edition is None and region not in _regions_that_differ(forms):
            edition = _editions(forms)[-1]
        found[region] = edition
    return found


def _editions(forms: FormSet) -> tuple[str, ...]:
    """The editions of the four tables; the one table before has a way of its own."""
    return forms.editions_of(*CURRENT_TABLES)


def _best(scores: Counter[str], forms: FormSet) -> str | None:
    """The edition with the highest score; None where it is shared."""
    ranked = sorted(_editions(forms), key=lambda e: scores[e], reverse=True)
    if len(ranked) > 1 and scores[ranked[0]] == scores[ranked[1]]:
        return None
    return ranked[0]


def _regions_that_differ(forms: FormSet) -> set[str]:
    """The tables whose cells are not the same in all editions."""
    cells: dict[str, set[tuple[tuple[str, str, str], ...]]] = {}
    for (_, table), form in forms.forms.items():
        cells.setdefault(table, set()).add(tuple(c.key for c in form.cells()))
    return {table for table, kinds in cells.items() if len(kinds) > 1}


def _scores(draft: Draft, forms: FormSet) -> Counter[str]:
    """How well each edition explains a draft: its rows and their headers."""
    scores: Counter[str] = Counter()
    for edition in _editions(forms):
        scores[edition] = sum(
            _row_score(row, forms.form(edition, row.table_id))
            for row in draft.rows
            if row.item is not None
        )
    return scores


def _row_score(row: DraftRow, form: Form) -> int:
    item = form.item(row.item or "")
    if item is None:
        return _FOREIGN_BLANK_ROW if row.blank else _FOREIGN_ROW
    header = {h.code for h in row.header if h.exact and h.code}
    if form.table_id == "proactive_disclosure" and header:
        fits = header <= {c.code for c in form.item_breakdowns(item)}
        return _HEADER_FITS if fits else -_HEADER_FITS
    return 0
