"""The store: schema, order, keys, who owns which file, and the same bytes again."""

from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.errors import StoreError
from pipeline.schema import Column, TableSchema
from pipeline.store import Lake, conform, write_parquet


def schema(partition: str = "none", key: tuple[str, ...] = ("id",)) -> TableSchema:
    return TableSchema.model_validate(
        {
            "name": "core_things",
            "layer": "core",
            "description": "Things.",
            "key": key,
            "partition": partition,
            "columns": (
                Column(name="id", type="string", description="Id"),
                Column(name="report_year", type="int16", description="Year"),
                Column(name="value", type="decimal(20,6)", description="Value"),
            ),
        }
    )


def frame(*rows: tuple[Any, Any, Any]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["id", "report_year", "value"])


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


# -- conform ---------------------------------------------------------------------------


def test_rows_are_sorted_by_key_and_typed() -> None:
    table = conform(frame(("b", 2020, None), ("a", None, None)), schema())
    assert table.schema == schema().arrow
    assert table.column("id").to_pylist() == ["a", "b"]
    assert table.column("report_year").to_pylist() == [None, 2020]


def test_columns_may_come_in_any_order() -> None:
    shuffled = frame(("a", 2020, None))[["value", "id", "report_year"]]
    assert conform(shuffled, schema()).column_names == ["id", "report_year", "value"]


def test_an_arrow_table_conforms_as_well() -> None:
    table = pa.table({"value": [1], "id": ["a"], "report_year": [2020]})
    given = table.set_column(0, "value", pa.array([1], pa.decimal128(20, 6)))
    assert conform(given, schema()).schema == schema().arrow


def test_no_rows_are_an_empty_table() -> None:
    assert conform(pd.DataFrame(), schema()).schema == schema().arrow
    assert conform(pd.DataFrame([]), schema()).num_rows == 0
    assert conform(frame(), schema()).num_rows == 0


def test_a_column_too_few_or_too_many_is_named() -> None:
    wrong = frame(("a", 2020, None)).rename(columns={"value": "amount"})
    with pytest.raises(
        StoreError, match=r"core_things: columns missing \['value'\].*\['amount'\]"
    ):
        conform(wrong, schema())


@pytest.mark.parametrize("year", ["twenty", 2020.5, 100_000])
def test_a_value_that_does_not_fit_is_refused(year: object) -> None:
    with pytest.raises(StoreError, match="core_things: "):
        conform(frame(("a", year, None)), schema())


def test_a_repeated_key_is_shown() -> None:
    with pytest.raises(StoreError, match=r"key \('id',\) is not unique: .*'a'"):
        conform(frame(("a", 2020, None), ("a", 2021, None)), schema())


def test_two_nulls_in_a_key_are_one_key() -> None:
    with pytest.raises(StoreError, match="not unique"):
        conform(
            frame(("a", None, None), ("a", None, None)),
            schema(key=("id", "report_year")),
        )


# -- writing ---------------------------------------------------------------------------


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    write_parquet(conform(frame(("a", 2020, None)), schema()), path)
    before = tree(tmp_path)
    with pytest.raises(AttributeError):
        write_parquet("no table", path)
    assert tree(tmp_path) == before


def test_the_same_rows_in_another_order_are_the_same_bytes(tmp_path: Path) -> None:
    rows = [("b", 2020, None), ("a", 2021, None), ("c", None, None)]
    for name, given in (("one", rows), ("two", rows[::-1])):
        lake = Lake(tmp_path / name)
        lake.write(frame(*given), schema())
        lake.write_province(frame(*given), schema("province_year"), "henan")
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_a_whole_table_is_replaced(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    assert lake.write(frame(("a", 2020, None), ("b", 2020, None)), schema()) == 2
    assert lake.write(frame(("c", 2020, None)), schema()) == 1
    (path,) = lake.files("core_things")
    assert path == tmp_path / "core_things" / "core_things.parquet"
    assert pq.read_table(path).column("id").to_pylist() == ["c"]


def test_a_table_of_a_model_has_one_file(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    path = lake.write_model("int_a", partial(write_parquet, pa.table({"a": [1, 2]})))
    assert list(tree(tmp_path)) == ["int_a/int_a.parquet"]
    assert path == tmp_path / "int_a" / "int_a.parquet"
    assert lake.count("int_a") == 2


def test_a_model_that_fails_leaves_the_table_as_it_was(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write_model("int_a", partial(write_parquet, pa.table({"a": [1]})))

    def fail(path: Path) -> None:
        path.write_bytes(b"half")
        raise StoreError("no more")

    with pytest.raises(StoreError, match="no more"):
        lake.write_model("int_a", fail)
    assert list(tree(tmp_path)) == ["int_a/int_a.parquet"]
    assert lake.count("int_a") == 1


def test_a_province_owns_its_file(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write_province(frame(("a", 2020, None)), schema("province"), "fujian")
    fujian = tree(tmp_path)
    lake.write_province(frame(("b", 2020, None)), schema("province"), "henan")
    lake.write_province(frame(), schema("province"), "henan")
    assert tree(tmp_path) == fujian | {
        "core_things/henan.parquet": (
            tmp_path / "core_things" / "henan.parquet"
        ).read_bytes()
    }


def test_years_that_a_province_no_longer_has_go(tmp_path: Path) -> None:
    lake, by_year = Lake(tmp_path), schema("province_year")
    lake.write_province(frame(("a", 2019, None), ("b", 2020, None)), by_year, "henan")
    lake.write_province(frame(("c", 2019, None)), by_year, "fujian")
    lake.write_province(frame(("b", 2020, None), ("d", None, None)), by_year, "henan")
    assert list(tree(tmp_path)) == [
        "core_things/report_year=2019/fujian.parquet",
        "core_things/report_year=2020/henan.parquet",
        "core_things/report_year=__HIVE_DEFAULT_PARTITION__/henan.parquet",
    ]
    lake.write_province(frame(), by_year, "henan")
    assert list(tree(tmp_path)) == ["core_things/report_year=2019/fujian.parquet"]


def test_the_year_is_in_the_folder_and_not_in_the_file(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write_province(frame(("a", 2019, None)), schema("province_year"), "henan")
    (path,) = lake.files("core_things")
    assert pq.ParquetFile(path).schema_arrow.names == ["id", "value"]


def test_rows_are_counted_over_all_files(tmp_path: Path) -> None:
    lake, by_year = Lake(tmp_path), schema("province_year")
    assert lake.count("core_things") == 0
    lake.write_province(frame(("a", 2019, None), ("b", 2020, None)), by_year, "henan")
    lake.write_province(frame(("c", 2019, None)), by_year, "fujian")
    assert lake.count("core_things") == 3


def test_a_table_without_provinces_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="core_things is not cut by province"):
        Lake(tmp_path).write_province(frame(), schema(), "henan")
    assert tree(tmp_path) == {}
