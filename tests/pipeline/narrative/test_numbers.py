"""Numbers as prose prints them, checked against a reader of others."""

import re
from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.narrative.numbers import NUMBER, chinese_number, read_number

WHOLE = st.integers(min_value=0, max_value=999_999_999)


@given(WHOLE, st.sampled_from(["low", "up"]))
def test_numerals_are_read_as_they_were_written(number: int, mode: str) -> None:
    assert chinese_number(cn2an.an2cn(number, mode)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10),
        ("十二", 12),
        ("两百", 200),
        ("两千零四", 2004),
        ("一万二千", 12_000),
        ("二○二四", 2024),
        ("二〇二四", 2024),
        ("贰仟叁佰", 2300),
        ("零", 0),
        ("两", 2),
    ],
)
def test_ways_of_writing_that_the_other_reader_refuses(text: str, number: int) -> None:
    assert chinese_number(text) == number


@pytest.mark.parametrize(
    "text", ["", "百", "十百", "一百二百", "一二三", "万", "件", "十十"]
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert chinese_number(text) is None


@pytest.mark.parametrize(
    ("text", "value", "tolerance"),
    [
        ("1,234件", "1234", "0"),
        ("1234件", "1234", "0"),
        ("7.09万条", "70900", "50"),
        ("3万件", "30000", "5000"),
        ("1.86亿元", "186000000", "500000"),
        ("186.51万元", "1865100", "50"),
        ("47584.4885万元", "475844885", "0"),
        ("6百余件", "600", "50"),
        ("一百二十三件", "123", "0"),
    ],
)
def test_a_rounded_number_has_half_of_its_last_digit(
    text: str, value: str, tolerance: str
) -> None:
    match = re.match(NUMBER, text)
    assert match is not None
    number = read_number(match)
    assert number is not None
    assert (number.value, number.tolerance) == (Decimal(value), Decimal(tolerance))


def test_a_run_of_digits_of_a_flattened_table_is_no_number() -> None:
    match = re.match(NUMBER, "1" * 40)
    assert match is not None
    assert read_number(match) is None
