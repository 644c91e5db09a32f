"""The dictionary: types, keys, and that nothing is described twice."""

from pathlib import Path

import pyarrow as pa
import pytest
from pydantic import ValidationError

from pipeline.errors import DataFileError
from pipeline.schema import Column, TableSchema, arrow_type, load_schemas
from pipeline.sqlmodels import load_models


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("string", pa.string()),
        ("int16", pa.int16()),
        ("int32", pa.int32()),
        ("int64", pa.int64()),
        ("double", pa.float64()),
        ("bool", pa.bool_()),
        ("date", pa.date32()),
        ("decimal(20,6)", pa.decimal128(20, 6)),
        ("decimal(5, 0)", pa.decimal128(5, 0)),
    ],
)
def test_types(name: str, kind: pa.DataType) -> None:
    assert arrow_type(name) == kind


@pytest.mark.parametrize("name", ["text", "decimal", "decimal(20)", ""])
def test_an_unknown_type_lists_the_known(name: str) -> None:
    with pytest.raises(DataFileError, match=r"unknown type .*; known: string, .*"):
        arrow_type(name)


def test_a_table_gives_its_arrow_schema_in_order() -> None:
    table = TableSchema(
        name="t",
        layer="core",
        description="T.",
        key=("a",),
        columns=(
            Column(name="b", type="bool", description="B"),
            Column(name="a", type="int16", description="A"),
        ),
    )
    assert table.arrow == pa.schema([("b", pa.bool_()), ("a", pa.int16())])


def test_a_misspelt_field_is_refused() -> None:
    with pytest.raises(ValidationError, match="kind"):
        Column.model_validate({"name": "a", "kind": "bool", "description": "A"})


TABLE = """
  - name: {name}
    layer: core
    description: T.
    key: [{key}]
    columns:
      - {{name: a, type: {kind}, description: A}}
      - {{name: {second}, type: bool, description: B}}
"""


def dictionary(path: Path, *names: str, **changes: str) -> Path:
    fields = {"key": "a", "kind": "string", "second": "b"} | changes
    path = path / "tables.yml"
    text = "tables:" + "".join(TABLE.format(name=n, **fields) for n in names)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_dictionary_elsewhere(tmp_path: Path) -> None:
    assert list(load_schemas(dictionary(tmp_path, "core_a", "core_b"))) == [
        "core_a",
        "core_b",
    ]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"kind": "text"}, "core_a: unknown type 'text'"),
        ({"key": "c"}, "core_a: key without column: c"),
        ({"second": "a"}, "core_a: a column is described twice"),
        ({"key": "["}, "while parsing"),
    ],
)
def test_a_mistake_names_file_and_table(
    tmp_path: Path, changes: dict[str, str], complaint: str
) -> None:
    path = dictionary(tmp_path, "core_a", **changes)
    with pytest.raises(DataFileError, match=complaint) as caught:
        load_schemas(path)
    assert str(caught.value).startswith(f"{path}: ")


def test_a_table_described_twice(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="table named twice: core_a"):
        load_schemas(dictionary(tmp_path, "core_a", "core_b", "core_a"))


def test_every_table_has_key_and_meanings() -> None:
    for name, table in load_schemas().items():
        columns = [c.name for c in table.columns]
        assert name == table.name
        assert name.startswith(f"{table.layer}_")
        assert table.key, name
        assert set(table.key) <= set(columns), name
        assert len(set(columns)) == len(columns), name
        assert all(c.description for c in table.columns), name


def test_a_table_cut_by_year_has_a_year() -> None:
    for name, table in load_schemas().items():
        if table.partition == "province_year":
            assert "report_year" in {c.name for c in table.columns}, name


def test_models_are_not_in_the_dictionary_of_code() -> None:
    assert not load_schemas().keys() & {m.name for m in load_models()}


def test_what_is_given_is_a_copy() -> None:
    load_schemas().clear()
    assert "core_reports" in load_schemas()
