"""Signals on a panel that is written down: each fires where it must and nowhere else.

A city and 24 bureaus, six years over the break between two editions of the form. The
figures balance and move a little from year to year; what departs from that is listed in
`APPLICANTS`, `CHANGES` and `_reports`, the rows that must come of it in `EXPECTED`.
"""

from collections.abc import Iterable, Iterator, Mapping

import pyarrow as pa
import pytest

from pipeline.schema import load_schemas
from pipeline.sqlmodels import models_for
from pipeline.warehouse import Warehouse
from tests.rules.bench import CellKey, Report, core_tables, form_cells, seeds

YEARS = range(2019, 2025)
BUREAUS = [f"b{i:02}" for i in range(24)]
#: what each says of whom it is about
SCOPES = {"city": "jurisdiction", "office": "own"}
#: institution: level and what is above it
PLACES = {
    "city": ("prefecture", None),
    "ward": ("county", None),
    "office": ("county", None),
    "street": ("township", "ward"),
    "desk": ("township", "office"),
} | dict.fromkeys(BUREAUS, ("county", "city"))

APPLICATIONS = "applications"
DISCLOSURE = "proactive_disclosure"
LICENCES = (DISCLOSURE, "licensing", "decisions")
PENALTIES = (DISCLOSURE, "penalties", "decisions")
FEES = (DISCLOSURE, "administrative_fees", "amount")
PROCUREMENT = (DISCLOSURE, "procurement", "amount")
DISPUTES = ("reconsideration", "reconsideration", "total")

#: applications by people and by enterprises where they depart from the panel
APPLICANTS = {
    # ten times as many, and so they stay: a jump in the first year only
    ("b03", 2023): (740, 13),
    ("b03", 2024): (741, 13),
    # over the break of editions, which applications do not mind
    ("b05", 2019): (9, 0),
    ("b05", 2020): (9, 1),
    # over a gap: there is no report for 2022
    ("b06", 2023): (2000, 16),
    ("b06", 2024): (2010, 16),
    # a whole below the sum of its parts, and then below one of them as well
    ("city", 2022): (1700, 400),
    ("city", 2023): (1600, 390),
    # the same where the report does not say, and where it is of the organ alone
    ("street", 2022): (250, 70),
    ("desk", 2022): (251, 70),
}

#: other cells that depart from the panel
CHANGES: Mapping[tuple[str, int], Mapping[CellKey, str]] = {
    # over the break of editions, between which licences do not compare
    ("b04", 2019): {LICENCES: "12"},
    ("b04", 2020): {LICENCES: "12"},
    # small numbers
    ("b07", 2023): {DISPUTES: "4"},
    ("b07", 2024): {DISPUTES: "20"},
    # to zero: that the next year is not zero is no news of its own
    ("b08", 2022): {LICENCES: "0"},
    # an amount printed in yuan; a count with a digit too many
    ("b09", 2021): {FEES: "12.5"},
    ("b09", 2022): {FEES: "125800"},
    ("b09", 2023): {FEES: "12.7"},
    ("b10", 2023): {PENALTIES: "3100"},
    # the form of 2019 names no unit
    ("b17", 2019): {PROCUREMENT: "1250000"},
    ("b17", 2020): {PROCUREMENT: "131"},
}


def _applicants(name: str, year: int) -> tuple[int, int]:
    """Moving a little, and different between any two reports."""
    i = sorted(PLACES).index(name)
    usual = (60 + 3 * i + year - 2019, 10 + i)
    if name == "city":
        parts = [_applicants(bureau, year) for bureau in BUREAUS]
        usual = (sum(p for p, _ in parts) + 30, sum(f for _, f in parts) + 20)
    return APPLICANTS.get((name, year), usual)


def _cells(name: str, year: int) -> dict[CellKey, str]:
    """Figures that balance."""
    cells = dict.fromkeys(form_cells(_edition(year)), "0")
    people, firms = _applicants(name, year)
    rows = {
        "received_new": (people, firms),
        "granted": (people - 9, firms),
        "partially_granted": (7, 0),
        "denied.state_secret": (2, 0),
        "disposed_total": (people, firms),
    }
    for item, (natural_person, enterprise) in rows.items():
        cells[APPLICATIONS, item, "natural_person"] = str(natural_person)
        cells[APPLICATIONS, item, "enterprise"] = str(enterprise)
        cells[APPLICATIONS, item, "total"] = str(natural_person + enterprise)
    i = sorted(PLACES).index(name)
    cells[DISPUTES] = "99" if name == "city" else "1"
    cells[LICENCES] = str(500 + 10 * i + year - 2019)
    cells[PENALTIES] = str(300 + i)
    return cells | dict(CHANGES.get((name, year), {}))


def _edition(year: int) -> str:
    return "2019" if year <= 2020 else "2021"


def _reports() -> list[Report]:
    cells = {(name, year): _cells(name, year) for name in PLACES for year in YEARS}
    del cells["b06", 2022]

    def copy(into: tuple[str, int], source: tuple[str, int]) -> None:
        cells[into] |= {
            key: text
            for key, text in cells[source].items()
            if key[0] == APPLICATIONS and key in cells[into]
        }

    copy(("b11", 2024), ("b11", 2022))  # two years before
    copy(("b12", 2022), ("b13", 2022))  # another bureau in the same year
    copy(("b14", 2023), ("b15", 2022))  # another bureau in another year: not looked at
    copy(("b16", 2021), ("b16", 2020))  # over the break of editions: not looked at
    return [
        Report(name, year, _edition(year), figures)
        for (name, year), figures in cells.items()
    ]


def _institutions() -> pa.Table:
    schema = load_schemas()["seed_institutions"].arrow
    rows = [
        {
            "institution_id": name,
            "name": name,
            "province_id": "fujian",
            "level": level,
            "parent_id": parent,
        }
        for name, (level, parent) in PLACES.items()
    ]
    return pa.Table.from_pylist(rows, schema=schema)


def _scoped(reports: pa.Table) -> pa.Table:
    rows = reports.to_pylist()
    for row in rows:
        row["scope"] = SCOPES.get(row["institution_id"])
    return pa.Table.from_pylist(rows, schema=reports.schema)


def _signals(reports: Iterable[Report], threads: int) -> Warehouse:
    tables = dict(seeds()) | core_tables(reports)
    tables["seed_institutions"] = _institutions()
    tables["core_reports"] = _scoped(tables["core_reports"])
    warehouse = Warehouse(threads=threads)
    for name, schema in load_schemas().items():
        warehouse.add_table(name, tables.get(name, schema.arrow.empty_table()))
    warehouse.build(models_for("int_signals"))
    return warehouse


@pytest.fixture(scope="module")
def panel() -> Iterator[Warehouse]:
    with _signals(_reports(), threads=2) as warehouse:
        yield warehouse


EXPECTED = {
    ("b03", 2023, "count_jump", "disposed_total"),
    ("b03", 2023, "count_jump", "granted"),
    ("b03", 2023, "count_jump", "received_new"),
    ("b05", 2021, "count_jump", "disposed_total"),
    ("b05", 2021, "count_jump", "granted"),  # from 1, but to a number that is news
    ("b05", 2021, "count_jump", "received_new"),
    ("b08", 2022, "count_from_or_to_zero", "licensing_decisions"),
    ("b09", 2022, "amount_unit_slip", "/".join(FEES)),
    ("b10", 2023, "count_digit_slip", "penalty_decisions"),
    ("b11", 2024, "stale_copy_own", APPLICATIONS),
    ("b12", 2022, "stale_copy_other", APPLICATIONS),
    ("b13", 2022, "stale_copy_other", APPLICATIONS),
    ("b17", 2020, "amount_unit_slip", "/".join(PROCUREMENT)),
    ("city", 2022, "below_parts", "disposed_total"),
    ("city", 2022, "below_parts", "received_new"),
    ("city", 2023, "below_parts", "disposed_total"),
    ("city", 2023, "below_parts", "received_new"),
    ("ward", 2022, "below_parts_unstated", "disposed_total"),
    ("ward", 2022, "below_parts_unstated", "received_new"),
}


def test_signals_are_those_that_were_planted(panel: Warehouse) -> None:
    rows = panel.connection.execute(
        "select institution_id, report_year, signal_id, unit_code from int_signals"
    ).fetchall()
    assert set(rows) == EXPECTED
    assert len(rows) == len(EXPECTED)


def test_a_whole_says_how_many_of_its_parts_are_known(panel: Warehouse) -> None:
    rows = panel.connection.execute(
        "select report_year, parts_known, parts, is_below_largest from int_level_bounds"
        " where institution_id = 'city' and metric_id = 'received_new'"
        " order by report_year"
    ).fetchall()
    assert rows == [(2022, 23, 24, False), (2023, 24, 24, True)]


def test_neither_threads_nor_the_order_of_reports_matter(panel: Warehouse) -> None:
    query = "select * from int_signals"
    with _signals(reversed(_reports()), threads=1) as again:
        found = again.connection.sql(query).to_arrow_table()
    assert found.equals(panel.connection.sql(query).to_arrow_table())
