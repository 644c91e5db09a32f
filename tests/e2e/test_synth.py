"""Planted errors are found, all of them and nothing else, by the models."""

from pathlib import Path

import duckdb
import pytest

from pipeline import durable
from pipeline.settings import Settings
from pipeline.sqlmodels import models_for
from pipeline.steps import build_model
from pipeline.synth.kinds import KINDS
from pipeline.synth.lake import Plan, make_root, planted_path
from pipeline.synth.measure import measure_hard
from pipeline.synth.measure_cells import measure_cells, measure_witnesses
from pipeline.synth.measure_claims import measure_claims
from pipeline.synth.planted import CLAIM

PLAN = Plan(reports=2_000, seed=11, errors=0.1)
#: kinds that no equation speaks of
SOFT = {"fee_unit", "jump", "stock"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings.synthetic(tmp_path_factory.mktemp("synth"))
    with pytest.MonkeyPatch.context() as patch:
        # thousands of small files: a test need not survive a power cut
        patch.setattr(durable, "sync_file", lambda _path: None)
        make_root(settings, PLAN)
        for model in models_for("out_rule_results", "out_suspect_cells"):
            done = build_model(settings, model)
            wrong = [o for o in done.offences if o.check.severity == "error"]
            assert not wrong, (model.name, wrong)
    return settings


def results(settings: Settings) -> Path:
    (path,) = settings.lake.files("out_rule_results")
    return path


def test_every_planted_error_is_found_and_nothing_else(built: Settings) -> None:
    found = measure_hard(built)
    assert found.missed == ()
    assert found.wrong == ()
    assert found.recall == found.precision == 1.0
    assert found.expected == found.found > 200
    kinds = {k.kind: k for k in found.kinds}
    assert kinds.keys() == KINDS.keys()
    for name, kind in kinds.items():
        assert kind.planted > 3
        assert kind.exact == kind.hard
        assert (kind.hard == 0) == (name in SOFT)


def test_every_claim_that_must_differ_does_and_no_other(built: Settings) -> None:
    found = measure_claims(built)
    assert found is not None
    assert found.missed == ()
    assert found.wrong == ()
    assert found.expected == found.found > 300
    kinds = {kind.kind: kind for kind in found.kinds}
    assert kinds[CLAIM].expected > 80
    # what was copied or moved whole is seen by the prose, though every sum holds
    assert {"stale_copy", "copy_of_other", "jump", "carry_over"} <= kinds.keys()
    compared = sum(n for outcome, _, n in found.outcomes if outcome != "not_compared")
    assert compared > 0.9 * sum(n for *_, n in found.outcomes)


def test_wrong_cells_are_pinned_and_none_is_proposed_that_is_right(
    built: Settings,
) -> None:
    named = {one.kind: one for one in measure_cells(built)}
    assert all(one.wrong == 0 for one in named.values())
    for kind in ("wrong_cell", "wrong_total", "negative"):
        one = named[kind]
        assert one.found == one.told > 5
        # one cell of table three is always pinned; tables four name the block, but for
        # a figure that no count can be
        assert one.pinned_three == one.told_three > 5
        assert one.pinned == (one.told if kind == "negative" else one.pinned_three)
    two = named["two_errors"]
    assert two.found == two.told > 5
    assert two.pinned > 5
    for kind in ("fee_unit", "jump", "stock", "stale_copy", "copy_of_other"):
        assert named[kind].told == named[kind].pinned == 0  # no sum says so
    for seen in measure_witnesses(built):
        assert seen.for_change == seen.rightly_for
        assert seen.for_print == seen.rightly_print


def test_most_equations_can_be_decided(built: Settings) -> None:
    """Else nothing would fail, and precision would say nothing."""
    counts = dict(
        duckdb.execute(
            "select outcome, count(*) from read_parquet(?) "
            "where severity = 'hard' group by all",
            [str(results(built))],
        ).fetchall()
    )
    assert counts["pass"] > 0.9 * sum(counts.values())
    assert counts["pass_blank_as_zero"] > 0


def test_a_miss_and_a_false_alarm_are_counted(built: Settings, tmp_path: Path) -> None:
    """One equation that fails is said to pass, one that passes to fail."""
    path = str(results(built))
    where = "severity = 'hard' and outcome = '{}'"
    picked = {
        outcome: duckdb.execute(
            "select institution_id, report_year, rule_id, unit_code "
            f"from read_parquet(?) where {where.format(outcome)} order by all limit 1",
            [path],
        ).fetchall()[0]
        for outcome in ("fail", "pass")
    }
    settings = Settings.synthetic(tmp_path / "other")
    settings.prepare()
    planted_path(settings).write_bytes(planted_path(built).read_bytes())
    folder = settings.root.lake / "out_rule_results"
    folder.mkdir(parents=True)
    duckdb.execute(
        f"""
        copy (
            select * replace (
                case (institution_id, report_year, rule_id, unit_code)
                    when {picked["fail"]} then 'pass'
                    when {picked["pass"]} then 'fail'
                    else outcome
                end as outcome
            )
            from read_parquet('{path}')
        ) to '{folder / "out_rule_results.parquet"}'
        """
    )
    found = measure_hard(settings)
    institution, *equation = picked["fail"]
    assert found.missed == ((institution, "/".join(map(str, equation))),)
    institution, *equation = picked["pass"]
    assert found.wrong == ((institution, "/".join(map(str, equation))),)
    assert found.recall == 1 - 1 / found.expected
    assert found.precision == 1 - 1 / found.found
    assert sum(k.hard - k.exact for k in found.kinds) == 1
