"""Real reports, read by eye: every cell must be what a person reads.

The cases are real documents and are not kept in this repository; `OGI_CASES` names
their folder.
"""

import csv
import os
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.extract import extract
from pipeline.extract.report import Extraction
from pipeline.forms import load_forms
from pipeline.issues import IssueCode

_ROOT = Path(__file__).parents[3]
CASES = Path(os.environ.get("OGI_CASES", _ROOT.parent / "shared" / "cases"))

pytestmark = pytest.mark.skipif(
    not CASES.is_dir(), reason=f"no real cases at {CASES}; set OGI_CASES"
)

Key = tuple[str, str, str]
TABLES = ("proactive_disclosure", "applications", "reconsideration", "litigation")


def expected(case: str) -> dict[Key, Decimal | None]:
    with (CASES / case / "expected.csv").open(encoding="utf-8", newline="") as file:
        return {
            (r["table_id"], r["item"], r["breakdown"]): (
                Decimal(r["value"]) if r["value"] else None
            )
            for r in csv.DictReader(file)
        }


def read(case: str, name: str) -> Extraction:
    return extract((CASES / case / name).read_bytes(), url=name)


def values(found: Extraction) -> dict[Key, Decimal | None]:
    return {
        (o.table_id, o.item, o.breakdown): o.value
        for r in found.reports
        for o in r.observations
    }


@pytest.mark.parametrize(
    ("case", "name", "cells"),
    [
        ("zhumadian_2024_text", "raw.txt", 200),
        ("shanghai_general_office_2019_html", "raw.html", 198),
        ("hangzhou_style_2025_html", "raw.html", 200),
    ],
)
def test_whole_reports_are_read_exactly(case: str, name: str, cells: int) -> None:
    found = read(case, name)
    assert values(found) == expected(case)
    assert len(values(found)) == cells
    assert [i for i in found.all_issues() if i.table_id] == []


@pytest.mark.parametrize(
    ("case", "present"),
    [
        ("pingtan_2019_html", ("proactive_disclosure",)),
        ("pingtan_2024_html", ("proactive_disclosure", "applications")),
    ],
)
def test_the_tables_that_are_there_are_exact_and_the_others_are_named(
    case: str, present: tuple[str, ...]
) -> None:
    found = read(case, "raw_struct.html")
    there = {k: v for k, v in expected(case).items() if k[0] in present}
    assert values(found) == there
    missing = {i.table_id: i.code for i in found.all_issues() if i.table_id}
    assert missing == dict.fromkeys(set(TABLES) - set(present), IssueCode.TABLE_MISSING)


@pytest.mark.parametrize(
    ("case", "three", "two"),
    [("pingtan_2019_html", 161, 3), ("pingtan_2024_html", 175, 7)],
)
def test_text_with_digits_run_together_is_read_by_the_equations(
    case: str, three: int, two: int
) -> None:
    """Tables three and four whole; of table two what can be cut in one way only."""
    found = read(case, "raw.txt")
    (report,) = found.reports
    readable = [o for o in report.observations if o.obs_status != "unreadable"]
    truth = expected(case)
    assert {(o.table_id, o.item, o.breakdown): o.value for o in readable} == {
        key: truth[key] for key in ((o.table_id, o.item, o.breakdown) for o in readable)
    }
    counted = Counter(o.table_id for o in readable)
    assert counted == dict(zip(TABLES, (two, three, 5, 10), strict=True))
    assert {o.reading for o in readable if o.table_id == "applications"} == {
        "by_equations"
    }
    unread = {o.item for o in report.observations if o.obs_status == "unreadable"}
    assert {(i.code, i.item) for i in found.all_issues() if i.table_id} == {
        (IssueCode.RUN_TOGETHER, item) for item in unread
    }


def test_a_markdown_fragment_gives_its_rows_and_names_the_others() -> None:
    case = "suqian_2025_markdown_partial"
    found = read(case, "raw.txt")
    assert values(found) == expected(case)
    named = {(i.table_id, i.item) for i in found.all_issues()}
    assert ("applications", "carried_in") in named
    assert ("proactive_disclosure", "licensing") in named


#: labels of the two provincial cases -> rows; numbers and 其中 in front do not matter
STATISTICS_EDITIONS = {
    "pingtan_2018_provincial_statistics": "2014-fujian",
    "pingtan_county_2013_provincial_statistics": "2008-fujian",
}


def provincial(case: str) -> dict[Key, tuple[Decimal, str]]:
    """The cells of a provincial case as a person reads them, with their units."""
    form = load_forms().form(STATISTICS_EDITIONS[case], "statistics")
    rows = {re.sub(r"^(\d[.、])", "", i.zh): i.code for i in form.items}
    found = {}
    with (CASES / case / "expected.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            label = re.sub(r"^(其中：)?(\d[.、])?", "", line["row_label"])
            column = "year" if line["column_label"].endswith("年度") else "cumulative"
            key = ("statistics", rows[label], column)
            found[key] = (Decimal(line["value"]), line["unit"])
    return found


@pytest.mark.parametrize(
    ("case", "readable"),
    [
        ("pingtan_2018_provincial_statistics", 26),
        ("pingtan_county_2013_provincial_statistics", 18),
    ],
)
def test_a_provincial_table_run_together_is_read_where_there_is_one_way(
    case: str, readable: int
) -> None:
    found = read(case, "raw.txt")
    wanted = provincial(case)
    cells = {
        (o.table_id, o.item, o.breakdown): o
        for r in found.reports
        for o in r.observations
    }
    assert cells.keys() == wanted.keys()
    right = [k for k, o in cells.items() if (o.value, o.unit) == wanted[k]]
    open_rows = {k[1] for k, o in cells.items() if o.obs_status == "unreadable"}
    assert len(right) == readable
    assert len(right) + 2 * len(open_rows) == len(wanted)
    candidates = {
        i.item: i.message
        for i in found.all_issues()
        if i.code is IssueCode.RUN_TOGETHER
    }
    assert candidates.keys() == open_rows
    for item, message in candidates.items():
        year, cumulative = (
            wanted["statistics", item or "", c][0] for c in ("year", "cumulative")
        )
        assert f"{year} | {cumulative};" in message
    assert {r.edition for r in found.reports} == {STATISTICS_EDITIONS[case]}
    # the four tables of today are not missing in it
    assert IssueCode.TABLE_MISSING not in {i.code for i in found.all_issues()}
