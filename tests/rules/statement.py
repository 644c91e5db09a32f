"""What must hold, said a second time: by hand and from the forms, not from the rules.

Tests compare the compiled rules with this, and outcomes with what follows from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.forms import Form, load_forms
from tests.rules.consistent import DISPUTES, DOCUMENTS, RESULTS

#: rows printed below another that are no part of it
NO_PARTS = {
    ("2014", "normative_issued"),
    ("2008-shanghai", "disclosed.normative"),
    ("2008-shanghai", "disclosed.services"),
}
SERVICES = (
    "licensing", "other_services", "penalties", "coercive_measures",
    "administrative_fees",
)  # fmt: skip
BOTH = ("2019", "2021")

#: years back, row, column
Place = tuple[int, str, str]


@dataclass(frozen=True)
class Equation:
    """`sum of coefficient * cell` is zero, or at least zero.

    `prior` are the editions that the year before may have; none if it is not asked.
    """

    rule_id: str
    unit: str
    table: str
    is_equality: bool
    terms: tuple[tuple[int, Place], ...]
    prior: tuple[str, ...] = ()


def stated(edition: str) -> list[Equation]:
    """All equations about a report of an edition."""
    forms = load_forms()
    if edition in forms.editions_of("statistics"):
        return list(_statistics(forms.form(edition, "statistics")))
    return [
        *_applications(forms.form(edition, "applications")),
        *_disputes(),
        *(_proactive_2021() if edition == "2021" else _proactive_2019()),
    ]


def _equal(rule: str, unit: str, table: str, *terms: tuple[int, Place]) -> Equation:
    return Equation(rule, unit, table, True, terms)


def _applications(form: Form) -> Iterator[Equation]:
    table = "applications"
    kinds = [b.code for b in form.breakdowns if b.code != "total"]
    ends = {"received_new", "carried_in", "disposed_total", "carried_out"}
    leaves = [i.code for i in form.items if i.code not in ends]
    for item in form.items:
        cells = [(1, (0, item.code, kind)) for kind in kinds]
        total = (-1, (0, item.code, "total"))
        yield _equal("applications_row_sum", item.code, table, *cells, total)
    for kind in [*kinds, "total"]:
        cells = [(1, (0, leaf, kind)) for leaf in leaves]
        total = (-1, (0, "disposed_total", kind))
        yield _equal("applications_disposed_total_sum", kind, table, *cells, total)
        yield _equal(
            "applications_balance",
            kind,
            table,
            (1, (0, "received_new", kind)),
            (1, (0, "carried_in", kind)),
            (-1, (0, "disposed_total", kind)),
            (-1, (0, "carried_out", kind)),
        )
        carried = ((1, (0, "carried_in", kind)), (-1, (1, "carried_out", kind)))
        yield Equation("applications_carry_over", kind, table, True, carried, BOTH)


def _disputes() -> Iterator[Equation]:
    for table, item in DISPUTES:
        cells = [(1, (0, item, result)) for result in RESULTS]
        total = (0, item, "total")
        yield _equal(f"{table}_row_sum", item, table, *cells, (-1, total))
        pending = ((1, total), (-1, (1, item, "pending")))
        yield Equation(f"{table}_pending", item, table, False, pending, BOTH)


def _proactive_2021() -> Iterator[Equation]:
    table = "proactive_disclosure"
    for item in DOCUMENTS:
        moves = ((-1, (0, item, "issued")), (1, (0, item, "repealed")))
        stock = (1, (0, item, "in_force"))
        before = (-1, (1, item, "in_force"))
        yield Equation("normative_stock", item, table, False, (stock, *moves))
        flow = (stock, before, *moves)
        yield Equation("normative_flow", item, table, True, flow, ("2021",))


def _proactive_2019() -> Iterator[Equation]:
    table = "proactive_disclosure"
    for item in DOCUMENTS:
        total, new = (0, item, "total_disclosed"), (0, item, "newly_disclosed")
        most = ((1, (1, item, "total_disclosed")), (1, new), (-1, total))
        yield Equation(
            "normative_disclosed_stock", item, table, False, ((1, total), (-1, new))
        )
        yield Equation(
            "normative_disclosed_growth", item, table, False, most, ("2019",)
        )
    for item in SERVICES:
        last, change = "items_last_year", "items_change"
        left = ((1, (0, item, last)), (1, (0, item, change)))
        yield Equation("items_not_negative", item, table, False, left)
        carried = (
            (1, (0, item, last)),
            (-1, (1, item, last)),
            (-1, (1, item, change)),
        )
        yield Equation("items_carry_over", item, table, True, carried, ("2019",))


def _statistics(form: Form) -> Iterator[Equation]:
    table, edition = "statistics", form.edition
    columns = [b.code for b in form.breakdowns]
    for column in columns:
        for whole in {i.parent for i in form.items if i.parent}:
            parts = [(1, (0, i.code, column)) for i in form.items if i.parent == whole]
            rule = f"statistics_{whole.replace('.', '_')}_sum"
            yield _equal(rule, column, table, *parts, (-1, (0, whole, column)))
        for part in form.items:
            if part.under and (edition, part.code) not in NO_PARTS:
                rule = f"statistics_{part.code.replace('.', '_')}_part"
                terms = (
                    (1, (0, part.under, column)),
                    (-1, (0, part.code, column)),
                )
                yield Equation(rule, column, table, False, terms)
    if edition == "2014":
        channels = ("gazette", "website", "microblog", "wechat", "other")
        told = [(1, (0, f"disclosed.{channel}", "count")) for channel in channels]
        whole_cell = (-1, (0, "disclosed", "count"))
        yield Equation(
            "statistics_channels", "count", table, False, (*told, whole_cell)
        )
    for item in form.items:
        if len(columns) == 1 or item.kind == "amount":
            continue
        first, second = (0, item.code, columns[0]), (0, item.code, columns[1])
        contained = ((1, second), (-1, first))
        if edition == "2008-shanghai":
            yield Equation("statistics_period", item.code, table, False, contained)
            continue
        rule = "statistics_cumulative_covers_year"
        yield Equation(rule, item.code, table, False, contained)
        most = ((1, (1, item.code, columns[1])), (1, first), (-1, second))
        rule = "statistics_cumulative_growth"
        yield Equation(rule, item.code, table, False, most, (edition,))
