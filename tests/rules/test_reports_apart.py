"""What is said of a report does not depend on which others are there."""

import pytest

from tests.rules.bench import CellKey, Report, evaluate, figures

MODELS = ("out_consistency_flags", "out_metrics", "out_rule_results")
QUERIES = {
    "cells": "select * exclude (report_key) from int_cells order by all",
    "outcomes": "select * from out_rule_results",
    # signals compare reports with others
    "findings": "select * from out_consistency_flags where kind <> 'signal'",
    "metrics": "select * from out_metrics",
}


def spoiled(name: str, text: str, *keys: CellKey) -> dict[CellKey, str]:
    cells = figures(name)
    assert set(keys) <= cells.keys()
    return cells | dict.fromkeys(keys, text)


def zeros_blank(name: str) -> dict[CellKey, str]:
    return {key: "" if text == "0" else text for key, text in figures(name).items()}


def without(name: str, table: str) -> dict[CellKey, str]:
    return {key: text for key, text in figures(name).items() if key[0] != table}


TOTAL = ("applications", "granted", "total")
LEAF = ("applications", "granted", "natural_person")
DIRECT = ("litigation", "direct", "total")
DISPOSED = ("applications", "disposed_total", "natural_person")
LICENSING = ("proactive_disclosure", "licensing", "decisions")
SHANGHAI = figures("shanghai_general_office_2019")
#: years lie two apart, so that no report is the year before of another
REPORTS = [
    Report("x", 2015, "2019", SHANGHAI),
    Report("x", 2017, "2019", figures("pingtan_2020")),
    Report("x", 2019, "2021", zeros_blank("zhumadian_2024")),
    Report("x", 2021, "2021", spoiled("pingtan_2021", "", TOTAL)),
    Report("x", 2023, "2021", spoiled("pingtan_2022", "777", LEAF, DIRECT)),
    Report("x", 2025, "2021", spoiled("pingtan_2024", "777", DISPOSED)),
    Report("y", 2015, "2021", spoiled("zhumadian_2024", "?", LEAF)),
    Report("y", 2017, "2021", spoiled("zhumadian_2024", "1.5", TOTAL, LICENSING)),
    Report("y", 2019, "2019", SHANGHAI),
    Report("y", 2021, "2019", spoiled("pingtan_2020", "", LEAF)),
    Report("y", 2023, "2021", without("pingtan_2024", "litigation")),
]


@pytest.fixture(scope="module")
def together() -> dict[str, list[tuple[object, ...]]]:
    with evaluate(REPORTS, *MODELS) as built:
        return {
            name: built.connection.execute(query).fetchall()
            for name, query in QUERIES.items()
        }


@pytest.mark.parametrize("report", REPORTS, ids=lambda r: f"{r.institution}{r.year}")
def test_alone_as_in_company(
    together: dict[str, list[tuple[object, ...]]], report: Report
) -> None:
    with evaluate([report], *MODELS) as built:
        for name, query in QUERIES.items():
            alone = built.connection.execute(query).fetchall()
            mine = [
                r for r in together[name] if r[:2] == (report.institution, report.year)
            ]
            assert mine == alone, name
            assert alone or name == "findings"


def test_what_was_spoiled_is_found(
    together: dict[str, list[tuple[object, ...]]],
) -> None:
    found = sorted((row[0], row[1], row[3]) for row in together["findings"])
    assert found == [
        ("x", 2017, "applications"),
        ("x", 2023, "applications"),
        ("x", 2023, "litigation"),
        ("x", 2025, "applications"),
        ("y", 2017, "applications"),
        ("y", 2017, "proactive_disclosure"),
        ("y", 2021, "applications"),
    ]
