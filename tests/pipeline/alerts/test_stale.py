"""What went quiet: told once, in one alert, and again if it comes back."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline.alerts.config import load_alerts
from pipeline.alerts.stale import Memory, Trouble, look, troubles
from pipeline.alerts.stale_alert import about_troubles
from pipeline.settings import Settings

NOW = datetime(2026, 2, 1, tzinfo=UTC)
RULES = load_alerts().stale
UI = "http://ui"


def crawl(number: int, *, days: float | None = 0, status: str = "complete") -> Any:
    at = None if days is None else (NOW - timedelta(days=days)).isoformat()
    return {
        "source_id": "s",
        "crawl_id": str(number),
        "status": status,
        "complete_at": at,
        "reason": None if status == "complete" else "503",
    }


def seen(*crawls: Any, memory: Memory | None = None) -> tuple[list[Trouble], Memory]:
    """What is told after these crawls of one source, looked at one after another."""
    memory = memory or Memory()
    listed: list[Trouble] = []
    for row in crawls:
        found = {"crawls": [row] if row else [], "overdue": []}
        listed, memory = troubles(["s"], found, RULES, memory, NOW)
    return listed, memory


def test_a_source_that_was_crawled_whole_lately_is_no_trouble() -> None:
    assert seen(crawl(1, days=RULES.days - 0.1))[0] == []


def test_a_source_without_a_complete_crawl_for_days_is() -> None:
    (trouble,) = seen(crawl(1, days=RULES.days + 0.1, status="partial"))[0]
    assert (trouble.subject, trouble.why, trouble.reason) == ("s", "old", "503")


def test_a_source_that_was_never_crawled_has_as_many_days() -> None:
    listed, memory = seen(None)
    assert listed == []
    later = NOW + timedelta(days=RULES.days, minutes=1)
    found: Any = {"crawls": [crawl(1, days=None, status="failed")], "overdue": []}
    (trouble,) = troubles(["s"], found, RULES, memory, later)[0]
    assert trouble.why == "never"


def test_failures_are_counted_by_crawl_and_end_with_a_list_that_was_had() -> None:
    failed = [crawl(n, days=1, status="failed") for n in range(RULES.failures)]
    assert seen(*failed[:-1], *failed[:-1][-1:], failed[-2])[0] == []
    (trouble,) = seen(*failed)[0]
    assert (trouble.why, trouble.count) == ("failing", RULES.failures)
    assert seen(*failed, crawl(9, status="partial"))[0] == []


def test_a_source_that_is_not_enabled_is_not_looked_at() -> None:
    found: Any = {"crawls": [crawl(1, days=99)], "overdue": []}
    assert troubles([], found, RULES, Memory(), NOW)[0] == []


# -- telling ---------------------------------------------------------------------------


def many(count: int, why: Any = "old") -> list[Trouble]:
    return [Trouble(f"s{n}", why, since="2026-01-01") for n in range(count)]


def test_a_thousand_are_one_alert_with_the_first_of_them() -> None:
    alert, memory = about_troubles(many(1000), Memory(), UI, NOW)
    assert alert is not None
    assert "1000 sources or reports" in alert.title_en
    assert len(alert.lines) == RULES.listed + 1
    assert alert.lines[0] == (
        "s0: 上次完整采集：2026-01-01 · last crawled whole: 2026-01-01"
    )
    assert alert.lines[-1] == "另有 980 项 · 980 more"
    assert len(alert.data["stale"]) == 1000
    assert alert.link == f"{UI}/assets/raw_crawls"
    assert about_troubles(many(1000), memory, UI, NOW)[0] is None


def test_what_comes_up_later_waits_and_what_was_told_is_only_counted() -> None:
    first, memory = about_troubles(many(2), Memory(), UI, NOW)
    soon = NOW + timedelta(hours=RULES.hours_between - 0.1)
    assert about_troubles(many(3), memory, UI, soon)[0] is None
    later = NOW + timedelta(hours=RULES.hours_between)
    second, _ = about_troubles(many(3), memory, UI, later)
    assert first is not None
    assert second is not None
    assert second.id != first.id
    assert [t["subject"] for t in second.data["stale"]] == ["s2"]
    assert (
        second.lines[-1] == "此前已通知、仍未恢复：2 项 · told before and still so: 2"
    )


def test_what_was_over_and_comes_back_is_told_again() -> None:
    _, memory = about_troubles(many(1), Memory(), UI, NOW)
    none, memory = about_troubles([], memory, UI, NOW)
    assert none is None
    again = [Trouble("s0", "old", since="2026-01-20")]
    assert about_troubles(again, memory, UI, NOW + timedelta(days=9))[0] is not None


def test_a_report_that_is_overdue_again_is_another_alert() -> None:
    overdue = [Trouble("a 甲", "overdue", since="2026-01-31", year=2025)]
    first, told = about_troubles(overdue, Memory(), UI, NOW)
    repeated, _ = about_troubles(overdue, Memory(), UI, NOW)  # the cursor was lost
    _, over = about_troubles([], told, UI, NOW)
    again, _ = about_troubles(overdue, over, UI, NOW + timedelta(days=9))
    assert first is not None
    assert repeated is not None
    assert again is not None
    assert repeated.id == first.id  # the outbox has it already
    assert again.id != first.id  # the outbox would keep it back for months


def test_the_same_trouble_under_another_name_is_not_told_twice() -> None:
    _, memory = about_troubles(many(1, "failing"), Memory(), UI, NOW)
    later = NOW + timedelta(days=9)
    assert about_troubles(many(1, "old"), memory, UI, later)[0] is None


def test_the_memory_survives_as_text() -> None:
    _, memory = about_troubles(many(3), seen(crawl(1))[1], UI, NOW)
    assert Memory.model_validate_json(memory.model_dump_json()) == memory
    assert Memory.model_validate_json("{}") == Memory()


# -- the tables ------------------------------------------------------------------------


def test_the_tables_of_the_demonstration(demo_root: Path) -> None:
    settings = Settings.of(demo_root)
    after_season = datetime(2030, 6, 1, tzinfo=UTC)
    found = look(settings, RULES, after_season)
    enabled = [s.source_id for s in settings.registry().sources.values() if s.enabled]
    assert sorted(row["source_id"] for row in found["crawls"]) == sorted(enabled)
    listed, _ = troubles(enabled, found, RULES, Memory(), after_season)
    assert {t.why for t in listed} <= {"old", "overdue"}
    assert sorted(t.subject for t in listed if t.why == "old") == sorted(enabled)
    years = {row["report_year"] for row in found["overdue"]}
    assert len(years) == 1  # of the latest season only
    silent = RULES.model_copy(update={"overdue_reports": False})
    assert look(settings, silent, after_season)["overdue"] == []


def test_an_empty_data_root_has_nothing_to_tell(tmp_path: Path) -> None:
    found = look(Settings.of(tmp_path), RULES, NOW)
    assert found == {"crawls": [], "overdue": []}
