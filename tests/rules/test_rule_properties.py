"""From a report that adds up, spoil one cell: exactly the equations that name it tell.

Here for one report, with the findings that follow; over years it is in test_rule_years.
Many reports are evaluated in one run of the models, so that an example of hypothesis is
a batch of them.
"""

from dataclasses import dataclass
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.bench import CellKey, Report, evaluate
from tests.rules.consistent import BALANCE, Cells, consistent_series

Damage = Literal["changed", "blank", "unreadable"]


@dataclass(frozen=True)
class Spoiled:
    edition: str
    seed: int
    place: int
    damage: Damage
    by: int


spoiled = st.builds(
    Spoiled,
    edition=st.sampled_from(["2019", "2021"]),
    seed=st.integers(0, 10_000),
    place=st.integers(0, 10_000),
    damage=st.sampled_from(["changed", "blank", "unreadable"]),
    by=st.integers(1, 200),
)


def consistent_report(edition: str, seed: int) -> Cells:
    """Figures of one report; of table two hard equations say nothing."""
    cells = consistent_series([(2020, edition)], seed)[2020]
    return {k: v for k, v in cells.items() if k[0] != "proactive_disclosure"}


def equations_naming(key: CellKey) -> set[tuple[str, str]]:
    """Said a second time here, from the form and not from the compiled rules."""
    table, item, breakdown = key
    named = {(f"{table}_row_sum", item)}
    if table == "applications":
        if item in BALANCE:
            named.add(("applications_balance", breakdown))
        if item == "disposed_total" or item not in BALANCE:
            named.add(("applications_disposed_total_sum", breakdown))
    return named


def spoil(one: Spoiled, number: int) -> tuple[Report, CellKey, int]:
    cells = consistent_report(one.edition, one.seed)
    keys = sorted(cells)
    key = keys[one.place % len(keys)]
    value = cells[key]
    texts = {k: str(v) for k, v in cells.items()}
    if one.damage == "blank":
        texts[key] = ""
    elif one.damage == "unreadable":
        texts[key] = "?"
    else:  # down where that leaves a count, else up
        texts[key] = str(value - one.by if one.by <= value else value + one.by)
    return Report(f"report-{number}", 2020, one.edition, texts), key, value


def expected_outcome(one: Spoiled, key: CellKey, value: int) -> str:
    if one.damage == "changed":
        return "fail"
    if one.damage == "unreadable":
        return "undecided"
    if value == 0:
        return "pass_blank_as_zero"
    return "pass_blank_as_implied" if key[2] == "total" else "undecided"


@settings(max_examples=6, deadline=None)
@given(batch=st.lists(spoiled, min_size=20, max_size=40))
def test_one_spoiled_cell(batch: list[Spoiled]) -> None:
    made = [spoil(one, number) for number, one in enumerate(batch)]
    reports = [report for report, _, _ in made]
    with evaluate(reports, "out_rule_results", "out_consistency_flags") as built:
        findings = built.connection.execute(
            "select institution_id, equations from out_consistency_flags "
            "where kind <> 'signal'"
        ).fetchall()
        results = built.connection.execute(
            "select institution_id, rule_id, unit_code, outcome from out_rule_results "
            "where rule_id <> 'counts_are_whole' "
            "and coalesce(reason, '') <> 'no_prior_report'"
        ).fetchall()
        inferred = built.connection.execute(
            "select institution_id, table_id, item, breakdown, value_inferred "
            "from int_cells where value_inferred is not null"
        ).fetchall()
    found: dict[str, dict[tuple[str, str], str]] = {}
    for institution, rule, unit, outcome in results:
        found.setdefault(institution, {})[rule, unit] = outcome
    read = {institution: (tuple(key), value) for institution, *key, value in inferred}
    expected_findings = [
        (report.institution, sorted("/".join(e) for e in equations_naming(key)))
        for one, (report, key, _) in zip(batch, made, strict=True)
        if one.damage == "changed"
    ]
    assert sorted(findings) == sorted(expected_findings)  # one cause, one finding
    for one, (report, key, value) in zip(batch, made, strict=True):
        outcomes = found[report.institution]
        assert len(outcomes) == (39 if one.edition == "2021" else 37) + 3
        odd = {e: o for e, o in outcomes.items() if o != "pass"}
        expected = expected_outcome(one, key, value)
        assert odd == dict.fromkeys(equations_naming(key), expected), (one, key, value)
        # what a blank is read as is what stood there
        if expected.startswith("pass_blank"):
            assert read[report.institution] == (key, value)
        else:
            assert report.institution not in read
