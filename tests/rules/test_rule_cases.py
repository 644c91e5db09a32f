"""Each rule on small reports: where it holds, where it does not, where nobody can say.

A case is `cases/<rule_id>/<valid|invalid|undecided>.csv`: cells (their value a figure,
or the name of a status), and lines `expect,<year>,<unit>,<outcome>,<reason>`. Cells
that are not listed are not in the report.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.warehouse import Warehouse
from tests.rules.bench import MARKS, CellKey, Report, evaluate, seeds

CASES = Path(__file__).parent / "cases"
KINDS = {
    "valid": {"pass", "pass_blank_as_zero", "pass_blank_as_implied"},
    "invalid": {"fail"},
    "undecided": {"undecided"},
}
TEXT_OF = {status: text for text, status in MARKS.items()}


@dataclass(frozen=True)
class Case:
    rule_id: str
    kind: str
    reports: tuple[Report, ...]
    expected: tuple[tuple[int, str, str, str | None], ...]

    @property
    def name(self) -> str:
        return f"{self.rule_id}-{self.kind}"


def load_case(path: Path) -> Case:
    name = f"{path.parent.name}-{path.stem}"
    cells: dict[tuple[int, str], dict[CellKey, str]] = {}
    expected = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            year = int(row["year"])
            if row["edition"] == "expect":
                # the columns then are: unit, outcome, reason
                unit, outcome, reason = row["table_id"], row["item"], row["breakdown"]
                expected.append((year, unit, outcome, reason or None))
                continue
            key = (row["table_id"], row["item"], row["breakdown"])
            text = TEXT_OF.get(row["value"], row["value"])
            cells.setdefault((year, row["edition"]), {})[key] = text
    reports = tuple(Report(name, y, e, c) for (y, e), c in cells.items())
    return Case(path.parent.name, path.stem, reports, tuple(expected))


ALL = [load_case(path) for path in sorted(CASES.glob("*/*.csv"))]
RULES = sorted(set(seeds()["seed_rules"].column("rule_id").to_pylist()))


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    reports = [report for case in ALL for report in case.reports]
    with evaluate(reports, "out_rule_results") as built:
        yield built


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rule_id", RULES)
def test_every_rule_has_cases(rule_id: str, kind: str) -> None:
    assert (CASES / rule_id / f"{kind}.csv").is_file(), "write this case"


def test_every_case_is_of_a_rule() -> None:
    assert {case.rule_id for case in ALL} <= set(RULES)
    assert {case.kind for case in ALL} <= KINDS.keys()


@pytest.mark.parametrize("case", ALL, ids=lambda c: c.name)
def test_outcome_of_a_case(warehouse: Warehouse, case: Case) -> None:
    assert case.expected, "a case says what is expected"
    assert {outcome for _, _, outcome, _ in case.expected} <= KINDS[case.kind]
    for year, unit, outcome, reason in case.expected:
        found = warehouse.connection.execute(
            "select outcome, reason from out_rule_results where institution_id = ? "
            "and report_year = ? and rule_id = ? and unit_code = ?",
            [case.name, year, case.rule_id, unit],
        ).fetchall()
        assert found == [(outcome, reason)], f"{case.name} {year} {unit}"
