"""Numbers by which models join, written in a case as the names that they stand for.

A row that has `institution_id` and `report_year` gets the `report_key` of that report,
whether its relation has those columns or not; the same for cells, equations and
metrics. Rows that come out are given the names back.
"""

from collections.abc import Mapping
from typing import Any

__all__ = ["Numbers"]

#: the number: the columns that it stands for
STANDS_FOR = {
    "report_key": ("institution_id", "report_year"),
    "prior_key": ("institution_id", "report_year_prior"),
    "cell_no": ("edition", "table_id", "item", "breakdown"),
    "equation_no": ("rule_id", "edition", "unit_code"),
    "metric_no": ("metric_id",),
    "choice_no": ("subject", "claim_breakdown", "alternative"),
}


class Numbers:
    """Numbers given out in one case, in the order of their first use."""

    def __init__(self) -> None:
        self._given: dict[str, dict[tuple[Any, ...], int]] = {n: {} for n in STANDS_FOR}

    def numbered(self, row: Mapping[str, Any], columns: set[str]) -> dict[str, Any]:
        """The row with its numbers, without names that its relation does not have."""
        found = dict(row)
        stood_for: set[str] = set()
        for number, names in STANDS_FOR.items():
            if number not in columns or number in row:
                continue
            key = tuple(row.get(name) for name in names)
            if all(part is None for part in key):
                continue
            given = self._given[number]
            found[number] = given.setdefault(key, len(given) + 1)
            stood_for.update(names)
        return {k: v for k, v in found.items() if k in columns or k not in stood_for}

    def named(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The row with the names that its numbers stand for, where it has none."""
        found = dict(row)
        for number, names in STANDS_FOR.items():
            if number in row and row[number] is not None:
                keys = {value: key for key, value in self._given[number].items()}
                if row[number] in keys:
                    key = keys[row[number]]
                    found = dict(zip(names, key, strict=True)) | found
        return found
