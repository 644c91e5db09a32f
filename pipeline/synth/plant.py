"""Errors planted in figures that add up, and what must be found.

An institution gets at most one, in a report whose neighbours print every figure, so
that what must fail follows from that error alone (`pipeline.synth.expected`). The kinds
are in `pipeline.synth.kinds`; some break no equation: they are for the signals to find.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from pipeline.forms import CURRENT_TABLES, CellDef, Form, FormSet
from pipeline.synth.cells import MICRO
from pipeline.synth.expected import broken, broken_with_prior, no_counts
from pipeline.synth.figures import Figures, edition_of, first_year
from pipeline.synth.kinds import KINDS, Case, Report
from pipeline.synth.planted import Changed, Planted
from pipeline.synth.population import YEARS, Block

__all__ = ["plant"]

_FIRST_YEAR = 2019


@dataclass(frozen=True)
class _Panel:
    """The figures of a province, report by report."""

    block: Block
    figures: Figures
    forms: FormSet

    def edition(self, year: int) -> str:
        return edition_of(self.block.province_id, year)

    def has(self, institution: int, year: int) -> bool:
        """Whether there is a report of that year with the tables since 2019."""
        if year < _FIRST_YEAR or year not in YEARS:
            return False
        return bool(self.block.has_report[institution, YEARS.index(year)])

    def report(self, institution: int, year: int) -> Report:
        edition = self.edition(year)
        place = year - first_year(self.block.province_id, edition)
        return {t: self.figures[edition, t][institution, place] for t in CURRENT_TABLES}

    def tables(self, year: int) -> dict[str, Form]:
        return {t: self.forms.form(self.edition(year), t) for t in CURRENT_TABLES}


def plant(
    rng: Generator,
    block: Block,
    figures: Figures,
    is_blank: NDArray[np.bool_],
    forms: FormSet,
    share: float,
) -> list[Planted]:
    """Print some of the figures wrong, in place; gives what was done."""
    panel = _Panel(block, figures, forms)
    victims = _victims(rng, block, is_blank, share)
    found = []
    for institution, year in victims.items():
        others = [
            n
            for n in np.flatnonzero(block.has_report[:, YEARS.index(year)]).tolist()
            if n not in victims
        ]
        other = others[rng.integers(len(others))] if others else None
        case = _case(rng, panel, institution, year, other)
        for kind in rng.permutation(list(KINDS)).tolist():
            wrong = KINDS[kind](case)
            if wrong is not None and _differs(case.figures, wrong):
                source = other if kind == "copy_of_other" else None
                one = _planted(panel, institution, year, kind, wrong)
                found.append(replace(one, copied_from=_id(block, source)))
                true = panel.report(institution, year)
                for table, row in wrong.items():
                    true[table][:] = row  # a view into the figures
                break
    return found


def _victims(
    rng: Generator, block: Block, is_blank: NDArray[np.bool_], share: float
) -> dict[int, int]:
    """Institution and year of the reports that get an error."""
    first = YEARS.index(_FIRST_YEAR)
    candidates = block.has_report.copy()
    candidates[:, :first] = False
    # rounded by chance: small provinces get their share over all of them
    wanted = int(share * candidates.sum() + rng.random())
    blank = is_blank & block.has_report
    candidates &= ~blank
    candidates[:, 1:] &= ~blank[:, :-1]
    candidates[:, :-1] &= ~blank[:, 1:]
    chosen: dict[int, int] = {}
    for institution, index in rng.permutation(np.argwhere(candidates)).tolist():
        if len(chosen) == wanted:
            break
        chosen.setdefault(institution, YEARS[index])
    return dict(sorted(chosen.items()))


def _id(block: Block, number: int | None) -> str | None:
    return None if number is None else block.institutions[number].institution_id


def _case(
    rng: Generator, panel: _Panel, institution: int, year: int, other: int | None
) -> Case:
    has_prior = panel.has(institution, year - 1)
    same_form = has_prior and panel.edition(year - 1) == panel.edition(year)
    return Case(
        rng=rng,
        forms=panel.tables(year),
        figures=panel.report(institution, year),
        prior=panel.report(institution, year - 1) if same_form else None,
        has_prior=has_prior,
        other=None if other is None else panel.report(other, year),
    )


def _differs(true: Report, wrong: Report) -> bool:
    return any((true[table] != row).any() for table, row in wrong.items())


def _planted(
    panel: _Panel, institution: int, year: int, kind: str, wrong: Report
) -> Planted:
    forms, true = panel.tables(year), panel.report(institution, year)
    off = {
        t: wrong[t] - row if t in wrong else np.zeros_like(row)
        for t, row in true.items()
    }
    fails: set[tuple[int, str, str]] = set()
    for table, form in forms.items():
        fails |= {(year, *e) for e in broken(form, off[table])}
        if table in wrong:
            fails |= {(year, *e) for e in no_counts(form, wrong[table], MICRO)}
        if panel.has(institution, year - 1):
            prior = panel.tables(year - 1)[table]
            right = np.zeros(len(prior.cells()), dtype=np.int64)
            carried = broken_with_prior(form, off[table], prior, right)
            fails |= {(year, *e) for e in carried}
        if panel.has(institution, year + 1):
            later = panel.tables(year + 1)[table]
            right = np.zeros(len(later.cells()), dtype=np.int64)
            carried = broken_with_prior(later, right, form, off[table])
            fails |= {(year + 1, *e) for e in carried}
    changed = tuple(
        Changed(
            *cell.key,
            true_value=_figure(true[table], cell),
            printed_value=_figure(wrong[table], cell),
        )
        for table, form in forms.items()
        for cell in form.cells()
        if off[table][cell.position]
    )
    return Planted(
        institution_id=panel.block.institutions[institution].institution_id,
        report_year=year,
        kind=kind,
        edition=panel.edition(year),
        subject=None,
        true_value=changed[0].true_value,
        printed_value=changed[0].printed_value,
        cells=changed,
        copied_from=None,
        fails=tuple(sorted(f"{y}/{rule}/{unit}" for y, rule, unit in fails)),
    )


def _figure(row: NDArray[np.int64], cell: CellDef) -> Decimal:
    return Decimal(int(row[cell.position])).scaleb(-6)
