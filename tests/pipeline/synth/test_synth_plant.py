"""Planted errors: where they are, what they change, and that they are told."""

from collections import Counter
from decimal import Decimal

import numpy as np
import pytest
from numpy.random import default_rng

from pipeline.forms import CURRENT_TABLES, load_forms
from pipeline.synth.cells import MICRO
from pipeline.synth.figures import Figures, first_year
from pipeline.synth.kinds import KINDS
from pipeline.synth.plant import plant
from pipeline.synth.planted import Changed, Planted, planted_table
from pipeline.synth.population import YEARS, country
from pipeline.synth.province import Draft, drawn

SHARE = 0.1
FORMS = load_forms()


@pytest.fixture(scope="module")
def planted() -> tuple[Draft, Figures, list[Planted]]:
    """Shandong with errors, and its figures without them."""
    block = next(b for b in country(20_000, seed=3) if b.province_id == "shandong")
    draft = drawn(default_rng(1), block, FORMS)
    true = {key: cells.copy() for key, cells in draft.figures.items()}
    found = plant(default_rng(2), block, draft.figures, draft.is_blank, FORMS, SHARE)
    return draft, true, found


def test_every_kind_and_the_share_asked_for(
    planted: tuple[Draft, Figures, list[Planted]],
) -> None:
    draft, _, found = planted
    assert Counter(p.kind for p in found).keys() == KINDS.keys()
    current = draft.block.has_report[:, YEARS.index(2019) :].sum()
    assert abs(len(found) - SHARE * current) <= 1
    assert len({p.institution_id for p in found}) == len(found)


def test_figures_are_printed_wrong_there_and_nowhere_else(
    planted: tuple[Draft, Figures, list[Planted]],
) -> None:
    draft, true, found = planted
    ids = [i.institution_id for i in draft.block.institutions]
    told = {(ids.index(p.institution_id), p.report_year): p for p in found}
    changed: Counter[tuple[int, int]] = Counter()
    for (edition, table), cells in draft.figures.items():
        for institution, place, _ in np.argwhere(cells != true[edition, table]):
            year = first_year("shandong", edition) + int(place)
            changed[int(institution), year] += 1
    assert changed.keys() == told.keys()
    assert all(len(told[key].cells) == n for key, n in changed.items())
    for (institution, year), one in told.items():
        index = YEARS.index(year)
        assert draft.block.has_report[institution, index]
        # blanks would leave equations undecided that are told to fail
        near = slice(index - 1, index + 2)
        shown = draft.block.has_report[institution, near]
        assert not (draft.is_blank[institution, near] & shown).any()
        assert one.true_value != one.printed_value
        assert (one.true_value, one.printed_value) == (
            one.cells[0].true_value,
            one.cells[0].printed_value,
        )
        of_year = year - first_year("shandong", one.edition)
        for cell in one.cells:
            (place,) = [
                c.position
                for c in FORMS.form(one.edition, cell.table_id).cells()
                if (c.item.code, c.breakdown.code) == (cell.item, cell.breakdown)
            ]
            where = (one.edition, cell.table_id), (institution, of_year, place)
            assert cell.true_value * MICRO == int(true[where[0]][where[1]])
            assert cell.printed_value * MICRO == int(draft.figures[where[0]][where[1]])


def test_what_a_kind_must_break(
    planted: tuple[Draft, Figures, list[Planted]],
) -> None:
    _, _, found = planted
    for one in found:
        year = one.report_year
        rules = {e.split("/")[1] for e in one.fails if e.startswith(f"{year}/")}
        if one.kind in ("fee_unit", "jump", "stock"):
            assert not one.fails  # for the signals: no equation says so
        elif one.kind in ("wrong_cell", "wrong_total"):
            assert any(rule.endswith("_row_sum") for rule in rules)
            assert len(one.cells) == 1
        elif one.kind == "carry_over":
            assert rules == {"applications_carry_over"}
            assert len(one.fails) == 2  # the column of the applicant and the total
        elif one.kind in ("negative", "not_whole"):
            assert "counts_are_whole" in rules
        elif one.kind in ("stale_copy", "copy_of_other"):
            # a copy adds up; at most it does not go on from the year before
            assert rules <= {"applications_carry_over"}
        assert (one.copied_from is not None) == (one.kind == "copy_of_other")
        later = {e.split("/")[1] for e in one.fails if e.startswith(f"{year + 1}/")}
        assert later <= {"applications_carry_over"}
        assert {e.split("/")[0] for e in one.fails} <= {str(year), str(year + 1)}


def test_the_table_keeps_figures_exact() -> None:
    cell = Changed(
        "proactive_disclosure",
        "administrative_fees",
        "amount",
        Decimal("12.340000"),
        Decimal("123400.000000"),
    )
    one = Planted(
        institution_id="synth-x-1",
        report_year=2021,
        kind="fee_unit",
        edition="2021",
        subject=None,
        true_value=cell.true_value,
        printed_value=cell.printed_value,
        cells=(cell,),
        copied_from=None,
        fails=(),
        claims=(4,),
    )
    assert planted_table([one]).to_pylist() == [
        {
            "institution_id": "synth-x-1",
            "report_year": 2021,
            "kind": "fee_unit",
            "edition": "2021",
            "subject": None,
            "true_value": Decimal("12.34"),
            "printed_value": Decimal("123400"),
            "cells": [
                {
                    "table_id": "proactive_disclosure",
                    "item": "administrative_fees",
                    "breakdown": "amount",
                    "true_value": Decimal("12.34"),
                    "printed_value": Decimal("123400"),
                }
            ],
            "copied_from": None,
            "fails": [],
            "claims": [4],
        }
    ]
    assert planted_table([]).num_rows == 0


def test_no_error_is_planted_where_none_is_asked_for() -> None:
    block = country(3000, seed=3)[2]
    draft = drawn(default_rng(1), block, FORMS)
    true = {key: cells.copy() for key, cells in draft.figures.items()}
    assert plant(default_rng(2), block, draft.figures, draft.is_blank, FORMS, 0) == []
    assert all((true[key] == cells).all() for key, cells in draft.figures.items())
    assert {t for _, t in true} >= set(CURRENT_TABLES)
