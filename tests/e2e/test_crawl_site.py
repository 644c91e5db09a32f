"""The whole test site, every family and every fault, crawled as `ogi refresh` does it.

Three nights: the first crawls everything; on the second published reports have changed,
hosts that refused are asked again; the third is a month later. What single answers
mean is tested in `tests/pipeline/crawl`; here is what becomes of them in the tables.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.crawl.fetch.limits import Limits
from pipeline.crawl.keep.log import FetchRecord
from pipeline.crawl.text import decode
from pipeline.crawling import CrawlSummary
from tests.site.crawls import Clock, Crawls, Row, raw_files, the_clock
from tests.site.families import all_hosts
from tests.site.faults import NO_REPORT, Trouble, all_troubles
from tests.site.faults.nights import MOVED_TO
from tests.site.faults.trouble import LISTING, path_of
from tests.site.many import many_hosts
from tests.site.model import Ask, Host, Reply
from tests.site.registry import source_id_of
from tests.site.server import Seen, Site

pytestmark = pytest.mark.e2e

LIMITS = Limits(
    max_bytes=4_000_000, total_seconds=4.0, read_seconds=2.0, connect_seconds=10.0
)
#: hosts with addresses that stand on no list
UNLISTED = {"redirects.site.test", "bodies.site.test", "validators.site.test"}
#: whoever asks these is told, by one answer, to come back another day
RESTED = {
    "busy-an-hour",
    "refused-202",
    "refused-412",
    "refused-521",
    "refused-busy",
    "refused-firewall",
}
#: thousands of entries: what the readers make of them is tested without a network
LONG = {"capped.shanghai.site.test", "jcms-cut.site.test", "jcms-cut-page.site.test"}
#: too slow to be asked every night of this test
SLOW = {"bodies.site.test", "robots-hang.site.test"}


@dataclass
class Night:
    """What one night left."""

    summary: CrawlSummary
    requests: Sequence[Seen]
    log: Sequence[FetchRecord]
    documents: Mapping[str, Row]
    versions: Mapping[str, list[Row]]
    crawls: Mapping[str, Row]
    issues: Mapping[str, list[Row]]


@dataclass
class Nights:
    """All of it, and what it was done to."""

    site: Site
    crawls: Crawls
    families: Sequence[Host]
    troubles: Mapping[str, Trouble]
    nights: list[Night] = field(default_factory=list)

    def crawl(self, hosts: Sequence[Host]) -> None:
        before, told = len(self.site.requests), sum(len(n.log) for n in self.nights)
        summary = self.crawls.crawl(hosts)
        log = self.crawls.settings.fetch_log.records()
        rows = {
            table: self.crawls.rows(f"raw_{table}")
            for table in ("documents", "document_versions", "crawls", "issues")
        }
        self.nights.append(
            Night(
                summary,
                self.site.requests[before:],
                list(log)[told:],
                {row["url"]: row for row in rows["documents"]},
                grouped(rows["document_versions"], "url"),
                {row["source_id"]: row for row in rows["crawls"]},
                grouped(rows["issues"], "source_id"),
            )
        )

    def of(self, night: int, name: str, year: int = 2024) -> Row:
        """The document of a year on a host that changes."""
        host = self.troubles[f"{name}.site.test"].host
        (entry,) = (e for e in host.reports.values() if e.year == year)
        url = f"http://{host.name}{path_of(entry)}"
        return self.nights[night - 1].documents[url]

    def versions(self, night: int, row: Row) -> list[str]:
        return [v["sha256"] for v in self.nights[night - 1].versions[row["url"]]]


def grouped(rows: Sequence[Row], by: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[by], []).append(row)
    return found


def everything_listed(trouble: Trouble) -> Trouble:
    """The same host with a listing that names every address of `ends`."""
    links = "".join(
        f'<li><a href="{url}">丁县第{n}所2024年政府信息公开工作年度报告</a></li>'
        for n, url in enumerate(trouble.ends)
    )
    listing = Reply(f"<html><body><ul>{links}</ul></body></html>")
    host = trouble.host

    def answer(ask: Ask) -> Reply | None:
        return listing if ask.path == LISTING else host.answer(ask)

    return replace(trouble, host=replace(host, answer=answer))


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    """Three nights."""
    families = [host for host in all_hosts() if host.name not in LONG]
    troubles = [
        everything_listed(t) if t.host.name in UNLISTED else t for t in all_troubles()
    ]
    hosts = [*families, *(t.host for t in troubles)]
    folder = tmp_path_factory.mktemp("nights")
    with the_clock() as clock, Site(hosts, slow=6.0, trickle=0.5) as site:
        nights = Nights(
            site,
            Crawls(folder, hosts, site, limits=LIMITS),
            families,
            {t.host.name: t for t in troubles},
        )
        nights.crawl(hosts)
        first_of = {host.family: host for host in reversed(families)}
        again = [t.host for t in troubles if t.host.name not in SLOW]
        night_to(2, clock, troubles, days=2)
        nights.crawl([*first_of.values(), *again])
        night_to(3, clock, troubles, days=40)
        nights.crawl([t.host for t in troubles if t.later])
        yield nights


def night_to(number: int, clock: Clock, troubles: Sequence[Trouble], days: int) -> None:
    clock.days_later(days)
    for trouble in troubles:
        trouble.night.number = number


# -- everything is found ---------------------------------------------------------------


def test_every_report_of_every_family_is_found_and_fetched(done: Nights) -> None:
    (first, *_) = done.nights
    for host in done.families:
        got = {
            url: row
            for url, row in first.documents.items()
            if row["source_id"] == source_id_of(host)
            and (row["role"] == "page" or url in host.reports)
        }
        assert set(got) == set(host.reports), host.name
        held = {url for url, row in got.items() if row["sha256"] is not None}
        assert held == set(host.reports), host.name


def test_what_was_kept_is_the_report_and_nothing_else(done: Nights) -> None:
    (first, *_) = done.nights
    archive = done.crawls.settings.archive
    for host in done.families:
        for url, entry in host.reports.items():
            row = first.documents[url]
            if row["sha256"] is not None:
                text = decode(archive.get(row["sha256"]))
                assert str(entry.number) in text or entry.publisher in text, url


def test_a_list_that_is_not_whole_is_said(done: Nights) -> None:
    (first, *_) = done.nights
    for host in done.families:
        source = source_id_of(host)
        codes = {issue["code"] for issue in first.issues.get(source, ())}
        assert codes >= set(host.issues), host.name
        status = first.crawls[source]["status"]
        assert status == ("partial" if host.issues else "complete"), host.name


def test_an_unchanged_report_stays_as_it_is(done: Nights) -> None:
    first, second, _ = done.nights
    again = [h for h in done.families if second.crawls[source_id_of(h)]["unchanged"]]
    assert len({host.family for host in again}) >= 12
    for host in again:
        for url in host.reports:
            row = second.documents[url]
            assert row["outcome"] in {"unchanged", "not_modified"}, url
            assert row["sha256"] == first.documents[url]["sha256"]
            assert row["first_seen"] < row["last_seen"]
            assert row["versions"] == len(second.versions[url]) == 1


# -- gently ----------------------------------------------------------------------------


def test_nothing_is_asked_twice_in_a_night(done: Nights) -> None:
    """But what failed and may pass, and the page that many redirects lead to.

    An answer that was cut, or came later than we wait, is a failure for us.
    """
    led_to = {"redirects.site.test", "landing.site.test"}
    for night in done.nights:
        failed = Counter(r.url for r in night.log if r.outcome == "failed")
        answers: dict[tuple[Any, ...], list[int | None]] = {}
        for seen in night.requests:
            key = (seen.host, seen.method, seen.target, seen.body)
            answers.setdefault(key, []).append(seen.status)
        for key, statuses in answers.items():
            asked_again = statuses[:-1]
            may_pass = {None, 429, 500, 503}
            if key[0] not in led_to:
                late = [status for status in asked_again if status not in may_pass]
                assert len(late) <= failed[f"http://{key[0]}{key[2]}"], key
                assert len(statuses) <= LIMITS.attempts, key


def test_one_request_and_one_connection_at_a_time(done: Nights) -> None:
    assert done.site.crowded() == {}


def test_robots_txt_is_asked_once_a_night_and_first(done: Nights) -> None:
    for night in done.nights:
        paths: dict[str, list[str]] = {}
        for seen in night.requests:
            paths.setdefault(seen.host, []).append(seen.path)
        for host, asked in paths.items():
            assert asked[0] == "/robots.txt", host
            # tried again where it fails; one for each scheme
            often = {"robots-500", "robots-hang", "redirects"}
            if host.removesuffix(".site.test") not in often:
                assert asked.count("/robots.txt") == 1, host


# -- faults ----------------------------------------------------------------------------


def test_every_fault_ends_as_it_must(done: Nights) -> None:
    (first, *_) = done.nights
    for name, trouble in done.troubles.items():
        crawl = first.crawls[source_id_of(trouble.host)]
        got = {url: first.documents.get(url) for url in trouble.ends}
        if crawl["status"] == "failed":  # robots.txt forbids the listing itself
            assert set(got.values()) == {None}, name
            assert set(trouble.ends.values()) == {"refused"}, name
            continue
        for url, end in trouble.ends.items():
            row = got[url]
            assert row is not None, url
            allowed = {"gone", "failed"} if end == NO_REPORT else {end}
            if crawl["rested_until"] is not None:
                allowed.add("not_asked")
            assert row["outcome"] in allowed, f"{url}: {row}"
            assert (row["sha256"] is not None) == (row["outcome"] == "fetched"), url


def test_a_refusal_rests_its_host_and_says_so(done: Nights) -> None:
    (first, *_) = done.nights
    rested = {
        name.removesuffix(".site.test")
        for name, trouble in done.troubles.items()
        if "host_rested"
        in {i["code"] for i in first.issues.get(source_id_of(trouble.host), ())}
    }
    assert rested == RESTED
    for name in RESTED:
        host = done.troubles[f"{name}.site.test"].host
        crawl = first.crawls[source_id_of(host)]
        assert (crawl["status"], crawl["not_asked"]) == ("partial", 1)
        asked = [s for s in first.requests if s.host == host.name]
        assert len(asked) == 4, name  # robots.txt, the listing, a report, the refusal
        codes = Counter(i["code"] for i in first.issues[source_id_of(host)])
        assert codes["not_asked"] == 1


def test_no_answer_in_place_of_a_report_becomes_a_version(done: Nights) -> None:
    """Challenge, shell, front page, listing, error page: none has what a report has."""
    archive = done.crawls.settings.archive
    served = {"redirects.site.test", "bodies.site.test", "validators.site.test"}
    for night in done.nights:
        for url, versions in night.versions.items():
            host = url.split("/")[2]
            if host in done.troubles and host not in served:
                for version in versions:
                    assert "编号 3" in decode(archive.get(version["sha256"])), url


def test_a_host_that_refused_is_asked_again_another_night(done: Nights) -> None:
    second = done.nights[1]
    for name in RESTED:
        host = done.troubles[f"{name}.site.test"].host
        asked = [s.target for s in second.requests if s.host == host.name]
        assert asked[1] == LISTING, name


# -- what becomes of a published report ------------------------------------------------


def test_a_vanished_report_keeps_its_bytes_and_versions(done: Nights) -> None:
    before, after = done.of(1, "vanished"), done.of(2, "vanished")
    assert (after["outcome"], after["state"]) == ("gone", "gone")
    assert after["sha256"] == before["sha256"] is not None
    assert after["gone_since"] == after["fetched_at"] > before["fetched_at"]
    assert done.versions(2, after) == done.versions(1, before)
    assert done.of(3, "vanished")["gone_since"] == after["gone_since"]
    assert done.crawls.settings.archive.has(after["sha256"])


def test_a_report_that_comes_back(done: Nights) -> None:
    assert done.of(2, "back-again")["state"] == "gone"
    back = done.of(3, "back-again")
    assert (back["state"], back["gone_since"]) == ("present", None)
    assert back["came_back_on"] == back["fetched_at"]
    assert len(done.versions(3, back)) == 1


def test_a_report_that_moved(done: Nights) -> None:
    row = done.of(2, "moved")
    assert (row["state"], row["outcome"]) == ("moved", "unchanged")
    assert row["moved_to"] == f"http://moved.site.test{MOVED_TO}"


@pytest.mark.parametrize("name", ["unlisted", "broken-listing", "empty-listing"])
def test_what_the_listing_leaves_out_is_not_gone(done: Nights, name: str) -> None:
    row = done.of(2, name)
    assert row["state"] == "present"
    assert row["sha256"] == done.of(1, name)["sha256"]
    if name == "broken-listing":
        assert row["last_seen"] == done.of(1, name)["last_seen"]
    else:
        assert row["outcome"] == "not_modified"


@pytest.mark.parametrize("name", ["edited-openly", "edited-untagged"])
def test_an_edit_is_a_version(done: Nights, name: str) -> None:
    old, new = done.of(1, name), done.of(2, name)
    assert done.versions(2, new) == [old["sha256"], new["sha256"]]
    assert (new["versions"], new["outcome"]) == (2, "fetched")
    assert new["last_changed"] > old["last_changed"]


def test_an_edit_that_the_server_denies_comes_to_light_in_time(done: Nights) -> None:
    assert done.of(2, "edited")["outcome"] == "not_modified"
    row = done.of(3, "edited")
    assert (row["outcome"], row["versions"]) == ("fetched", 2)
    bodies = [done.crawls.settings.archive.get(s) for s in done.versions(3, row)]
    assert ["12 件" in decode(bodies[0]), "21 件" in decode(bodies[1])] == [True, True]


def test_a_new_report_is_found(done: Nights) -> None:
    _, second, _ = done.nights
    source = source_id_of(done.troubles["grown.site.test"].host)
    rows = [r for r in second.documents.values() if r["source_id"] == source]
    assert sorted(r["outcome"] for r in rows) == [
        "fetched",
        "not_modified",
        "not_modified",
        "not_modified",
    ]


def test_a_new_report_remembers_the_night_without_it(done: Nights) -> None:
    first, second, _ = done.nights
    source = source_id_of(done.troubles["grown.site.test"].host)
    rows = [r for r in second.documents.values() if r["source_id"] == source]
    new = {r["url"] for r in rows} - first.documents.keys()
    assert len(new) == 1
    without = first.crawls[source]["started_at"]
    assert {r["url"]: r["absent_at"] for r in rows} == {
        r["url"]: without if r["url"] in new else None for r in rows
    }


# -- offline ---------------------------------------------------------------------------


def test_the_tables_are_made_again_from_the_recording_alone(
    done: Nights, tmp_path: Path
) -> None:
    made = raw_files(done.crawls.settings)
    assert done.crawls.rebuilt(tmp_path / "copy") == made
    assert list(done.crawls.settings.archive.verify()) == []


# -- politeness, by the clock ----------------------------------------------------------


def test_no_host_is_asked_above_its_rate(tmp_path: Path) -> None:
    hosts, delay = many_hosts(4, years=2), 0.3
    with Site(hosts) as site:
        crawls = Crawls(tmp_path, hosts, site, scale=1.0, delay_seconds=delay)
        summary = crawls.crawl()
        assert summary.outcomes["fetched"] == 8
        for host in hosts:
            asked = [s for s in site.requests if s.host == host.name]
            assert len(asked) == 4  # robots.txt, the listing, two reports
            ended = [s.ended or 0.0 for s in asked]
            waits = [b.began - a for a, b in zip(ended[:-1], asked[1:], strict=True)]
            assert min(waits) >= delay - 0.005  # the server ends after we have read
        assert site.crowded() == {}
        spans = [
            max(s.began for s in site.requests),
            min(s.began for s in site.requests),
        ]
        assert spans[0] - spans[1] < 4 * 3 * delay  # side by side


def test_the_budget_of_a_day_holds_over_its_runs(tmp_path: Path) -> None:
    hosts = many_hosts(2, years=6)
    with the_clock() as clock, Site(hosts) as site:
        crawls = Crawls(tmp_path, hosts, site, max_requests_per_day=5)
        for statuses in ({"partial"}, {"failed"}):
            summary = crawls.crawl()
            assert {crawl.status for crawl in summary.crawls} == statuses
            assert Counter(s.host for s in site.requests) == dict.fromkeys(
                (h.name for h in hosts), 5
            )
        clock.days_later(1)
        crawls.crawl()
        held = [r for r in crawls.rows("raw_documents") if r["sha256"] is not None]
        asked = Counter(s.host for s in site.requests)
        assert asked == dict.fromkeys((h.name for h in hosts), 10)
        assert len(held) == 12
