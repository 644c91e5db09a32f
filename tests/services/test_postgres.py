"""Runs, events and schedules in a real PostgreSQL, by one variable."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dagster import DagsterInstance

from assets.instance import instance_of
from pipeline.errors import UsageError
from pipeline.settings import Settings
from tests.asking import LAUNCH, free_port
from tests.services.postgres import PASSWORD, PostgresServer
from tests.services.running import Services

CODE = {
    "repositoryName": "__repository__",
    "repositoryLocationName": "assets.definitions",
}
START = """
mutation ($schedule: ScheduleSelector!) {
  startSchedule(scheduleSelector: $schedule) {
    __typename
    ... on ScheduleStateResult {
      scheduleState { status nextTick { timestamp } }
    }
  }
}
"""
HEALTH = """
{ instance { daemonHealth { allDaemonStatuses { daemonType required healthy } } } }
"""


@pytest.fixture
def root(tmp_path: Path) -> Settings:
    return Settings.of(tmp_path / "root", demo=True)


@pytest.fixture
def instance(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> Iterator[DagsterInstance]:
    monkeypatch.setenv("OGI_POSTGRES_URL", services.url)
    with instance_of(services.settings) as found:
        yield found


def _ended(services: Services, run_id: str) -> str | None:
    answer = services.ask(
        "query ($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }",
        id=run_id,
    )
    status = str(answer["runOrError"]["status"])
    return status if status in ("SUCCESS", "FAILURE", "CANCELED") else None


def test_a_run_of_the_services_is_in_postgres_and_nothing_in_sqlite(
    services: Services, postgres: PostgresServer
) -> None:
    seed = {"path": ["seed_metrics"]}
    job = CODE | {"pipelineName": "rebuild_models", "assetSelection": [seed]}
    params = {"selector": job, "mode": "default"}
    answer = services.wait_for(lambda: services.ask(LAUNCH, params=params))
    launched = answer["launchRun"]
    assert launched["__typename"] == "LaunchRunSuccess", launched
    run_id = launched["run"]["runId"]
    assert services.wait_for(lambda: _ended(services, run_id)) == "SUCCESS"
    rows = postgres.query("services", "select run_id, status from runs")
    assert rows == [(run_id, "SUCCESS")]
    ((made,),) = postgres.query(
        "services",
        "select count(*) from event_logs where dagster_event_type = "
        "'ASSET_MATERIALIZATION'",
    )
    assert made == 1
    home = services.settings.root.dagster_home
    assert [p.name for p in home.rglob("*") if ".db" in p.name] == []


def test_the_schedule_is_started_there(
    services: Services, postgres: PostgresServer
) -> None:
    schedule = CODE | {"scheduleName": "nightly"}
    started = services.wait_for(lambda: services.ask(START, schedule=schedule))
    state = started["startSchedule"]["scheduleState"]
    assert state["status"] == "RUNNING"
    assert state["nextTick"]["timestamp"] > 0
    found = postgres.query(
        "services", "select status from instigators where instigator_type = 'SCHEDULE'"
    )
    assert found == [("RUNNING",)]


def test_the_daemon_is_alive(services: Services) -> None:
    def healthy() -> list[Any] | None:
        health = services.ask(HEALTH)["instance"]["daemonHealth"]
        required = [s for s in health["allDaemonStatuses"] if s["required"]]
        return required if all(s["healthy"] for s in required) else None

    kinds = {status["daemonType"] for status in services.wait_for(healthy)}
    assert {"SCHEDULER", "SENSOR", "QUEUED_RUN_COORDINATOR", "MONITORING"} <= kinds


def test_a_pool_has_one_place(instance: DagsterInstance) -> None:
    pools = instance.event_log_storage
    pools.initialize_concurrency_limit_to_default("crawl")
    first = pools.claim_concurrency_slot("crawl", "run-1", "crawl")
    second = pools.claim_concurrency_slot("crawl", "run-2", "crawl")
    assert (first.is_claimed, second.is_claimed) == (True, False)
    pools.free_concurrency_slots_for_run("run-1")
    assert pools.claim_concurrency_slot("crawl", "run-2", "crawl").is_claimed
    pools.free_concurrency_slots_for_run("run-2")


def test_the_password_is_not_written_to_disk(services: Services) -> None:
    files = [p for p in services.settings.root.dagster_home.rglob("*") if p.is_file()]
    assert files
    secrets = (PASSWORD.encode(), services.url.partition("//")[2].encode())
    assert [p for p in files if any(s in p.read_bytes() for s in secrets)] == []
    assert not any(s in services.log.read_bytes() for s in secrets)


def test_two_roots_do_not_share_a_database(
    instance: DagsterInstance, services: Services, root: Settings
) -> None:
    assert instance.daemon_cursor_storage.get_cursor_values({"ogi/data_root"})
    with (
        pytest.raises(UsageError, match="database of its own") as told,
        instance_of(root),
    ):
        pass
    assert str(services.settings.root.path) in str(told.value)


def test_without_the_variable_a_root_does_not_fall_back_to_sqlite(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OGI_POSTGRES_URL", raising=False)
    with (
        pytest.raises(UsageError, match=r"OGI_POSTGRES_URL is not set"),
        instance_of(services.settings),
    ):
        pass


@pytest.mark.parametrize(
    ("database", "user", "said"),
    [
        ("nowhere", "ogi", 'database "nowhere" does not exist'),
        ("postgres", "nobody", 'password authentication failed for user "nobody"'),
    ],
)
def test_the_server_says_why_it_lets_nobody_in(
    postgres: PostgresServer,
    root: Settings,
    monkeypatch: pytest.MonkeyPatch,
    database: str,
    user: str,
    said: str,
) -> None:
    url = postgres.url(database).replace("//ogi:", f"//{user}:")
    monkeypatch.setenv("OGI_POSTGRES_URL", url)
    with pytest.raises(UsageError, match=said), instance_of(root):
        pass


def test_a_server_that_is_down_is_one_sentence(
    root: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    url = f"postgresql://ogi:{'secret'}@127.0.0.1:{port}/ogi"
    monkeypatch.setenv("OGI_POSTGRES_URL", url)
    with pytest.raises(UsageError) as told, instance_of(root):
        pass
    assert str(told.value) == (
        f"OGI_POSTGRES_URL: cannot open database ogi on 127.0.0.1:{port} (Connection "
        "refused); start the server, make the database or correct the variable "
        "(docs/deploy.md)"
    )
    assert told.value.__cause__ is None
