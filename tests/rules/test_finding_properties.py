"""Findings of reports with several wrong cells, against what the form alone says.

Which equations name a cell, and which of them are one finding, is worked out here a
second time from the compiled rules, by other means than the models.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.forms import load_forms
from pipeline.rules import Rule, load_rules
from tests.rules.bench import CellKey, Report, evaluate
from tests.rules.test_rule_properties import consistent_report

EDITION = "2021"
RULES = {
    f"{r.rule_id}/{r.unit_code}": r
    for r in load_rules(load_forms())
    if r.edition == EDITION
}


@dataclass(frozen=True)
class Change:
    year: int
    place: int
    by: int


changes = st.builds(
    Change,
    year=st.sampled_from([2020, 2021]),
    place=st.integers(0, 10_000),
    by=st.integers(1, 90),
)
spoiled = st.tuples(st.integers(0, 1000), st.lists(changes, min_size=1, max_size=5))


def reports(number: int, seed: int, changed: list[Change]) -> list[Report]:
    """Two years of one institution that agree, then some cells made larger."""
    first = consistent_report(EDITION, seed)
    second = dict(first)
    for kind in {k[2] for k in first if k[1] == "carried_in"}:
        # what was carried forward comes in, as much goes out again
        second["applications", "carried_in", kind] = first[
            "applications", "carried_out", kind
        ]
        second["applications", "received_new", kind] = first[
            "applications", "disposed_total", kind
        ]
    made = []
    for year, cells in {2020: first, 2021: second}.items():
        texts = {k: str(v) for k, v in cells.items()}
        keys = sorted(cells)
        for change in changed:
            if change.year == year:
                key = keys[change.place % len(keys)]
                texts[key] = str(int(texts[key]) + change.by)
        made.append(Report(f"i{number}", year, EDITION, texts))
    return made


def own_cells(rule: Rule) -> set[CellKey]:
    return {
        (rule.table_id, t.item, t.breakdown) for t in rule.terms if not t.year_offset
    }


def touching(first: Rule, second: Rule) -> bool:
    return bool(own_cells(first) & own_cells(second))


def linked(first: Rule, second: Rule) -> bool:
    """Both name a cell of the same third equation, or of each other."""
    return any(
        touching(first, third) and touching(third, second) for third in RULES.values()
    )


def groups(names: Iterable[str]) -> list[set[str]]:
    found: list[set[str]] = []
    for name in names:
        near = [g for g in found if any(linked(RULES[name], RULES[n]) for n in g)]
        found = [g for g in found if g not in near] + [{name}.union(*near)]
    return found


def expected_findings(failing: Iterable[str]) -> dict[str, set[str]]:
    """Finding -> its equations; those with last year join what shares a cell."""
    within = groups(n for n in failing if not RULES[n].needs_prior)
    across = groups(n for n in failing if RULES[n].needs_prior)
    found = {min(group): set(group) for group in within}
    for group in across:
        joined = [
            min(other)
            for other in within
            if any(touching(RULES[a], RULES[b]) for a in group for b in other)
        ]
        found.setdefault(min(joined, default=min(group)), set()).update(group)
    return {f"{RULES[name].table_id}:{name}": found[name] for name in found}


@settings(max_examples=5, deadline=None)
@given(batch=st.lists(spoiled, min_size=10, max_size=20))
def test_findings_of_several_wrong_cells(
    batch: list[tuple[int, list[Change]]],
) -> None:
    made = [
        report
        for number, (seed, changed) in enumerate(batch)
        for report in reports(number, seed, changed)
    ]
    with evaluate(made, "out_rule_results", "out_flag_cells") as built:
        failing = built.connection.execute(
            "select institution_id, report_year, list(rule_id || '/' || unit_code) "
            "from out_rule_results where outcome = 'fail' group by all"
        ).fetchall()
        findings = built.connection.execute(
            "select institution_id, report_year, finding_id, list(rule_id || '/' || "
            "unit_code) from int_findings where not starts_with(finding_id, 'signal:') "
            "group by all"
        ).fetchall()
        cells = built.connection.execute(
            "select institution_id, report_year, finding_id, cell_year, table_id, "
            "item, breakdown from out_flag_cells "
            "where not starts_with(finding_id, 'signal:')"
        ).fetchall()
    assert failing
    expected = {
        (institution, year, finding): equations
        for institution, year, names in failing
        for finding, equations in expected_findings(names).items()
    }
    assert {(i, y, f): set(names) for i, y, f, names in findings} == expected
    assert sum(len(names) for *_, names in findings) == sum(
        len(names) for *_, names in failing
    )
    named = {
        (*finding, year + t.year_offset, RULES[n].table_id, t.item, t.breakdown)
        for finding, names in expected.items()
        for year in [finding[1]]
        for n in names
        for t in RULES[n].terms
    }
    assert {tuple(row) for row in cells} == named
