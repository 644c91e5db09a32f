"""Every family of the test site: all its reports are found, and nothing else."""

import asyncio

import pytest

from pipeline.crawl.discover import discover
from tests.pipeline.crawl.conftest import make_source
from tests.site.direct import DirectAsker
from tests.site.families import all_hosts
from tests.site.model import Host


@pytest.mark.parametrize("host", all_hosts(), ids=lambda host: host.name)
def test_all_reports_of_a_family_are_found(host: Host) -> None:
    source = make_source(host=host.name, listing_url=host.listing, family=host.family)
    asker = DirectAsker(source, host)
    listing = asyncio.run(discover(asker))
    assert {c.url for c in listing.candidates} == set(host.reports)
    assert tuple(issue.code.value for issue in listing.issues) == host.issues
    assert len(asker.calls) == len(set(asker.calls)), "something was asked twice"
