"""Many tables, and the function as SQL calls it."""

from decimal import Decimal

import pyarrow as pa
import pytest

from pipeline.errors import ModelError
from pipeline.functions import FUNCTIONS, function_fingerprint
from pipeline.quality import many
from pipeline.quality.arrow import ROW, localised
from pipeline.quality.many import Table, localise_many
from pipeline.quality.problem import SURE
from pipeline.warehouse import Warehouse
from tests.pipeline.quality.tables import balanced


def given_tables() -> list[Table]:
    tables = []
    for seed in range(6):
        values = list(balanced("2021", seed).values())
        for n in range(seed):
            values[30 + 37 * n % 120] = Decimal(500 + 7 * n)
        tables.append(("2021", "applications", tuple(values), (SURE,) * len(values)))
    return tables


def test_other_processes_give_the_same() -> None:
    tables = given_tables()
    alone = localise_many(tables, 1)
    assert [bool(found.components) for found in alone] == [False] + [True] * 5
    assert localise_many(tables, 2, moment=0.0) == alone


def test_a_process_that_breaks_down(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = [("2021", "no such table", (), ())] * 2
    monkeypatch.setattr(many, "localise_values", lambda *_: None)
    with pytest.raises(ModelError, match="OGI_WORKERS=1"):
        many._by_others(bad, 2)


def test_rows_of_a_call() -> None:
    rows = localised(
        pa.chunked_array([["2021", "2021"]]),
        pa.chunked_array([["reconsideration"] * 2]),
        pa.chunked_array([[[0, 1, 2, 3, 4], [0, 4]]], type=pa.list_(pa.int16())),
        pa.chunked_array(
            [[[Decimal(5), Decimal(4), Decimal(3), None, Decimal(19)], [None, None]]],
            type=pa.list_(pa.decimal128(26, 6)),
        ),
        pa.chunked_array([[[1.0] * 5, [None] * 2]], type=pa.list_(pa.float64())),
    )
    assert rows.type == pa.list_(ROW)
    # one is not known, and may well be 7
    assert rows.to_pylist() == [[], []]


def test_sql_calls_it() -> None:
    with Warehouse(threads=1) as warehouse:
        found = warehouse.connection.sql(
            "select unnest(localised('2021', 'reconsideration', "
            "cast([0, 1, 2, 3, 4] as smallint[]), "
            "cast([5, 4, 3, 2, 140] as decimal(26, 6)[]), "
            "cast([1, 1, 1, 1, 1] as double[])), recursive := true)"
        ).to_arrow_table()
    assert found.column_names == [field.name for field in ROW]
    first = found.to_pylist()[0]
    assert (first["position"], first["implied_value"]) == (4, Decimal(14))
    assert (first["pattern"], first["solutions"]) == ("factor_ten", 5)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_fingerprints_are_of_code_and_data(name: str) -> None:
    assert len(function_fingerprint(name)) == 32
