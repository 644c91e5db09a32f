"""What a run says about its crawl."""

import pytest
from dagster import build_asset_context

from assets.crawl_facts import said_in
from pipeline.progress import report


@pytest.mark.parametrize(
    ("sources", "lines"), [(1, 1), (4, 4), (100, 100), (101, 100), (1000, 100)]
)
def test_a_crawl_says_at_most_a_hundred_times_how_far_it_is(
    capsys: pytest.CaptureFixture[str], sources: int, lines: int
) -> None:
    with said_in(build_asset_context().log):
        report("crawl", 0, sources)
        for done in range(1, sources + 1):
            report("crawl", done, sources, f"source {done}")
    said = [line for line in capsys.readouterr().err.splitlines() if "sources" in line]
    assert len(said) == lines
    assert f"{sources} of {sources} sources: source {sources}" in said[-1]
