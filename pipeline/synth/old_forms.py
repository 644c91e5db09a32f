"""Figures of the one table of the reports before 2019 (政府信息公开情况统计表).

Rows with a `parent` are parts that add up to it, whatever the edition calls them.
"""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from pipeline.forms import Form, Item
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
_MOST = 5e7
#: of what was disclosed, what came by a channel: everything is on the website
_SHARE = {"website": 1.0}
_SMALL_SHARE = 0.1
#: columns that hold the sum of the years so far
_SUMS = ("cumulative",)


def statistics_figures(
    rng: Generator, form: Form, mean: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Institution, year, cell of the form: the parts of a row add up to it."""
    parts: dict[str, list[str]] = {}
    for item in form.items:
        if item.parent is not None:
            parts.setdefault(item.parent, []).append(item.code)
    values: dict[str, NDArray[np.int64]] = {}

    def of(item: Item) -> NDArray[np.int64]:
        """The figure of a row, after those that it follows from."""
        if item.code in values:
            return values[item.code]
        whole = item.under or _channel_of(item)
        found: NDArray[np.int64]
        if item.code in parts:
            found = np.sum([of(items[part]) for part in parts[item.code]], axis=0)
        elif whole in items:
            # a part of something that is not made up of its parts
            share = _SHARE.get(item.code.split(".")[-1], _SMALL_SHARE)
            found = rng.binomial(of(items[whole]) // MICRO, share) * MICRO
        else:
            rate = mean * _WEIGHT.get(item.code.split(".")[0], _OTHERS)
            one = MICRO // 100 if item.kind == "amount" else MICRO
            found = rng.poisson(np.minimum(rate, _MOST)) * one
        values[item.code] = found
        return found

    items = {item.code: item for item in form.items}
    cells = np.empty((*mean.shape, len(form.cells())), dtype=np.int64)
    for cell in form.cells():
        figure = of(cell.item)
        if cell.breakdown.code in _SUMS:
            figure = figure.cumsum(axis=1)
        cells[..., cell.position] = figure
    return cells


def _channel_of(item: Item) -> str | None:
    """What a channel disclosed is a part of what was disclosed."""
    whole, _, part = item.code.partition(".")
    return whole if part and whole == "disclosed" else None
