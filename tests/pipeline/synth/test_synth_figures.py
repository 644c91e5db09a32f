"""Made-up figures add up, by the compiled rules and over the years."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.random import default_rng

from pipeline.forms import load_forms
from pipeline.registry import load_adcodes, load_provinces
from pipeline.registry_checks import check_institutions
from pipeline.rules import load_rules
from pipeline.synth.cells import MICRO
from pipeline.synth.figures import Figures, edition_of, first_year, history
from pipeline.synth.population import YEARS, Block, country

REPORTS = 6000
#: the forms of a province of each kind: shanghai has one of its own until 2013
PROVINCES = ("fujian", "shanghai", "central")


@cache
def blocks() -> dict[str, Block]:
    return {b.province_id: b for b in country(REPORTS, seed=5)}


@cache
def figures(province: str) -> Figures:
    return history(default_rng(7), blocks()[province], load_forms())


def places(edition: str, table: str) -> dict[tuple[str, str], int]:
    cells = load_forms().form(edition, table).cells()
    return {(c.item.code, c.breakdown.code): c.position for c in cells}


def test_exactly_as_many_reports_as_asked_for() -> None:
    made = blocks().values()
    assert sum(int(b.has_report.sum()) for b in made) == REPORTS
    by_year = sum(b.has_report.sum(axis=0) for b in made)
    first, last = by_year[0], by_year[-1]
    assert 0 < first < last / 10  # few of the first years are found
    gaps = [
        (~row[row.argmax() : len(row) - row[::-1].argmax()]).any()
        for b in made
        for row in b.has_report
        if row.any()
    ]
    assert 0.1 < sum(gaps) / len(gaps) < 0.9


def test_institutions_are_valid_and_cannot_be_mistaken() -> None:
    found = {i.institution_id: i for b in blocks().values() for i in b.institutions}
    assert all(i.startswith("synth-") for i in found)
    assert all(i.name.startswith("合成机构 ") for i in found.values())
    assert len({i.name for i in found.values()}) == len(found)
    sources = [s for b in blocks().values() for s in b.sources]
    assert all(s.host.endswith(".ogi-synth.test") for s in sources)
    listed = [i for s in sources for i in s.institution_ids]
    assert sorted(listed) == sorted(found)  # each in one listing
    # what the registry asks of real ones: parents that exist, codes of the province
    origin = dict.fromkeys(found, Path("made-up"))
    check_institutions(found, origin, load_provinces(), load_adcodes())


def test_departments_stand_below_governments() -> None:
    fujian = blocks()["fujian"]
    by_id = {i.institution_id: i for i in fujian.institutions}
    governments = [i for i in fujian.institutions if i.kind == "government"]
    assert [i.level for i in governments if i.parent_id is None] == ["province"]
    for one in fujian.institutions:
        if one.kind != "government":
            assert one.parent_id is not None
            parent = by_id[one.parent_id]
            assert parent.kind == "government"
            assert parent.adcode == one.adcode
    assert {i.kind for i in blocks()["central"].institutions} == {"central_agency"}


@pytest.mark.parametrize("province", PROVINCES)
def test_every_equation_of_every_severity_holds(province: str) -> None:
    made = figures(province)
    seen = 0
    for rule in load_rules(load_forms()):
        key = (rule.edition, rule.table_id)
        if rule.kind != "equation" or key not in made or rule.needs_prior:
            continue  # a form of elsewhere; carry-overs have their own test
        where = places(*key)
        off = np.zeros(made[key].shape[:2], dtype=np.int64)
        for term in rule.terms:
            sign = term.coefficient if term.side == "left" else -term.coefficient
            off += sign * made[key][..., where[term.item, term.breakdown]]
        allowed = rule.tolerance * MICRO
        holds = {
            "==": abs(off) <= allowed,
            ">=": off >= -allowed,
            "<=": off <= allowed,
        }[rule.operator]
        assert holds.all(), rule
        seen += 1
    # tables three and four of 2019 and 2021 alone: sums and balances
    assert seen >= 37 + 39 + 2 * 3


@pytest.mark.parametrize("province", PROVINCES)
def test_every_comparison_with_the_year_before_holds(province: str) -> None:
    """Within an edition; over the break of 2021 a rule may not apply."""
    made = figures(province)
    seen = 0
    for rule in load_rules(load_forms()):
        key = (rule.edition, rule.table_id)
        if not rule.needs_prior or key not in made:
            continue
        where, cells = places(*key), made[key]
        off = np.zeros((cells.shape[0], cells.shape[1] - 1), dtype=np.int64)
        for term in rule.terms:
            sign = term.coefficient if term.side == "left" else -term.coefficient
            years = cells[:, 1:] if term.year_offset == 0 else cells[:, :-1]
            off += sign * years[..., where[term.item, term.breakdown]]
        allowed = rule.tolerance * MICRO
        holds = {
            "==": abs(off) <= allowed,
            ">=": off >= -allowed,
            "<=": off <= allowed,
        }[rule.operator]
        assert holds.all(), rule
        seen += 1
    assert seen >= 2 * 7  # carry-overs of both editions


@pytest.mark.parametrize("province", PROVINCES)
def test_what_is_carried_over_comes_in_next_year(province: str) -> None:
    made = figures(province)
    columns = [b.code for b in load_forms().form("2021", "applications").breakdowns]
    rows = {
        item: np.concatenate(
            [
                made[e, "applications"][
                    ..., [places(e, "applications")[item, c] for c in columns]
                ]
                for e in ("2019", "2021")
            ],
            axis=1,
        )
        for item in ("carried_in", "carried_out")
    }
    assert rows["carried_in"].shape[1] == 7  # 2019 to 2025
    assert rows["carried_out"].sum() > 0
    assert (rows["carried_in"][:, 1:] == rows["carried_out"][:, :-1]).all()


def test_what_is_pending_is_counted_again() -> None:
    edition, table = "2021", "litigation"
    cells, where = figures("henan")[edition, table], places(edition, table)
    for item in ("direct", "after_reconsideration"):
        pending = cells[..., where[item, "pending"]]
        assert pending.sum() > 0
        assert (cells[:, 1:, where[item, "total"]] >= pending[:, :-1]).all()


@pytest.mark.parametrize("province", PROVINCES)
def test_parts_are_no_more_than_the_whole(province: str) -> None:
    seen = 0
    for (edition, table), cells in figures(province).items():
        where = places(edition, table)
        for cell in load_forms().form(edition, table).cells():
            if cell.item.under is not None:
                whole = where[cell.item.under, cell.breakdown.code]
                assert (cells[..., cell.position] <= cells[..., whole]).all()
                seen += 1
    assert seen >= 4


@pytest.mark.parametrize("item", ["rules", "normative_documents"])
def test_stock_follows_from_its_flow(item: str) -> None:
    cells = figures("henan")["2021", "proactive_disclosure"]
    where = places("2021", "proactive_disclosure")
    issued, repealed, in_force = (
        cells[..., where[item, c]] for c in ("issued", "repealed", "in_force")
    )
    assert in_force.sum() > 0
    change = issued - repealed
    assert (in_force[:, 1:] == in_force[:, :-1] + change[:, 1:]).all()


def test_a_jurisdiction_counts_what_lies_below_it() -> None:
    block, made = blocks()["henan"], figures("henan")
    cells = made["2021", "applications"]
    wholes = np.flatnonzero(block.covers).tolist()
    parts = [np.flatnonzero(block.above == n) for n in wholes]
    assert sum(map(len, parts)) > 5
    for whole, below in zip(wholes, parts, strict=True):
        assert (cells[whole] >= cells[below].sum(axis=0)).all()
        assert block.scopes[whole] in ("jurisdiction", None)
    alone = [i.kind == "government" for i in block.institutions] & ~block.covers
    assert {block.scopes[n] for n in np.flatnonzero(alone)} <= {"own"}


def test_items_of_last_year_follow_from_their_change() -> None:
    cells = figures("henan")["2019", "proactive_disclosure"]
    where = places("2019", "proactive_disclosure")
    before, change = (
        cells[..., where["licensing", c]] for c in ("items_last_year", "items_change")
    )
    assert (before[:, 1] == before[:, 0] + change[:, 0]).all()
    assert (change < 0).any()  # the column is signed
    assert (change > 0).any()


@pytest.mark.parametrize("province", PROVINCES)
def test_figures_are_counts_of_a_likely_size(province: str) -> None:
    for (edition, table), cells in figures(province).items():
        for cell in load_forms().form(edition, table).cells():
            values = cells[..., cell.position]
            if cell.breakdown.kind == "count":
                assert (values % MICRO == 0).all()
            if not cell.breakdown.signed:
                assert (values >= 0).all()
            assert abs(values).max() < 10**12 * MICRO
    table_three = figures(province)["2021", "applications"]
    assert 0.5 < (table_three == 0).mean() < 0.99  # most cells of real reports are 0


def test_large_institutions_stay_large() -> None:
    where = places("2021", "applications")["received_new", "total"]
    received = figures("henan")["2021", "applications"][..., where] / MICRO
    first, last = np.log1p(received[:, 0]), np.log1p(received[:, -1])
    assert np.corrcoef(first, last)[0, 1] > 0.8
    assert received.max() > 20 * max(1.0, float(np.median(received)))


@pytest.mark.parametrize(
    ("province", "year", "edition"),
    [
        ("fujian", 2008, "2008-fujian"),
        ("shanghai", 2013, "2008-shanghai"),
        ("fujian", 2014, "2014-fujian"),
        ("henan", 2018, "2014"),
        ("henan", 2019, "2019"),
        ("henan", 2020, "2019"),
        ("henan", 2021, "2021"),
        ("henan", YEARS[-1], "2021"),
    ],
)
def test_edition_of_a_year(province: str, year: int, edition: str) -> None:
    assert edition_of(province, year) == edition


def test_first_year_of_an_edition() -> None:
    assert first_year("fujian", "2014-fujian") == 2014
    assert first_year("fujian", "2021") == 2021
