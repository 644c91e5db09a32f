"""Text forms of values: hypothesis-driven round trips and odd values."""

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli.tabular import plain, write_csv, write_json

figures = st.decimals(
    min_value=-(10**13), max_value=10**13, allow_nan=False, allow_infinity=False,
    places=6,
)  # fmt: skip
values = st.one_of(
    st.none(), st.booleans(), st.integers(), figures, st.text(),
    st.floats(allow_nan=False, allow_infinity=False), st.lists(st.text(), max_size=3),
)  # fmt: skip


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("", ""),
        ('"quoted"', '"quoted"'),
        (True, "true"),
        (0, "0"),
        (Decimal("73802895.900000"), "73802895.9"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.000001"), "-0.000001"),
        (Decimal("0.000000"), "0"),
        (1e-7, "0.0000001"),
        (1e22, "10000000000000000000000"),
        (float("nan"), ""),
        (date(2021, 3, 5), "2021-03-05"),
        (datetime(2021, 3, 5, 8, tzinfo=UTC), "2021-03-05T08:00:00+00:00"),
        (["a", None, Decimal("1.50")], '["a", null, 1.5]'),
    ],
)
def test_plain(value: object, text: str) -> None:
    assert plain(value) == text


@given(figures)
def test_figures_keep_their_value_without_exponent(value: Decimal) -> None:
    text = plain(value)
    assert "E" not in text.upper()
    assert Decimal(text) == value


@given(st.lists(st.tuples(values, values)))
def test_json_reads_back(rows: list[tuple[object, object]]) -> None:
    text = io.StringIO()
    write_json(text, ["a", "年"], rows)
    found = json.loads(text.getvalue(), parse_float=Decimal)
    assert len(found) == len(rows)
    for row, (first, second) in zip(found, rows, strict=True):
        for got, put in ((row["a"], first), (row["年"], second)):
            expected = Decimal(repr(put)) if isinstance(put, float) else put
            assert got == expected


@given(st.lists(st.tuples(st.text(), st.integers())))
def test_csv_reads_back(rows: list[tuple[str, int]]) -> None:
    text = io.StringIO(newline="")
    write_csv(text, ["a", "b"], rows)
    text.seek(0)
    header, *found = csv.reader(text)
    assert header == ["a", "b"]
    assert found == [[first, str(second)] for first, second in rows]
