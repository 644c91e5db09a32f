"""Cutting digits into cells: every way that is possible, and no other."""

import pytest

from pipeline.extract.splits import Split, TooManyError, splits


def ways(text: str, width: int, *, total: bool) -> set[str]:
    found = splits(text.split(), width, total=total)
    return {" ".join("_" if t is None else t for t in way.texts) for way in found}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("21710000218", {"217 1 0 0 0 0 218"}),
        ("0000000", {"0 0 0 0 0 0 0"}),
        ("230 000023", {"23 0 0 0 0 0 23"}),
        ("0 0 0 0 0 00", {"0 0 0 0 0 0 0"}),
        ("", {"_ _ _ _ _ _ _"}),
        ("7 - - - - - 7", {"7 - - - - - 7"}),
        ("1,954540030 2 2040", {"1,954 54 0 0 30 2 2040"}),
        ("12 0 0 0 0 0 13", set()),  # the total is no sum
        ("00000000", set()),  # eight cells
        ("5", set()),  # a total of five, of nothing
    ],
)
def test_a_row_with_its_total(text: str, expected: set[str]) -> None:
    assert ways(text, 7, total=True) == expected


def test_a_blank_may_stand_in_any_column_but_the_last_printed_one() -> None:
    assert ways("2 2", 3, total=True) == {"2 _ 2", "_ 2 2"}
    assert ways("112", 4, total=True) == {"1 1 _ 2", "1 _ 1 2", "_ 1 1 2"}


def test_without_a_total_every_cut_is_possible() -> None:
    assert ways("12", 2, total=False) == {"1 2", "12 _", "_ 12"}
    assert ways("000", 3, total=False) == {"0 0 0"}
    assert ways("007", 3, total=False) == {"0 0 7"}
    assert ways("62 33 440", 3, total=False) == {"62 33 440"}


def test_a_mark_counts_nothing_and_a_thousands_mark_is_no_border() -> None:
    assert Split(("1,954", "-", None, "0")).values == (1954, 0, 0, 0)
    assert ways("1,2", 2, total=False) == set()


def test_too_many_ways_are_given_up() -> None:
    with pytest.raises(TooManyError):
        splits(["1234567891234567891"], 7, total=False)
