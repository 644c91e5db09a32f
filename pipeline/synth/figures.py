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
from pipeline.synth.disclosure import disclosure_figures
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
        figures |= _disputes(rng, sizes, forms, current, table)
    disclosed = disclosure_figures(
        rng,
        {e: forms.form(e, "proactive_disclosure") for e in sorted(current)},
        {e: len(indices) for e, indices in current.items()},
        sizes.scale,
        sizes.makes_rules,
    )
    figures |= {(e, "proactive_disclosure"): c for e, c in disclosed.items()}
    for edition, table in figures:
        if edition in current:
            _sum_up(block, figures[edition, table])
    return figures


def _sum_up(block: Block, cells: Array) -> None:
    """Reports on a whole jurisdiction count what lies below them as well.

    Institutions stand after those above them, so that going backwards every part is
    whole before it is added. Sums of figures that add up do so themselves.
    """
    whole = cells.copy()
    for institution in range(len(whole) - 1, -1, -1):
        above = block.above[institution]
        if above >= 0:
            whole[above] += whole[institution]
    cells[block.covers] = whole[block.covers]


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


def _disputes(
    rng: Generator,
    sizes: _Sizes,
    forms: FormSet,
    current: Mapping[str, list[int]],
    table: str,
) -> Figures:
    """Table four: how the cases of each row ended; what is pending is counted again."""
    found: Figures = {}
    pending: dict[str, Array] = {}
    for edition in sorted(current):
        form = forms.form(edition, table)
        places = _places(form)
        results = [b.code for b in form.breakdowns if not b.is_total]
        total = next(b.code for b in form.breakdowns if b.is_total)
        shares = _shares(results, _DISPUTES)
        cells = _empty(form, len(sizes.scale), len(current[edition]))
        for number, index in enumerate(current[edition]):
            mean = sizes.applications[:, index] * _DISPUTED
            for item in form.items:
                cases = rng.poisson(mean) + pending.get(item.code, 0)
                ended = rng.multinomial(cases, shares)
                columns = [places[item.code, r] for r in results]
                cells[:, number, columns] = ended
                cells[:, number, places[item.code, total]] = cases
                pending[item.code] = ended[:, results.index("pending")]
        found[edition, table] = cells * MICRO
    return found
