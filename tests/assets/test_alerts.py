"""The sensors on a real instance, telling a real server."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dagster import (
    DagsterInstance,
    DefaultSensorStatus,
    SensorDefinition,
    build_sensor_context,
    job,
    op,
)

from assets.alerts import NotifierResource, failed_run_alerts, stale_source_alerts
from assets.definitions import build_defs
from assets.resources import (
    DataRootResource,
    HttpClientResource,
    RegistryResource,
)
from pipeline.alerts.notifier import LogNotifier, Notifier
from pipeline.errors import EntryError, UsageError
from pipeline.settings import Settings
from tests.pipeline.alerts.servers import OK, Answer, Hook, web_server

DOWN: Answer = (500, b"out of order", {}, 0.0)


@op
def reads_a_wrong_file() -> None:
    raise EntryError("data/waivers/a.yml, entry 1, year: found 'x'")


@job
def breaks() -> None:
    reads_a_wrong_file()


@pytest.fixture
def instance() -> Iterator[DagsterInstance]:
    with DagsterInstance.ephemeral() as opened:
        yield opened


@pytest.fixture
def root(tmp_path: Path) -> DataRootResource:
    return DataRootResource(path=str(tmp_path / "root"))


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    with web_server() as opened:
        monkeypatch.setenv("OGI_ALERTS", "webhook")
        monkeypatch.setenv("OGI_ALERT_WEBHOOK_URL", opened.url)
        yield opened


def tick(
    sensor: SensorDefinition,
    instance: DagsterInstance,
    root: DataRootResource,
    cursor: str | None,
    notifier: NotifierResource | None = None,
    registry: RegistryResource | None = None,
) -> tuple[str, str]:
    """What a tick says, and the cursor after it."""
    resources = {
        "data_root": root,
        "registry": registry or RegistryResource(),
        "http_client": HttpClientResource(),
        "notifier": notifier or NotifierResource(),
    }
    with build_sensor_context(
        instance=instance, cursor=cursor, resources=resources
    ) as context:
        data = sensor.evaluate_tick(context)
    assert data.run_requests in ([], None)
    assert data.skip_message is not None
    assert data.cursor is not None
    return data.skip_message, data.cursor


def fail(instance: DagsterInstance) -> str:
    return breaks.execute_in_process(instance=instance, raise_on_error=False).run_id


def test_both_ship_stopped_and_say_whom_they_tell() -> None:
    sensors = {s.name: s for s in build_defs().sensors or ()}
    for name in ("failed_run_alerts", "stale_source_alerts"):
        assert sensors[name].default_status is DefaultSensorStatus.STOPPED
        assert sensors[name].description
    assert isinstance((build_defs().resources or {})["notifier"], NotifierResource)


def test_a_failed_run_is_told_once_with_our_own_sentence(
    instance: DagsterInstance, root: DataRootResource, hook: Hook
) -> None:
    said, cursor = tick(failed_run_alerts, instance, root, None)
    assert said == "nothing new"
    run_id = fail(instance)
    said, cursor = tick(failed_run_alerts, instance, root, cursor)
    assert "told webhook: 127.0.0.1 answers 200: ok" in said
    ((_, body),) = hook.got
    text = body.decode()
    assert "Run failed: breaks" in text
    assert "reads_a_wrong_file: data/waivers/a.yml, entry 1, year: found 'x'" in text
    assert f"http://127.0.0.1:3000/runs/{run_id}" in text
    for again in (cursor, cursor):  # also if the daemon lost the newest cursor
        assert tick(failed_run_alerts, instance, root, again)[0] == "nothing new"
    assert len(hook.got) == 1


def test_what_does_not_arrive_is_said_and_sent_later(
    instance: DagsterInstance, root: DataRootResource, hook: Hook
) -> None:
    _, cursor = tick(failed_run_alerts, instance, root, None)
    hook.answers = [DOWN, OK]
    fail(instance)
    said, cursor = tick(failed_run_alerts, instance, root, cursor)
    assert "did not arrive: webhook: 127.0.0.1: answers 500: out of order" in said
    assert "1 still to be sent" in said
    assert "geheim" not in said
    assert "1 still" in tick(failed_run_alerts, instance, root, cursor)[0]
    assert len(hook.got) == 1


def test_a_run_whose_process_died_says_what_was_found(
    instance: DagsterInstance, root: DataRootResource, hook: Hook
) -> None:
    _, cursor = tick(failed_run_alerts, instance, root, None)
    run = instance.create_run_for_job(breaks)
    instance.report_run_failed(run, "the process that ran it was killed")
    tick(failed_run_alerts, instance, root, cursor)
    assert "the process that ran it was killed" in hook.got[0][1].decode()


def test_many_failed_runs_are_one_alert(
    instance: DagsterInstance, root: DataRootResource, hook: Hook
) -> None:
    _, cursor = tick(failed_run_alerts, instance, root, None)
    for _ in range(6):
        instance.report_run_failed(instance.create_run_for_job(breaks), "killed")
    _, cursor = tick(failed_run_alerts, instance, root, cursor)
    assert "6 runs failed" in hook.got[0][1].decode()
    tick(failed_run_alerts, instance, root, cursor)
    assert len(hook.got) == 1


def test_runs_that_failed_before_it_was_switched_on_are_not_told(
    instance: DagsterInstance, root: DataRootResource, hook: Hook
) -> None:
    fail(instance)
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    assert tick(failed_run_alerts, instance, root, later)[0] == "nothing new"
    assert hook.got == []


@pytest.mark.parametrize("sensor", [failed_run_alerts, stale_source_alerts])
def test_off_by_default(
    sensor: SensorDefinition,
    instance: DagsterInstance,
    root: DataRootResource,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("OGI_ALERTS", raising=False)
    assert tick(sensor, instance, root, None)[0].startswith("nobody is told")


def test_a_wrong_setting_fails_the_tick_and_loses_nothing(
    instance: DagsterInstance,
    root: DataRootResource,
    hook: Hook,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, cursor = tick(failed_run_alerts, instance, root, None)
    fail(instance)
    monkeypatch.setenv("OGI_ALERTS", "webhok")
    with pytest.raises(UsageError, match="OGI_ALERTS names webhok"):
        tick(failed_run_alerts, instance, root, cursor)
    monkeypatch.setenv("OGI_ALERTS", "webhook")
    tick(failed_run_alerts, instance, root, cursor)
    assert len(hook.got) == 1


class OwnNotifier(NotifierResource):
    def notifiers(self) -> Sequence[Notifier]:
        return [LogNotifier()]


def test_a_notifier_of_ones_own(
    instance: DagsterInstance,
    root: DataRootResource,
    caplog: pytest.LogCaptureFixture,
) -> None:
    own = OwnNotifier()
    assert (build_defs(notifier=own).resources or {})["notifier"] is own
    _, cursor = tick(failed_run_alerts, instance, root, None, own)
    fail(instance)
    assert "told log" in tick(failed_run_alerts, instance, root, cursor, own)[0]
    assert "Run failed: breaks" in caplog.text


def test_stale_sources_are_told_in_one_alert(
    instance: DagsterInstance, demo_root: Path, tmp_path: Path, hook: Hook
) -> None:
    copy = tmp_path / "demo"
    copy.mkdir()
    (copy / "root.json").write_bytes((demo_root / "root.json").read_bytes())
    enabled = Settings.of(copy).registry().sources
    root = DataRootResource(path=str(copy))
    other = RegistryResource(folder=str(tmp_path / "other"))
    (tmp_path / "other" / "hosts").mkdir(parents=True)
    nobody = tick(stale_source_alerts, instance, root, None, registry=other)
    assert '"sources":{}' in nobody[1]
    said, cursor = tick(stale_source_alerts, instance, root, None)
    assert said == "nothing new"  # never crawled, but nobody waited for long yet
    long_ago = (datetime.now(UTC) - timedelta(days=30)).isoformat(timespec="seconds")
    first_seen = cursor.partition('"since":"')[2][:25]
    old = cursor.replace(first_seen, long_ago)
    said, cursor = tick(stale_source_alerts, instance, root, old)
    assert "told webhook" in said
    text = hook.got[0][1].decode()
    assert all(name in text for name in enabled)
    assert tick(stale_source_alerts, instance, root, cursor)[0] == "nothing new"
    assert tick(stale_source_alerts, instance, root, old)[0] == "nothing new"
    assert len(hook.got) == 1
