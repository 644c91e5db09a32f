"""Figures of the one table of the reports before 2019 (政府信息公开情况统计表).

Rows with a `parent` are parts that add up to it, whatever the edition calls them.
"""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from pipeline.forms import Form
from pipeline.synth.cells import MICRO

__all__ = ["statistics_figures"]

#: a figure beside the applications of the institution: the first part of its code
_WEIGHT = {
    "disclosed": 40.0,
    "disclosed_documents": 30.0,
    "visits": 500.0,
    "received": 0.25,
    "handled": 0.5,
    "answered": 0.12,
    "refused": 0.02,
    "reconsideration": 0.02,
    "litigation": 0.01,
}
_OTHERS = 0.05
#: columns that hold the sum of the years so far
_SUMS = ("cumulative",)


def statistics_figures(
    rng: Generator, form: Form, mean: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Institution, year, cell of the form: the parts of a row add up to it."""
    values: dict[str, NDArray[np.int64]] = {}
    parts: dict[str, list[str]] = {}
    for item in form.items:
        if item.parent is not None:
            parts.setdefault(item.parent, []).append(item.code)
    for item in form.items:
        if item.code in parts:
            continue
        rate = mean * _WEIGHT.get(item.code.split(".")[0], _OTHERS)
        drawn = rng.poisson(np.minimum(rate, 5e7))
        is_money = item.kind == "amount"
        values[item.code] = drawn * (MICRO // 100 if is_money else MICRO)

    def of(code: str) -> NDArray[np.int64]:
        if code not in values:
            values[code] = np.sum([of(part) for part in parts[code]], axis=0)
        return values[code]

    cells = np.empty((*mean.shape, len(form.cells())), dtype=np.int64)
    for cell in form.cells():
        figure = of(cell.item.code)
        if cell.breakdown.code in _SUMS:
            figure = figure.cumsum(axis=1)
        cells[..., cell.position] = figure
    return cells
