"""The test site and what asks it, for the tests of crawling."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pipeline.crawl.lab import Lab
from tests.site.server import Site

FOREIGN = "www.mirror.test"


@pytest.fixture
def site() -> Iterator[Site]:
    with Site(names=("www.site.test", FOREIGN)) as started:
        yield started


@pytest.fixture
def lab(site: Site, tmp_path: Path) -> Lab:
    return Lab(site, tmp_path / "raw")
