from pathlib import Path

import pytest

from pipeline.errors import DataFileError
from pipeline.quality.naming import pattern_of
from pipeline.quality.patterns import load_patterns, patterns_frame


@pytest.mark.parametrize(
    ("printed", "implied", "pattern"),
    [
        (813, 831, "digits_swapped"),
        (318, 813, "digits_swapped"),
        (12, 21, "digits_swapped"),
        (83, 813, "digit_lost"),
        (8113, 813, "digit_added"),
        (814, 813, "digit_changed"),
        (0, 12, "none"),
        (6, 2, "none"),  # of one digit: any two differ by one
        (70, 7, "factor_ten"),
        (7, 700, "factor_ten"),
        (7, 70000, "unit_error"),
        (-7, 7, "sign"),
        (-7, 8, "none"),
        (1234, 4321, "none"),
    ],
)
def test_patterns(printed: int, implied: int, pattern: str) -> None:
    assert pattern_of(printed, implied) == pattern


def test_a_copy_goes_before_a_changed_digit() -> None:
    assert pattern_of(45, 42, is_copied=True) == "copied_neighbour"
    assert pattern_of(45, 54, is_copied=True) == "digits_swapped"


def test_every_pattern_has_its_words() -> None:
    frame = patterns_frame(load_patterns())
    assert list(frame["pattern_no"]) == list(range(1, 14))
    assert frame["pattern_zh"].is_unique


def test_a_missing_pattern_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "patterns.yml"
    path.write_text('- {id: sign, zh: "甲", en: "a"}\n', encoding="utf-8")
    with pytest.raises(DataFileError, match=r"patterns\.yml: no entry for columns_sw"):
        load_patterns(path)
