"""Patterns of slips as data: data/quality/patterns.yml, compiled to `seed_patterns`.

Codes and labels only; when a pattern fits is in `naming` and `shifts`.
"""

from pathlib import Path
from typing import Literal, get_args

import pandas as pd
from pydantic import Field

from pipeline.data_files import ClosedModel, Text, read_data, refuse_twice, shown
from pipeline.errors import DataFileError
from pipeline.paths import project_dir

__all__ = ["Pattern", "PatternCode", "load_patterns", "patterns_frame"]

PatternCode = Literal[
    "digits_swapped",
    "digit_lost",
    "digit_added",
    "digit_changed",
    "factor_ten",
    "unit_error",
    "sign",
    "neighbour_column",
    "rows_swapped",
    "row_shifted",
    "columns_swapped",
    "copied_neighbour",
    "none",
]


class Pattern(ClosedModel):
    """One entry of the file."""

    pattern: PatternCode = Field(alias="id")
    zh: Text
    en: Text


def load_patterns(path: Path | None = None) -> tuple[Pattern, ...]:
    """All patterns, in the order of the file.

    Raises:
        DataFileError: the file is wrong, or a pattern is missing or named twice.
    """
    file = path or project_dir() / "data" / "quality" / "patterns.yml"
    found = read_data(file, tuple[Pattern, ...])
    codes = [p.pattern for p in found]
    refuse_twice(shown(file), "pattern", codes)
    missing = sorted(set(get_args(PatternCode)) - set(codes))
    if missing:
        raise DataFileError(f"{shown(file)}: no entry for {', '.join(missing)}")
    return found


def patterns_frame(patterns: tuple[Pattern, ...]) -> pd.DataFrame:
    """`seed_patterns`: one row a pattern, in the order of pages and lists."""
    return pd.DataFrame(
        [
            {
                "pattern": p.pattern,
                "pattern_no": number,
                "pattern_zh": p.zh,
                "pattern_en": p.en,
            }
            for number, p in enumerate(patterns, 1)
        ]
    )
