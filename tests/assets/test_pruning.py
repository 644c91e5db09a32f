"""Old runs go, with their files; what the UI shows of an asset stays."""

from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest

from assets.instance import instance_of
from assets.pruning import prune_runs
from pipeline.settings import Settings

PARTITIONS = dg.StaticPartitionsDefinition(["fujian", "henan"])


@dg.asset
def whole() -> None:
    """Made by every run."""


@dg.asset(partitions_def=PARTITIONS)
def cut() -> None:
    """Made by partition."""


@dg.asset
def broken() -> None:
    """Made by none."""
    raise ValueError("broken")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, list[str]]:
    """Six runs: two partitions, a failure, one again, the other asset twice."""
    settings = Settings.of(tmp_path_factory.mktemp("prune") / "root", demo=True)
    with instance_of(settings) as instance:

        def run(asset: dg.AssetsDefinition, partition: str | None = None) -> str:
            return dg.materialize(
                [asset],
                instance=instance,
                partition_key=partition,
                raise_on_error=False,
            ).run_id

        ids = [run(cut, "fujian"), run(cut, "henan"), run(broken), run(cut, "fujian")]
        return settings, [*ids, run(whole), run(whole)]


def _files(settings: Settings) -> set[str]:
    folder = settings.root.dagster_home / "history" / "runs"
    return {path.stem for path in folder.glob("*.db")} - {"index"}


def test_young_runs_stay(made: tuple[Settings, list[str]]) -> None:
    settings, _ = made
    found = prune_runs(settings, datetime.now(UTC) - timedelta(days=1))
    assert (found.deleted, found.kept) == ([], [])


def test_what_is_shown_stays_and_the_rest_goes(
    made: tuple[Settings, list[str]],
) -> None:
    settings, (fujian, henan, failed, fujian_again, first, second) = made
    later = datetime.now(UTC) + timedelta(days=1)
    planned = prune_runs(settings, later, dry_run=True)
    assert planned.deleted == [fujian, failed, first]
    assert planned.kept == [henan, fujian_again, second]
    assert {fujian, failed, first} <= _files(settings)

    assert prune_runs(settings, later) == planned

    assert _files(settings) == set(planned.kept)
    with instance_of(settings) as instance:
        assert {run.run_id for run in instance.get_runs()} == set(planned.kept)
        keys = instance.get_materialized_partitions(dg.AssetKey("cut"))
        assert keys == {"fujian", "henan"}
        event = instance.get_latest_materialization_event(dg.AssetKey("whole"))
        assert event is not None
        assert event.run_id == second
    logs = settings.root.dagster_home / "storage"
    assert not {path.name for path in logs.iterdir()} & set(planned.deleted)
