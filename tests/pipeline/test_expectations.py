"""The files under data/expectations: what they may say, and what is refused."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.errors import DataFileError
from pipeline.expectations import (
    budgets_frame,
    expectations_frame,
    load_budgets,
    load_outside,
    load_references,
    load_row_counts,
    outside_frame,
)
from pipeline.forms import load_forms
from pipeline.seeds import seed_tables

WORDS = {"zh": "…", "en": "…"}


def write(folder: Path, name: str, content: Any) -> Path:
    (folder / name).write_text(yaml.safe_dump(content), encoding="utf-8")
    return folder


# -- references ------------------------------------------------------------------------

REFERENCE = {"name": "a", "columns": {"x": "x"}, "of": "seed_rules", **WORDS}


def test_references_are_read(tmp_path: Path) -> None:
    content = {"references": [REFERENCE], "no_reference": {"y_id": "because"}}
    found = load_references(write(tmp_path, "references.yml", content))
    assert [r.name for r in found.references] == ["a"]
    assert found.references[0].layers == ("core", "int", "out")
    assert found.references[0].severity == "error"


@pytest.mark.parametrize(
    ("references", "message"),
    [
        ([REFERENCE, REFERENCE], "reference named twice: a"),
        ([REFERENCE | {"implied_by": ["b"]}], "a: implied_by names no reference: b"),
        ([REFERENCE | {"columns": {}}], "columns"),
        ([REFERENCE | {"name": "A b"}], "name"),
        ([REFERENCE | {"severity": "fatal"}], "severity"),
        ([REFERENCE | {"until": "2030-01-01"}], "until"),
    ],
)
def test_wrong_references_are_refused(
    tmp_path: Path, references: list[Any], message: str
) -> None:
    content = {"references": references, "no_reference": {}}
    write(tmp_path, "references.yml", content)
    with pytest.raises(DataFileError, match=message) as refused:
        load_references(tmp_path)
    assert "references.yml" in str(refused.value)


def test_a_file_that_is_not_there_or_no_yaml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"budgets\.yml"):
        load_budgets(tmp_path)
    (tmp_path / "row_counts.yml").write_text("- [", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"row_counts\.yml"):
        load_row_counts(tmp_path)


# -- cells outside of every rule -------------------------------------------------------


def outside(cells: list[str], *editions: str) -> list[dict[str, Any]]:
    return [{"editions": list(editions), "cells": cells, **WORDS}]


def cells_of(folder: Path) -> set[tuple[str, str]]:
    frame = outside_frame(load_forms(), folder)
    cells = frame["table_id"] + "/" + frame["item"] + "/" + frame["breakdown"]
    return set(zip(frame["edition"], cells, strict=True))


def test_a_cell_is_taken_from_each_edition_that_has_it(tmp_path: Path) -> None:
    # the form of 2021 has no other_services
    content = outside(["proactive_disclosure/*/decisions"], "2019", "2021")
    write(tmp_path, "outside.yml", content)
    items = ("licensing", "penalties", "coercive_measures", "other_services")
    both = {(e, i) for e in ("2019", "2021") for i in items}
    assert cells_of(tmp_path) == {
        (edition, f"proactive_disclosure/{item}/decisions")
        for edition, item in both - {("2021", "other_services")}
    }


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (outside(["licensing"], "2021"), "expected table/item/breakdown"),
        (outside(["a/b/c"], "2021"), "'a/b/c' is no cell of 2021"),
        (outside(["litigation/direct/gone"], "2021"), "is no cell of 2021"),
        (outside(["litigation/*/total"], "2022"), "no edition '2022', expected one of"),
        (
            outside(["litigation/*/total", "litigation/direct/total"], "2021"),
            "cell named twice: 2021/litigation/direct/total",
        ),
        (outside([], "2021"), "cells"),
    ],
)
def test_wrong_cells_are_refused(
    tmp_path: Path, content: list[Any], message: str
) -> None:
    write(tmp_path, "outside.yml", content)
    with pytest.raises(DataFileError, match=message):
        outside_frame(load_forms(), tmp_path)


def test_every_cell_outside_has_a_reason_in_both_languages() -> None:
    for entry in load_outside():
        assert entry.zh.endswith("。")
        assert entry.en.endswith((".", "it."))


# -- row counts ------------------------------------------------------------------------

COUNTS = {
    "table": "int_reports",
    "applies_to": "real",
    "severity": "error",
    "per_institution": True,
    "years": {2020: [0.8, 1], 2021: [0.85, 2]},
    **WORDS,
}


def test_row_counts_are_seeded_for_their_kind_of_root(tmp_path: Path) -> None:
    demo = COUNTS | {"applies_to": "demo", "years": {2020: [7, 7]}}
    write(tmp_path, "row_counts.yml", [COUNTS, demo])
    real = expectations_frame(is_demo=False, folder=tmp_path)
    assert real["report_year"].tolist() == [2020, 2021]
    assert real["at_least"].tolist() == [Decimal("0.8"), Decimal("0.85")]
    of_demo = expectations_frame(is_demo=True, folder=tmp_path)
    assert of_demo["at_most"].tolist() == [Decimal(7)]


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([COUNTS, COUNTS], r"table named twice: int_reports \(real\)"),
        ([COUNTS | {"years": {2020: [2, 1]}}], r"2020: expected \[at least, at most\]"),
        ([COUNTS | {"years": {2020: [-1, 1]}}], "2020: expected"),
        ([COUNTS | {"years": {2020: [1]}}], "years"),
        ([COUNTS | {"years": {}}], "years"),
        ([COUNTS | {"applies_to": "both"}], "applies_to"),
    ],
)
def test_wrong_row_counts_are_refused(
    tmp_path: Path, entries: list[Any], message: str
) -> None:
    write(tmp_path, "row_counts.yml", entries)
    with pytest.raises(DataFileError, match=message):
        load_row_counts(tmp_path)


def test_the_demonstration_is_counted_to_the_row() -> None:
    demo = seed_tables(names=["seed_expectations"], is_demo=True)["seed_expectations"]
    rows = demo.to_pylist()
    assert all(row["at_least"] == row["at_most"] for row in rows)
    reports = [r["at_least"] for r in rows if r["table_name"] == "int_reports"]
    assert sum(reports) == 7
    real = seed_tables(names=["seed_expectations"])["seed_expectations"]
    assert real.num_rows == 0  # nobody has crawled everything yet


# -- budgets ---------------------------------------------------------------------------

BUDGET = {"check": "c", "asset": "int_reports", "rows": 3, **WORDS}


def test_budgets_are_seeded(tmp_path: Path) -> None:
    share = {"check": "d", "asset": "int_reports", "share": 0.2, **WORDS}
    content = [BUDGET | {"until": date(2030, 1, 31)}, share]
    frame = budgets_frame(write(tmp_path, "budgets.yml", content))
    assert frame["check_name"].tolist() == ["c", "d"]
    assert frame["share_allowed"].tolist()[1] == 0.2
    assert frame["until"].tolist() == [date(2030, 1, 31), None]


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([BUDGET, BUDGET], "check named twice: c of int_reports"),
        ([BUDGET | {"share": 0.5}], "c: expected either rows or share"),
        ([BUDGET | {"rows": None}], "c: expected either rows or share"),
        ([BUDGET | {"rows": 0}], "rows"),
        ([BUDGET | {"rows": None, "share": 1.5}], "share"),
        (
            [BUDGET | {"rows": None, "share": 0.1, "until": date(2030, 1, 1)}],
            "only a budget of rows runs out",
        ),
        ([{k: v for k, v in BUDGET.items() if k != "en"}], "en"),
    ],
)
def test_wrong_budgets_are_refused(
    tmp_path: Path, entries: list[Any], message: str
) -> None:
    write(tmp_path, "budgets.yml", entries)
    with pytest.raises(DataFileError, match=message):
        load_budgets(tmp_path)


def test_the_files_of_the_project_are_read_as_they_are() -> None:
    assert load_references().references
    assert load_outside()
    assert load_row_counts()
    assert load_budgets()
