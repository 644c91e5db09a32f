"""The statistics table before 2019: drafts to the cells of an edition of the form.

The edition is told from the labels of rows and columns. A unit that is printed is the
unit of the cell; money for a count, or a count for money, makes the row unreadable.
"""

from collections import Counter

from pipeline.extract.cells import CellWriter
from pipeline.extract.draft import texts
from pipeline.extract.observation import CONFIDENCE
from pipeline.extract.region import short
from pipeline.extract.statistics_draft import StatisticsDraft, StatisticsRow
from pipeline.extract.statistics_labels import Column
from pipeline.forms import STATISTICS, Breakdown, Form, FormSet, Item
from pipeline.issues import Issue, IssueCode, Severity

__all__ = ["fit_statistics", "statistics_edition"]

#: a table that is not called so has at least this share of the rows of its form
_MIN_SHARE = 1 / 3
_OWN_WORDS, _KNOWN, _FOREIGN, _FOREIGN_BLANK = 3, 1, -3, -1
_COLUMN_FITS = 3


def statistics_edition(draft: StatisticsDraft, forms: FormSet) -> Form | None:
    """The form that a table follows; None where its labels do not say."""
    scores = Counter({f.edition: _score(draft, f) for f in forms.of_table(STATISTICS)})
    ranked = scores.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    form = forms.form(ranked[0][0], STATISTICS)
    fitting = sum(form.item(r.item or "") is not None for r in draft.table)
    if fitting * 2 < len(draft.table) + len(draft.unknown):
        return None
    if not draft.titled and fitting < _MIN_SHARE * len(form.items):
        return None
    return form


def _score(draft: StatisticsDraft, form: Form) -> int:
    score = 0
    for row in draft.table:
        if form.item(row.item or "") is None:
            score += _FOREIGN_BLANK if row.blank else _FOREIGN
        else:
            score += _OWN_WORDS if form.edition in row.editions else _KNOWN
    codes = {b.code for b in form.breakdowns}
    header = draft.columns
    for column in header.figures if header else ():
        if column.role != "unknown":
            score += _COLUMN_FITS if column.role in codes else -_COLUMN_FITS
    return score


def fit_statistics(
    draft: StatisticsDraft, forms: FormSet, writer: CellWriter, year: int | None
) -> None:
    """Write the cells of a statistics table, and issues for those not read."""
    form = statistics_edition(draft, forms)
    if form is None:
        writer.issues.append(_no_edition(draft))
        return
    order = _columns(draft, form, writer, year)
    # a row that is printed in some years only may be among those that were not read
    doubtful = bool(draft.unknown) or any(row.problem for row in draft.table)
    for item in form.items:
        row = draft.row(item.code)
        if isinstance(row, StatisticsRow):
            _row(row, item, form, order, draft, writer)
        elif doubtful or not item.optional:
            message = f"no row {item.zh} ({item.code}) was found"
            writer.issue(IssueCode.ROW_MISSING, message, form, item.code)
    _foreign(draft, form, writer)


def _no_edition(draft: StatisticsDraft) -> Issue:
    first = draft.table[0]
    return Issue(
        IssueCode.EDITION_CONFLICT,
        Severity.ERROR,
        f"{len(draft.table)} rows read like a statistics table before 2019, first "
        f"{short(first.label)!r}, but they fit no form under data/forms/ well enough; "
        "they were not read",
        STATISTICS,
        locator=first.values[0].locator if first.values else None,
    )


# -- columns ---------------------------------------------------------------------------


def _columns(
    draft: StatisticsDraft, form: Form, writer: CellWriter, year: int | None
) -> dict[str, int] | None:
    """Column of the form -> its place among the figures of a row; None if not sure."""
    found = draft.columns.figures if draft.columns else ()
    codes = [b.code for b in form.breakdowns]
    if draft.columns is None or not draft.columns.known:
        if len(found) != len(codes):
            note = f"expected {len(codes)} columns of figures, found {len(found)}"
            writer.header(form, note, refused=True)
            return None
        writer.header(form, "no header was recognised above the table")
        return {code: number for number, code in enumerate(codes)}
    places = _places(found, codes, year)
    if len(codes) == 1 and not places and len(found) == 1:
        # the one column of figures, under the year or under another word
        if found[0].role == "unknown":
            writer.header(form, "the label of the column of figures is not known")
        return {codes[0]: 0}
    named = [c.role for c in found]
    twice = [c for c in codes if named.count(c) > 1 and c not in places]
    if not places or twice:
        note = f"the columns {named} do not fit those of the form ({codes})"
        writer.header(form, note, refused=True)
        return None
    _lacking(form, places, writer)
    return places


def _places(
    found: tuple[Column, ...], codes: list[str], year: int | None
) -> dict[str, int]:
    """The one column that names each code; of several, that of the report's year."""
    places: dict[str, int] = {}
    for code in codes:
        alike = [i for i, c in enumerate(found) if c.role == code]
        if len(alike) > 1:
            alike = [i for i in alike if year and found[i].year == year]
        if len(alike) == 1:
            places[code] = alike[0]
    return places


def _lacking(form: Form, places: dict[str, int], writer: CellWriter) -> None:
    """An issue for each column that the table does not have."""
    for column in form.breakdowns:
        if column.code not in places:
            writer.issue(
                IssueCode.HEADER_UNKNOWN,
                f"the table has no column {column.zh} ({column.code})",
                form,
                breakdown=column.code,
            )


def _header_known(draft: StatisticsDraft) -> bool:
    header = draft.columns
    return (
        header is not None
        and header.known
        and any(c.role != "unknown" for c in header.figures)
    )


# -- rows ------------------------------------------------------------------------------


def _row(
    row: StatisticsRow,
    item: Item,
    form: Form,
    order: dict[str, int] | None,
    draft: StatisticsDraft,
    writer: CellWriter,
) -> None:
    locator = row.values[0].locator if row.values else None
    rows = draft.conflicts.get(item.code)
    if rows:
        printed = " / ".join(texts(r.values) for r in rows)
        message = f"the row is printed {len(rows)} times with different figures"
        writer.issue(
            IssueCode.ROW_CONFLICT, f"{message}: {printed}", form, item.code, locator
        )
    elif row.problem:
        code = IssueCode.RUN_TOGETHER if row.joined else IssueCode.ROW_SHAPE
        writer.issue(code, row.problem, form, item.code, locator)
    elif order is not None and _unit_fits(row, item, form, writer):
        _cells(row, item, form, order, draft, writer)
        return
    writer.unreadable(form, item.code, row.values)


def _cells(
    row: StatisticsRow,
    item: Item,
    form: Form,
    order: dict[str, int],
    draft: StatisticsDraft,
    writer: CellWriter,
) -> None:
    if not row.exact:
        writer.approximate(row, form, item.code)
    confidence = writer.confidence(exact=row.exact, header=_header_known(draft))
    if row.joined:
        confidence = min(confidence, CONFIDENCE["joined"])
    for column in form.item_breakdowns(item):
        place = order.get(column.code)
        if place is None:
            continue
        if row.unit:
            column = column.model_copy(update={"unit": row.unit})  # noqa: PLW2901
        writer.cell(form, item.code, column, row.values[place], confidence)


def _unit_fits(row: StatisticsRow, item: Item, form: Form, writer: CellWriter) -> bool:
    """Whether the printed unit is one of what the row counts."""
    column: Breakdown = form.item_breakdowns(item)[0]
    money = set(writer.forms.values.money_units)
    printed = row.unit
    if printed is None or printed == column.unit:
        return True
    fits = (printed in money) == (column.kind == "amount")
    if fits and column.kind != "amount":
        return True  # 条 for 件: words of counting
    writer.issue(
        IssueCode.UNIT_CONFLICT,
        f"the row prints the unit {printed}, the form has {column.unit}"
        + ("; the printed one was taken" if fits else "; its figures are not read"),
        form,
        item.code,
        row.values[0].locator if row.values else None,
        severity=Severity.WARNING if fits else Severity.ERROR,
    )
    return fits


def _foreign(draft: StatisticsDraft, form: Form, writer: CellWriter) -> None:
    """Rows of another form, and rows of none."""
    for row in draft.table:
        if form.item(row.item or "") is None and not row.blank:
            writer.issue(
                IssueCode.EDITION_CONFLICT,
                f"row {row.item} is not in edition {form.edition}, which the other "
                f"rows fit; its figures {texts(row.values)} are not read",
                form,
                row.item,
                row.values[0].locator if row.values else None,
            )
    for cell in draft.unknown:
        writer.issues.append(
            Issue(
                IssueCode.LABEL_UNKNOWN,
                Severity.ERROR,
                f"unknown row label {short(cell.text)!r}, its figures are not read; if "
                "it is a wording of a row of the form, add it to data/forms/labels.yml",
                STATISTICS,
                locator=cell.locator,
                details={"label": short(cell.text)},
            )
        )
