"""The event log that keeps its files open: the same log, whatever happens to a file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from dagster import (
    AssetCheckResult,
    AssetCheckSpec,
    AssetKey,
    DagsterInstance,
    MaterializeResult,
    asset,
    materialize,
)
from dagster._core.storage.event_log import EventLogStorage, SqliteEventLogStorage

from assets.event_storage import EventStorage
from assets.instance import instance_of
from pipeline.settings import Settings


@asset(check_specs=[AssetCheckSpec("holds", asset="table")])
def table() -> MaterializeResult:  # type: ignore[type-arg]
    return MaterializeResult(
        metadata={"rows": 3},
        check_results=[AssetCheckResult(check_name="holds", passed=True)],
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.of(tmp_path / "a folder: 数据")


@pytest.fixture
def instance(settings: Settings) -> Iterator[DagsterInstance]:
    with instance_of(settings) as opened:
        yield opened


def _run(instance: DagsterInstance) -> str:
    return materialize([table], instance=instance).run_id


def _folder(settings: Settings) -> Path:
    return settings.root.dagster_home / "history" / "runs"


def _lines(storage: EventLogStorage[DagsterInstance], run_id: str) -> list[str]:
    return [str(line) for line in storage.get_logs_for_run(run_id)]


def test_a_root_uses_it_and_another_reader_finds_the_same_log(
    settings: Settings, instance: DagsterInstance
) -> None:
    run_id = _run(instance)
    ours = instance.event_log_storage
    assert isinstance(ours, EventStorage)
    others = SqliteEventLogStorage(str(_folder(settings)))
    others.register_instance(instance)
    assert _lines(ours, run_id) == _lines(others, run_id) != []
    records = others.get_asset_records([AssetKey("table")])
    assert records[0].asset_entry.last_run_id == run_id


def test_what_another_process_wrote_is_seen(
    settings: Settings, instance: DagsterInstance
) -> None:
    run_id = _run(instance)
    before = _lines(instance.event_log_storage, run_id)  # now its file is open here
    with instance_of(settings) as second:
        run = second.get_run_by_id(run_id)
        assert run is not None
        second.report_engine_event("from elsewhere", run)
    after = _lines(instance.event_log_storage, run_id)
    assert len(after) == len(before) + 1
    assert "from elsewhere" in after[-1]


def test_a_log_that_was_deleted_is_empty_and_can_be_written_again(
    settings: Settings, instance: DagsterInstance
) -> None:
    run_id = _run(instance)
    assert _lines(instance.event_log_storage, run_id)
    for path in _folder(settings).glob(f"{run_id}.db*"):
        path.unlink()
    assert _lines(instance.event_log_storage, run_id) == []
    run = instance.get_run_by_id(run_id)
    assert run is not None
    instance.report_engine_event("once more", run)
    (line,) = _lines(SqliteEventLogStorage(str(_folder(settings))), run_id)
    assert "once more" in line


@pytest.mark.skipif(
    not Path("/proc/self/fd").is_dir(), reason="only Linux says what is open"
)
def test_few_files_are_open_and_none_at_the_end(settings: Settings) -> None:
    with instance_of(settings) as instance:
        for run_id in [_run(instance) for _ in range(6)]:
            assert _lines(instance.event_log_storage, run_id)
        open_now = _open_logs(settings)
        assert 1 <= len(open_now) <= 4
    assert _open_logs(settings) == set()


def _open_logs(settings: Settings) -> set[str]:
    """The databases of the event log that this process holds open."""
    found = set()
    for handle in Path("/proc/self/fd").iterdir():
        try:
            target = handle.readlink()
        except FileNotFoundError:  # that of the listing itself
            continue
        if target.parent == _folder(settings) and target.suffix == ".db":
            found.add(target.name)
    return found
