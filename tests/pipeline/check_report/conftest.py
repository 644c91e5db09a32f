"""The answers that text, JSON and page are made of."""

from pathlib import Path

import pytest

from pipeline.check import CheckedReport
from tests.pipeline.check_report import given


@pytest.fixture(scope="session")
def remarked(demo_pages: Path) -> CheckedReport:
    """An answer with something of everything, see `given`."""
    return given.with_remarks(demo_pages)


@pytest.fixture(scope="session")
def sound(demo_pages: Path) -> CheckedReport:
    """An answer without a remark."""
    return given.sound(demo_pages)
