"""One concept over the editions of the form, from figures that real reports print.

The report of 2018 is that of Pingtan (平潭综合实验区) in the form of its province.
"""

from collections.abc import Iterator

import pytest

from pipeline.warehouse import Warehouse
from tests.rules.bench import CellKey, Report, evaluate, figures

Found = dict[tuple[str, int, str], tuple[object, ...]]

PROVINCIAL: dict[CellKey, str] = {
    ("statistics", item, column): figure
    for item, (year, cumulative) in {
        "disclosed_documents": ("2069", "12106"),
        "received": ("0", "0"),
        "answered": ("0", "0"),
        "answered.granted": ("0", "0"),
        "reconsideration": ("0", "0"),
    }.items()
    for column, figure in (("year", year), ("cumulative", cumulative))
}
#: a part of the national form of 2014, with figures made up for the units
NATIONAL: dict[CellKey, str] = {
    ("statistics", "fees", "count"): "1.25",
    ("statistics", "answered.not_existing", "count"): "7",
    ("statistics", "answered.not_ours", "count"): "",
}


@pytest.fixture(scope="module")
def found() -> Iterator[Found]:
    reports = [
        Report("pingtan", 2018, "2014-fujian", PROVINCIAL),
        Report("pingtan", 2019, "2019", figures("pingtan_2019")),
        Report("zhumadian", 2016, "2014", NATIONAL),
        Report("zhumadian", 2024, "2021", figures("zhumadian_2024")),
    ]
    with evaluate(reports, "out_harmonised") as built:
        yield by_concept(built)


def by_concept(warehouse: Warehouse) -> Found:
    rows = warehouse.connection.execute(
        "select institution_id, report_year, concept_id, value, match, edition, "
        "null_reason, is_proven, note_en is not null from out_harmonised"
    ).fetchall()
    return {row[:3]: row[3:] for row in rows}


@pytest.mark.parametrize(
    ("who", "year", "concept", "value", "match"),
    [
        ("zhumadian", 2024, "received", 2040, "exact"),
        ("zhumadian", 2024, "handled", 2033, "exact"),
        ("zhumadian", 2024, "answered", 2033, "approximate"),
        ("zhumadian", 2024, "granted", 830, "exact"),
        ("zhumadian", 2024, "refused", 83, "exact"),  # eight rows of grounds
        ("zhumadian", 2024, "not_held", 839, "exact"),
        ("zhumadian", 2024, "reconsideration_corrected", 40, "exact"),
        ("pingtan", 2018, "received", 0, "approximate"),
        ("pingtan", 2018, "disclosed", 2069, "approximate"),  # not 历年累计, 12106
        ("zhumadian", 2016, "application_fees", 12500, "exact"),  # 1.25万元
        ("zhumadian", 2016, "not_existing", 7, "exact"),
    ],
)
def test_figures(
    found: Found, who: str, year: int, concept: str, value: int, match: str
) -> None:
    assert found[who, year, concept][:2] == (value, match)
    # what is not exact says why
    assert found[who, year, concept][5] is (match != "exact")


def test_nothing_is_filled_in(found: Found) -> None:
    reasons = {key: row[3] for key, row in found.items() if row[0] is None}
    assert reasons["zhumadian", 2024, "not_existing"] == "not_comparable"
    assert reasons["zhumadian", 2024, "application_fees"] == "not_comparable"
    assert reasons["pingtan", 2018, "litigation_upheld"] == "not_comparable"
    assert reasons["pingtan", 2018, "litigation"] == "missing_cell"
    assert reasons["zhumadian", 2016, "not_held"] == "blank_cell"  # one of two cells
    assert reasons["zhumadian", 2016, "received"] == "missing_cell"


def test_every_report_has_every_concept_in_one_edition(found: Found) -> None:
    editions = {key[:2]: row[2] for key, row in found.items()}
    assert editions == {
        ("pingtan", 2018): "2014-fujian",
        ("pingtan", 2019): "2019",
        ("zhumadian", 2016): "2014",
        ("zhumadian", 2024): "2021",
    }
    concepts = {key[2] for key in found}
    assert len(found) == 4 * len(concepts)


def test_forms_not_seen_filled_in_stay_marked(found: Found) -> None:
    unproven = {key[:2] for key, row in found.items() if not row[4]}
    assert unproven == {("zhumadian", 2016)}
