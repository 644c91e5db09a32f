"""Checks that data asks for: whom they are about, and that each can fail and pass."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pipeline import checks as checks_module
from pipeline.checks import (
    MOST_CHECKS,
    all_checks,
    checks_of,
    find_checks,
    full_name,
    seeds_read_by_checks,
)
from pipeline.data_checks import reference_checks, row_count_checks, value_checks
from pipeline.dictionary import accepted_values
from pipeline.errors import DataFileError, UsageError
from pipeline.expectations import (
    Budget,
    Reference,
    References,
    RowCounts,
    load_references,
)
from pipeline.schema import load_schemas
from pipeline.settings import Settings
from pipeline.sqlmodels import Check, load_checks, load_models
from pipeline.tables import columns_of_tables, made_before
from pipeline.warehouse import Warehouse

REFERENCES = {r.name: r for r in load_references().references}
OF_REFERENCES = reference_checks()
OF_VALUES = value_checks(accepted_values())


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    with Warehouse(threads=1) as opened:
        yield opened


def add(warehouse: Warehouse, name: str, *rows: Mapping[str, Any]) -> None:
    warehouse.add_table(name, pa.Table.from_pylist(list(rows)))


def found(warehouse: Warehouse, check: Check) -> list[dict[str, Any]]:
    count, rows = warehouse.offences(check)
    assert count == rows.num_rows
    listed: list[dict[str, Any]] = rows.to_pylist()
    return listed


def by_name(check: Check) -> str:
    return f"{check.asset}-{check.name}"


# -- references ------------------------------------------------------------------------


@pytest.mark.parametrize("check", OF_REFERENCES, ids=by_name)
def test_a_reference_to_nothing_is_found(warehouse: Warehouse, check: Check) -> None:
    columns = REFERENCES[check.name].columns
    row = dict.fromkeys(columns, "x")
    target = dict.fromkeys(columns.values(), "x")
    of = REFERENCES[check.name].of
    add(warehouse, check.asset, row, row, dict.fromkeys(columns, "y"))
    add(warehouse, of, target)
    (offence,) = found(warehouse, check)
    assert offence == dict.fromkeys(columns, "y") | {"rows_found": 1}
    add(warehouse, of, target, dict.fromkeys(columns.values(), "y"))
    assert found(warehouse, check) == []


@pytest.mark.parametrize("check", OF_REFERENCES, ids=by_name)
def test_a_row_with_a_null_refers_to_nothing(
    warehouse: Warehouse, check: Check
) -> None:
    columns = REFERENCES[check.name].columns
    rows = [dict.fromkeys(columns, "x") | {column: None} for column in columns]
    add(warehouse, check.asset, *rows, dict.fromkeys(columns, "known"))
    add(warehouse, REFERENCES[check.name].of, dict.fromkeys(columns.values(), "known"))
    assert found(warehouse, check) == []


def test_rows_of_one_missing_key_are_counted_together(warehouse: Warehouse) -> None:
    (check,) = [c for c in checks_of("out_metrics") if c.name == "metric_is_defined"]
    add(warehouse, "seed_metrics", {"metric_id": "known"})
    add(warehouse, "out_metrics", *[{"metric_id": "gone"}] * 3, {"metric_id": "known"})
    assert found(warehouse, check) == [{"metric_id": "gone", "rows_found": 3}]


@pytest.mark.parametrize("name", sorted(REFERENCES))
def test_every_reference_is_about_some_table(name: str) -> None:
    assert any(check.name == name for check in OF_REFERENCES)


def test_every_column_of_an_id_is_a_reference_or_says_why_not() -> None:
    of_tables = columns_of_tables()
    ids = {
        column
        for table, columns in of_tables.items()
        for column in columns
        if column.endswith("_id") and not table.startswith("seed_")
    }
    named = {c for r in REFERENCES.values() for c in r.columns}
    reasons = load_references().no_reference
    assert ids - named - reasons.keys() == set(), "add it to references.yml"
    every = {c for columns in of_tables.values() for c in columns}
    assert reasons.keys() - every == set()


def reference(**changes: Any) -> References:
    given = {
        "name": "report_is_known",
        "columns": {"institution_id": "institution_id", "report_year": "report_year"},
        "of": "int_reports",
        "zh": "…",
        "en": "…",
    } | changes
    return References(references=(Reference(**given),), no_reference={})


def about(references: References) -> set[str]:
    return {check.asset for check in reference_checks(references)}


def test_a_reference_is_about_tables_made_after_what_it_names() -> None:
    tables = about(reference())
    assert {"out_metrics", "out_rule_results"} <= tables
    assert "int_reports" not in tables  # itself
    assert "int_documents" not in tables  # made before it
    assert "core_reports" not in tables


def test_tables_are_left_out_with_a_reason_and_by_layer() -> None:
    left = reference(not_in={"out_metrics": "because"})
    assert about(reference()) - about(left) == {"out_metrics"}
    assert about(reference(layers=("int",))) == {
        name for name in about(reference()) if name.startswith("int_")
    }


def test_views_are_not_looked_at() -> None:
    views = {m.name for m in load_models() if m.is_view}
    assert views
    assert not views & about(reference())


def test_what_a_wider_reference_is_about_needs_no_narrower_one() -> None:
    wider = reference().references[0]
    narrower = Reference(
        name="institution_is_known",
        columns={"institution_id": "institution_id"},
        of="seed_institutions",
        implied_by=("report_is_known",),
        zh="…",
        en="…",
    )
    both = reference_checks(References(references=(wider, narrower), no_reference={}))
    of_each = {
        name: {c.asset for c in both if c.name == name}
        for name in ("report_is_known", "institution_is_known")
    }
    assert not of_each["report_is_known"] & of_each["institution_is_known"]
    assert "int_reports" in of_each["institution_is_known"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"of": "seed_nothing"}, "no table seed_nothing"),
        ({"not_in": {"out_nothing": "because"}}, "no table out_nothing"),
        ({"columns": {"report_year": "year"}}, "int_reports has no column year"),
        ({"not_in": {"seed_rules": "because"}}, "seed_rules, which has not its"),
    ],
)
def test_a_reference_to_what_is_not_there_is_refused(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(DataFileError, match=message):
        reference_checks(reference(**changes))


# -- accepted values -------------------------------------------------------------------

ACCEPTED = {
    ("out_metrics", "kind"): ("count", "it's"),
    ("out_metrics", "null_reason"): ("blank_cell",),
    ("raw_documents", "state"): ("present",),
}


@pytest.fixture
def value_check() -> Check:
    check, _ = value_checks(ACCEPTED)
    return check


def test_a_table_has_one_check_of_values_and_raw_ones_only_warn() -> None:
    assert [(c.asset, c.name, c.severity) for c in value_checks(ACCEPTED)] == [
        ("out_metrics", "values_are_accepted", "error"),
        ("raw_documents", "values_are_accepted", "warn"),
    ]


def test_a_value_that_is_no_code_is_found(
    warehouse: Warehouse, value_check: Check
) -> None:
    rows: list[dict[str, Any]] = [
        {"kind": "count", "null_reason": None},
        {"kind": "its", "null_reason": "blank_cell"},
        {"kind": "its", "null_reason": "lost"},
    ]
    add(warehouse, "out_metrics", *rows)
    listed = {
        (r["column_name"], r["value_found"]) for r in found(warehouse, value_check)
    }
    assert listed == {("kind", "its"), ("null_reason", "lost")}


def test_codes_and_nulls_are_accepted(warehouse: Warehouse, value_check: Check) -> None:
    add(
        warehouse,
        "out_metrics",
        {"kind": "it's", "null_reason": None},
        {"kind": None, "null_reason": "blank_cell"},
    )
    assert found(warehouse, value_check) == []


def test_seeds_and_views_have_no_check_of_values() -> None:
    accepted = {("seed_rules", "kind"): ("x",), ("int_cells", "unit"): ("元",)}
    assert value_checks(accepted) == []


@pytest.mark.parametrize("check", OF_VALUES, ids=by_name)
def test_each_coded_column_can_fail(warehouse: Warehouse, check: Check) -> None:
    codes = {c: v for (t, c), v in accepted_values().items() if t == check.asset}
    add(warehouse, check.asset, dict.fromkeys(codes, "of no list"))
    listed = {r["column_name"] for r in found(warehouse, check)}
    assert listed == codes.keys()
    longest = max(len(values) for values in codes.values())
    rows = [{c: v[n % len(v)] for c, v in codes.items()} for n in range(longest)]
    add(warehouse, check.asset, *rows)
    assert found(warehouse, check) == []


# -- row counts ------------------------------------------------------------------------


def row_counts(**changes: Any) -> RowCounts:
    given = {
        "table": "int_reports",
        "applies_to": "real",
        "severity": "error",
        "years": {2020: (1, 2)},
        "zh": "…",
        "en": "…",
    } | changes
    return RowCounts(**given)


def count_years(
    warehouse: Warehouse, *, rows: list[int], expected: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Run the check over reports of these years and these expectations."""
    (check,) = row_count_checks([row_counts()])
    assert check.name == "rows_are_as_many_as_expected"
    schema = load_schemas()["seed_expectations"].arrow
    common = {
        "table_name": "int_reports",
        "applies_to": "real",
        "per_institution": False,
    }
    given = [common | row for row in expected]
    for row in given:
        row |= {n: Decimal(str(row[n])) for n in ("at_least", "at_most")}
    warehouse.add_table("seed_expectations", pa.Table.from_pylist(given, schema=schema))
    institutions = load_schemas()["seed_institutions"].arrow
    known = [("a", None, None), ("b", 2020, None), ("c", None, 2020), ("d", 2021, 2021)]
    listed = [
        dict.fromkeys(institutions.names)
        | {"institution_id": name, "valid_from": start, "valid_to": end}
        for name, start, end in known
    ]
    warehouse.add_table(
        "seed_institutions", pa.Table.from_pylist(listed, schema=institutions)
    )
    years = pa.table({"report_year": pa.array(rows, type=pa.int16())})
    warehouse.add_table("int_reports", years)
    return found(warehouse, check)


def test_years_with_too_few_or_too_many_rows_are_found(warehouse: Warehouse) -> None:
    offences = count_years(
        warehouse,
        rows=[2019, 2019, 2019, 2020, 2022],
        expected=[
            {"report_year": 2019, "at_least": 1, "at_most": 2},
            {"report_year": 2020, "at_least": 1, "at_most": 1},
            {"report_year": 2021, "at_least": 1, "at_most": 9},
        ],
    )
    assert {(o["report_year"], o["rows_found"]) for o in offences} == {
        (2019, 3),
        (2021, 0),
    }


def test_both_bounds_are_within(warehouse: Warehouse) -> None:
    expected = [
        {"report_year": 2019, "at_least": 2, "at_most": 3},
        {"report_year": 2020, "at_least": 0, "at_most": 1},
        {"report_year": 2021, "at_least": 0, "at_most": 0},
    ]
    assert count_years(warehouse, rows=[2019, 2019, 2020], expected=expected) == []


def test_bounds_may_be_of_the_institutions_of_the_year(warehouse: Warehouse) -> None:
    # 2019: a, c; 2020: a, b, c; 2021: a, b, d
    bounds = {"at_least": 0.6, "at_most": 1, "per_institution": True}
    expected = [{"report_year": year} | bounds for year in (2019, 2020, 2021)]
    rows = [2019, 2019, 2020, 2021, 2021]
    (offence,) = count_years(warehouse, rows=rows, expected=expected)
    assert offence["report_year"] == 2020
    assert offence["at_least"] == Decimal("1.8")


def test_expectations_of_another_table_or_root_are_not_looked_at(
    warehouse: Warehouse,
) -> None:
    bounds = {"report_year": 2019, "at_least": 5, "at_most": 5}
    expected = [
        bounds | {"table_name": "out_metrics"},
        bounds | {"applies_to": "demo"},
    ]
    assert count_years(warehouse, rows=[2019], expected=expected) == []


def test_the_demo_has_a_check_of_its_own() -> None:
    (check,) = row_count_checks([row_counts(applies_to="demo", severity="warn")])
    assert (check.name, check.severity) == (
        "rows_are_as_many_as_expected_in_demo",
        "warn",
    )


@pytest.mark.parametrize("table", ["out_nothing", "seed_rules", "int_cells"])
def test_rows_of_no_year_cannot_be_expected(table: str) -> None:
    with pytest.raises(DataFileError, match=f"{table}: expected a table"):
        row_count_checks([row_counts(table=table)])


# -- grain -----------------------------------------------------------------------------


def repeated_grain(
    warehouse: Warehouse, *rows: tuple[str | None, int]
) -> list[tuple[Any, ...]]:
    (check,) = [c for c in checks_of("int_reports") if c.name == "grain_is_unique"]
    columns = {
        "institution_id": pa.array([r[0] for r in rows], type=pa.string()),
        "report_year": pa.array([r[1] for r in rows], type=pa.int16()),
    }
    warehouse.add_table("int_reports", pa.table(columns))
    return [tuple(row.values()) for row in found(warehouse, check)]


def test_a_repeated_grain_is_found(warehouse: Warehouse) -> None:
    rows = [("a", 2020), ("a", 2020), ("a", 2020), ("a", 2021), ("b", 2020)]
    assert repeated_grain(warehouse, *rows) == [("a", 2020, 3)]


def test_a_repeated_grain_is_found_in_a_table_that_is_not_sorted(
    warehouse: Warehouse,
) -> None:
    rows = [("b", 2020), ("a", 2020), ("b", 2020), ("a", 2021)]
    assert repeated_grain(warehouse, *rows) == [("b", 2020, 2)]


def test_a_repeated_grain_is_found_if_its_first_column_is_null(
    warehouse: Warehouse,
) -> None:
    rows: list[tuple[str | None, int]] = [("a", 2020), (None, 1), (None, 1)]
    assert repeated_grain(warehouse, *rows) == [(None, 1, 2)]


def test_rows_of_different_grain_are_no_repetition(warehouse: Warehouse) -> None:
    assert repeated_grain(warehouse, ("a", 2020), ("a", 2021), ("b", 2020)) == []
    assert repeated_grain(warehouse, ("b", 2020), ("a", 2021), ("a", 2020)) == []
    assert repeated_grain(warehouse) == []


# -- all of them -----------------------------------------------------------------------


def test_all_checks_are_those_of_files_and_of_data() -> None:
    every = set(all_checks())
    assert set(load_checks()) < every
    assert set(OF_REFERENCES) < every
    assert set(value_checks(accepted_values())) < every
    assert set(row_count_checks()) < every


def test_the_checks_of_a_table_can_be_taken_in_at_a_glance() -> None:
    many = {t: len(checks_of(t)) for t in columns_of_tables()}
    assert {t: n for t, n in many.items() if n > MOST_CHECKS} == {}


def test_checks_are_found_by_full_name_table_or_name() -> None:
    (one,) = find_checks("out_metrics.grain_is_unique")
    assert full_name(one) == "out_metrics.grain_is_unique"
    assert find_checks("out_metrics") == checks_of("out_metrics")
    assert {c.name for c in find_checks("grain_is_unique")} == {"grain_is_unique"}
    with pytest.raises(UsageError, match=r"did you mean out_metrics\.grain_is_unique"):
        find_checks("out_metrics.grain_is_uniqe")
    with pytest.raises(UsageError, match="`ogi checks` lists all"):
        find_checks("§")


def test_what_is_made_before_a_table() -> None:
    seeds = {n for n in load_schemas() if n.startswith("seed_")}
    of_raw = made_before("raw_documents")
    assert seeds <= of_raw
    assert "raw_crawls" in of_raw
    assert "core_reports" not in of_raw
    assert {"core_reports", "raw_crawls"} <= made_before("core_statistics")
    of_metrics = made_before("out_metrics")
    assert {"int_reports", "core_reports", "out_metrics"} <= of_metrics
    assert "out_yoy_metrics" not in of_metrics


def test_seeds_that_checks_read() -> None:
    assert "seed_budgets" in seeds_read_by_checks("raw_documents")
    assert "seed_outside_cells" in seeds_read_by_checks("int_cells")
    assert seeds_read_by_checks("raw_document_versions") == {"seed_sources"}


def with_checks(monkeypatch: pytest.MonkeyPatch, *checks: Check) -> None:
    monkeypatch.setattr(checks_module, "load_checks", lambda _=None: checks)
    all_checks.cache_clear()


@pytest.fixture
def fresh() -> Iterator[None]:
    yield
    all_checks.cache_clear()


def made_up(name: str = "made_up", *reads: str) -> Check:
    return Check(name, "int_reports", "error", "…", frozenset(reads), "select 1")


@pytest.mark.usefixtures("fresh")
def test_a_check_of_what_is_made_later_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_checks(monkeypatch, made_up("early", "int_reports", "out_metrics"))
    with pytest.raises(DataFileError, match="early of int_reports reads out_metrics"):
        all_checks()


@pytest.mark.usefixtures("fresh")
def test_two_checks_of_one_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with_checks(monkeypatch, made_up(), made_up())
    with pytest.raises(DataFileError, match="defined twice: made_up of int_reports"):
        all_checks()


@pytest.mark.usefixtures("fresh")
def test_a_budget_of_no_check_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = Budget(check="gone", asset="int_reports", rows=1, zh="…", en="…")
    monkeypatch.setattr(checks_module, "load_budgets", lambda: (budget,))
    all_checks.cache_clear()
    with pytest.raises(DataFileError, match="int_reports has no check gone"):
        all_checks()


# -- the real panel --------------------------------------------------------------------


def test_no_check_of_the_demonstration_finds_anything(demo_root: Path) -> None:
    lake = Settings.of(demo_root).lake
    with Warehouse(threads=1) as opened:
        for check in all_checks():
            opened.add_lake(lake, sorted(check.reads - opened.relations()))
            count, rows = opened.offences(check)
            assert (check.asset, check.name, count) == (
                check.asset,
                check.name,
                0,
            ), rows.to_pylist()
