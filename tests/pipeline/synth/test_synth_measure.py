"""What the soft alarms are worth, by hand: two errors, three alarms."""

from pathlib import Path

import duckdb
import pytest

from pipeline.settings import Settings
from pipeline.synth.kinds import KINDS
from pipeline.synth.lake import planted_path
from pipeline.synth.measure_soft import FOR, Seen, measure_soft


def put(settings: Settings, name: str, sql: str) -> None:
    folder = settings.root.lake / name
    folder.mkdir(parents=True, exist_ok=True)
    duckdb.execute(f"copy ({sql}) to '{folder / name}.parquet'")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Institution a copies b in 2021, c has a fee in the wrong unit in 2020."""
    found = Settings.synthetic(tmp_path / "root")
    found.prepare()
    duckdb.execute(
        "copy (select * from (values ('a', 2021, 'copy_of_other', 'b'), "
        "('c', 2020, 'fee_unit', null), ('d', 2022, 'fee_unit', null)) "
        "as p(institution_id, report_year, kind, copied_from)) "
        f"to '{planted_path(found)}'"
    )
    put(
        found,
        "seed_signals",
        "select unnest(['amount_unit_slip', 'stale_copy_other']) as signal_id",
    )
    return found


def test_alarms_are_counted_by_kind(settings: Settings) -> None:
    put(
        settings,
        "int_signals",
        """
        select * from (values
            ('a', 2021, 'stale_copy_other', 'applications'),
            ('b', 2021, 'stale_copy_other', 'applications'),
            ('c', 2020, 'amount_unit_slip', 'proactive_disclosure/x/amount'),
            ('c', 2021, 'amount_unit_slip', 'proactive_disclosure/x/amount'),
            ('e', 2020, 'amount_unit_slip', 'proactive_disclosure/x/amount')
        ) as s(institution_id, report_year, signal_id, unit_code)
        """,
    )
    assert measure_soft(settings) == [
        # d was not seen; e is nobody's error; the year after c jumps back
        Seen("fee_unit", ("amount_unit_slip",), 2, 1, 3, 2),
        # the one that was copied is told as well
        Seen("copy_of_other", ("stale_copy_other",), 1, 1, 2, 2),
    ]


def test_a_soft_rule_is_an_alarm_as_well(settings: Settings) -> None:
    put(settings, "seed_rules", "select 'normative_flow' as rule_id")
    put(
        settings,
        "out_rule_results",
        """
        select * from (values
            ('f', 2021, 'normative_flow', 'soft', 'fail'),
            ('g', 2021, 'normative_flow', 'soft', 'pass'),
            ('a', 2021, 'applications_balance', 'hard', 'fail')
        ) as o(institution_id, report_year, rule_id, severity, outcome)
        """,
    )
    put(
        settings,
        "int_signals",
        "select * from (values ('x', 2020, 'y', 'z')) "
        "as s(institution_id, report_year, signal_id, unit_code) where false",
    )
    (found,) = [s for s in measure_soft(settings) if s.kind == "stock"]
    assert found == Seen("stock", ("normative_flow",), 0, 0, 1, 0)


def test_nothing_is_said_where_nothing_was_built(settings: Settings) -> None:
    assert measure_soft(settings) == []


def test_every_alarm_is_for_a_kind_that_is_planted() -> None:
    assert FOR.keys() <= KINDS.keys()
