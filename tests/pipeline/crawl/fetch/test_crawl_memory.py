"""What a host said holds for every later run, whoever was asked in between."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site.crawls import Clock, Crawls, the_clock
from tests.site.families import all_hosts
from tests.site.model import Ask, Host, Reply
from tests.site.server import Site


@pytest.fixture
def clock() -> Iterator[Clock]:
    with the_clock() as started:
        yield started


def _host(answer: Reply) -> Host:
    def refuse(ask: Ask) -> Reply | None:
        return None if ask.path == "/robots.txt" else answer

    return Host(
        name="refuses.site.test",
        family="trs",
        listing="http://refuses.site.test/nb/",
        answer=refuse,
        reports={},
    )


def test_a_rest_goes_on_after_a_run_that_found_it(tmp_path: Path, clock: Clock) -> None:
    host = _host(Reply(status=412))
    with Site([host]) as site:
        crawls = Crawls(tmp_path, [host], site)
        crawls.crawl()
        asked = len(site.requests)
        for _ in range(3):  # the rest is of a day
            clock.shift += dt.timedelta(hours=2)
            crawls.crawl()
        assert len(site.requests) == asked
        clock.days_later(1)
        crawls.crawl()
        assert len(site.requests) > asked


def test_a_budget_is_of_a_day_whatever_runs_in_it(tmp_path: Path, clock: Clock) -> None:
    host = next(host for host in all_hosts() if len(host.reports) > 3)
    with Site([host]) as site:
        crawls = Crawls(tmp_path, [host], site, max_requests_per_day=4)
        for _ in range(3):
            crawls.crawl()
            clock.shift += dt.timedelta(hours=1)
        assert len(site.requests) == 4
