"""The warehouse: tables from files and memory, models, checks, macros."""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from pipeline.errors import ModelError
from pipeline.schema import load_schemas
from pipeline.seeds import seed_tables
from pipeline.sqlmodels import Check, Model
from pipeline.store import Lake, write_parquet
from pipeline.warehouse import SHOWN, Warehouse, scan


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    with Warehouse(threads=1) as opened:
        yield opened


def model(sql: str, *columns: str) -> Model:
    return Model(
        name="int_m",
        layer="int",
        description="M.",
        grain=(columns[0],),
        columns=dict.fromkeys(columns, "Meaning"),
        reads=frozenset(),
        sql=sql,
        path=Path("sql/intermediate/int_m.sql"),
    )


def check(sql: str) -> Check:
    return Check("c", "int_m", "error", "C.", frozenset({"int_m"}), sql)


def report(url: str, year: int | None) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(
        c.name for c in load_schemas()["core_reports"].columns
    )
    return row | {
        "url": url,
        "document_sha256": url,
        "report_no": 1,
        "report_year": year,
    }


def test_years_come_back_from_folders_null_too(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    lake, schema = Lake(tmp_path), load_schemas()["core_reports"]
    lake.write_province(
        pd.DataFrame([report("a", 2019), report("b", None)]), schema, "henan"
    )
    lake.write_province(pd.DataFrame([report("c", 2020)]), schema, "fujian")
    warehouse.add_lake(lake, ["core_reports"])
    rows = warehouse.connection.execute(
        "select url, report_year, typeof(report_year) from core_reports order by url"
    ).fetchall()
    assert rows == [
        ("a", 2019, "SMALLINT"),
        ("b", None, "SMALLINT"),
        ("c", 2020, "SMALLINT"),
    ]


def test_a_year_that_is_only_null_is_still_a_number(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    lake, schema = Lake(tmp_path), load_schemas()["core_reports"]
    lake.write_province(pd.DataFrame([report("b", None)]), schema, "henan")
    warehouse.add_lake(lake, ["core_reports"])
    rows = warehouse.connection.execute(
        "select report_year, typeof(report_year) from core_reports"
    ).fetchall()
    assert rows == [(None, "SMALLINT")]


def test_a_table_nobody_wrote_is_empty_and_of_the_right_shape(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    warehouse.add_lake(Lake(tmp_path), ["core_reports"])
    table = warehouse.connection.sql("from core_reports").to_arrow_table()
    assert table.num_rows == 0
    assert table.schema.names == load_schemas()["core_reports"].arrow.names


def test_a_table_that_nobody_knows(warehouse: Warehouse, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no table 'int_gone'.*materialise it first"):
        warehouse.add_lake(Lake(tmp_path), ["int_gone"])


def test_a_folder_with_a_quote_in_its_name(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    lake = Lake(tmp_path / "it's")
    lake.write_model("int_a", partial(write_parquet, pa.table({"a": [1]})))
    warehouse.add_lake(lake, ["int_a"])
    assert warehouse.connection.execute("from int_a").fetchall() == [(1,)]
    assert "it''s" in scan(lake.files("int_a"))


def test_a_table_is_replaced(warehouse: Warehouse) -> None:
    warehouse.add_table("t", pa.table({"a": [1]}))
    warehouse.add_table("t", pa.table({"b": [2]}))
    assert warehouse.connection.execute("select b from t").fetchall() == [(2,)]
    assert warehouse.relations() == {"t"}


def test_a_model_comes_sorted_by_its_grain(warehouse: Warehouse) -> None:
    query = "select unnest([3, 1, 2]) as a,\n    1 as b"
    assert warehouse.run(model(query, "a", "b")).column("a").to_pylist() == [1, 2, 3]


def test_models_build_on_one_another(warehouse: Warehouse) -> None:
    warehouse.build([model("select 7 as a", "a")])
    assert warehouse.connection.execute("from int_m").fetchall() == [(7,)]


def test_a_broken_model_names_its_file(warehouse: Warehouse) -> None:
    with pytest.raises(ModelError, match=r"int_m\.sql: .*nowhere"):
        warehouse.run(model("select a from nowhere", "a"))


def test_other_columns_than_documented(warehouse: Warehouse) -> None:
    with pytest.raises(
        ModelError, match=r"documented columns \['a', 'c'\], found \['a', 'b'\]"
    ):
        warehouse.run(model("select 1 as a, 2 as b", "a", "c"))


def test_offences_are_counted_all_and_shown_in_part(warehouse: Warehouse) -> None:
    warehouse.add_table("int_m", pa.table({"a": list(range(50))}))
    count, rows = warehouse.offences(check("select a from int_m where a >= 5"))
    assert (count, rows.num_rows) == (45, SHOWN)
    count, rows = warehouse.offences(check("select a from int_m where a > 99"))
    assert (count, rows.num_rows) == (0, 0)


def test_a_broken_check_names_itself(warehouse: Warehouse) -> None:
    with pytest.raises(ModelError, match="check c of int_m: "):
        warehouse.offences(check("select a from int_m"))


@pytest.mark.parametrize(
    ("call", "value"),
    [
        ("safe_ratio(1, 4)", 0.25),
        ("safe_ratio(1, 0)", None),
        ("safe_ratio(null, 2)", None),
        ("plain_number(cast(26 as decimal(26, 6)))", "26"),
        ("plain_number(cast(100 as decimal(26, 6)))", "100"),
        ("plain_number(cast(-1.50 as decimal(26, 6)))", "-1.5"),
        ("plain_number(cast(0.000001 as decimal(26, 6)))", "0.000001"),
        ("plain_number(cast('99999999999999999999' as decimal(26, 6)))", "9" * 20),
        ("plain_number(null)", None),
        ("one_decimal(-0.04::double)", "0.0"),
        ("one_decimal(-1.25::double)", "-1.3"),
        ("one_decimal(123456789012345680::double)", "123456789012345680.0"),
        ("short_number(12345678901.4::double)", "12345678901"),
        ("short_number(-1e40::double)", "-1e+40"),
        ("as_figure(15678901234.51::double)", Decimal("15678901234.51")),
        ("as_figure(100000000000197::double)", 100000000000197),
        ("as_figure(9.9e18::double)", 99 * 10**17),
        ("as_figure(0.000001::double)", Decimal("0.000001")),
        # 14 digits of 百万元 or 亿元 are misread: better none than a release that stops
        ("in_base_unit(cast(9e12 as decimal(20, 6)), '百万元', 'amount')", 9 * 10**18),
        ("in_base_unit(cast(9e13 as decimal(20, 6)), '百万元', 'amount')", None),
        ("in_base_unit(cast(9e13 as decimal(20, 6)), '亿元', 'amount')", None),
        ("in_base_unit(cast(9e13 as decimal(20, 6)), '亿元', 'count')", 9 * 10**13),
        ("in_chinese('(七)总计')", "（七）总计"),
    ],
)
def test_macros(warehouse: Warehouse, call: str, value: object) -> None:
    ((found,),) = warehouse.connection.execute(f"select {call}").fetchall()
    assert found == value


def test_seeds_of_the_form_conform_and_agree() -> None:
    seeds = seed_tables()
    assert seeds["seed_institutions"].num_rows == 0
    keys = ["edition", "table_id", "item", "breakdown"]
    cells = set(
        seeds["seed_form_cells"].select(keys).to_pandas().itertuples(index=False)
    )
    for name in ("seed_rule_terms", "seed_metric_terms"):
        named = set(seeds[name].select(keys).to_pandas().itertuples(index=False))
        assert {tuple(t) for t in named} <= {tuple(c) for c in cells}, name
