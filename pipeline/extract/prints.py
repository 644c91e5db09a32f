"""Which printed tables make a report, where a document prints a table more than once.

The same table printed twice with the same figures is one. With other figures it is
another report of the same document, in the order of the document; that is said in a
warning, since it may also be a correction. Rows that only look like a table are put
aside.
"""

from pipeline.extract.draft import Draft, texts
from pipeline.forms import STATISTICS, Form, FormSet
from pipeline.issues import Issue, IssueCode, Severity

__all__ = ["of_year", "sort_drafts"]

#: without heading or header, rows are a table only from this share of them on
_MOST = 2 / 3


def of_year(
    drafts: dict[str, list[Draft]], year: int | None, forms: FormSet
) -> tuple[dict[str, list[Draft]], list[Issue]]:
    """Without tables of another year that stand beside that of the report's year."""
    kept: dict[str, list[Draft]] = {}
    issues: list[Issue] = []
    for region, found in drafts.items():
        own = [d for d in found if d.year in (None, year) and d.rows]
        kept[region] = own if own and year is not None else found
        table = "reconsideration" if region == "disputes" else region
        name = forms.newest(table).name_zh
        issues += [
            Issue(
                IssueCode.ROW_CONFLICT,
                Severity.WARNING,
                f"a table {name} of {draft.year} stands beside that of {year}, the "
                "year of the report, and was not read",
                table,
                locator=draft.rows[0].values[0].locator,
            )
            for draft in found
            if draft.rows and all(draft is not other for other in kept[region])
        ]
    return kept, issues


def sort_drafts(
    drafts: dict[str, list[Draft]], forms: FormSet
) -> tuple[list[dict[str, Draft]], list[Issue]]:
    """The drafts of each report, by region, and issues for what was put aside."""
    issues: list[Issue] = []
    kept = {region: _tables(found, forms, issues) for region, found in drafts.items()}
    once = {region: _distinct(found) for region, found in kept.items()}
    most = max((len(found) for found in once.values()), default=0)
    # two reports may well have the same figures in one of their tables
    chosen = {
        region: found if len(found) == most else once[region]
        for region, found in kept.items()
    }
    if most > 1:
        issues.extend(_several(chosen))
    return _in_order([d for found in chosen.values() for d in found]), issues


def _tables(found: list[Draft], forms: FormSet, issues: list[Issue]) -> list[Draft]:
    """Without drafts that only look like the table."""
    if not found:
        return found
    region = found[0].region
    if region == STATISTICS:
        return found  # its header or its rows said so
    table = "reconsideration" if region == "disputes" else region
    form = forms.newest(table)
    largest = max(found, key=lambda d: (d.anchored, len(d.rows)))
    kept = []
    for draft in found:
        if _is_table(draft, form, first=draft is largest):
            kept.append(draft)
        else:
            issues.append(_aside(draft, form))
    return kept


def _is_table(draft: Draft, form: Form, *, first: bool) -> bool:
    if draft.region == "disputes":
        return any(row.header or row.blocks for row in draft.rows) or (
            first and draft.anchored
        )
    if first:
        in_grid = all(r.in_grid for r in draft.rows)
        return draft.anchored or (
            in_grid and len(draft.rows) >= _MOST * len(form.items)
        )
    return draft.anchored and len(draft.rows) * 2 >= len(form.items)


def _aside(draft: Draft, form: Form) -> Issue:
    first = draft.rows[0]
    return Issue(
        IssueCode.ROW_CONFLICT,
        Severity.WARNING,
        f"{len(draft.rows)} rows that look like table {form.name_zh} stand outside of "
        f"it and were not read, first {first.item}: {texts(first.values)}",
        form.table_id,
        locator=first.values[0].locator,
    )


def _distinct(found: list[Draft]) -> list[Draft]:
    kept: list[Draft] = []
    for draft in found:
        if not any(_is_same(draft, other) for other in kept):
            kept.append(draft)
    return kept


def _is_same(one: Draft, other: Draft) -> bool:
    """Whether two prints show the same figures, as far as both can be read.

    Where a page is cut, a row may have lost cells in one print; rows of the same shape
    must then agree in more than zeros and blanks.
    """
    if one.content == other.content:
        return True
    pairs = [
        (row.printed, again.printed)
        for row in one.rows
        if (again := other.row(row.item)) is not None
        and len(row.printed) == len(again.printed)
    ]
    shapes_differ = len(pairs) < max(len(one.rows), len(other.rows))
    telling = any(text.strip("0 ") for printed, _ in pairs for text in printed)
    return shapes_differ and telling and all(a == b for a, b in pairs)


def _several(drafts: dict[str, list[Draft]]) -> list[Issue]:
    return [
        Issue(
            IssueCode.ROW_CONFLICT,
            Severity.WARNING,
            f"the document prints {len(found)} such tables with different figures: "
            "they were read as reports of their own, in the order of the document",
            "reconsideration" if region == "disputes" else region,
        )
        for region, found in drafts.items()
        if len(found) > 1
    ]


def _in_order(drafts: list[Draft]) -> list[dict[str, Draft]]:
    """Reports: a new one begins where a table comes again."""
    reports: list[dict[str, Draft]] = []
    for draft in sorted(drafts, key=lambda d: d.start):
        if not reports or draft.region in reports[-1]:
            reports.append({})
        reports[-1][draft.region] = draft
    return reports
