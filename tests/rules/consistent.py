"""Reports that contradict nothing: figures for several years that satisfy every rule.

Made from the forms, column by column; what must hold is not looked up in the rules. A
series is a list of years, each with the edition of its report; years may be missing.
"""

from collections.abc import Mapping, Sequence

from numpy.random import Generator, default_rng

from pipeline.forms import Form, load_forms
from tests.rules.bench import CellKey

Cells = dict[CellKey, int]
#: year and edition of each report
Years = Sequence[tuple[int, str]]

RESULTS = ("upheld", "corrected", "other", "pending")
DISPUTES = (
    ("reconsideration", "reconsideration"),
    ("litigation", "direct"),
    ("litigation", "after_reconsideration"),
)
DOCUMENTS = ("rules", "normative_documents")
BALANCE = ("received_new", "carried_in", "disposed_total", "carried_out")


def consistent_series(years: Years, seed: int) -> dict[int, Cells]:
    """Figures of each year; many zeros, as in real reports."""
    random = default_rng(seed)
    series: dict[int, Cells] = {}
    editions = dict(years)
    for year, edition in sorted(years):
        # only the year before counts, and only what means the same in its form
        before = series.get(year - 1, {})
        same = before if editions.get(year - 1) == edition else {}
        if edition in load_forms().editions_of("statistics"):
            series[year] = _statistics(random, edition, same)
        else:
            series[year] = (
                _applications(random, edition, before)
                | _disputes(random, before)
                | _proactive(random, edition, same)
            )
    return series


def _figure(random: Generator) -> int:
    return int(random.integers(1, 60)) if random.random() < 0.4 else 0


def _applications(
    random: Generator, edition: str, before: Mapping[CellKey, int]
) -> Cells:
    form = load_forms().form(edition, "applications")
    leaves = [i.code for i in form.items if i.parent]
    kinds = [b.code for b in form.breakdowns if not b.is_total]
    cells: Cells = {}
    for kind in kinds:
        column = {leaf: _figure(random) for leaf in leaves}
        column["disposed_total"] = sum(column.values())
        carried_out = _figure(random)
        carried_in = before.get(("applications", "carried_out", kind), _figure(random))
        # whatever was carried over must be handled or carried on
        carried_out += max(0, carried_in - column["disposed_total"] - carried_out)
        handled = column["disposed_total"] + carried_out
        column |= {"carried_in": carried_in, "carried_out": carried_out}
        column["received_new"] = handled - carried_in
        cells |= {("applications", i, kind): v for i, v in column.items()}
    for item in [*leaves, *BALANCE]:
        row = sum(cells["applications", item, kind] for kind in kinds)
        cells["applications", item, "total"] = row
    return cells


def _disputes(random: Generator, before: Mapping[CellKey, int]) -> Cells:
    cells: Cells = {}
    for table, item in DISPUTES:
        results = {result: _figure(random) for result in RESULTS}
        pending = before.get((table, item, "pending"), 0)
        results["other"] += max(0, pending - sum(results.values()))
        results["total"] = sum(results.values())
        cells |= {(table, item, k): v for k, v in results.items()}
    return cells


def _proactive(random: Generator, edition: str, before: Mapping[CellKey, int]) -> Cells:
    """Table two; `before` is empty unless it is of the same edition."""
    table = "proactive_disclosure"
    form = load_forms().form(edition, table)
    cells: Cells = {cell.key: _figure(random) for cell in form.cells()}
    documents = _documents_2021 if edition == "2021" else _documents_2019
    for item in DOCUMENTS:
        columns = {b: before[t, i, b] for t, i, b in before if (t, i) == (table, item)}
        made = documents(random, columns)
        cells |= {(table, item, column): value for column, value in made.items()}
    for _, item, column in list(cells):
        if column == "items_last_year":
            last, change = (table, item, column), (table, item, "items_change")
            if before:
                cells[last] = before[last] + before[change]
            cells[change] = int(random.integers(-cells[last], 30))
    return cells


def _documents_2021(random: Generator, before: Mapping[str, int]) -> dict[str, int]:
    issued = _figure(random)
    # of the first report nothing is known before: some are in force
    stock = before.get("in_force", _figure(random)) + issued
    repealed = int(random.integers(0, stock + 1)) if random.random() < 0.5 else 0
    return {"issued": issued, "repealed": repealed, "in_force": stock - repealed}


def _documents_2019(random: Generator, before: Mapping[str, int]) -> dict[str, int]:
    new = _figure(random)
    stock = before.get("total_disclosed", _figure(random))
    gone = int(random.integers(0, stock + 1)) if random.random() < 0.5 else 0
    return {
        "newly_made": _figure(random),
        "newly_disclosed": new,
        "total_disclosed": stock + new - gone,
    }


def _statistics(
    random: Generator, edition: str, before: Mapping[CellKey, int]
) -> Cells:
    """The table before 2019: one column, or two of which the second contains the first.

    All that must hold within a column are sums and comparisons without constants, so
    that a column that holds plus another that holds is one that holds.
    """
    form = load_forms().form(edition, "statistics")
    first = form.breakdowns[0].code
    cells = {("statistics", i, first): v for i, v in _column(random, form).items()}
    for second in form.breakdowns[1:]:
        more = _column(random, form)
        for item, value in more.items():
            key = ("statistics", item, second.code)
            so_far = before.get(key, 0) if second.code == "cumulative" else value
            # of a first report, anything may have been before
            start = value if not before else so_far
            cells[key] = start + cells["statistics", item, first]
    return cells


def _column(random: Generator, form: Form) -> dict[str, int]:
    column = {item.code: _figure(random) for item in form.items}
    for item in reversed(form.items):  # the lowest first
        parts = [i.code for i in form.items if i.parent == item.code]
        if parts:
            column[item.code] = sum(column[part] for part in parts)
    for item in form.items:
        if item.under:
            column[item.code] = int(random.integers(0, column[item.under] + 1))
    if form.edition == "2014":
        channels = ("gazette", "website", "microblog", "wechat", "other")
        told = sum(column[f"disclosed.{channel}"] for channel in channels)
        column["disclosed.other"] += max(0, column["disclosed"] - told)
    return column
