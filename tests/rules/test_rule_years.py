"""From reports of several years that contradict nothing, spoil one cell.

Exactly the equations that name it tell, in its own year and in the next; over a gap of
years and over a break of editions nothing is said, and the reason is given.
"""

from dataclasses import dataclass
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.forms import load_forms
from tests.rules.bench import CellKey, Report, evaluate
from tests.rules.consistent import Cells, consistent_series
from tests.rules.statement import Equation, stated

Damage = Literal["changed", "blank", "unreadable"]
Outcome = tuple[str, str | None]
#: institution, year, rule, row or column
Result = tuple[str, int, str, str]

OLD = ("2008-fujian", "2014-fujian")
#: a report follows any form at any time; the two of today meet most often
EDITIONS = st.sampled_from(["2019", "2021"]) | st.sampled_from(load_forms().editions)


@dataclass(frozen=True)
class Spoiled:
    """A series of reports, and what is done to one cell of one of them."""

    editions: tuple[str, ...]
    steps: tuple[int, ...]
    seed: int
    which: int
    place: int
    damage: Damage
    by: int

    @property
    def years(self) -> list[tuple[int, str]]:
        year, years = 2015, []
        for edition, step in zip(self.editions, self.steps, strict=False):
            years.append((year, edition))
            year += step
        return years


spoiled = st.builds(
    Spoiled,
    editions=st.lists(EDITIONS, min_size=2, max_size=3).map(tuple),
    steps=st.tuples(*[st.sampled_from([1, 1, 1, 2])] * 3),
    seed=st.integers(0, 10_000),
    which=st.integers(0, 2),
    place=st.integers(0, 10_000),
    damage=st.sampled_from(["changed", "blank", "unreadable"]),
    by=st.integers(1, 200),
)


@dataclass(frozen=True)
class Made:
    """A spoiled series: its figures, and the cell that is not as it was."""

    one: Spoiled
    name: str
    series: dict[int, Cells]
    year: int
    key: CellKey

    @property
    def original(self) -> int:
        return self.series[self.year][self.key]

    @property
    def value(self) -> int:
        """What stands there if it was changed: less where that leaves a count."""
        by = self.one.by
        return self.original - by if by <= self.original else self.original + by

    def reports(self) -> list[Report]:
        told = {"changed": str(self.value), "blank": "", "unreadable": "?"}
        reports = []
        for year, edition in self.one.years:
            texts = {key: str(value) for key, value in self.series[year].items()}
            if year == self.year:
                texts[self.key] = told[self.one.damage]
            reports.append(Report(self.name, year, edition, texts))
        return reports


def make(one: Spoiled, number: int) -> Made:
    series = consistent_series(one.years, one.seed)
    year, _ = one.years[one.which % len(one.years)]
    keys = sorted(series[year])
    return Made(one, f"series-{number}", series, year, keys[one.place % len(keys)])


def expected_outcome(made: Made, year: int, equation: Equation) -> Outcome:
    """What an equation about a year must say of the spoiled series."""
    editions = dict(made.one.years)
    if equation.prior:
        if year - 1 not in editions:
            return "undecided", "no_prior_report"
        if editions[year - 1] not in equation.prior:
            return "undecided", "edition_break"
    places = [
        (year - back, (equation.table, item, column))
        for _, (back, item, column) in equation.terms
    ]
    if (made.year, made.key) not in places:
        return "pass", None
    if made.one.damage == "unreadable":
        return "undecided", "missing_cell"
    if made.one.damage == "blank":
        return blank_outcome(made.key, made.original)
    figures = [
        made.value
        if place == (made.year, made.key)
        else made.series[place[0]][place[1]]
        for place in places
    ]
    total = sum(
        coefficient * figure
        for (coefficient, _), figure in zip(equation.terms, figures, strict=True)
    )
    holds = total == 0 if equation.is_equality else total >= 0
    return ("pass" if holds else "fail"), None


def blank_outcome(key: CellKey, original: int) -> Outcome:
    """A blank is read only where hard equations of its own year demand a figure."""
    table, _, column = key
    if table not in ("applications", "reconsideration", "litigation"):
        return "undecided", "blank_cell"
    if original == 0:
        return "pass_blank_as_zero", None
    if column == "total":
        return "pass_blank_as_implied", None
    return "undecided", "blank_cell"


@settings(max_examples=6, deadline=None)
@given(batch=st.lists(spoiled, min_size=20, max_size=30))
def test_one_spoiled_cell_in_years(batch: list[Spoiled]) -> None:
    made = [make(one, number) for number, one in enumerate(batch)]
    reports = [report for one in made for report in one.reports()]
    with evaluate(reports, "out_rule_results") as built:
        results = built.connection.execute(
            "select institution_id, report_year, rule_id, unit_code, outcome, reason "
            "from out_rule_results where rule_id <> 'counts_are_whole'"
        ).fetchall()
    found: dict[Result, Outcome] = {tuple(r[:4]): (r[4], r[5]) for r in results}
    expected: dict[Result, Outcome] = {
        (one.name, year, e.rule_id, e.unit): expected_outcome(one, year, e)
        for one in made
        for year, edition in one.one.years
        for e in stated(edition)
    }
    assert len(results) == len(found)
    assert found.keys() == expected.keys()
    wrong = {k: (found[k], expected[k]) for k in found if found[k] != expected[k]}
    assert wrong == {}


def test_all_kinds_of_outcome_are_met() -> None:
    # the batches above would prove little if hardly any case were among them
    batch = [
        Spoiled(editions, steps, seed, which, 37 * seed + 11, damage, 5)
        for editions in (
            ("2019", "2021"),
            ("2021", "2021", "2021"),
            OLD,
            ("2014", "2021"),
        )
        for steps in ((1, 1, 1), (1, 2, 1))
        for damage in ("changed", "blank", "unreadable")
        for which in (0, 1)
        for seed in range(6)
    ]
    met = {
        expected_outcome(made, year, equation)
        for made in (make(one, number) for number, one in enumerate(batch))
        for year, edition in made.one.years
        for equation in stated(edition)
    }
    assert met == {
        ("pass", None),
        ("fail", None),
        ("pass_blank_as_zero", None),
        ("pass_blank_as_implied", None),
        ("undecided", "no_prior_report"),
        ("undecided", "edition_break"),
        ("undecided", "missing_cell"),
        ("undecided", "blank_cell"),
    }
