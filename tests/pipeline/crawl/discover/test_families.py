"""Every family of the test site: all its reports are found, and nothing else."""

import asyncio
from functools import cache

import pytest

from pipeline.crawl.discover import Listing, discover
from tests.site.direct import DirectAsker
from tests.site.families import all_hosts
from tests.site.model import Host
from tests.site.sources import make_source

HOSTS = all_hosts()


@cache
def _walked(number: int, family: str) -> tuple[Listing, DirectAsker]:
    host = HOSTS[number]
    source = make_source(host.name, host.listing, family=family)
    asker = DirectAsker(source, host, *host.others)
    return asyncio.run(discover(asker)), asker


def found_at(host: Host, family: str) -> tuple[Listing, DirectAsker]:
    """What is found at a host; the tests look at one walk from several sides."""
    return _walked(HOSTS.index(host), family)


@pytest.mark.parametrize("host", HOSTS, ids=lambda host: host.name)
def test_all_reports_of_a_family_are_found(host: Host) -> None:
    listing, asker = found_at(host, host.family)
    assert {c.url for c in listing.candidates} == set(host.reports)
    assert tuple(issue.code.value for issue in listing.issues) == host.issues
    assert len(asker.calls) == len(set(asker.calls)), "something was asked twice"
    asked = {call.url for call in asker.calls}
    again = [c.url for c in listing.candidates if c.url in asked and c.fetch is None]
    assert again == [], "would be asked for twice"


@pytest.mark.parametrize("host", HOSTS, ids=lambda host: host.name)
def test_the_family_shows_in_the_page(host: Host) -> None:
    """With nothing in the registry but the address."""
    listing, _ = found_at(host, "generic")
    assert {c.url for c in listing.candidates} == set(host.reports)
    if host.reports and host.family != "generic":
        assert listing.family == host.family


@pytest.mark.parametrize("host", HOSTS, ids=lambda host: host.name)
def test_year_and_publisher_are_read(host: Host) -> None:
    listing, _ = found_at(host, host.family)
    for candidate in listing.candidates:
        entry = host.reports[candidate.url]
        assert candidate.year == entry.year
        assert candidate.publisher in {entry.publisher, None}
