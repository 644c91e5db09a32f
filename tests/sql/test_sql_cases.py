"""Each model and each check on at most ten rows a relation.

`cases/<model>.yml` and `cases/checks/<check>.yml` hold a list of cases:

    - name: what it shows
      inputs:
        <relation>: {with: {column: value for all rows}, columns: […], rows: [[…], …]}
      outputs: {columns: […], rows: [[…], …]}   # of a model, in any order
      offences: {columns: […], rows: [[…], …]}  # of a check; `rows: []` for none

Columns that an input does not name are null, relations that it does not name are empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml

from pipeline.schema import load_schemas
from pipeline.sqlmodels import Check, Model, load_checks, load_models
from pipeline.warehouse import Warehouse

CASES = Path(__file__).parent / "cases"
MAX_ROWS = 10
MODELS = {m.name: m for m in load_models()}
CHECKS = {c.name: c for c in load_checks() if c.name != "grain_is_unique"}


@dataclass(frozen=True)
class Case:
    subject: str
    name: str
    inputs: Mapping[str, Any]
    expected: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.subject}: {self.name}"


def load_cases(folder: Path, result: str) -> list[Case]:
    return [
        Case(path.stem, entry["name"], entry["inputs"], entry[result])
        for path in sorted(folder.glob("*.yml"))
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


MODEL_CASES = load_cases(CASES, "outputs")
CHECK_CASES = load_cases(CASES / "checks", "offences")


@cache
def shapes() -> dict[str, pa.Schema]:
    """The columns of every relation: those of models from running them on nothing."""
    found = {name: schema.arrow for name, schema in load_schemas().items()}
    with Warehouse(threads=1) as warehouse:
        for name, schema in found.items():
            warehouse.add_table(name, schema.empty_table())
        for model in load_models():
            table = warehouse.run(model)
            assert table.num_rows == 0
            warehouse.add_table(model.name, table)
            found[model.name] = table.schema
    return found


def as_table(name: str, given: Mapping[str, Any]) -> pa.Table:
    assert len(given["rows"]) <= MAX_ROWS, f"{name}: a case is small"
    schema = shapes()[name]
    common = given.get("with", {})
    rows = [
        common | dict(zip(given["columns"], row, strict=True)) for row in given["rows"]
    ]
    for row in rows:
        assert row.keys() <= set(schema.names), (name, row.keys() - set(schema.names))
        for field in schema:
            value = row.get(field.name)
            if pa.types.is_decimal(field.type) and value is not None:
                row[field.name] = Decimal(str(value))
    return pa.Table.from_pylist(rows, schema=schema)


def fill(
    warehouse: Warehouse, reads: frozenset[str], inputs: Mapping[str, Any]
) -> None:
    assert inputs.keys() <= reads, f"it does not read {inputs.keys() - reads}"
    for name in reads:
        given = inputs.get(name, {"columns": [], "rows": []})
        warehouse.add_table(name, as_table(name, given))


def comparable(rows: list[Any], columns: list[str]) -> list[list[Any]]:
    """Rows as sorted lists of plain values, figures to six places."""

    def plain(value: Any) -> Any:
        if isinstance(value, Decimal | float | int) and not isinstance(value, bool):
            return round(float(value), 6)
        return value

    listed = [[plain(row[column]) for column in columns] for row in rows]
    return sorted(listed, key=repr)


@pytest.mark.parametrize("case", MODEL_CASES, ids=str)
def test_model(case: Case) -> None:
    model: Model = MODELS[case.subject]
    with Warehouse(threads=1) as warehouse:
        fill(warehouse, model.reads, case.inputs)
        found = warehouse.run(model).to_pylist()
    columns = case.expected["columns"]
    expected = [dict(zip(columns, row, strict=True)) for row in case.expected["rows"]]
    assert comparable(found, columns) == comparable(expected, columns)


@pytest.mark.parametrize("case", CHECK_CASES, ids=str)
def test_check(case: Case) -> None:
    check: Check = CHECKS[case.subject]
    with Warehouse(threads=1) as warehouse:
        fill(warehouse, check.reads, case.inputs)
        count, rows = warehouse.offences(check)
    columns = case.expected["columns"]
    expected = [dict(zip(columns, row, strict=True)) for row in case.expected["rows"]]
    assert count == len(expected)
    assert comparable(rows.to_pylist(), columns) == comparable(expected, columns)


@pytest.mark.parametrize("name", MODELS)
def test_every_model_has_a_case(name: str) -> None:
    assert any(case.subject == name for case in MODEL_CASES), f"write cases/{name}.yml"


@pytest.mark.parametrize("name", CHECKS)
def test_every_check_finds_something_and_nothing(name: str) -> None:
    results = {bool(c.expected["rows"]) for c in CHECK_CASES if c.subject == name}
    assert results == {True, False}, f"write cases/checks/{name}.yml"


def test_no_case_is_of_something_that_is_gone() -> None:
    assert {case.subject for case in MODEL_CASES} <= MODELS.keys()
    assert {case.subject for case in CHECK_CASES} <= CHECKS.keys()


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda m: m.name)
def test_every_model_runs_on_nothing(model: Model) -> None:
    assert shapes()[model.name].names == list(model.columns)


@pytest.mark.parametrize(
    ("years", "repeated"),
    [
        ([2020, 2021, 2022], []),
        ([2020, 2020, 2020, 2021], [(2020, 3)]),  # as they come, sorted
        ([], []),
    ],
)
def test_a_repeated_grain_is_found(
    years: list[int], repeated: list[tuple[int, int]]
) -> None:
    rows = [["a", year] for year in years]
    assert repeated_grain(rows) == [("a", *found) for found in repeated]


def test_a_repeated_grain_is_found_in_a_table_that_is_not_sorted() -> None:
    rows: list[list[Any]] = [["b", 2020], ["a", 2020], ["b", 2020], ["a", 2021]]
    assert repeated_grain(rows) == [("b", 2020, 2)]


def test_a_repeated_grain_is_found_if_its_first_column_is_null() -> None:
    assert repeated_grain([["a", 2020], [None, 1], [None, 1]]) == [(None, 1, 2)]


def repeated_grain(rows: list[list[Any]]) -> list[tuple[Any, ...]]:
    check = next(c for c in load_checks() if c.asset == "int_reports")
    assert check.name == "grain_is_unique"
    given = {"columns": ["institution_id", "report_year"], "rows": rows}
    with Warehouse(threads=1) as warehouse:
        warehouse.add_table("int_reports", as_table("int_reports", given))
        count, found = warehouse.offences(check)
    assert count == found.num_rows
    return [tuple(row.values()) for row in found.to_pylist()]
