"""Figures of table two (主动公开): stocks, what came and went, counts and money.

A stock is that of the year before and the change, over the editions, so that every
comparison of two years holds.
"""

from collections.abc import Mapping

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from pipeline.forms import Form
from pipeline.synth.cells import MICRO

__all__ = ["disclosure_figures"]

Array = NDArray[np.int64]

#: share of the institutions for which a row is not always zero
_ACTIVE = 0.6
_MAKES_RULES = 0.9
#: 万元; sums over a province, printed in 元, must still fit into the tables
_MOST_MONEY = 2e5


def disclosure_figures(
    rng: Generator,
    forms: Mapping[str, Form],
    years: Mapping[str, int],
    scale: NDArray[np.float64],
    makes_rules: NDArray[np.bool_],
) -> dict[str, Array]:
    """Institution, year, cell of the form, by edition.

    Args:
        rng: of the province.
        forms: of the editions, oldest first.
        years: how many years each edition is used.
        scale: how large each institution is.
        makes_rules: which of them may make rules (规章).
    """
    cells = {
        e: np.zeros((len(scale), years[e], len(f.cells())), dtype=np.int64)
        for e, f in forms.items()
    }
    for code in dict.fromkeys(i.code for f in forms.values() for i in f.items):
        may = makes_rules if code == "rules" else np.ones_like(makes_rules)
        chance = _MAKES_RULES if code == "rules" else _ACTIVE
        active = (rng.random(len(scale)) < chance) & may
        history = _item_history(rng, scale, active, sum(years.values()))
        before = 0
        for edition, form in forms.items():
            span = slice(before, before + years[edition])
            before += years[edition]
            for cell in form.cells():
                if cell.item.code == code:
                    values = history[cell.breakdown.code][:, span]
                    cells[edition][..., cell.position] = values
    return cells


def _item_history(
    rng: Generator, scale: NDArray[np.float64], is_active: NDArray[np.bool_], years: int
) -> dict[str, Array]:
    """All that any edition asks about a row, over the years."""
    count = len(scale)
    active = is_active[:, None]
    level = np.log1p(scale)[:, None]
    rate = np.where(active, level * np.exp(rng.normal(0.2, 0.8, (count, 1))), 0.0)
    issued = rng.poisson(rate, (count, years))
    stock = rng.poisson(8 * rate[:, 0])
    begun = stock
    in_force = np.empty((count, years), dtype=np.int64)
    repealed = np.empty((count, years), dtype=np.int64)
    for year in range(years):
        repealed[:, year] = rng.binomial(stock, 0.06)
        stock = stock + issued[:, year] - repealed[:, year]
        in_force[:, year] = stock
    change = issued - repealed
    base = np.where(active, np.exp(level + rng.normal(1.0, 1.5, (count, 1))), 0.0)
    noise = np.exp(0.3 * rng.standard_normal((count, years)))
    decisions = rng.poisson(np.minimum(base * noise, 5e6))
    money = np.where(active, np.exp(level + rng.normal(2.0, 1.5, (count, 1))), 0.0)
    paid = money * np.exp(0.2 * rng.standard_normal((count, years)))
    cents = np.rint(100 * np.minimum(paid, _MOST_MONEY))
    last_year = np.concatenate([begun[:, None], in_force[:, :-1]], axis=1)
    counts = {
        "issued": issued,
        "newly_made": issued + rng.binomial(issued, 0.1),
        "newly_disclosed": issued,
        "repealed": repealed,
        "in_force": in_force,
        "total_disclosed": in_force,
        "items_last_year": last_year,
        "items_change": change,
        "decisions": decisions,
        "projects": issued * 3,
    }
    return {c: v * MICRO for c, v in counts.items()} | {
        "amount": cents.astype(np.int64) * (MICRO // 100)
    }
