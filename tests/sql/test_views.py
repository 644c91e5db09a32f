"""The views of a release: fresh, and every figure in the column of its cell."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from pipeline.forms import Form, load_forms
from pipeline.metrics import load_metrics
from pipeline.seeds import seed_tables
from pipeline.sqlmodels import Model, load_views
from pipeline.warehouse import Warehouse
from tests.sql.test_sql_cases import shapes
from tools.build_views import column_name, view_name, views

VIEWS = {view.name: view for view in load_views()}
FORMS = {view_name(f.table_id, f.edition): f for f in load_forms().forms.values()}
KEYS = (
    "institution_id",
    "institution_name",
    "province_id",
    "level",
    "institution_kind",
)
ORGAN = {
    "institution_id": "a",
    "name": "甲",
    "province_id": "fujian",
    "level": "county",
    "kind": "department",
}


def add(warehouse: Warehouse, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """A relation with some columns given, the others null."""
    schema = shapes()[name]
    given = [dict.fromkeys(schema.names) | dict(row) for row in rows]
    warehouse.add_table(name, pa.Table.from_pylist(given, schema=schema))


def run(view: Model, inputs: Mapping[str, Iterable[Mapping[str, Any]]]) -> list[Any]:
    with Warehouse(threads=1) as warehouse:
        for name in view.reads:
            add(warehouse, name, inputs.get(name, ()))
        rows: list[Any] = warehouse.run(view).to_pylist()
    return rows


# -- generated -------------------------------------------------------------------------


def test_views_are_up_to_date() -> None:
    wanted = {path.name: text for path, text in views().items()}
    folder = next(iter(views())).parent
    found = {path.name: path.read_text("utf-8") for path in folder.glob("*.sql")}
    assert found == wanted, "run: python tools/build_views.py"


def test_every_form_has_a_view() -> None:
    assert VIEWS.keys() == FORMS.keys() | {"view_panel"}


@pytest.mark.parametrize("view", VIEWS.values(), ids=lambda v: v.name)
def test_columns_are_plain_and_none_is_named_twice(view: Model) -> None:
    text = view.sql[view.sql.rindex("\nselect\n") :]
    named = Counter(re.findall(r" as (\w+),?  --", text))
    assert named.most_common(1)[0][1] == 1
    assert [n for n in view.columns if not re.fullmatch(r"[a-z][a-z0-9_]*", n)] == []


@pytest.mark.parametrize("view", VIEWS.values(), ids=lambda v: v.name)
def test_every_view_runs_on_nothing(view: Model) -> None:
    assert run(view, {}) == []


# -- wide ------------------------------------------------------------------------------


def printed_cells(form: Form) -> list[dict[str, Any]]:
    """Figures that no two cells share; the last cell is blank, the first left out."""
    cells = form.cells()
    return [
        {
            "institution_id": "a",
            "report_year": 2020,
            "table_id": form.table_id,
            "item": cell.item.code,
            "breakdown": cell.breakdown.code,
            "edition": form.edition,
            "position": cell.position,
            "value_kind": cell.breakdown.kind,
            "value": None if cell == cells[-1] else Decimal(1000 + cell.position),
            "unit": "万元" if cell.breakdown.kind == "amount" else "件",
        }
        # a reader may find rows in any order
        for cell in reversed(cells[1:])
    ]


@pytest.mark.parametrize("name", FORMS)
def test_each_cell_stands_in_its_column(name: str) -> None:
    form = FORMS[name]
    other = {"edition": "9999", "institution_id": "b", "report_year": 2020}
    cells = printed_cells(form)
    inputs = {
        "int_printed_cells": [*cells, cells[0] | other],
        "seed_institutions": [ORGAN, ORGAN | {"institution_id": "b"}],
        "int_reports": [
            {"institution_id": i, "report_year": 2020, "page_url": f"https://x/{i}"}
            for i in ("a", "b")
        ],
    }
    (row,) = run(VIEWS[name], inputs)  # another edition is in another view
    assert [row[key] for key in KEYS] == list(ORGAN.values())
    assert (row["report_year"], row["edition"]) == (2020, form.edition)
    assert row["url"] == "https://x/a"
    for cell in form.cells():
        found = row[column_name(cell.item.code, cell.breakdown.code)]
        if cell in (form.cells()[0], form.cells()[-1]):
            assert found is None
        elif cell.breakdown.kind == "amount":
            assert found == (1000 + cell.position) * 10_000
        else:
            assert found == 1000 + cell.position
    assert len(row) == len(form.cells()) + len(KEYS) + 3


@pytest.mark.parametrize(
    "name", [name for name, form in FORMS.items() if form.edition in ("2019", "2021")]
)
def test_the_demonstration_has_the_figures_of_its_cells(
    name: str, demo_root: Path
) -> None:
    form = FORMS[name]
    database = demo_root / "releases" / "current" / "ogi.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        wide = connection.sql(f"from {name}").to_arrow_table().to_pylist()
        cells = connection.execute(
            "select institution_id, report_year, item, breakdown, value_normalised "
            "from int_cells where table_id = ? and edition = ?",
            [form.table_id, form.edition],
        ).fetchall()
    found = {
        (row["institution_id"], row["report_year"], column): figure
        for row in wide
        for column, figure in row.items()
        if "__" in column
    }
    expected = {
        (institution, year, column_name(item, breakdown)): (
            None if figure is None else float(figure)
        )
        for institution, year, item, breakdown, figure in cells
    }
    assert len(expected) > len(form.cells())  # of several reports
    assert found == expected


# -- panel -----------------------------------------------------------------------------

METRICS = seed_tables(names=["seed_metrics"])["seed_metrics"].to_pylist()


def coverage(institution: str, year: int, status: str) -> dict[str, Any]:
    return {"institution_id": institution, "report_year": year, "status": status}


def report(institution: str, year: int, edition: str) -> dict[str, Any]:
    return {"institution_id": institution, "report_year": year, "edition": edition}


def metric(year: int, metric_id: str, value: float | None) -> dict[str, Any]:
    return {
        "institution_id": "a",
        "report_year": year,
        "metric_id": metric_id,
        "value": value,
    }


@pytest.fixture(scope="module")
def panel() -> dict[tuple[str, int], dict[str, Any]]:
    """`a` reports for 2019, 2021 and 2022, `b` only exists in 2022, nobody asks `c`."""
    finding = {"institution_id": "a", "finding_id": "x"}
    rows = run(
        VIEWS["view_panel"],
        {
            "seed_institutions": [ORGAN | {"institution_id": i} for i in "abc"],
            "seed_metrics": METRICS,
            "out_coverage": [
                coverage("a", 2019, "figures"),
                coverage("a", 2020, "no_report"),
                coverage("a", 2021, "figures"),
                coverage("a", 2022, "figures"),
                coverage("b", 2022, "not_due"),
            ],
            "int_reports": [
                report("a", 2019, "2019"),
                report("a", 2021, "2021"),
                report("a", 2022, "2021"),
            ],
            "out_consistency_flags": [
                finding | {"report_year": 2021, "severity": "hard"},
                finding | {"report_year": 2022, "severity": "soft"},
            ],
            "out_metrics": [
                metric(2022, "clearance", 0.5),
                metric(2022, "received_new", 7.0),
                metric(2022, "denial_share.state_secret", None),
                metric(2019, "received_new", 3.0),
            ],
        },
    )
    return {(row["institution_id"], row["report_year"]): row for row in rows}


def test_the_panel_is_balanced_and_says_its_gaps(
    panel: dict[tuple[str, int], dict[str, Any]],
) -> None:
    assert {key: row["status"] for key, row in panel.items()} == {
        ("a", 2019): "figures",
        ("a", 2020): "no_report",
        ("a", 2021): "figures",
        ("a", 2022): "figures",
        ("b", 2019): "not_expected",
        ("b", 2020): "not_expected",
        ("b", 2021): "not_expected",
        ("b", 2022): "not_due",
    }


def test_the_panel_says_what_may_be_used(
    panel: dict[tuple[str, int], dict[str, Any]],
) -> None:
    columns = ("edition", "hard_findings", "is_consistent", "is_comparable")
    assert {
        year: tuple(panel["a", year][column] for column in columns)
        for year in (2019, 2020, 2021, 2022)
    } == {
        2019: ("2019", 0, True, False),
        2020: (None, None, None, False),
        2021: ("2021", 1, False, False),  # nothing of 2020: the gap stays one
        2022: ("2021", 0, True, True),  # a soft finding is none of these
    }


def test_the_panel_has_each_metric_in_its_column(
    panel: dict[tuple[str, int], dict[str, Any]],
) -> None:
    names = [column_name(m.metric_id) for m in load_metrics(load_forms())]
    assert names == list(VIEWS["view_panel"].columns)[-len(names) :]
    given = {("a", 2019, "received_new"): 3.0, ("a", 2022, "received_new"): 7.0} | {
        ("a", 2022, "clearance"): 0.5
    }
    assert {
        (*key, name): row[name]
        for key, row in panel.items()
        for name in names
        if row[name] is not None
    } == given


def test_the_panel_of_the_demonstration_has_its_metrics(demo_root: Path) -> None:
    database = demo_root / "releases" / "current" / "ogi.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.sql("from view_panel").to_arrow_table().to_pylist()
        metrics = connection.sql(
            "select institution_id, report_year, metric_id, value from out_metrics"
        ).fetchall()
    by_key = {(row["institution_id"], row["report_year"]): row for row in rows}
    years = {year for _, year in by_key}
    assert len(by_key) == len(rows) == 3 * len(years)
    assert years == set(range(min(years), max(years) + 1))
    assert metrics
    for institution, year, name, value in metrics:
        assert by_key[institution, year][column_name(name)] == value
