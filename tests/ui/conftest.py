"""One UI and one browser for the file, one page a test."""

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.ui.browser import Ui, open_browser, open_page, why_no_browser
from tests.ui.served import (
    Served,
    break_reports,
    copy_root,
    materialise,
    run_checks,
    serve,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_FAILED = pytest.StashKey[bool]()
#: shown by the tests, or asked for by the UI before it crawls
SHOWN = [
    "seed_budgets",
    "seed_form_cells",
    "seed_institutions",
    "seed_sources",
    "out_coverage",
    "out_report_quality",
]


@pytest.fixture(scope="module")
def served(
    demo_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """`ogi ui` on a copy of the demonstration's root, in which a report is broken."""
    folder = tmp_path_factory.mktemp("ui")
    settings = copy_root(demo_root, folder / "root")
    assert materialise(settings, "rebuild_models", SHOWN)
    break_reports(settings)
    assert not run_checks(settings, "core_reports")
    with serve(settings, folder / "ui.log") as ui:
        yield ui


@pytest.fixture(scope="module")
def browser(served: Served) -> Iterator["Browser"]:
    """Opened last, closed with the file: as long as it is open its thread has a loop.

    Neither a run of Dagster nor a test that brings a loop of its own can be in it.
    """
    del served
    reason = why_no_browser()
    if reason:
        pytest.skip(reason)
    with open_browser() as opened:
        yield opened


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let the fixtures of a test know that it failed."""
    report = yield
    if report.when == "call":
        item.stash[_FAILED] = report.failed
    return report


@pytest.fixture
def ui(
    browser: "Browser", served: Served, request: pytest.FixtureRequest
) -> Iterator[Ui]:
    """A page; it must neither complain nor ask anybody but the UI."""
    with open_page(browser, served.url) as page:
        yield page
        # not known where another fixture failed first
        if request.node.stash.get(_FAILED, default=True):
            page.shoot(f"failed-{request.node.name}")
        assert page.strangers == []
        assert page.errors == []
