"""What went quiet: sources without a complete crawl, and reports that are overdue.

Looks at the working tables of a data root and remembers what was told, so that each
trouble is told once while it lasts. How it is told is in `pipeline.alerts.stale_alert`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from pydantic import Field

from pipeline.alerts.config import Stale
from pipeline.data_files import ClosedModel
from pipeline.settings import Settings
from pipeline.working import open_lake

__all__ = ["Memory", "Seen", "Trouble", "look", "troubles"]

_CRAWLS = """
select source_id, crawl_id, status, complete_at, reason
from raw_crawls
order by source_id
"""
# a report is missing only where all lists of its institution were read to the end
_OVERDUE = """
with latest as (
    select max(c.report_year) as report_year
    from out_coverage as c
    where c.missing_after < $today
)

select c.institution_id, c.institution_name, c.report_year, c.due_on
from out_coverage as c
inner join latest as l
    on c.report_year = l.report_year
where
    c.status = 'no_report'
    and c.is_owed
    and c.is_crawl_complete
    and c.missing_after < $today
order by c.institution_id
"""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is not as it should be.

    Attributes:
        subject: a source, or an institution and its name.
        why: old or never (no complete crawl for days), failing (crawls in a row),
            overdue (a report).
        since: a moment or a day, None if not known.
        count: of crawls in a row that failed.
        year: of the report.
        reason: what the last crawl said.
    """

    subject: str
    why: Literal["old", "never", "failing", "overdue"]
    since: str | None = None
    count: int = 0
    year: int | None = None
    reason: str | None = None

    @property
    def key(self) -> str:
        """The same as long as the same trouble lasts."""
        if self.why == "overdue":
            return f"{self.subject.split()[0]}:overdue:{self.year}"
        return f"{self.subject}:{self.since or 'never'}"


class Seen(ClosedModel):
    """What is remembered of a source."""

    since: str
    crawl_id: str | None = None
    failures: int = 0


class Memory(ClosedModel):
    """What is remembered from one look to the next: the cursor of the sensor."""

    sources: dict[str, Seen] = Field(default={})
    told: tuple[str, ...] = ()
    told_at: str | None = None


def look(settings: Settings, rules: Stale, now: datetime) -> dict[str, Any]:
    """The rows that decide: the newest crawls, and the reports that are overdue."""
    lake = settings.lake
    names = [n for n in ("raw_crawls", "out_coverage") if lake.files(n)]
    found: dict[str, Any] = {"crawls": [], "overdue": []}
    if not names:
        return found
    with open_lake(settings, names) as warehouse:
        ask = warehouse.connection.sql
        if "raw_crawls" in names:
            found["crawls"] = ask(_CRAWLS).to_arrow_table().to_pylist()
        if "out_coverage" in names and rules.overdue_reports:
            today = {"today": now.astimezone(UTC).date()}
            found["overdue"] = ask(_OVERDUE, params=today).to_arrow_table().to_pylist()
    return found


def troubles(
    enabled: Iterable[str],
    found: Mapping[str, Any],
    rules: Stale,
    memory: Memory,
    now: datetime,
) -> tuple[list[Trouble], Memory]:
    """What is wrong now, and what to remember of the sources.

    Args:
        enabled: the sources that are crawled.
        found: what `look` gives.
        rules: how long is too long.
        memory: of the look before.
        now: the moment.
    """
    crawls = {row["source_id"]: row for row in found["crawls"]}
    listed: list[Trouble] = []
    sources: dict[str, Seen] = {}
    for source in sorted(enabled):
        seen = _seen(memory.sources.get(source), crawls.get(source), now)
        sources[source] = seen
        if trouble := _of_source(source, crawls.get(source), seen, rules, now):
            listed.append(trouble)
    listed += [
        Trouble(
            f"{row['institution_id']} {row['institution_name']}",
            "overdue",
            since=str(row["due_on"]) if row["due_on"] else None,
            year=row["report_year"],
        )
        for row in found["overdue"]
    ]
    return listed, memory.model_copy(update={"sources": sources})


def _seen(before: Seen | None, crawl: Mapping[str, Any] | None, now: datetime) -> Seen:
    """How often in a row it failed: a crawl that was seen is not counted again."""
    seen = before or Seen(since=now.isoformat(timespec="seconds"))
    if crawl is None or crawl["crawl_id"] == seen.crawl_id:
        return seen
    failures = seen.failures + 1 if crawl["status"] == "failed" else 0
    return Seen(since=seen.since, crawl_id=crawl["crawl_id"], failures=failures)


def _of_source(
    source: str,
    crawl: Mapping[str, Any] | None,
    seen: Seen,
    rules: Stale,
    now: datetime,
) -> Trouble | None:
    complete_at = crawl["complete_at"] if crawl else None
    reason = crawl["reason"] if crawl else None
    oldest = now - timedelta(days=rules.days)
    # one that was never crawled whole is given as long as any, from the first look on
    if _moment(complete_at or seen.since) < oldest:
        why: Literal["old", "never"] = "old" if complete_at else "never"
        return Trouble(source, why, since=complete_at, reason=reason)
    if seen.failures >= rules.failures:
        return Trouble(
            source, "failing", since=complete_at, count=seen.failures, reason=reason
        )
    return None


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
