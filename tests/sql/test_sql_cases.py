"""Each model and each check on at most ten rows a relation.

`cases/<model>.yml` and `cases/checks/<check>.yml` hold a list of cases:

    - name: what it shows
      inputs:
        <relation>: {with: {column: value for all rows}, columns: […], rows: [[…], …]}
      outputs: {columns: […], rows: [[…], …]}   # of a model, in any order
      offences: {columns: […], rows: [[…], …]}  # of a check; `rows: []` for none

Columns that an input does not name are null. A relation that it does not name is built
if it is a model that reads one that is named, and empty otherwise. Numbers by which
models join (`report_key`, `cell_no`, …) are written as what they stand for: see
`numbers`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pipeline.data_files import read_yaml
from pipeline.schema import load_schemas
from pipeline.sqlmodels import Check, Model, load_checks, load_models
from pipeline.warehouse import Warehouse
from tests.sql.numbers import Numbers

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
        for entry in read_yaml(path)
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


def as_table(name: str, given: Mapping[str, Any], numbers: Numbers) -> pa.Table:
    assert len(given["rows"]) <= MAX_ROWS, f"{name}: a case is small"
    schema = shapes()[name]
    common = given.get("with", {})
    rows = [
        numbers.numbered(
            common | dict(zip(given["columns"], row, strict=True)), set(schema.names)
        )
        for row in given["rows"]
    ]
    for row in rows:
        assert row.keys() <= set(schema.names), (name, row.keys() - set(schema.names))
        for field in schema:
            value = row.get(field.name)
            if pa.types.is_decimal(field.type) and value is not None:
                row[field.name] = Decimal(str(value))
    return pa.Table.from_pylist(rows, schema=schema)


def fill(
    warehouse: Warehouse,
    reads: frozenset[str],
    inputs: Mapping[str, Any],
    numbers: Numbers,
) -> None:
    """Load what is given, build the models between that and what is read."""
    given = set(inputs)
    above = [m for m in load_models() if m.name in reads_of(reads) | reads]
    built: list[Model] = []
    for model in above:
        made = given | {m.name for m in built}
        if model.name not in given and model.reads & made:
            built.append(model)
    used = reads.union(*(m.reads for m in built))
    assert given <= used, f"it does not read {given - used}"
    names = {m.name for m in built}
    for name in sorted(used - names):
        rows = inputs.get(name, {"columns": [], "rows": []})
        warehouse.add_table(name, as_table(name, rows, numbers))
    warehouse.build(m for m in built if m.name in used)


@cache
def reads_of(names: frozenset[str]) -> frozenset[str]:
    """Everything that the named relations are made of."""
    found: set[str] = set()
    todo = list(names)
    while todo:
        model = MODELS.get(todo.pop())
        if model is not None:
            todo += model.reads - found
            found |= model.reads
    return frozenset(found)


def comparable(rows: list[Any], columns: list[str]) -> list[list[Any]]:
    """Rows as sorted lists of plain values, figures to six places."""

    def plain(value: Any) -> Any:
        if isinstance(value, Decimal | float | int) and not isinstance(value, bool):
            return round(float(value), 6)
        return value

    listed = [[plain(row[column]) for column in columns] for row in rows]
    return sorted(listed, key=repr)


@pytest.mark.parametrize("case", MODEL_CASES, ids=str)
def test_model(case: Case, empty_warehouse: Warehouse) -> None:
    model: Model = MODELS[case.subject]
    numbers = Numbers()
    fill(empty_warehouse, model.reads, case.inputs, numbers)
    found = [numbers.named(row) for row in empty_warehouse.run(model).to_pylist()]
    columns = case.expected["columns"]
    expected = [dict(zip(columns, row, strict=True)) for row in case.expected["rows"]]
    assert comparable(found, columns) == comparable(expected, columns)


@pytest.mark.parametrize("case", CHECK_CASES, ids=str)
def test_check(case: Case, empty_warehouse: Warehouse) -> None:
    check: Check = CHECKS[case.subject]
    numbers = Numbers()
    fill(empty_warehouse, check.reads, case.inputs, numbers)
    count, rows = empty_warehouse.offences(check)
    columns = case.expected["columns"]
    expected = [dict(zip(columns, row, strict=True)) for row in case.expected["rows"]]
    assert count == len(expected)
    found = [numbers.named(row) for row in rows.to_pylist()]
    assert comparable(found, columns) == comparable(expected, columns)


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


def test_a_repeated_grain_is_found() -> None:
    check = next(c for c in load_checks() if c.asset == "int_reports")
    assert check.name == "grain_is_unique"
    row = {"columns": ["institution_id", "report_year"], "rows": [["a", 2020]] * 2}
    with Warehouse(threads=1) as warehouse:
        warehouse.add_table("int_reports", as_table("int_reports", row, Numbers()))
        count, rows = warehouse.offences(check)
    assert count == 1
    assert rows.to_pylist() == [
        {"institution_id": "a", "report_year": 2020, "rows_found": 2}
    ]
