"""Figures of one province that add up, for every institution and year.

Whole histories are drawn, also of years whose report is not found, so that what is
carried over and what is in force follow from the year before. Figures are whole
numbers of millionths, as the tables hold them. Sizes are heavy-tailed and stay with
the institution; most figures are zero. What is printed wrong is `pipeline.synth.plant`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from pipeline.forms import STATISTICS, Form, FormSet
from pipeline.synth.cells import MICRO
from pipeline.synth.old_forms import statistics_figures
from pipeline.synth.population import YEARS, Block

__all__ = ["Figures", "edition_of", "first_year", "history"]

Array = NDArray[np.int64]
#: by edition and table: institution, year of the edition, cell of the form
Figures = dict[tuple[str, str], Array]

#: first year, form of the country, forms of single provinces
_EDITIONS: tuple[tuple[int, str, dict[str, str]], ...] = (
    (2021, "2021", {}),
    (2019, "2019", {}),
    (2014, "2014", {"fujian": "2014-fujian"}),
    (2008, "2008-fujian", {"shanghai": "2008-shanghai", "gansu": "2008-shanghai"}),
)
#: applications a year, as a logarithm: of a government, of what is below it
_GOVERNMENT = {"national": 4.5, "province": 5.5, "prefecture": 4.2, "county": 2.6}
_BELOW = {"national": 4.5, "province": 2.8, "prefecture": 1.6, "county": 0.2}
_TOWN = -1.0
_SPREAD = 1.3
_APPLICANTS = {"natural_person": 0.84, "enterprise": 0.1, "legal_services": 0.03}
_RESULTS = {
    "granted": 0.42,
    "partially_granted": 0.08,
    "unavailable.not_held": 0.17,
    "unavailable.requires_creation": 0.04,
    "denied.administrative_inquiries": 0.03,
    "denied.third_party_rights": 0.02,
    "not_processed.petition_complaint": 0.04,
    "not_processed.repeated": 0.02,
    "other": 0.09,
    "other.other": 0.05,
}
_DISPUTES = {"upheld": 0.6, "corrected": 0.15, "other": 0.15, "pending": 0.1}
_RARE = 0.005
_OPEN = 0.05
_DISPUTED = 0.03


@dataclass(frozen=True)
class _Sizes:
    """Of each institution: applications a year, and how it stands to others."""

    applications: NDArray[np.float64]  # institution, year
    scale: NDArray[np.float64]  # institution
    makes_rules: NDArray[np.bool_]  # institution


def edition_of(province_id: str, year: int) -> str:
    """The form that is used in a province for the report of a year."""
    general, of_province = next(
        (general, of_province)
        for first, general, of_province in _EDITIONS
        if year >= first
    )
    return of_province.get(province_id, general)


def first_year(province_id: str, edition: str) -> int:
    """The first year for which a form is used in a province."""
    return next(year for year in YEARS if edition_of(province_id, year) == edition)


def history(rng: Generator, block: Block, forms: FormSet) -> Figures:
    """Every figure of a province, by edition and table."""
    sizes = _sizes(rng, block)
    years: dict[str, list[int]] = {}
    for index, year in enumerate(YEARS):
        years.setdefault(edition_of(block.province_id, year), []).append(index)
    figures: Figures = {}
    for edition, indices in years.items():
        if (edition, STATISTICS) in forms.forms:
            form = forms.form(edition, STATISTICS)
            mean = sizes.applications[:, indices]
            figures[edition, STATISTICS] = statistics_figures(rng, form, mean)
    current = {e: i for e, i in years.items() if (e, STATISTICS) not in figures}
    figures |= _applications(rng, sizes, forms, current)
    for table in ("reconsideration", "litigation"):
        for edition, indices in current.items():
            form = forms.form(edition, table)
            mean = sizes.applications[:, indices] * _DISPUTED
            figures[edition, table] = _disputes(rng, form, mean)
    figures |= _proactive(rng, sizes, forms, current)
    return figures


def _sizes(rng: Generator, block: Block) -> _Sizes:
    means, rules = [], []
    for one in block.institutions:
        level = one.level
        if one.kind == "government":
            means.append(_GOVERNMENT[level])
        else:
            means.append(_BELOW.get(level, _TOWN))
        rules.append(one.kind in ("government", "central_agency") and level != "county")
    count = len(means)
    scale = np.exp(np.array(means) + _SPREAD * rng.standard_normal(count))
    growth = rng.normal(0.06, 0.06, (count, 1))
    ago = np.array(YEARS) - 2019
    noise = 0.3 * rng.standard_normal((count, len(YEARS)))
    applications = np.minimum(scale[:, None] * np.exp(growth * ago + noise), 2e5)
    return _Sizes(applications, scale, np.array(rules))


def _places(form: Form) -> dict[tuple[str, str], int]:
    return {(c.item.code, c.breakdown.code): c.position for c in form.cells()}


def _shares(codes: list[str], known: Mapping[str, float]) -> NDArray[np.float64]:
    weights = np.array([known.get(code, _RARE) for code in codes])
    return np.asarray(weights / weights.sum())


def _empty(form: Form, institutions: int, years: int) -> Array:
    return np.zeros((institutions, years, len(form.cells())), dtype=np.int64)


def _applications(
    rng: Generator, sizes: _Sizes, forms: FormSet, current: Mapping[str, list[int]]
) -> Figures:
    """Table three: what comes in is disposed of or carried to the next year."""
    found: Figures = {}
    carried: Array | None = None
    for edition in sorted(current):
        form = forms.form(edition, "applications")
        kinds = [b.code for b in form.breakdowns if not b.is_total]
        leaves = [i.code for i in form.items if i.parent]
        shares = _shares(kinds, _APPLICANTS)
        places = _places(form)
        cells = _empty(form, len(sizes.scale), len(current[edition]))
        results = _shares(leaves, _RESULTS)
        for number, index in enumerate(current[edition]):
            mean = sizes.applications[:, index, None]
            new = rng.poisson(mean * shares)
            if carried is None:
                carried = rng.poisson(mean * shares * _OPEN)
            left = rng.binomial(new + carried, _OPEN)
            disposed = new + carried - left
            rows = {"received_new": new, "carried_in": carried, "carried_out": left}
            rows["disposed_total"] = disposed
            by_result = rng.multinomial(disposed, results)
            rows |= {leaf: by_result[..., n] for n, leaf in enumerate(leaves)}
            for item, row in rows.items():
                columns = [places[item, kind] for kind in kinds]
                cells[:, number, columns] = row
                cells[:, number, places[item, "total"]] = row.sum(axis=1)
            carried = left
        found[edition, "applications"] = cells * MICRO
    return found


def _disputes(rng: Generator, form: Form, mean: NDArray[np.float64]) -> Array:
    """Table four: how the cases of each row ended."""
    places = _places(form)
    results = [b.code for b in form.breakdowns if not b.is_total]
    total = next(b.code for b in form.breakdowns if b.is_total)
    cells = _empty(form, *mean.shape)
    for item in form.items:
        cases = rng.poisson(mean)
        ended = rng.multinomial(cases, _shares(results, _DISPUTES))
        cells[..., [places[item.code, r] for r in results]] = ended
        cells[..., places[item.code, total]] = cases
    return cells * MICRO


def _proactive(
    rng: Generator, sizes: _Sizes, forms: FormSet, current: Mapping[str, list[int]]
) -> Figures:
    """Table two: stocks that follow from what came and went, counts and money."""
    table = "proactive_disclosure"
    count = len(sizes.scale)
    forms_of = {e: forms.form(e, table) for e in sorted(current)}
    cells = {e: _empty(f, count, len(current[e])) for e, f in forms_of.items()}
    items = {i.code: i for f in forms_of.values() for i in f.items}
    for code in items:
        history = _item_history(rng, sizes, code, sum(map(len, current.values())))
        before = 0
        for edition, form in forms_of.items():
            places = _places(form)
            years = len(current[edition])
            span = slice(before, before + years)
            before += years
            for column, values in history.items():
                if (code, column) in places:
                    cells[edition][..., places[code, column]] = values[:, span]
    return {(e, table): c for e, c in cells.items()}


def _item_history(
    rng: Generator, sizes: _Sizes, code: str, years: int
) -> dict[str, Array]:
    """All that any edition asks about a row, over the years."""
    count = len(sizes.scale)
    active = rng.random((count, 1)) < (0.9 if code == "rules" else 0.6)
    if code == "rules":
        active &= sizes.makes_rules[:, None]
    level = np.log1p(sizes.scale)[:, None]
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
    cents = np.rint(100 * money * np.exp(0.2 * rng.standard_normal((count, years))))
    last_year = np.concatenate([begun[:, None], in_force[:, :-1]], axis=1)
    counts = {
        "issued": issued,
        "newly_made": issued,
        "newly_disclosed": rng.binomial(issued, 0.95),
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
