"""Crawls of chosen years and institutions: what is not chosen stays as it was.

And what a selective crawl leaves is what its recording makes again, to the byte.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.crawling import crawl_provinces
from pipeline.selection import Selection
from pipeline.settings import Settings
from tests.site.crawls import Clock, Crawls, Row, raw_files, the_clock
from tests.site.families import all_hosts
from tests.site.faults import all_troubles
from tests.site.faults.trouble import Trouble
from tests.site.registry import source_id_of
from tests.site.server import Site

pytestmark = pytest.mark.e2e

#: of each, the report of 2024 changes with the second night
CHANGING = ("vanished", "unlisted", "edited", "edited-untagged", "moved")
#: pages with further pages, which hang on them
FAMILY = "trs-one.site.test"


@dataclass
class Chosen:
    """Some hosts after their first night."""

    crawls: Crawls
    site: Site
    troubles: list[Trouble]
    clock: Clock

    def next_night(self) -> None:
        self.clock.days_later(1)
        for trouble in self.troubles:
            trouble.night.number += 1

    def choose(self, **fields: tuple[str, ...] | tuple[int, ...]) -> list[str]:
        """Crawl what is chosen; gives the paths that were asked for."""
        before = len(self.site.requests)
        self.crawls.choose(Selection(**fields))  # type: ignore[arg-type]
        return [seen.path for seen in self.site.requests[before:]]


@pytest.fixture
def chosen(tmp_path: Path) -> Iterator[Chosen]:
    troubles = [
        t for t in all_troubles() if t.host.name.removesuffix(".site.test") in CHANGING
    ]
    assert len(troubles) == len(CHANGING)
    hosts = [t.host for t in troubles]
    hosts += [h for h in all_hosts() if h.name == FAMILY]
    assert len(hosts) > len(troubles)
    with the_clock() as clock, Site(hosts) as site:
        crawls = Crawls(tmp_path, hosts, site)
        crawls.crawl()
        yield Chosen(crawls, site, troubles, clock)


def by_url(rows: list[Row]) -> dict[str, Row]:
    return {row["url"]: row for row in rows}


def test_only_the_year_that_is_chosen_is_asked(chosen: Chosen, tmp_path: Path) -> None:
    crawls = chosen.crawls
    before = by_url(crawls.rows("raw_documents"))
    years = {r["url"]: r["report_year"] for r in crawls.rows("raw_report_links")}
    chosen.next_night()
    asked = chosen.choose(years=(2023,))
    after = by_url(crawls.rows("raw_documents"))
    of_2023 = {url for url, year in years.items() if year == 2023}
    for url, row in before.items():
        is_chosen = url in of_2023 or row["parent_url"] in of_2023
        if is_chosen:
            assert after[url]["fetched_at"] > row["fetched_at"], url
        else:
            assert after[url] == row, "it was not asked for, and nothing is lost"
    assert asked
    assert {row["status"] for row in crawls.rows("raw_crawls")} == {"complete"}
    assert raw_files(crawls.settings) == crawls.rebuilt(tmp_path / "again")


def test_a_year_that_is_chosen_comes_whole(chosen: Chosen, tmp_path: Path) -> None:
    """Also what a site changed behind its validator, long before it is due."""
    crawls = chosen.crawls
    (edited,) = (t for t in chosen.troubles if t.host.name.startswith("edited.site"))
    chosen.next_night()
    crawls.crawl()
    silent = {row["versions"] for row in crawls.of("raw_documents", edited.host)}
    assert silent == {1}
    chosen.choose(years=(2024,), sources=(source_id_of(edited.host),))
    versions = [row["versions"] for row in crawls.of("raw_documents", edited.host)]
    assert sorted(versions) == [1, 1, 2]
    assert raw_files(crawls.settings) == crawls.rebuilt(tmp_path / "again")


def test_an_institution_is_asked_for_where_it_is_listed(chosen: Chosen) -> None:
    crawls, host = chosen.crawls, chosen.troubles[0].host
    mine = source_id_of(host)
    others = [r for r in crawls.rows("raw_crawls") if r["source_id"] != mine]
    chosen.next_night()
    chosen.choose(institutions=(f"{mine}-office",))
    after = crawls.rows("raw_crawls")
    assert [r for r in after if r["source_id"] != mine] == others
    assert len(after) == len(others) + 1
    assert {seen.host for seen in chosen.site.requests[-3:]} == {host.name}


def test_issues_of_what_is_not_chosen_stay(chosen: Chosen, tmp_path: Path) -> None:
    crawls = chosen.crawls
    chosen.next_night()
    crawls.crawl()
    issues = crawls.rows("raw_issues")
    assert {"gone", "moved"} <= {issue["code"] for issue in issues}
    chosen.choose(years=(2023,))
    assert crawls.rows("raw_issues") == issues
    assert raw_files(crawls.settings) == crawls.rebuilt(tmp_path / "again")


def test_the_first_crawl_of_a_year_says_that_it_is_not_all(tmp_path: Path) -> None:
    hosts = [h for h in all_hosts() if h.name == FAMILY]
    with the_clock(), Site(hosts) as site:
        crawls = Crawls(tmp_path, hosts, site)
        crawls.choose(Selection(years=(2023,)))
        (crawl,) = crawls.rows("raw_crawls")
        assert (crawl["status"], crawl["complete_at"]) == ("partial", None)
        assert crawl["reason"] == "only what was chosen was asked for: 2023"
        outcomes = {r["outcome"] for r in crawls.rows("raw_documents")}
        assert outcomes == {"fetched", "not_asked"}
        first = raw_files(crawls.settings)
        assert first == crawls.rebuilt(tmp_path / "again")
        crawls.crawl()
        (crawl,) = crawls.rows("raw_crawls")
        assert (crawl["status"], crawl["not_asked"]) == ("complete", 0)
        assert raw_files(crawls.settings) == crawls.rebuilt(tmp_path / "twice")


def test_what_is_out_of_scope_does_not_make_a_crawl_partial(tmp_path: Path) -> None:
    """Or the release would take back what it says of missing reports."""
    settings = replace(Settings.of(tmp_path / "root", demo=True), delay_scale=0.0)
    settings.prepare()
    crawl_provinces(settings, ["fujian"])

    def rows(table: str) -> list[Row]:
        return pq.read_table(settings.root.lake / table / "fujian.parquet").to_pylist()

    before = by_url(rows("raw_documents"))
    assert "out_of_scope" in {row["outcome"] for row in before.values()}
    crawl_provinces(settings, ["fujian"], Selection(years=(2021,)))
    (crawl,) = rows("raw_crawls")
    assert (crawl["status"], crawl["not_asked"]) == ("complete", 0)
    for url, row in by_url(rows("raw_documents")).items():
        assert row["outcome"] in ("unchanged", before[url]["outcome"]), url
