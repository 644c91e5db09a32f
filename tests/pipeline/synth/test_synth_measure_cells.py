"""Named cells and differing claims against what was planted, by hand."""

from pathlib import Path

import duckdb
import pytest

from pipeline.settings import Settings
from pipeline.synth.lake import planted_path
from pipeline.synth.measure_cells import (
    Named,
    Witnesses,
    measure_cells,
    measure_witnesses,
)
from pipeline.synth.measure_claims import Kind, measure_claims


def put(settings: Settings, name: str, sql: str) -> None:
    folder = settings.root.lake / name
    folder.mkdir(parents=True, exist_ok=True)
    duckdb.execute(f"copy ({sql}) to '{folder / name}.parquet'")


def cell(item: str, true: int, table: str = "applications") -> str:
    return (
        f"{{'table_id': '{table}', 'item': '{item}', 'breakdown': 'total', "
        f"'true_value': {true}::decimal(20, 6)}}"
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Six errors in the tables, one in the prose.

    a: one cell, pinned. b: one cell, the right one and another proposed. c: two cells,
    one of them found. d: a copy that adds up. e: of a block, found and not proposed. f:
    the right cell with a wrong value.
    """
    found = Settings.synthetic(tmp_path / "root")
    found.prepare()
    row, year = "2021/applications_row_sum/granted", 2021
    rows = [
        ("a", "wrong_cell", [cell("granted", 5)], [row], [2]),
        ("b", "wrong_cell", [cell("granted", 5)], [row], []),
        ("c", "two_errors", [cell("granted", 5), cell("other", 1)], [row], []),
        (
            "d",
            "stale_copy",
            [cell("granted", 5)],
            ["2021/applications_carry_over/total"],
            [1, 3],
        ),
        ("e", "two_errors", [cell("direct", 2, "litigation")], [row], []),
        (
            "f",
            "wrong_cell",
            [cell("granted", 5)],
            ["2022/applications_row_sum/granted", row],
            [],
        ),
        ("a", "claim", [], [], [7]),
    ]
    values = ", ".join(
        f"('{i}', {year}, '{kind}', [{', '.join(cells)}]::struct(table_id varchar, "
        "item varchar, breakdown varchar, true_value decimal(20, 6))[], "
        f"{fails}::varchar[], {claims}::int[])"
        for i, kind, cells, fails, claims in rows
    )
    duckdb.execute(
        f"copy (select * from (values {values}) as p(institution_id, report_year, "
        f"kind, cells, fails, claims)) to '{planted_path(found)}'"
    )
    return found


SUSPECTS = """
select
    institution_id,
    2021 as report_year,
    if(item = 'direct', 'litigation', 'applications') as table_id,
    item,
    'total' as breakdown,
    implied_value::decimal(26, 6) as implied_value,
    is_unique,
    prose as evidence_prose,
    prior as evidence_prior,
    backed is not null as is_backed,
    backed::decimal(26, 6) as backed_value
from (values
    ('a', 'granted', 5, true, 1, null, null),
    ('b', 'granted', 5, true, null, null, null),
    ('b', 'other', 9, true, 1, null, null),
    ('c', 'granted', null, false, null, 1, 5),
    ('e', 'direct', null, false, null, null, null),
    ('f', 'granted', 6, true, -1, null, null),
    ('g', 'granted', 6, true, -1, null, null),
    ('h', 'granted', 6, false, -1, null, 6)
) as s(institution_id, item, implied_value, is_unique, prose, prior, backed)
"""


def test_cells_are_pinned_found_or_wrong(settings: Settings) -> None:
    put(settings, "out_suspect_cells", SUSPECTS)
    assert measure_cells(settings) == [
        Named("none", 0, 0, 0, 0, 0, 0, 1),  # g; h proposes nothing
        Named("stale_copy", 1, 0, 0, 0, 0, 0, 0),
        Named("two_errors", 2, 2, 1, 0, 1, 0, 0),  # e is of table four
        Named("wrong_cell", 3, 3, 3, 1, 3, 1, 2),
    ]


def test_witnesses_are_right_or_not(settings: Settings) -> None:
    put(settings, "out_suspect_cells", SUSPECTS)
    assert measure_witnesses(settings) == [
        Witnesses("evidence_prior", 1, 1, 0, 0),
        # a rightly, b's other cell not; f was changed, g and h were not
        Witnesses("evidence_prose", 2, 1, 3, 2),
        # c has its true value; h was not changed
        Witnesses("is_backed", 2, 1, 0, 0),
    ]


def test_claims_that_must_differ_and_do(settings: Settings) -> None:
    put(
        settings,
        "out_claims",
        """
        select * from (values
            ('a', 2021, 2, 'mismatch', null),
            ('a', 2021, 7, 'mismatch', null),
            ('a', 2020, 7, 'mismatch', null),
            ('d', 2021, 1, 'match', null),
            ('d', 2021, 3, 'not_compared', 'cell_unreadable')
        ) as c(institution_id, report_year, claim_no, outcome, reason)
        """,
    )
    found = measure_claims(settings)
    assert found is not None
    assert (found.expected, found.found) == (4, 3)
    assert found.missed == (("d", 2021, 1), ("d", 2021, 3))
    assert found.wrong == (("a", 2020, 7),)
    assert found.recall == 1 - 2 / 4
    assert found.precision == 1 - 1 / 3
    assert found.kinds == (
        Kind("claim", 1, 1),
        Kind("stale_copy", 2, 0),
        Kind("wrong_cell", 1, 1),
    )
    assert found.outcomes == (
        ("match", None, 1),
        ("mismatch", None, 3),
        ("not_compared", "cell_unreadable", 1),
    )


def test_nothing_is_said_where_nothing_was_built(settings: Settings) -> None:
    assert measure_cells(settings) == []
    assert measure_witnesses(settings) == []
    assert measure_claims(settings) is None
